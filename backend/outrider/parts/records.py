"""The catalogue of parts, and the stores in which they lie."""

import msgspec

from ..accounts.master.columns.rules import Text, Unit
from ..accounts.master.rules import Entity, Fault, Policy
from ..text import key


class PartKindValues(msgspec.Struct, kw_only=True):
    """name_zh: where it has a name of its own in Chinese. replaced_by: the number of what is delivered in its place."""

    number: Text
    name: Text
    name_zh: Text = ""
    product_line: Text = ""
    replaced_by: Text = ""
    has_serials: bool = False
    active: bool = True


class StoreValues(msgspec.Struct, kw_only=True):
    """station_id None: a central one."""

    name: Text
    station_id: Unit | None = None
    active: bool = True


def validate(row: PartKindValues, before: PartKindValues | None) -> list[Fault]:
    """Nothing is delivered in its own place."""
    return [Fault("replaced_by")] if row.replaced_by and row.number and key(row.replaced_by) == key(row.number) else []


PART_KINDS = Entity(
    "part_kinds",
    "part_kinds",
    PartKindValues,
    Policy.PARTS,
    label="concat_ws(' ', {t}.number, {t}.name)",
    keys=("{t}.number",),
    natural_key=("number",),
    validate=validate,
)
# A view: cars hold parts too (migrations/0047_catalogue.sql).
PART_STORES = Entity("part_stores", "part_stores", StoreValues, Policy.PARTS, label="{t}.name", keys=("{t}.name",), natural_key=("name",))
