"""What of an order can be put right after it was taken, and what may stand there. Pure."""

from typing import Annotated, Any
from uuid import UUID

import msgspec

from ...model import BENCH, FINISHED, Status, WorkKind
from ...problems import Problem
from ...text import key
from ..booking.rules import FEWEST_MINUTES, MOST_MINUTES


class OrderValues(msgspec.Struct):
    """The editable fields of an order. work_minutes: null where it has no open visit. named_engineer_id: whom the customer was promised;
    who does not say it leaves it as it is.
    """

    kind: WorkKind
    level: Annotated[str, msgspec.Meta(max_length=20)]
    fault: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
    skill: Annotated[str, msgspec.Meta(max_length=200)] | None
    access_note: Annotated[str, msgspec.Meta(max_length=2000)]
    contact_id: UUID
    site_id: UUID
    device_id: UUID | None
    work_minutes: Annotated[int, msgspec.Meta(ge=FEWEST_MINUTES, le=MOST_MINUTES)] | None
    named_engineer_id: UUID | None | msgspec.UnsetType = msgspec.UNSET


class NamedChoice(msgspec.Struct):
    id: UUID
    name: str


class OrderChoices(msgspec.Struct):
    """What of the order's customer, and of the house, may be chosen."""

    contacts: list[NamedChoice]
    sites: list[NamedChoice]
    devices: list[NamedChoice]
    levels: list[str]
    skills: list[str]
    engineers: list[NamedChoice]


FIELDS: tuple[str, ...] = OrderValues.__struct_fields__
NAMED = {"contact_id": "contacts", "site_id": "sites", "device_id": "devices", "named_engineer_id": "engineers"}
NOBODY = {"device_id", "named_engineer_id"}  # these may be empty


def differences(was: OrderValues, now: OrderValues) -> list[str]:
    return [field for field in FIELDS if getattr(was, field) != getattr(now, field)]


def said(stands: OrderValues, asked: OrderValues) -> OrderValues:
    """What was asked, with what stands there in place of what was not said."""
    if asked.named_engineer_id is not msgspec.UNSET:
        return asked
    return msgspec.structs.replace(asked, named_engineer_id=stands.named_engineer_id)


def check(status: Status, stands: OrderValues, was: OrderValues, wanted: OrderValues, choices: OrderChoices) -> list[str]:
    """The fields that change. Raises action_not_possible, value_moved where somebody else has changed them since, or field_not_valid."""
    if status in FINISHED:
        raise Problem("action_not_possible", status=status, action="edit")
    moved = differences(was, stands)
    if moved:
        raise Problem("value_moved", fields=moved)
    changed = differences(was, wanted)
    wrong = [field for field in changed if not _may_be(field, was, wanted, choices)]
    if wrong:
        raise Problem("field_not_valid", fields=wrong)
    return changed


def _may_be(field: str, was: OrderValues, wanted: OrderValues, choices: OrderChoices) -> bool:
    value = getattr(wanted, field)
    if field in NAMED:
        return (value is None and field in NOBODY) or value in {row.id for row in getattr(choices, NAMED[field])}
    if field == "kind":  # a device at the counter and a visit are different ways
        return (value in BENCH) == (was.kind in BENCH)
    if field in ("level", "skill"):
        return value in (choices.levels if field == "level" else [None, *choices.skills])
    if field == "work_minutes":
        return value is not None and was.work_minutes is not None
    return field != "fault" or bool(key(value))


def in_words(field: str, value: Any, choices: OrderChoices) -> str | None:
    """As people call it: who reads the history has no ids."""
    if value is None or field not in NAMED:
        return None if value is None else str(value)
    return next((row.name for row in getattr(choices, NAMED[field]) if row.id == value), str(value))
