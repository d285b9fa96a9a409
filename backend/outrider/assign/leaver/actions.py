"""Somebody works here no more: what they were to go to waits for somebody else, and is theirs again where that is taken back."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx
from ...model import ALL, Actor, Cause, Role, Status, Who, moment_of
from ...problems import Problem
from ...status import actions as status
from ...status.rules import way
from ...status.withdraw import actions as withdrawals
from ..crew import actions as crew
from . import store

WHY = {"reason_code": "planning"}


class GivenBack(msgspec.Struct):
    """How many visits wait for somebody else, and how many stay: somebody works there, or cannot go on."""

    given_back: int = 0
    stay: int = 0


class LeaverVisit(msgspec.Struct):
    """goes_back: nobody works there yet, so that it may wait for somebody else."""

    order_id: UUID
    number: str
    account: str
    status: Status
    goes_back: bool


async def visits(tx: Tx, engineer_id: UUID) -> list[LeaverVisit]:
    """What giving back would do to each."""
    rows = await store.open_visits(tx, engineer_id)
    return [LeaverVisit(row.order_id, row.number, row.account, row.status, _goes_back(row)) for row in rows]


def _goes_back(visit: store.OpenVisit) -> bool:
    return way(visit.kind, visit.status, "leave_crew" if visit.joins else "unassign") is not None


async def give_back(tx: Tx, who: Who, engineer_id: UUID, now: datetime) -> GivenBack:
    """As the office takes a visit back; whoever may send a person away may do that to their visits."""
    done = GivenBack()
    for row in await store.open_visits(tx, engineer_id):
        if not _goes_back(row):
            done.stay += 1
            continue
        if row.joins:
            await crew.leave(tx, row.order_id, engineer_id, "", WHY["reason_code"], row.status, _cause(who, now))
        else:
            await status.change(tx, row.order_id, "unassign", _cause(who, now), data=WHY)
        done.given_back += 1
    return done


async def take_again(tx: Tx, who: Who, engineer_id: UUID, decided_at: datetime, now: datetime) -> list[str]:
    """What was given back at that moment; answers the numbers of those on which somebody has built since, which stay as they are."""
    stay = list[str]()
    for row in await store.given_back(tx, engineer_id, who.user_id, decided_at):
        try:
            await withdrawals.withdraw(tx, row.order_id, row.stands, _cause(who, now))
        except Problem:
            stay.append(row.number)
    return stay


def _cause(who: Who, now: datetime) -> Cause:
    return Cause(Actor("user", "console", who.user_id, frozenset({Role.DISPATCHER})), ALL, moment_of(now))
