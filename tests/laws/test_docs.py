"""What the documents promise to list, they list."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from outrider.config import ROOT, read
from outrider.generate import openapi
from outrider.problems import CATALOGUE
from outrider.reactions import AFTER_CHANGE, AFTER_CONFLICT, Reactions

DOCS = ROOT / "docs"


def test_every_problem_stands_in_the_api_page_with_its_status() -> None:
    said = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|$", (DOCS / "api.md").read_text(), re.M))
    assert said == {code: str(status) for code, status in CATALOGUE.items()}


def test_every_setting_stands_in_the_operations_page() -> None:
    asked = set(re.findall(r'env\.get\("(\w+)"', Path(read.__code__.co_filename).read_text()))
    assert len(asked) > 8
    page = (DOCS / "operations.md").read_text()
    assert [name for name in asked if f"`{name}`" not in page] == []


def test_every_folder_that_the_readme_names_is_there() -> None:
    named = re.findall(r"`((?:backend|pwa)/[\w/]+)`", (ROOT / "README.md").read_text())
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).is_dir()] == []


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert broken == []


def following(reactions: Reactions[Any], action: str) -> list[str]:
    """As a page names them: a slice's action with its slice."""
    found = [handler for actions, handler in reactions if action in actions]
    return [f"{row.__module__.split('.')[-2]}.{row.__name__}" if row.__module__.endswith(".actions") else row.__name__ for row in found]


@pytest.mark.parametrize(("reactions", "before"), [(AFTER_CHANGE, "After `arrive`:"), (AFTER_CONFLICT, "in the second table's place:")])
def test_what_follows_arrived_is_what_the_architecture_page_says(reactions: Reactions[Any], before: str) -> None:
    said = (DOCS / "architecture.md").read_text().partition(before)[2].partition(".\n" if "`arrive`" in before else ". ")[0]
    assert re.findall(r"`([\w.]+)`(?! *:)", re.sub(r"\([^)]*\)", "", said)) == following(reactions, "arrive")


DOCUMENT = msgspec.json.decode(msgspec.json.encode(openapi()))
OPERATIONS = {f"{method} {path}": row for path, rows in DOCUMENT["paths"].items() for method, row in rows.items()}


def test_every_operation_says_what_it_does() -> None:
    assert [name for name, row in OPERATIONS.items() if len(row.get("description", "")) <= 10] == []
