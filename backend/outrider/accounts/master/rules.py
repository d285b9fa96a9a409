"""The organisation's master data as one table: what each thing is made of, who may change it, by what it is known. Pure.

Screens, imports, exports, checks and SQL all follow from it. A new kind of thing is a table in a migration and a row here.
"""

from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import available_timezones

import msgspec

from ...lang import languages
from ...model import Role
from ...problems import Problem
from ...text import is_address

AD, HO, SM, D = Role.ADMINISTRATOR, Role.HEAD_OFFICE, Role.STATION_MANAGER, Role.DISPATCHER
AM, SVM, DESK = Role.ACCOUNT_MANAGER, Role.SERVICE_MANAGER, Role.SERVICE_DESK
ColumnType = Literal["text", "long", "number", "date", "moment", "time", "yes", "choice", "ref", "refs", "code", "codes", "phone", "mail"]
PYTHON: dict[str, Any] = {
    "text": str, "long": str, "phone": str, "mail": str, "choice": str, "code": str, "number": float, "date": date, "moment": datetime, "time": str,
    "yes": bool, "ref": UUID, "refs": list[UUID], "codes": list[str],
}  # fmt: skip
LONGEST = {"text": 200, "long": 4000, "phone": 40, "mail": 200}


class Column(msgspec.Struct, frozen=True):
    """ref: the entity that it names, or for a code the kind of rule (status/levels). choices: the allowed values. default: of an empty cell."""

    name: str
    type: ColumnType
    needed: bool = False
    ref: str = ""
    choices: tuple[str, ...] = ()
    default: Any = None


class Entity(msgspec.Struct, frozen=True):
    """label: SQL for what a row is called; keys: SQL by which a sheet names it.

    same: the fields by which a sheet's row is the same as one that is there. made_here: rows may be added. order: fields behind the label.
    affects: SQL for the orders o on whose screens it stands, by the ids $1.
    """

    name: str
    table: str
    columns: tuple[Column, ...]
    label: str
    keys: tuple[str, ...]
    writers: frozenset[Role]
    same: tuple[str, ...] = ()
    id: str = "id"
    made_here: bool = True
    affects: str = ""
    order: tuple[str, ...] = ()


class Row(msgspec.Struct):
    """values by column; names: what the references are called."""

    id: UUID
    label: str
    values: dict[str, Any]
    names: dict[str, Any]


def text(name: str, needed: bool = False) -> Column:
    return Column(name, "text", needed, default="")


def choice(name: str, *values: str) -> Column:
    return Column(name, "choice", True, choices=values, default=values[0])


def ref(name: str, entity: str, needed: bool = True) -> Column:
    return Column(name, "ref", needed, entity)


ACTIVE = Column("active", "yes", default=True)
PLACE = (Column("lat", "number", True), Column("lon", "number", True))
OFFICE = frozenset({AD})
ROSTER = frozenset({AD, SM, D})
CUSTOMERS = frozenset({AD, AM, SVM, DESK, D})
PERSON = "(select u.name from users u where u.org_id = t.org_id and u.id = t.%s)"
WHO_GOES = "exists (select from attendances going where going.order_id = o.id and going.engineer_id = any($1))"
LOGIN = "(select login from credentials c where c.org_id = t.org_id and c.user_id = t.%s)"

