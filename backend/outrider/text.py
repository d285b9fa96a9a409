"""One word, one spelling: what people and programs type in several ways is compared by its key and shown as it was typed."""

import re
import unicodedata

_BLANKS = re.compile(r"\s+")
_DASHES = re.compile(r"\s*[\u2010-\u2015\u2212\ufe58\ufe63\uff0d-]\s*")


def tidy(text: str) -> str:
    """As it is kept: composed, without invisible signs and outer blanks; line breaks stay."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(sign for sign in composed if sign in "\n\t\u200c\u200d" or unicodedata.category(sign) not in ("Cc", "Cf")).strip()


# No list, no name beside it, no comment: what a mail server may be given as one recipient.
_ADDRESS = re.compile(
    r"[^\s@,;:<>()\[\]\"\\\x00-\x20\x7f]{1,64}@[^\s@,;:<>()\[\]\"\\\x00-\x20\x7f.]+(\.[^\s@,;:<>()\[\]\"\\\x00-\x20\x7f.]+)*"
)
_LONGEST_ADDRESS = 254


def is_address(text: str) -> bool:
    """Exactly one mail address."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def key(text: str) -> str:
    """By which two spellings are the same word: width, case, blanks, dashes and invisible signs do not count."""
    wide = unicodedata.normalize("NFKC", text)
    seen = "".join(sign for sign in wide if unicodedata.category(sign) not in ("Cc", "Cf") or sign.isspace())
    return _DASHES.sub("-", _BLANKS.sub(" ", seen)).strip().casefold()
