"""What a row of an order sheet may say. Pure."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec

from .... import phones
from ....accounts.doubles.rules import key_of
from ....accounts.master.columns.rules import Account, As, Column, Long, Phone, Text, columns_of
from ....status.levels.rules import KINDS
from ....text import key
from ...booking.rules import is_promised, window_fits
from ...entitlement.rules import Entitlement
from ..rules import Wrong
from .store import ContactRow, DeviceRow, SiteRow

WINDOW = timedelta(hours=24)  # promised where the sheet names no end


class SheetOrder(msgspec.Struct, kw_only=True):
    """What a row says. What cannot be read of it is None, and is not judged."""

    account: Account
    fault: Long
    kind: Annotated[str, As("choice", choices=KINDS)] = KINDS[0]
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


COLUMNS: tuple[Column, ...] = columns_of(SheetOrder)


class Known(msgspec.Struct):
    """What the sheet's rows may name, by account; devices by their number, in its own spelling and as a key.

    own: accounts for which whoever brings the sheet may know of nobody else's devices.
    """

    contacts: dict[UUID, list[ContactRow]]
    sites: dict[UUID, list[SiteRow]]
    devices: dict[str, list[DeviceRow]]
    entitled: dict[tuple[UUID, str], Entitlement]
    country: str | None = None
    skills: dict[str, str] = {}
    open_orders: dict[tuple[UUID, str], str] = {}
    own: set[UUID] = set()


def complete(values: dict[str, Any], known: Known, now: datetime, seen: set[UUID], spoilt: set[str]) -> list[Wrong]:
    """Fills in what the row leaves out; what it cannot. seen: the devices of the rows before. spoilt: fields that are wrong already.

    What hangs on them is not judged: a customer whom nobody knows has no contacts.
    """
    wrong = list[Wrong]()
    if values["account"] is not None:
        _of_account(values, known, wrong, seen, spoilt)
    _window(values, now, wrong, spoilt)
    if "work_minutes" not in spoilt and not 5 <= values["work_minutes"] <= 1440:
        wrong.append(Wrong("not_valid", "work_minutes", f"{values['work_minutes']:g}"))
    if "skill" not in spoilt:
        _skill(values, known.skills, wrong)
    return wrong


def _of_account(values: dict[str, Any], known: Known, wrong: list[Wrong], seen: set[UUID], spoilt: set[str]) -> None:
    account = values["account"]
    if not spoilt & {"contact", "contact_phone"}:
        _contact(values, known.contacts.get(account, []), known.country, wrong)
    if "site" not in spoilt:
        _site(values, known.sites.get(account, []), wrong)
    if "serial" not in spoilt:
        _device(values, known, wrong, seen)
    if not spoilt & {"kind", "level"}:
        found = known.entitled[(account, values["kind"])]
        values["level"] = values["level"] or (found.levels[0] if found.levels else "")
        if values["level"] not in found.levels:
            wrong.append(Wrong("not_covered", "level", values["level"]))


def _skill(values: dict[str, Any], skills: dict[str, str], wrong: list[Wrong]) -> None:
    """As the catalogue writes it."""
    said = values["skill"]
    values["skill"] = skills.get(key(said), "") if said else ""
    if said and not values["skill"]:
        wrong.append(Wrong("unknown", "skill", said))


def _shown(at: datetime) -> str:
    return at.isoformat(" ", "minutes")[:16]


def _window(values: dict[str, Any], now: datetime, wrong: list[Wrong], spoilt: set[str]) -> None:
    fields = ("window_from", "window_to")
    never = [field for field in fields if values[field] is not None and not is_promised(values[field], now)]
    wrong += [Wrong("not_promised", field, _shown(values[field])) for field in never]
    if never or spoilt & set(fields):
        return
    values["window_from"] = values["window_from"] or now
    values["window_to"] = values["window_to"] or values["window_from"] + WINDOW
    if not window_fits(values["window_from"], values["window_to"], now):
        wrong.append(Wrong("window_ends", "window_to", _shown(values["window_to"])))


def _contact(values: dict[str, Any], known: list[ContactRow], country: str | None, wrong: list[Wrong]) -> None:
    """By phone, else by name, else the only one there is."""
    phone, name = values["contact_phone"], key(values["contact"])
    sure, perhaps = (set(keys) for keys in phones.sought(phone, country))
    found = [row for row in known if sure & set(row.phone_keys)] or [row for row in known if perhaps & set(row.phone_keys)]
    found = found or [row for row in known if name and key(row.name) == name]
    if len(found) > 1 and name:
        found = [row for row in found if key(row.name) == name]
    if not found and not phone and not name:
        found = known
    if len(found) == 1:
        values["contact"] = found[0].id
    else:
        field = "contact_phone" if phone else "contact"
        said = values["contact_phone"] if phone else values["contact"]
        wrong.append(Wrong("ambiguous" if found and said else "which" if found else "unknown" if said else "needed", field, said))


def _site(values: dict[str, Any], known: list[SiteRow], wrong: list[Wrong]) -> None:
    said = values["site"]
    found = [row for row in known if key(row.name) == key(said)] if said else known
    if len(found) == 1:
        values["site"] = found[0]
    else:
        wrong.append(Wrong("ambiguous" if found and said else "unknown" if said else "needed", "site", said))


def _device(values: dict[str, Any], known: Known, wrong: list[Wrong], seen: set[UUID]) -> None:
    """Its own spelling goes before another; whose it is besides is told to nobody who answers for this customer alone."""
    serial, account = values["serial"], values["account"]
    if not serial:
        values["device"] = None
        return
    alike = [row for word in (serial, key_of(serial)) if word for row in known.devices.get(word, [])]
    device = min((row for row in alike if row.account_id == account), key=lambda row: row.serial != serial, default=None)
    if device is None:
        wrong.append(Wrong("of_another" if alike and account not in known.own else "unknown", "serial", serial))
    elif device.open_order:
        wrong.append(Wrong("open_order", "serial", device.open_order))
    elif device.id in seen:
        wrong.append(Wrong("twice", "serial", serial))
    else:
        seen.add(device.id)
        values["device"] = device.id
