"""Which order goes on in place of which."""

from uuid import UUID

import msgspec

from ...db import Tx


class Said(msgspec.Struct):
    """double, kept: their numbers."""

    double: str
    kept: str
    fault: str
    contact: str


SAID = """
select o.number as double, other.number as kept, o.fault, concat_ws(' · ', c.name, c.phone) as contact
from orders o join contacts c on c.id = o.contact_id, orders other where o.id = $1 and other.id = $2
"""


async def said(tx: Tx, double: UUID, kept: UUID) -> Said:
    found = await tx.one(SAID, Said, double, kept)
    assert found is not None
    return found


MERGE = "update orders set merged_into = $2 where id = $1"


async def merge(tx: Tx, double: UUID, kept: UUID | None) -> None:
    await tx.run(MERGE, double, kept)
