"""What a file really holds: whatever its size says, whoever wrote it, in whichever letters; and what the spreadsheet did to a cell."""

import io
import zipfile
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryFile
from typing import Any

import pytest
import xlsxwriter

from outrider.clock import stopwatch
from outrider.intake.bulk import engines as files
from outrider.intake.bulk.reading import actions as reading
from outrider.intake.bulk.reading import engines, rules
from outrider.problems import Problem

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(rows: str, more: str = "", sheets: str = '<sheet name="One" sheetId="1" r:id="r1"/>') -> bytes:
    """A workbook of which we write the very tags."""
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{KIND}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{LINKS}">'
        f'<Relationship Id="r1" Type="{KIND}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{KIND}/worksheet" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{more}<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>',
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{row(1, "Second")}</sheetData></worksheet>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return file.getvalue()


def text(place: str, said: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{said}</t></is></c>'


def row(n: int, *cells: str, hidden: bool = False) -> str:
    made = "".join(text(f"{'ABCDE'[i]}{n}", cell) for i, cell in enumerate(cells))
    return f'<row r="{n}"{" hidden=" + chr(34) + "1" + chr(34) if hidden else ""}>{made}</row>'


HEAD = row(1, "Number", "Name")


def lines(content: bytes, encoding: str = "") -> list[list[str]]:
    found = engines.answer(content, encoding).table
    assert found is not None
    return [line.cells for line in found.lines]


@pytest.mark.parametrize("place", ["XFD1048576", "F1048576", "CV200000", "XFD1", "A1048576"])
@pytest.mark.parametrize("said", ["", " ", " "])
async def test_a_far_cell_without_words_costs_nothing(place: str, said: str) -> None:
    n = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    far = f'<row r="{n}">{text(place, said)}</row>' if n != "1" else ""
    found = await read(workbook(HEAD + row(2, "A-1", "Fine") + far))
    assert (found.header, [line.cells for line in found.lines]) == (["Number", "Name"], [["A-1", "Fine"]])


async def test_a_far_cell_with_words_is_a_row_that_is_doubted() -> None:
    found = await read(workbook(HEAD + row(2, "A-1", "Fine") + f'<row r="1048576">{text("XFD1048576", "x")}</row>'))
    assert [(line.n, line.doubts) for line in found.lines] == [(2, {}), (1048576, {2: "beside"})]


async def read(content: bytes, encoding: str = "") -> rules.Table:
    with TemporaryFile() as file:
        file.write(content)
        file.flush()
        with await reading.ask(file, encoding) as said:
            return reading.table_of(said.read())


async def code(content: bytes) -> str:
    with pytest.raises(Problem) as refusal:
        await read(content)
    return refusal.value.code


async def test_what_would_fill_the_memory_is_refused_and_the_server_goes_on() -> None:
    began = stopwatch()
    rows = "".join(f'<row r="{n}">{text(f"A{n}", "a" * 4000)}</row>' for n in range(1, 20_000))
    assert await code(workbook(rows)) == "sheet_too_long"
    assert await code(b"Number\n" + b"a\n" * 8_000_000) == "sheet_too_long"
    assert await code(b"a" * 16_000_000) == "sheet_not_readable"
    assert (await read(workbook(HEAD))).header == ["Number", "Name"]
    assert stopwatch() - began < 30


async def test_a_reader_without_memory_answers_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "SECONDS", 0)
    assert await code(b"Number\n1\n") == "sheet_too_long"


@pytest.mark.whole
async def test_twenty_thousand_rows_of_fifty_columns_are_read_in_ten_seconds() -> None:
    """By the reader's own clock: what else the machine does meanwhile is not its fault."""
    content = files.to_xlsx([f"h{c}" for c in range(50)], [[f"cell {n} {c}" for c in range(50)] for n in range(20_000)])
    before = getrusage(RUSAGE_CHILDREN)
    assert len((await read(content)).lines) == 20_000
    after = getrusage(RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 10


@pytest.mark.parametrize("more", ['<!DOCTYPE a [<!ENTITY e "aaaaaaaaaa">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">'])
async def test_declarations_of_its_own_are_refused(more: str) -> None:
    assert await code(workbook(HEAD, more)) == "sheet_not_readable"


def test_the_first_sheet_that_is_seen_is_read_and_hidden_rows_are_counted() -> None:
    hidden = '<sheet name="List" sheetId="1" state="hidden" r:id="r1"/><sheet name="Two" sheetId="2" r:id="r2"/>'
    found = engines.answer(workbook(HEAD, sheets=hidden), "").table
    assert found is not None
    assert (found.sheet, found.header) == ("Two", ["Second"])
    found = engines.answer(workbook(HEAD + row(2, "a") + row(5, "b", hidden=True)), "").table
    assert found is not None
    assert (found.hidden, [line.n for line in found.lines]) == (1, [2, 5])


CELLS = [
    ('<c r="A2" t="e"><v>#N/A</v></c>', "#N/A", "error"),
    ('<c r="A2" t="str"><f>1</f><v>#REF!</v></c>', "#REF!", "error"),
    ('<c r="A2"><f>B2+1</f></c>', "", "uncalculated"),
    ('<c r="A2"><v>89860112345678901234</v></c>', "89860112345678905344", "digits"),
    ('<c r="A2"><v>123456789012345</v></c>', "123456789012345", ""),
    ('<c r="A2" t="b"><v>1</v></c>', "yes", "truth"),
    ('<c r="A2"><v>2.5</v></c>', "2.5", ""),
    ('<c r="A2"><v>1.23457E+11</v></c>', "123457000000", ""),
    ('<c r="A2" t="inlineStr"><is><r><t>two </t></r><r><t>runs</t></r><rPh sb="0"><t>reading</t></rPh></is></c>', "two runs", ""),
    ('<c r="A2" t="inlineStr"><is><t>a_x000D_b</t></is></c>', "a\nb", ""),
    ('<c t="inlineStr"><is><t>without a place</t></is></c>', "without a place", ""),
]


@pytest.mark.parametrize(("cell", "seen", "doubt"), CELLS, ids=[row[0][:40] for row in CELLS])
def test_a_cell_is_read_as_it_is_seen(cell: str, seen: str, doubt: str) -> None:
    found = engines.answer(workbook(row(1, "Number") + f'<row r="2">{cell}{text("B2", "x")}</row>'), "").table
    assert found is not None
    assert (found.lines[0].cells[0], found.lines[0].doubts.get(0, "")) == (seen, doubt)


@pytest.mark.parametrize(
    ("number", "form", "seen"),
    [
        (46027, "yyyy-mm-dd", "2026-01-05"), (46027.375, "yyyy/m/d h:mm", "2026-01-05 09:00"), (0.3333333333, "h:mm", "08:00"),
        (46027, 'yyyy"年"m"月"d"日"', "2026-01-05"), (46027, "[$-804]d/m/yy", "2026-01-05"), (7, "000", "7"), (46027, '"Day" 0', "46027"),
        (46027, "[Red]0.00", "46027"),
    ],
)  # fmt: skip
def test_days_and_times_are_known_by_their_form(number: float, form: str, seen: str) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "When")
    sheet.write_number(1, 0, number, book.add_format({"num_format": form}))
    book.close()
    assert lines(file.getvalue()) == [[seen]]