ENTITIES: dict[str, Entity] = {
    row.name: row
    for row in (
        Entity("units", "units", (text("name", True), choice("kind", "station", "region", "head_office"), ref("parent_id", "units", False),
            *PLACE, Column("phone", "phone", default=""), ACTIVE), "t.name", ("t.name",), OFFICE, ("name",)),
        Entity("people", "users", (text("name", True), Column("email", "mail", default=""), Column("phone", "phone", default=""),
            Column("language", "choice", True, choices=languages(), default=languages()[0])),
            "t.name", (LOGIN % "id", "t.name"), OFFICE, made_here=False, affects=WHO_GOES),
        Entity("engineers", "engineers", (ref("station_id", "units"), Column("shift_start", "time", True), Column("shift_end", "time", True),
            Column("home_lat", "number", True), Column("home_lon", "number", True)),
            PERSON % "user_id", (LOGIN % "user_id", PERSON % "user_id"), OFFICE, id="user_id", made_here=False),
        Entity("skills", "skills", (text("code", True), choice("kind", "skill", "certificate", "product_line"), text("name", True), ACTIVE),
            "t.code", ("t.code",), OFFICE, ("code",)),
        Entity("qualifications", "qualifications", (ref("engineer_id", "engineers"), ref("skill_id", "skills"), text("number"),
            Column("expires_on", "date")), PERSON % "engineer_id", (), OFFICE, ("engineer_id", "skill_id")),
        Entity("shifts", "shifts", (ref("engineer_id", "engineers"), Column("day", "date", True), Column("starts", "time", True),
            Column("ends", "time", True)), PERSON % "engineer_id", (), ROSTER, ("engineer_id", "day", "starts"), order=("day", "starts")),
        Entity("absences", "absences", (ref("engineer_id", "engineers"), Column("starts_at", "moment", True), Column("ends_at", "moment", True),
            choice("kind", "sick", "leave", "training", "other"), text("note")), PERSON % "engineer_id", (), ROSTER,
            order=("starts_at",)),
        Entity("on_call", "on_call", (ref("station_id", "units"), ref("user_id", "people"), Column("starts_at", "moment", True),
            Column("ends_at", "moment", True), Column("phone", "phone", default="")), PERSON % "user_id", (), ROSTER,
            order=("starts_at",)),
        Entity("accounts", "accounts", (Column("number", "text"), text("name", True), ref("parent_id", "accounts", False),
            choice("class", "ordinary", "key", "classified"), ACTIVE), "t.name", ("t.number", "t.name"), CUSTOMERS, ("number",),
            affects="o.account_id = any($1)"),
        Entity("contacts", "contacts", (ref("account_id", "accounts"), text("name", True), text("role"), Column("phone", "phone", True),
            Column("email", "mail", default=""), choice("channel", "none", "mail", "sms"),
            Column("language", "choice", True, choices=languages(), default=languages()[0]), ACTIVE),
            "t.name", ("t.name", "t.phone"), CUSTOMERS, ("account_id", "phone", "name"),
            affects="o.contact_id = any($1)"),
        Entity("sites", "sites", (ref("account_id", "accounts"), text("name", True), text("address", True), *PLACE, text("time_zone", True),
            ACTIVE), "t.name", ("t.name",), CUSTOMERS, ("account_id", "name"), affects="o.site_id = any($1)"),
        Entity("devices", "devices", (ref("account_id", "accounts"), ref("site_id", "sites", False), text("serial", True), text("model"),
            Column("configuration", "long", default=""), Column("installed_on", "date"), Column("warranty_until", "date"), ACTIVE),
            "t.serial", ("t.serial",), CUSTOMERS, ("serial",),
            affects="o.device_id = any($1)"),
        Entity("knowledge", "knowledge", (text("title", True), text("model"), Column("body", "long", True), ACTIVE), "t.title", ("t.title",),
            frozenset({AD, SVM, DESK}), ("title",)),
        Entity("contracts", "contracts", (text("number", True), ref("account_id", "accounts"), text("name"), Column("starts_on", "date", True),
            Column("ends_on", "date", True), Column("levels", "codes", True, "level"), Column("calendar", "code", ref="calendar"),
            Column("remote_first", "yes", default=True), ref("station_id", "units", False),
            Column("engineers", "refs", ref="engineers", default=[])), "t.number", ("t.number",), frozenset({AD, AM, SVM}), ("number",)),
    )
}  # fmt: skip
WRITERS = frozenset(role for entity in ENTITIES.values() for role in entity.writers)
# What must hold between the fields of one row: (entity, earlier, later). A shift that ends before it begins goes over midnight.
IN_ORDER = (
    ("absences", "starts_at", "ends_at"), ("on_call", "starts_at", "ends_at"), ("contracts", "starts_on", "ends_on"),
)  # fmt: skip
# Times of day that may go over midnight, by where they begin; and the end of the day, which may be written there.
SPANS = {"starts": "ends", "shift_start": "shift_end"}
ENDS, END_OF_DAY = frozenset(SPANS.values()), "24:00:00"


def entity(name: str) -> Entity:
    if name not in ENTITIES:
        raise Problem("not_found")
    return ENTITIES[name]


def complete(known: Entity, given: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, Any]:
    """A row's values, typed, with defaults. before: as it stood.

    Raises field_not_valid, data_missing, warranty_before_installation or shift_empty, naming the fields.
    """
    unknown = sorted(set(given) - {column.name for column in known.columns})
    if unknown:
        raise Problem("field_not_valid", fields=unknown)
    values = {column.name: read(column, given.get(column.name)) for column in known.columns}
    if missing := missing_in(known, values):
        raise Problem("data_missing", fields=missing)
    if wrong := wrong_in(known, values):
        raise Problem("field_not_valid", fields=wrong)
    if ends_uninstalled(values, before):
        raise Problem("warranty_before_installation", fields=["warranty_until"])
    if empty := empty_in(values, before):
        raise Problem("shift_empty", fields=empty)
    return values


