"""Brings the demo to life: engineers drive along the city's roads and do their work, and customers call.

An engineer on whose phone a person signed in is left to that person. Everything goes through the real actions.
"""

import asyncio
import logging
import random
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec

from .. import db
from ..assign import actions as assign
from ..clock import Clock, clock_of
from ..config import Config
from ..model import ALL, FINISHED, HELD_UP, Actor, Cause, Role, Status, Who, moment_of
from ..problems import Problem
from ..schedule.rules import in_order
from ..track import actions as track
from ..track.rules import Fix
from . import cast, devices, signing, world
from .roads import Place, along, drive

log = logging.getLogger("outrider.demo")
LATE_ONE = cast.ENGINEERS[0]  # this engineer's overrun is the story: nobody hurries them along
EVERY = 2.0

STEERED = f"""
select e.user_id as engineer_id, person.name, coalesce(p.lat, e.home_lat) as lat, coalesce(p.lon, e.home_lon) as lon,
  a.id as attendance_id, o.id as order_id, o.status, o.status_since, s.lat as site_lat, s.lon as site_lon,
  v.window_from, v.work_minutes, a.arrived_at
from engineers e
join users person on person.id = e.user_id
left join latest_positions p on p.engineer_id = e.user_id
left join lateral (select a.* from attendances a join visits v on v.id = a.visit_id join orders w on w.id = a.order_id
  where a.engineer_id = e.user_id and a.ended_at is null and w.status <> all($1::text[])
  order by {in_order("a", "w", "v")} limit 1) a on true
left join orders o on o.id = a.order_id left join sites s on s.id = o.site_id left join visits v on v.id = a.visit_id
where not exists (select from phones phone where phone.user_id = e.user_id)
order by e.user_id
"""
# What the office is asked about waits for the person who tries the demo.
WAITING = """
select id from orders o where status = 'awaiting_assignment' and status_since < $1
  and not exists (select from reviews r where r.order_id = o.id and r.closed_at is null) order by status_since limit 1
"""
UNTRIAGED = "select id from orders where status = 'received' and status_since < $1 order by status_since limit 1"
OPEN_COUNT = "select count(*) from orders where status <> all($1::text[])"
DISPATCHER = "select user_id from grants where role = 'dispatcher' limit 1"


class Steered(msgspec.Struct):
    engineer_id: UUID
    name: str
    lat: float
    lon: float
    attendance_id: UUID | None
    order_id: UUID | None
    status: Status | None
    status_since: datetime | None
    site_lat: float | None
    site_lon: float | None
    window_from: datetime | None
    work_minutes: int | None
    arrived_at: datetime | None


class Trip(msgspec.Struct):
    began: datetime
    path: list[tuple[float, Place]]