LETTERS = {
    "utf-8": "Number;Name\n1;Müller 你好\n", "utf-8-sig": "Number;Name\n1;Müller\n", "utf-16": "Number;Name\n1;Müller\n",
    "cp1252": "Number;Name\nE-1;Müller & Söhne, Peñuelas\n", "latin-1": "Number,Name\nE-1,Café Zürich\n",
    "cp1250": "Číslo;Název\n1;Oldřich Žižka z Łodzi\n", "cp1251": "Номер;Имя\n1;Насос водяной Иванов\n",
    "gb18030": "客户,报修描述\n滨海0厂,服务器黑屏\n", "big5": "客戶,報修描述\n台北醫院,伺服器無法開機\n",
    "shift_jis": "顧客,故障\n株式会社日立,サーバーが起動しない\n", "euc_kr": "고객,고장\n서울병원,서버가 켜지지 않습니다\n",
}  # fmt: skip


@pytest.mark.parametrize("encoding", LETTERS)
async def test_letters_are_read_as_they_were_written(encoding: str) -> None:
    said = LETTERS[encoding]
    found = await read(said.encode(encoding))
    heading, _, rest = said.partition("\n")
    separator = ";" if ";" in heading else ","
    assert [found.header, found.lines[0].cells] == [heading.split(separator), rest.strip().split(separator)]
    assert found.sure is encoding.startswith("utf")


async def test_a_person_may_say_which_letters_they_are() -> None:
    content = "Αριθμός;Όνομα\n1;Νίκος\n".encode("cp1253")
    assert (await read(content, "cp1253")).lines[0].cells == ["1", "Νίκος"]
    with pytest.raises(Problem, match="sheet_not_readable"):
        await read(b"\xff\xff\n", "utf-8")
    with pytest.raises(Problem, match="field_not_valid"):
        await read(content, "rot13")


def test_the_separator_is_what_the_first_line_says() -> None:
    assert lines(b"sep=;\nNumber;Name\n1;a,b\n") == [["1", "a,b"]]
    assert lines(b"Number\tName\r1\ta\r") == [["1", "a"]]


def test_a_quotation_mark_that_never_closes_is_refused_with_its_line() -> None:
    found = engines.answer(b'Number,Name\nS-1,Fine\nS-2,"Other\nS-3,Third\n', "")
    assert (found.code, found.params) == ("sheet_quote_open", {"line": 3})


def test_more_cells_than_headings_are_doubted() -> None:
    found = engines.answer(b"Number,Name\n1,Acme, Inc\n2,Fine,\n", "").table
    assert found is not None
    assert [line.doubts for line in found.lines] == [{2: "beside"}, {}]


@pytest.mark.parametrize(
    ("cell", "leaves"),
    [
        ("=1+1", "'=1+1"), ("@x", "'@x"), ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"), ("+1+cmd|x", "'+1+cmd|x"),
        ("+86 10 5550 0100", "+86 10 5550 0100"), ("-12.5", "-12.5"), ("+49 (30) 12-34", "+49 (30) 12-34"), ("'quoted", "'quoted"), ("-", "'-"),
    ],
)  # fmt: skip
def test_a_formula_leaves_as_words_and_comes_back_as_it_was(cell: str, leaves: str) -> None:
    assert files.quoted(cell) == leaves
    assert files.unquoted(files.quoted(cell)) == cell


def test_what_shows_a_number_as_a_day() -> None:
    forms: dict[str, Any] = {"yyyy-mm-dd": True, "General": False, "0.00": False, '"h"0': False, "[h]:mm": True, "m/d/yy": True, "@": False}
    assert {form: rules.is_date_form(form) for form in forms} == forms
