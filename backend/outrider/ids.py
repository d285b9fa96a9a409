"""Identifiers that sort by the time they were made (RFC 9562 version 7); PostgreSQL 15 has no function for them."""

import os
from datetime import datetime
from uuid import UUID


def first_id(at: datetime) -> UUID:
    """Below every one that is made from then on."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def new_id(now: datetime) -> UUID:
    milliseconds = int(now.timestamp() * 1000)
    value = milliseconds << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
