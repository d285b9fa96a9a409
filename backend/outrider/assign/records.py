"""What engineers are able to do and where they are never sent; and what counts how much for each class of customer."""

from datetime import date
from typing import Literal

import msgspec

from ..accounts.master.columns.rules import Account, Engineer, Site, Skill, Text
from ..accounts.master.rules import Entity, Fault, Policy, person
from .fit.rules import Level, Weights


class SkillValues(msgspec.Struct, kw_only=True):
    code: Text
    kind: Literal["skill", "certificate", "product_line", "clearance"] = "skill"
    name: Text
    active: bool = True


class QualificationValues(msgspec.Struct, kw_only=True):
    engineer_id: Engineer
    skill_id: Skill
    number: Text = ""
    expires_on: date | None = None
    level: Level = "skilled"


SKILLS = Entity("skills", "skills", SkillValues, Policy.OFFICE, label="{t}.code", keys=("{t}.code",), natural_key=("code",))
QUALIFICATIONS = Entity(
    "qualifications",
    "qualifications",
    QualificationValues,
    Policy.OFFICE,
    label=person("engineer_id"),
    natural_key=("engineer_id", "skill_id"),
)


class BlockedPairValues(msgspec.Struct, kw_only=True):
    """Without a site: nowhere at this customer, nor at the units below it."""

    engineer_id: Engineer
    account_id: Account
    site_id: Site | None = None
    note: Text = ""
    active: bool = True


BLOCKED_PAIRS = Entity(
    "blocked_pairs",
    "blocked_pairs",
    BlockedPairValues,
    Policy.OFFICE,
    label=person("engineer_id"),
    natural_key=("engineer_id", "account_id", "site_id"),
    account="account_id",
)


class AccountClassValues(msgspec.Struct, kw_only=True):
    """Beside a minute of driving: see fit.rules.Weights."""

    class_: Literal["ordinary", "key", "classified"] = msgspec.field(name="class")
    travel: float
    others_late: float
    own_late: float
    waiting: float
    level_step: float
    outside: float
    overtime: float
    workload: float
    not_preferred: float
    least_level: Level = "basic"


HEAVIEST = 1000.0
WEIGHTS = tuple(field.name for field in msgspec.structs.fields(Weights))


def validate_class(row: AccountClassValues, before: AccountClassValues | None) -> list[Fault]:
    """A class is what it is; a weight below nothing would send whoever is worst."""
    moved = [Fault("class")] if before is not None and before.class_ != row.class_ else []
    said = {name: getattr(row, name) for name in WEIGHTS}
    return moved + [Fault(name) for name, weight in said.items() if weight is not None and not 0 <= weight <= HEAVIEST]


ACCOUNT_CLASSES = Entity(
    "account_classes",
    "account_classes",
    AccountClassValues,
    Policy.OFFICE,
    label="{t}.class",
    keys=("{t}.class",),
    natural_key=("class",),
    creatable=False,
    validate=validate_class,
)
