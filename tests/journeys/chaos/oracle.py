"""The one oracle: everything called saved is on the server exactly once, nothing was overwritten silently, and all show the same."""

import asyncio
import json
from typing import Any

from ..phone_store import frame, in_step, outbox, photos, rows_of
from .phone import Phone
from .walk import Walk

OFFICE_ROWS = """() => Object.fromEntries([...document.querySelectorAll('.row[data-order]')].map((row) =>
  [row.dataset.order, `${row.dataset.status} ${row.querySelector('.who').textContent}`]))"""
DONE = ("signed", "follow_up", "closed", "cancelled")


async def judge(walk: Walk) -> int:
    """The number of commands; an assertion says what was lost, doubled, or shown otherwise than it is."""
    for phone in (*walk.phones, *walk.phones):  # twice: what one sends last changes what the other shows
        await phone.page.bring_to_front()
        await phone.page.goto(f"{phone.proxy.url}/app/phone")
        await phone.page.click("text=Send now")
        await in_step(phone.page)
    kept: dict[str, dict[str, Any]] = {}
    for phone in walk.phones:
        here = {row["id"]: row for row in await outbox(phone.page)}
        assert phone.said_saved <= set(here), "called saved, and not on the phone"
        assert len(set(here) - phone.said_saved) <= phone.torn, "there, and never said"
        await _drafts_hold_what_was_written(phone)
        _lanes_have_no_gap(here)
        kept |= here
    await _each_once(walk, kept)
    await _photos_are_whole(walk)
    await _no_silent_overwrite(walk)
    for phone in walk.phones:
        await _shows_what_the_server_has(phone)
    await _office_shows_what_the_server_has(walk)
    return len(kept)


async def _drafts_hold_what_was_written(phone: Phone) -> None:
    """Field by field the last words of either tab, however often the browser was killed between them."""
    kept = {(row["attendance_id"], name): text for row in await rows_of(phone.page, "drafts") for name, text in row["values"].items()}
    wrong = {place: (kept.get(place), phone.said_written.get(place)) for place in kept.keys() | phone.said_written.keys()}
    assert {place: words for place, words in wrong.items() if words[0] != words[1]} == {}, "other words than were called written"


def _lanes_have_no_gap(here: dict[str, dict[str, Any]]) -> None:
    for lane in {row["lane"] for row in here.values()}:
        numbers = sorted(row["lane_seq"] for row in here.values() if row["lane"] == lane)
        assert numbers == list(range(1, len(numbers) + 1))


async def _each_once(walk: Walk, kept: dict[str, dict[str, Any]]) -> None:
    """Byte for byte, none waiting, one event each. Refused is only what belongs to a visit that a restored backup does not know."""
    rows = {row["id"]: row for row in await walk.house.sql("select id::text, body, outcome->>'result' as result, held from commands")}
    assert {id: row["body"].decode() for id, row in rows.items()} == {id: row["body"] for id, row in kept.items()}
    assert not [id for id, row in rows.items() if row["held"]]
    known = {str(row["id"]) for row in await walk.house.sql("select id from attendances")}
    refused = {id for id, row in rows.items() if row["result"] == "rejected"}
    codes = {row["id"]: row["outcome"] for row in await walk.house.sql("select id::text, outcome->>'code' as outcome from commands")}
    assert [
        (codes[id], kept[id]["kind"], kept[id]["action"], kept[id]["body"]) for id in refused if kept[id]["attendance_id"] in known
    ] == []
    quarantined = {row["id"]: row["body"] for row in await walk.house.sql("select id::text, body from command_quarantine")}
    assert {id: quarantined[id].decode() for id in refused} == {id: kept[id]["body"] for id in refused}
    events = await walk.house.sql("select command_id::text as id, count(*) as times from events where command_id is not null group by 1")
    assert {row["id"] for row in events} == set(kept) - refused
    more = {id for id, row in kept.items() if row["kind"] in ("begin_order", "seal_report")}
    assert {row["times"] for row in events if row["id"] not in more} == {1}
    sealed = [
        json.loads(row["body"])["payload"]["sealed"] for id, row in kept.items() if row["kind"] == "seal_report" and id not in refused
    ]
    assert sorted(row["sealed"].decode() for row in await walk.house.sql("select sealed from reports")) == sorted(sealed)


async def _photos_are_whole(walk: Walk) -> None:
    folder = walk.house.data / "blobs" / str(walk.us.org_id)
    for phone in walk.phones:
        await _until(phone, "photos sent", lambda phone=phone: _unsent_photos(phone), [])
        here = await photos(phone.page)
        assert phone.said_photos <= set(here), "a photo called kept is not on the phone"
        assert {name: (folder / name).read_bytes() for name in here} == here
    assert await walk.house.sql("select 1 from report_photos p left join blobs b using (org_id, sha256) where b.complete_at is null") == []
    complete = {
        row["name"] for row in await walk.house.sql("select encode(sha256, 'hex') as name from blobs where complete_at is not null")
    }
    assert set().union(*(phone.said_photos for phone in walk.phones)) <= complete


