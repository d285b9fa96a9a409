"""Who is on call just now."""

from datetime import datetime
from uuid import UUID

from ...db import Tx
from ..rules import Person

# For a station, or for a unit above it.
ON_CALL = """
with recursive above (id, parent_id) as (
  select id, parent_id from units where id = $1
  union all select unit.id, unit.parent_id from units unit join above on unit.id = above.parent_id
)
select distinct on (person.id) person.id, false as contact, null as role, person.language, org.time_zone, '{}'::jsonb as channels,
  null::time as quiet_from, null::time as quiet_to
from on_call c join users person on person.id = c.user_id join orgs org on org.id = person.org_id
where person.active and c.station_id in (select id from above) and c.starts_at <= $2 and c.ends_at > $2 order by person.id
"""


async def on_call(tx: Tx, station: UUID, now: datetime) -> list[Person]:
    return await tx.all(ON_CALL, Person, station, now)
