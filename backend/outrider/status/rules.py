"""The one table: from which status, by which action, to which status, who may, and what they must say.

It drives the server, the phone's and the console's buttons (pwa/src/shared/domain.gen.ts), the diagram in
docs/statuses.md and the tests. Action names are frozen: they lie in the queues of phones that have no network.
"""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

import msgspec

from ..model import AT_WORK, BEFORE_VISIT, BENCH, ENDED, MOVABLE, PLANNED, VISITING, WORK_KINDS, Actor, Moment, Role, Status
from ..parts.rules import Asked
from ..problems import Problem
from ..text import key
from .order.rules import OrderState
from .promise.rules import How, Why

S = Status
E, D, SM, HO = Role.ENGINEER, Role.DISPATCHER, Role.STATION_MANAGER, Role.HEAD_OFFICE
DESK, RS, PC, L2 = Role.SERVICE_DESK, Role.REMOTE_SUPPORT, Role.PARTS_CLERK, Role.SECOND_LINE


# A time can be agreed anew, or the customer called for it, until somebody is there; and again where the visit came to nothing.
AGREEABLE = (*BEFORE_VISIT, *(status for status in PLANNED if status != S.ACCEPTED), S.EN_ROUTE, S.AWAITING_CUSTOMER)
UNDOABLE = (S.ACCEPTED, S.APPOINTMENT_CONFIRMED, S.AWAITING_PARTS, S.EN_ROUTE, *AT_WORK, S.AWAITING_CUSTOMER, S.AWAITING_SIGNATURE)
CALLABLE = (*BEFORE_VISIT, *PLANNED, S.AWAITING_CUSTOMER)


class Transition(msgspec.Struct, frozen=True):
    """to None: the status stays. to "back": where the engineer's last tap came from. kinds: of work; for the others it does not exist."""

    action: str
    sources: tuple[Status, ...]
    to: Status | None | str
    roles: frozenset[Role]
    needs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = WORK_KINDS


def row(
    action: str, sources: tuple[Status, ...], to: Status | None | str, roles: set[Role], *needs: str, kinds: tuple[str, ...] = WORK_KINDS
) -> Transition:
    return Transition(action, sources, to, frozenset(roles), needs, kinds)


