"""What a customer has bought, and what follows from it for an order. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

import msgspec

from ...problems import Problem
from ...status.levels.rules import Offer

WITHOUT_CONTRACT = "standard"  # the family of levels that somebody without a contract is served at
FIRST_CHOICE = "2"
VISIT_AT_ONCE = {"diagnosis"}  # the customer cannot say what is wrong: somebody has to look


class NamedEngineer(msgspec.Struct):
    id: UUID
    name: str


class Contract(msgspec.Struct):
    """depth: 0 where it is the account's own, 1 its parent's, and so on."""

    id: UUID
    number: str
    name: str
    starts_on: date
    ends_on: date
    levels: list[str]
    calendar: str | None
    remote_first: bool
    station_id: UUID | None
    engineers: list[NamedEngineer]
    depth: int


class Entitlement(msgspec.Struct):
    """levels: what may be chosen, the first is proposed. dispatch_at_once: no remote support before the visit."""

    contract_id: UUID | None
    contract: str
    ends_on: date | None
    levels: list[str]
    calendar: str | None
    dispatch_at_once: bool
    station_id: UUID | None
    engineers: list[NamedEngineer]
    warranty_until: date | None
    in_warranty: bool


def in_force(contracts: Iterable[Contract], today: date) -> Contract | None:
    """The nearest one in the customer's tree; of several, the newest."""
    valid = [row for row in contracts if row.starts_on <= today <= row.ends_on]
    return min(valid, key=lambda row: (row.depth, -row.starts_on.toordinal(), row.number), default=None)


def entitlement(contract: Contract | None, levels: Mapping[str, Offer], kind: str, warranty_until: date | None, today: date) -> Entitlement:
    """levels in the order that people know."""
    active = [code for code, level in levels.items() if level.active]
    covered = warranty_until is not None and warranty_until >= today
    if contract is None:
        offered = [code for code in active if levels[code].family == WITHOUT_CONTRACT]
        offered.sort(key=lambda code: code != FIRST_CHOICE)
        return Entitlement(None, "", None, offered, None, kind in VISIT_AT_ONCE, None, [], warranty_until, covered)
    offered = [code for code in contract.levels if code in active]
    at_once = kind in VISIT_AT_ONCE or not contract.remote_first
    named = (contract.id, f"{contract.number} {contract.name}".strip(), contract.ends_on)
    return Entitlement(*named, offered, contract.calendar, at_once, contract.station_id, contract.engineers, warranty_until, covered)


def check_level(found: Entitlement, levels: Mapping[str, Offer], code: str) -> None:
    if not found.levels:
        raise Problem("level_not_covered", level=code, levels=[])
    if code not in levels or not levels[code].active:
        raise Problem("field_not_valid", fields=["level"])
    if code not in found.levels:
        raise Problem("level_not_covered", level=code, levels=found.levels)
