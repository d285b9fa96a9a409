"""One case of each: a resident engineer, a pair that is kept apart, a classified customer; and who of the engineers is an expert for key accounts."""

from collections import Counter
from uuid import UUID

from .. import db
from ..ids import new_id
from . import devices
from .devices import both
from .world import World

RESIDENT, BLOCKED, CLEARED = 35, 6, 9  # of the cast: whose place in it it is; each CLEARED-th one of the first station
ACCOUNT = "select id from accounts where name = $1"
DESIGNATE = "update contracts set station_id = (select station_id from engineers where user_id = $2) where account_id = $1"
ADD_CLEARANCE = "insert into skills (org_id, id, code, kind, name) values (current_org(), $1, $2, 'clearance', $3)"
CLEAR = "insert into qualifications (org_id, id, engineer_id, skill_id) values (current_org(), $1, $2, $3)"
RESIDE = "update engineers set resident_site_id = $2 where user_id = $1"
BLOCK = "insert into blocked_pairs (org_id, id, engineer_id, account_id, note) values (current_org(), $1, $2, $3, $4)"
LEVELS = """
update qualifications set level = (array['skilled', 'basic', 'expert', 'skilled'])[1 + known.place % 4]
from unnest($1::uuid[]) with ordinality as known (id, place) where engineer_id = known.id
"""


async def tell(tx: db.Tx, world: World) -> None:
    """Before the day begins, so that nobody is where they may not be."""
    classified, apart = await tx.value(ACCOUNT, "Banco Litoral"), await tx.value(ACCOUNT, "Hotel Mirador")
    cleared = world.engineers[::CLEARED]
    await tx.run(DESIGNATE, classified, cleared[0])
    await tx.run(ADD_CLEARANCE, skill := new_id(world.now), "security", both("Security training", "保密培训"))
    for engineer in cleared:
        await tx.run(CLEAR, new_id(world.now), engineer, skill)
    await tx.run(BLOCK, new_id(world.now), world.engineers[BLOCKED], apart, both("Asked for by the customer", "应客户要求"))
    resident = world.engineers[RESIDENT]
    knows = [
        site
        for site in world.sites
        if site.account not in (classified, apart) and devices.LINES[site.model].skill in world.skills[resident]
    ]
    (home, _), *_ = Counter(site.site for site in knows).most_common()
    await tx.run(RESIDE, resident, home)
    await tx.run(LEVELS, world.engineers)
    world.may_go = {engineer: _places(world, engineer, cleared, classified, apart, home) for engineer in world.engineers}


def _places(world: World, engineer: UUID, cleared: list[UUID], classified: UUID, apart: UUID, home: UUID) -> set[UUID]:
    """The sites that the engineer may be sent to."""
    if engineer == world.engineers[RESIDENT]:
        return {home}
    barred = set() if engineer in cleared else {classified}
    barred |= {apart} if engineer == world.engineers[BLOCKED] else set()
    return {site.site for site in world.sites if site.account not in barred and site.site != home}
