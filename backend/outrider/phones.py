"""One telephone number, many spellings: by what two of them are the same one. Google's libphonenumber knows how each country writes."""

import re
import unicodedata

import phonenumbers
from babel.core import get_global

FEWEST, TAIL = 5, 7  # digits that recognise somebody; digits by which two may be one where no more is known
_EXTENSION = re.compile(
    r"\s*[,;]?\s*(?:转|轉|分机|分機|内线|\bext(?:ension)?\b\.?|;?ext=|\bx(?=\s*\d)|#|доб\.?|\bdw\b|durchwahl)\s*[.:=]?\s*\d*", re.I
)
_SEVERAL = re.compile(r"[/|,;、，；\n]|\bor\b|\bund\b|\band\b|或|和")
_LOCAL_SIGN = re.compile(r"\(\s*0\s*\)")  # +49 (0)30: not dialled from abroad


def countries() -> list[str]:
    """Codes of ISO 3166 whose numbers can be read."""
    return sorted(phonenumbers.SUPPORTED_REGIONS)


def country_of(time_zone: str, language: str) -> str | None:
    """Where an organisation telephones, unless it says so itself."""
    found = get_global("zone_territories").get(time_zone)
    if isinstance(found, str) and found not in ("001", "ZZ"):
        return found
    _, _, territory = language.partition("-")
    return territory or None


def keys(text: str, country: str | None) -> list[str]:
    """What is kept of a contact's numbers: +4930… where a number is certain and =… its end, ~… the end of one that is not."""
    found = list[str]()
    for number, certain in _numbers(text, country):
        found += [number, f"={number[-TAIL:]}"] if certain else [f"~{number[-TAIL:]}"]
    return list(dict.fromkeys(found))


def sought(text: str, country: str | None) -> tuple[list[str], list[str]]:
    """The keys of contacts that have one of these numbers, and of those that perhaps have. Two certain numbers are one or are not."""
    sure, perhaps = list[str](), list[str]()
    for number, certain in _numbers(text, country):
        sure += [number] if certain else []
        perhaps += [f"~{number[-TAIL:]}"] + ([] if certain else [f"={number[-TAIL:]}"])
    return sure, perhaps


def _numbers(text: str, country: str | None) -> list[tuple[str, bool]]:
    """Each number, in E.164 where that is certain, else its digits."""
    found = []
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    for part in _parts(plain):
        digits = "".join(str(unicodedata.digit(sign)) for sign in part if sign.isdecimal())
        if len(digits) < FEWEST:
            continue
        number = _international(part, digits, country)
        found.append((number, True) if number else (digits, False))
    return found


def _parts(text: str) -> list[str]:
    """ ";ext=5" and ", ext. 5" belong to the number before: extensions go first, then what stands between numbers is cut."""
    return _SEVERAL.split(_EXTENSION.sub("", text))


def _international(part: str, digits: str, country: str | None) -> str | None:
    abroad = part.lstrip(" (").startswith("+") or digits.startswith("00")
    said = "+" + digits.removeprefix("00") if digits.startswith("00") else part
    try:
        number = phonenumbers.parse(_LOCAL_SIGN.sub("", said) if abroad else said, country)
    except phonenumbers.NumberParseException:
        return None
    fits = phonenumbers.is_possible_number(number) if abroad else phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if fits else None
