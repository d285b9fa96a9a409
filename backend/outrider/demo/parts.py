"""The catalogue of the demo organisation, its stores, and what lies in them and in the cars."""

from datetime import datetime

from .. import db
from ..ids import new_id
from . import devices

ADD_KIND = """
insert into part_kinds (org_id, id, number, name, name_zh, product_line, replaced_by, has_serials)
values (current_org(), $1, $2, $3, $4, $5, $6, $7)
"""
ADD_STORES = """
insert into part_holders (org_id, id, kind, name, station_id)
select org_id, gen_random_uuid(), 'store', name, id from units where org_id = current_org() and kind = 'station'
union all select current_org(), $1::uuid, 'store', 'Central store', null
"""
ADD_CARS = """
insert into part_holders (org_id, id, kind, name, engineer_id) select org_id, user_id, 'car', '', user_id from engineers
where org_id = current_org()
"""
COUNT = """
insert into part_moves (org_id, id, kind, part_kind_id, number, name, quantity, serial, to_id, why, at, written_at)
select h.org_id, gen_random_uuid(), 'counted', k.id, k.number, k.name, case when h.kind = 'car' then 2 when h.station_id is null then 40 else 8 end,
  '', h.id, '', $1, $1
from part_holders h join part_kinds k on k.org_id = h.org_id where h.org_id = current_org() and (k.replaced_by = '' or h.kind = 'car')
"""


async def load(tx: db.Tx, before: datetime) -> None:
    for part in devices.PARTS:
        facts = (part.number, part.english, part.chinese, part.product_line, part.replaced_by, part.has_serials)
        await tx.run(ADD_KIND, new_id(before), *facts)
    await tx.run(ADD_STORES, new_id(before))
    await tx.run(ADD_CARS)
    await tx.run(COUNT, before)
