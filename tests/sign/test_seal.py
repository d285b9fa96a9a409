import asyncio
import base64
import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from outrider.db import transaction
from outrider.numbers import next_number
from outrider.problems import Problem
from outrider.sign import rules
from tests.cast import NOW, WAITS, Cast, act, give, walk
from tests.conftest import code_of, one_row
from tests.offline.phone import Phone
from tests.offline.photos import photo, upload

from .printing import printed, ready, run


async def intact(path: Path, folder: Path, us: Cast) -> bool:
    """A second opinion: pyHanko's own validation, with the organisation's certificate as the root."""
    root = load_cert_from_pemder(str(folder / "keys" / f"org-{us.org_id}.cert.pem"))
    with path.open("rb") as file:
        signature = PdfFileReader(file).embedded_signatures[0]
        found = await async_validate_pdf_signature(signature, ValidationContext(trust_roots=[root], allow_fetching=False))
        return bool(found.bottom_line)


async def test_the_sealed_bytes_and_signatures_are_kept_untouched(bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast) -> None:
    await ready(pool, us, order)
    command = bob.seal(attendance, bob.report(order))
    (outcome,) = await bob.send(command)
    assert outcome["result"] == "applied"
    sent = json.loads(command)["payload"]
    async with transaction(pool, us.org_id) as tx:
        row = await one_row(tx.connection, "select sealed, statement, sha256, number from reports")
        assert await tx.value("select status from orders") == "signed"
        assert await tx.value("select count(*) from pgqueuer where entrypoint = 'render_report'") == 1
    assert (row["sealed"], row["statement"]) == (sent["sealed"].encode(), sent["statement"].encode())
    assert row["sha256"] == sha256(sent["sealed"].encode()).digest()
    assert row["number"] == "OUR-R-260302-0001"


async def test_an_empty_signature_seals_nothing_and_is_kept_aside(bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast) -> None:
    await ready(pool, us, order)
    empty = [bob.signature("engineer"), bob.signature("customer", points=0)]
    (outcome,) = await bob.send(bob.seal(attendance, bob.report(order), signatures=empty))
    assert (outcome["result"], outcome["code"]) == ("rejected", "signature_empty")
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from reports") == 0
        assert await tx.value("select status from orders") == "awaiting_signature"
        assert await tx.value("select count(*) from command_quarantine") == 1


async def test_a_report_of_a_cancelled_order_is_sealed_on_the_attendance(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    await ready(pool, us, order)
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "max", order, "cancel", reason="x")
    (outcome,) = await bob.send(bob.seal(attendance, bob.report(order)))
    assert outcome["result"] == "accepted_conflict"
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from reports") == 1
        assert await tx.value(WAITS) == "report_print, sign"  # its number is not the order's


