"""What engineers read before they open a device."""

import msgspec

from ...accounts.master.columns.rules import Long, Text
from ...accounts.master.rules import Entity, Policy


class KnowledgeValues(msgspec.Struct, kw_only=True):
    title: Text
    model: Text = ""
    body: Long
    active: bool = True


KNOWLEDGE = Entity(
    "knowledge", "knowledge", KnowledgeValues, Policy.KNOWLEDGE, label="{t}.title", keys=("{t}.title",), natural_key=("title",)
)
