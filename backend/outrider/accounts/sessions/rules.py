"""Passwords, tokens, and how often one may try. Pure; argon2id with the library's own parameters (RFC 9106 low-memory)."""

import hashlib
import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SESSION_LENGTH = timedelta(days=30)
LINK_LENGTH = timedelta(days=3)
ATTEMPTS_PER_LOGIN = 10
ATTEMPTS_PER_ADDRESS = 50
ATTEMPT_WINDOW = timedelta(minutes=15)
SHORTEST_PASSWORD = 10

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
