"""Somebody with two roles: what one of them counts for never counts for the other."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider import db
from outrider.accounts.people import store as people
from outrider.accounts.people.rules import PERMISSIONS
from outrider.accounts.sessions import actions as sessions
from outrider.ids import new_id
from outrider.model import Role
from outrider.notify import store as notify
from tests.cast import HERE, NOW, Cast, give, take_order
from tests.conftest import Client, code_of, one_row
from tests.intake.sheets import bring, customers, sheet, write
from tests.laws.routes import HANDLERS, PRIVATE, ask

Grants = list[tuple[Role, str, UUID | None]]


async def person(tx: db.Tx, grants: Grants) -> tuple[UUID, str]:
    """Somebody new with these grants, and a session of theirs."""
    user = new_id(NOW)
    await people.add_user(tx, user, "Robin", "robin@us.test", "", "en", NOW)
    for role, scope, scope_id in grants:
        await people.add_grant(tx, user, role, scope, scope_id)
    return user, await sessions.open_session(tx, user, "tests", NOW)


async def station(tx: db.Tx, name: str, place: tuple[float, float] = HERE) -> UUID:
    made = new_id(NOW)
    await tx.run(
        "insert into units (org_id, id, kind, name, lat, lon) values ($1, $2, 'station', $3, $4, $5)", tx.org_id, made, name, *place
    )
    return made


async def test_administrator_of_a_station_who_reads_everywhere_takes_over_nobody(app: Any, pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        grants: Grants = [(Role.ADMINISTRATOR, "station", us.station), (Role.MANUFACTURER, "organisation", None)]
        user, token = await person(tx, grants)
    async with Client(app, token) as robin:
        chief = f"/api/people/{us.users['erin']}"
        assert code_of(await robin.post(f"{chief}/tokens", json={"name": "x"})) == (403, "not_allowed")
        assert code_of(await robin.post(f"{chief}/password-reset")) == (403, "not_allowed")
        wanted = [{"role": "administrator", "scope": "organisation", "scope_id": None}]
        assert code_of(await robin.put(f"/api/people/{user}/grants", json=wanted)) == (403, "not_allowed")


async def test_dispatcher_of_a_station_who_advises_everywhere_changes_only_their_station(app: Any, pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        grants: Grants = [(Role.DISPATCHER, "station", await station(tx, "Elsewhere")), (Role.EXPERT, "organisation", None)]
        _, token = await person(tx, grants)
    async with Client(app, token) as robin:
        assert (await robin.get(f"/api/orders/{order}")).status_code == 200
        cancel = {"action": "cancel", "expected": "received", "data": {"reason": "x"}}
        assert code_of(await robin.post(f"/api/orders/{order}/actions", json=cancel)) == (403, "not_allowed")
        shift = {"engineer_id": str(us.users["bob"]), "day": "2026-03-03", "starts": "08:00", "ends": "16:00"}
        assert code_of(await robin.post("/api/master/shifts", json=shift)) == (403, "not_allowed")


async def test_dispatcher_of_their_own_station_still_cancels_there(app: Any, pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        _, token = await person(tx, [(Role.DISPATCHER, "station", us.station), (Role.EXPERT, "organisation", None)])
    async with Client(app, token) as robin:
        cancel = {"action": "cancel", "expected": "received", "data": {"reason": "x"}}
        assert (await robin.post(f"/api/orders/{order}/actions", json=cancel)).status_code == 200


async def test_engineer_who_dispatches_elsewhere_cancels_no_order_that_was_theirs(app: Any, pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order, "bob")
        await people.add_grant(tx, us.users["bob"], Role.DISPATCHER, "station", await station(tx, "Elsewhere"))
    async with Client(app, us.tokens["bob"]) as bob:
        cancel = {"action": "cancel", "expected": "assigned", "data": {"reason": "x"}}
        assert code_of(await bob.post(f"/api/orders/{order}/actions", json=cancel)) == (403, "not_allowed")
        accept = {"action": "accept", "expected": "assigned"}
        assert (await bob.post(f"/api/orders/{order}/actions", json=accept)).status_code == 200


async def test_account_manager_who_advises_a_station_edits_no_other_customers_contact(app: Any, pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        await take_order(tx, us)
        contact = await tx.value("select id from contacts limit 1")
        own = new_id(NOW)
        await tx.run("insert into accounts (org_id, id, number, name) values ($1, $2, 'K-7', 'Own')", tx.org_id, own)
        _, token = await person(tx, [(Role.ACCOUNT_MANAGER, "account", own), (Role.EXPERT, "station", us.station)])
    async with Client(app, token) as robin:
        edit = {"name": {"was": "Dana", "now": "X"}}
        assert code_of(await robin.patch(f"/api/master/contacts/{contact}", json=edit)) == (404, "not_found")


async def test_dispatcher_takes_no_absence_of_another_station_to_their_own(app: Any, pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        here = await station(tx, "Elsewhere")
        await tx.run("update engineers set station_id = $1 where user_id = $2", here, us.users["charlie"])
        _, token = await person(tx, [(Role.DISPATCHER, "station", here)])
    shift = {"engineer_id": str(us.users["bob"]), "day": "2026-03-03", "starts": "08:00", "ends": "16:00"}
    async with Client(app, us.tokens["erin"]) as erin, Client(app, token) as robin:
        made = (await erin.post("/api/master/shifts", json=shift)).json()["id"]
        edit = {"engineer_id": {"was": shift["engineer_id"], "now": str(us.users["charlie"])}}
        assert code_of(await robin.patch(f"/api/master/shifts/{made}", json=edit)) == (403, "not_allowed")


async def test_administrator_of_a_station_publishes_no_rule_of_the_whole(app: Any, pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        _, token = await person(tx, [(Role.ADMINISTRATOR, "station", us.station), (Role.EXPERT, "organisation", None)])
    async with Client(app, token) as robin:
        wanted = {"document": {}, "expected": 1, "note": ""}
        assert code_of(await robin.put("/api/rules/level/1", json=wanted)) == (403, "not_allowed")
        days = {"document": {}, "country": "DE", "years": [2026]}
        assert code_of(await robin.post("/api/calendars/holidays", json=days)) == (403, "not_allowed")


async def two_customers(tx: db.Tx, us: Cast) -> tuple[dict[str, Any], dict[str, Any]]:
    """Orders to send, of two customers whose places lie beside our station."""
    made = list[dict[str, Any]]()
    for n in range(2):
        known = await tx.connection.fetchrow("select account_id, contact_id, site_id from orders where id = $1", await take_order(tx, us))
        assert known is not None
        whose = {name: str(value) for name, value in known.items()}
        window = {"window_from": NOW.isoformat(), "window_to": (NOW + timedelta(hours=1)).isoformat()}
        made.append({"id": str(new_id(NOW)), "kind": "repair", "level": "1", "fault": "Leaks", "serial": f"NEW-{n}", **whose, **window})
    return made[0], made[1]


BOOKED = """
select o.status, o.station_id, d.serial, o.fault from orders o left join devices d on d.id = o.device_id where o.id = $1
"""


@pytest.mark.parametrize("besides", [Role.SERVICE_DESK, Role.ENGINEER, Role.EXPERT, None])
async def test_customers_administrator_with_another_role_elsewhere_books_for_their_own_as_that_customer(
    app: Any, pool: Any, us: Cast, besides: Role | None
) -> None:
    """At once, at the nearest of all stations, and without writing into the books of devices."""
    async with db.transaction(pool, us.org_id) as tx:
        own, _ = await two_customers(tx, us)
        grants: Grants = [(Role.CUSTOMER_ADMINISTRATOR, "account", UUID(own["account_id"]))]
        elsewhere = await station(tx, "Elsewhere", (10.0, 10.0))
        if besides is not None:
            grants.append((besides, "own", None) if besides == Role.ENGINEER else (besides, "station", elsewhere))
        _, token = await person(tx, grants)
    async with Client(app, token) as robin:
        assert (await robin.post("/api/orders", json=own)).status_code == 201
    async with db.transaction(pool, us.org_id) as tx:
        booked = await one_row(tx.connection, BOOKED, own["id"])
    assert (booked["status"], booked["station_id"], booked["serial"]) == ("awaiting_assignment", us.station, None)
    assert "NEW-0" in booked["fault"]


async def test_service_desk_who_administers_a_customer_books_for_another_as_the_desk(app: Any, pool: Any, us: Cast) -> None:
    """Asked first whether it is solved by phone, at a station of the desk, with the device entered."""
    async with db.transaction(pool, us.org_id) as tx:
        own, other = await two_customers(tx, us)
        elsewhere = await station(tx, "Elsewhere", (10.0, 10.0))
        account = UUID(own["account_id"])
        _, token = await person(tx, [(Role.CUSTOMER_ADMINISTRATOR, "account", account), (Role.SERVICE_DESK, "station", elsewhere)])
    async with Client(app, token) as robin:
        assert (await robin.post("/api/orders", json=other)).status_code == 201
    async with db.transaction(pool, us.org_id) as tx:
        booked = await one_row(tx.connection, BOOKED, other["id"])
    assert (booked["status"], booked["station_id"], booked["serial"]) == ("received", elsewhere, "NEW-1")


@pytest.mark.parametrize("besides", [Role.ENGINEER, Role.EXPERT])
async def test_customers_administrator_books_for_no_other_customer_by_a_role_that_takes_no_orders(
    app: Any, pool: Any, us: Cast, besides: Role
) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        own, other = await two_customers(tx, us)
        second = (besides, "own" if besides == Role.ENGINEER else "organisation", None)
        _, token = await person(tx, [(Role.CUSTOMER_ADMINISTRATOR, "account", UUID(own["account_id"])), second])
    async with Client(app, token) as robin:
        assert code_of(await robin.post("/api/orders", json=other)) == (404, "not_found")


async def test_a_sheet_of_two_customers_is_booked_for_each_by_the_role_that_counts_there(client: Any, pool: Any, us: Cast) -> None:
    own, _ = await customers(client, 2)
    async with db.transaction(pool, us.org_id) as tx:
        elsewhere = await station(tx, "Elsewhere", (10.0, 10.0))
        account = await tx.value("select id from accounts where number = $1", own)
        await tx.run("delete from grants where user_id = $1", us.users["alice"])
        await people.add_grant(tx, us.users["alice"], Role.CUSTOMER_ADMINISTRATOR, "account", account)
        await people.add_grant(tx, us.users["alice"], Role.SERVICE_DESK, "station", elsewhere)
    rows = [[f"K{n}", f"Fault {n}", f"SN{n}", "1", ""] for n in range(2)]
    await write(client, pool, us, await bring(client, "orders", sheet(rows)))
    async with db.transaction(pool, us.org_id) as tx:
        booked = await tx.connection.fetch("select station_id from orders order by fault")
    assert [row["station_id"] for row in booked] == [us.station, elsewhere]


ORDERS = [(method, path) for method, path in PRIVATE if "{order_id}" in path]


@pytest.mark.parametrize("reader", [Role.EXPERT, Role.MANUFACTURER])
async def test_no_route_of_an_order_takes_the_scope_of_a_role_without_its_permission(app: Any, pool: Any, us: Cast, reader: Role) -> None:
    """The other role sees the order of this station; the dispatcher of elsewhere gets nothing from it."""
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        _, token = await person(tx, [(Role.DISPATCHER, "station", await station(tx, "Elsewhere")), (reader, "organisation", None)])
    only_dispatcher = [
        (method, path) for method, path in ORDERS
        if Role.DISPATCHER in PERMISSIONS[HANDLERS[(method, path)]] and reader not in PERMISSIONS[HANDLERS[(method, path)]]
    ]  # fmt: skip
    assert len(only_dispatcher) >= 5
    async with Client(app, token) as robin:
        for method, path in only_dispatcher:
            assert code_of(await ask(robin, method, path, order)) == (404, "not_found"), (method, path)


async def test_every_route_sees_the_scope_of_its_own_roles_alone(pool: Any, us: Cast) -> None:
    """Every permission, with every pair of a role that has it for one station and a role that counts everywhere."""
    async with db.transaction(pool, us.org_id) as tx:
        for there in set(Role) - {Role.ENGINEER, Role.CUSTOMER_ADMINISTRATOR}:
            user, _ = await person(tx, [(Role.PARTS_CLERK, "station", us.station), (there, "organisation", None)])
            who = await sessions.as_user(tx, user)
            for permission, roles in PERMISSIONS.items():
                left = who.narrowed(roles)
                assert left.scope.everything == (there in roles), (there, permission)
                assert left.roles <= roles


async def test_head_office_of_a_station_sees_its_own_people_and_what_did_not_arrive_there(client: Any, pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        other = await station(tx, "Far")
        await tx.run("delete from grants where user_id = $1", us.users["max"])
        await people.add_grant(tx, us.users["max"], Role.HEAD_OFFICE, "station", other)
        await tx.run("update engineers set station_id = $2 where user_id = $1", us.users["charlie"], other)
        for name in ("bob", "charlie"):
            said, way = new_id(NOW), new_id(NOW)
            row = (said, f"{name}", "visit_assigned", us.users[name], None, None, "en", "t", "b", False, NOW)
            assert await notify.add(tx, [row], [(way, said, "mail", NOW)], []) == ({said}, {way})
            await notify.finish(tx, way, "dead", 9, "refused", NOW)
    async with client("max") as far, client("erin") as erin:
        assert {row["name"] for row in (await far.get("/api/people")).json()} == {"Charlie", "Max"}
        dead = (await far.get("/api/deliveries/dead")).json()
        assert [row["name"] for row in dead] == ["Charlie"]
        everybodys = (await erin.get("/api/deliveries/dead")).json()
        assert {row["name"] for row in everybodys} == {"Bob", "Charlie"}
        bobs = next(row["id"] for row in everybodys if row["name"] == "Bob")
        assert code_of(await far.post(f"/api/deliveries/{bobs}/resend")) == (404, "not_found")


async def test_a_device_stands_at_a_place_of_its_own_customer(client: Any) -> None:
    async with client("erin") as erin:
        ours, theirs = [(await erin.post("/api/master/accounts", json={"name": name})).json()["id"] for name in ("Ours", "Theirs")]
        site = {"account_id": theirs, "name": "Hall", "address": "Street 1", "lat": 52.5, "lon": 13.4, "time_zone": "UTC"}
        place = (await erin.post("/api/master/sites", json=site)).json()["id"]
        answer = await erin.post("/api/master/devices", json={"account_id": ours, "site_id": place, "serial": "S1"})
        assert code_of(answer) == (422, "field_not_valid")
        contract = {
            "number": "C1",
            "account_id": ours,
            "starts_on": "2026-01-01",
            "ends_on": "2027-01-01",
            "levels": ["0"],
            "engineers": [place],
        }
        answer = await erin.post("/api/master/contracts", json=contract)
        assert (code_of(answer), answer.json()["params"]["fields"]) == ((422, "field_not_valid"), ["engineers"])