TABLE: tuple[Transition, ...] = (
    row("take_remote", (S.RECEIVED,), S.REMOTE_SUPPORT, {DESK, RS, D}, kinds=VISITING),
    row("triage", (S.RECEIVED,), S.AWAITING_ASSIGNMENT, {D, SM, DESK}),
    row("solve_remotely", (S.REMOTE_SUPPORT,), S.FOLLOW_UP, {RS, DESK, E}, "text"),
    row("solve_remotely", (*PLANNED, S.EN_ROUTE), S.FOLLOW_UP, {RS, DESK, E}, "text", kinds=VISITING),
    row("send_visit", (S.REMOTE_SUPPORT,), S.AWAITING_ASSIGNMENT, {RS, DESK, D, E}, "text"),
    row("remote_step", (S.REMOTE_SUPPORT,), None, {RS, DESK, D, E}, "step", "outcome"),
    row("remote_step", (*PLANNED, S.EN_ROUTE), None, {RS, DESK, D, E}, "step", "outcome", kinds=VISITING),
    row("assign", BEFORE_VISIT, S.ASSIGNED, {D, SM, DESK, HO}, "engineer_id"),
    row("hand_over", MOVABLE, S.ASSIGNED, {D, SM, DESK, HO}, "engineer_id", "reason"),
    row("hand_over", (S.AWAITING_SIGNATURE,), S.AWAITING_SIGNATURE, {D, SM, DESK, HO}, "engineer_id", "reason", kinds=BENCH),
    row("unassign", PLANNED, S.AWAITING_ASSIGNMENT, {D, SM, DESK, HO}, "reason"),
    *(row(action, MOVABLE, None, {D, SM, DESK, HO}, "engineer_id", "reason", kinds=VISITING) for action in ("join_crew", "leave_crew")),
    row("pin", (*PLANNED, S.EN_ROUTE), None, {D, SM, DESK, HO}, "reason", kinds=VISITING),
    row("unpin", (*PLANNED, S.EN_ROUTE), None, {D, SM, DESK, HO}, kinds=VISITING),
    row("accept", (S.ASSIGNED,), S.ACCEPTED, {E}),
    row("decline", (S.ASSIGNED,), S.AWAITING_ASSIGNMENT, {E}, "reason"),
    row("confirm_appointment", (S.ACCEPTED,), S.APPOINTMENT_CONFIRMED, {E, D, DESK}, kinds=VISITING),
    row("agree_time", (S.ACCEPTED,), S.APPOINTMENT_CONFIRMED, {E, D, SM, DESK}, "agreed_from", "agreed_to", "how", "why", kinds=VISITING),
    row("agree_time", AGREEABLE, None, {E, D, SM, DESK}, "agreed_from", "agreed_to", "how", "why", kinds=VISITING),
    row("not_reached", CALLABLE, None, {E, D, SM, DESK}),
    row("return_to_remote", (*PLANNED[:3], S.EN_ROUTE), S.REMOTE_SUPPORT, {E, D}, "reason", kinds=VISITING),
    row("request_parts", (S.ACCEPTED, S.APPOINTMENT_CONFIRMED, S.ARRIVED, S.DIAGNOSING, S.REPAIRING), S.AWAITING_PARTS, {E, D, PC}, "text"),
    row("ship_parts", (S.AWAITING_PARTS,), S.PARTS_IN_TRANSIT, {PC, D}),
    row("receive_parts", (S.AWAITING_PARTS, S.PARTS_IN_TRANSIT), S.PARTS_READY, {PC, D, E}),
    row("set_off", (S.ACCEPTED, S.APPOINTMENT_CONFIRMED, S.PARTS_READY, S.AWAITING_CUSTOMER), S.EN_ROUTE, {E}, kinds=VISITING),
    row("arrive", (S.EN_ROUTE,), S.ARRIVED, {E}, kinds=VISITING),
    row("no_access", (S.EN_ROUTE, S.ARRIVED), S.AWAITING_CUSTOMER, {E}, "reason", kinds=VISITING),
    row("start_diagnosis", (S.ARRIVED,), S.DIAGNOSING, {E}),
    # The last two: where an older release could bring a device that was handed in.
    row("start_diagnosis", (S.ACCEPTED, S.APPOINTMENT_CONFIRMED, S.EN_ROUTE), S.DIAGNOSING, {E}, kinds=BENCH),
    row("start_repair", (S.ARRIVED, S.DIAGNOSING, S.TESTING), S.REPAIRING, {E}),
    row("start_repair", (S.PARTS_READY, S.AWAITING_CUSTOMER), S.REPAIRING, {E}, kinds=BENCH),
    row("start_test", (S.REPAIRING,), S.TESTING, {E}),
    row("wait_for_customer", AT_WORK, S.AWAITING_CUSTOMER, {E}, "reason"),
    row("resume", (S.AWAITING_CUSTOMER,), S.DIAGNOSING, {E}),
    row("finish_work", (S.DIAGNOSING, S.REPAIRING, S.TESTING), S.AWAITING_SIGNATURE, {E}),
    row("resume_work", (S.AWAITING_SIGNATURE,), S.REPAIRING, {E}),
    row("sign", (S.AWAITING_SIGNATURE,), S.SIGNED, {E}, "report_id"),
    row("declare_unsigned", (S.AWAITING_SIGNATURE,), None, {E}, "reason", "witness"),
    row("follow_up", (S.SIGNED,), S.FOLLOW_UP, {DESK, D, SM}),
    row("close", (S.FOLLOW_UP,), S.CLOSED, {DESK, D, SM}, "text"),
    row("close_unsigned", (S.AWAITING_SIGNATURE,), S.CLOSED, {SM, HO}, "reason"),
    row("still_broken", (S.SIGNED, S.FOLLOW_UP, S.CLOSED), S.AWAITING_ASSIGNMENT, {DESK, D, SM}, "text"),
    row("cancel", (*BEFORE_VISIT, *MOVABLE, S.AWAITING_SIGNATURE), S.CANCELLED, {D, SM, DESK}, "reason"),
    row("continue_work", (S.SIGNED,), S.AWAITING_ASSIGNMENT, {D, SM, DESK}, "report_id"),
    row("reopen", (S.SIGNED, S.FOLLOW_UP, S.CANCELLED), S.AWAITING_ASSIGNMENT, {D, SM, DESK}, "reason"),
    row("running_late", (*PLANNED, S.EN_ROUTE), None, {E}, "minutes", "cause", kinds=VISITING),
    row("on_time", (*PLANNED, S.EN_ROUTE), None, {E}, kinds=VISITING),
    row("ask_for_help", (S.EN_ROUTE, *AT_WORK, S.AWAITING_CUSTOMER, S.AWAITING_SIGNATURE), None, {E}, "text"),
    row("note", tuple(status for status in Status if status not in ENDED), None, {E, D, SM, DESK, RS, PC, L2}, "text"),
    row("undo", UNDOABLE, "back", {E}),
)

