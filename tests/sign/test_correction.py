"""A signed report is never altered: a correction is a report of its own that names the one before it, and is signed anew."""

import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from outrider.db import transaction, transactions_of
from outrider.sign.prints import actions as prints
from tests.cast import NOW, WAITS, Cast, act, give, walk
from tests.conftest import code_of
from tests.offline.phone import Phone

from .printing import ready

WHY = {"title": "Correction", "fields": [{"key": "correction", "label": "Why", "value": "Serial number mistyped"}]}


def report_of(bob: Phone, order: UUID) -> dict[str, Any]:
    return bob.report(order, order_number="OUR-260302-0001")


def corrected(bob: Phone, order: UUID, first: dict[str, Any]) -> dict[str, Any]:
    return bob.report(order, order_number=first["order_number"], replaces=first["report_id"], sections=[WHY, *first["sections"]])


async def signed_and_corrected(bob: Phone, attendance: UUID, order: UUID) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """As a phone sends both after a day without network: at once."""
    first = report_of(bob, order)
    second = corrected(bob, order, first)
    outcomes = await bob.send(bob.seal(attendance, first), bob.seal(attendance, second, "signed"))
    return first, second, outcomes


async def printed(pool: Any, us: Cast, report: dict[str, Any], folder: Path) -> str:
    """What stands on its paper."""
    row = (us.org_id, UUID(report["report_id"]), folder / "blobs", folder / "keys", "http://127.0.0.1:8000", NOW)
    await prints.render(transactions_of(pool), *row)
    async with transaction(pool, us.org_id) as tx:
        pdf = bytes(await tx.value("select pdf from report_pdfs where report_id = $1", UUID(report["report_id"])))
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


async def test_a_correction_is_kept_beside_the_report_and_asks_nobody(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any
) -> None:
    await ready(pool, us, order)
    first, second, outcomes = await signed_and_corrected(bob, attendance, order)
    assert [row["result"] for row in outcomes] == ["applied", "applied"]
    async with transaction(pool, us.org_id) as tx:
        status, waits = await tx.value("select status from orders"), await tx.value(WAITS)
        assert (status, waits) == ("signed", None)
        rows = await tx.connection.fetch("select id, replaces from reports order by number")
        assert [(str(row["id"]), row["replaces"]) for row in rows] == [
            (first["report_id"], None),
            (second["report_id"], UUID(first["report_id"])),
        ]
        assert await tx.value("select count(*) from pgqueuer where entrypoint = 'render_report'") == 2
    detail = (await client("alice").get(f"/api/orders/{order}")).json()
    assert [(row["replaces"], row["replaced_by"]) for row in detail["reports"]] == [
        (None, "OUR-R-260302-0002"),
        ("OUR-R-260302-0001", None),
    ]
    said = [row["payload"] for row in detail["events"] if row["kind"] == "report_sealed"][-1]
    assert (said["replaces"], said["why"]) == ("OUR-R-260302-0001", "Serial number mistyped")
    (job,) = (await client("bob").get("/api/phone/pull")).json()["jobs"]
    assert [row["replaced"] for row in job["reports"]] == [True, False]


async def test_a_correction_does_not_sign_a_visit_that_somebody_else_goes_to_by_now(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    await ready(pool, us, order)
    first = report_of(bob, order)
    await bob.send(bob.seal(attendance, first))
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", order, "reopen", reason="Noise again")
        await give(tx, us, order, "charlie", "near")
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis", "finish_work", name="charlie")
    (outcome,) = await bob.send(bob.seal(attendance, corrected(bob, order, first)))
    assert outcome["result"] == "applied"
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select status from orders") == "awaiting_signature"
        assert await tx.value(WAITS) is None
        assert await tx.value("select count(*) from reports") == 2


async def test_a_second_report_that_names_none_still_asks_a_dispatcher(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order)))
    (outcome,) = await bob.send(bob.seal(attendance, bob.report(order)))
    assert (outcome["result"], outcome["code"]) == ("accepted_conflict", "action_not_possible")


async def test_a_correction_of_a_report_that_nobody_knows_is_put_aside(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order)))
    (outcome,) = await bob.send(bob.seal(attendance, bob.report(order, replaces=str(uuid4()))))
    assert (outcome["result"], outcome["code"]) == ("rejected", "seal_broken")


async def test_the_paper_of_a_correction_says_which_report_it_replaces_and_the_first_says_nothing_of_it(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path
) -> None:
    await ready(pool, us, order)
    first, second, _ = await signed_and_corrected(bob, attendance, order)
    paper = " ".join((await printed(pool, us, second, data_folder)).split())
    assert "This report corrects report OUR-R-260302-0001, received on Mar 2, 2026, 10:00 (UTC+00:00), and replaces it." in paper
    assert "Serial number mistyped" in paper
    assert "corrects report" not in await printed(pool, us, first, data_folder)


async def test_the_code_of_the_first_report_leads_to_the_number_of_the_newest_and_not_to_its_code(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any
) -> None:
    await ready(pool, us, order)
    first, second, _ = await signed_and_corrected(bob, attendance, order)
    third = corrected(bob, order, second)
    await bob.send(bob.seal(attendance, third, "signed"))
    async with transaction(pool, us.org_id) as tx:
        rows = await tx.connection.fetch("select id, verify_token from reports")
    token = {str(row["id"]): row["verify_token"] for row in rows}
    async with client(None) as stranger:
        said = [
            (await stranger.get(f"/v/{token[row['report_id']]}", headers={"accept-language": "en"})).text for row in (first, second, third)
        ]
    assert "A newer report, OUR-R-260302-0003, was signed on" in said[0] and "A newer report, OUR-R-260302-0003, was signed on" in said[1]
    assert "It corrects report OUR-R-260302-0002 and replaces it." in said[2] and "data-replaced" not in said[2]
    assert token[third["report_id"]] not in said[0]


async def test_the_customer_reads_the_newest_report_and_finds_the_one_before(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any, data_folder: Path
) -> None:
    await ready(pool, us, order)
    first, second, _ = await signed_and_corrected(bob, attendance, order)
    for report in (first, second):
        await printed(pool, us, report, data_folder)
    url = (await client("alice").post(f"/api/orders/{order}/customer-link")).json()["url"]
    path = "/c/" + url.rsplit("/", 1)[1]
    async with client(None) as dana:
        said = (await dana.get(path, headers={"accept-language": "en"})).text
        assert "OUR-R-260302-0002 corrects report OUR-R-260302-0001" in said
        assert said.index(f"{path}/report/{second['report_id']}") < said.index(f"{path}/report/{first['report_id']}")
        assert (await dana.get(f"{path}/report/{first['report_id']}")).status_code == 200
        assert code_of(await dana.get(f"/api/reports/{first['report_id']}/pdf")) == (401, "not_signed_in")
