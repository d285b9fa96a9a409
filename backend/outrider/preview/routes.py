"""What publishing would alarm, for whoever may publish."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import post

from ..accounts.people.actions import must_administer_all
from ..db import Tx
from ..model import Who
from ..status.levels.actions import kind_of
from . import actions


class RuleDraft(msgspec.Struct):
    document: dict[str, Any]


@post("/api/rules/{kind:str}/{code:str}/preview", opt={"permission": "rules.write"}, status_code=200)
async def preview(tx: Tx, who: Who, kind: str, code: str, data: RuleDraft, now: datetime) -> actions.Alarmed:
    """How many open orders would be due or overdue at once under a draft, and whom that would tell."""
    must_administer_all(who)
    return await actions.preview(tx, kind_of(kind), code, data.document, now)


ROUTES = [preview]
