"""Loads the demo organisation: a day in progress, anchored to the moment it starts. Everything goes through the real actions."""

import random
from datetime import datetime, time, timedelta
from uuid import UUID

import asyncpg
import msgspec

from .. import db
from ..accounts.people import store as people
from ..accounts.sessions.rules import hash_password
from ..assign import actions as assign
from ..customer import actions as customer
from ..ids import new_id
from ..intake import actions as intake
from ..intake import store as customers
from ..model import Actor, Role, Scope, moment_of
from ..status import actions as status
from . import cast, signing
from .roads import roads

ALL = Scope(True, [], [], None)
ADD_ORG = "insert into orgs (name, time_zone, language, number_prefix) values ($1, $2, 'en', 'ALT') returning id"
ADD_HEAD = "insert into feed_heads (org_id) values ($1)"
ADD_UNIT = "insert into units (org_id, id, parent_id, kind, name, lat, lon) values (current_org(), $1, $2, $3, $4, $5, $6)"
SET_CLASS = "update accounts set class = $2 where id = $1"
ADD_PART_KIND = "insert into part_kinds (org_id, id, number, name) values (current_org(), $1, $2, $3)"
ADD_PART_REQUEST = """
insert into part_requests (org_id, id, order_id, part_kind_id, quantity, status, expected_on, created_at)
values (current_org(), $1, $2, $3, 1, $4, $5, $6)
"""
ADD_PART_DATE = (
    "insert into part_request_dates (org_id, request_id, changed_at, expected_on, reason) values (current_org(), $1, $2, $3, $4)"
)
SITES = """
select s.account_id as account, (select id from contacts where account_id = s.account_id limit 1) as contact, s.id as site, d.serial, s.lat, s.lon
from sites s join devices d on d.site_id = s.id order by d.serial
"""

# What a demo engineer does, and how many minutes after setting off; the walk ends where the wanted status is reached.
WALK = (
    ("accept", "accepted", -40),
    ("confirm_appointment", "appointment_confirmed", -35),
    ("set_off", "en_route", 0),
    ("arrive", "arrived", 18),
    ("start_diagnosis", "diagnosing", 22),
    ("start_repair", "repairing", 35),
    ("start_test", "testing", 55),
    ("finish_work", "awaiting_signature", 65),
)


class Site(msgspec.Struct):
    account: UUID
    contact: UUID
    site: UUID
    serial: str
    lat: float
    lon: float


class World(msgspec.Struct):
    """now: when the demonstration began."""

    now: datetime
    chance: random.Random
    dispatcher: Actor
    engineers: list[UUID]
    actors: dict[UUID, Actor]
    places: dict[UUID, tuple[float, float]]
    skills: dict[UUID, list[str]]
    sites: list[Site]
    parts: list[UUID]


def zone_where_it_is_morning(now: datetime) -> str:
    """The demo's day is always under way: its clock stands at about ten in the morning when it starts."""
    ahead = (10 - now.hour + 12) % 24 - 12
    return "Etc/UTC" if ahead == 0 else f"Etc/GMT{-ahead:+d}"


async def load(owner_dsn: str, app_dsn: str, now: datetime) -> str | None:
    """The customer's link to try. None where an organisation is there already."""
    owner = await asyncpg.connect(owner_dsn)
    try:
        if await owner.fetchval("select exists (select from orgs)"):
            return None
        async with owner.transaction():
            org_id = await owner.fetchval(ADD_ORG, cast.ORG, zone_where_it_is_morning(now))
            await owner.execute(ADD_HEAD, org_id)
    finally:
        await owner.close()
    pool = await db.connect(app_dsn, size=2)
    try:
        async with db.transaction(pool, org_id) as tx:
            world = await _people(tx, now)
            await _customers(tx, world)
            return await _orders(tx, world)
    finally:
        await pool.close()


