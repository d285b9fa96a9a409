"""Every route that names an object, asked by somebody whose role there counts for elsewhere, and who has another role where the object is."""

import re
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from outrider import db
from outrider.accounts.master.rules import Policy
from outrider.accounts.people import store as people
from outrider.accounts.people.rules import PERMISSIONS, SCOPES_OF
from outrider.accounts.sessions import actions as sessions
from outrider.assign.crew import actions as crew
from outrider.assign.plan.rules import PlanProposal, PlanSummary
from outrider.ids import new_id
from outrider.model import ALL, Cause, Role, Status, moment_of
from outrider.notify import store as notify
from outrider.records import ENTITIES
from outrider.status.review import actions as reviews
from outrider.status.review.rules import LATE_WORK
from tests.cast import NOW, REVIEW, Cast, give, old_event, take_order
from tests.conftest import Client
from tests.laws.routes import BODIES, DOCUMENT, HANDLERS, query_of
from tests.offline.phone import Phone
from tests.offline.photos import photo, upload

from .test_two_grants import Grants, person, station

Route = tuple[str, str]
Refused = tuple[int, str]
REFUSALS = {(403, "not_allowed"), (404, "not_found"), (404, "report_not_ready")}

# What names no object of anybody's scope, with the reason. A route is not added here because it answers.
NO_OBJECT: dict[Route, str] = {
    ("get", "/api/master/{entity}"): "a list: what it leaves out is asked row by row below",
    ("get", "/api/master/{entity}/doubles"): "a list: its scope is asked in test_doubles",
    ("post", "/api/master/{entity}"): "makes something new; what it may name is in test_two_grants",
    ("get", "/api/sheets/{kind}/export"): "the same list as a sheet",
    ("get", "/api/sheets/{kind}/template"): "an empty sheet",
    ("post", "/api/sheets/{kind}"): "brings something new; each row is judged as it would be written",
    ("get", "/api/rules/{kind}"): "levels and calendars hold for the whole organisation, and every office reads them",
    ("get", "/api/rules/{kind}/{code}/versions"): "the same, as it was before",
    ("get", "/api/part-holders/{holder_id}/moves"): "stores and cars are the whole organisation's",
    ("post", "/api/part-holders/{holder_id}/counts"): "the same stores, counted",
    ("put", "/api/blobs/{sha}"): "a hash names bytes that the phone itself has, and nothing of them is given out",
    ("patch", "/api/blobs/{sha}"): "the same bytes, piece by piece",
}
ROUTES = sorted(
    (method, path) for (method, path), permission in HANDLERS.items()
    if permission != "public" and "{" in path and (method, path) not in NO_OBJECT
)  # fmt: skip
# Of every customer, and of none's station: every office of the house reads it; who answers for some customers reads theirs.
HOUSE = {"/api/customers/{account_id}", "/api/calls/{call_id}"}
# By whom something is opened that is nobody's but one person's.
OWN = {"import_id": "erin", "session_id": "bob", "attendance_id": "bob", "view_id": "alice"}


def is_open(role: Role, method: str, entity: str) -> bool:
    """Master data has no station but in the roster: every office reads its house, and writes of every customer; who answers for customers
    reads and writes theirs."""
    whose = any(column.name == "account_id" for column in ENTITIES[entity].columns) or entity == "accounts"
    for_customers = SCOPES_OF[role] >= {"account"}
    if method == "get":
        return not (whose and for_customers)
    writes = role in ENTITIES[entity].writers
    return writes and not for_customers and (ENTITIES[entity].policy == Policy.CUSTOMERS or entity in ("knowledge", "contracts"))


def cases(role: Role) -> Iterator[Route]:
    """The routes that this role's permissions open, of each kind of master data those where it counts for a part."""
    for method, path in ROUTES:
        if role not in PERMISSIONS[HANDLERS[(method, path)]]:
            continue
        if path in HOUSE and not SCOPES_OF[role] >= {"account"}:
            continue
        if "{entity}" not in path:
            yield method, path
            continue
        yield from ((method, path.replace("{entity}", entity)) for entity in ENTITIES if not is_open(role, method, entity))


def declared(path: str) -> str:
    return re.sub(r"^/api/master/[a-z_]+/", "/api/master/{entity}/", path)


