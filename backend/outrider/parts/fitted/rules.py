"""What a signed report fitted, as lines of the ledger: from the car, or from what was sent for its order. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from uuid import UUID

import msgspec

from ...sign.paper.rules import PartLine
from ...text import key, tidy
from ..stock.rules import Kind, Move, StockLine

MOST = 999  # pieces of one line of the ledger
_key = lru_cache(10_000)(key)


class Fitted(msgspec.Struct, frozen=True):
    """why: what stands where the quantity should, if that is no number of pieces."""

    number: str
    name: str
    serial: str
    quantity: int
    why: str = ""


class Written(msgspec.Struct, frozen=True):
    """What the reports before it moved for the same work. holder_id: from where; None: from nowhere that is counted."""

    number: str
    name: str
    serial: str
    quantity: int
    holder_id: UUID | None
    request_id: UUID | None


class Pile(msgspec.Struct, frozen=True):
    """Where some of a part lie for this order; of what was tapped as used there already: nowhere."""

    number: str
    name: str
    quantity: int
    holder_id: UUID | None = None
    request_id: UUID | None = None


class Sent(msgspec.Struct, frozen=True):
    """A request: how many of it lie with whom, and how many reports have fitted. The rest of it is on the road or in hands that nobody counts."""

    id: UUID
    number: str
    name: str
    quantity: int
    status: str
    lying: dict[UUID, int]
    fitted: int


Part = Fitted | Written | Pile | StockLine


def fitted_of(lines: Iterable[PartLine]) -> list[Fitted]:
    """What went in. What nobody can read as a number of pieces is one, and stands beside it as it was signed."""
    found = []
    for line in lines:
        if line.direction != "in" or not (_key(line.name) or _key(line.number)):
            continue
        said = tidy(line.quantity)
        sound = not said or (said.isascii() and said.isdigit() and 0 < int(said[:9]) <= MOST and len(said) < 9)
        quantity = int(said) if said and sound else 1
        found.append(Fitted(tidy(line.number), tidy(line.name), tidy(line.serial), quantity, "" if sound else said))
    return found


def alike(one: Part, other: Part) -> bool:
    """The same part: by its number where both have one, else by its name."""
    if one.number and other.number:
        return _key(one.number) == _key(other.number)
    return bool(_key(one.name)) and _key(one.name) == _key(other.name)


def piles_of(used: Sequence[Pile], sent: Sequence[Sent], car: UUID, stock: Sequence[StockLine]) -> list[Pile]:
    """In the order in which they are taken from: tapped as used, here for this order, in the car, on its way to this order."""
    here = [pile for row in sent if row.status != "in_transit" for pile in _of(row, car)]
    road = [pile for row in sent if row.status == "in_transit" for pile in _of(row, car)]
    loose = [Pile(row.number, row.name, row.quantity, car) for row in stock if row.quantity > 0]
    return [*used, *here, *loose, *road]


def _of(sent: Sent, car: UUID) -> Iterator[Pile]:
    for holder, quantity in sorted(sent.lying.items(), key=lambda row: (row[0] != car, row[0])):
        yield Pile(sent.number, sent.name, quantity, holder, sent.id)
    yield Pile(sent.number, sent.name, elsewhere(sent), None, sent.id)


def elsewhere(sent: Sent) -> int:
    """How many are in hands that nobody counts."""
    return max(0, sent.quantity - sent.fitted - sum(sent.lying.values()))


def settle(
    said: Sequence[Fitted], written: Sequence[Written], piles: Sequence[Pile], known: Sequence[Part], car: UUID, order_id: UUID
) -> list[Move]:
    """What is to be written so that the ledger says what the newest report says. known: parts as they are called elsewhere.

    What lies in none of the piles comes out of the car, whatever is there.
    """
    left = [row.quantity for row in said]
    moves, room = [], list[tuple[Pile, int]]()
    for row in written:
        over = row.quantity
        for n, part in enumerate(said):
            if row.serial == part.serial and alike(row, part):
                kept = min(over, left[n])
                left[n], over = left[n] - kept, over - kept
        if over:
            moves += _lines("not_fitted", row, over, row.serial, (None, row.holder_id), order_id, row.request_id)
            room.append((Pile(row.number, row.name, over, row.holder_id, row.request_id), over))
    room += [(pile, pile.quantity) for pile in piles]
    for n, part in enumerate(said):
        needed = left[n]
        for at, (pile, free) in enumerate(room):
            taken = min(needed, free) if alike(pile, part) else 0
            if taken:
                room[at], needed = (pile, free - taken), needed - taken
                moves += _lines("fitted", pile, taken, part.serial, (pile.holder_id, None), order_id, pile.request_id, part.why)
        if needed:
            moves += _lines("fitted", _called(part, known), needed, part.serial, (car, None), order_id, None, part.why)
    return moves


def _called(part: Fitted, known: Sequence[Part]) -> Part:
    """As the ledger calls it already, so that one part is not counted as two."""
    return next((row for row in known if row.number and alike(row, part)), None) or next((row for row in known if alike(row, part)), part)


def _lines(
    kind: Kind,
    part: Part,
    quantity: int,
    serial: str,
    way: tuple[UUID | None, UUID | None],
    order: UUID,
    request: UUID | None,
    why: str = "",
) -> list[Move]:
    chunks = [MOST] * (quantity // MOST) + [quantity % MOST] * bool(quantity % MOST)
    return [Move(kind, part.number, part.name, chunk, serial, *way, order, request, why) for chunk in chunks]
