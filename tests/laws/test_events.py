"""The catalogue of events: what is written stands in it, and what stands in it is written."""

import ast
import re
from typing import Any

import msgspec
import pytest

from outrider import events
from outrider.carry_in.rules import BY_PHONE
from outrider.db import Tx
from outrider.event_kinds import KINDS, OF_AN_ORDER, Event
from outrider.model import SYSTEM, moment_of
from outrider.order_facts import Fact, Nothing, OrderAction
from outrider.reactions import AFTER_CHANGE, AFTER_CONFLICT
from outrider.status.rules import ACTIONS
from tests.cast import NOW

from .source import FILES, nodes, text
from .words import BROWSER


def test_every_kind_is_written_somewhere() -> None:
    written = {node.value for path in FILES if path.name != "event_kinds.py" for node in nodes(path) if isinstance(node, ast.Constant)}
    assert KINDS.keys() - written == set()


def test_no_statement_reads_a_key_that_no_event_has() -> None:
    """Statuses and conflicts are columns; what is read of a payload besides has to stand in the Struct of some kind."""
    asked = {key for path in FILES for key in re.findall(r"\bpayload ?(?:->>?|\?) ?'(\w+)'", text(path))}
    assert len(asked) > 5
    assert asked - {field.encode_name for shape in KINDS.values() for field in msgspec.structs.fields(shape)} == set()


@pytest.mark.parametrize("language", BROWSER)
def test_every_kind_of_an_order_has_its_words(language: str) -> None:
    assert [kind for kind in OF_AN_ORDER if not {f"event.{kind}", f"action.{kind}"} & BROWSER[language].keys()] == []


def is_strict(shape: type[Fact]) -> bool:
    return shape.__struct_config__.forbid_unknown_fields and shape.__struct_config__.frozen


def test_no_fact_takes_an_unknown_field() -> None:
    assert [shape for shape in KINDS.values() if not is_strict(shape)] == []


@pytest.mark.parametrize(("kind", "payload"), [("no_such_kind", Nothing()), ("note", Nothing()), ("customer_link_made", OrderAction())])
async def test_what_is_in_no_catalogue_is_not_written(tx: Tx, kind: str, payload: Any) -> None:
    with pytest.raises((KeyError, TypeError)):
        await events.append(tx, Event(kind, SYSTEM, moment_of(NOW), payload=payload))


@pytest.mark.parametrize("reactions", [AFTER_CHANGE, AFTER_CONFLICT])
def test_reactions_follow_actions_that_exist(reactions: Any) -> None:
    assert {action for actions, _ in reactions for action in actions} <= {*ACTIONS, *BY_PHONE}
