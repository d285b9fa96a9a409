"""The roster: nobody works two shifts at once, none is empty by a slip, a whole day is written as one, and the list is in order."""

import asyncio
from typing import Any

import pytest

from outrider.intake.bulk.reading.rules import as_moment
from tests.cast import Cast
from tests.conftest import code_of
from tests.intake.master_sheets import brought, csv, seen


async def add(client: Any, us: Cast, starts: str, ends: str, day: str = "2026-03-03", name: str = "bob") -> Any:
    return await client("erin").post(
        "/api/master/shifts", json={"engineer_id": str(us.users[name]), "day": day, "starts": starts, "ends": ends}
    )


async def listed(client: Any) -> list[tuple[str, ...]]:
    rows = (await client("erin").get("/api/master/shifts")).json()["rows"]
    return [(row["label"], row["values"]["day"][5:], row["values"]["starts"][:5], row["values"]["ends"][:5]) for row in rows]


@pytest.mark.parametrize(
    ("day", "starts", "ends"),
    [
        ("2026-03-03", "07:00", "09:00"),
        ("2026-03-03", "15:59", "20:00"),
        ("2026-03-02", "22:00", "08:30"),
        ("2026-03-03", "00:00", "24:00"),
    ],
)
async def test_a_shift_that_overlaps_one_of_the_same_engineer_is_refused_and_names_it(
    client: Any, us: Cast, day: str, starts: str, ends: str
) -> None:
    assert (await add(client, us, "08:00", "16:00")).status_code == 201
    refused = await add(client, us, starts, ends, day)
    assert code_of(refused) == (409, "shift_overlaps")
    assert refused.json()["params"] == {"fields": ["starts", "ends"], "value": "2026-03-03 08:00–16:00"}
    assert (await add(client, us, starts, ends, day, "charlie")).status_code == 201


async def test_shifts_that_touch_may_stand_and_a_change_is_judged_as_a_new_one(client: Any, us: Cast) -> None:
    first = await add(client, us, "08:00", "16:00")
    for starts, ends, day in (("16:00", "24:00", "2026-03-03"), ("22:00", "08:00", "2026-03-02"), ("00:00", "06:00", "2026-03-04")):
        assert (await add(client, us, starts, ends, day)).status_code == 201
    async with client("erin") as erin:
        address = f"/api/master/shifts/{first.json()['id']}"
        refused = await erin.patch(address, json={"ends": {"was": "16:00:00", "now": "16:01"}})
        assert code_of(refused) == (409, "shift_overlaps")
        assert (await erin.patch(address, json={"ends": {"was": "16:00:00", "now": "15:00"}})).status_code == 204


