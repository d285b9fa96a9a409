"""Run by child.py: what is brought comes in, the table that was read lies in a file, the id of the preview or the refusal goes out."""

import asyncio
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from .... import db
from ....problems import Problem
from .. import actions
from ..reading.actions import table_of

SECONDS = PATIENCE = 120


class Said(msgspec.Struct):
    """code: the problem, where there is no preview."""

    import_id: UUID | None = None
    code: str = ""
    params: dict[str, Any] = {}


async def preview(head: bytes, table: bytes) -> Said:
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
    said = asyncio.run(preview(sys.stdin.buffer.read(), Path(sys.argv[1]).read_bytes()))
    sys.stdout.buffer.write(msgspec.json.encode(said))


if __name__ == "__main__":
    main()
