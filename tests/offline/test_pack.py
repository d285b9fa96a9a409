"""The day pack: a list with hashes, and the pieces that have to match it."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from outrider import roadnet
from outrider.db import transaction
from outrider.ids import new_id
from outrider.offline.pack.engines import REACH_M, surroundings
from tests.cast import NOW, Cast, give, take_order
from tests.offline.phone import Phone


@pytest.fixture
async def visits(pool: Any, us: Cast) -> list[UUID]:
    async with transaction(pool, us.org_id) as tx:
        return [await give(tx, us, await take_order(tx, us)) for _ in range(3)]


@pytest.fixture
async def bob(client: Any, visits: list[UUID]) -> Phone:
    return await Phone(client("bob")).register()


async def manifest(phone: Phone) -> Any:
    return (await phone.client.get("/api/phone/pack")).json()


async def test_every_piece_has_the_bytes_that_the_list_promised(bob: Phone, visits: list[UUID]) -> None:
    listed = await manifest(bob)
    assert {row["attendance_id"] for row in listed["entries"]} == {str(visit) for visit in visits}
    for row in listed["entries"]:
        body = (await bob.client.get(f"/api/phone/pack/{row['attendance_id']}")).content
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (row["sha256"], row["size"])
    lines = "".join(f"{row['sha256']}\n" for row in listed["entries"])
    assert listed["sha256"] == hashlib.sha256(lines.encode()).hexdigest()
    assert listed["size"] == sum(row["size"] for row in listed["entries"])


async def test_a_place_that_they_were_at_goes_along_once_and_after_the_visits(bob: Phone, visits: list[UUID], pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update attendances set ended_at = $2, end_reason = 'sign' where id = $1", visits[0], NOW - timedelta(days=3))
    listed = [(row["attendance_id"], row["ended"]) for row in (await manifest(bob))["entries"]]
    assert listed == [*sorted((str(visit), False) for visit in visits[1:]), (str(visits[0]), True)]
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update orders set site_id = (select min(site_id::text)::uuid from orders)")
    assert [row["ended"] for row in (await manifest(bob))["entries"]] == [False, False]


async def test_the_list_is_the_same_until_something_changes(bob: Phone, visits: list[UUID]) -> None:
    before = await manifest(bob)
    assert (await manifest(bob))["sha256"] == before["sha256"]
    await bob.send(bob.command(visits[0], {"field": "entry", "base": "", "value": "Gate 3"}, "site_note"))
    after = await manifest(bob)
    assert after["seq"] > before["seq"]
    changed = [old != new for old, new in zip(before["entries"], after["entries"], strict=True)]
    assert sum(changed) == 1


async def test_the_customers_devices_of_other_places_go_along_by_what_they_are_known_by(
    bob: Phone, visits: list[UUID], pool: Any, us: Cast
) -> None:
    columns = "org_id, id, account_id, name, address, lat, lon, time_zone"
    add_site = f"insert into sites ({columns}) values (current_org(), $1, $2, 'Hall 7', '', 1, 1, 'UTC')"
    add = "insert into devices (org_id, id, account_id, site_id, serial, model, active) values (current_org(), $1, $2, $3, $4, 'Press', $5)"
    async with transaction(pool, us.org_id) as tx:
        account = await tx.value("select o.account_id from attendances a join orders o on o.id = a.order_id where a.id = $1", visits[0])
        hall = new_id(NOW)
        await tx.run(add_site, hall, account)
        for serial, site, active in (("E1", hall, True), ("E2", None, True), ("E3", hall, False)):
            await tx.run(add, new_id(NOW), account, site, serial, active)
    pieces = [(await bob.client.get(f"/api/phone/pack/{visit}")).json() for visit in visits[:2]]
    assert pieces[0]["elsewhere"] == [
        {"serial": "E1", "model": "Press", "site": "Hall 7"}, {"serial": "E2", "model": "Press", "site": ""},
    ]  # fmt: skip
    assert pieces[1]["elsewhere"] == []  # of another customer


async def test_what_the_office_knows_of_the_model_goes_along(bob: Phone, visits: list[UUID], pool: Any, us: Cast, client: Any) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update devices set model = 'Pump-200 X' where id = (select device_id from orders limit 1)")
    for title, model in (("Pumps", "pump-200"), ("Others", "fan"), ("Everything", "")):
        row = {"title": title, "model": model, "body": "Bleed first", "active": True}
        (await client("erin").post("/api/master/knowledge", json=row)).raise_for_status()
    told = [[row["title"] for row in (await bob.client.get(f"/api/phone/pack/{visit}")).json()["knowledge"]] for visit in visits]
    assert sorted(told) == [["Everything"], ["Everything"], ["Pumps", "Everything"]]


async def test_nobody_reads_what_belongs_to_somebody_elses_visit(visits: list[UUID], client: Any) -> None:
    charlie = await Phone(client("charlie")).register()
    answer = await charlie.client.get(f"/api/phone/pack/{visits[0]}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await manifest(charlie))["entries"] == []


CITY = (-29.9027, -71.2519)


def test_the_streets_around_a_place_are_cut_out_and_small_enough_for_a_phone() -> None:
    found = surroundings(roadnet.DEMO, *CITY)
    assert len(found) > 10
    assert [street.size for street in found] == sorted(street.size for street in found)
    assert len(msgspec.json.encode(found)) < 20_000
    for street in found:
        for line in street.lines:
            x, y, near = 0, 0, False
            for east, north in zip(line[::2], line[1::2], strict=True):
                x, y = x + east, y + north
                near = near or max(abs(x), abs(y)) <= REACH_M
            assert near, street.name  # every line is seen


def test_where_no_streets_are_known_there_is_no_map() -> None:
    assert surroundings(None, *CITY) == ()
    assert surroundings(roadnet.DEMO, 52.5, 13.4) == ()


async def test_a_note_about_the_place_tells_whoever_goes_there(bob: Phone, visits: list[UUID], client: Any, pool: Any, us: Cast) -> None:
    since = (await manifest(bob))["seq"]
    async with transaction(pool, us.org_id) as tx:
        order = await tx.value("select order_id from attendances where id = $1", visits[0])
    edit = {"field": "entry", "base": "", "value": "Gate 3"}
    (await client("alice").post(f"/api/orders/{order}/site", json=edit)).raise_for_status()
    epoch = (await bob.client.get("/api/phone/pull")).json()["epoch"]
    pull = (await bob.client.get("/api/phone/pull", params={"epoch": epoch, "since": since})).json()
    assert (pull["places"], pull["jobs"]) == (True, [])
