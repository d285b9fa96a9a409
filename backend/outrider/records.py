"""The organisation's master data: which kinds of record there are, in the order of the screens. What each is stands in its own slice."""

from .accounts.master.rules import Entity
from .accounts.organisation.records import UNITS
from .accounts.people.records import ENGINEERS, PEOPLE
from .assign.records import ACCOUNT_CLASSES, BLOCKED_PAIRS, QUALIFICATIONS, SKILLS
from .intake.callers.records import ACCOUNTS, CONTACTS
from .intake.entitlement.records import CONTRACTS
from .offline.pack.records import KNOWLEDGE
from .parts.records import PART_KINDS, PART_STORES
from .problems import Problem
from .roster.records import ABSENCES, ON_CALL, SHIFTS
from .sign.results.records import RESULT_CODES
from .sites.records import DEVICES, SITES

RECORDS = (
    UNITS,
    PEOPLE,
    ENGINEERS,
    SKILLS,
    QUALIFICATIONS,
    SHIFTS,
    ABSENCES,
    ON_CALL,
    BLOCKED_PAIRS,
    ACCOUNT_CLASSES,
    ACCOUNTS,
    CONTACTS,
    SITES,
    DEVICES,
    KNOWLEDGE,
    RESULT_CODES,
    PART_KINDS,
    PART_STORES,
    CONTRACTS,
)
ENTITIES: dict[str, Entity] = {row.name: row for row in RECORDS}
# What is found across all of it, in the order of the answer.
SEARCHED = ("accounts", "contacts", "sites", "devices", "people", "units", "contracts", "skills", "part_kinds")


def entity(name: str) -> Entity:
    if name not in ENTITIES:
        raise Problem("not_found")
    return ENTITIES[name]
