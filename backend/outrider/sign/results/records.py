"""The codes of reports: what the office counts by, and what engineers tap."""

import re
from typing import Literal

import msgspec

from ...accounts.master.columns.rules import Text
from ...accounts.master.rules import Entity, Fault, Policy
from .rules import CODE


class CodeValues(msgspec.Struct, kw_only=True):
    """name_...: one for each language that there is. product_line, maker: words of the models for which it is offered."""

    kind: Literal["reason", "fault_class", "cause_class", "repeat_reason"] = "reason"
    code: Text
    name_en: Text
    name_zh: Text
    product_line: Text = ""
    maker: Text = ""
    active: bool = True


def validate(row: CodeValues, before: CodeValues | None) -> list[Fault]:
    """It is sealed into reports: of plain letters, and never another one later."""
    sound = row.code is None or re.fullmatch(CODE, row.code)
    moved = before is not None and (before.kind, before.code) != (row.kind, row.code)
    return [Fault("code")] if moved or not sound else []


RESULT_CODES = Entity(
    "result_codes",
    "result_codes",
    CodeValues,
    Policy.OFFICE,
    label="{t}.code",
    keys=("{t}.code",),
    natural_key=("kind", "code"),
    validate=validate,
)
