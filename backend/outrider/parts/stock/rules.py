"""Where parts are: what came to a holder less what went from there. Pure."""

from typing import Literal, get_args
from uuid import UUID

import msgspec

from ..rules import Quantity, Short

# What an engineer does with the parts in their car.
CarKind = Literal["taken", "used", "given_back"]
CAR_KINDS: tuple[str, ...] = get_args(CarKind)
# sent, arrived: of a request; returned_defective: from the customer's device; counted: what somebody found there.
Kind = Literal["taken", "used", "given_back", "sent", "arrived", "returned_defective", "counted"]
KINDS: tuple[str, ...] = get_args(Kind)


class CarMove(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a phone tells of its engineer's car. number: of the catalogue, or empty for what it has not."""

    kind: CarKind
    number: Short = ""
    name: Short = ""
    quantity: Quantity = 1
    serial: Short = ""
    why: Short = ""


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


def of_car(said: CarMove, car: UUID, order_id: UUID | None) -> Move:
    part = (said.number.strip(), said.name.strip(), said.quantity, said.serial.strip())
    from_id, to_id = (None, car) if said.kind == "taken" else (car, None)
    return Move(said.kind, *part, from_id, to_id, order_id, None, said.why.strip())
