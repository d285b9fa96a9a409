"""The weights as a new organisation gets them."""

import msgspec

from ...db import Tx
from ..fit.rules import Weights

ADD = """
insert into account_classes (org_id, class, travel, others_late, own_late, waiting, level_step, outside, overtime, workload, not_preferred,
  least_level)
values (current_org(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'basic') on conflict do nothing
"""


async def add(tx: Tx, name: str, weights: Weights) -> None:
    await tx.run(ADD, name, *msgspec.structs.astuple(weights))
