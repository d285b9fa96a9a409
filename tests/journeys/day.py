"""A day full of visits."""

from datetime import UTC, datetime, timedelta

import httpx

from outrider.ids import new_id

from .processes import Served

LAT, LON = -29.915, -71.25


def give_visits(house: Served, count: int, name: str) -> None:
    """count visits of today with one engineer, in the city whose roads the product brings; taken and assigned over the API."""
    now = datetime.now(UTC)
    cookies = {"outrider_session": house.sign_in("alice")}
    with httpx.Client(base_url=house.url, cookies=cookies, headers={"origin": house.url}) as alice:
        for index in range(count):
            start = now + timedelta(minutes=10 * index)
            order = {
                "id": str(new_id(now)), "kind": "repair", "level": "2", "fault": f"Fan {index} stands still", "serial": f"SN-{index}",
                "account_name": f"Works {index}", "window_from": start.isoformat(), "window_to": (start + timedelta(hours=1)).isoformat(),
                "contact": {"name": "Dana", "phone": "+49 30 5550100"},
                "site": {"name": f"Hall {index}", "address": f"Main street {index}", "lat": LAT + index / 2000, "lon": LON},
            }  # fmt: skip
            alice.post("/api/orders", json=order).raise_for_status()
            status = alice.get(f"/api/orders/{order['id']}").json()["line"]["status"]
            given = {"engineer_id": str(house.database.us.users[name]), "expected": status, "reason": ""}
            alice.post(f"/api/orders/{order['id']}/assignment", json=given).raise_for_status()
