"""The report on paper, set by typst. Runs in a worker, never in a request."""

import logging
import threading
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import segno
import typst

from ..letters import engines as fonts
from ..letters import rules as letters
from ..photos.engines import shrink
from ..reading.rules import Note
from ..strokes.rules import Statement, svg_of
from . import rules

TEMPLATE = Path(__file__).parent.parent / "templates" / "report.typ"
log = logging.getLogger("outrider.sign")
ONE_AT_A_TIME = threading.Lock()  # photos and fonts of one print hold up to some hundred megabytes


class Print(msgspec.Struct):
    """What stands on the paper beside the sealed document itself. labels: in the report's language; notes: sentences in it by code."""

    number: str
    org: str
    labels: dict[str, str]
    verify_url: str
    signed: list[dict[str, str]]
    received: str
    notes: list[str] = []


class Sealed(msgspec.Struct):
    """The bytes as they came; they lie in the PDF."""

    report: bytes
    statement: bytes


def render(
    sealed: Sealed, report: rules.Report, statement: Statement, paper: Print, photos: list[Path], at: datetime, sentences: dict[str, str]
) -> tuple[bytes, list[Note]]:
    """PDF/A-3b with the sealed bytes and the statement attached, and what could not be printed as it was signed.

    The same input gives the same bytes. sentences: how a note is said that is found only here, by its code.
    """
    with ONE_AT_A_TIME, TemporaryDirectory() as name:
        folder = Path(name)
        lost = sum(not shrink(photo, folder / f"photo{index}.jpg") for index, photo in enumerate(photos))
        notes = [Note("photos_lost", str(lost))] if lost else []
        for signature in statement.signatures:
            (folder / f"{signature.party}.svg").write_text(svg_of(signature))
        segno.make(paper.verify_url, error="m").save(str(folder / "verify.svg"), border=0, xmldecl=False)
        (folder / "sealed.json").write_bytes(sealed.report)
        (folder / "statement.json").write_bytes(sealed.statement)
        (folder / "report.typ").write_text(TEMPLATE.read_text())
        try:
            return _set(folder, report, paper, notes, len(photos), at, sentences)
        except typst.TypstError as wrong:
            log.warning("report is printed without its texts", extra={"fields": {"report": str(report.report_id), "why": str(wrong)[:400]}})
            bare = msgspec.structs.replace(report, title=paper.number, order_number="", sections=[], parts=[], photos=[])
            return _set(folder, bare, paper, [*notes, Note("layout")], 0, at, sentences)


def _set(
    folder: Path, report: rules.Report, paper: Print, notes: list[Note], photos: int, at: datetime, sentences: dict[str, str]
) -> tuple[bytes, list[Note]]:
    texts = {"report": msgspec.to_builtins(report), "paper": msgspec.to_builtins(paper)}
    chosen, missing = letters.choose(_all(texts) + "".join(sentences.values()), fonts.glyphs)
    if missing:
        notes = [*notes, Note("letters", " ".join(f"U+{sign:04X}" for sign in sorted(missing)[:40]))]
    texts["paper"]["notes"] += [sentences[note.code].format(what=note.what) for note in notes]
    families = [{"name": font.family, "covers": font.covers} if font.covers else font.family for font in _in_order(chosen)]
    data = {**_shown(texts, missing), "photos": photos, "fonts": families}
    (folder / "data.json").write_bytes(msgspec.json.encode(data))
    pdf = typst.compile(
        str(folder / "report.typ"),
        root=str(folder),
        font_paths=[str(fonts.FONTS / font.folder) for font in chosen],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="a-3b",
        timestamp=int(at.timestamp()),
    )
    return bytes(pdf), notes


def _in_order(chosen: list[letters.Font]) -> list[letters.Font]:
    """A font for some signs only has to come before the one that has most of them: a name is set in one face."""
    return sorted(chosen, key=lambda font: font.covers is None)


def _all(value: object) -> str:
    if isinstance(value, dict):
        return "".join(map(_all, value.values()))
    return "".join(map(_all, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


def _shown(value: object, missing: set[int]) -> dict[str, object]:
    def walk(found: object) -> object:
        if isinstance(found, str):
            return letters.shown(found, missing)
        if isinstance(found, dict):
            return {key: walk(item) for key, item in found.items()}
        return [walk(item) for item in found] if isinstance(found, list) else found

    shown = walk(value)
    assert isinstance(shown, dict)
    return shown
