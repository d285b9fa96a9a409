"""People, and what an engineer is besides. Both are invited (actions.invite); here they are only changed."""

import msgspec

from ...lang import languages
from ..master.columns.rules import EndOfSpan, Language, Mail, Phone, Site, Text, TimeOfDay, Unit, Units
from ..master.rules import Entity, Fault, Policy, empty_span, login, off_earth, person


class PersonValues(msgspec.Struct, kw_only=True):
    name: Text
    email: Mail = ""
    phone: Phone = ""
    language: Language = languages()[0]


PEOPLE = Entity(
    "people",
    "users",
    PersonValues,
    Policy.OFFICE,
    label="{t}.name",
    keys=(login("id"), "{t}.name"),
    creatable=False,
    signs_in=True,
    affects="exists (select from attendances going where going.order_id = o.id and going.engineer_id = any($1))",
)


class EngineerValues(msgspec.Struct, kw_only=True):
    """The shift is that of a day of which the roster says nothing. serves: stations beside their own; at a resident site they stay."""

    station_id: Unit
    shift_start: TimeOfDay
    shift_end: EndOfSpan
    home_lat: float
    home_lon: float
    resident_site_id: Site | None = None
    serves: Units = []


def validate(row: EngineerValues, before: EngineerValues | None) -> list[Fault]:
    stood = (before.shift_start, before.shift_end) if before else None
    return [*off_earth(row.home_lat, row.home_lon, "home_"), *empty_span(row.shift_start, row.shift_end, "shift_end", stood)]


ENGINEERS = Entity(
    "engineers",
    "engineers",
    EngineerValues,
    Policy.OFFICE,
    label=person("user_id"),
    keys=(login("user_id"), person("user_id")),
    id="user_id",
    creatable=False,
    signs_in=True,
    validate=validate,
)
