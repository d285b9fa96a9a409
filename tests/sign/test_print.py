"""What two people signed is stored and printed, whatever is in it; a note on the paper says what could not be shown."""

import json
import subprocess
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from outrider.db import transaction, transactions_of
from outrider.periodic import WITH_WORK
from outrider.sign import store
from outrider.sign.paper import engines as paper
from outrider.sign.prints import actions as prints
from tests.cast import NOW, WAITS, Cast
from tests.offline.phone import Phone
from tests.offline.photos import photo, upload

from .printing import field, on_paper, printed, ready, run, words


def by(phone: Phone, party: str, **change: Any) -> dict[str, Any]:
    return {**phone.signature(party), **change}


ODD_REPORTS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown zone": ({"time_zone": "Nowhere/At"}, "time zone that does not exist: “Nowhere/At”"),
    "no zone": ({"time_zone": ""}, "time zone that does not exist"),
    "a path as zone": ({"time_zone": "../../etc/passwd"}, "time zone that does not exist"),
    "a folder as zone": ({"time_zone": "America"}, "time zone that does not exist: “America”"),
    "a number as zone": ({"time_zone": 8}, "time zone that does not exist"),
    "another language": ({"language": "tlh"}, "does not know: “tlh”"),
    "another order's number": ({"order_number": "OUR-999 <b>"}, "It belongs to order OUR-1"),
    "a photo of one byte": ({"photos": [{"sha256": "ab", "caption": ""}]}, "fits no photo: 1"),
    "a photo without end": ({"photos": [{"sha256": "zz" * 32}, {"sha256": 7}, {}]}, "fits no photo: 3"),
    "100,000 signs": (field("好" * 100_000), "shortened here"),
    "100,000 signs without a blank": (field("a" * 100_000), "shortened here"),
    "a title of 20,000 letters": ({"title": "T" * 20_000}, "shortened here"),
    "3,000 parts": ({"parts": [{"direction": "in", "name": f"Part {n}"} for n in range(3000)]}, "shortened here"),
    "500 sections": ({"sections": [{"title": f"S{n}", "fields": []} for n in range(500)]}, "shortened here"),
    "an object as text": (field({"a": [1]}), "could not be read as it was written"),
    "a number as list": ({"sections": 5}, "could not be read as it was written"),
    "half a sign": (field("x\ud83d"), "could not be read as it was written"),
    "nothing but its ids": ({"sections": None, "parts": None, "photos": None, "title": None}, "Sealed content"),
}


@pytest.mark.parametrize(("change", "note"), ODD_REPORTS.values(), ids=ODD_REPORTS)
def test_a_report_that_cannot_be_printed_as_it_is_is_printed_with_a_note(tmp_path: Path, change: dict[str, Any], note: str) -> None:
    phone = Phone(None)  # type: ignore[arg-type]
    report = phone.report(UUID(int=2), **{"order_number": "OUR-1", **change})
    assert note in on_paper(report, [phone.signature("engineer"), phone.signature("customer")], tmp_path)


ODD_SIGNATURES: dict[str, tuple[dict[str, Any], str]] = {
    "year 1": ({"at": "0001-01-01T00:00:00+00:00"}, "gave “0001-01-01T00:00:00+00:00”"),
    "year 9999": ({"at": "9999-12-31T23:59:59+00:00"}, "gave “9999-12-31"),
    "year 10000": ({"at": "10000-01-01T00:00:00Z"}, "gave “10000-01-01"),
    "no time": ({"at": None}, "as the time of a signature"),
    "tomorrow": ({"at": (NOW + timedelta(days=1)).isoformat()}, "does not fit the time"),
    "a name of 20,000 letters": ({"name": "n" * 20_000}, "shortened here"),
    "eight points in one place": ({"strokes": [{"points": [{"x": 5, "y": 5}] * 8}]}, "no visible strokes"),
    "a pad of no width": ({"width": 0, "height": -300}, "could not be read as it was written"),
    "points beyond the pad": ({"strokes": [{"points": [{"x": n, "y": 10 * n} for n in range(9)] + [{"x": 1e300, "y": 5}]}]}, "could not"),
}