class Driver:
    """trips: who is driving where; lost with the process and found again from the last position."""

    def __init__(self, transactions: db.Transactions, org_id: int, clock: Clock) -> None:
        self.transactions, self.org_id, self.clock = transactions, org_id, clock
        self.trips: dict[UUID, Trip] = {}
        self.chance = random.Random()

    async def round(self) -> None:
        now = self.clock.now()
        async with self.transactions(self.org_id) as tx:
            steered = await tx.all(STEERED, Steered, list(HELD_UP))
        for row in steered:
            try:
                async with self.transactions(self.org_id) as tx:
                    await self._live(tx, row, now)
            except Problem as moved_on:  # somebody else was faster; next round sees it
                log.info("demo stepped aside", extra={"fields": {"code": moved_on.code}})
        await self._calls(now)

    async def _live(self, tx: db.Tx, row: Steered, now: datetime) -> None:
        here = row.lat, row.lon
        if row.order_id is not None and row.status is not None:
            here = await self._step(tx, row, now)
        speed = 9.0 if row.status == Status.EN_ROUTE else 0.0
        await track.take(tx, row.engineer_id, [Fix(now, *here, 12.0, speed)], "demo", now)

    async def _step(self, tx: db.Tx, row: Steered, now: datetime) -> Place:
        assert row.order_id and row.status_since and row.site_lat is not None and row.site_lon is not None and row.window_from
        actor = Actor("user", "phone", row.engineer_id, frozenset({Role.ENGINEER}))
        here, site = (row.lat, row.lon), (row.site_lat, row.site_lon)
        since = now - row.status_since
        if row.status == Status.EN_ROUTE:
            return await self._travel(tx, row, actor, here, site, now)
        action = self._next(row, since, now)
        if action == "sign":
            await signing.sign_order(tx, row.order_id, actor, now, self.chance)
        elif action:
            await world.act(tx, actor, row.order_id, action, now)
        return site if row.arrived_at else here

    def _next(self, row: Steered, since: timedelta, now: datetime) -> str | None:
        minutes = since.total_seconds() / 60
        work = row.work_minutes or 60
        if row.name == LATE_ONE and row.arrived_at and minutes < 240:
            return None
        assert row.window_from
        table: dict[Status | None, tuple[str, bool]] = {
            Status.ASSIGNED: ("accept", minutes > 2),
            Status.ACCEPTED: ("confirm_appointment", minutes > 3),
            Status.APPOINTMENT_CONFIRMED: ("set_off", now > row.window_from - timedelta(minutes=10)),
            Status.PARTS_READY: ("set_off", minutes > 10),
            Status.ARRIVED: ("start_diagnosis", minutes > 4),
            Status.DIAGNOSING: ("start_repair", minutes > 0.2 * work),
            Status.REPAIRING: ("start_test", minutes > 0.5 * work),
            Status.TESTING: ("finish_work", minutes > 0.2 * work),
            Status.AWAITING_SIGNATURE: ("sign", minutes > 4),
        }
        action, due = table.get(row.status, ("", False))
        return action if due else None

    async def _travel(self, tx: db.Tx, row: Steered, actor: Actor, here: Place, site: Place, now: datetime) -> Place:
        assert row.attendance_id and row.order_id
        trip = self.trips.get(row.attendance_id)
        if trip is None:
            path = await asyncio.to_thread(drive, here, site)
            trip = self.trips[row.attendance_id] = Trip(now, path)
        seconds = (now - trip.began).total_seconds()
        if seconds >= trip.path[-1][0]:
            await world.act(tx, actor, row.order_id, "arrive", now)
            self.trips.pop(row.attendance_id)
            return site
        return along(trip.path, seconds)

    async def _calls(self, now: datetime) -> None:
        """Customers call; an order that nobody touched for half an hour is taken by the desk."""
        async with self.transactions(self.org_id) as tx:
            dispatcher: UUID = await tx.value(DISPATCHER)
            desk = Actor("user", "console", dispatcher, frozenset({Role.DISPATCHER}))
            if await tx.value(OPEN_COUNT, FINISHED) < 130 and self.chance.random() < 0.01 * self.clock.speed:
                await world.order(tx, await self._world(tx, desk, now), now, now + timedelta(minutes=self.chance.randrange(90, 240)))
            left = await tx.value(UNTRIAGED, now - timedelta(minutes=25))
            if left:
                await world.act(tx, desk, left, "triage", now)
            waiting = await tx.value(WAITING, now - timedelta(minutes=30))
            if waiting:
                await self._assign(tx, desk, waiting, now)

    async def _assign(self, tx: db.Tx, desk: Actor, order_id: UUID, now: datetime) -> None:
        assert desk.user_id
        who = Who(self.org_id, desk.user_id, desk.user_id, None, "", "en", "UTC", dict.fromkeys(desk.roles, ALL))
        found = await assign.candidates(tx, order_id, who, now)
        if found.candidates:
            best = found.candidates[0].engineer_id
            await assign.assign(tx, order_id, best, Status.AWAITING_ASSIGNMENT, Cause(desk, ALL, moment_of(now)))

    async def _world(self, tx: db.Tx, desk: Actor, now: datetime) -> world.World:
        rows = await tx.all(world.SITES, world.Site, list(devices.MODELS), list(FINISHED))
        return world.World(now, self.chance, desk, [], {}, {}, {}, rows)


async def run(config: Config) -> None:
    """Until cancelled."""
    pool = await db.connect(config.database_url, size=2)
    try:
        async with asyncio.timeout(60):
            org_id = await _org(pool)
        driver = Driver(db.transactions_of(pool), org_id, clock_of(config))
        while True:
            await driver.round()
            await asyncio.sleep(EVERY)
    finally:
        await pool.close()


async def _org(pool: "asyncpg.Pool[asyncpg.Record]") -> int:
    return int(await pool.fetchval("select id from orgs order by id limit 1"))
