"""The page behind a printed code: in the firm's name, with what was signed, for people and for programs."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from outrider.db import transaction
from outrider.sign.paper.rules import read_report, shown_by_code
from tests.cast import Cast
from tests.conftest import code_of
from tests.offline.phone import Phone

from .test_seal import printed, ready

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "accept-language": "en"}
PLACE = {
    "title": "Customer and device",
    "fields": [
        {"key": "site", "label": "Site", "value": "Hall 1 东厅"},
        {"key": "contact", "label": "Contact", "value": "Dana Private"},
        {"key": "address", "label": "Address", "value": "Main street 1"},
        {"key": "device", "label": "Device", "value": ""},
    ],
}


async def sealed(bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast) -> str:
    """The code of a report."""
    await ready(pool, us, order)
    report = bob.report(order, photos=["ab" * 32])
    await bob.send(bob.seal(attendance, {**report, "sections": [PLACE, *report["sections"]]}))
    async with transaction(pool, us.org_id) as tx:
        return str(await tx.value("select verify_token from reports"))


async def test_whoever_holds_the_code_compares_what_was_signed(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any
) -> None:
    token = await sealed(bob, attendance, order, pool, us)
    async with client(None) as stranger:
        page = (await stranger.get(f"/v/{token}", headers=BROWSER)).text
        other = (await stranger.get("/v/", headers=BROWSER)).text
    for said in (
        "Hall 1 东厅",
        "Fixed 已修复",
        "Fitted · Fan · F1 · S1",
        "Photos: 1",
        "Its times are those of UTC.",
        "OUR-R-260302-0001",
        "signed on Mar 2, 2026, 10:01 (UTC+00:00)",
    ):
        assert said in page and said not in other, said
    assert "Dana Private" not in page and "Main street 1" not in page and "<dt>Device</dt>" not in page


async def test_the_page_speaks_in_the_name_of_the_firm(bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any) -> None:
    token = await sealed(bob, attendance, order, pool, us)
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update orgs set name = '<滨海> & Co' where id = current_org()")
    async with client(None) as stranger:
        for language in ("en", "zh-CN"):
            page = (await stranger.get(f"/v/{token}", headers={**BROWSER, "accept-language": language})).text
            assert "Outrider" not in page and "/icons/icon.svg" not in page
            assert page.count("&lt;滨海&gt; &amp; Co") >= 3 and "<滨海>" not in page
            assert "data:image/svg+xml," in page and "%26lt%3B" in page  # the first sign of a name is no markup either


async def test_a_program_is_told_of_a_code_in_json_and_refused_as_everywhere(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any, data_folder: Path
) -> None:
    token = await sealed(bob, attendance, order, pool, us)
    asks = {"accept": "application/json"}
    async with client(None) as program:
        found = (await program.get(f"/v/{token}", headers=asks)).json()
        assert (found["report"]["number"], found["report"]["org"], found["verdict"]) == ("OUR-R-260302-0001", "ours", None)
        assert [row["name"] for row in found["report"]["signatures"]] == ["Engineer 张三", "Customer 张三"]
        assert "Dana Private" not in str(found)
        pdf = await printed(pool, us, data_folder)
        for data, verdict in ((pdf, "same"), (pdf[:-1], "different"), (b"PK", "not_pdf")):
            answer = await program.post(f"/v/{token}", files={"file": ("r.pdf", data, "application/pdf")}, headers=asks)
            assert answer.json()["verdict"]["code"] == verdict
        assert code_of(await program.get("/v/unknown", headers=asks)) == (404, "report_not_known")
        assert code_of(await program.get("/v/unknown")) == (404, "report_not_known")
        assert code_of(await program.post("/v/unknown", files={"file": ("r.pdf", pdf, "application/pdf")})) == (404, "report_not_known")
        page = await program.get("/v/unknown", headers=BROWSER)
        assert page.status_code == 404 and page.headers["content-type"].startswith("text/html")


def test_only_a_key_by_name_hides_a_field_and_a_section_without_any_is_not_shown() -> None:
    hidden = {"title": "Nothing", "fields": [{"key": "address", "label": "Address", "value": "x"}]}
    odd = {"title": "Work", "fields": [{"key": ["address"], "label": "A", "value": "b"}]}
    text = json.dumps({"report_id": str(UUID(int=1)), "order_id": str(UUID(int=2)), "sections": [hidden, odd]})
    report, _ = read_report(text.encode(), ("en",))
    assert [(section.title, [field.value for field in section.fields]) for section in shown_by_code(report).sections] == [("Work", ["b"])]
