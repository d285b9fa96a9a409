"""Which device an engineer has before them: the one of the order, another of its customer, or somebody else's. Pure."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from ...text import key

Verdict = Literal["same", "corrected", "added", "other", "of_another"]
ASKS = "device_of_another"  # the review that asks the office


class DeviceCheck(msgspec.Struct):
    """What was read or typed. works_on: the engineer works on this one, whatever the order says."""

    serial: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    works_on: bool = False


class Expected(msgspec.Struct):
    """What the order says."""

    order_id: UUID
    account_id: UUID
    site_id: UUID
    device_id: UUID | None
    serial: str | None


class Found(msgspec.Struct):
    id: UUID
    account_id: UUID


def verdict(said: DeviceCheck, expected: Expected, found: Found | None) -> Verdict:
    if expected.serial is not None and key(expected.serial) == key(said.serial):
        return "same"
    if found is not None and found.account_id != expected.account_id:
        return "of_another"
    if not said.works_on:
        return "other"
    return "corrected" if found else "added"