@pytest.mark.parametrize(("change", "note"), ODD_SIGNATURES.values(), ids=ODD_SIGNATURES)
def test_a_signature_that_cannot_be_printed_as_it_is_is_printed_with_a_note(tmp_path: Path, change: dict[str, Any], note: str) -> None:
    phone = Phone(None)  # type: ignore[arg-type]
    report = phone.report(UUID(int=2), time_zone="Pacific/Kiritimati")
    said = on_paper(report, [phone.signature("engineer"), by(phone, "customer", **change)], tmp_path)
    assert note in said
    assert "Received by Our firm on Mar 3, 2026, 00:00 (UTC+14:00)" in said


async def test_every_sealed_report_of_a_known_phone_is_stored_and_asked_about(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any
) -> None:
    await ready(pool, us, order)
    odd: list[tuple[dict[str, Any], dict[str, Any]]] = []
    odd += [(change, {}) for change, note in ODD_REPORTS.values() if note != "Sealed content"]
    odd += [({}, change) for change, _ in ODD_SIGNATURES.values()]
    number = await number_of(pool, us)
    for index, (report, signature) in enumerate(odd):
        signatures = [bob.signature("engineer"), by(bob, "customer", **signature)]
        command = bob.seal(attendance, bob.report(order, **{"order_number": number, **report}), signatures=signatures)
        (outcome,) = await bob.send(command)
        assert outcome["result"] == ("accepted_conflict" if index else "applied"), (report, signature)
        if not index:
            async with transaction(pool, us.org_id) as tx:
                assert await tx.value(WAITS) == "report_print"
    async with transaction(pool, us.org_id) as tx:
        tokens = await tx.all("select verify_token from reports", Token)
    assert len(tokens) == len(odd)
    async with client(None) as stranger:
        for row in tokens:
            answer = await stranger.get(f"/v/{row.verify_token}")
            assert (answer.status_code, number in answer.text, "OUR-999" in answer.text) == (200, True, False)


class Token(msgspec.Struct):
    verify_token: str


async def number_of(pool: Any, us: Cast) -> str:
    async with transaction(pool, us.org_id) as tx:
        return str(await tx.value("select number from orders"))


async def test_a_key_that_stands_twice_is_said_on_paper(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path
) -> None:
    await ready(pool, us, order)
    once = json.dumps(bob.report(order, order_number=await number_of(pool, us)))
    twice = once.replace('"title": "Service report"', '"title": "Bill", "title": "Service report"')
    await bob.send(bob.seal(attendance, json.loads(once), text=twice))
    assert "says something twice" in words(await printed(pool, us, data_folder), data_folder)


@pytest.mark.parametrize("text", ["", "{}", "[]", "nonsense", '{"report_id": "x"}', "[" * 5000])
async def test_what_names_no_report_of_an_order_is_put_aside(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, text: str
) -> None:
    await ready(pool, us, order)
    (outcome,) = await bob.send(bob.seal(attendance, bob.report(order), text=text))
    assert (outcome["result"], outcome["code"]) == ("rejected", "seal_broken")


async def test_a_sound_report_has_no_note_and_asks_nobody(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order, order_number=await number_of(pool, us))))
    assert "About this print" not in words(await printed(pool, us, data_folder), data_folder)
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value(WAITS) is None


async def test_how_many_pieces_stand_before_the_part_and_one_piece_stands_as_before(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path
) -> None:
    await ready(pool, us, order)
    parts = [{"direction": "in", "name": "Fan", "number": "F1", "serial": "", "quantity": 3}, {"direction": "out", "name": "Belt"}]
    await bob.send(bob.seal(attendance, bob.report(order, parts=parts, order_number=await number_of(pool, us))))
    said = words(await printed(pool, us, data_folder), data_folder)
    assert "3 × Fan" in said and "Belt" in said and "× Belt" not in said and "About this print" not in said


async def test_only_forty_photos_are_printed_and_the_others_are_named(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path
) -> None:
    await ready(pool, us, order)
    pictures = [photo(8, seed) for seed in range(42)]
    names = [sha256(data).hexdigest() for data in pictures]
    await bob.send(bob.seal(attendance, bob.report(order, [*names, *names, *names])))  # thrice the same is once
    for data in pictures[:40]:
        await upload(bob, data)
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from pgqueuer where entrypoint = 'render_report'") == 1
    said = words(await printed(pool, us, data_folder), data_folder)
    assert f"{names[40][:8]}, {names[41][:8]}" in said and names[39][:8] not in said
    assert run("pdfimages", "-list", str(data_folder / "r.pdf")).count(" image ") == 40