async def test_a_visit_that_was_signed_after_its_hand_over_is_given_back_signed(
    bob: Phone, client: Any, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis")
        await give(tx, us, order, "charlie", "Bob does not answer")
    outcomes = await bob.send(bob.act(attendance, "finish_work", "diagnosing"), bob.seal(attendance, bob.report(order)))
    assert {row["result"] for row in outcomes} == {"accepted_conflict"}
    (waits,) = [row for row in (await client("alice").get("/api/reviews")).json() if row["kind"] == "late_work"]
    (await client("alice").post(f"/api/reviews/{waits['id']}/give-back", json={"expected": "assigned"})).raise_for_status()
    assert (await client("alice").get(f"/api/orders/{order}")).json()["line"]["engineer"] == "Bob"
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select status from orders") == "signed"
        assert await tx.value("select count(*) from attendances where ended_at is null") == 0
        assert await tx.value("select end_reason from attendances where id = $1", attendance) == "sign"


def sealed_by(phone: Phone, **change: Any) -> tuple[bytes, bytes, bytes, dict[str, Any]]:
    payload = json.loads(phone.seal(UUID(int=1), phone.report(UUID(int=2)), **change))["payload"]
    numbers = phone.key.public_key().public_numbers()
    key = {name: text(getattr(numbers, name)) for name in "xy"}
    signature = msgspec.convert(payload["phone_signature"], bytes)
    return payload["sealed"].encode(), payload["statement"].encode(), signature, key


def text(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes(32, "big")).rstrip(b"=").decode()


def check(sealed: bytes, statement: bytes, signature: bytes, key: dict[str, Any]) -> None:
    report, said, _ = rules.read(sealed, statement, ("en",), NOW)
    rules.check(sealed, statement, signature, key, report, said)


@pytest.mark.parametrize("where", range(0, 400, 23))
def test_any_changed_byte_of_the_report_breaks_the_seal(where: int) -> None:
    sealed, statement, signature, key = sealed_by(Phone(None))  # type: ignore[arg-type]
    check(sealed, statement, signature, key)
    changed = bytearray(sealed)
    changed[where] ^= 1
    with pytest.raises(Problem) as refusal:
        check(bytes(changed), statement, signature, key)
    assert refusal.value.code == "seal_broken"


def test_another_phones_key_breaks_the_seal() -> None:
    sealed, statement, signature, _ = sealed_by(Phone(None))  # type: ignore[arg-type]
    *_, other = sealed_by(Phone(None))  # type: ignore[arg-type]
    with pytest.raises(Problem) as refusal:
        check(sealed, statement, signature, other)
    assert refusal.value.params == {"why": "key"}


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_pdfsig_accepts_the_pdf_and_one_changed_byte_is_detected(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path, tmp_path: Path, language: str
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order, language=language)))
    pdf = await printed(pool, us, data_folder)
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(pdf)
    said = run("pdfsig", "-nocert", str(good))
    assert "Signature is Valid." in said and "Total document signed" in said
    middle = pdf.index(b"/Contents <") // 2
    bad.write_bytes(pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :])
    assert "Signature is Valid." not in run("pdfsig", "-nocert", str(bad))
    assert (await intact(good, data_folder, us), await intact(bad, data_folder, us)) == (True, False)


async def test_the_sealed_bytes_lie_in_the_pdf(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path, tmp_path: Path
) -> None:
    await ready(pool, us, order)
    command = bob.seal(attendance, bob.report(order))
    await bob.send(command)
    (tmp_path / "r.pdf").write_bytes(await printed(pool, us, data_folder))
    run("pdfdetach", "-saveall", "-o", str(tmp_path), str(tmp_path / "r.pdf"))
    assert (tmp_path / "sealed.json").read_text() == json.loads(command)["payload"]["sealed"]


async def test_rare_names_emoji_and_control_signs_never_lose_a_report(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path, tmp_path: Path
) -> None:
    await ready(pool, us, order)
    fields = [{"key": "account", "label": "客户", "value": '䶮𠮷 😀 한국 #read("/etc/passwd") \u0007 $x$ *b*'}]
    await bob.send(bob.seal(attendance, bob.report(order, sections=[{"title": "T", "fields": fields}])))
    (tmp_path / "r.pdf").write_bytes(await printed(pool, us, data_folder))
    said = run("pdftotext", str(tmp_path / "r.pdf"), "-")
    assert "/v/" in said  # for whoever has no camera
    assert "䶮" in said and '#read("/etc/passwd")' in said and "*b*" in said


async def test_the_print_waits_for_the_last_photo(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path
) -> None:
    await ready(pool, us, order)
    data = photo(300)
    await bob.send(bob.seal(attendance, bob.report(order, [sha256(data).hexdigest()])))

    async def queued() -> int:
        async with transaction(pool, us.org_id) as tx:
            return int(await tx.value("select count(*) from pgqueuer where entrypoint = 'render_report'"))

    assert await queued() == 0
    await upload(bob, data)
    assert await queued() == 1
    (data_folder / "r.pdf").write_bytes(await printed(pool, us, data_folder))
    assert " image " in run("pdfimages", "-list", str(data_folder / "r.pdf"))


