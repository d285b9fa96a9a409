"""The administrator's screens speak to these."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.datastructures import State

from ...assign.leaver import actions as leaver
from ...db import Tx
from ...idempotency import once
from ...model import Role, Who, actor_of
from . import actions, rules, store


class OneTimeLink(msgspec.Struct):
    """Shown once; only its hash is kept."""

    user_id: UUID
    url: str


class NewToken(msgspec.Struct):
    """name: what the program is called, as it will stand in the list of sessions."""

    name: str


class Token(msgspec.Struct):
    """Shown once; sent as `Authorization: Bearer`."""

    token: str


class Active(msgspec.Struct):
    """give_back: with it the visits of somebody who is disabled, as far as nobody works there yet."""

    active: bool
    give_back: bool = False


class Disabled(msgspec.Struct):
    """undo_until: so long it can be withdrawn; None: it stands. given_back, stay: how many of their visits."""

    undo_until: datetime | None = None
    given_back: int = 0
    stay: int = 0


class Withdrawn(msgspec.Struct):
    """stay: numbers of the visits that somebody else has by now, and that stay with them."""

    stay: list[str]


class Language(msgspec.Struct):
    language: str


@get("/api/people", opt={"permission": "people.read"})
async def list_people(tx: Tx, who: Who) -> list[store.PersonLine]:
    """Everybody whom the asker administers or oversees, with their roles."""
    return await actions.list_people(tx, who.scope)


@get("/api/units", opt={"permission": "people.read"})
async def list_units(tx: Tx) -> list[store.UnitLine]:
    """Stations and the units above them."""
    return await actions.list_units(tx)


@post("/api/people", opt={"permission": "people.write"})
async def invite(tx: Tx, who: Who, state: State, data: actions.Invitation, now: datetime) -> OneTimeLink:
    """A new person with a first role; the answer holds the link by which they choose a password."""
    actions.must_administer_all(who)
    user_id, token = await actions.invite(tx, actor_of(who), data, now)
    return OneTimeLink(user_id, f"{state.config.public_url}/welcome/{token}")


@post("/api/people/{user_id:uuid}/password-reset", opt={"permission": "people.write"})
async def reset_password(tx: Tx, who: Who, state: State, user_id: UUID, now: datetime) -> OneTimeLink:
    """A link by which a person chooses a new password."""
    actions.must_administer_all(who)
    token = await actions.reset_password(tx, actor_of(who), user_id, now)
    return OneTimeLink(user_id, f"{state.config.public_url}/welcome/{token}")


@post("/api/people/{user_id:uuid}/tokens", opt={"permission": "people.write"})
async def make_token(tx: Tx, who: Who, user_id: UUID, data: NewToken, now: datetime) -> Token:
    """For another program that takes orders or reads them in this person's name (docs/api.md)."""
    actions.must_administer_all(who)
    return Token(await actions.make_token(tx, actor_of(who), user_id, data.name, now))


@put("/api/people/{user_id:uuid}/active", opt={"permission": "people.write"}, status_code=200)
@once
async def set_active(tx: Tx, who: Who, user_id: UUID, data: Active, now: datetime) -> Disabled:
    """Disables a person, which ends their sessions and links, or lets them in again."""
    actions.must_administer_all(who)
    until = await actions.set_active(tx, who, user_id, data.active, now)
    gone = await leaver.give_back(tx, who, user_id, now) if data.give_back and not data.active else leaver.GivenBack()
    return Disabled(until, gone.given_back, gone.stay)


@get("/api/people/{user_id:uuid}/visits", opt={"permission": "people.write"})
async def list_visits(tx: Tx, who: Who, user_id: UUID) -> list[leaver.LeaverVisit]:
    """The open visits of a person, and which of them could go back to the office when they are disabled."""
    actions.must_administer_all(who)
    return await leaver.visits(tx, user_id)


@post("/api/people/{user_id:uuid}/withdrawal", opt={"permission": "people.write"}, status_code=200)
@once
async def withdraw_disabling(tx: Tx, who: Who, user_id: UUID, now: datetime) -> Withdrawn:
    """Takes back that the asker disabled a person a moment ago: they are signed in where they were, and have the visits that they gave back."""
    actions.must_administer_all(who)
    decided_at = await actions.withdraw_disabling(tx, who, user_id, now)
    return Withdrawn(await leaver.take_again(tx, who, user_id, decided_at, now))


@get("/api/people/{user_id:uuid}/grants", opt={"permission": "people.read"})
async def list_grants(tx: Tx, who: Who, user_id: UUID) -> list[store.Grant]:
    """The roles of a person, each with what it counts for."""
    return await actions.list_grants(tx, who.scope, user_id)


@put("/api/people/{user_id:uuid}/grants", opt={"permission": "people.write"}, status_code=204)
async def set_grants(tx: Tx, who: Who, user_id: UUID, data: list[store.Grant], now: datetime) -> None:
    """Replaces the roles of a person; the last administrator stays."""
    actions.must_administer_all(who)
    await actions.set_grants(tx, who, user_id, data, now)


@get("/api/scopes", opt={"permission": "people.read"})
async def list_scopes() -> dict[Role, list[str]]:
    """What the asker's roles can be given for."""
    return {role: sorted(scopes) for role, scopes in rules.SCOPES_OF.items()}


@put("/api/me/language", opt={"permission": "me"}, status_code=204)
async def choose_language(tx: Tx, who: Who, data: Language) -> None:
    """The language in which the asker is spoken to, here and in messages."""
    await actions.choose_language(tx, who, data.language)


ROUTES = [
    list_people, list_units, invite, reset_password, make_token, set_active, withdraw_disabling, list_grants, set_grants, list_scopes,
    choose_language, list_visits,
]  # fmt: skip
