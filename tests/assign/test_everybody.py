"""Who is kept in memory is who would be read now: whatever happens, whoever asks, in however many processes."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from outrider import db
from outrider.assign import actions as assign
from outrider.assign import rules
from outrider.assign.everybody import actions as everybody
from outrider.assign.everybody.actions import AHEAD, Kept
from outrider.assign.everybody.columns.rules import Everybody
from outrider.assign.everybody.rules import Seen, View
from outrider.assign.everybody.store import KEPT_FOR
from outrider.assign.fit.rules import SHIPPED
from outrider.problems import Problem
from tests.cast import NOW, Cast, act, give, take_order, walk
from tests.conftest import Database
from tests.tiers import examples

from .test_ranking_holds import a_visit, engineer, full

# $1: an engineer, $2 and $3: times. All that a day is made of but what an action does; each as one statement, whoever would write it.
SQL = {
    "absent": """insert into absences (org_id, id, engineer_id, starts_at, ends_at, kind)
      values (current_org(), gen_random_uuid(), $1, $2, $3, 'leave')""",
    "here again": "delete from absences where engineer_id = $1 and starts_at <= $2 and ends_at <> $3",
    "on call": """insert into on_call (org_id, id, station_id, user_id, starts_at, ends_at)
      select current_org(), gen_random_uuid(), station_id, $1, $2, $3 from engineers where user_id = $1""",
    "on call no more": "delete from on_call where user_id = $1 and starts_at > $2 and ends_at <> $3",
    "shift": """insert into shifts (org_id, id, engineer_id, day, starts, ends) values (current_org(), gen_random_uuid(), $1,
      ($2::timestamptz at time zone 'UTC')::date, '09:00', (($3::timestamptz at time zone 'UTC')::time)) on conflict do nothing""",
    "usual shift": "update engineers set shift_start = ($2::timestamptz at time zone 'UTC')::time where user_id = $1 and $3::timestamptz > $2",
    "resident": "update engineers set resident_site_id = (select id from sites order by id limit 1) where user_id = $1 and $2 < $3::timestamptz",
    "off": """insert into duties (org_id, engineer_id, state, since) values (current_org(), $1, 'off', $2) on conflict (org_id, engineer_id)
      do update set state = case when duties.state = 'off' then 'on' else 'off' end, since = $2 where $3::timestamptz > $2""",
    "seen": """insert into latest_positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, received_at)
      values (current_org(), $1, $2, 52.5 + random() / 10, 13.4 + random() / 10, 5, $3)
      on conflict (org_id, engineer_id) do update set device_time = excluded.device_time, lat = excluded.lat, lon = excluded.lon""",
    "not seen": "delete from latest_positions where engineer_id = $1 and device_time < $2 and $3::timestamptz > $2",
    "certificate": """insert into qualifications (org_id, id, engineer_id, skill_id, level, expires_on)
      select current_org(), gen_random_uuid(), $1, id, 'expert', ($3::timestamptz at time zone 'UTC')::date from skills where $2::timestamptz < $3
      order by id limit 1 on conflict (org_id, engineer_id, skill_id) do update set expires_on = excluded.expires_on""",
    "skill": """update skills set code = code || 'x' where id = (select skill_id from qualifications
      where engineer_id = $1 and $2 < $3::timestamptz order by id desc limit 1)""",
    "disabled": "update users set active = not active where id = $1 and $2 < $3::timestamptz",
    "name": "update users set name = name || 'x' where id = $1 and $2 < $3::timestamptz",
    "station": "update units set lat = lat + 0.01 where id = (select station_id from engineers where user_id = $1) and $2 < $3::timestamptz",
    "zone": """update orgs set time_zone = case time_zone when 'UTC' then 'Asia/Shanghai' else 'UTC' end
      where $1::uuid is not null and $2 < $3::timestamptz""",
    "site": """update sites set lat = lat + 0.01 where id = (select o.site_id from orders o join attendances a on a.order_id = o.id
      where a.engineer_id = $1 and $2 < $3::timestamptz order by a.id desc limit 1)""",
    "held up": """update orders set status = case status when 'assigned' then 'awaiting_customer' when 'awaiting_customer' then 'assigned'
      else status end where id in (select order_id from attendances where engineer_id = $1) and $2 < $3::timestamptz""",
    "window": """update visits set window_to = window_to + interval '1 hour', work_minutes = 30
      where order_id in (select order_id from attendances where engineer_id = $1) and $2 < $3::timestamptz""",
    "work time": """insert into work_times (org_id, path, factor, spread, visits, learnt_at)
      select current_org(), '{}', 1.5, 0.4, 20, $2 where $1::uuid is not null and $2 < $3::timestamptz
      on conflict (org_id, path) do update set factor = work_times.factor * 0.9""",
    "work time no more": "delete from work_times where $1::uuid is not null and $2 < $3::timestamptz",
    "pace": """insert into work_paces (org_id, engineer_id, pace, visits, learnt_at) select current_org(), $1, 1.2, 20, $2 where $2 < $3::timestamptz
      on conflict (org_id, engineer_id) do update set pace = work_paces.pace * 0.9""",
    "kind of job": """update orders set level = case level when '1' then '2' else '1' end
      where id in (select order_id from attendances where engineer_id = $1) and $2 < $3::timestamptz""",
    "model": "update devices set model = model || 'x' where $1::uuid is not null and $2 < $3::timestamptz",
}
FIRST = "select a.order_id from attendances a where a.engineer_id = $1 and a.ended_at is null order by a.id limit 1"
STEPS = {"assigned": "accept", "accepted": "confirm_appointment", "appointment_confirmed": "set_off", "en_route": "arrive"}


LONG_AGO = "insert into day_changes (org_id, about, id, at) values (current_org(), 'all', $1, now() - $2::interval)"


class World:
    def __init__(self, pool: Any, us: Cast, seed: int) -> None:
        self.pool, self.us, self.random, self.now = pool, us, Random(seed), NOW
        self.processes = [Kept(), Kept()]

    async def change(self) -> str:
        """One of all that can happen, in a transaction of its own."""
        name = self.random.choice([*SQL, "visit", "visit", "visit", "step", "step", "late", "time", "time"])
        who = self.random.choice(("bob", "charlie"))
        with suppress(Problem):  # nobody gives a visit to whoever is disabled by then
            async with db.transaction(self.pool, self.us.org_id) as tx:
                if name in SQL:
                    at = self.now + timedelta(minutes=self.random.choice((-3000, -300, -90, -5, 60, 700, 3000)))
                    await tx.run(SQL[name], self.us.users[who], at, at + timedelta(minutes=self.random.choice((30, 300, 3000))))
                elif name == "visit":
                    start = self.random.choice((-60, 0, 120, 1500, 3000))
                    order = await take_order(tx, self.us, window=(start, start + 90), minutes=45, skill="server")
                    await give(tx, self.us, order, who, choice="was_there")
                elif name == "time":
                    self.now += timedelta(minutes=self.random.choice((1, 30, 200)))
                elif order := await tx.value(FIRST, self.us.users[who]):
                    status = await tx.value("select status from orders where id = $1", order)
                    if name == "late" and status in ("assigned", "accepted"):
                        await act(tx, self.us, who, order, "running_late", at=self.now, minutes=20, cause="parts")
                    elif name == "step" and status in STEPS:
                        await walk(tx, self.us, order, STEPS[status], name=who, at=self.now)
        return name

    def wanted(self) -> rules.Wanted | None:
        if self.random.random() < 0.3:
            return None
        at = self.now + timedelta(minutes=self.random.choice((-60, 30, 600, 2000, 3000)))
        weights = self.random.choice([*SHIPPED.values()])
        demands = msgspec.structs.replace(NOTHING.demands, weights=weights)
        return msgspec.structs.replace(NOTHING, window_from=at, window_to=at + timedelta(hours=2), demands=demands)

    async def same(self, kept: Kept) -> None:
        wanted = self.wanted()
        async with db.one_look_of(self.pool)(self.us.org_id) as tx:
            afresh = sorted(await assign.engineers(tx, wanted, self.now), key=lambda row: row.route.engineer_id)
            async with assign.everybody(tx, wanted, self.now, kept) as view:
                assert view.seen is not None
                found = [view.engineer(number) for number in range(len(view.of.rows)) if view.of.there[number]]
                assert sorted(found, key=lambda row: row.route.engineer_id) == afresh
                if wanted:
                    assert told(rules.ranked(view, wanted, None)) == told(rules.rank(afresh, wanted, self.now, None))


def told(ranking: rules.Ranking) -> Any:
    names = {rule: sorted(names) for rule, names in ranking.excluded_names.items()}
    return ranking.candidates, ranking.excluded, names, ranking.not_offered, ranking.nobody


NOTHING = rules.Wanted(uuid4(), 52.5, 13.4, 45, NOW, NOW, "server", UUID(int=0))


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_memory_says_what_the_database_says(pool: Any, us: Cast, seed: int) -> None:
    world, done = World(pool, us, seed), list[str]()
    for _ in range(45):
        done.append(await world.change())
        try:
            await world.same(world.processes[0])
            if world.random.random() < 0.3:
                await world.same(world.processes[1])
        except AssertionError as wrong:
            raise AssertionError(done) from wrong


async def test_a_day_so_far_ahead_that_nobody_is_kept_for_it_is_read(pool: Any, us: Cast) -> None:
    kept, far = Kept(), msgspec.structs.replace(NOTHING, window_from=NOW + AHEAD, window_to=NOW + AHEAD + timedelta(hours=1))
    async with db.one_look_of(pool)(us.org_id) as tx, assign.everybody(tx, far, NOW, kept) as view:
        assert (view.seen, kept.known) == (None, {})
        assert {row.route.engineer_id for row in view.of.rows} == {us.users["bob"], us.users["charlie"]}


async def test_each_organisation_is_kept_apart_and_whoever_was_asked_about_longest_ago_is_forgotten(
    pool: Any, us: Cast, template: Database
) -> None:
    kept = Kept(most=2)
    for cast in (us, template.them, us):
        async with db.one_look_of(pool)(cast.org_id) as tx, assign.everybody(tx, NOTHING, NOW, kept) as view:
            mine = {id for name, id in cast.users.items() if name in ("bob", "charlie", "bobby")}
            assert {row.route.engineer_id for row in view.of.rows} == mine
        assert list(kept.known) == [cast.org_id]


async def test_what_is_forgotten_is_read_anew_and_so_is_all_after_another_server(pool: Any, us: Cast) -> None:
    """Numbers of transactions may come again there, and what changed is not said for ever."""
    kept = Kept()

    async def read() -> datetime:
        async with db.one_look_of(pool)(us.org_id) as tx, assign.everybody(tx, NOTHING, NOW, kept):
            return kept.known[us.org_id].read.at

    await read()
    first = kept.known[us.org_id]
    await read()
    assert kept.known[us.org_id] is first
    for read_then in ({"at": first.read.at - KEPT_FOR}, {"server": "another"}):
        known = kept.known[us.org_id]
        known.read = msgspec.structs.replace(known.read, **read_then)
        await read()
        assert kept.known[us.org_id] is not known


async def test_who_asks_while_all_is_read_waits_and_reads_it_no_second_time(pool: Any, us: Cast) -> None:
    kept, seen = Kept(), set[int]()

    async def ask() -> None:
        async with db.one_look_of(pool)(us.org_id) as tx, assign.everybody(tx, NOTHING, NOW, kept):
            seen.add(id(kept.known[us.org_id]))

    await asyncio.gather(*(ask() for _ in range(5)))
    assert len(seen) == 1


async def test_changes_are_forgotten_after_an_hour(pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run(
            "insert into day_changes (org_id, about, id, at) values (current_org(), 'all', $1, now() - $2::interval)",
            us.station,
            KEPT_FOR * 1.1,
        )
        await tx.run(SQL["name"], us.users["bob"], NOW, NOW + timedelta(1))
        assert await everybody.forget(tx) == 1


def days(draw: Random) -> list[rules.Engineer]:
    """Of some a visit has begun; of others one lies so far ahead that it is not looked at."""
    found = [engineer(draw, number) for number in range(60)]
    for row in found:
        stops = row.route.stops
        if stops and draw.random() < 0.3:
            at = NOW - timedelta(minutes=draw.randint(1, 80))
            stops[0] = msgspec.structs.replace(stops[0], set_off_at=at, arrived_at=at if draw.random() < 0.5 else None)
    return found


@pytest.mark.parametrize("part", range(20))
def test_the_best_are_those_that_looking_at_all_in_full_finds_whatever_is_asked(part: int) -> None:
    """In the soak of 2,000 questions."""
    draw = Random(part)
    kept = days(draw)
    memory = Everybody(kept)
    for _ in range(examples(8, 100)):
        wanted = a_visit(draw, kept, draw.choice([*SHIPPED.values()]))
        seen = Seen(NOW, NOW + timedelta(minutes=draw.choice((60, 150, 1000))), "UTC")
        view = View(memory, NOW, seen)
        found = rules.ranked(view, wanted, None).candidates
        expected = full([view.engineer(number) for number in range(len(kept))], wanted)[: rules.TOP]
        assert [(row.engineer_id, row.score) for row in found] == [(row.engineer_id, row.score) for row in expected]
