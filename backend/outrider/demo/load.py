"""Loads the demo organisation: a day in progress, anchored to the moment it starts."""

import random
from contextlib import nullcontext
from datetime import datetime, time, timedelta
from uuid import UUID

import asyncpg

from .. import db
from ..accounts.doubles import actions as doubles
from ..accounts.master.index import actions as search_index
from ..accounts.numbers import actions as numbers
from ..accounts.people import store as people
from ..accounts.sessions.rules import hash_password
from ..assign.classes import actions as classes
from ..ids import new_id
from ..intake.booking import store as customers
from ..model import Actor, Role
from ..sign.results import actions as results
from ..status.levels import actions as levels
from . import cast, devices, eligible, parts
from .day import orders
from .roads import roads
from .world import Site, World

ADD_ORG = """
insert into orgs (name, time_zone, language, number_prefix, phone, country) values ($1, $2, 'en', 'ALT', '+56 51 200 0100', 'CL') returning id
"""
ADD_HEAD = "insert into feed_heads (org_id) values ($1)"
ADD_UNIT = "insert into units (org_id, id, parent_id, kind, name, lat, lon) values (current_org(), $1, $2, $3, $4, $5, $6)"
SET_WAY = "update contacts set channel = $2, email = $3 where id = $1"
SET_CLASS = "update accounts set class = $2, number = $3 where id = $1"
KEY_ACCOUNTS = "select id from accounts where class <> 'ordinary' order by name"
ADD_CONTRACT = """
insert into contracts (org_id, id, number, account_id, starts_on, ends_on, levels, calendar, remote_first, engineers)
values (current_org(), $1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
SET_WARRANTIES = """
update devices set warranty_until = $1::date + (ascii(serial) * 31 + ascii(right(serial, 1)) * 17) % 400, installed_on = $1::date - 700,
  configuration = 'Firmware 4.2.1, two power supplies'
"""
ADD_KNOWLEDGE = "insert into knowledge (org_id, id, title, model, body) values (current_org(), $1, $2, $3, $4)"
# Something at most places, everything at none.
ADD_PLACES_KNOWN = """
insert into site_notes (org_id, site_id, field, value, by_id, at) select org_id, id, field, value, $3, $4
from (select s.org_id, s.id, row_number() over (order by s.id) as place from sites s) s
cross join unnest($1::text[], $2::text[]) with ordinality as known (field, value, n) where (place + n) % 3 = 0
"""
DEVICES = 6  # at each place: enough for a day on which no device fails twice


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
            await levels.install_defaults(tx, now - timedelta(days=30))
            await results.install_defaults(tx, now)
            await classes.install_defaults(tx)
            world = await _people(tx, now)
            await _customers(tx, world)
            await _contracts(tx, world)
            await eligible.tell(tx, world)
            await _known(tx, world)
            await doubles.fill_all(tx)
            await numbers.fill_all(tx)
            await search_index.everything(lambda _: nullcontext(tx), org_id)  # in this very transaction
            return await orders(tx, world)
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
    world = World(now, chance, Actor("user", "console", dispatcher, frozenset({Role.DISPATCHER, Role.STATION_MANAGER})), [], {}, {}, {}, [])
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
        await tx.run(SET_CLASS, account, klass, f"C{1001 + index}")
        phone = f"+56 9 {5550_0000 + index * 137}"
        await customers.add_contact(tx, contact, account, contact_name, phone, language, await numbers.keys_of(tx, phone))
        way = cast.WAYS[index % len(cast.WAYS)]
        await tx.run(SET_WAY, contact, way, f"contact{index + 1}@customer.example" if way == "mail" else "")
        for annex in range(1 + index % 3):
            site, (lat, lon) = new_id(before), _somewhere(world.chance)
            street = _street_near(lat, lon)
            await customers.add_site(
                tx, site, account, f"{name} · {('Main site', 'Annex', 'Warehouse')[annex]}", f"{street} {100 + index * 7}", lat, lon
            )
            for device in range(DEVICES):
                serial = f"OR{index:02d}{annex}{device}-{world.chance.randrange(16**6):06X}"
                await customers.add_device(tx, new_id(before), account, site, serial, (model := world.chance.choice(devices.MODELS)))
                world.sites.append(Site(account, contact, site, serial, model, lat, lon))
    await parts.load(tx, before)


async def _contracts(tx: db.Tx, world: World) -> None:
    """Key accounts have bought something; two of them a named engineer, and one a visit at once."""
    keys = [row["id"] for row in await tx.connection.fetch(KEY_ACCOUNTS)]
    start = (world.now - timedelta(days=200)).date()
    for index, account in enumerate(keys):
        levels_, calendar, remote_first = cast.CONTRACTS[index % len(cast.CONTRACTS)]
        named = world.engineers[2 * index : 2 * index + 2] if index < 2 else []
        row = (
            new_id(world.now),
            f"SC-{2026000 + index}",
            account,
            start,
            start + timedelta(days=365),
            levels_,
            calendar,
            remote_first,
            named,
        )
        await tx.run(ADD_CONTRACT, *row)
    await tx.run(SET_WARRANTIES, start + timedelta(days=150))


async def _known(tx: db.Tx, world: World) -> None:
    for title, model, body in cast.KNOWLEDGE:
        await tx.run(ADD_KNOWLEDGE, new_id(world.now), title, model, body)
    fields, values = zip(*cast.PLACES_KNOWN, strict=True)
    await tx.run(ADD_PLACES_KNOWN, list(fields), list(values), world.engineers[3], world.now - timedelta(days=9))


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
