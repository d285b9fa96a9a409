"""A part's way, from the shelf into a device or back. Pure."""

from collections.abc import Collection
from typing import Annotated, Literal, TypeAlias, get_args

import msgspec

from ..model import Status

Step = Literal["requested", "in_transit", "ready", "fitted", "cancelled"]
REQUEST_STEPS: dict[str, frozenset[str]] = {
    "requested": frozenset({"in_transit", "ready", "cancelled"}),
    "in_transit": frozenset({"ready", "cancelled"}),
    "ready": frozenset({"fitted", "cancelled"}),
    "fitted": frozenset(),
    "cancelled": frozenset(),
}
OVER = ("fitted", "cancelled")
# How much it presses: the device stands still, it works with limits, it is for the next time.
Urgency = Literal["normal", "urgent", "standstill"]
URGENCIES: tuple[str, ...] = get_args(Urgency)
# Why a part comes on this day, and not on the one that was told before.
DateReason = Literal["ordered", "out_of_stock", "supplier", "transport", "customs", "wrong_part", "earlier", "other"]
DATE_REASONS: tuple[str, ...] = get_args(DateReason)

Short = Annotated[str, msgspec.Meta(max_length=200)]
MOST_OF_ONE = 999  # pieces in one line
Quantity = Annotated[int, msgspec.Meta(ge=1, le=MOST_OF_ONE)]
LONGEST_WORDS = 2_000


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of what somebody asks for. number: of the catalogue, or empty for what it has not; then the name says it all."""

    number: Short = ""
    name: Short = ""
    quantity: Quantity = 1
    urgency: Urgency = "normal"


Line: TypeAlias = "tuple[str, str, int, str]"  # number, name, quantity, urgency


def lines_of(text: str, parts: list[Asked]) -> list[Line]:
    """Whoever knows no catalogue (an older phone, the console) has said it in words."""
    said: list[Line] = [(row.number.strip(), row.name.strip(), row.quantity, row.urgency) for row in parts]
    named = [row for row in said if row[0] or row[1]]
    return named or [("", text.strip()[:LONGEST_WORDS], 1, "normal")]


def follows(status: Status, parts: Collection[str]) -> str | None:
    """What becomes of an order by how far its parts are, if anything. parts: of all that were asked for and not called off."""
    waits = [step for step in parts if step not in OVER]
    if not waits:
        return None
    if status in (Status.AWAITING_PARTS, Status.PARTS_IN_TRANSIT) and all(step == "ready" for step in waits):
        return "receive_parts"
    if status == Status.AWAITING_PARTS and all(step != "requested" for step in waits):
        return "ship_parts"
    return None


# The order's own taps, and how far its parts are by them.
REACHED: dict[str, tuple[str, tuple[str, ...]]] = {
    "ship_parts": ("in_transit", ("requested",)),
    "receive_parts": ("ready", ("requested", "in_transit")),
}
