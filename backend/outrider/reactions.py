"""What follows when an engineer taps, a dispatcher decides or the system acts: read the tables from the top.

Each line says after which actions which handler runs, in this order, in the transaction that records the action. What an action may do to
the status itself stands in status/rules.py (TABLE).
"""

from collections.abc import Awaitable, Callable, Collection
from typing import Protocol, TypeAlias, TypeVar

from .carry_in.kept import actions as carry_in
from .carry_in.rules import BY_PHONE
from .customer.links import actions as links
from .db import Tx
from .notify import actions as notify
from .notify.late import actions as late
from .parts.fitted import actions as fitted
from .parts.wanted import actions as parts
from .rescue import actions as rescue
from .sign.prints import actions as prints
from .sign.results import actions as results
from .sign.rules import SealedReport
from .status.clocks import actions as clocks
from .status.clocks.rules import PROMISING
from .status.crew.rules import SAID
from .status.order import actions as order
from .status.pin import actions as pin
from .status.pin.rules import PINS
from .status.promise import actions as promise
from .status.review import actions as review
from .status.rules import ACTIONS, CLOSES_VISIT, ENDS_ATTENDANCE, FACTS, TELLS_FACTS, Happened
from .status.visit import actions as visit
from .status.withdraw.rules import WITHDRAWABLE, Withdrawal
from .track.duty.rules import Declared


class HasAction(Protocol):
    @property
    def action(self) -> str: ...


What = TypeVar("What", bound=HasAction)
Reactions: TypeAlias = tuple[tuple[Collection[str], Callable[[Tx, What], Awaitable[None]]], ...]


async def refresh_clocks(tx: Tx, what: Happened | Withdrawal) -> None:
    if what.status != what.order.status or what.action in PROMISING:
        withdrawn = await clocks.refresh(tx, what.order.id, what.moment.server_time)
        await notify.notify_withdrawn(tx, what.order.id, withdrawn, what.moment.server_time)


async def update_screens_of_both(tx: Tx, what: Withdrawal) -> None:
    order.touch(tx, what.order, what.decision.engineer_id, what.order.engineer_id)


async def update_screens(tx: Tx, what: Happened) -> None:
    """Also of whoever has the visit now: their phone says that the office looks at it."""
    order.touch(tx, what.order, what.engineer_id, what.order.engineer_id)


# It fits where the order stands.
AFTER_CHANGE: Reactions[Happened] = (
    (TELLS_FACTS, visit.record_facts),
    (("running_late", "on_time"), visit.record_lateness),
    (("agree_time",), promise.move),
    (PINS, pin.put),
    (ENDS_ATTENDANCE, visit.end_attendances),
    (("leave_crew",), visit.end_member),
    (CLOSES_VISIT, visit.close_visit),
    (CLOSES_VISIT, carry_in.forget_password),
    (("sign",), carry_in.forget_removed_photos),
    (("reopen", "continue_work", "still_broken"), visit.reopen_visit),
    (("agree_time", "reopen", "continue_work", "still_broken"), links.extend),
    (("continue_work", "still_broken"), review.open_for_unsolved),
    (("assign", "cancel"), review.close_for_next_visit),
    (("request_parts",), parts.ask_for),
    (("ship_parts", "receive_parts"), parts.follow),
    (("undo",), parts.call_off),
    ({*ENDS_ATTENDANCE, "finish_work", "leave_crew"}, review.close_for_absence),
    ({"assign", "agree_time", *CLOSES_VISIT}, late.withdraw_broken),
    (("declare_unsigned",), review.open_for_unsigned),
    ({*ENDS_ATTENDANCE, "resume_work", "undo"}, review.close_for_signed),
    ({"agree_time", "arrive", *CLOSES_VISIT}, review.close_for_agreed),
    (ACTIONS, notify.announce),  # whom, and of what: notify/rules.py, AUDIENCE
    (ACTIONS, refresh_clocks),
    (ACTIONS, update_screens),
)
# It came late, from a phone without network, and the order has moved on: the work is kept, and a dispatcher decides about the order.
AFTER_CONFLICT: Reactions[Happened] = (
    (TELLS_FACTS, visit.record_facts),
    (("running_late", "on_time"), visit.record_lateness),
    (("request_parts",), parts.ask_for),  # whoever goes next needs it too
    ({*ACTIONS, *BY_PHONE}, review.open_for_late_work),
    (("ask_for_help",), notify.announce),  # they wait for it, whoever has the visit now
    ({*ACTIONS, *BY_PHONE}, update_screens),
)
# Somebody who joins says how far they are, or something of the visit.
AFTER_CREW: Reactions[Happened] = (
    (FACTS, visit.record_facts),
    (("running_late", "on_time"), visit.record_lateness),
    (("finish_work",), review.close_for_absence),
    (SAID, notify.announce),
    ({*FACTS, *SAID}, update_screens),
)
# Somebody in the office takes back what they decided a moment ago: all is as before.
AFTER_WITHDRAWAL: Reactions[Withdrawal] = (
    (("assign", "hand_over"), visit.end_given),
    (("join_crew",), visit.end_joined),
    (("hand_over", "unassign", "cancel", "leave_crew"), visit.resume_attendances),
    (("cancel",), visit.resume_visit),
    (("agree_time",), promise.move_back),
    (PINS, pin.put_back),
    (WITHDRAWABLE, review.open_again),
    (("assign", "hand_over", "join_crew"), review.close_for_withdrawn),
    (WITHDRAWABLE, late.restore),
    (WITHDRAWABLE, rescue.resume_forecast),
    (WITHDRAWABLE, notify.hold_back),
    (WITHDRAWABLE, refresh_clocks),
    (WITHDRAWABLE, update_screens_of_both),
)
# An engineer said of themselves whether they work today.
AFTER_DUTY: Reactions[Declared] = (
    (("sick",), review.open_for_sick),
    (("on",), review.close_for_back),
    (("sick", "on"), notify.announce_duty),
)
# A report was signed and sealed; the order moved on by the action "sign" where that fitted.
AFTER_SEAL: Reactions[SealedReport] = (
    (("seal_report",), results.keep),
    (("seal_report",), fitted.move),
    (("seal_report",), prints.ask_about_doubts),
    (("seal_report",), prints.print_sealed),
)


async def react(tx: Tx, reactions: Reactions[What], what: What) -> None:
    for actions, handler in reactions:
        if what.action in actions:
            await handler(tx, what)
