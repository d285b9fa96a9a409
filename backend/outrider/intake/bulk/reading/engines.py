"""Reads a table, in a process of its own: by child.py. The file comes in, the answer goes out.

A workbook is read as a stream, cell by cell: what is not filled costs nothing, whatever the file says of its size.
"""

import csv
import io
import sys
import zipfile
from posixpath import join, normpath
from typing import IO, Any
from xml.parsers import expat

import msgspec

from . import rules
from .rules import Answer, Line, Refused, Table

SECONDS, PATIENCE = 30, 60  # of the processor, and by the clock on the wall: others come first
UNPACKED = 256 * 1024 * 1024
XLSX_MAGIC = b"PK\x03\x04"
# Forms that every spreadsheet program knows by number: days and times, also those of East Asia.
DATE_FORMS = {14, 15, 16, 17, 18, 19, 20, 21, 22, *range(27, 37), 45, 46, 47, *range(50, 59)}
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")


def read(content: bytes, encoding: str) -> Table:
    return Workbook(content).table() if content.startswith(XLSX_MAGIC) else from_text(content, encoding)


def from_text(content: bytes, wanted: str) -> Table:
    """The separator is the commonest of three in the heading, or what a line `sep=;` says."""
    text, encoding, sure = rules.decoded(content, wanted)
    if "\x00" in text:
        raise Refused("sheet_not_readable")
    first, _, rest = text.partition("\n")
    said = first.strip().removeprefix("sep=") if first.lower().startswith("sep=") else ""
    separator, body, skipped = (said[0], rest, 1) if said else (max(",;\t", key=first.count), text, 0)
    reader, lines = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True), []
    began = skipped
    try:
        for row in reader:
            n, began = began + 1, reader.line_num + skipped
            if any(cell.strip() for cell in row):
                lines.append(Line(n, [cell.strip() for cell in row[: rules.WIDEST + 1]]))
            if len(lines) > rules.MOST + 1:
                raise Refused("sheet_too_long", most=rules.MOST)
    except csv.Error as wrong:
        if "end of data" not in str(wrong):
            raise Refused("sheet_not_readable") from wrong
        raise Refused("sheet_quote_open", line=began + 1) from wrong
    table = rules.bounded(lines)
    table.encoding, table.sure = encoding, sure
    return table


class Workbook:
    """The first sheet that a person sees."""

    def __init__(self, content: bytes) -> None:
        self.packed = zipfile.ZipFile(io.BytesIO(content))
        if sum(part.file_size for part in self.packed.infolist()) > UNPACKED:
            raise Refused("sheet_too_long", most=rules.MOST)
        self.texts: list[str] = []
        self.forms: list[str] = []
        self.from_1904 = False

    def table(self) -> Table:
        name, part = self._sheet()
        if "xl/sharedStrings.xml" in self.packed.namelist():
            self.texts = Texts().of(self.packed.open("xl/sharedStrings.xml"))
        if "xl/styles.xml" in self.packed.namelist():
            self.forms = Forms().of(self.packed.open("xl/styles.xml"))
        cells = Cells(self)
        cells.parse(self.packed.open(part))
        table = rules.bounded(cells.lines)
        table.sheet, table.hidden = name, cells.hidden
        return table

    def _sheet(self) -> tuple[str, str]:
        book, links = Tags(), Tags()
        book.parse(self.packed.open("xl/workbook.xml"))
        links.parse(self.packed.open("xl/_rels/workbook.xml.rels"))
        self.from_1904 = any(row.get("date1904") in ("1", "true") for name, row in book.found if name == "workbookPr")
        targets = {row["Id"]: row["Target"] for name, row in links.found if name == "Relationship"}
        seen = [row for name, row in book.found if name == "sheet" and row.get("state", "visible") == "visible"]
        if not seen:
            raise Refused("sheet_not_readable")
        id = next(value for key, value in seen[0].items() if key.endswith(":id"))
        target = targets[id]
        return seen[0].get("name", ""), target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