async def _people(tx: db.Tx, now: datetime) -> World:
    chance, before = random.Random(7), now - timedelta(days=30)
    office, region = new_id(before), new_id(before)
    await tx.run(ADD_UNIT, office, None, "head_office", "Head office", *cast.CENTRE)
    await tx.run(ADD_UNIT, region, office, "region", "Region Coast", *cast.CENTRE)
    stations = [new_id(before) for _ in cast.STATIONS]
    for station, (name, lat, lon) in zip(stations, cast.STATIONS, strict=True):
        await tx.run(ADD_UNIT, station, region, "station", name, lat, lon)
    secret = hash_password(cast.PASSWORD)

    async def person(name: str, login: str, language: str, role: Role, scope: str, unit: UUID | None) -> UUID:
        user = new_id(before)
        await people.add_user(tx, user, name, f"{login}@demo.example", f"+56 51 2{chance.randrange(100000, 999999)}", language, before)
        await people.add_credential(tx, f"{login}@demo.example", user, secret)
        await people.add_grant(tx, user, role, scope, unit)
        return user

    dispatcher = None
    for login, name, role, language in cast.STAFF:
        wide = role in ("administrator", "head_office")
        user = await person(name, login, language, Role(role), "organisation" if wide else "region", None if wide else region)
        dispatcher = user if role == "dispatcher" else dispatcher
    assert dispatcher is not None
    world = World(
        now, chance, Actor("user", "console", dispatcher, frozenset({Role.DISPATCHER, Role.STATION_MANAGER})), [], {}, {}, {}, [], []
    )
    for index, name in enumerate(cast.ENGINEERS):
        login = cast.LOGINS.get(name, f"engineer{index + 1}")
        user = await person(name, login, "zh-CN" if index % 3 == 0 else "en", Role.ENGINEER, "own", None)
        skills = sorted({cast.SKILLS[index % 5], cast.SKILLS[(index // 2) % 5], *chance.sample(cast.SKILLS, 2)})
        home = _somewhere(chance)
        await people.add_engineer(tx, user, stations[index % 3], skills, home, (time(0), time(23, 59)))
        world.engineers.append(user)
        world.actors[user] = Actor("user", "phone", user, frozenset({Role.ENGINEER}))
        world.places[user], world.skills[user] = home, skills
    return world


async def _customers(tx: db.Tx, world: World) -> None:
    before = world.now - timedelta(days=20)
    for index, (name, klass, contact_name, language) in enumerate(cast.ACCOUNTS):
        account, contact = new_id(before), new_id(before)
        await customers.add_account(tx, account, name)
        await tx.run(SET_CLASS, account, klass)
        await customers.add_contact(tx, contact, account, contact_name, f"+56 9 {5550_0000 + index * 137}", language)
        for annex in range(1 + index % 3):
            site, (lat, lon) = new_id(before), _somewhere(world.chance)
            street = _street_near(lat, lon)
            await customers.add_site(
                tx, site, account, f"{name} · {('Main site', 'Annex', 'Warehouse')[annex]}", f"{street} {100 + index * 7}", lat, lon
            )
            for device in range(2):
                serial = f"OR{index:02d}{annex}{device}-{world.chance.randrange(16**6):06X}"
                await customers.add_device(tx, new_id(before), account, site, serial, world.chance.choice(cast.MODELS))
                world.sites.append(Site(account, contact, site, serial, lat, lon))
    for number, name in cast.PARTS:
        part = new_id(before)
        await tx.run(ADD_PART_KIND, part, number, name)
        world.parts.append(part)


async def order(tx: db.Tx, world: World, called: datetime, window_to: datetime, skill_of: UUID | None = None) -> UUID:
    """One new order; for an engineer, one that he has the skill for, at a place that he reaches from his last one."""
    faults = [row for row in cast.FAULTS if skill_of is None or row[2] in world.skills[skill_of]]
    kind, level, skill, fault = world.chance.choice(faults)
    here = world.places[skill_of] if skill_of else cast.CENTRE
    near = sorted(world.sites, key=lambda site: (site.lat - here[0]) ** 2 + (site.lon - here[1]) ** 2)
    site = world.chance.choice(near[:8] if skill_of else near)
    wanted = intake.NewOrder(
        new_id(called),
        kind,
        level,
        fault,
        window_to - timedelta(minutes=60),
        window_to,
        account_id=site.account,
        contact_id=site.contact,
        site_id=site.site,
        serial=site.serial,
        skill=skill,
        work_minutes=world.chance.choice((45, 60, 75)),
    )
    await intake.take(tx, wanted, world.dispatcher, ALL, called)
    if skill_of:
        world.places[skill_of] = (site.lat, site.lon)
    return wanted.id


async def act(tx: db.Tx, actor: Actor, order_id: UUID, action: str, at: datetime, **data: object) -> None:
    await status.change(tx, order_id, action, actor, ALL, moment_of(at), data=dict(data))


async def visit(tx: db.Tx, world: World, engineer: UUID, reach: str, set_off: datetime, window_to: datetime | None = None) -> UUID:
    """An engineer's order, walked as far as a status."""
    called = set_off - timedelta(minutes=world.chance.randrange(60, 150))
    order_id = await order(tx, world, called, window_to or set_off + timedelta(minutes=35), engineer)
    await act(tx, world.dispatcher, order_id, "triage", called + timedelta(minutes=4))
    head = await status.head_of(tx, order_id, ALL)
    await assign.assign(tx, order_id, engineer, head.status, world.dispatcher, ALL, moment_of(called + timedelta(minutes=9)))
    if reach == "assigned":
        return order_id
    for action, reached, after in WALK:
        await act(tx, world.actors[engineer], order_id, action, set_off + timedelta(minutes=after))
        if reached == reach:
            return order_id
    return order_id


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


async def _orders(tx: db.Tx, world: World) -> str:
    now, link = world.now, ""
    present = ["en_route"] * 8 + ["arrived"] * 3 + ["diagnosing"] * 6 + ["repairing"] * 9 + ["testing"] * 4 + ["appointment_confirmed"] * 4
    for index, engineer in enumerate(world.engineers[2:], 2):
        if index < 22:
            done = await visit(tx, world, engineer, "awaiting_signature", now - minutes(200 + index))
            await finish(tx, world, engineer, done, now - minutes(200 + index - 70), index)
        if index - 2 < len(present):
            reach = present[index - 2]
            ago = {"en_route": 6, "arrived": 21, "diagnosing": 28, "repairing": 40, "testing": 58}.get(reach, -30)
            here = await visit(tx, world, engineer, reach, now - minutes(ago + world.chance.randrange(3)))
            if reach == "en_route" and not link:
                link = await customer.make_link(tx, here, now)
        if index % 3:
            await visit(tx, world, engineer, ("assigned", "accepted", "appointment_confirmed")[index % 3], now + minutes(75 + 2 * index))
        if index % 2:
            await visit(tx, world, engineer, "assigned", now + minutes(190 + index))
    await _wang(tx, world)
    await visit(tx, world, world.engineers[1], "appointment_confirmed", now + minutes(25), now + minutes(70))
    await visit(tx, world, world.engineers[1], "assigned", now + minutes(150))
    await _waiting(tx, world)
    return link


async def _wang(tx: db.Tx, world: World) -> None:
    """The story: his job overruns, and the next customer was promised him within the half hour."""
    now, wang = world.now, world.engineers[0]
    done = await visit(tx, world, wang, "awaiting_signature", now - timedelta(minutes=230))
    await finish(tx, world, wang, done, now - timedelta(minutes=160), 1)
    await visit(tx, world, wang, "repairing", now - timedelta(minutes=110))
    await visit(tx, world, wang, "appointment_confirmed", now + timedelta(minutes=10), now + timedelta(minutes=14))
    await visit(tx, world, wang, "accepted", now + timedelta(minutes=120))


async def finish(tx: db.Tx, world: World, engineer: UUID, order_id: UUID, at: datetime, index: int) -> None:
    await signing.sign_order(tx, order_id, world.actors[engineer], at, world.chance)
    if index % 3 == 0:
        await act(tx, world.dispatcher, order_id, "follow_up", at + timedelta(minutes=20))
        await act(tx, world.dispatcher, order_id, "close", at + timedelta(minutes=40), text="Customer satisfied")
    elif index % 3 == 1:
        await act(tx, world.dispatcher, order_id, "follow_up", at + timedelta(minutes=20))


async def _waiting(tx: db.Tx, world: World) -> None:
    """Orders without an engineer, with missing parts, cancelled: every other status."""
    now, spare = world.now, world.engineers[36:]
    for index in range(18):
        called = now - timedelta(minutes=5 + 6 * index)
        order_id = await order(tx, world, called, now + timedelta(minutes=60 + 15 * index))
        if index % 3 == 1:
            await act(tx, world.dispatcher, order_id, "take_remote", called + timedelta(minutes=3))
        elif index % 3 == 2:
            await act(tx, world.dispatcher, order_id, "triage", called + timedelta(minutes=3))
    for index, reach in enumerate(("awaiting_parts", "awaiting_parts", "parts_in_transit", "parts_ready")):
        engineer = spare[index % len(spare)]
        order_id = await visit(tx, world, engineer, "diagnosing", now - timedelta(minutes=180 + 9 * index))
        await act(tx, world.actors[engineer], order_id, "request_parts", now - timedelta(minutes=140), text="Power supply")
        await _part(tx, world, order_id, {"awaiting_parts": "requested", "parts_in_transit": "in_transit"}.get(reach, "ready"))
        if reach != "awaiting_parts":
            await act(tx, world.dispatcher, order_id, "ship_parts", now - timedelta(minutes=100))
        if reach == "parts_ready":
            await act(tx, world.dispatcher, order_id, "receive_parts", now - timedelta(minutes=30))
    for index in range(3):
        order_id = await visit(tx, world, spare[index], "arrived", now - timedelta(minutes=260 + index))
        await act(
            tx,
            world.actors[spare[index]],
            order_id,
            "wait_for_customer",
            now - timedelta(minutes=220),
            reason="Key holder is away until the afternoon",
        )
    for index in range(2):
        await visit(tx, world, spare[index + 1], "awaiting_signature", now - timedelta(minutes=85 + index))
    for index in range(4):
        order_id = await order(tx, world, now - timedelta(minutes=200 + index), now + timedelta(minutes=90))
        await act(tx, world.dispatcher, order_id, "cancel", now - timedelta(minutes=150), reason="Solved by restarting")


async def _part(tx: db.Tx, world: World, order_id: UUID, state: str) -> None:
    request, at = new_id(world.now), world.now - timedelta(minutes=130)
    first, second = (at + timedelta(days=1)).date(), (at + timedelta(days=2)).date()
    await tx.run(ADD_PART_REQUEST, request, order_id, world.chance.choice(world.parts), state, second, at)
    await tx.run(ADD_PART_DATE, request, at, first, "Ordered at the central store")
    await tx.run(ADD_PART_DATE, request, at + timedelta(minutes=50), second, "Central store is out of stock, comes from the region")


def _somewhere(chance: random.Random) -> tuple[float, float]:
    net = roads()
    while True:
        node = chance.randrange(len(net.lat))
        if net.edges[node] and abs(net.lat[node] - cast.CENTRE[0]) < 0.045 and abs(net.lon[node] - cast.CENTRE[1]) < 0.075:
            return net.lat[node], net.lon[node]


def _street_near(lat: float, lon: float) -> str:
    net = roads()
    named = (row for row in net.ways if row[2])
    return min(named, key=lambda row: (net.lat[row[3][0]] - lat) ** 2 + (net.lon[row[3][0]] - lon) ** 2)[2]
