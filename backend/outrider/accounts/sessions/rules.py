"""Passwords, tokens, and how often one may try. Pure; argon2id with the library's own parameters (RFC 9106 low-memory)."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ... import text
from ...model import Role, Scope

SESSION_LENGTH = timedelta(days=30)
LINK_LENGTH = timedelta(days=3)
ATTEMPTS_PER_PAIR = 10  # of one login from one address: then refused, but for a device that is known
ATTEMPTS_PER_DEVICE = 10  # of a known device: then slowed down
ATTEMPTS_PER_LOGIN = 30  # from everywhere: then slowed down
ATTEMPTS_PER_ADDRESS = 50  # a whole office may stand behind it: then slowed down
ATTEMPT_WINDOW = timedelta(minutes=15)
LONGEST_LOGIN = 500
SHORTEST_PASSWORD = 10
LARGEST_KEY = 2_000  # bytes; a P-256 key as JWK has some two hundred
LONGEST_NAME = 200
LONGEST_LOGIN = 400  # letters of what is tried

_hasher = PasswordHasher()
# Compared with when the login is unknown, so that the time of an answer tells nothing.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def password_fits(password: str, stored: str | None) -> bool:
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


class Grant(msgspec.Struct):
    """stations, accounts: all that the scope covers, with what is below it."""

    role: Role
    scope: str
    stations: list[UUID]
    accounts: list[UUID]


def scope_of(user_id: UUID, grants: list[Grant]) -> Scope:
    """grants: of one role."""
    return Scope(
        everything=any(grant.scope == "organisation" for grant in grants),
        stations=list(dict.fromkeys(station for grant in grants for station in grant.stations)),
        accounts=list(dict.fromkeys(account for grant in grants for account in grant.accounts)),
        engineer=user_id if any(grant.role == Role.ENGINEER for grant in grants) else None,
    )


class Counted(msgspec.Struct):
    """keys: under which this attempt was counted, those that a success clears."""

    keys: list[str]
    refused: bool
    slowed: bool


def attempt_keys(login: str, address: str, device: str | None) -> list[str]:
    """The first is the attempt's own: of the known device, or of this login from this address."""
    login = text.key(login[:LONGEST_LOGIN])[:200]
    own = f"device:{device}" if device else f"pair:{login} {address}"
    return [own, f"login:{login}", f"address:{address}"]


def judge(keys: list[str], counts: dict[str, int], known: bool) -> Counted:
    """counts: of each key within the window, this attempt among them."""
    own, login, address = (counts.get(key, 0) for key in keys)
    if known:  # whatever strangers have tried meanwhile
        return Counted(keys, False, own > ATTEMPTS_PER_DEVICE)
    return Counted(keys, own > ATTEMPTS_PER_PAIR, login > ATTEMPTS_PER_LOGIN or address > ATTEMPTS_PER_ADDRESS)
