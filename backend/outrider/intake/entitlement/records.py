"""What customers have bought."""

from datetime import date
from typing import Literal

import msgspec

from ...accounts.master.columns.rules import Account, Calendar, Engineers, Levels, Text, Unit
from ...accounts.master.rules import Entity, Fault, Policy, out_of_order


class ContractValues(msgspec.Struct, kw_only=True):
    number: Text
    account_id: Account
    name: Text = ""
    starts_on: date
    ends_on: date
    levels: Levels
    calendar: Calendar | None = None
    remote_first: bool = True
    station_id: Unit | None = None
    engineers: Engineers = []
    tell_customer: Literal["level", "always", "never"] = "level"


def validate(row: ContractValues, before: ContractValues | None) -> list[Fault]:
    return out_of_order(row.starts_on, row.ends_on, "ends_on")


CONTRACTS = Entity(
    "contracts",
    "contracts",
    ContractValues,
    Policy.CONTRACTS,
    label="{t}.number",
    keys=("{t}.number",),
    natural_key=("number",),
    account="account_id",
    validate=validate,
)
