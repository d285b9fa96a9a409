"""A sheet of units or customers whose rows belong to each other: a parent may stand anywhere in it."""

import random
from typing import Any
from uuid import UUID, uuid4

import pytest

from outrider import db
from outrider.accounts.master.lookup import store as lookup
from outrider.intake.bulk import actions as bulk
from outrider.intake.bulk.master import rules
from outrider.records import ENTITIES
from outrider.text import key
from tests.cast import NOW, Cast

from .master_sheets import brought, csv, seen
from .sheets import bring, write

HEADER = "Number,Name,Belongs to"


async def parents(client: Any, kind: str = "accounts") -> dict[str, str | None]:
    async with client("erin") as erin:
        rows = (await erin.get(f"/api/master/{kind}")).json()["rows"]
    return {row["label"]: row["names"]["parent_id"] for row in rows}


@pytest.mark.parametrize("lines", [("K1,Works,G1", "G1,Group,"), ("G1,Group,", "K1,Works,G1"), ("G1,Group,", "K1,Works,group")])
async def test_a_parent_in_the_same_sheet_is_taken_wherever_it_stands(client: Any, pool: Any, us: Cast, lines: tuple[str, ...]) -> None:
    done = await brought(client, pool, us, "accounts", csv(HEADER, *lines))
    assert [row["problem"] for row in done["rows"]] == ["", ""]
    assert await parents(client) == {"Group": None, "Works": "Group"}


async def test_a_station_without_a_parent_and_one_of_a_region_of_the_sheet_are_taken(client: Any, pool: Any, us: Cast) -> None:
    rows = csv("Name,Kind,Belongs to,Latitude,Longitude", "Alone,station,,52,13", "Town,station,North,52,13", "North,region,,52,13")
    await brought(client, pool, us, "units", rows)
    found = await parents(client, "units")
    assert (found["Alone"], found["Town"], found["North"]) == (None, "North", None)


async def test_a_parent_is_written_before_hundreds_of_others(client: Any, pool: Any, us: Cast) -> None:
    """The last row is the parent of the first one, and more rows lie between than are written at once."""
    lines = [f"X{n},Works {n},X{n + 1}" for n in range(520)]
    done = await brought(client, pool, us, "accounts", csv(HEADER, *lines, "X520,Group,"))
    assert (done["summary"]["made"], done["summary"]["total"]) == (521, 521)
    async with db.transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from accounts where parent_id is null") == 1


async def test_who_is_there_may_be_put_below_a_new_one(client: Any, pool: Any, us: Cast) -> None:
    await brought(client, pool, us, "accounts", csv(HEADER, "K1,Works,"))
    assert await seen(client, "accounts", HEADER, "K1,,G1", "G1,Group,") == [("changes", ""), ("new", "")]
    await brought(client, pool, us, "accounts", csv(HEADER, "K1,,G1", "G1,Group,"))
    assert await parents(client) == {"Group": None, "Works": "Group"}


async def test_what_belonged_to_another_may_change_places_with_it(client: Any, pool: Any, us: Cast) -> None:
    await brought(client, pool, us, "accounts", csv(HEADER, "A,First,", "B,Second,A"))
    done = await brought(client, pool, us, "accounts", csv(HEADER, "A,,B", "B,,-"))
    assert [row["problem"] for row in done["rows"]] == ["", ""]
    assert await parents(client) == {"First": "Second", "Second": None}


async def test_a_parent_that_is_nowhere_is_said_in_words(client: Any) -> None:
    rows = await seen(client, "accounts", HEADER, "K1,Works,G9", "G1,Group,")
    assert rows == [("", "Belongs to: “G9” is not known, and no row of this sheet makes it."), ("new", "")]


async def test_a_name_that_two_rows_bear_is_no_parent(client: Any) -> None:
    rows = await seen(client, "accounts", HEADER, "K1,Works,Group", "G1,Group,", "G2,Group,")
    assert rows[0] == ("", "Belongs to: “Group” may mean several; write its number.")


