"""Somebody who joins a visit, leaves it and taps."""

from datetime import timedelta
from uuid import UUID

from outrider.assign.crew import actions as crew
from outrider.db import Tx
from outrider.model import ALL, Cause, Status, moment_of
from outrider.status import actions as status
from outrider.status.order import actions as orders
from outrider.status.withdraw import actions as withdrawals
from tests.cast import NOW, Cast

MINUTE = timedelta(minutes=1)
OPEN = "select id from attendances where order_id = $1 and engineer_id = $2 and ended_at is null"


async def join(tx: Tx, us: Cast, order: UUID, name: str = "charlie", window: tuple[int, int] = (90, 120)) -> UUID:
    """Their attendance."""
    at = [NOW + minutes * MINUTE for minutes in window]
    joining = crew.Joining(us.users[name], at[0], at[1], reason_code="higher_level")
    await crew.join(tx, order, joining, (await orders.see_order(tx, order, ALL)).status, Cause(us.actor("alice"), ALL, moment_of(NOW)))
    return UUID(str(await tx.value(OPEN, order, us.users[name])))


async def leave(tx: Tx, us: Cast, order: UUID, name: str = "charlie") -> None:
    stands = (await orders.see_order(tx, order, ALL)).status
    await crew.leave(tx, order, us.users[name], "", "not_needed", stands, Cause(us.actor("alice"), ALL, moment_of(NOW)))


async def undo(tx: Tx, us: Cast, order: UUID) -> None:
    stands = (await orders.see_order(tx, order, ALL)).status
    await withdrawals.withdraw(tx, order, stands, Cause(us.actor("alice"), ALL, moment_of(NOW)))


async def tap(tx: Tx, us: Cast, name: str, attendance: UUID, action: str, expected: Status, minutes: int = 0, **data: object) -> str | None:
    cause = Cause(us.actor(name), ALL, moment_of(NOW + minutes * MINUTE))
    return (await status.take_from_phone(tx, attendance, action, expected, cause, dict(data))).conflict
