"""A question that became no order. Pure."""

from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec

from ... import text
from ...model import CameIn
from ...problems import Problem
from ..booking.rules import is_phone

# What it was about.
Subject = Literal["how_to", "fault", "progress", "contract", "price", "other"]
SUBJECTS: tuple[str, ...] = get_args(Subject)
Words = Annotated[str, msgspec.Meta(max_length=4000)]
Short = Annotated[str, msgspec.Meta(max_length=200)]


class NewCall(msgspec.Struct):
    """Whoever is known by id; name, phone and account_name as they were said where somebody is not."""

    subject: Subject
    asked: Words
    answered: Words
    came_in: CameIn = ""
    account_id: UUID | None = None
    account_name: Short = ""
    contact_id: UUID | None = None
    name: Short = ""
    phone: Annotated[str, msgspec.Meta(max_length=40)] = ""


def check(call: NewCall) -> None:
    """Raises data_missing: a question without its answer, or of nobody at all; field_not_valid: a number that is none."""
    missing = [field for field in ("asked", "answered") if not text.key(getattr(call, field))]
    said = (call.account_name, call.name, call.phone)
    if call.account_id is None and not any(map(text.key, said)):
        missing.append("account_name")
    if missing:
        raise Problem("data_missing", fields=missing)
    if text.key(call.phone) and not is_phone(call.phone):
        raise Problem("field_not_valid", fields=["phone"])
