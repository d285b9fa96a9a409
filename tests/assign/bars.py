"""What stands against Bob, and against nobody else: a record for each hard rule."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from outrider.db import Tx
from outrider.ids import new_id
from tests.cast import NOW, Cast

TODAY = NOW.date()
SITE_OF, ACCOUNT_OF = "select site_id from orders where id = $1", "select account_id from orders where id = $1"
BLOCK = "insert into blocked_pairs (org_id, id, engineer_id, account_id, site_id) values (current_org(), $1, $2, $3, $4)"
QUALIFY = "insert into qualifications (org_id, id, engineer_id, skill_id, expires_on) values (current_org(), $1, $2, $3, $4)"
ADD_SKILL = "insert into skills (org_id, id, code, name, kind) values (current_org(), $1, $2, $2, $3)"


async def another_site(tx: Tx, order: UUID) -> UUID:
    site = new_id(NOW)
    await tx.run(
        "insert into sites (org_id, id, account_id, name, address, lat, lon, time_zone) values (current_org(), $1, $2, 'Hall 2', 'Side street', "
        "52.53, 13.41, 'UTC')", site, await tx.value(ACCOUNT_OF, order),
    )  # fmt: skip
    return site


async def classify(tx: Tx, order: UUID, name: str = "classified") -> None:
    await tx.run("update accounts set class = $2 where id = $1", await tx.value(ACCOUNT_OF, order), name)


async def holds(tx: Tx, engineer: UUID, code: str, kind: str, expires: Any = None) -> None:
    skill = await tx.value("select id from skills where code = $1", code)
    if skill is None:
        await tx.run(ADD_SKILL, skill := new_id(NOW), code, kind)
    await tx.run(QUALIFY, new_id(NOW), engineer, skill, expires)


async def blocked(tx: Tx, us: Cast, order: UUID) -> None:
    await tx.run(BLOCK, new_id(NOW), us.users["bob"], await tx.value(ACCOUNT_OF, order), None)


async def resident(tx: Tx, us: Cast, order: UUID) -> None:
    await tx.run("update engineers set resident_site_id = $2 where user_id = $1", us.users["bob"], await another_site(tx, order))


async def clearance(tx: Tx, us: Cast, order: UUID) -> None:
    await classify(tx, order)
    await holds(tx, us.users["charlie"], "secret", "clearance")


async def certificate(tx: Tx, us: Cast, order: UUID) -> None:
    await holds(tx, us.users["bob"], "server+", "certificate", TODAY - timedelta(days=1))
    await holds(tx, us.users["charlie"], "server+", "certificate", TODAY)
    await tx.run("update orders set skill = 'server+' where id = $1", order)


BARS: dict[str, Callable[[Tx, Cast, UUID], Awaitable[None]]] = {
    "blocked": blocked,
    "resident": resident,
    "clearance": clearance,
    "certificate": certificate,
}
