"""The day pack: what an engineer takes along for each visit, and the list by which their phone knows that it has all of it. Pure."""

import hashlib
from datetime import date, datetime
from uuid import UUID

import msgspec

from ...sign.results.rules import Done
from ...sites.rules import Note, Proposal


class PackPerson(msgspec.Struct):
    id: UUID
    name: str
    phone: str
    language: str


class Device(msgspec.Struct):
    serial: str
    model: str


class DeviceElsewhere(Device):
    """site: what the place is called where it stands by the books; empty where they name none."""

    site: str


class DeviceFacts(Device):
    configuration: str
    installed_on: date | None
    warranty_until: date | None


class Contract(msgspec.Struct):
    number: str
    name: str
    starts_on: date
    ends_on: date
    levels: list[str]


class Past(msgspec.Struct):
    """An earlier order at the same place or of the same device. done: its newest report."""

    number: str
    fault: str
    called_at: datetime
    serial: str | None
    engineer: str | None
    done: Done | None


class StepBefore(msgspec.Struct):
    """kind: of the event. said: the words that came with it."""

    kind: str
    at: datetime
    said: str


class Before(msgspec.Struct):
    """What an engineer did for this very order before: whose turn it is now goes on from there."""

    engineer: str
    phone: str
    assigned_at: datetime
    ended_at: datetime | None
    steps: list[StepBefore]
    done: Done | None


class Code(msgspec.Struct):
    """What may be tapped in a report (sign/results)."""

    kind: str
    code: str
    names: dict[str, str]


class Knowledge(msgspec.Struct):
    title: str
    body: str


class Street(msgspec.Struct, frozen=True):
    """One street of the small map. size: 0 (small) to 5 (motorway). lines: each its first corner in metres east and north of the site,
    then the way on from corner to corner."""

    size: int
    name: str
    lines: list[list[int]]


class Facts(msgspec.Struct):
    """What belongs to one attendance beside the visit itself (offline/store.Job).

    ended: the visit is over, and its place goes along because its customer may call. devices: of the place; elsewhere: the customer's others.
    """

    attendance_id: UUID
    account_id: UUID
    account: str
    site_id: UUID
    site: str
    address: str
    lat: float
    lon: float
    time_zone: str
    ended: bool
    contacts: list[PackPerson]
    device: DeviceFacts | None
    devices: list[Device]
    elsewhere: list[DeviceElsewhere]
    contract: Contract | None
    past: list[Past]
    before: list[Before]
    codes: list[Code]
    memory: list[Note]
    proposals: list[Proposal]
    knowledge: list[Knowledge]


class Piece(Facts):
    """With the small map of the surroundings."""

    streets: list[Street]


class Entry(msgspec.Struct):
    """sha256: of the piece's bytes as they are sent, in hex; size: their number."""

    attendance_id: UUID
    ended: bool
    sha256: str
    size: int
    contacts: int
    devices: int
    past: int
    memory: int
    knowledge: int
    streets: int


class Manifest(msgspec.Struct):
    """seq: the change feed's position that it was made at. sha256: of all pieces' hashes, one a line, in their order.

    catalogue: by which the phone sees whether its catalogue of parts is still the one that holds.
    """

    seq: int
    made_at: datetime
    entries: list[Entry]
    size: int
    sha256: str
    catalogue: str = ""


class Catalogue(msgspec.Struct):
    """parts: number and name of each that can be asked for. replaced: number and name of a part, in use or no more, and the number
    of what is delivered in its place.
    """

    sha256: str
    parts: list[tuple[str, str]]
    replaced: list[tuple[str, str, str]]


def manifest(pieces: list[Piece], seq: int, now: datetime, catalogue: str = "") -> Manifest:
    entries = [entry(piece) for piece in pieces]
    lines = "".join(f"{row.sha256}\n" for row in entries)
    return Manifest(seq, now, entries, sum(row.size for row in entries), hashlib.sha256(lines.encode()).hexdigest(), catalogue)


def entry(piece: Piece) -> Entry:
    body = msgspec.json.encode(piece)
    counted = (len(piece.contacts), len(piece.devices), len(piece.past), len(piece.memory), len(piece.knowledge), len(piece.streets))
    return Entry(piece.attendance_id, piece.ended, hashlib.sha256(body).hexdigest(), len(body), *counted)