class Reader:
    """A part of a workbook as a stream of tags. No part of one has declarations of its own: those are how such files attack."""

    def parse(self, file: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.data
        parser.StartDoctypeDeclHandler = self._refuse
        parser.ParseFile(file)

    def _refuse(self, *_: Any) -> None:
        raise Refused("sheet_not_readable")

    def start(self, name: str, row: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...


class Tags(Reader):
    def __init__(self) -> None:
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, name: str, row: dict[str, str]) -> None:
        self.found.append((name.rpartition(":")[2], row))


class Texts(Reader):
    """The shared texts: runs of one text together, readings above Chinese signs left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.parts: list[str] = []
        self.here = self.reading = False

    def of(self, file: IO[bytes]) -> list[str]:
        self.parse(file)
        return self.found

    def start(self, name: str, row: dict[str, str]) -> None:
        if name == "si":
            self.parts = []
        elif name == "rPh":
            self.reading = True
        self.here = name == "t" and not self.reading

    def end(self, name: str) -> None:
        self.here = False
        if name == "rPh":
            self.reading = False
        elif name == "si":
            self.found.append("".join(self.parts))

    def data(self, text: str) -> None:
        if self.here:
            self.parts.append(text)


class Forms(Reader):
    """By style: the number format where it shows a day or a time, else nothing."""

    def __init__(self) -> None:
        self.own: dict[int, str] = {}
        self.found: list[str] = []
        self.inside = False

    def of(self, file: IO[bytes]) -> list[str]:
        self.parse(file)
        return self.found

    def start(self, name: str, row: dict[str, str]) -> None:
        if name == "numFmt":
            self.own[int(row["numFmtId"])] = row.get("formatCode", "")
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            number = int(row.get("numFmtId", "0"))
            form = self.own.get(number, "yyyy-mm-dd hh:mm" if number in {18, 19, 20, 21, 22, 45, 46, 47} else "yyyy-mm-dd")
            self.found.append(form if number in DATE_FORMS or (number in self.own and rules.is_date_form(form)) else "")

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.inside = False


class Cells(Reader):
    """lines: rows with words in them. Cells are placed by their own name; what is beyond the widest is only counted as being there."""

    def __init__(self, book: Workbook) -> None:
        self.book, self.lines, self.hidden, self.text = book, list[Line](), 0, 0
        self.n, self.place, self.kind, self.style, self.formula, self.dimmed = 0, -1, "n", 0, False, False
        self.value: list[str] = []
        self.row: dict[int, str] = {}
        self.doubts: dict[int, str] = {}
        self.here = self.reading = False

    def start(self, name: str, row: dict[str, str]) -> None:
        if name == "c":
            self.place = rules.place_of(row["r"]) if "r" in row else self.place + 1
            self.kind, self.style, self.formula, self.value = row.get("t", "n"), int(row.get("s", "0")), False, []
        elif name in ("v", "t"):
            self.here = not self.reading
        elif name == "row":
            self.n = int(row["r"]) if "r" in row else self.n + 1
            self.place, self.row, self.doubts, self.dimmed = -1, {}, {}, row.get("hidden") in ("1", "true")
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.reading = True

    def data(self, text: str) -> None:
        if self.here:
            self.value.append(text)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self.here = False
        elif name == "rPh":
            self.reading = False
        elif name == "c":
            self._cell()
        elif name == "row" and (self.row or self.doubts):
            self._row()

    def _cell(self) -> None:
        raw = "".join(self.value)
        text, doubt = self._read(raw)
        place = min(self.place, rules.WIDEST)
        if text:
            self.text += len(text)
            if self.text > rules.MOST_TEXT:
                raise Refused("sheet_too_long", most=rules.MOST)
            self.row[place] = text
        if doubt:
            self.doubts[place] = doubt

    def _read(self, raw: str) -> tuple[str, str]:
        """What a person sees in the cell, and what may be wrong with it."""
        if self.kind == "e" or raw in ERRORS:
            return raw.strip(), "error"
        if self.kind == "s":
            return (rules.unescaped(self.book.texts[int(raw)]).strip(), "") if raw else ("", "")
        if self.kind in ("str", "inlineStr"):
            return rules.unescaped(raw).strip(), ""
        if not raw:
            return "", "uncalculated" if self.formula else ""
        if self.kind == "b":
            return "yes" if raw == "1" else "no", "truth"
        if self.kind == "d":
            return raw.replace("T", " ").strip(), "day"
        return self._number(raw)

    def _number(self, raw: str) -> tuple[str, str]:
        value, forms = float(raw), self.book.forms
        form = forms[self.style] if self.style < len(forms) else ""
        if form and -1_000_000 < value < 3_000_000:
            return rules.as_moment(value, self.book.from_1904, form), "day"
        if value.is_integer() and abs(value) < 1e21:
            return str(int(value)), "digits" if abs(value) >= 1e15 else ""
        return f"{value:.15g}", ""

    def _row(self) -> None:
        if self.dimmed:
            self.hidden += 1
        if len(self.lines) > rules.MOST:
            raise Refused("sheet_too_long", most=rules.MOST)
        width = max([*self.row, *self.doubts]) + 1
        self.lines.append(Line(self.n, [self.row.get(place, "") for place in range(width)], self.doubts))


UNREADABLE = (zipfile.BadZipFile, expat.ExpatError, KeyError, IndexError, ValueError, StopIteration, UnicodeError, OverflowError, EOFError)


def answer(content: bytes, encoding: str) -> Answer:
    try:
        return Answer(read(content, encoding))
    except Refused as refusal:
        return Answer(None, refusal.code, refusal.params)
    except MemoryError:
        return Answer(None, "sheet_too_long", {"most": rules.MOST})
    except (*UNREADABLE, NotImplementedError):  # also a packing that nobody knows
        return Answer(None, "sheet_not_readable")


def main() -> None:
    sys.stdout.buffer.write(msgspec.json.encode(answer(sys.stdin.buffer.read(), sys.argv[1] if len(sys.argv) > 1 else "")))


if __name__ == "__main__":
    main()
