"""What engineers are able to do: the catalogue, and who has what."""

from datetime import date
from typing import Literal

import msgspec

from ..accounts.master.columns.rules import Engineer, Skill, Text
from ..accounts.master.rules import Entity, Policy, person


class SkillValues(msgspec.Struct, kw_only=True):
    code: Text
    kind: Literal["skill", "certificate", "product_line"] = "skill"
    name: Text
    active: bool = True


class QualificationValues(msgspec.Struct, kw_only=True):
    engineer_id: Engineer
    skill_id: Skill
    number: Text = ""
    expires_on: date | None = None


SKILLS = Entity("skills", "skills", SkillValues, Policy.OFFICE, label="{t}.code", keys=("{t}.code",), natural_key=("code",))
QUALIFICATIONS = Entity(
    "qualifications",
    "qualifications",
    QualificationValues,
    Policy.OFFICE,
    label=person("engineer_id"),
    natural_key=("engineer_id", "skill_id"),
)
