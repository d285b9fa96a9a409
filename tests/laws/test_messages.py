"""Every message exists in every language, and every word that is made from data exists."""

import re
from pathlib import Path

import pytest

from outrider import lang
from outrider.accounts.people.rules import SCOPES_OF
from outrider.carry_in import rules as carry_in
from outrider.customer.rules import STEPS
from outrider.intake.bulk.orders.rules import COLUMNS as ORDER_COLUMNS
from outrider.intake.calls.rules import SUBJECTS
from outrider.model import WAYS_IN, Role, Status
from outrider.notify.rules import CHANNELS, CUSTOMER, NAMES_TIME, STAFF
from outrider.problems import CATALOGUE
from outrider.records import ENTITIES
from outrider.rescue.why.rules import Reason
from outrider.status.levels.defaults import LEVELS
from outrider.status.levels.rules import COMMITMENTS, LADDERS, TIMED
from outrider.status.rules import ACTIONS, LATE_CAUSES, REASON_CODES, TABLE

from .words import BROWSER, ROOT, WEB


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
    words |= {f"customer.step.{step}" for step in STEPS} | {f"customer.carry_step.{step}" for step in carry_in.STEPS}
    words |= {f"customer.when.carry_{carry_in.word(s, declined, True)}" for s in carry_in.STATUSES for declined in (False, True)}
    assert words <= set(lang.messages("en"))
    made = {f"status.{status}" for status in Status} | {f"action.{action}" for action in ACTIONS} | {f"role.{role}" for role in Role}
    made |= {f"cause.{cause}" for cause in LATE_CAUSES} | {f"late.{reason}" for reason in Reason.__args__}  # type: ignore[attr-defined]
    made |= {f"sheet.{need}" for line in TABLE for need in line.needs if need not in ("engineer_id", "report_id")}
    made |= {f"carry.{word}" for word in carry_in.STATUSES.values()} | {f"carry_action.{action}" for action in carry_in.ACTIONS}
    made |= {f"came_in.{way}" for way in WAYS_IN} | {f"subject.{subject}" for subject in SUBJECTS}
    made |= {f"reason.{code}" for code in REASON_CODES}
    assert made <= set(BROWSER["en"])


def test_every_word_of_the_ground_exists() -> None:
    columns = [column for entity in ENTITIES.values() for column in entity.columns]
    fields = {f"field.{column.name}" for column in [*columns, *ORDER_COLUMNS]}
    clocks = {f"clock.{what}" for what in (*COMMITMENTS, *TIMED)}
    said = {f"notify.{kind}.{part}" for kind in (*STAFF, *CUSTOMER) for part in ("title", "body")}
    said |= {f"notify.{kind}.undated" for kind in NAMES_TIME}
    assert fields | clocks | said | {f"level.{code}" for code in LEVELS} <= set(lang.messages("en"))
    choices = {f"choice.{choice}" for column in columns if column.name != "language" for choice in column.choices}
    made = {f"entity.{name}" for name in ENTITIES} | {f"field.{column.name}" for column in columns} | choices
    made |= {f"clock.{what}" for what in COMMITMENTS} | {f"channel.{channel}" for channel in CHANNELS} | {f"told.{kind}" for kind in STAFF}
    made |= {f"customer_told.{kind}" for kind in CUSTOMER}
    made |= {f"scope.{scope}" for scopes in SCOPES_OF.values() for scope in scopes} | {f"ladder.{name}" for name in LADDERS}
    assert made <= set(BROWSER["en"])


def test_every_message_is_said_somewhere() -> None:
    """By its whole name, or by one that is made from data behind its first part."""
    pages = [path.read_text() for end in ("*.py", "*.html") for path in ROOT.rglob(end)]
    screens = [path.read_text() for end in ("*.ts", "*.tsx") for path in WEB.rglob(end) if ".test." not in path.name]
    for messages, sources in ((lang.messages("en"), "".join(pages)), (BROWSER["en"], "".join(screens))):
        whole = set(re.findall(r"[\"'`]([a-z][\w.-]+)[\"'`]", sources))
        made = {part.rstrip(".") for part in re.findall(r"[\"'`]([\w.]+\.)(?:\$?\{|[\"'])", sources)}
        made |= {word for call in re.findall(r"\btd\(([^,]*),", sources) for word in re.findall(r"'([\w.]+)'", call)}
        parts = {key: {key[:at] for at, sign in enumerate(key) if sign == "."} for key in messages}
        assert [key for key, firsts in parts.items() if key not in whole and not firsts & made] == []


@pytest.mark.parametrize("language", lang.languages())
def test_server_and_browser_say_how_long_in_the_same_words(language: str) -> None:
    for word in ("minutes", "hours", "full_hours", "day", "days", "day_hours"):
        assert lang.messages(language)[f"time.{word}"] == BROWSER[language][f"time.{word}"]


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


# Beside a sign of Chinese, or a placeholder in whose place one may come: half a width, a Western full stop at the end, three of them.
HALF_WIDTH = re.compile(
    r"[\u3400-\u9fff”’）」》}] ?[,;:!?(]|[\u3400-\u9fff”’）」》}]\.(?!\w)|[,;:!?)] ?[\u3400-\u9fff“‘（「《{]|\.$|\.\.\."
)


def test_a_chinese_sentence_has_chinese_punctuation() -> None:
    chinese = [language for language in BROWSER if language.startswith("zh")]
    assert chinese
    said = [(key, text) for language in chinese for key, text in (*lang.messages(language).items(), *BROWSER[language].items())]
    assert [(key, text) for key, text in said if HALF_WIDTH.search(text)] == []


def test_no_page_puts_punctuation_between_words_by_itself() -> None:
    """The language does it: a list by `listed`, the end of a sentence in a message."""
    built = re.compile(r"\.join\(', '\)|\}\.`")
    assert [str(path.relative_to(WEB)) for path in WEB.rglob("*.tsx") if built.search(path.read_text())] == []


def test_nobody_is_he_or_she() -> None:
    """Of an engineer as of anybody nothing is known but their name."""
    gendered = re.compile(r"\b(he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
    said = {**lang.messages("en"), **BROWSER["en"]}
    assert [(key, text) for key, text in said.items() if gendered.search(text)] == []
    tests = {name for path in Path(__file__).parents[1].rglob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text())}
    assert [name for name in tests if gendered.search(name.replace("_", " ").replace(" he or she", ""))] == []
    assert [key for language in BROWSER if language.startswith("zh") for key, text in {**lang.messages(language), **BROWSER[language]}.items()
        if re.search("(?<!其)[他她](?!们|人|处)", text)] == []  # fmt: skip