HALF, HEAD = (lambda data: data[: len(data) // 2]), (lambda data: data[: data.find(b"\xff\xda")] + bytes(500))


@pytest.mark.parametrize("broken", [HALF, HEAD], ids=["half of it", "nothing behind its head"])
async def test_a_photo_that_breaks_off_does_not_keep_the_report_from_being_printed(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path, broken: Any
) -> None:
    await ready(pool, us, order)
    data = broken(photo(300))
    await bob.send(bob.seal(attendance, bob.report(order, [sha256(data).hexdigest()])))
    assert (await upload(bob, data)).json()["complete"]
    (data_folder / "r.pdf").write_bytes(await printed(pool, us, data_folder))
    assert " image " in run("pdfimages", "-list", str(data_folder / "r.pdf"))


async def test_phone_and_office_are_told_of_every_photo_that_arrives(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    await ready(pool, us, order)
    pictures = [photo(40, seed) for seed in range(3)]
    await bob.send(bob.seal(attendance, bob.report(order, [sha256(data).hexdigest() for data in pictures])))
    day = (await bob.client.get("/api/phone/pull")).json()
    missing = []
    for data in pictures:
        await upload(bob, data)
        day = (await bob.client.get("/api/phone/pull", params={"epoch": day["epoch"], "since": day["seq"]})).json()
        missing += [report["photos_missing"] for job in day["jobs"] for report in job["reports"]]
    assert missing == [2, 1, 0]


async def test_printing_twice_keeps_the_first_print(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order)))
    first, second = await printed(pool, us, data_folder), await printed(pool, us, data_folder)
    assert first == second


async def test_the_office_opens_the_pdf_and_strangers_do_not(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path, client: Any
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order)))
    async with transaction(pool, us.org_id) as tx:
        report_id = await tx.value("select id from reports")
    assert code_of(await client("alice").get(f"/api/reports/{report_id}/pdf")) == (404, "report_not_ready")
    pdf = await printed(pool, us, data_folder)
    assert (await client("alice").get(f"/api/reports/{report_id}/pdf")).content == pdf
    assert code_of(await client("charlie").get(f"/api/reports/{report_id}/pdf")) == (404, "report_not_ready")
    assert code_of(await client("bobby").get(f"/api/reports/{report_id}/pdf")) == (404, "report_not_ready")


async def test_who_sees_the_order_reads_the_very_texts_that_were_signed(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any
) -> None:
    await ready(pool, us, order)
    await bob.send(seal := bob.seal(attendance, bob.report(order)))
    (job,) = (await bob.client.get("/api/phone/pull")).json()["jobs"]
    (line,) = job["reports"]
    path = f"/api/reports/{line['id']}/sealed"
    found = (await bob.client.get(path)).json()
    assert found == {name: json.loads(seal)["payload"][name] for name in ("sealed", "statement")}
    assert (line["attendance_id"], line["sha256"]) == (str(attendance), sha256(found["sealed"].encode()).hexdigest())
    assert (await client("alice").get(path)).json() == found
    assert code_of(await client("charlie").get(path)) == (404, "not_found")
    assert code_of(await client("bobby").get(path)) == (404, "not_found")


async def test_anybody_checks_a_file_by_the_printed_code(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path, client: Any
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order)))
    pdf = await printed(pool, us, data_folder)
    async with transaction(pool, us.org_id) as tx:
        token = await tx.value("select verify_token from reports")
    async with client(None) as stranger:
        assert "Customer 张三" in (await stranger.get(f"/v/{token}")).text
        same = await stranger.post(f"/v/{token}", files={"file": ("r.pdf", pdf, "application/pdf")})
        changed = await stranger.post(f"/v/{token}", files={"file": ("r.pdf", pdf[:-9] + b"X" + pdf[-8:], "application/pdf")})
        assert ('data-verdict="same"' in same.text, 'data-verdict="different"' in changed.text) == (True, True)
        assert (await stranger.get("/v/unknown")).status_code == 404


async def test_two_reports_at_once_get_two_numbers(pool: Any, us: Cast) -> None:
    async def take() -> str:
        async with transaction(pool, us.org_id) as tx:
            return await next_number(tx, "report", NOW.date())

    assert len(set(await asyncio.gather(*(take() for _ in range(8))))) == 8
