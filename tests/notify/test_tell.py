from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider import db
from outrider.ids import new_id
from outrider.notify import actions as notify
from outrider.notify import rules, store
from outrider.notify.delivery import actions as delivery
from outrider.status.clocks import actions as clocks
from tests.cast import NOW, Cast, act, give, take_order
from tests.conftest import Database, code_of, one_row

from .post import MINUTE, Post, breach, config
from .receivers import Gateway, mail_server


async def test_a_breach_reaches_a_mail_server(own_database: Database, pool: Any, us: Cast, tmp_path: Path) -> None:
    async with mail_server() as (box, address):
        await breach(pool, us)
        assert await Post(config(own_database, tmp_path, mail=address), pool, us.org_id).run() >= 2
    assert sorted(to for to, _, _ in box.mails) == [["alice@ours.test"], ["max@ours.test"]]
    assert box.mails[0][1].endswith("time until the order is taken up is overdue since 10:15")
    assert "Dana's works, Hall 1" in box.mails[0][2]


async def test_each_is_told_in_their_language(own_database: Database, pool: Any, us: Cast, tmp_path: Path) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run("update users set language = 'zh-CN' where name = 'Max'")
    async with mail_server() as (box, address):
        await breach(pool, us)
        await Post(config(own_database, tmp_path, mail=address), pool, us.org_id).run()
    assert any("已于 10:15 超时" in subject for _, subject, _ in box.mails)


async def test_the_same_alarm_is_said_once_however_often_it_is_told(pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us, level="0")
    fired: list[clocks.Fired] = []

    async def twice(tx: db.Tx, told: list[clocks.Fired], now: datetime) -> None:
        fired.extend(told)
        await notify.notify_alarms(tx, told, now)
        await notify.notify_alarms(tx, told, now)

    async with db.transaction(pool, us.org_id) as tx:
        await clocks.fire(tx, NOW + 12 * MINUTE, twice)
        said = await tx.connection.fetch("select user_id from notifications where order_id = $1", order)
    assert len(fired) == 1
    assert len(said) == len({row["user_id"] for row in said}) == 1  # the dispatcher holds what nobody took up


async def test_a_refused_mail_is_tried_again_later_and_later_and_then_lies_where_a_person_sees_it(
    own_database: Database, pool: Any, us: Cast, tmp_path: Path, client: Any
) -> None:
    async with mail_server() as (box, address):
        box.refuse = True
        await breach(pool, us)
        post = Post(config(own_database, tmp_path, mail=address), pool, us.org_id)
        await post.run()
        assert await post.run(timedelta(seconds=29)) == 0
        for wait in rules.BACKOFF:
            assert await post.run(wait) == 2
        assert [row for row in await post.states() if row[0] == "mail"] == [("mail", "dead", 6)] * 2
        async with client("erin") as erin:
            dead = (await erin.get("/api/deliveries/dead")).json()
            assert sorted(row["address"] for row in dead) == ["alice@ours.test", "max@ours.test"]
            assert f'Sending email to "{dead[0]["address"]}" failed.' in dead[0]["last_error"]
            box.refuse = False
            assert (await erin.post(f"/api/deliveries/{dead[0]['id']}/resend")).status_code == 204
            assert await post.run() == 1
            assert len(box.mails) == 1
            assert len((await erin.get("/api/deliveries/dead")).json()) == 1


async def test_a_customer_is_told_by_their_own_way_with_a_link(
    own_database: Database, pool: Any, us: Cast, tmp_path: Path, phone_net: tuple[Gateway, str]
) -> None:
    net, address = phone_net
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await tx.run("update contacts set channel = 'sms'")
        await give(tx, us, order)
        await act(tx, us, "bob", order, "accept")
        await act(tx, us, "bob", order, "set_off", NOW + MINUTE)
    await Post(config(own_database, tmp_path, sms=f"json://{address}/sms/{{to}}"), pool, us.org_id).run(MINUTE)
    assert [row["path"] for row in net.messages] == ["/sms/+49 30 5550100"] * 2
    assert f"http://outrider.test/c/{order}" in net.messages[0]["message"]
    assert [row["title"] for row in net.messages] == ["Bob will come to you", "Bob is on the way to you"]


async def test_a_message_that_can_wait_waits_for_the_end_of_the_night(pool: Any, us: Cast, client: Any) -> None:
    async with client("alice") as alice:
        body = {"channels": {"clock_warned": ["mail"]}, "quiet_from": "09:00:00", "quiet_to": "11:00:00"}
        assert (await alice.put("/api/me/notify", json=body)).status_code == 204
    await breach(pool, us, 12)
    async with db.transaction(pool, us.org_id) as tx:
        # level 0 is served round the clock, so its alarm wakes; in office hours it would wait
        assert await tx.value("select not_before from deliveries") == NOW + 12 * MINUTE
        await tx.run("update orders set calendar = '5x8'")
    zone = ZoneInfo("UTC")
    night = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    assert rules.not_before(night, zone, time(22), time(7), True, in_service=True) == night
    assert rules.not_before(night, zone, time(22), time(7), True, in_service=False) == datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert rules.not_before(night, zone, time(22), time(7), False, in_service=True) == datetime(2026, 3, 3, 7, tzinfo=UTC)


