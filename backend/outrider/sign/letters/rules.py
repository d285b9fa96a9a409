"""Which letters a print can show, and by which font. Pure; the fonts themselves are laid out by make_fonts.py."""

import re
import unicodedata
from collections.abc import Callable, Iterable

import msgspec


class Font(msgspec.Struct, frozen=True):
    """folder: below fonts/. package: of npm, in @expo-google-fonts. covers: only these signs, where others have them too."""

    folder: str
    package: str
    family: str
    covers: str | None = None


CHINESE = Font("full", "noto-sans-sc", "Noto Sans SC")
COMMON = Font("subset", "noto-sans-sc", "Noto Sans SC")
# The first that has a letter sets it. Chinese first: a rare name is set as the names beside it.
FONTS = (
    CHINESE,
    Font("latin", "noto-sans", "Noto Sans", r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{M}\x{20A0}-\x{20CF}]"),
    Font("japanese", "noto-sans-jp", "Noto Sans JP"),
    Font("hongkong", "noto-sans-hk", "Noto Sans HK"),
    Font("korean", "noto-sans-kr", "Noto Sans KR"),
    Font("arabic", "noto-sans-arabic", "Noto Sans Arabic"),
    Font("hebrew", "noto-sans-hebrew", "Noto Sans Hebrew"),
    Font("devanagari", "noto-sans-devanagari", "Noto Sans Devanagari"),
    Font("bengali", "noto-sans-bengali", "Noto Sans Bengali"),
    Font("tamil", "noto-sans-tamil", "Noto Sans Tamil"),
    Font("thai", "noto-sans-thai", "Noto Sans Thai"),
    Font("lao", "noto-sans-lao", "Noto Sans Lao"),
    Font("khmer", "noto-sans-khmer", "Noto Sans Khmer"),
    Font("georgian", "noto-sans-georgian", "Noto Sans Georgian"),
    Font("armenian", "noto-sans-armenian", "Noto Sans Armenian"),
    Font("tibetan", "noto-serif-tibetan", "Noto Serif Tibetan"),
    Font("yi", "noto-sans-yi", "Noto Sans Yi"),
    Font("symbols", "noto-sans-symbols-2", "Noto Sans Symbols 2"),
    Font("signs", "noto-sans-symbols", "Noto Sans Symbols"),
    Font("mathematics", "noto-sans-math", "Noto Sans Math"),
    Font("emoji", "noto-emoji", "Noto Emoji"),
)
UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
JOINERS = "\u200c\u200d"
# They choose the form of the letter before them, or are shown by it; a font needs no glyph for them.
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\U000e0020-\U000e007f]")
# These keep their own form: composing would print another character than the one in the name.
_OWN_FORM = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f])")
_MARK = "\x1e"  # of our own; controls of theirs are not printed
_CLUSTER = re.compile(f"{_MARK}[^{_MARK}]+")
_LONG = re.compile("[!-\u2e7f]{100,}")


def composed(text: str) -> str:
    """An accent in two pieces becomes one letter."""
    return "".join(piece if _OWN_FORM.fullmatch(piece) else unicodedata.normalize("NFC", piece) for piece in _OWN_FORM.split(text))


def needed(text: str) -> set[int]:
    """Letters for which a font must have a glyph."""
    return {ord(sign) for sign in composed(text) if _is_seen(sign)}


def _is_seen(sign: str) -> bool:
    """Also what no standard knows: a firm's own letter stands in a name somewhere."""
    return unicodedata.category(sign) not in UNSEEN and not SELECTORS.match(sign)


def choose(text: str, glyphs: Callable[[Font], frozenset[int]]) -> tuple[list[Font], set[int]]:
    """The fewest fonts that set it, and the letters that none has. The small Chinese font sets a page five times as fast."""
    missing = needed(text) - glyphs(COMMON)
    if not missing:
        return [COMMON], missing
    rest = missing - glyphs(CHINESE)
    chosen = [CHINESE if rest < missing else COMMON]
    for font in FONTS[1:]:
        if not rest:
            break
        if found := rest & glyphs(font):
            chosen.append(font)
            rest = rest - found
    return chosen, rest


def apart(text: str, fonts: list[frozenset[int]]) -> tuple[str, set[int]]:
    """A sign on top of a letter that no font has together with it stands behind it, by its code point; and which signs these are."""
    lost: set[int] = set()

    def split(cluster: re.Match[str]) -> str:
        seen = [sign for sign in cluster.group() if _is_seen(sign)]
        if len(seen) < 2 or any(font >= set(map(ord, seen)) for font in fonts):
            return cluster.group()
        lost.update(map(ord, seen[1:]))
        return seen[0] + "".join(f"[U+{ord(sign):04X}]" for sign in seen[1:])

    pieces = _CLUSTER.sub(split, "".join(_marked(composed(text))))
    return pieces.replace(_MARK, ""), lost


def _marked(text: str) -> list[str]:
    """A break before each letter that does not belong to the one before."""
    return [sign if _continues(sign) else _MARK + sign for sign in text]


def _continues(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M" or sign in JOINERS or bool(SELECTORS.match(sign))


def shown(text: str, missing: Iterable[int]) -> str:
    """As it is set: a letter without a glyph by its code point, invisible signs left out, a word without end where it may break."""
    lost = set(missing)
    kept = []
    for sign in composed(text.replace("\r\n", "\n").replace("\t", " ")):
        if ord(sign) in lost:
            kept.append(f"[U+{ord(sign):04X}]")
        elif _is_seen(sign) or sign in JOINERS or sign == "\n" or SELECTORS.match(sign):
            kept.append(sign)
        elif unicodedata.category(sign)[0] == "Z":  # blanks of other widths, and line ends of other kinds
            kept.append("\n" if unicodedata.category(sign) in ("Zl", "Zp") else sign if sign in "\u00a0\u3000" else " ")
    return _LONG.sub(_breakable, "".join(kept))


def _breakable(word: re.Match[str]) -> str:
    """PDF/A takes no string of 32,768 signs, and a paper is so wide as it is."""
    pieces = re.findall("(?s).{1,80}(?![\u0300-\u036f])", word.group())
    return "\u200b".join(pieces) if sum(map(len, pieces)) == len(word.group()) else word.group()


def ranges(signs: set[int]) -> list[tuple[int, int]]:
    """First and last of each unbroken row, for the phone's table."""
    found: list[tuple[int, int]] = []
    for sign in sorted(signs):
        if found and found[-1][1] == sign - 1:
            found[-1] = (found[-1][0], sign)
        else:
            found.append((sign, sign))
    return found


def table(signs: set[int]) -> str:
    """Gap and length of each row in base 36, as few bytes as it takes."""
    last, rows = 0, []
    for first, end in ranges(signs):
        rows.append(_base36(first - last) + (f"-{_base36(end - first)}" if end > first else ""))
        last = end
    return " ".join(rows)


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return (_base36(number // 36) if number >= 36 else "") + digits[number % 36]