TRANSITIONS: dict[tuple[Status, str], Transition] = {(source, line.action): line for line in TABLE for source in line.sources}
ACTIONS: tuple[str, ...] = tuple(dict.fromkeys(line.action for line in TABLE))
# The one next thing for whoever has the visit: the large button of the phone.
MAIN_PATH: dict[Status, str] = {
    S.ASSIGNED: "accept",
    S.ACCEPTED: "confirm_appointment",
    S.APPOINTMENT_CONFIRMED: "set_off",
    S.PARTS_READY: "set_off",
    S.PARTS_IN_TRANSIT: "receive_parts",
    S.AWAITING_PARTS: "receive_parts",
    S.EN_ROUTE: "arrive",
    S.ARRIVED: "start_diagnosis",
    S.DIAGNOSING: "start_repair",
    S.REPAIRING: "start_test",
    S.TESTING: "finish_work",
    S.AWAITING_CUSTOMER: "resume",
    S.REMOTE_SUPPORT: "solve_remotely",
}
# Where it is another one for a device that was handed in.
BENCH_PATH: dict[Status, str] = {
    S.ACCEPTED: "start_diagnosis",
    S.APPOINTMENT_CONFIRMED: "start_diagnosis",
    S.EN_ROUTE: "start_diagnosis",
    S.PARTS_READY: "start_repair",
}
# The shortest way to the signature, from where a report may be written.
TO_SIGNATURE: dict[Status, tuple[str, ...]] = {
    S.ARRIVED: ("start_repair", "finish_work"),
    S.DIAGNOSING: ("finish_work",),
    S.REPAIRING: ("finish_work",),
    S.TESTING: ("finish_work",),
    S.AWAITING_CUSTOMER: ("resume", "finish_work"),
    S.AWAITING_SIGNATURE: (),
}

