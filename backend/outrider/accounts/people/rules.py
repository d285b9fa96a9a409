"""Who may what, as data. A route names a permission; a permission names its roles; a grant gives a role with a scope."""

from ... import text
from ...model import Role

E, D, SM, HO, AD = Role.ENGINEER, Role.DISPATCHER, Role.STATION_MANAGER, Role.HEAD_OFFICE, Role.ADMINISTRATOR
DESK, RS, AM, SVM = Role.SERVICE_DESK, Role.REMOTE_SUPPORT, Role.ACCOUNT_MANAGER, Role.SERVICE_MANAGER
L2, EX, MF, PC, CA = Role.SECOND_LINE, Role.EXPERT, Role.MANUFACTURER, Role.PARTS_CLERK, Role.CUSTOMER_ADMINISTRATOR

EVERYBODY = frozenset(Role)
OFFICE = frozenset({D, SM, HO, AD, DESK, RS, AM, SVM, L2, EX, PC})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "me": EVERYBODY,
    "phone": frozenset({E}),
    "live": EVERYBODY,
    "orders.read": OFFICE | {E, CA, MF},
    "orders.act": OFFICE | {E},
    "orders.take": frozenset({D, SM, DESK, AD, CA}),
    "orders.edit": frozenset({D, SM, DESK}),
    "orders.assign": frozenset({D, SM, DESK, HO}),
    "orders.remind": frozenset({SM, HO}),
    "counter": frozenset({D, SM, DESK}),
    "photos": frozenset({E, D, SM, DESK}),
    "customers.read": frozenset({D, SM, HO, AD, DESK, RS, AM, SVM, CA}),
    "customers.call": frozenset({D, SM, HO, DESK, AM, SVM}),
    "customers.link": frozenset({D, SM, DESK, AM, SVM}),
    "calls.take": frozenset({D, SM, DESK, AD}),
    "calls.read": frozenset({D, SM, HO, AD, DESK, RS, AM, SVM}),
    "positions.read": frozenset({D, SM, HO}),
    "parts.request": frozenset({E, D, SM, DESK, PC}),
    "parts.plan": frozenset({D, SM, PC}),
    "parts.read": OFFICE | {E},
    "reports.read": OFFICE | {E, CA},
    "review.settle": frozenset({D, SM}),
    "sites.read": OFFICE | {E},
    "sites.write": frozenset({D, SM, DESK}),
    "phones.read": frozenset({D, SM, HO, AD}),
    "phones.manage": frozenset({D, SM, AD}),
    "organisation.read": frozenset({AD, HO}),
    "organisation.write": frozenset({AD}),
    "retention": frozenset({AD}),
    "people.read": frozenset({AD, HO}),
    "people.write": frozenset({AD}),
    "master.read": OFFICE,
    "master.write": frozenset({AD, SM, D, AM, SVM, DESK, PC}),
    "sheets": frozenset({AD, SM, D, AM, SVM, DESK, CA, PC}),
    "remote.read": OFFICE,
    "rules.read": OFFICE,
    "notify.manage": frozenset({AD, HO}),
    "rules.write": frozenset({AD}),
}

SCOPES_OF: dict[Role, frozenset[str]] = {
    role: frozenset({"own"})
    if role == E
    else frozenset({"account"})
    if role == CA
    else frozenset({"organisation", "account"})
    if role in {AM, SVM}
    else frozenset({"organisation", "region", "station"})
    for role in Role
}

LONGEST_NAME, LONGEST_PHONE = 200, 40


def wrong_in(login: str, name: str, phone: str, language_known: bool) -> list[str]:
    """The fields of an invitation that cannot be taken."""
    sound = {
        "login": text.is_address(login.strip()),
        "name": bool(text.key(name)) and len(name.strip()) <= LONGEST_NAME,
        "phone": len(phone) <= LONGEST_PHONE,
        "language": language_known,
    }
    return [field for field, fits in sound.items() if not fits]