async def test_a_parent_that_cannot_be_written_takes_what_belongs_to_it_along(client: Any) -> None:
    rows = await seen(client, "accounts", HEADER, "K2,Hall,K1", "K1,Works,G1", "G1,,")
    wrong = "the row of this sheet that “{}” means is wrong itself; correct that one first."
    assert [said for _, said in rows] == [f"Belongs to: {wrong.format('K1')}", f"Belongs to: {wrong.format('G1')}", "Name is missing."]


@pytest.mark.parametrize("lines", [("A,First,A",), ("A,First,B", "B,Second,A"), ("A,First,B", "B,Second,C", "C,Third,A")])
async def test_nobody_belongs_to_themselves(client: Any, lines: tuple[str, ...]) -> None:
    rows = await seen(client, "accounts", HEADER, *lines)
    assert all(said.endswith("belongs to this row itself, directly or through others.") for _, said in rows)


async def test_who_belongs_to_somebody_that_was_left_out_is_refused_in_words(client: Any, pool: Any, us: Cast) -> None:
    preview = await bring(client, "accounts", csv(HEADER, "K1,Works,G1", "G1,Group,", "K2,Other,"), "erin")
    done = await write(client, pool, us, preview, [2, 4], name="erin")
    assert [row["problem"] for row in done["rows"]] == ["Belongs to: “G1” is not known, and no row of this sheet makes it.", "", ""]
    assert [bool(row["made"]) for row in done["rows"]] == [False, False, True]


async def test_a_parent_that_somebody_else_made_meanwhile_takes_nothing_along(client: Any, pool: Any, us: Cast) -> None:
    preview = await bring(client, "accounts", csv(HEADER, "K1,Works,G1", "G1,Group,"), "erin")
    async with client("erin") as erin:
        assert (await erin.post("/api/master/accounts", json={"number": "G1", "name": "Theirs"})).status_code == 201
        import_id = preview.json()["summary"]["id"]
        assert (await erin.post(f"/api/imports/{import_id}/start", json={})).status_code == 204
    await bulk.apply(db.transactions_of(pool), us.org_id, UUID(import_id), NOW)
    assert await parents(client) == {"Theirs": None, "Works": "Theirs"}


def test_a_long_chain_is_walked_over_once() -> None:
    ids = [uuid4() for _ in range(20_000)]
    rank, rings = rules.ranks(dict(zip(ids, [*ids[1:], None], strict=True)))
    assert (rank[ids[0]], rank[ids[-1]], rings) == (19_999, 0, set())


def test_the_kinds_whose_rows_name_each_other_are_known() -> None:
    assert {name for name, entity in ENTITIES.items() if rules.above(entity)} == {"accounts", "units"}


SIGNS = "aZ09 -_~–—\u00a0\u3000滨海鿿\u3400Ａ１ßſİıé\u0301\t\n\u200bﬁ"
LEFT_OUT = (
    f"select key, means from unnest($1::text[], $2::text[]) as row (key, means) where not ({lookup.OTHER_SIGNS} or {lookup.KEY} = means)"
)


async def test_the_database_leaves_out_no_row_that_a_cell_may_mean(pool: Any) -> None:
    """It narrows what is looked at; what means the same text.key() says alone."""
    chance = random.Random(1)
    plain, all_signs = "aZ09 -_~滨海", SIGNS
    words = ["".join(chance.choices(signs, k=chance.randrange(1, 9))) for signs in (plain, all_signs) for _ in range(20_000)]
    async with pool.acquire() as connection:
        assert await connection.fetch(LEFT_OUT, words, [key(word) for word in words]) == []
        others = await connection.fetchval(f"select count(*) from unnest($1::text[]) key where {lookup.OTHER_SIGNS}", words[:20_000])
    assert others == 0
