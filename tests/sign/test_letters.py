"""Every letter that somebody signed stands on the paper; one that no font has stands there by its code point."""

import random
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from outrider import lang
from outrider.sign import make_fonts
from outrider.sign.letters import engines, rules
from outrider.sign.paper import rules as paper
from outrider.sign.reading import rules as reading
from tests.offline.phone import Phone

from .printing import field, on_paper, run

LETTERS = {
    "Polish": "Łukasz Żółkiewski",
    "Czech": "Oldřich Šebesťák",
    "Turkish": "Ümmühan İğne Şahin",
    "Romanian": "Ștefan Țîru",
    "Vietnamese": "Nguyễn Thị Hồng Phượng",
    "accents in two pieces": "Iba\u0301n\u0303ez Mu\u0308ller",
    "Greek": "Νίκος Ελλάδα",
    "Russian and Kazakh": "Щербаков Әлия Құнанбайқызы",
    "Korean": "김민수",
    "Korean in pieces": "\u1100\u1175\u11b7",
    "rare Chinese": "𠮷田 玥𬱖 𡋾 䶮",
    "Japanese": "髙橋 なか カナ",
    "Hebrew": "שלום",
    "Devanagari": "नमस्ते",
    "Bengali": "বাংলা",
    "Tamil": "தமிழ்",
    "Thai": "สมชาย",
    "Georgian": "გიორგი",
    "Armenian": "Արմեն",
    "Tibetan": "བཀྲ་ཤིས",
    "Yi": "ꆈꌠ",
    "signs": "☑ ☐ ✗ ✓ ⚡ ℃ ㎡ Ω µ ± → ★ ① ⅔ ∑ €",
    "emoji": "🙂 👍🏽 ❤️ 👨‍👩‍👧 🇨🇳",
}


def printed(text: str, folder: Path) -> str:
    phone = Phone(None)  # type: ignore[arg-type]
    report = phone.report(UUID(int=2), order_number="OUR-1", **field(text))
    signatures = [phone.signature("engineer"), {**phone.signature("customer"), "name": text}]
    return on_paper(report, signatures, folder)


@pytest.mark.parametrize("text", LETTERS.values(), ids=LETTERS)
def test_a_name_is_printed_as_it_was_signed(tmp_path: Path, text: str) -> None:
    said = printed(text, tmp_path)
    assert "U+" not in said and "□" not in said and "About this print" not in said
    letters = [sign for sign in rules.composed(text) if sign.isalpha()]
    assert [sign for sign in letters if sign not in rules.composed(said)] == []
    assert re.findall(r"\bType 3\b", run("pdffonts", str(tmp_path / "r.pdf"))) == []


SEEN = [sign for sign in sorted(engines.every()) if unicodedata.category(chr(sign)) not in rules.UNSEEN]


@pytest.mark.parametrize("start", range(0, len(SEEN), 4900))
def test_every_letter_that_a_font_has_is_drawn(tmp_path: Path, start: int) -> None:
    """typst refuses a page on which a letter has no glyph, and then the page has no texts: this one has."""
    said = on_paper(Phone(None).report(UUID(int=2), **field(" ".join(map(chr, SEEN[start : start + 4900])))), [], tmp_path)  # type: ignore[arg-type]
    assert "cannot be set on paper" not in said and "code point" not in said


def test_signs_on_top_of_letters_of_any_script_lose_no_report(tmp_path: Path) -> None:
    chance = random.Random(7)
    letters = [sorted(engines.glyphs(font)) for font in rules.FONTS]
    marks = [chr(sign) for sign in SEEN if unicodedata.category(chr(sign))[0] == "M"] + list("\ufe0f\u200d\U000e0100")
    pairs = [chr(chance.choice(chance.choice(letters))) + "".join(chance.choices(marks, k=chance.choice((1, 1, 2)))) for _ in range(2000)]
    assert "cannot be set on paper" not in on_paper(Phone(None).report(UUID(int=2), **field(" ".join(pairs))), [], tmp_path)  # type: ignore[arg-type]


def test_a_sign_on_top_that_its_letters_font_lacks_stands_behind_it_by_its_code_point() -> None:
    both, lacks = frozenset(map(ord, "a\u0364")), frozenset(map(ord, "aé中"))
    assert rules.apart("中a\u0364é", [both, lacks]) == ("中a\u0364é", set())
    assert rules.apart("中\u0364a\u0364", [lacks]) == ("中[U+0364]a[U+0364]", {0x364})


def test_arabic_is_joined_and_runs_from_the_right(tmp_path: Path) -> None:
    said = printed("محمد العربي 123", tmp_path)
    assert Counter(said) & Counter("محمدالعربي") == Counter("محمدالعربي") and "About this print" not in said
    assert outlines("محمد", tmp_path) != outlines("م\u200cح\u200cم\u200cد", tmp_path)  # joined letters are drawn otherwise than single ones


def outlines(text: str, folder: Path) -> bytes:
    """The page without its foot, where another hash stands each time."""
    printed(text, folder)
    run("pdftoppm", "-r", "60", "-png", "-singlefile", str(folder / "r.pdf"), str(folder / "page"))
    with Image.open(folder / "page.png") as page:
        return page.crop((0, 0, page.width, page.height // 4)).tobytes()


@pytest.mark.parametrize("text", ["𪚥", "𠄀", "ꯃ", "𓀀", "\ue000", "\U000f0000"])
def test_a_letter_without_a_font_is_printed_by_its_code_point_and_said(tmp_path: Path, text: str) -> None:
    said = printed(f"A{text}B", tmp_path)
    assert f"A[U+{ord(text):04X}]B" in said
    assert f"printed by their code point: U+{ord(text):04X}" in said


def test_signs_that_mean_different_things_look_different(tmp_path: Path) -> None:
    assert len({outlines(sign, tmp_path) for sign in "☑☐✗✓⚡"}) == 5


def test_what_nobody_sees_is_not_printed(tmp_path: Path) -> None:
    said = printed("A\u200e\u202e\u0007\ufeffB\u2028C\tD", tmp_path)
    assert "AB" in said and "C D" in said and "U+" not in said


def test_a_page_of_common_chinese_takes_the_small_font_only() -> None:
    asked: list[str] = []

    def glyphs(font: rules.Font) -> Any:
        asked.append(font.folder)
        return engines.glyphs(font)

    assert rules.choose("服务报告 Service report, Müller: 25 °C", glyphs) == ([rules.COMMON], set())
    assert asked == ["subset"]


@pytest.mark.parametrize("language", lang.languages())
def test_our_own_words_are_set_by_the_small_font(language: str) -> None:
    words = "".join(text for key, text in lang.messages(language).items() if key.startswith("report."))
    assert rules.choose(words, engines.glyphs)[0] == [rules.COMMON]


def test_a_character_that_has_its_own_form_in_a_name_keeps_it() -> None:
    assert rules.composed("神\ufa19 e\u0301") == "神\ufa19 é"


def test_the_phone_warns_by_the_letters_that_can_be_printed() -> None:
    assert make_fonts.OUR_TABLE.read_text() == make_fonts.phones_table(), "run make_fonts"


def test_phone_and_server_know_the_same_bounds_of_a_paper() -> None:
    said = (make_fonts.OUR_TABLE.parent / "bounds.ts").read_text()
    phone = {name: int(number.replace("_", "")) for name, number in re.findall(r"const ([A-Z]+) = ([\d_]+);", said)}
    ours = {"NAME": reading.NAME, "VALUE": reading.VALUE, "ALL": reading.ALL, "PARTS": paper.PARTS, "PHOTOS": paper.PHOTOS}
    assert phone == ours
