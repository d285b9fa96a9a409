"""What can be read of a command that was quarantined, and the file of unsent work that a phone writes. Pure."""

from typing import Any
from uuid import UUID

import msgspec

from ...model import UNREADABLE

LARGEST_FILE = 400 * 1024 * 1024


class Photo(msgspec.Struct):
    sha256: str
    mime: str
    bytes: bytes


class File(msgspec.Struct):
    """text is a Work, exactly as the phone signed it with its own key: nobody on the way has changed it."""

    outrider_unsent: int
    text: str
    signature: bytes
    photos: list[Photo] = []


class Work(msgspec.Struct):
    """commands: each as it lay on the phone, byte for byte."""

    user_id: UUID
    phone_id: UUID
    commands: list[str]


class Said(msgspec.Struct):
    """As much of a command as can be told to a person."""

    kind: str = ""
    attendance_id: UUID | None = None
    wall: str | None = None
    action: str | None = None
    lane: str = ""
    lane_seq: int = 0


def read(body: bytes) -> tuple[File, Work]:
    """Raises what UNREADABLE names. Hundreds of megabytes take their time."""
    file = msgspec.json.decode(body, type=File)
    return file, msgspec.json.decode(file.text, type=Work)


def said(body: bytes) -> Said:
    try:
        found: Any = msgspec.json.decode(body)
        payload = found.get("payload") or {}
        attendance = found.get("attendance_id")
        row = (str(found.get("kind", "")), UUID(attendance) if attendance else None, found.get("wall"), payload.get("action"))
        return Said(*row, str(found.get("lane", "")), int(found.get("lane_seq") or 0))
    except (*UNREADABLE, AttributeError, TypeError, ValueError):
        return Said()
