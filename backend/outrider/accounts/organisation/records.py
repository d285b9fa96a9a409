"""Head office, regions and stations."""

from typing import Literal

import msgspec

from ..master.columns.rules import Phone, Text, Unit
from ..master.rules import Entity, Fault, Policy, off_earth


class UnitValues(msgspec.Struct, kw_only=True):
    name: Text
    kind: Literal["station", "region", "head_office"] = "station"
    parent_id: Unit | None = None
    lat: float
    lon: float
    phone: Phone = ""
    active: bool = True


def validate(row: UnitValues, before: UnitValues | None) -> list[Fault]:
    return off_earth(row.lat, row.lon)


UNITS = Entity("units", "units", UnitValues, Policy.OFFICE, label="{t}.name", keys=("{t}.name",), natural_key=("name",), validate=validate)
