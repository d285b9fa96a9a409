"""When engineers work, when they do not, and who is called at night."""

from datetime import date, datetime
from typing import Literal

import msgspec

from ..accounts.master.columns.rules import EndOfSpan, Engineer, Person, Phone, Text, TimeOfDay, Unit
from ..accounts.master.rules import Beside, Entity, Fault, Policy, empty_span, out_of_order, person
from . import actions, rules


class ShiftValues(msgspec.Struct, kw_only=True):
    """One that ends before it begins goes over midnight."""

    engineer_id: Engineer
    day: date
    starts: TimeOfDay
    ends: EndOfSpan


def validate_shift(row: ShiftValues, before: ShiftValues | None) -> list[Fault]:
    return empty_span(row.starts, row.ends, "ends", (before.starts, before.ends) if before else None)


def clash(one: ShiftValues, other: ShiftValues) -> Fault | None:
    """other: which stands."""
    crosses = rules.cross((one.day, one.starts, one.ends), (other.day, other.starts, other.ends))
    return Fault("starts", "shift_overlaps", rules.shift_in_words(other.day, other.starts, other.ends)) if crosses else None


SHIFTS = Entity(
    "shifts",
    "shifts",
    ShiftValues,
    Policy.ROSTER,
    label=person("engineer_id"),
    natural_key=("engineer_id", "day", "starts"),
    order=("day", "starts"),
    validate=validate_shift,
    beside=Beside(
        hold=actions.hold_engineers,
        apart=actions.apart,
        place=lambda row: (row.engineer_id, row.day),
        near=lambda row: [(row.engineer_id, day) for day in rules.days_around(row.day)],
        clash=clash,
    ),
)


class AbsenceValues(msgspec.Struct, kw_only=True):
    engineer_id: Engineer
    starts_at: datetime
    ends_at: datetime
    kind: Literal["sick", "leave", "training", "other"] = "sick"
    note: Text = ""


class OnCallValues(msgspec.Struct, kw_only=True):
    station_id: Unit
    user_id: Person
    starts_at: datetime
    ends_at: datetime
    phone: Phone = ""


def validate_times(row: AbsenceValues | OnCallValues, before: AbsenceValues | OnCallValues | None) -> list[Fault]:
    return out_of_order(row.starts_at, row.ends_at, "ends_at")


ABSENCES = Entity(
    "absences", "absences", AbsenceValues, Policy.ROSTER, label=person("engineer_id"), order=("starts_at",), validate=validate_times
)
ON_CALL = Entity("on_call", "on_call", OnCallValues, Policy.ROSTER, label=person("user_id"), order=("starts_at",), validate=validate_times)
