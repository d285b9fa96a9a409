"""Tables from and to files: XLSX by calamine and XlsxWriter, CSV by the standard library."""

import csv
import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from ...problems import Problem

MOST = 20_000
UNPACKED = 256 * 1024 * 1024
XLSX_MAGIC = b"PK\x03\x04"
FORMULA = ("=", "@", "\t", "\r")


def read(content: bytes) -> tuple[list[str], list[list[str]]]:
    """(header, rows) as text; rows without any text are left out. Raises sheet_not_readable or sheet_too_long."""
    table = _xlsx(content) if content.startswith(XLSX_MAGIC) else _csv(content)
    rows = [row for row in table if any(row)]
    if not rows or len(rows[0]) > 200:
        raise Problem("sheet_not_readable")
    header = [cell.strip() for cell in rows[0]]
    if len(rows) - 1 > MOST:
        raise Problem("sheet_too_long", most=MOST)
    return header, [[*row[: len(header)], *[""] * (len(header) - len(row))] for row in rows[1:]]


def _xlsx(content: bytes) -> list[list[str]]:
    """What unpacks to more than any such table can need is not unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise Problem("sheet_too_long", most=MOST)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return [[_text(cell) for cell in row] for row in sheet.iter_rows()]
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError) as fault:
        raise Problem("sheet_not_readable") from fault


def _csv(content: bytes) -> list[list[str]]:
    """UTF-8, or what a Chinese spreadsheet program saves. The separator is the commonest of three in the first line."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.partition("\n")[0]
        separator = max(",;\t", key=first.count)
        try:
            return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
        except csv.Error as fault:
            raise Problem("sheet_not_readable") from fault
    raise Problem("sheet_not_readable")


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, timedelta):
        return f"{cell.seconds // 3600:02d}:{cell.seconds // 60 % 60:02d}"
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()


def to_xlsx(header: list[str], rows: list[list[str]]) -> bytes:
    """Everything as text: nothing that a person wrote becomes a formula."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1})
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, bold)
        widest = max([len(name), *(len(row[column]) for row in rows[:200])])
        sheet.set_column(column, column, min(60, widest + 3))
    for n, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            sheet.write_string(n, column, cell[:32_000])
    book.close()
    return file.getvalue()


def to_csv(header: list[str], rows: list[list[str]]) -> bytes:
    """With the mark by which spreadsheet programs know UTF-8; what would become a formula there is quoted."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerows([[f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in [header, *rows]])
    return file.getvalue().encode("utf-8-sig")