async def test_of_two_who_write_overlapping_shifts_at_once_one_is_refused(client: Any, us: Cast) -> None:
    answers = await asyncio.gather(*(add(client, us, f"{hour:02d}:00", "16:00") for hour in range(6, 12)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]


@pytest.mark.parametrize("at", ["08:00", "00:00"])
async def test_a_shift_that_ends_when_it_begins_is_refused_and_a_whole_day_is_written_to_24(client: Any, us: Cast, at: str) -> None:
    refused = await add(client, us, at, at)
    assert code_of(refused) == (422, "shift_empty")
    assert refused.json()["params"]["fields"] == ["ends"]
    assert (await add(client, us, "00:00", "24:00")).status_code == 201
    assert await listed(client) == [("Bob", "03-03", "00:00", "24:00")]
    assert code_of(await add(client, us, "24:00", "12:00")) == (422, "field_not_valid")


async def test_usual_hours_that_end_when_they_begin_are_refused_and_such_as_stood_are_left(client: Any, us: Cast, pool: Any) -> None:
    address = f"/api/master/engineers/{us.users['bob']}"
    async with client("erin") as erin:
        was = (await erin.get(address)).json()["values"]
        edit = {"shift_end": {"was": was["shift_end"], "now": was["shift_start"]}}
        assert code_of(await erin.patch(address, json=edit)) == (422, "shift_empty")
        await pool.execute("update engineers set shift_start = '07:00', shift_end = '07:00' where user_id = $1", us.users["bob"])
        assert (await erin.patch(address, json={"home_lat": {"was": was["home_lat"], "now": 52.4}})).status_code == 204


async def test_the_list_is_sorted_by_engineer_day_and_time(client: Any, us: Cast) -> None:
    for name, day, starts, ends in (
        ("charlie", "2026-03-02", "08:00", "12:00"),
        ("bob", "2026-03-09", "08:00", "12:00"),
        ("bob", "2026-03-03", "14:00", "18:00"),
        ("bob", "2026-03-03", "08:00", "12:00"),
    ):
        assert (await add(client, us, starts, ends, day, name)).status_code == 201
    assert [row[:3] for row in await listed(client)] == [
        ("Bob", "03-03", "08:00"), ("Bob", "03-03", "14:00"), ("Bob", "03-09", "08:00"), ("Charlie", "03-02", "08:00"),
    ]  # fmt: skip


BOB = "bob@ours.test"
HEAD = "Engineer,Day,From,Until"


async def test_a_sheet_of_shifts_says_which_overlap_and_which_are_empty_and_takes_24_00(client: Any, us: Cast) -> None:
    assert (await add(client, us, "08:00", "16:00")).status_code == 201
    lines = ("03,15:00,18:00", "05,00:00,24:00", "05,20:00,22:00", "06,07:00,07:00", "03,16:00,18:00")
    rows = await seen(client, "shifts", HEAD, *(f"{BOB},2026-03-{line}" for line in lines))
    assert rows == [
        ("", "From: this person already works 2026-03-03 08:00–16:00. Choose times before or after it."),
        ("new", ""),
        ("", "From: this person already works 2026-03-05 00:00–24:00. Choose times before or after it."),
        (
            "",
            "Until: 07:00 is when it begins. For a whole day write 00:00 to 24:00; "
            "a shift over midnight ends before it begins (22:00 to 06:00).",
        ),
        ("new", ""),
    ]


async def test_a_sheet_moves_a_whole_day_and_is_judged_by_what_stands_afterwards(client: Any, pool: Any, us: Cast) -> None:
    ids = [(await add(client, us, *span)).json()["id"] for span in (("08:00", "12:00"), ("12:00", "16:00"))]
    lines = (f"{ids[0]},{BOB},2026-03-03,09:00,13:00", f"{ids[1]},{BOB},2026-03-03,13:00,17:00", f",{BOB},2026-03-03,17:00,24:00")
    await brought(client, pool, us, "shifts", csv(f"id,{HEAD}", *lines))
    assert [row[2:] for row in await listed(client)] == [("09:00", "13:00"), ("13:00", "17:00"), ("17:00", "24:00")]


async def test_a_row_that_leaves_the_day_as_it_is_is_judged_on_that_day(client: Any, us: Cast) -> None:
    """It names its shift by the id alone, and the look before writing sees what stands beside that."""
    ids = [(await add(client, us, *span)).json()["id"] for span in (("08:00", "12:00"), ("13:00", "16:00"))]
    for line in (f"{ids[0]},,,,14:00", f"{ids[0]},{BOB},,08:00,14:00"):
        ((effect, problem),) = await seen(client, "shifts", f"id,{HEAD}", line)
        assert (effect, "2026-03-03 13:00–16:00" in problem) == ("", True)


def test_a_spreadsheets_24_00_is_the_end_of_a_day() -> None:
    assert [as_moment(1.0, False, form) for form in ("[h]:mm:ss", "h:mm", "[$-409]h:mm")] == ["24:00"] * 3
    assert as_moment(1.0, False, "yyyy-mm-dd hh:mm") == "1899-12-31 00:00"
