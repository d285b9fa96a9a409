from datetime import timedelta
from typing import Any

import pytest

from outrider import db
from outrider.track import actions as track
from outrider.track.rules import Fix
from outrider.track.trail.rules import way_of
from tests.cast import NOW, Cast
from tests.conftest import code_of
from tests.retain.ground import run

DAY = {"day": "2026-03-02"}


def fix(minutes: float, lat: float = 52.5) -> Fix:
    return Fix(NOW + timedelta(minutes=minutes), lat, 13.4, 5.0)


def test_a_gap_is_a_gap() -> None:
    way = way_of([fix(0), fix(9), fix(20), fix(21)])
    assert [[place.device_time for place in piece] for piece in way.pieces] == [
        [fix(0).device_time, fix(9).device_time],
        [fix(20).device_time, fix(21).device_time],
    ]
    assert [(gap.since, gap.until) for gap in way.gaps] == [(fix(9).device_time, fix(20).device_time)]


def test_no_way_leads_over_a_leap() -> None:
    assert [place.lat for piece in way_of([fix(0), fix(1, 48.1), fix(2, 52.501)]).pieces for place in piece] == [52.5, 52.501]


def test_nothing_known_is_no_way() -> None:
    assert (way_of([]).pieces, way_of([]).gaps) == ([], [])


async def drive(pool: Any, us: Cast, *minutes: float) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        await track.take(tx, us.users["bob"], [fix(each, 52.5 + each / 1e4) for each in minutes], "phone", NOW)


async def test_the_office_sees_the_way_of_a_day_at_the_organisations_place(client: Any, pool: Any, us: Cast) -> None:
    await drive(pool, us, -60 * 11, -60, -59, -1)  # 23:00 of the day before; two pieces of today
    way = (await client("alice").get(f"/api/engineers/{us.users['bob']}/trail", params=DAY)).json()
    assert [len(piece) for piece in way["pieces"]] == [2, 1]
    assert way["gaps"] == [{"since": "2026-03-02T09:01:00Z", "until": "2026-03-02T09:59:00Z"}]


async def test_a_packed_day_is_the_same_way(client: Any, pool: Any, us: Cast) -> None:
    await drive(pool, us, -60, -59.5, -12, 0)
    ask = client("alice").get
    before = (await ask(f"/api/engineers/{us.users['bob']}/trail", params=DAY)).json()
    assert (await run(pool, us, NOW + timedelta(days=20))).packed == 4
    assert (await ask(f"/api/engineers/{us.users['bob']}/trail", params=DAY)).json() == before


async def test_the_engineer_reads_who_looked_and_nobody_elses(client: Any, us: Cast) -> None:
    for engineer in ("bob", "charlie"):
        assert (await client("max").get(f"/api/engineers/{us.users[engineer]}/trail", params=DAY)).status_code == 200
    (look,) = (await client("bob").get("/api/phone/trail-looks")).json()
    assert (look["name"], look["day"], look["looked_at"]) == ("Max", "2026-03-02", "2026-03-02T10:00:00Z")
    assert {row["engineer"] for row in (await client("erin").get("/api/trail-looks")).json()} == {"Charlie", "Bob"}
    only = (await client("erin").get("/api/trail-looks", params={"engineer_id": str(us.users["bob"])})).json()
    assert only == [look]


async def test_the_log_goes_on_page_by_page(client: Any, us: Cast) -> None:
    for day in ("2026-03-01", "2026-03-02"):
        await client("max").get(f"/api/engineers/{us.users['bob']}/trail", params={"day": day})
    newest, oldest = (await client("bob").get("/api/phone/trail-looks")).json()
    assert (await client("bob").get("/api/phone/trail-looks", params={"before": newest["id"]})).json() == [oldest]


async def test_a_look_stays(client: Any, us: Cast, pool: Any) -> None:
    await client("max").get(f"/api/engineers/{us.users['bob']}/trail", params=DAY)
    async with db.transaction(pool, us.org_id) as tx:
        assert (
            await tx.value("select has_table_privilege('trail_looks', 'update') or has_table_privilege('trail_looks', 'delete')") is False
        )


@pytest.mark.parametrize(
    ("name", "refusal"), [("erin", (403, "not_allowed")), ("bob", (403, "not_allowed")), ("mallory", (404, "not_found"))]
)
async def test_who_may_not_follow_sees_no_way_and_leaves_no_line(client: Any, us: Cast, name: str, refusal: tuple[int, str]) -> None:
    assert code_of(await client(name).get(f"/api/engineers/{us.users['bob']}/trail", params=DAY)) == refusal
    assert (await client("bob").get("/api/phone/trail-looks")).json() == []


async def test_the_log_of_all_is_the_administrators(client: Any) -> None:
    assert code_of(await client("alice").get("/api/trail-looks")) == (403, "not_allowed")
