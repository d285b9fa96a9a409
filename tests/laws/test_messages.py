"""Every message exists in every language, and every word that is made from data exists."""

import json
import re
from pathlib import Path

import pytest

import outrider
from outrider import lang
from outrider.customer.rules import STEPS
from outrider.model import Role, Status
from outrider.problems import CATALOGUE
from outrider.rescue.rules import Reason
from outrider.status.rules import ACTIONS, LATE_CAUSES, TABLE

ROOT = Path(outrider.__file__).parent
WEB = ROOT.parents[1] / "pwa" / "src"
BROWSER = {path.stem: json.loads(path.read_text()) for path in (WEB / "shared" / "locales").glob("*.json")}


def test_both_sides_have_the_same_languages() -> None:
    assert set(lang.languages()) == set(BROWSER) == {"en", "zh-CN"}


@pytest.mark.parametrize("language", lang.languages())
def test_no_message_is_missing_or_empty(language: str) -> None:
    assert set(lang.messages(language)) == set(lang.messages("en"))
    assert set(BROWSER[language]) == set(BROWSER["en"])
    assert [key for key, text in {**lang.messages(language), **BROWSER[language]}.items() if not text.strip()] == []


@pytest.mark.parametrize("language", lang.languages())
def test_a_translation_names_the_same_things(language: str) -> None:
    for ours, english in ((lang.messages(language), lang.messages("en")), (BROWSER[language], BROWSER["en"])):
        for key, text in ours.items():
            assert sorted(set(re.findall(r"\{\w+\}", text))) == sorted(set(re.findall(r"\{\w+\}", english[key]))), key


def test_every_word_made_from_data_exists() -> None:
    words = {f"problem.{code}.{part}" for code in CATALOGUE for part in ("title", "detail")}
    words |= {f"customer.step.{step}" for step in STEPS}
    assert words <= set(lang.messages("en"))
    made = {f"status.{status}" for status in Status} | {f"action.{action}" for action in ACTIONS} | {f"role.{role}" for role in Role}
    made |= {f"cause.{cause}" for cause in LATE_CAUSES} | {f"late.{reason}" for reason in Reason.__args__}  # type: ignore[attr-defined]
    made |= {f"sheet.{need}" for line in TABLE for need in line.needs if need not in ("engineer_id", "report_id")}
    assert made <= set(BROWSER["en"])


@pytest.mark.parametrize("language", lang.languages())
def test_server_and_browser_call_a_status_the_same(language: str) -> None:
    for status in Status:
        assert lang.messages(language)[f"status.{status}"] == BROWSER[language][f"status.{status}"]


def test_every_message_that_a_page_says_exists() -> None:
    said = {key for path in ROOT.rglob("*.html") for key in re.findall(r'\bt\("([a-z_.]+)"[,)]', path.read_text())}
    assert said <= set(lang.messages("en"))
    assert len(said) > 30


def test_no_source_names_a_language() -> None:
    """A third language is a file, not code."""
    naming = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if "zh-CN" in path.read_text() and "demo" not in path.parts]
    web = [path for path in [*WEB.rglob("*.ts"), *WEB.rglob("*.tsx")] if ".test." not in path.name]
    naming += [str(path.relative_to(WEB)) for path in web if "zh-CN" in path.read_text()]
    assert naming == []