async def _unsent_photos(phone: Phone) -> list[str]:
    return [row["sha256"] for row in await rows_of(phone.page, "blobs") if row["state"] != "sent"]


async def _no_silent_overwrite(walk: Walk) -> None:
    """Site memory: each word took the place of the one that its writer knew, or stands beside it until somebody decides who saw both."""
    notes = await walk.house.sql(
        "select e.command_id::text as id, o.site_id, e.payload, c.body from events e join orders o on o.id = e.order_id "
        "join commands c on c.id = e.command_id where e.kind = 'site_note' order by e.written"
    )
    stands: dict[tuple[Any, str], str] = {}
    proposed: dict[str, str] = {}
    for row in notes:
        said, settles = json.loads(row["payload"]), json.loads(row["body"])["payload"]["settles"]
        place = (row["site_id"], said["field"])
        assert said["before"] == stands.get(place, "")
        if said["merged"] == "written":
            assert json.loads(row["body"])["payload"]["base"] == stands.get(place, "")
            stands[place] = said["value"]
        if said["merged"] == "proposed":
            proposed[row["id"]] = said["value"]
        else:
            proposed = {id: value for id, value in proposed.items() if id not in settles}
    values = {(row["site_id"], row["field"]): row["value"] for row in await walk.house.sql("select site_id, field, value from site_notes")}
    assert values == stands
    assert {row["id"]: row["value"] for row in await walk.house.sql("select id::text, value from site_proposals")} == proposed


async def _shows_what_the_server_has(phone: Phone) -> None:
    """The engineer's visits, and every piece of their day pack, as a phone would get them that begins anew."""

    async def differs() -> list[str]:
        pull = await (await phone.browser.request.get(f"{phone.proxy.url}/api/phone/pull")).json()
        pack = await (await phone.browser.request.get(f"{phone.proxy.url}/api/phone/pack")).json()
        jobs = {row["attendance_id"]: _lasting(row) for row in pull["jobs"]}
        here = {row["attendance_id"]: _lasting(row) for row in await rows_of(phone.page, "jobs")}
        written = {visit for visit, _ in phone.said_written}
        assert written <= set(here), "half written, and not within reach"
        for visit in written - set(jobs):  # a restored backup does not know it any more
            jobs[visit] = here[visit]
        pieces = {row["attendance_id"]: row["sha256"] for row in pack["entries"]}
        kept = {row["attendance_id"]: row["sha256"] for row in await rows_of(phone.page, "pack")}
        wrong = [
            f"visit {id}: {_difference(jobs.get(id), here.get(id))}" for id in jobs.keys() | here.keys() if jobs.get(id) != here.get(id)
        ]
        return wrong + [f"piece {id}" for id in pieces.keys() | kept.keys() if pieces.get(id) != kept.get(id)]

    await phone.page.reload()  # the list of the pack is asked for at the start
    await _until(phone, f"{phone.name}'s phone and the server", differs, [])


def _difference(there: dict[str, Any] | None, here: dict[str, Any] | None) -> dict[str, Any]:
    if there is None or here is None:
        return {"there": there, "here": here}
    return {name: (there[name], here[name]) for name in there if there[name] != here[name]}


# What the phone keeps of a visit that is no longer this engineer's; how the order goes on is not told to them.
OWN = ("attendance_id", "order_id", "assigned_at", "set_off_at", "arrived_at", "finished_at", "ended_at", "end_reason")


def _lasting(job: dict[str, Any]) -> dict[str, Any]:
    """Without what never enters the feed."""
    return {name: value for name, value in job.items() if name in OWN or (name != "predicted_arrival" and job["ended_at"] is None)}


async def _office_shows_what_the_server_has(walk: Walk) -> None:
    rows = await walk.house.sql(
        "select o.id::text, o.status, u.name from orders o left join attendances a on a.order_id = o.id and a.ended_at is null "
        "left join users u on u.id = a.engineer_id where o.status <> all($1::text[])",
        DONE,
    )
    there = {row["id"]: f"{row['status']} {row['name'] or 'nobody yet'}" for row in rows}
    await _until(walk.phones[0], "the console and the server", lambda: walk.desk.evaluate(OFFICE_ROWS), there)


async def _until(phone: Phone, what: str, look: Any, wanted: Any, seconds: float = 60) -> None:
    found = None
    try:
        async with asyncio.timeout(seconds):
            while (found := await look()) != wanted:
                await frame(phone.page)
    except TimeoutError:
        raise AssertionError(f"{what} differ: {found} instead of {wanted}") from None