def ends_uninstalled(values: dict[str, Any], before: dict[str, Any] | None) -> bool:
    """A warranty that ends before the device was installed. One that an older release took in keeps nobody from the other fields."""
    start, end = values.get("installed_on"), values.get("warranty_until")
    stood = before is not None and (before.get("installed_on"), before.get("warranty_until")) == (str(start), str(end))
    return start is not None and end is not None and end < start and not stood


def empty_in(values: dict[str, Any], before: dict[str, Any] | None) -> list[str]:
    """Spans that end when they begin: nothing, or a whole day? That is written 00:00 to 24:00. An older release's are left alone."""
    stood = before or {}
    return [
        end
        for start, end in SPANS.items()
        if values.get(start) and values[start] == values[end] and (stood.get(start), stood.get(end)) != (values[start], values[end])
    ]


def cross(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Shifts, as they stand or as they would."""
    (since, until), (begins, ends) = _span(one), _span(other)
    return begins < until and since < ends


def _span(shift: dict[str, Any]) -> tuple[datetime, datetime]:
    """On the wall's clock."""
    day = datetime.fromisoformat(str(shift["day"]))
    starts, ends = (timedelta(hours=int(at[:2]), minutes=int(at[3:5]), seconds=float(at[6:])) for at in (shift["starts"], shift["ends"]))
    return day + starts, day + ends + (timedelta(days=1) if ends <= starts else timedelta())


def shift_in_words(shift: dict[str, Any]) -> str:
    return f"{shift['day']} {shift['starts'][:5]}–{shift['ends'][:5]}"


def missing_in(known: Entity, values: dict[str, Any]) -> list[str]:
    return [column.name for column in known.columns if column.needed and values[column.name] in (None, "", [])]


def read(column: Column, value: Any) -> Any:
    """One typed value. An empty one is the column's default."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return column.default
    try:
        typed = msgspec.convert(value.strip() if isinstance(value, str) else value, PYTHON[column.type], strict=False)
        if column.type == "time":
            typed = time_of_day(typed, column.name in ENDS)
    except msgspec.ValidationError as wrong:
        raise Problem("field_not_valid", fields=[column.name]) from wrong
    too_long = isinstance(typed, str) and len(typed) > LONGEST.get(column.type, 200)
    naive = isinstance(typed, datetime) and typed.tzinfo is None
    if too_long or naive or (column.choices and typed not in column.choices) or (column.type == "mail" and not is_address(typed)):
        raise Problem("field_not_valid", fields=[column.name])
    return typed


def time_of_day(said: str, ends: bool) -> str:
    """08:00:00, of what people write. Kept as text: a whole day ends at 24:00:00, which the database knows and Python does not."""
    said = f"{said}:00" if len(said) == 5 else said
    if ends and said == END_OF_DAY:
        return said
    read = msgspec.convert(said, time)
    if read.tzinfo is not None:
        raise msgspec.ValidationError(said)
    return read.isoformat()


def wrong_in(known: Entity, values: dict[str, Any]) -> list[str]:
    """The fields that cannot stand beside the others. What is None is not judged."""
    pairs = [(later, values[earlier], values[later]) for name, earlier, later in IN_ORDER if name == known.name]
    wrong = [later for later, start, end in pairs if start is not None and end is not None and not start < end]
    for names in (("lat", "lon"), ("home_lat", "home_lon")):
        lat, lon = (values.get(name) for name in names)
        if lat is not None and lon is not None and not (-90 <= lat <= 90 and -180 <= lon <= 180 and (lat or lon)):
            wrong += names
    if values.get("time_zone") and values["time_zone"] not in available_timezones():
        wrong.append("time_zone")
    if known.name == "contacts" and values["channel"] == "mail" and values["email"] == "":
        wrong.append("channel")
    return wrong


def ids_in(value: Any) -> list[str]:
    """Of a reference, or of several."""
    return [str(each) for each in value] if isinstance(value, list) else [] if value is None else [str(value)]


def described(row: dict[str, Any]) -> str:
    """Everything that a row may be found by."""
    return " ".join(str(value) for value in row.values() if isinstance(value, str))


def unknown_codes(known: Entity, values: dict[str, Any], codes: dict[str, set[str]]) -> list[str]:
    """codes: by kind of rule, those that there are."""
    named = [(column, values[column.name]) for column in known.columns if column.type in ("code", "codes") and values[column.name]]
    return [column.name for column, value in named if not ({value} if isinstance(value, str) else set(value)) <= codes[column.ref]]


def check_codes(known: Entity, values: dict[str, Any], codes: dict[str, set[str]]) -> None:
    if wrong := unknown_codes(known, values, codes):
        raise Problem("field_not_valid", fields=wrong)