@given(
    minute=st.integers(0, 3 * 1440), start=st.times(), end=st.times(), zone=st.sampled_from(("UTC", "Asia/Shanghai", "America/Santiago"))
)
def test_the_end_of_the_quiet_hours_is_ahead_and_no_longer_quiet(minute: int, start: time, end: time, zone: str) -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC) + minute * MINUTE
    until = rules.quiet_until(now, ZoneInfo(zone), start, end)
    if until is not None:
        assert timedelta(0) < until - now <= timedelta(days=1)
        assert rules.quiet_until(until, ZoneInfo(zone), start, end) is None


async def test_the_bell_shows_mine_and_is_read_up_to_a_moment(pool: Any, us: Cast, client: Any) -> None:
    await breach(pool, us)
    async with client("alice") as alice, client("max") as other:
        mine = (await alice.get("/api/notifications")).json()
        assert sorted(row["kind"] for row in mine) == ["clock_breached", "clock_warned"]
        assert [row["kind"] for row in (await other.get("/api/notifications")).json()] == ["clock_breached"]
        assert (await alice.post("/api/notifications/read", json={"until": mine[0]["created_at"]})).status_code == 204
        assert all(row["read_at"] for row in (await alice.get("/api/notifications")).json())


async def test_an_unknown_channel_is_refused(client: Any) -> None:
    async with client("alice") as alice:
        answer = await alice.put("/api/me/notify", json={"channels": {"clock_warned": ["pigeon"]}, "quiet_from": None, "quiet_to": None})
        assert code_of(answer) == (422, "field_not_valid")


async def test_only_an_administrator_sees_what_did_not_arrive(client: Any) -> None:
    assert code_of(await client("alice").get("/api/deliveries/dead")) == (403, "not_allowed")


async def test_the_job_of_the_next_attempt_is_queued_while_the_failed_one_still_runs(
    own_database: Database, pool: Any, us: Cast, tmp_path: Path
) -> None:
    async with mail_server() as (box, address):
        box.refuse = True
        await breach(pool, us)
        async with db.transaction(pool, us.org_id) as tx:
            await tx.run("update pgqueuer set status = 'picked'")  # as a worker has them that is just at it
        await Post(config(own_database, tmp_path, mail=address), pool, us.org_id).run()
        async with db.transaction(pool, us.org_id) as tx:
            waiting = await tx.connection.fetch("select payload from pgqueuer where status = 'queued'")
            mails = await tx.connection.fetch("select id from deliveries where channel = 'mail'")
        assert sorted(bytes(row["payload"]) for row in waiting) == sorted(msgspec.json.encode((us.org_id, row["id"])) for row in mails)


async def test_a_delivery_that_no_job_is_at_any_more_is_taken_up_again(pool: Any, us: Cast) -> None:
    await breach(pool, us)
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run("delete from pgqueuer")
        await delivery.enqueue_missing(tx, NOW + 20 * MINUTE)
        assert await tx.value("select count(*) from pgqueuer") == 0
        await delivery.enqueue_missing(tx, NOW + 26 * MINUTE)
        assert await tx.value("select count(*) from pgqueuer") == await tx.value("select count(*) from deliveries")


async def test_a_mail_has_one_recipient_or_lies_where_a_person_sees_it(own_database: Database, pool: Any, us: Cast, tmp_path: Path) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run("update users set email = 'max@ours.test, eve@evil.test' where name = 'Max'")
    async with mail_server() as (box, address):
        await breach(pool, us)
        post = Post(config(own_database, tmp_path, mail=address), pool, us.org_id)
        await post.run()
        for wait in rules.BACKOFF:
            await post.run(wait)
    assert [to for to, _, _ in box.mails] == [["alice@ours.test"]]
    assert ("mail", "dead", 6) in await post.states()


@pytest.mark.parametrize(
    ("typed", "one"),
    [("13811110001/13811110002", "13811110001"), ("+49 30 1, +49 30 2", "+49 30 1"), (" +49 30 (0) 1 ", "+49 30 (0) 1"), ("", "")],
)
def test_a_message_goes_to_one_number(typed: str, one: str) -> None:
    assert rules.one_number(typed) == one


async def test_a_way_named_twice_is_refused_and_an_old_one_is_read_once(pool: Any, us: Cast, client: Any) -> None:
    ways = {"clock_warned": ["push", "mail", "push"]}
    twice = {"channels": ways, "quiet_from": None, "quiet_to": None}
    async with client("alice") as alice:
        assert code_of(await alice.put("/api/me/notify", json=twice)) == (422, "field_not_valid")
        async with db.transaction(pool, us.org_id) as tx:
            await store.choose(tx, us.users["alice"], store.Choices(ways, None, None))
        assert (await alice.get("/api/me/notify")).json()["chosen"]["channels"] == {"clock_warned": ["push", "mail"]}
    await breach(pool, us, 12)
    async with db.transaction(pool, us.org_id) as tx:
        assert await tx.value("select array_agg(channel order by channel) from deliveries") == ["mail", "push"]


async def test_a_delivery_that_is_written_already_ends_nothing(pool: Any, us: Cast) -> None:
    await breach(pool, us, 12)
    async with db.transaction(pool, us.org_id) as tx:
        row = await one_row(tx.connection, "select notification_id, channel from deliveries")
        said = await one_row(tx.connection, "select * from notifications where id = $1", row["notification_id"])
        named = ("once", "kind", "user_id", "contact_id", "order_id", "language", "title", "body", "urgent", "created_at")
        again = (new_id(NOW), *(said[name] for name in named))
        assert await store.add(tx, [again], [(new_id(NOW), again[0], row["channel"], NOW)], [again[0]]) == (set(), set())
        assert await tx.value("select count(*) from deliveries") == 1
        assert await tx.value("select count(*) from calls_to_make") == 0