# What the phone's taps tell about the attendance itself, whatever became of the order meanwhile.
FACTS: dict[str, str] = {"set_off": "set_off_at", "arrive": "arrived_at", "finish_work": "finished_at"}
# These take it back: the engineer works on, or comes a second time.
CLEARS: dict[str, tuple[str, ...]] = {"resume_work": ("finished_at",), "set_off": ("arrived_at", "finished_at")}
TELLS_FACTS = {*FACTS, *CLEARS, "undo"}
# These end the present attendance: somebody else, or nobody, goes.
ENDS_ATTENDANCE = {"hand_over", "unassign", "decline", "return_to_remote", "cancel", "sign", "solve_remotely", "close_unsigned", "reopen"}
CLOSES = {"close", "close_unsigned"}  # not while a dispatcher is asked about work that came late
CLOSES_VISIT = {"cancel", "sign", "close_unsigned", "solve_remotely"}
# These come by ways of their own, which check more: nobody reaches them by a mere tap.
NOT_BY_TAP = {"assign", "hand_over", "join_crew", "leave_crew", "sign", "continue_work", "still_broken"}
# Why, as codes that everybody reads in their own language; other has to be said in words. Never renamed: they lie in queues and histories.
OTHER = "other"
REASONS: dict[str, tuple[str, ...]] = {
    "hand_over": ("late", "sick", "overrun", "nearer", "skill", "customer_wish", "planning", OTHER),
    "unassign": ("planning", "sick", "customer_wish", "parts", OTHER),
    "join_crew": ("reinforcement", "two_needed", "higher_level", "skill", "customer_wish", OTHER),
    "leave_crew": ("not_needed", "sick", "planning", "customer_wish", OTHER),
    "pin": ("customer_wish", "agreed_with_them", "knows_site", "has_part", OTHER),
    "decline": ("too_far", "busy", "skill", "tools", "shift_over", OTHER),
    "return_to_remote": ("solvable_remotely", "second_line", "customer_wish", OTHER),
    "no_access": ("nobody_there", "no_permit", "closed", "wrong_address", "safety", OTHER),
    "wait_for_customer": ("approval", "access", "data_first", "decision", OTHER),
    "declare_unsigned": ("refused", "nobody_there", "not_authorised", "disagrees", OTHER),
    "close_unsigned": ("agreed_by_phone", "not_reachable", "witnessed", OTHER),
    "cancel": ("solved", "customer_wish", "duplicate", "not_covered", "mistake", OTHER),
    "reopen": ("still_broken", "broken_again", "work_open", "mistake", OTHER),
}
REASON_CODES: tuple[str, ...] = tuple(dict.fromkeys(code for codes in REASONS.values() for code in codes))
LateCause = Literal["previous_job", "traffic", "parts", "customer", "other"]
LATE_CAUSES: tuple[str, ...] = get_args(LateCause)
# Before somebody goes: guidance by telephone, then a remote session, each with what came of it.
RemoteStep = Literal["telephone", "session"]
RemoteOutcome = Literal["helped", "not_helped", "not_reached"]
CHOICES: dict[str, tuple[str, ...]] = {"step": get_args(RemoteStep), "outcome": get_args(RemoteOutcome)}
UNDO_WINDOW = timedelta(minutes=10)
NEAR_M = 300  # who says that they have arrived farther away than this is asked first

Text = Annotated[str, msgspec.Meta(max_length=20_000)]
Reason = Annotated[str, msgspec.Meta(max_length=4_000)]
Zoned = Annotated[datetime, msgspec.Meta(tz=True)]


class Data(msgspec.Struct, omit_defaults=True):
    """What a person says with an action, and all of it. The server's own facts (who, from, to, window, report) have other names."""

    text: Text = ""
    reason: Reason = ""
    reason_code: Annotated[str, msgspec.Meta(max_length=40)] = ""
    witness: Annotated[str, msgspec.Meta(max_length=200)] = ""
    minutes: Annotated[int, msgspec.Meta(gt=0, le=1440)] | None = None
    cause: LateCause | None = None
    step: RemoteStep | None = None
    outcome: RemoteOutcome | None = None
    unfinished: bool = False  # words that lay begun on a phone
    agreed_from: Zoned | None = None
    agreed_to: Zoned | None = None
    how: How | None = None
    why: Why | None = None
    pinned_for: Zoned | None = None  # when the engineer is to be there
    skipped: bool = False  # nobody tapped it: it only lay on the way to the signature
    distance_m: Annotated[int, msgspec.Meta(ge=0, le=40_000_000)] | None = None  # from the place, as the phone knew it
    parts: Annotated[list[Asked], msgspec.Meta(max_length=50)] = []
    mentions: Annotated[list[UUID], msgspec.Meta(max_length=20)] = []  # colleagues whose bells it rings


