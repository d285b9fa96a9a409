"""Inviting, disabling, and giving a new start to people. Every administrative act is an event."""

from datetime import datetime, time, timedelta
from uuid import UUID

import msgspec

from ... import events, text, undo
from ...db import Tx
from ...event_kinds import AboutPerson, Event, GrantsChanged, PersonInvited, TokenMade
from ...ids import first_id, new_id
from ...lang import languages
from ...model import SYSTEM, Actor, Role, Scope, Who, actor_of, moment_of
from ...problems import Problem
from ..search import actions as search
from ..sessions import actions as sessions
from . import rules, store

SHIFT = (time(8), time(17))
TOKEN_LENGTH = timedelta(days=365)


async def list_people(tx: Tx, scope: Scope) -> list[store.PersonLine]:
    return await store.people(tx, scope)


async def list_grants(tx: Tx, scope: Scope, user_id: UUID) -> list[store.Grant]:
    if not await store.is_seen(tx, user_id, scope):
        raise Problem("not_found")
    return await store.grants(tx, user_id)


async def list_units(tx: Tx) -> list[store.UnitLine]:
    return await store.units(tx)


def must_administer_all(who: Who) -> None:
    """Who administers a part of it may not make or take over somebody who administers the whole."""
    if not who.scope.everything:
        raise Problem("not_allowed")


class Invitation(msgspec.Struct):
    """unit_id: where the person belongs; an engineer must have a station. account_id: whose administrator a customer's one is."""

    login: str
    name: str
    role: Role
    language: str
    phone: str = ""
    unit_id: UUID | None = None
    skills: list[str] = []
    account_id: UUID | None = None


async def invite(tx: Tx, actor: Actor, said: Invitation, now: datetime) -> tuple[UUID, str]:
    """The new person and the token of the link with which they choose their password."""
    unit = await store.unit(tx, said.unit_id) if said.unit_id else None
    if (said.unit_id and unit is None) or (said.role == Role.ENGINEER and (unit is None or unit.kind != "station")):
        raise Problem("field_not_valid", fields=["unit_id"])
    wrong = rules.wrong_in(said.login, said.name, said.phone, said.language in languages())
    known = {text.key(code): code for code in await store.skill_codes(tx)} if said.skills else {}
    unknown = [code for code in said.skills if text.key(code) not in known]
    if wrong or unknown:
        raise Problem("field_not_valid", fields=[*wrong, *(["skills"] if unknown else [])])
    scope, scope_id = await _first_scope(tx, said.role, unit, said.account_id)
    user_id, login = new_id(now), said.login.strip()
    await store.add_user(tx, user_id, said.name.strip(), login, said.phone, said.language, now)
    await search.index(tx, "people", [(user_id, f"{said.name} {said.login} {said.phone}")], fresh=True)
    await store.add_credential(tx, login, user_id, None)
    await store.add_grant(tx, user_id, said.role, scope, scope_id)
    if said.role == Role.ENGINEER and unit:
        skills = [known[text.key(code)] for code in said.skills]
        await store.add_engineer(tx, user_id, unit.id, skills, (unit.lat, unit.lon), SHIFT)
    await events.append(tx, Event("person_invited", actor, moment_of(now), payload=PersonInvited(user_id, said.role)))
    return user_id, await sessions.new_link(tx, user_id, "invitation", now)


async def _first_scope(tx: Tx, role: Role, unit: store.UnitLine | None, account_id: UUID | None) -> tuple[str, UUID | None]:
    """What the role counts for at first: the account, or the unit, never more than was said. Raises field_not_valid, naming the field."""
    allowed = rules.SCOPES_OF[role]
    if allowed == {"account"} or account_id is not None:
        if "account" not in allowed or account_id is None or not await store.scope_known(tx, account_id, "account"):
            raise Problem("field_not_valid", fields=["account_id"])
        return "account", account_id
    kind = {"head_office": "organisation", "region": "region", "station": "station"}[unit.kind] if unit else "organisation"
    if "own" in allowed:
        return "own", None
    if kind not in allowed:
        raise Problem("field_not_valid", fields=["unit_id"])
    return kind, unit.id if unit and kind in ("region", "station") else None


async def set_grants(tx: Tx, who: Who, user_id: UUID, grants: list[store.Grant], now: datetime) -> None:
    """All of a person's roles, each with what it counts for. Raises last_administrator or field_not_valid."""
    await store.lock_administrators(tx)
    if not await store.is_known(tx, user_id):
        raise Problem("not_found")
    if not await store.other_administrators(tx, user_id) and not any(
        row.role == Role.ADMINISTRATOR and row.scope == "organisation" for row in grants
    ):
        raise Problem("last_administrator")
    for row in grants:
        sound = row.scope in rules.SCOPES_OF[row.role] and (row.scope_id is None) == (row.scope in ("organisation", "own"))
        if not sound or (row.scope_id and not await store.scope_known(tx, row.scope_id, row.scope)):
            raise Problem("field_not_valid", fields=[row.role])
        if row.role == Role.ENGINEER and not await store.is_engineer(tx, user_id):
            raise Problem("field_not_valid", fields=["engineer"])  # they have no station: engineers are invited as such
    before = await store.grants(tx, user_id)
    await store.take_grants(tx, user_id)
    for row in grants:
        await store.add_grant(tx, user_id, row.role, row.scope, row.scope_id)
    await sessions.note_rights_changed(tx, user_id, now)
    payload = GrantsChanged(user_id, before, grants)
    await events.append(tx, Event("grants_changed", actor_of(who), moment_of(now), payload=payload))


