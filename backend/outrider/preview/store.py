"""What people are called."""

from uuid import UUID

from ..db import Tx

NAMES = "select id, name from users where id = any($1::uuid[])"


async def names(tx: Tx, users: list[UUID]) -> dict[UUID, str]:
    return {row["id"]: row["name"] for row in await tx.connection.fetch(NAMES, users)}
