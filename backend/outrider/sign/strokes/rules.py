"""Who signed a report, and how: the statement that the phone wrote beside the sealed report. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from ..reading.rules import NAME, Note, Reading, id_of, json_of

PARTIES = ("engineer", "customer")
POINTS = 20_000
SIDE = 10_000.0  # pixels of a pad
EARLY, LATE = timedelta(days=31), timedelta(minutes=10)  # of a signature's time, beside the moment when it was received


class Point(msgspec.Struct):
    x: float
    y: float


class Stroke(msgspec.Struct):
    points: list[Point]


class Signature(msgspec.Struct):
    """at: the device's time; None where it is no time. strokes: in the pad's own pixels, width x height."""

    party: str
    name: str
    role: str
    at: datetime | None
    width: float
    height: float
    strokes: list[Stroke]
    lat: float | None = None
    lon: float | None = None


class Statement(msgspec.Struct):
    report_id: UUID
    sha256: str
    signatures: list[Signature]


def read_statement(statement: bytes, received: datetime) -> tuple[Statement, list[Note]]:
    """Raises seal_broken where it does not say of which report it speaks."""
    reading = Reading()
    raw = json_of(statement, reading)
    signatures = [_signature(reading, row, received) for row in reading.rows(raw.get("signatures"), 20)]
    return Statement(id_of(raw.get("report_id")), str(raw.get("sha256")), signatures), list(reading.notes.values())


def _signature(reading: Reading, row: dict[str, Any], received: datetime) -> Signature:
    at = _time(row.get("at"))
    if at is None or not is_likely(at, received):
        reading.note("signed_time", reading.text(row.get("at"), NAME))
    strokes, left = [], POINTS
    for stroke in reading.rows(row.get("strokes"), POINTS):
        points = [point for one in reading.rows(stroke.get("points"), left) if (point := _point(reading, one))]
        left -= len(points)
        strokes.append(Stroke(points))
    party, name, role = str(row.get("party")), reading.text(row.get("name"), NAME), reading.text(row.get("role"), NAME)
    width, height = _number(row.get("width"), 1.0, SIDE), _number(row.get("height"), 1.0, SIDE)
    if width is None or height is None:
        reading.note("shape")
        width, height = 300.0, 150.0
    drawn = Signature(party, name, role, at, width, height, strokes)
    if _spread(drawn) < 1:
        reading.note("no_strokes")
    return drawn


def is_likely(at: datetime, received: datetime) -> bool:
    return received - EARLY <= at <= received + LATE


def _time(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _number(value: Any, least: float, most: float) -> float | None:
    fits = isinstance(value, int | float) and least <= value <= most  # also no number at all, and none without end
    return float(value) if fits else None


def _point(reading: Reading, row: dict[str, Any]) -> Point | None:
    x, y = _number(row.get("x"), -SIDE, SIDE), _number(row.get("y"), -SIDE, SIDE)
    if x is None or y is None:
        reading.note("shape")
        return None
    return Point(x, y)


def _spread(signature: Signature) -> float:
    """How far a signature reaches, in pixels of its pad."""
    points = [point for stroke in signature.strokes for point in stroke.points]
    if not points:
        return 0
    across, down = [point.x for point in points], [point.y for point in points]
    return max(max(across) - min(across), max(down) - min(down))


def points_of(signature: Signature) -> int:
    return sum(len(stroke.points) for stroke in signature.strokes)


def svg_of(signature: Signature) -> str:
    """The strokes as vectors; nothing but numbers goes in."""
    lines = "".join(
        f'<polyline points="{" ".join(f"{point.x:.1f},{point.y:.1f}" for point in stroke.points)}"/>'
        for stroke in signature.strokes
        if stroke.points
    )
    size = f'viewBox="0 0 {signature.width:.0f} {signature.height:.0f}"'
    style = 'fill="none" stroke="#10233f" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g {style}>{lines}</g></svg>'
