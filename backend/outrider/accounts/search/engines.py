"""Pinyin, by pypinyin's table of single characters. Its phrases take four times the memory, and a name may be read otherwise than its phrase."""

import os
from functools import cache


@cache
def initials(sign: str) -> str:
    """The first letters of all readings of a Chinese character, each once; of one that the table has not, nothing."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin import Style, pinyin

    found = pinyin(sign, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    return "".join(dict.fromkeys(letter for reading in found for letter in reading if letter.isascii()))
