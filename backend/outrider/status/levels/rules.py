"""What a contract level promises, as data: commitments to the customer, a limit for every status, and who hears of it. Pure."""

import re
from collections.abc import Iterable
from itertools import product
from typing import Annotated, Any, Literal

import msgspec

from ...model import ENDED, WAYS_IN, WORK_KINDS, Role, Status
from ...problems import Problem

COMMITMENTS = ("phone_response", "sent_off", "arrival", "cause_found", "resolved")
TIMED = tuple(status for status in Status if status not in ENDED)
LONGEST_NAME = 200
LADDERS = ("technical", "managerial")
# Who is offered for a step of a ladder.
TOLD_ON_LADDERS = (
    Role.DISPATCHER, Role.STATION_MANAGER, Role.SERVICE_MANAGER, Role.ACCOUNT_MANAGER, Role.HEAD_OFFICE, Role.REMOTE_SUPPORT,
    Role.SECOND_LINE, Role.EXPERT, Role.MANUFACTURER,
)  # fmt: skip
Share = Annotated[float, msgspec.Meta(gt=0, lt=1)]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=525_600)]


class Step(msgspec.Struct, frozen=True):
    """Who hears of it once so many minutes have passed since the limit, or once so large a share of it is used (from 1 on)."""

    role: Role
    channel: Literal["preferred", "push", "mail", "sms", "chat"] = "preferred"
    minutes: Annotated[int, msgspec.Meta(ge=0, le=525_600)] | None = None
    share: Annotated[float, msgspec.Meta(ge=1, le=100)] | None = None


class Limit(msgspec.Struct, frozen=True):
    """what: a commitment or a status. kinds, came_in: empty means every kind of work, every way in; a limit that names the
    kind goes first, then one that names the way in.

    minutes of service time; None: no clock runs. warn: the share of the limit at which the holder is warned.
    pauses: statuses whose time does not count (commitments only). from_window: it does not run before the promised window.
    """

    what: str
    minutes: Minutes | None
    kinds: list[str] = []
    warn: Share = 0.75
    pauses: list[Status] = []
    from_window: bool = False
    technical: list[Step] = []
    managerial: list[Step] = []
    came_in: list[str] = []


class Offer(msgspec.Struct):
    """Of a level, what decides whether a customer may have it."""

    family: Literal["standard", "incident", "repair_time"]
    position: int
    active: bool = True


class Level(msgspec.Struct):
    """names by language. calendar: its code, where the contract names no other. remote_first: phone guidance before a visit.
    tell_customer: a limit that passes is told to the customer too.
    """

    names: dict[str, str]
    family: Literal["standard", "incident", "repair_time"]
    position: int
    calendar: str
    remote_first: bool
    limits: list[Limit]
    active: bool = True
    tell_customer: bool = False


def check(level: Level, languages: Iterable[str], calendars: Iterable[str]) -> None:
    """Raises field_not_valid; fields name the limit, as in limits.arrived."""
    wrong = [f"names.{language}" for language in languages if not 0 < len(level.names.get(language, "").strip()) <= LONGEST_NAME]
    if level.calendar not in set(calendars):
        wrong.append("calendar")
    seen: set[tuple[str, str, str]] = set()
    for limit in level.limits:
        cells = set(product([limit.what], limit.kinds or ["*"], limit.came_in or ["*"]))
        known = (limit.what in COMMITMENTS or limit.what in TIMED) and set(limit.kinds) <= set(WORK_KINDS)
        if not known or cells & seen or not set(limit.came_in) <= set(WAYS_IN) or not _sound(limit):
            wrong.append(f"limits.{limit.what}")
        seen |= cells
    if wrong:
        raise Problem("field_not_valid", fields=wrong)


PLACE = re.compile(r"`\$\.(\w+)(?:\[(\d+)\])?")


def field_of(wrong: str, document: Any) -> str:
    """The field of the form that the reader's own words speak of, as in "Expected `int` >= 1 - at `$.limits[0].minutes`"."""
    place = PLACE.search(wrong)
    if place is None:
        return "document"
    if place[1] != "limits" or place[2] is None:
        return place[1]
    limit = document["limits"][int(place[2])]
    return f"limits.{limit.get('what') if isinstance(limit, dict) else place[2]}"


def _sound(limit: Limit) -> bool:
    steps = [*limit.technical, *limit.managerial]
    return not (limit.pauses and limit.what not in COMMITMENTS) and all((step.minutes is None) != (step.share is None) for step in steps)


def limit_of(level: Level, what: str, kind: str, came_in: str = "") -> Limit | None:
    """The limit for this kind of work that came in this way; None where no clock runs."""
    mine = [limit for limit in level.limits if limit.what == what and (kind in limit.kinds or not limit.kinds)]
    found = [limit for limit in mine if came_in in limit.came_in or not limit.came_in]
    best = max(found, key=lambda limit: (bool(limit.kinds), bool(limit.came_in)), default=None)
    return None if best is None or best.minutes is None else best


def differences(before: Level, after: Level) -> list[tuple[str, object, object]]:
    """What changed, for people: (field, was, is); a limit's field is its name, with the kinds and ways in that it names."""
    rows: list[tuple[str, object, object]] = []
    for name in ("names", "family", "position", "calendar", "remote_first", "active", "tell_customer"):
        if getattr(before, name) != getattr(after, name):
            rows.append((name, getattr(before, name), getattr(after, name)))
    old, new = ({(row.what, *row.kinds, *row.came_in): row for row in level.limits} for level in (before, after))
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            rows.append((".".join(key), msgspec.to_builtins(old.get(key)), msgspec.to_builtins(new.get(key))))
    return rows
