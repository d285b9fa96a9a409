"""Tables to files: XLSX by XlsxWriter, CSV by the standard library. Off the event loop: a large one takes seconds."""

import csv
import io
import re

import xlsxwriter

# What a spreadsheet program takes for a formula. A number, or a telephone number, may begin with its sign.
FORMULA = ("=", "@", "\t", "\r", "+", "-")
NUMBER = re.compile(r"[+-][\d\s().,/-]*\d[\d\s().,/-]*")
APOSTROPHE = re.compile(r"'(?=[=@+\-\t\r])")


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
    csv.writer(file).writerows([[quoted(cell) for cell in row] for row in [header, *rows]])
    return file.getvalue().encode("utf-8-sig")


def quoted(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell) else cell


def unquoted(cell: str) -> str:
    """The apostrophe that was put before a formula as it left."""
    return APOSTROPHE.sub("", cell, count=1)
