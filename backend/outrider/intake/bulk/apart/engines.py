"""Run by child.py: what is brought and the table that was read come in, the id of the preview or the refusal goes out."""

import asyncio
import sys
from typing import Any
from uuid import UUID

import msgspec

from .... import db
from ....problems import Problem
from .. import actions
from ..reading.actions import table_of

SECONDS = 120


class Said(msgspec.Struct):
    """code: the problem, where there is no preview."""

    import_id: UUID | None = None
    code: str = ""
    params: dict[str, Any] = {}


async def preview(content: bytes) -> Said:
    head, _, table = content.partition(b"\n")
    database, file = msgspec.json.decode(head, type=tuple[str, actions.Brought])
    pool = await db.connect(database, size=1)
    try:
        async with db.transactions_of(pool)(file.who.org_id) as tx:
            return Said(await actions.preview(tx, file, table_of(table)))
    except Problem as refusal:
        return Said(None, refusal.code, refusal.params)
    finally:
        await pool.close()


def main() -> None:
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(preview(sys.stdin.buffer.read()))))


if __name__ == "__main__":
    main()
