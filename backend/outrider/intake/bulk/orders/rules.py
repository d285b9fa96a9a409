"""What a row of an order sheet may say. Pure."""

from datetime import datetime, timedelta
from typing import Annotated, TypeAlias, TypeVar
from uuid import UUID

import msgspec

from .... import phones
from ....accounts.doubles.rules import key_of
from ....accounts.master.columns.rules import Account, As, Column, Long, Phone, Text, columns_of
from ....model import WAYS_IN, Actor, WorkKind
from ....problems import Problem
from ....text import key
from ...booking.rules import FEWEST_MINUTES, MOST_MINUTES, Parties, ResolvedOrder, StationLine, is_promised, station_of, window_fits
from ...entitlement.rules import Entitlement
from ..rules import Wrong, from_problem

T = TypeVar("T")
WayIn: TypeAlias = Annotated[str, As("choice", choices=WAYS_IN)]
WINDOW = timedelta(hours=24)  # promised where the sheet names no end


class SheetOrder(msgspec.Struct, kw_only=True):
    """What a row says. What cannot be read of it is None, and is not judged."""

    account: Account | None
    fault: Long
    kind: WorkKind = "repair"
    level: Text = ""
    contact: Text = ""
    contact_phone: Phone = ""
    site: Text = ""
    serial: Text = ""
    window_from: datetime | None = None
    window_to: datetime | None = None
    skill: Text = ""
    access_note: Long = ""
    work_minutes: float = 60
    came_in: WayIn = ""


COLUMNS: tuple[Column, ...] = columns_of(SheetOrder)


class ContactRow(msgspec.Struct):
    id: UUID
    account_id: UUID
    name: str
    phone_keys: list[str]


class SiteRow(msgspec.Struct):
    id: UUID
    account_id: UUID
    name: str
    lat: float
    lon: float


class DeviceRow(msgspec.Struct):
    id: UUID
    account_id: UUID
    serial: str
    serial_key: str | None
    open_order: str | None


class Known(msgspec.Struct):
    """What the sheet's rows may name, by account; devices by their number, in its own spelling and as a key.

    by: as who the sheet's orders are booked for an account, and stations: those that they may give work to. own: accounts for which whoever
    brings the sheet may know of nobody else's devices.
    """

    contacts: dict[UUID, list[ContactRow]]
    sites: dict[UUID, list[SiteRow]]
    devices: dict[str, list[DeviceRow]]
    entitled: dict[tuple[UUID, str], Entitlement]
    by: dict[UUID, Actor]
    stations: dict[UUID, list[StationLine]]
    country: str | None = None
    skills: dict[str, str] = {}
    open_orders: dict[tuple[UUID, str], str] = {}
    own: set[UUID] = set()


def resolve(
    id: UUID, said: SheetOrder, known: Known, now: datetime, seen: set[UUID], spoilt: set[str]
) -> tuple[ResolvedOrder | None, list[Wrong]]:
    """With what the row leaves out; or all that is wrong with it. seen: the devices of the rows before. spoilt: fields that are wrong already.

    What hangs on them is not judged: a customer whom nobody knows has no contacts.
    """
    wrong = list[Wrong]()

    def sound(found: T | Wrong) -> T | None:
        wrong.extend([found] if isinstance(found, Wrong) else [])
        return None if isinstance(found, Wrong) else found

    account, contact, site, device, level = said.account, None, None, None, None
    if account is not None:
        contact = (
            sound(_contact(said, known.contacts.get(account, []), known.country)) if not spoilt & {"contact", "contact_phone"} else None
        )
        site = sound(_site(said.site, known.sites.get(account, []))) if "site" not in spoilt else None
        device = sound(_device(said.serial, account, known, seen)) if "serial" not in spoilt else None
        level = sound(_level(said.level, known.entitled[(account, said.kind)])) if not spoilt & {"kind", "level"} else None
    window = _window(said, now, spoilt)
    wrong += window if isinstance(window, list) else []
    if "work_minutes" not in spoilt and not FEWEST_MINUTES <= said.work_minutes <= MOST_MINUTES:
        wrong.append(Wrong("not_valid", "work_minutes", f"{said.work_minutes:g}"))
    skill = sound(_skill(said.skill, known.skills)) if "skill" not in spoilt else None
    if wrong or spoilt or account is None or contact is None or site is None or level is None or isinstance(window, list):
        return None, wrong
    entitled = known.entitled[(account, said.kind)]
    try:
        station = station_of(entitled, (site.lat, site.lon), known.stations[account])
    except Problem as refusal:
        return None, from_problem(refusal)
    parties = Parties(account, contact, site.id, device, station)
    order = (id, said.kind, level, said.fault, *window, skill, said.access_note, int(said.work_minutes), parties, entitled)
    return ResolvedOrder(*order, known.by[account], came_in=said.came_in), []


