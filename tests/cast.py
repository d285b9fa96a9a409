"""The fixed cast: alice dispatches, bob is assigned, charlie is not, dana is the customer, erin administrates; mallory is of another
organisation."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID

import asyncpg
from argon2 import PasswordHasher

from outrider import db
from outrider.accounts.people import store as people
from outrider.accounts.sessions import actions as sessions
from outrider.assign import actions as assign
from outrider.assign.classes import actions as classes
from outrider.assign.fit.rules import Choice
from outrider.ids import new_id
from outrider.intake.booking import actions as intake
from outrider.model import ALL, Actor, Cause, Role, Status, WorkKind, moment_of
from outrider.sign.results import actions as results
from outrider.status import actions as status
from outrider.status.levels import actions as levels
from outrider.status.order import actions as orders

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
AGREED = NOW + timedelta(minutes=200)
# What any action may ask for.
DATA = {
    "reason": "why",
    "text": "words",
    "minutes": 20,
    "cause": "traffic",
    "witness": "porter",
    "step": "session",
    "outcome": "not_helped",
    "agreed_from": AGREED.isoformat(),
    "agreed_to": (AGREED + timedelta(hours=2)).isoformat(),
    "how": "called",
    "why": "part",
}
PASSWORD = "a short sentence"
SECRET = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)  # the same way of checking, without the effort
HERE = (52.5200, 13.4050)


@dataclass
class Cast:
    """Ids of one organisation; tokens are of open sessions."""

    org_id: int
    station: UUID = field(default_factory=lambda: UUID(int=0))
    users: dict[str, UUID] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    account: UUID = field(default_factory=lambda: UUID(int=0))
    contact: UUID = field(default_factory=lambda: UUID(int=0))
    site: UUID = field(default_factory=lambda: UUID(int=0))

    def actor(self, name: str) -> Actor:
        roles = {
            "alice": Role.DISPATCHER,
            "bob": Role.ENGINEER,
            "charlie": Role.ENGINEER,
            "mallory": Role.DISPATCHER,
            "max": Role.STATION_MANAGER,
        }
        source: Literal["phone", "console"] = "phone" if roles[name] == Role.ENGINEER else "console"
        return Actor("user", source, self.users[name], frozenset({roles[name]}))


PEOPLE = (
    ("alice", Role.DISPATCHER),
    ("bob", Role.ENGINEER),
    ("charlie", Role.ENGINEER),
    ("erin", Role.ADMINISTRATOR),
    ("max", Role.STATION_MANAGER),
)


async def organisation(owner: "asyncpg.Connection[asyncpg.Record]", name: str, names: tuple[tuple[str, Role], ...] = PEOPLE) -> Cast:
    """Made by the owner of the tables, as the first administrator of a production installation is."""
    org_id = await owner.fetchval(
        "insert into orgs (name, time_zone, language, number_prefix) values ($1, 'UTC', 'en', $2) returning id", name, name[:3].upper()
    )
    await owner.execute("insert into feed_heads (org_id) values ($1)", org_id)
    await owner.execute(db.SET_ORG.replace("true", "false"), str(org_id))
    cast, tx = Cast(org_id), db.Tx(owner, org_id)
    await levels.install_defaults(tx, NOW - timedelta(days=60))
    await results.install_defaults(tx, NOW - timedelta(days=60))
    await classes.install_defaults(tx)
    cast.station = new_id(NOW)
    await owner.execute(
        "insert into units (org_id, id, kind, name, lat, lon) values ($1, $2, 'station', $3, $4, $5)",
        org_id,
        cast.station,
        f"{name} 1",
        *HERE,
    )
    for index, (login, role) in enumerate(names):
        user = cast.users[login] = new_id(NOW)
        await people.add_user(tx, user, login.title(), f"{login}@{name}.test", "+49 30 1", "en", NOW)
        await people.add_credential(tx, f"{login}@{name}.test", user, SECRET)
        scope = "own" if role == Role.ENGINEER else "organisation"
        await people.add_grant(tx, user, role, scope, None)
        if role == Role.ENGINEER:
            await people.add_engineer(tx, user, cast.station, ["server"], (HERE[0] + 0.01 * index, HERE[1]), (time(0), time(23, 59)))
        cast.tokens[login] = await sessions.open_session(tx, user, "tests", NOW)
    return cast


async def take_order(
    tx: db.Tx,
    cast: Cast,
    *,
    window: tuple[int, int] = (0, 60),
    minutes: int = 60,
    skill: str | None = None,
    level: str = "1",
    kind: WorkKind = "repair",
) -> UUID:
    """An order of a new customer; its window in minutes from NOW."""
    if skill is not None:
        await tx.run(people.NAME_SKILLS, [skill], [skill])
    wanted = intake.NewOrder(
        new_id(NOW), kind, level, "Does not start", NOW + timedelta(minutes=window[0]), NOW + timedelta(minutes=window[1]),
        account_name="Dana's works", contact=intake.NewContact("Dana", "+49 30 5550100"),
        site=intake.NewSite("Hall 1", "Main street 1", 52.53, 13.41),
        serial=f"SN-{new_id(NOW).hex[-12:]}", skill=skill, work_minutes=minutes,
    )  # fmt: skip
    await intake.take(tx, wanted, Cause(cast.actor("alice"), ALL, moment_of(NOW)))
    return wanted.id


async def act(tx: db.Tx, cast: Cast, name: str, order_id: UUID, action: str, at: datetime = NOW, **data: object) -> status.Changed:
    return await status.change(tx, order_id, action, Cause(cast.actor(name), ALL, moment_of(at)), data=dict(data))


async def give(tx: db.Tx, cast: Cast, order_id: UUID, name: str = "bob", reason: str = "", choice: str = "") -> UUID:
    """The order with an engineer; the attendance. choice: why them, where a soft rule stands against it."""
    head = await orders.lock_order(tx, order_id, ALL)
    cause, why = Cause(cast.actor("alice"), ALL, moment_of(NOW)), Choice(choice)
    await assign.assign(tx, order_id, cast.users[name], head.status, cause, reason, choice=why)
    attendance = (await orders.lock_order(tx, order_id, ALL)).attendance_id
    assert attendance is not None
    return attendance


async def walk(tx: db.Tx, cast: Cast, order_id: UUID, *actions: str, name: str = "bob", at: datetime = NOW) -> Status:
    for action in actions:
        await act(tx, cast, name, order_id, action, at)
    return (await orders.lock_order(tx, order_id, ALL)).status


OLD_EVENT = """
insert into events (org_id, id, kind, order_id, attendance_id, actor, user_id, source, device_time, happened_at, server_time, payload)
values (current_org(), $1, $2, $3, $4, 'system', $5, 'system', $6, $6, $6, $7)
"""


# What waits for a decision of the office: the kinds, and of work that came late the last action.
WAITS = "select string_agg(coalesce(subject, kind), ', ' order by coalesce(subject, kind)) from reviews where closed_at is null"
REVIEW = "select id from reviews where closed_at is null order by opened_at, id limit 1"


async def old_event(
    tx: db.Tx, kind: str, order: UUID, payload: dict[str, Any], attendance: UUID | None = None, user: UUID | None = None
) -> None:
    """As an older release wrote it: what it says is in no catalogue."""
    await tx.run(OLD_EVENT, new_id(NOW), kind, order, attendance, user, NOW, payload)
