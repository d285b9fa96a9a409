"""Customers, and the people there who call."""

from typing import Any, Literal
from uuid import UUID

import msgspec

from ...accounts.master.columns.rules import Account, Language, Mail, Phone, Text
from ...accounts.master.rules import Entity, Fault, Policy
from ...accounts.numbers import actions as numbers
from ...db import Tx
from ...lang import languages


class AccountValues(msgspec.Struct, kw_only=True):
    number: Text | None = None
    name: Text
    parent_id: Account | None = None
    class_: Literal["ordinary", "key", "classified"] = msgspec.field(name="class", default="ordinary")
    active: bool = True


ACCOUNTS = Entity(
    "accounts",
    "accounts",
    AccountValues,
    Policy.CUSTOMERS,
    label="{t}.name",
    keys=("{t}.number", "{t}.name"),
    natural_key=("number",),
    account="id",
    affects="o.account_id = any($1)",
)


class ContactValues(msgspec.Struct, kw_only=True):
    account_id: Account
    name: Text
    role: Text = ""
    phone: Phone
    email: Mail = ""
    channel: Literal["none", "mail", "sms"] = "none"
    language: Language = languages()[0]
    active: bool = True


def validate(row: ContactValues, before: ContactValues | None) -> list[Fault]:
    """Mail needs an address."""
    return [Fault("channel")] if row.channel == "mail" and row.email == "" else []


async def keep_numbers(tx: Tx, rows: list[tuple[UUID, dict[str, Any]]]) -> None:
    await numbers.keep(tx, [(id, values["phone"]) for id, values in rows])


CONTACTS = Entity(
    "contacts",
    "contacts",
    ContactValues,
    Policy.CUSTOMERS,
    label="{t}.name",
    keys=("{t}.name", "{t}.phone"),
    natural_key=("account_id", "phone", "name"),
    account="account_id",
    affects="o.contact_id = any($1)",
    validate=validate,
    written=keep_numbers,
)
