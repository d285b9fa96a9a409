"""The page behind a printed code: in the firm's name, with what was signed, for people and for programs."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from outrider import lang
from outrider.db import transaction, transactions_of
from outrider.sign.paper.rules import read_report, shown_by_code
from outrider.sign.prints import actions as prints
from tests.cast import NOW, Cast
from tests.conftest import code_of
from tests.offline.phone import Phone

from .printing import printed, ready

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


@pytest.mark.parametrize("token", ["unknown", "%00", "a" * 5000, "%F0%9F%98%80", "..%2f..%2fetc"])
async def test_a_code_that_nobody_printed_is_a_page_that_says_so(us: Cast, client: Any, token: str) -> None:
    async with client(None) as stranger:
        answer = await stranger.get(f"/v/{token}", headers={"accept-language": "en", "accept": "text/html"})
        assert (answer.status_code, answer.headers["content-type"][:9]) == (404, "text/html")


async def test_an_address_that_is_nothing_is_a_page_for_people_and_a_problem_for_programs(us: Cast, client: Any) -> None:
    async with client(None) as stranger:
        for language, said in (("en", '<html lang="en"'), ("zh-CN", '<html lang="zh-CN"')):
            answer = await stranger.get("/nothing/here", headers={"accept-language": language, "accept": "text/html,*/*"})
            assert (answer.status_code, said in answer.text) == (404, True)
        assert code_of(await stranger.get("/nothing/here")) == (404, "not_found")
        assert code_of(await stranger.get("/api/nothing", headers={"accept": "text/html"})) == (404, "not_found")


async def test_the_address_without_a_code_asks_for_it(us: Cast, client: Any) -> None:
    async with client(None) as stranger:
        for language, said in (("en", "Code of the report"), ("zh-CN", "报告验证码")):
            for path in ("/v", "/v/"):
                answer = await stranger.get(path, headers={"accept-language": language})
                assert answer.status_code == 200 and said in answer.text
        typed = await stranger.get("/v/", params={"code": " https://x.example/v/abc "})
        assert (typed.status_code, typed.headers["location"]) == (303, "/v/abc")


@pytest.mark.parametrize(("zone", "said"), [("Etc/GMT-1", "UTC+01:00"), ("Etc/UTC", "UTC+00:00"), ("Asia/Shanghai", "Asia/Shanghai")])
def test_a_zone_without_a_place_is_said_as_people_read_it(zone: str, said: str) -> None:
    assert lang.zone_name(zone, NOW) == said


async def test_a_file_is_the_report_or_another_or_changed_or_none(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path, client: Any
) -> None:
    await ready(pool, us, order)
    first = bob.report(order)
    await bob.send(bob.seal(attendance, first))
    pdf = await printed(pool, us, data_folder)
    again = bob.report(order, replaces=first["report_id"])
    await bob.send(bob.seal(attendance, again))
    async with transaction(pool, us.org_id) as tx:
        token = await tx.value("select verify_token from reports where id = $1", UUID(again["report_id"]))
    row = (us.org_id, UUID(again["report_id"]), data_folder / "blobs", data_folder / "keys", "http://127.0.0.1:8000", NOW)
    await prints.render(transactions_of(pool), *row)
    async with transaction(pool, us.org_id) as tx:
        newer = bytes(await tx.value("select pdf from report_pdfs where report_id = $1", UUID(again["report_id"])))
    files = {"same": newer, "replaced": pdf, "different": newer[:-9] + b"X" + newer[-8:], "not_pdf": b"PK\x03\x04", "empty": b""}
    async with client(None) as stranger:
        for verdict, data in files.items():
            answer = await stranger.post(f"/v/{token}", files={"file": ("r.pdf", data, "application/pdf")})
            assert f'data-verdict="{verdict}"' in answer.text, verdict
        assert code_of(await stranger.post(f"/v/{token}", data={"file": "text"}))[0] in (200, 400, 422)
        said = (await stranger.get(f"/v/{token}", headers={"accept-language": "en"})).text
    assert "Customer 张三, Lead, signed on Mar 2, 2026, 10:01 (UTC+00:00)" in said
    assert "Received by ours on Mar 2, 2026, 10:00 (UTC+00:00)" in said
