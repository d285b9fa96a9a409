"""A customer with a telephone."""

from datetime import datetime, timedelta
from typing import Any

import httpx

from .processes import Served

PHONE = "+86 10 5550 1234"


def customer(house: Served, start: datetime) -> None:
    """What the contract is made for: a factory with a contact, a hall and a machine."""
    with httpx.Client(base_url=house.url, cookies={"outrider_session": house.sign_in("erin")}) as erin:

        def add(entity: str, **row: Any) -> str:
            answer = erin.post(f"/api/master/{entity}", json=row)
            assert answer.status_code == 201, answer.text
            return str(answer.json()["id"])

        account = add("accounts", number="K1", name="滨海工厂 Coast Works")
        add("contacts", account_id=account, name="李秀英", phone=PHONE)
        site = add("sites", account_id=account, name="Hall 1", address="Street 1", lat=52.5, lon=13.4, time_zone="UTC")
        warranty = (start + timedelta(days=200)).date().isoformat()
        add("devices", account_id=account, site_id=site, serial="SN-77", model="SR650", warranty_until=warranty)