def sample(schema: dict[str, Any]) -> Any:
    """The least that fits."""
    if "$ref" in schema:
        return sample(DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    if "enum" in schema:
        return schema["enum"][0]
    for some in ("oneOf", "anyOf"):
        if some in schema:
            return sample(schema[some][0])
    if schema.get("type") == "object":
        return {name: sample(schema["properties"][name]) for name in schema.get("required", [])}
    plain = {"uuid": str(UUID(int=1)), "date": "2026-03-03", "date-time": NOW.isoformat()}
    known = {
        "array": [],
        "integer": schema.get("minimum", 1),
        "number": 1,
        "boolean": True,
        "string": plain.get(schema.get("format", ""), "x"),
    }
    return known.get(schema.get("type", ""))


def body(method: str, path: str, objects: dict[str, Any]) -> Any:
    asked = DOCUMENT["paths"].get(declared(path), {}).get(method, {}).get("requestBody")
    if asked is None:
        return None
    made = sample(asked["content"]["application/json"]["schema"])
    if isinstance(made, dict) and "/master/" not in path:
        made |= next((known for end, known in BODIES.items() if path.endswith(end)), {})
        made |= {name: str(objects[name]) for name in made if name in objects}
    return made


async def ask(client: Client, method: str, path: str, objects: dict[str, Any]) -> Refused:
    """Status, and the code where it is a refusal."""
    where = re.sub(r"(\w+)/\{(\w+)\}", lambda found: f"{found[1]}/{objects[found[1] if found[1] in objects else found[2]]}", path)
    where = re.sub(r"\{(\w+)\}", lambda found: str(objects[found[1]]), where)  # beside another one
    asked = query_of(path) | {"engineer_id": str(objects["engineer_id"])}
    answer = await client.request(method, where, json=body(method, path, objects), params=asked)
    is_problem = answer.headers.get("content-type", "").startswith("application/problem+json")
    return answer.status_code, answer.json()["code"] if is_problem else ""


async def master_rows(client: Any, us: Cast, account: UUID) -> dict[str, str]:
    """A row of each kind, at our station or of this customer."""
    bob, later = str(us.users["bob"]), (NOW + timedelta(days=1)).isoformat()
    new: dict[str, dict[str, Any]] = {
        "shifts": {"engineer_id": bob, "day": "2026-03-03", "starts": "08:00", "ends": "16:00"},
        "absences": {"engineer_id": bob, "starts_at": NOW.isoformat(), "ends_at": later, "kind": "leave"},
        "on_call": {"station_id": str(us.station), "user_id": bob, "starts_at": NOW.isoformat(), "ends_at": later},
        "blocked_pairs": {"engineer_id": str(us.users["charlie"]), "account_id": str(account), "active": False},
        "contacts": {"account_id": str(account), "name": "Ana", "phone": "+49 30 5550101"},
        "sites": {"account_id": str(account), "name": "Hall", "address": "Street 1", "lat": 52.5, "lon": 13.4, "time_zone": "UTC"},
        "devices": {"account_id": str(account), "serial": "S-1"},
        "knowledge": {"title": "T", "body": "B"},
        "part_kinds": {"number": "P-1", "name": "Pump"},
        "part_stores": {"name": "Back room"},
        "contracts": {"account_id": str(account), "number": "V1", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "levels": ["1"]},
    }
    rows = {"units": str(us.station), "people": str(us.users["charlie"]), "engineers": str(us.users["charlie"]), "accounts": str(account)}
    async with client("erin") as erin:
        for entity, values in new.items():
            made = await erin.post(f"/api/master/{entity}", json=values)
            assert made.status_code == 201, (entity, made.text)
            rows[entity] = made.json()["id"]
        for entity in ("skills", "qualifications", "result_codes", "account_classes"):
            rows[entity] = (await erin.get(f"/api/master/{entity}")).json()["rows"][0]["id"]
    return rows


IMPORT = """insert into imports (org_id, id, kind, file_name, user_id, created_at, header, state)
  values ($1, $2, 'orders', 'x', $3, $4, '{}', 'preview')"""
QUARANTINED = (
    "insert into command_quarantine (org_id, id, user_id, phone_id, body, code, received_at) values ($1, $2, $3, $4, '{}', 'x', $5)"
)
PART = """with kind as (insert into part_kinds values ($1, $2, 'P1', 'Fan') returning id)
  insert into part_requests select $1, $2, $3, id, 1, 'requested', null, null, $4 from kind"""
QUOTE = "insert into carry_in_quotes (org_id, id, order_id, amount, currency, work, made_at) values ($1, $2, $3, 1, 'EUR', 'x', $4)"
CALL = """insert into calls (org_id, id, at, by_id, came_in, subject, account_id, asked, answered)
  values ($1, $2, $3, $4, 'telephone', 'other', $5, 'x', 'x')"""
MADE = ["import_id", "command_id", "request_id", "report_id", "phone_id", "quote_id", "call_id", "plan_id", "hold_id", "view_id"]
VIEW = "insert into list_views (org_id, id, user_id, name, query, saved_at) values ($1, $2, $3, 'Mine', '', $4)"
PLAN = """insert into plans (org_id, id, stations, day, state, asked_at, asked_by, proposal)
  values ($1, $2, array[$3::uuid], $4, 'ready', $5, $6, $7)"""
HOLD = """insert into legal_holds (org_id, id, kind, reason, placed_at, placed_by) values ($1, $2, 'organisation', 'x', $3, $4)"""
PHOTO = "insert into carry_in_photos (org_id, order_id, sha256, added_at) values ($1, $2, $3, $4)"
PDF = "insert into report_pdfs values ($1, $2, 'pdf', $3, $4)"
REPORT = "insert into reports select $1, $2, 'R1', $3, $4, '', $5, '', $6, '{}', '', 'en', $7, $7, 'token'"


@pytest.fixture
async def objects(client: Any, pool: Any, us: Cast) -> dict[str, Any]:
    """By the name of the path's parameter, or of what stands before it, something of our station, of one customer and of Bob."""
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        made = {name: new_id(NOW) for name in MADE}
        attendance = await give(tx, us, order, "bob")
        await old_event(tx, "note", order, {"conflict": True}, attendance, us.users["bob"])  # there is something to give back
        joining = crew.Joining(us.users["charlie"], NOW + timedelta(hours=2), NOW + timedelta(hours=3), reason_code="two_needed")
        await crew.join(tx, order, joining, Status.ASSIGNED, Cause(us.actor("alice"), ALL, moment_of(NOW)))
        await reviews.open_review(tx, order, LATE_WORK, NOW, attendance)
        review = await tx.value(REVIEW)
        account, picture = await tx.value("select account_id from orders where id = $1", order), photo(64, 1)
        call = await tx.value("select notification_id from calls_to_make where order_id = $1", order)
    async with client("bob") as bob:
        phone = {"id": str(made["phone_id"]), "public_key": {}, "name": "x"}
        assert (await bob.post("/api/phones", json=phone)).status_code == 204
        await upload(Phone(bob), picture)
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run(CALL, tx.org_id, made["call_id"], NOW, us.users["alice"], account)
        await tx.run(HOLD, tx.org_id, made["hold_id"], NOW, us.users["erin"])
        await tx.run(PHOTO, tx.org_id, order, sha256(picture).digest(), NOW)
        await tx.run(IMPORT, tx.org_id, made["import_id"], us.users["erin"], NOW)
        await tx.run(QUARANTINED, tx.org_id, made["command_id"], us.users["bob"], made["phone_id"], NOW)
        await tx.run(PART, tx.org_id, made["request_id"], order, NOW)
        await tx.run(REPORT, tx.org_id, made["report_id"], order, attendance, b"1" * 32, made["phone_id"], NOW)
        await tx.run(QUOTE, tx.org_id, made["quote_id"], order, NOW)
        await tx.run(VIEW, tx.org_id, made["view_id"], us.users["alice"], NOW)
        plan = PlanProposal(NOW, NOW, NOW, PlanSummary(*[0] * len(PlanSummary.__struct_fields__)), [], [], [])
        await tx.run(PLAN, tx.org_id, made["plan_id"], us.station, NOW.date(), NOW, us.users["alice"], plan)
        await tx.run(PDF, tx.org_id, made["report_id"], b"1" * 32, NOW)
        said, delivery = new_id(NOW), new_id(NOW)
        row = (said, "x", "visit_assigned", us.users["bob"], None, None, "en", "t", "b", False, NOW)
        assert await notify.add(tx, [row], [(delivery, said, "mail", NOW)], []) == ({said}, {delivery})
        await notify.finish(tx, delivery, "dead", 9, "refused", NOW)
        session = await tx.value("select id from sessions where user_id = $1", us.users["bob"])
    charlie = us.users["charlie"]
    known = {
        "order_id": order,
        "attendance_id": attendance,
        "delivery_id": delivery,
        "session_id": session,
        "user_id": charlie,
        "review_id": review,
        "notification_id": call,
        "account_id": account,
        "sha": sha256(picture).hexdigest(),
    }
    said_in_bodies = {"engineer_id": charlie, "part_kind_id": made["request_id"], "into": order}
    codes = {"kind": "level", "code": "1", "calendars": "5x8", "account": account}
    return {**known, **made, **said_in_bodies, **codes, **await master_rows(client, us, account)}


def placed(role: Role, unit: UUID | None, account: UUID) -> tuple[Role, str, UUID | None]:
    """A grant at this station, or of this customer; without a unit, of everything."""
    if role == Role.ENGINEER:
        return role, "own", None
    if "account" in SCOPES_OF[role]:
        return role, "account", account
    return role, "station" if unit else "organisation", unit


def test_every_parameter_of_a_route_has_an_object(objects: dict[str, Any]) -> None:
    named = {name for _, path in ROUTES for name in re.findall(r"\{(\w+)\}", path)} - {"entity", "row_id"}
    assert named <= set(objects)
    assert set(ENTITIES) <= set(objects)
    assert len(ROUTES) > 25
    assert set(NO_OBJECT) <= set(HANDLERS)


def turn(route: Route) -> tuple[bool, bool, bool]:
    """What is only read comes first, then what ends nothing, and what shuts Bob out comes last."""
    method, path = route
    return bool(re.search("/people/|/phones/|/sessions/", path)), method != "get", path.endswith("/dismiss")


async def test_every_route_opens_for_somebody_where_the_object_is(app: Any, pool: Any, us: Cast, objects: dict[str, Any]) -> None:
    """Else its refusals would say nothing."""
    every = [(m, path.replace("{entity}", entity)) for m, path in ROUTES for entity in (ENTITIES if "{entity}" in path else [""])]
    shut = []
    for method, path in sorted(sorted(every, reverse=True), key=turn):  # what was applied can be dismissed afterwards
        answers = list[Any]()
        owner = next((OWN[name] for name in re.findall(r"\{(\w+)\}", path) if name in OWN), None)
        for role in sorted(PERMISSIONS[HANDLERS[(method, declared(path))]]):
            who = owner or ("bob" if role == Role.ENGINEER else None)
            async with db.transaction(pool, us.org_id) as tx:
                token = us.tokens[who] if who else (await person(tx, [placed(role, None, objects["account"])]))[1]
            async with Client(app, token) as robin:
                answers.append(await ask(robin, method, path, objects))
            if answers[-1][0] not in (401, 403, 404):
                break
        else:
            shut.append((method, path, answers))
    assert shut == [], "\n".join(map(str, shut))


@pytest.mark.parametrize("role", sorted(Role))
async def test_no_role_of_elsewhere_opens_what_another_role_sees(
    app: Any, pool: Any, us: Cast, objects: dict[str, Any], role: Role
) -> None:
    found = []
    for besides in (None, *sorted(Role)):
        routes = [(method, path) for method, path in cases(role) if besides not in PERMISSIONS[HANDLERS[(method, declared(path))]]]
        async with db.transaction(pool, us.org_id) as tx:
            elsewhere, theirs = await station(tx, f"Elsewhere {besides}"), new_id(NOW)
            await tx.run("insert into accounts (org_id, id, number, name) values ($1, $2, $3, 'Own')", tx.org_id, theirs, f"K-{besides}")
            grants: Grants = [placed(role, elsewhere, theirs)]
            if besides == Role.ENGINEER:  # the object is Bob's
                await people.add_grant(tx, us.users["bob"], *grants[0])
                token = await sessions.open_session(tx, us.users["bob"], "tests", NOW)
            else:
                _, token = await person(tx, grants + ([placed(besides, None, objects["account"])] if besides else []))
        async with Client(app, token) as robin:
            for method, path in routes:
                answer = await ask(robin, method, path, objects)
                if answer not in REFUSALS:
                    found.append((besides, method, path, answer))
    assert found == [], "\n".join(map(str, found))
