"""Where parts are: what came to a holder less what went from there. Pure."""

from collections.abc import Sequence
from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec

from ..rules import MOST_OF_ONE, Quantity, Short

# What an engineer does with the parts in their car.
CarKind = Literal["taken", "used", "given_back"]
CAR_KINDS: tuple[str, ...] = get_args(CarKind)
# sent, arrived: of a request; fitted, not_fitted: by a signed report, and by the one that corrects it; returned_defective: from the
# customer's device; counted: what somebody found there.
Kind = Literal["taken", "used", "given_back", "sent", "arrived", "fitted", "not_fitted", "returned_defective", "counted"]
KINDS: tuple[str, ...] = get_args(Kind)


class CarMove(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a phone tells of its engineer's car. number: of the catalogue, or empty for what it has not."""

    kind: CarKind
    number: Short = ""
    name: Short = ""
    quantity: Quantity = 1
    serial: Short = ""
    why: Short = ""


class Counted(msgspec.Struct, frozen=True):
    """How many of a part somebody found."""

    found: Annotated[int, msgspec.Meta(ge=0, le=9_999)]
    number: Short = ""
    name: Short = ""
    serial: Short = ""


class Move(msgspec.Struct, frozen=True):
    """One line of the ledger. from_id, to_id: a holder; None is outside of what is counted (the maker, a device, the road)."""

    kind: Kind
    number: str
    name: str
    quantity: int
    serial: str = ""
    from_id: UUID | None = None
    to_id: UUID | None = None
    order_id: UUID | None = None
    request_id: UUID | None = None
    why: str = ""


class StockLine(msgspec.Struct):
    number: str
    name: str
    serial: str
    quantity: int


class Waiting(msgspec.Struct):
    """What came for an order of an engineer and lies in a store until they take it along."""

    request_id: UUID
    order_id: UUID
    holder_id: UUID
    number: str
    name: str
    quantity: int


def shown(lines: Sequence[StockLine]) -> list[StockLine]:
    """What lies with one holder, of what its moves add up to: a piece that went by a serial number with which nobody wrote it down
    was one of those that came without one. Less than nothing stands there too: somebody used what nobody had written down.
    """
    rows = {(row.number or row.name, row.serial): row for row in lines}
    for (part, serial), row in list(rows.items()):
        bare = rows.get((part, ""))
        if serial and row.quantity < 0 and bare and bare.quantity > 0:
            melted = min(bare.quantity, -row.quantity)
            rows[part, ""] = msgspec.structs.replace(bare, quantity=bare.quantity - melted)
            rows[part, serial] = msgspec.structs.replace(row, quantity=row.quantity + melted)
    return [row for row in rows.values() if row.quantity]


def line_of(lines: Sequence[StockLine], part: StockLine) -> StockLine:
    """The line on which a part stands; with nothing on it where it stands on none."""
    same = (row for row in lines if (row.number or row.name, row.serial) == (part.number or part.name, part.serial))
    return next(same, part)


def counted(line: StockLine, holder: UUID, found: int) -> list[Move]:
    """What sets right what somebody found otherwise than the moves say. Nothing where they agree."""
    left, more = abs(found - line.quantity), found > line.quantity
    pieces = [min(MOST_OF_ONE, left - written) for written in range(0, left, MOST_OF_ONE)]
    from_id, to_id = (None, holder) if more else (holder, None)
    return [Move("counted", line.number, line.name, each, line.serial, from_id, to_id) for each in pieces]


def picked_up(taken: Move, waiting: Sequence[Waiting]) -> list[Move]:
    """What somebody takes into their car is first of all what lies in a store for their orders; the rest comes from nowhere that is counted."""
    moves, left = list[Move](), taken.quantity
    for row in waiting:
        pieces = min(left, row.quantity) if (row.number or row.name) == (taken.number or taken.name) else 0
        if pieces:
            left -= pieces
            way = {"from_id": row.holder_id, "order_id": row.order_id, "request_id": row.request_id}
            moves.append(msgspec.structs.replace(taken, quantity=pieces, **way))
    return [*moves, msgspec.structs.replace(taken, quantity=left)] if left else moves


def of_car(said: CarMove, car: UUID, order_id: UUID | None) -> Move:
    part = (said.number.strip(), said.name.strip(), said.quantity, said.serial.strip())
    from_id, to_id = (None, car) if said.kind == "taken" else (car, None)
    return Move(said.kind, *part, from_id, to_id, order_id, None, said.why.strip())