async def test_a_photo_that_never_comes_does_not_keep_the_print_for_ever(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order, ["ab" * 32])))  # sealed in March 2026
    async with transaction(pool, us.org_id) as tx:
        assert await prints.enqueue_missing(tx) == 1
    assert "never arrived: 1" in words(await printed(pool, us, data_folder), data_folder)


async def test_a_photo_that_no_hash_can_name_is_not_waited_for(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path
) -> None:
    """As releases before took it."""
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order)))
    async with transaction(pool, us.org_id) as tx:
        await tx.run("insert into report_photos select org_id, id, 1, '\\x00', '' from reports")
        assert await prints.enqueue_missing(tx) == 1
    assert "Fixed" in words(await printed(pool, us, data_folder), data_folder)


async def test_a_print_that_fails_is_tried_again_later_and_later_and_told(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path, monkeypatch: Any, caplog: Any
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order, order_number=await number_of(pool, us))))
    monkeypatch.setattr(paper, "TEMPLATE", data_folder / "gone.typ")
    async with transaction(pool, us.org_id) as tx:
        report_id = await tx.value("select id from reports")
    row = (us.org_id, report_id, data_folder / "blobs", data_folder / "keys", "http://127.0.0.1:8000", NOW)
    pauses = []
    for _ in range(5):
        await prints.render(transactions_of(pool), *row)
        async with transaction(pool, us.org_id) as tx:
            pauses.append(round((await tx.value("select next_at - now() from report_prints")).total_seconds() / 60))
            assert await prints.enqueue_missing(tx) == 0
    assert pauses == [1, 5, 30, 60, 60]
    assert caplog.records[-1].fields["report"] == str(report_id)
    async with transaction(pool, us.org_id) as tx:
        assert "FileNotFoundError" in await tx.value("select fault from report_prints")
        assert await tx.value(WAITS) == "report_print"
        await tx.run("update report_prints set next_at = now()")
        assert await prints.enqueue_missing(tx) == 1
    assert [row[0] for row in await pool.fetch(WITH_WORK, "missing prints", NOW)] == [us.org_id]
    monkeypatch.undo()
    await prints.render(transactions_of(pool), *row)
    async with transaction(pool, us.org_id) as tx:
        assert await prints.enqueue_missing(tx) == 0
        assert await tx.value("select count(*) from report_pdfs") == 1


async def test_texts_that_no_paper_takes_leave_the_rest_of_the_report(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path, monkeypatch: Any
) -> None:
    await ready(pool, us, order)
    monkeypatch.setattr("outrider.sign.letters.rules._LONG", __import__("re").compile("$^"))
    monkeypatch.setattr("outrider.sign.paper.rules.VALUE", 90_000)
    await bob.send(bob.seal(attendance, bob.report(order, **field("a" * 80_000))))
    pdf = await printed(pool, us, data_folder)
    assert "cannot be set on paper" in words(pdf, data_folder)
    subprocess.run(["pdfdetach", "-saveall", "-o", str(data_folder), str(data_folder / "r.pdf")], check=True)
    assert "a" * 80_000 in (data_folder / "sealed.json").read_text()


async def test_the_same_report_gives_the_same_bytes(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order, **field("Łukasz 김민수 عربي 😀 𠮷"))))
    async with transaction(pool, us.org_id) as tx:
        report_id = await tx.value("select id from reports")
        row, org = await store.report(tx, report_id), await store.org(tx)
    assert row is not None
    first, second = (prints.set_on_paper(row, org, "http://127.0.0.1", data_folder) for _ in range(2))
    assert first == second


async def test_a_browser_keeps_no_report(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path, client: Any
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order)))
    await printed(pool, us, data_folder)
    async with transaction(pool, us.org_id) as tx:
        report_id = await tx.value("select id from reports")
    answer = await client("alice").get(f"/api/reports/{report_id}/pdf")
    assert answer.headers["cache-control"] == "private, no-store"
