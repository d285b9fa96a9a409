"""Where customers are, and what stands there."""

from datetime import date

import msgspec

from ..accounts.master.columns.rules import Account, Long, Site, Skill, Text
from ..accounts.master.rules import Entity, Fault, Policy, off_earth
from ..zones import time_zones


class SiteValues(msgspec.Struct, kw_only=True):
    account_id: Account
    name: Text
    address: Text
    lat: float
    lon: float
    time_zone: Text
    active: bool = True


def validate_site(row: SiteValues, before: SiteValues | None) -> list[Fault]:
    unknown = bool(row.time_zone) and row.time_zone not in time_zones()
    return [*off_earth(row.lat, row.lon), *([Fault("time_zone")] if unknown else [])]


SITES = Entity(
    "sites",
    "sites",
    SiteValues,
    Policy.CUSTOMERS,
    label="{t}.name",
    keys=("{t}.name",),
    natural_key=("account_id", "name"),
    account="account_id",
    affects="o.site_id = any($1)",
    validate=validate_site,
)


class DeviceValues(msgspec.Struct, kw_only=True):
    account_id: Account
    site_id: Site | None = None
    serial: Text
    model: Text = ""
    configuration: Long = ""
    installed_on: date | None = None
    warranty_until: date | None = None
    product_line_id: Skill | None = None
    active: bool = True


def validate_device(row: DeviceValues, before: DeviceValues | None) -> list[Fault]:
    """A warranty does not end before the device was installed. One that an older release took in keeps nobody from the other fields."""
    if row.installed_on is None or row.warranty_until is None or row.installed_on <= row.warranty_until:
        return []
    if before and (before.installed_on, before.warranty_until) == (row.installed_on, row.warranty_until):
        return []
    return [Fault("warranty_until", "warranty_before_installation", str(row.warranty_until))]


DEVICES = Entity(
    "devices",
    "devices",
    DeviceValues,
    Policy.CUSTOMERS,
    label="{t}.serial",
    keys=("{t}.serial",),
    natural_key=("serial",),
    account="account_id",
    affects="o.device_id = any($1)",
    validate=validate_device,
)
