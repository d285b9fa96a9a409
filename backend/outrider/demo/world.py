"""The demo's cast at work: who they are, and how one of their orders comes about. Everything goes through the real actions."""

import random
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from .. import db
from ..assign import actions as assign
from ..ids import new_id
from ..intake.booking import actions as intake
from ..model import ALL, Actor, CameIn, Cause, moment_of
from ..status import actions as status
from ..status.order import actions as orders
from . import cast, devices

AT_ONCE = {"diagnosis"}
SITES = """
select s.account_id as account, (select id from contacts where account_id = s.account_id limit 1) as contact, s.id as site, d.serial, d.model, s.lat,
  s.lon from sites s join devices d on d.site_id = s.id where d.model = any($1::text[])
  and not exists (select from orders o where o.device_id = d.id and o.status <> all($2::text[])) order by d.serial
"""

# What a demo engineer does, and how many minutes after the call or after setting off; the walk ends where the wanted status is reached.
BEFORE = (("accept", "accepted", 12), ("confirm_appointment", "appointment_confirmed", 20))
WALK = (
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
    model: str
    lat: float
    lon: float


class World(msgspec.Struct):
    """now: when the demonstration began. may_go: the sites to which each engineer may be sent."""

    now: datetime
    chance: random.Random
    dispatcher: Actor
    engineers: list[UUID]
    actors: dict[UUID, Actor]
    places: dict[UUID, tuple[float, float]]
    skills: dict[UUID, list[str]]
    sites: list[Site]
    may_go: dict[UUID, set[UUID]] = {}


async def order(
    tx: db.Tx,
    world: World,
    called: datetime,
    window_to: datetime,
    skill_of: UUID | None = None,
    first: str | None = "triage",
    kind: str = "",
    came_in: CameIn = "",
    work_minutes: int | None = None,
) -> UUID:
    """One new order and what the desk does with it first; for an engineer, one that they have the skill for, at a place near their last one."""
    site = _site(world, skill_of)
    world.sites.remove(site)  # a second order for the same device is a double: there is one, and it is told (cases.py)
    line = devices.LINES[site.model]
    fault = world.chance.choice([row for row in line.faults if kind in ("", row.kind)])
    usual = world.chance.choice((45, 60, 75))
    wanted = intake.NewOrder(
        new_id(called),
        fault.kind,
        fault.level,
        fault.text,
        window_to - timedelta(minutes=60),
        window_to,
        account_id=site.account,
        contact_id=site.contact,
        site_id=site.site,
        serial=site.serial,
        skill=line.skill,
        work_minutes=work_minutes or usual,
        second=True,
        came_in=came_in or world.chance.choice(cast.CAME_IN),
    )
    await intake.take(tx, wanted, Cause(world.dispatcher, ALL, moment_of(called)))
    if first and fault.kind not in AT_ONCE:  # the others go to dispatch by themselves
        await act(tx, world.dispatcher, wanted.id, first, called + timedelta(minutes=3))
    if skill_of:
        world.places[skill_of] = (site.lat, site.lon)
    return wanted.id


def _site(world: World, skill_of: UUID | None) -> Site:
    """Anywhere; for an engineer, near their last place, with a device that they know."""
    if skill_of is None:
        return world.chance.choice(world.sites)
    lat, lon = world.places[skill_of]
    mine = [site for site in world.sites if site.site in world.may_go[skill_of]]
    known = [site for site in mine if devices.LINES[site.model].skill in world.skills[skill_of]]
    return world.chance.choice(sorted(known, key=lambda site: (site.lat - lat) ** 2 + (site.lon - lon) ** 2)[:8])


async def act(tx: db.Tx, actor: Actor, order_id: UUID, action: str, at: datetime, **data: object) -> None:
    await status.change(tx, order_id, action, Cause(actor, ALL, moment_of(at)), data=dict(data))


async def visit(
    tx: db.Tx, world: World, engineer: UUID, reach: str, set_off: datetime, window_to: datetime | None = None, minutes: int | None = None
) -> UUID:
    """An engineer's order, walked as far as a status. minutes: of work, where it matters."""
    latest = world.now - timedelta(minutes=12 if reach == "assigned" else 25)  # nothing has happened that is still to come
    called = min(set_off - timedelta(minutes=world.chance.randrange(60, 150)), latest)
    order_id = await order(tx, world, called, window_to or set_off + timedelta(minutes=35), engineer, work_minutes=minutes)
    found = await orders.lock_order(tx, order_id, ALL)
    await assign.assign(tx, order_id, engineer, found.status, Cause(world.dispatcher, ALL, moment_of(called + timedelta(minutes=9))))
    if reach == "assigned":
        return order_id
    steps = [*((*row, called) for row in BEFORE), *((*row, set_off) for row in WALK)]
    for action, reached, after, start in steps:
        await act(tx, world.actors[engineer], order_id, action, start + timedelta(minutes=after))
        if reached == reach:
            return order_id
    return order_id
