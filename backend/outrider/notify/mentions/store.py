"""Colleagues by name."""

from uuid import UUID

import msgspec

from ...db import Tx


class Mentionable(msgspec.Struct):
    id: UUID
    name: str


NAMED = "select id, name from users where id = any($1::uuid[]) order by name, id"


async def named(tx: Tx, users: list[UUID]) -> list[Mentionable]:
    return await tx.all(NAMED, Mentionable, users)
