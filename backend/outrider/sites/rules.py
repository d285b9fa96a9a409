"""What engineers know of a place, and what becomes of two who write about it at once. Pure."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

Field = Literal["entry", "parking", "dead_zones", "who_signs"]
Merged = Literal["written", "nothing_new", "proposed"]


class Note(msgspec.Struct):
    """One thing known of a site, by whom and since when."""

    field: Field
    value: str
    by: str
    at: datetime


class Proposal(Note):
    """What somebody else wrote who did not know what stands there now."""

    id: UUID


class Memory(msgspec.Struct):
    notes: list[Note]
    proposals: list[Proposal]


class SiteEdit(msgspec.Struct):
    """base: what stood in the field when the person began to write. settles: the proposals that they saw, and have decided about with this."""

    field: Field
    base: Annotated[str, msgspec.Meta(max_length=2000)]
    value: Annotated[str, msgspec.Meta(max_length=2000)]
    settles: Annotated[list[UUID], msgspec.Meta(max_length=1000)] = []


def merge(edit: SiteEdit, stands: str) -> Merged:
    """Three ways, field by field: who knew what stands there may change it; anybody else proposes."""
    if edit.value == stands:
        return "nothing_new"
    return "written" if edit.base == stands else "proposed"