def _level(said: str, found: Entitlement) -> str | Wrong:
    level = said or (found.levels[0] if found.levels else "")
    return level if level in found.levels else Wrong("not_covered", "level", level)


def _skill(said: str, skills: dict[str, str]) -> str | None | Wrong:
    """As the catalogue writes it."""
    return (skills.get(key(said)) or Wrong("unknown", "skill", said)) if said else None


def _shown(at: datetime) -> str:
    return at.isoformat(" ", "minutes")[:16]


def _window(said: SheetOrder, now: datetime, spoilt: set[str]) -> tuple[datetime, datetime] | list[Wrong]:
    fields = (("window_from", said.window_from), ("window_to", said.window_to))
    never = [Wrong("not_promised", field, _shown(at)) for field, at in fields if at is not None and not is_promised(at, now)]
    if never or spoilt & {"window_from", "window_to"}:
        return never
    start = said.window_from or now
    end = said.window_to or start + WINDOW
    return (start, end) if window_fits(start, end, now) else [Wrong("window_ends", "window_to", _shown(end))]


def _contact(said: SheetOrder, known: list[ContactRow], country: str | None) -> UUID | Wrong:
    """By phone, else by name, else the only one there is."""
    phone, name = said.contact_phone, key(said.contact)
    sure, perhaps = (set(keys) for keys in phones.sought(phone, country))
    found = [row for row in known if sure & set(row.phone_keys)] or [row for row in known if perhaps & set(row.phone_keys)]
    found = found or [row for row in known if name and key(row.name) == name]
    if len(found) > 1 and name:
        found = [row for row in found if key(row.name) == name]
    if not found and not phone and not name:
        found = known
    if len(found) == 1:
        return found[0].id
    word, field = (phone, "contact_phone") if phone else (said.contact, "contact")
    return Wrong("ambiguous" if found and word else "which" if found else "unknown" if word else "needed", field, word)


def _site(said: str, known: list[SiteRow]) -> SiteRow | Wrong:
    found = [row for row in known if key(row.name) == key(said)] if said else known
    if len(found) == 1:
        return found[0]
    return Wrong("ambiguous" if found and said else "unknown" if said else "needed", "site", said)


def _device(serial: str, account: UUID, known: Known, seen: set[UUID]) -> UUID | None | Wrong:
    """Its own spelling goes before another; whose it is besides is told to nobody who answers for this customer alone."""
    if not serial:
        return None
    alike = [row for word in (serial, key_of(serial)) if word for row in known.devices.get(word, [])]
    device = min((row for row in alike if row.account_id == account), key=lambda row: row.serial != serial, default=None)
    if device is None:
        return Wrong("of_another" if alike and account not in known.own else "unknown", "serial", serial)
    if device.open_order:
        return Wrong("open_order", "serial", device.open_order)
    if device.id in seen:
        return Wrong("twice", "serial", serial)
    seen.add(device.id)
    return device.id
