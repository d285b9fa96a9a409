"""What a sheet is once it has been read, how much of one is taken, and in which encoding a text was written. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta

import charset_normalizer
import msgspec

MOST, WIDEST = 20_000, 200  # rows, columns
MOST_TEXT = 64 * 1024 * 1024  # characters in all cells
ENCODINGS = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "mac_roman")
HIGH = re.compile(rb"[\x80-\xff]+")
DAY_ONE, DAY_ONE_1904 = datetime(1899, 12, 30, tzinfo=UTC), datetime(1904, 1, 1, tzinfo=UTC)


class Line(msgspec.Struct):
    """n: the row's own number in the file, as the spreadsheet program counts. doubts: by place of the cell, what is wrong with it."""

    n: int
    cells: list[str]
    doubts: dict[int, str] = {}


class Table(msgspec.Struct):
    """encoding: of a text file; sure: it says so itself. sheet: of a workbook, which one; hidden: rows that a person does not see there."""

    header: list[str]
    lines: list[Line]
    encoding: str = ""
    sure: bool = True
    sheet: str = ""
    hidden: int = 0


class Answer(msgspec.Struct):
    """code: the problem, where it could not be read."""

    table: Table | None = None
    code: str = ""
    params: dict[str, int] = {}


class Refused(Exception):
    """code: a problem's code."""

    def __init__(self, code: str, **params: int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def bounded(lines: list[Line]) -> Table:
    """The first line with words in it is the heading. What stands beside the headings belongs to none and is doubted."""
    if not lines:
        raise Refused("sheet_not_readable")
    header = [cell.strip() for cell in lines[0].cells]
    while header and not header[-1]:
        header.pop()
    if not header or len(header) > WIDEST:
        raise Refused("sheet_not_readable")
    if len(lines) - 1 > MOST:
        raise Refused("sheet_too_long", most=MOST)
    for line in lines[1:]:
        beside = next((cell for cell in line.cells[len(header) :] if cell), None)
        line.cells = [*line.cells[: len(header)], *[""] * (len(header) - len(line.cells))]
        line.doubts = {place: code for place, code in line.doubts.items() if place < len(header)}
        if beside is not None:
            line.doubts[len(header)] = "beside"
    return Table(header, lines[1:])


def decoded(content: bytes, wanted: str) -> tuple[str, str, bool]:
    """(text, encoding, sure). wanted: what a person chose. Raises Refused."""
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    marked = next((name for mark, name in marks if content.startswith(mark)), None)
    for encoding in (wanted, marked, "utf-8"):
        if encoding:
            try:
                return content.decode(encoding), "utf-8" if encoding == "utf-8-sig" else encoding, encoding != wanted or bool(wanted)
            except (UnicodeDecodeError, LookupError):
                if encoding in (wanted, marked):
                    raise Refused("sheet_not_readable") from None
    guess = _guess(content)
    return content.decode(guess), guess, False


def _guess(content: bytes) -> str:
    """Chinese where all of it is common Chinese; else by what letters usually stand together; Western where only such letters are left."""
    high = HIGH.findall(content)
    if sum(len(run) % 2 for run in high) * 5 <= len(high) and _is_common_chinese(content):
        return "euc_kr" if _is_korean(content) else "gb18030"
    found = charset_normalizer.from_bytes(content[:200_000], cp_isolation=list(ENCODINGS))
    best = found.best()
    possible = [match.encoding for match in found]
    if "cp1252" in possible or best is None or best.encoding.startswith("cp125"):
        western = _decoded(content, "cp1252")
        if western is not None and all(sign < "\x80" or sign in WESTERN for sign in western):
            return "cp1252"
    if best is None:
        raise Refused("sheet_not_readable")
    return best.encoding


WESTERN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿœŒ€£°²³µ·«»¿¡§©®–—‘’“”…½¼\xa0")


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_common_chinese(content: bytes) -> bool:
    text = _decoded(content, "gb18030")
    if text is None:
        return False
    signs = [sign for sign in text if sign > "\x7f"]
    common = sum(1 for sign in signs if _is_common(sign))
    return bool(signs) and common >= 0.95 * len(signs)


def _is_korean(content: bytes) -> bool:
    """Of Chinese, two signs in five would be none of Hangul, read so."""
    signs = [sign for sign in _decoded(content, "euc_kr") or "" if sign > "\x7f"]
    return len(signs) > 5 and all("가" <= sign <= "힣" for sign in signs)


def _is_common(sign: str) -> bool:
    """Of the 3,755 signs of everyday use, or their punctuation and wide letters."""
    try:
        first = sign.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xA1 <= first <= 0xA3 or 0xB0 <= first <= 0xD7


def is_date_form(form: str) -> bool:
    """Whether a number format shows a number as a day or a time."""
    plain = re.sub(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.', "", form.lower().split(";")[0])
    return bool(re.search(r"[ymdhs年月日时分秒]", plain)) and "general" not in plain


def as_moment(value: float, from_1904: bool, form: str) -> str:
    """A spreadsheet's day number as people write it: day, time or both."""
    at = (DAY_ONE_1904 if from_1904 else DAY_ONE) + timedelta(seconds=round(value * 86_400))
    if value == 1 and not re.search(r"[yd年日]", re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "", form.lower())):
        return "24:00"  # the end of a day
    if 0 <= value < 1:
        return time(at.hour, at.minute, at.second).isoformat("minutes")
    if at.time() == time(0) and not re.search(r"[hs]", re.sub(r'"[^"]*"', "", form.lower())):
        return date(at.year, at.month, at.day).isoformat()
    return at.replace(tzinfo=None).isoformat(" ", "minutes" if not at.second else "seconds")


def place_of(name: str) -> int:
    """A is 0, Z 25, AA 26."""
    place = 0
    for sign in name:
        if not sign.isalpha():
            break
        place = place * 26 + ord(sign.upper()) - 64
    return place - 1


def unescaped(text: str) -> str:
    """_x000D_ is how such a file writes a sign that XML has no room for."""
    if "_x" not in text:
        return text
    pieces = text.split("_x")
    made = [pieces[0]]
    for piece in pieces[1:]:
        code, rest = piece[:4], piece[5:]
        sound = len(piece) > 4 and piece[4] == "_" and all(sign in "0123456789abcdefABCDEF" for sign in code)
        made.append(("\n" if code.lower() == "000d" else chr(int(code, 16))) + rest if sound else f"_x{piece}")
    return "".join(made)