# Beside what an action needs, what may come with it.
MAY_COME: dict[str, set[str]] = {
    "note": {"unfinished", "mentions"},
    "confirm_appointment": {"how"},
    "start_repair": {"skipped"},
    "resume": {"skipped"},
    "arrive": {"distance_m"},
    "request_parts": {"parts"},
    **{action: {"text"} for action in ("agree_time", "not_reached", "remote_step")},
    **{action: {"reason_code"} for action in REASONS},
    "pin": {"reason_code", "pinned_for"},
}


class Happened(msgspec.Struct, frozen=True):
    """An action that was recorded, as its consequences see it (reactions.py).

    order: as it was locked, before; status: where it is now. data: what was said, and the server's own facts. attendance_id, engineer_id:
    whose doing it concerns. undone: the action that is taken back.
    """

    order: OrderState
    action: str
    status: Status
    actor: Actor
    moment: Moment
    data: dict[str, Any]
    attendance_id: UUID | None
    engineer_id: UUID | None
    undone: str | None = None


class LastTap(msgspec.Struct, frozen=True):
    action: str
    came_from: Status
    happened_at: datetime


def way(kind: str, status: Status, action: str) -> Transition | None:
    """What the table says of an order of this kind of work."""
    line = TRANSITIONS.get((status, action))
    return line if line and kind in line.kinds else None


def check(status: Status, action: str, roles: frozenset[Role], data: dict[str, Any], kind: str) -> Transition:
    """The transition, or why not."""
    line = way(kind, status, action)
    if line is None:
        raise Problem("action_not_possible", status=status, action=action)
    if not roles & line.roles:
        raise Problem("not_allowed")
    missing = [name for name in line.needs if not key(str(data.get(name) or "")) and not (name == "reason" and says_why(data))]
    if missing:
        raise Problem("data_missing", fields=missing)
    return line


def says_why(data: dict[str, Any]) -> bool:
    """By its code alone. A newer phone may know more of them."""
    return data.get("reason_code") not in (None, "", OTHER)


def read(action: str, data: dict[str, Any], closed: bool) -> dict[str, Any]:
    """What the sender of this action may say, typed and within bounds; anything else never reaches the history.

    closed: an unknown field is refused. A queued command may be of a newer phone: there it stays in the stored bytes alone.
    Raises field_not_valid, naming the fields.
    """
    allowed = {name for line in TABLE if line.action == action for name in line.needs} | MAY_COME.get(action, set())
    fields = {field.name: field.type for field in msgspec.structs.fields(Data) if field.name in allowed}
    wrong = sorted(set(data) - set(fields)) if closed else []
    said = {}
    for name, shape in fields.items():
        if data.get(name) is None:
            continue
        try:
            said[name] = msgspec.convert(data[name], shape)
        except msgspec.ValidationError:
            wrong.append(name)
    if closed and said.get("reason_code") not in (None, "", *REASONS.get(action, ())):
        wrong.append("reason_code")
    if wrong:
        raise Problem("field_not_valid", fields=wrong)
    if action in ("hand_over", "unassign", "join_crew", "leave_crew") and key(said.get("reason", "")) and not said.get("reason_code"):
        said["reason_code"] = OTHER  # each move by hand has a code
    return said


def next_status(line: Transition, status: Status, last: LastTap | None, at: datetime) -> Status:
    if line.to is None:
        return status
    if line.to != "back":
        return Status(line.to)
    if last is None or at - last.happened_at > UNDO_WINDOW:
        raise Problem("action_not_possible", status=status, action="undo")
    return last.came_from
