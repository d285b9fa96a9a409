"""Words cut into pieces that an index can find by equality. Pure.

A run of Chinese characters gives each character and each pair, so that a name of two characters is found, and the pinyin initials of its
characters as a word of letters, in all its readings; any other word gives its runs of three letters, and its beginnings for whoever has typed
only one or two.
"""

import re
import unicodedata
from itertools import product

from .engines import initials

CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """Small letters, without accents, full-width forms made narrow."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def plain_in_sql(text: str) -> str:
    """For SQL: the same of an expression."""
    return f"regexp_replace(normalize(lower({text}), NFKD), '[\\u0300-\\u036f]', '', 'g')"


def pieces(text: str) -> set[str]:
    """What an entry is found by."""
    found: set[str] = set()
    for kind, word in _words(text):
        if kind == "cjk":
            found |= set(word) | {word[i : i + 2] for i in range(len(word) - 1)} | _by_initials(word)
        else:
            found |= {f"^{word[:1]}", f"^{word[:2]}"} | {word[i : i + 3] for i in range(max(1, len(word) - 2))}
    return found


def _by_initials(word: str) -> set[str]:
    """The pieces of a word of letters, of each way to read the characters."""
    letters = [initials(sign) for sign in word]
    begins = {f"^{''.join(read)}" for n in (1, 2) for read in product(*letters[:n])}
    return begins | {"".join(read) for i in range(len(word) - 2) for read in product(*letters[i : i + 3])}


def wanted(text: str) -> set[str]:
    """What an entry must have to be found by these words."""
    found: set[str] = set()
    for kind, word in _words(text):
        if kind == "cjk":
            found |= {word} if len(word) == 1 else {word[i : i + 2] for i in range(len(word) - 1)}
        else:
            found |= {f"^{word}"} if len(word) < 3 else {word[i : i + 3] for i in range(len(word) - 2)}
    return found


def _words(text: str) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for word in WORD.findall(plain(text)):
        at = 0
        for run in CJK.finditer(word):
            rows += [("other", word[at : run.start()])] if run.start() > at else []
            rows.append(("cjk", run.group()))
            at = run.end()
        rows += [("other", word[at:])] if at < len(word) else []
    return rows
