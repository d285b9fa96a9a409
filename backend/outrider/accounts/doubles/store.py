"""SQL for the keys of words, made from the table in rules.py and from nothing that a person sent. tests/laws prepares every statement."""

from uuid import UUID

from ...db import Tx
from .rules import WORDS, Row, Word


def _without(word: Word) -> str:
    said = f"t.{word.by} as id, t.{word.column} as word, {word.within.format(t='t')} as within"
    mine = "t.org_id = current_org() and" if word.table == "credentials" else ""  # read before the organisation is known, it has no policy
    return (
        f"select {said} from {word.table} t where {mine} t.{word.column}_key is null and t.{word.column} <> '' and t.{word.by} > $1 "
        f"order by t.{word.by} limit $2"
    )


def _keep(word: Word) -> str:
    same = f"o.{word.column}_key = row.key and o.org_id = t.org_id and {word.within.format(t='o')} = {word.within.format(t='t')}"
    if word.table == "credentials":
        same = "o.login_key = row.key"
    return (
        f"update {word.table} t set {word.column}_key = row.key from unnest($1::uuid[], $2::text[]) as row (id, key) "
        f"where t.org_id = current_org() and t.{word.by} = row.id and not exists (select from {word.table} o where {same})"
    )


def _holders(word: Word) -> str:
    within = word.within.format(t="t")
    return (
        f"select t.{word.by} as id, t.{word.column} as word, {within} as within from {word.table} t "
        f"join unnest($1::text[], $2::text[]) as asked (key, within) on t.{word.column}_key = asked.key and {within} = asked.within "
        "where t.org_id = current_org()"
    )


WITHOUT: dict[str, str] = {row.entity: _without(row) for row in WORDS}
KEEPS: dict[str, str] = {row.entity: _keep(row) for row in WORDS}
HOLDERS: dict[str, str] = {row.entity: _holders(row) for row in WORDS}


async def without_key(tx: Tx, entity: str, after: UUID, most: int) -> list[Row]:
    return await tx.all(WITHOUT[entity], Row, after, most)


async def keep(tx: Tx, entity: str, ids: list[UUID], keys: list[str]) -> None:
    await tx.run(KEEPS[entity], ids, keys)


async def holders(tx: Tx, entity: str, keys: list[str], withins: list[str]) -> list[Row]:
    return await tx.all(HOLDERS[entity], Row, keys, withins)
