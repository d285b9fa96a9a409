"""Customer and office write to each other at an order: each reads it where they look, and nobody floods the other."""

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from outrider.db import transaction
from outrider.ids import new_id
from outrider.notify.messages.rules import LONGEST, MOST_A_DAY
from tests.cast import NOW, Cast, act, give
from tests.conftest import FixedClock, code_of

EVIL = "<script>alert(1)</script>{link}\n<b>Second line"


async def write(client: Any, link: str, text: str, once: UUID | None = None) -> Any:
    return await client(None).post(f"{link}/message", data={"once": str(once or new_id(NOW)), "text": text})


async def said(client: Any, order: UUID) -> list[tuple[str, str, str | None, bool]]:
    rows = (await client("alice").get(f"/api/orders/{order}")).json()["messages"]
    return [(row["kind"], row["text"], row["by"], row["seen_at"] is not None) for row in rows]


async def unread(client: Any) -> list[int]:
    return [row["unread"] for row in (await client("alice").get("/api/board")).json()["orders"]]


async def test_what_a_customer_writes_stands_at_the_order_and_rings_until_somebody_answers(
    client: Any, pool: Any, us: Cast, order: UUID, link: str, clock: FixedClock
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update contacts set channel = 'sms'")
        await give(tx, us, order)
    clock.at += timedelta(minutes=1)
    assert (await write(client, link, "  The gate is locked. ")).status_code == 303
    assert (await said(client, order))[0] == ("customer_wrote", "The gate is locked.", "Dana", False)
    assert await unread(client) == [1]
    async with transaction(pool, us.org_id) as tx:
        heard = await tx.connection.fetch(
            "select p.name, n.kind, n.body from notifications n join users p on p.id = n.user_id where n.body like '%gate%' order by 1"
        )
    assert [tuple(row) for row in heard] == [
        ("Alice", "customer_wrote", "Dana's works: The gate is locked."),
        ("Bob", "visit_message", "Dana's works: The gate is locked."),
    ]
    clock.at += timedelta(minutes=1)
    answer = await client("alice").post(f"/api/orders/{order}/messages", json={"text": "Ring the bell, please."})
    assert answer.status_code == 204
    assert [row[:2] for row in (await said(client, order))[:2]] == [
        ("office_wrote", "Ring the bell, please."),
        ("customer_wrote", "The gate is locked."),
    ]
    assert (await said(client, order))[1][3] is True
    assert await unread(client) == [0]
    page = (await client(None).get(link)).text
    assert re.findall(r'<p class="as-typed">(.*?)</p>', page) == ["The gate is locked.", "Ring the bell, please."]
    async with transaction(pool, us.org_id) as tx:
        sent = await tx.value("select body from notifications where kind = 'office_wrote'")
        assert sent == "Ring the bell, please.\n\nYou can answer here: {link}"
        assert (
            await tx.value("select state from deliveries d join notifications n on n.id = d.notification_id where n.kind = 'office_wrote'")
            == "waiting"
        )


async def test_it_is_ticked_off_as_read(client: Any, order: UUID, link: str) -> None:
    await write(client, link, "Thank you")
    assert (await client("alice").post(f"/api/orders/{order}/messages/seen")).status_code == 204
    assert (await unread(client), (await said(client, order))[0][3]) == ([0], True)


async def test_a_contact_whom_no_message_reaches_has_to_be_rung(client: Any, order: UUID) -> None:
    await client("alice").post(f"/api/orders/{order}/messages", json={"text": "We need your serial number"})
    rows = (await client("alice").get(f"/api/orders/{order}")).json()
    assert [(row["kind"], row["channel"], row["call"], row["by"]) for row in rows["messages"]] == [("office_wrote", None, "open", "Alice")]
    assert rows["line"]["calls"] == 1


async def test_the_engineer_who_has_the_visit_reads_it_on_the_phone(
    client: Any, pool: Any, us: Cast, order: UUID, link: str, clock: FixedClock
) -> None:
    await write(client, link, "Code 1234")
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
    job = (await client("bob").get("/api/phone/pull")).json()["jobs"][0]
    assert [(row["text"], row["by"], row["customer"]) for row in job["notes"]] == [("Code 1234", "Dana", True)]
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order, "charlie", "Nearer")
    clock.at += timedelta(minutes=1)
    await write(client, link, "Code 5678")
    jobs = [(await client(name).get("/api/phone/pull")).json()["jobs"][0]["notes"] for name in ("bob", "charlie")]
    assert [[row["text"] for row in notes] for notes in jobs] == [["Code 1234"], ["Code 1234", "Code 5678"]]


async def test_a_form_that_is_sent_twice_is_one_message_and_back_with_other_words_another(
    client: Any, pool: Any, us: Cast, order: UUID, link: str
) -> None:
    once = new_id(NOW)
    answers = await asyncio.gather(*(write(client, link, "Hello", once) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [303] * 3
    await write(client, link, "Hello again", once)
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select array_agg(text order by text) from order_messages") == ["Hello", "Hello again"]


async def test_markup_stays_words_on_the_page_and_under_the_bell(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    assert (await write(client, link, EVIL)).status_code == 303
    page = (await client(None).get(link)).text
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)&lt;/script&gt;{link}\n&lt;b&gt;Second line" in page) == (False, True)
    async with transaction(pool, us.org_id) as tx:
        body = await tx.value("select body from notifications where kind = 'customer_wrote'")
        assert body == "Dana's works: <script>alert(1)</script>(link) <b>Second line"


async def test_what_is_too_long_or_empty_is_refused_and_still_stands_there(
    client: Any, pool: Any, us: Cast, order: UUID, link: str
) -> None:
    long = "字" * (LONGEST + 1)
    for text, code in ((long, "message_too_long"), (" \u200b", "data_missing")):
        answer = await write(client, link, text)
        assert (answer.status_code, f'data-problem="{code}"' in answer.text) == (422, True)
    assert long in (await write(client, link, long)).text
    assert (await write(client, link, long[1:])).status_code == 303
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from order_messages") == 1
    office = await client("alice").post(f"/api/orders/{order}/messages", json={"text": "x" * 2001})
    assert code_of(office) == (422, "message_too_long")


async def test_nobody_sends_a_thousand(client: Any, pool: Any, us: Cast, order: UUID, link: str, clock: FixedClock) -> None:
    for n in range(MOST_A_DAY):
        clock.at += timedelta(seconds=1)
        assert (await write(client, link, f"Message {n}")).status_code == 303
    refused = await write(client, link, "One more")
    assert (refused.status_code, "One more</textarea>" in refused.text) == (429, True)
    clock.at += timedelta(days=1)
    assert (await write(client, link, "One more")).status_code == 303


async def test_after_the_order_is_over_what_they_write_is_on_the_board_until_it_is_read(
    client: Any, pool: Any, us: Cast, order: UUID, link: str, clock: FixedClock
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", order, "cancel", reason="Customer's wish")
    clock.at += timedelta(days=3)
    assert await unread(client) == []
    assert (await write(client, link, "We did not cancel it")).status_code == 303
    assert await unread(client) == [1]
    await client("alice").post(f"/api/orders/{order}/messages/seen")
    assert await unread(client) == []


async def test_what_a_customer_writes_undoes_no_undo(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
    await write(client, link, "Hello")
    undo = await client("alice").post(f"/api/orders/{order}/withdrawal", json={"expected": "assigned"})
    assert (undo.status_code, undo.json()["status"]) == (200, "received")