async def reset_password(tx: Tx, actor: Actor, user_id: UUID, now: datetime) -> str:
    if not await store.is_known(tx, user_id):
        raise Problem("not_found")
    await events.append(tx, Event("password_reset_offered", actor, moment_of(now), payload=AboutPerson(user_id)))
    return await sessions.new_link(tx, user_id, "password_reset", now)


async def make_token(tx: Tx, actor: Actor, user_id: UUID, name: str, now: datetime) -> str:
    """Lives for a year; disabling the person ends it."""
    if not await store.is_known(tx, user_id):
        raise Problem("not_found")
    if not text.key(name):
        raise Problem("data_missing", fields=["name"])
    if len(name) > rules.LONGEST_NAME:
        raise Problem("field_not_valid", fields=["name"])
    await events.append(tx, Event("token_made", actor, moment_of(now), payload=TokenMade(user_id, name)))
    return await sessions.open_session(tx, user_id, f"API: {name}", now, TOKEN_LENGTH)


async def reset_password_by_login(tx: Tx, login: str, now: datetime) -> str | None:
    user_id = await store.user_of_login(tx, login)
    return None if user_id is None else await reset_password(tx, SYSTEM, user_id, now)


async def give_administrator_by_login(tx: Tx, login: str, now: datetime) -> bool:
    """From the command line, where nobody is left who may: the whole organisation's administrator, beside the roles that there are."""
    user_id = await store.user_of_login(tx, login)
    if user_id is None:
        return False
    await store.lock_administrators(tx)
    was = await store.grants(tx, user_id)
    await store.add_grant(tx, user_id, Role.ADMINISTRATOR, "organisation", None)
    await store.set_active(tx, user_id, True)
    payload = GrantsChanged(user_id, was, await store.grants(tx, user_id))
    await events.append(tx, Event("grants_changed", SYSTEM, moment_of(now), payload=payload))
    return True


async def set_active(tx: Tx, who: Who, user_id: UUID, active: bool, now: datetime) -> datetime | None:
    """Sessions, API tokens and links end with it, both ways; a phone keeps its unsent work, and may hand it in.

    Until when it can be withdrawn. None: it stands.
    """
    await store.lock_administrators(tx)
    if not active and not await store.other_administrators(tx, user_id):
        raise Problem("last_administrator")
    was = await store.was_active(tx, user_id)
    if was is None:
        raise Problem("not_found")
    if was == active:
        return None  # done before: by somebody else, or by the same press sent twice, which begins no new time to take it back
    await store.set_active(tx, user_id, active)
    await sessions.end_access(tx, user_id, active, now)
    kind = "person_enabled" if active else "person_disabled"
    await events.append(tx, Event(kind, actor_of(who), moment_of(now), payload=AboutPerson(user_id)))
    return None if active else undo.until(now, await undo.seconds(tx))


async def withdraw_disabling(tx: Tx, who: Who, user_id: UUID, now: datetime) -> datetime:
    """As if nobody had disabled them; when that was. Raises not_found, person_changed_meanwhile or too_late_to_withdraw.

    They are out at once all the same: every request asks whether they are active. What ended with it bears that moment, so that just
    this lives again, browsers, programs and links; what had ended before, or was ended by somebody else since, stays so.
    """
    await store.lock_administrators(tx)
    if await store.was_active(tx, user_id) is None:
        raise Problem("not_found")
    last = await store.last_access_change(tx, user_id, first_id(now - undo.LONGEST_UNDO))
    if last and (last.user_id, last.kind) != (who.user_id, "person_disabled"):
        raise Problem("person_changed_meanwhile", name=last.name or "–")
    undo.must_be_in_time(last.happened_at if last else None, await undo.seconds(tx), now)
    assert last is not None
    await store.set_active(tx, user_id, True)
    await sessions.resume_access(tx, user_id, last.happened_at)
    await events.append(tx, Event("disabling_withdrawn", actor_of(who), moment_of(now), payload=AboutPerson(user_id)))
    return last.happened_at


async def choose_language(tx: Tx, who: Who, language: str) -> None:
    if language not in languages():
        raise Problem("field_not_valid", fields=["language"])
    await store.set_language(tx, who.user_id, language)
