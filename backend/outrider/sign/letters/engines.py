"""The fonts that were laid out, and what they can show."""

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from . import rules

FONTS = Path(__file__).parent.parent / "fonts"


@cache
def glyphs(font: rules.Font) -> frozenset[int]:
    """Nothing where a font was not laid out: its letters are printed by their code points then."""
    found: set[int] = set()
    for path in (FONTS / font.folder).glob("*.ttf"):
        with TTFont(path, lazy=True) as read:
            found |= set(read.getBestCmap())
    return frozenset(found)


def every() -> set[int]:
    return set[int]().union(*map(glyphs, (rules.COMMON, *rules.FONTS)))
