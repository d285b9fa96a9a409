"""The report on paper, set by typst. Runs in a worker, never in a request."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

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
    """What stands on the paper beside the sealed document itself. labels: in the report's language; notes, corrects: sentences in it."""

    number: str
    org: str
    labels: dict[str, str]
    verify_url: str
    signed: list[dict[str, str]]
    received: str
    notes: list[str] = []
    corrects: str = ""


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
        for plainly in (False, True):
            try:
                return _set(folder, report, paper, notes, len(photos), at, sentences, plainly)
            except typst.TypstError as wrong:  # the texts stay people's own: what is told is only what kind of fault it was
                log.warning(
                    "report is printed more plainly", extra={"fields": {"report": str(report.report_id), "why": type(wrong).__name__}}
                )
        bare = msgspec.structs.replace(report, title=paper.number, order_number="", sections=[], parts=[], photos=[])
        unsigned = [{**row, "name": "", "role": ""} for row in paper.signed]  # they lie in the sealed statement
        return _set(folder, bare, msgspec.structs.replace(paper, signed=unsigned), [*notes, Note("layout")], 0, at, sentences, True)


def _set(
    folder: Path, report: rules.Report, paper: Print, notes: list[Note], photos: int, at: datetime, sentences: dict[str, str], plainly: bool
) -> tuple[bytes, list[Note]]:
    """plainly: signs on top of letters apart, where no font has both. Raises TypstError where it cannot be set."""
    texts: Any = {"report": msgspec.to_builtins(report), "paper": msgspec.to_builtins(paper)}
    chosen, missing = letters.choose(_all(texts) + "".join(sentences.values()), fonts.glyphs)
    lost = set(missing)
    if plainly:
        sets = [fonts.glyphs(font) for font in chosen]

        def apart(text: str) -> str:
            pieces, more = letters.apart(text, sets)
            lost.update(more)
            return pieces

        texts = _walk(texts, apart)
    if lost:
        notes = [*notes, Note("letters", " ".join(f"U+{sign:04X}" for sign in sorted(lost)[:40]))]
    texts["paper"]["notes"] += [sentences[note.code].format(what=note.what) for note in notes]
    data = {**_walk(texts, lambda text: letters.shown(text, missing)), "photos": photos, "fonts": _families(chosen)}
    (folder / "data.json").write_bytes(msgspec.json.encode(data))
    return _typeset(folder, chosen, at), notes


def _typeset(folder: Path, chosen: list[letters.Font], at: datetime) -> bytes:
    pdf = typst.compile(
        str(folder / "report.typ"),
        root=str(folder),
        font_paths=[str(fonts.FONTS / font.folder) for font in chosen],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="a-3b",
        timestamp=int(at.timestamp()),
    )
    return bytes(pdf)


def _families(chosen: list[letters.Font]) -> list[Any]:
    """A font that is for some signs first comes before the one that has most of them: a name is set in one face. And once more in its turn."""
    return [{"name": font.family, "covers": font.covers} for font in chosen if font.covers] + [font.family for font in chosen]


def _all(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(map(_all, value.values()))
    return "".join(map(_all, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


def _walk(value: Any, work: Callable[[str], str]) -> Any:
    """The same, with each text as work makes it."""
    if isinstance(value, str):
        return work(value)
    if isinstance(value, dict):
        return {key: _walk(item, work) for key, item in value.items()}
    return [_walk(item, work) for item in value] if isinstance(value, list) else value
