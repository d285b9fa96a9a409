"""The levels and calendars that every organisation begins with (domain.md section 4). From then on they are its own data.

Minutes are service time in the level's calendar: a working day of the office calendars has 480, so three days of level 2 are 1440
and its week is 2400. The source gives the commitments; the limits of the statuses below them are ours, chosen to fit inside.
"""

import msgspec

from ...model import ELECTRONIC, Role, Status
from ..calendars.rules import Calendar
from .rules import COMMITMENTS, TIMED, Level, Limit, Step

S = Status
DAY, WEEK = 480, 2400
OFFICE, ROUND = [(540, 1020)], [(0, 1440)]

CALENDARS: dict[str, list[list[tuple[int, int]]]] = {"7x24": [ROUND] * 7, "7x8": [OFFICE] * 7, "5x8": [*[OFFICE] * 5, [], []]}

# level: family, calendar, remote first, minutes of phone_response, sent_off, arrival, cause_found, resolved
LEVELS: dict[str, tuple[str, str, bool, tuple[int | None, ...]]] = {
    "0": ("standard", "7x24", True, (60, None, None, None, 240)),
    "1": ("standard", "7x8", True, (120, None, None, None, 480)),
    "2": ("standard", "5x8", True, (240, None, None, None, 3 * DAY)),
    "3": ("standard", "5x8", True, (DAY, None, None, None, WEEK)),
    "I": ("incident", "7x24", False, (5, 5, 10, 60, 60)),
    "II": ("incident", "7x24", False, (5, 5, 15, 60, 60)),
    "III": ("incident", "7x24", False, (10, 10, 20, 120, 120)),
    "IV": ("incident", "7x24", False, (15, 15, 20, 120, 120)),
    "CTR4": ("repair_time", "7x24", True, (30, None, None, None, 240)),
    "CTR6": ("repair_time", "7x24", True, (30, None, None, None, 360)),
    "7x24x4": ("repair_time", "7x24", True, (30, None, 240, None, None)),
}

# Who wrote waits longer for the first answer than who rang.
ANSWERED_IN_WRITING = {"1": 240, "2": DAY}

# Minutes in each timed status, by how urgent the level is.
IN_STATUS: dict[str, tuple[int, ...]] = {
    "minutes": (5, 15, 5, 5, 10, 10, 30, 60, 15, 20, 10, 60, 60, 30, 30, 20, 240, DAY),
    "hours": (15, 30, 20, 15, 30, 60, 60, 120, 30, 60, 15, 60, 120, 30, 60, 30, 240, DAY),
    "shift": (30, 60, 45, 30, 60, 120, 120, 240, 60, 90, 20, 90, 180, 45, 120, 30, DAY, 2 * DAY),
    "days": (60, 120, 120, 60, 240, DAY, DAY, 2 * DAY, 120, 120, 30, 120, 240, 60, DAY, 60, DAY, 3 * DAY),
    "week": (DAY, DAY, DAY, 240, DAY, DAY, 3 * DAY, 3 * DAY, DAY, 120, 30, 240, 480, 120, 2 * DAY, 60, 2 * DAY, WEEK),
}
URGENCY = {"0": "hours", "1": "shift", "2": "days", "3": "week", "CTR4": "hours", "CTR6": "hours", "7x24x4": "hours"}
BY_DATE = ["installation", "inspection", "event_duty", "optimisation", "customer_visit"]  # agreed by date, not by fault
WITH_CUSTOMER = [S.AWAITING_CUSTOMER, S.AWAITING_SIGNATURE, S.SIGNED, S.FOLLOW_UP]
BEFORE_WINDOW = {S.ASSIGNED, S.ACCEPTED, S.APPOINTMENT_CONFIRMED}

TECHNICAL = [Step(Role.SECOND_LINE, minutes=0), Step(Role.EXPERT, share=1.5), Step(Role.MANUFACTURER, share=2)]
MANAGERIAL = [Step(Role.STATION_MANAGER, minutes=0), Step(Role.SERVICE_MANAGER, share=1.5), Step(Role.HEAD_OFFICE, share=2)]
# Missed, these ask for somebody who knows more.
NEEDS_KNOWLEDGE = {S.DIAGNOSING, S.REPAIRING, S.TESTING, "cause_found", "resolved"}


def calendar(code: str, names: dict[str, str], time_zone: str) -> Calendar:
    return Calendar(names, time_zone, [list(spans) for spans in CALENDARS[code]])


def level(code: str, names: dict[str, str]) -> Level:
    family, hours, remote_first, promised = LEVELS[code]
    limits = [_commitment(what, minutes) for what, minutes in zip(COMMITMENTS, promised, strict=True) if minutes is not None]
    limits += [Limit(limit.what, None, BY_DATE) for limit in limits if limit.what != "phone_response"]
    if code in ANSWERED_IN_WRITING:
        limits.insert(1, msgspec.structs.replace(limits[0], minutes=ANSWERED_IN_WRITING[code], came_in=list(ELECTRONIC)))
    in_status = IN_STATUS[URGENCY.get(code, "minutes")]
    limits += [_limit(status, minutes) for status, minutes in zip(TIMED, in_status, strict=True)]
    return Level(names, family, list(LEVELS).index(code), hours, remote_first, limits)  # type: ignore[arg-type]


def _ladders(what: str) -> dict[str, list[Step]]:
    return {"technical": TECHNICAL if what in NEEDS_KNOWLEDGE else [], "managerial": MANAGERIAL}


def _commitment(what: str, minutes: int) -> Limit:
    return Limit(what, minutes, pauses=WITH_CUSTOMER if what in ("cause_found", "resolved") else [], **_ladders(what))  # type: ignore[arg-type]


def _limit(status: Status, minutes: int) -> Limit:
    return Limit(status, minutes, from_window=status in BEFORE_WINDOW, **_ladders(status))  # type: ignore[arg-type]
