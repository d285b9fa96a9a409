from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider import db, jobs
from outrider.config import Config
from outrider.ids import new_id
from outrider.notify import actions as notify
from outrider.notify import engines, rules, store
from outrider.status.clocks import actions as clocks
from tests.cast import NOW, Cast, act, give, take_order
from tests.conftest import Database, code_of, config_of, one_row

from .receivers import Gateway, gateway, mail_server

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def phone_net() -> AsyncIterator[tuple[Gateway, str]]:
    async with gateway() as made:
        yield made


async def link(tx: db.Tx, order_id: UUID, now: datetime) -> str:
    return f"http://outrider.test/c/{order_id}"


class Post:
    """Runs what is queued, as the worker does, at a moment that the test chooses."""

    def __init__(self, config: Config, pool: Any, org_id: int) -> None:
        self.config, self.pool, self.org_id = config, pool, org_id
        self.at = NOW + 15 * MINUTE

    async def run(self, wait: timedelta = timedelta()) -> int:
        """Every delivery that is due by then; the queue's own delay counts from its own now."""
        self.at += wait
        async with db.transaction(self.pool, self.org_id) as tx:
            due = await tx.connection.fetch("select id from deliveries where state = 'waiting' and not_before <= $1 order by id", self.at)
            queued = {
                bytes(row["payload"])
                for row in await tx.connection.fetch("select payload from pgqueuer where entrypoint = $1", jobs.DELIVER)
            }
        for row in due:
            assert msgspec.json.encode((self.org_id, row["id"])) in queued
            await notify.deliver(self.config, db.transactions_of(self.pool), self.org_id, row["id"], self.at, link)
        return len(due)

    async def states(self) -> list[tuple[str, str, int]]:
        async with db.transaction(self.pool, self.org_id) as tx:
            rows = await tx.connection.fetch("select channel, state, attempts from deliveries order by channel, id")
        return [tuple(row) for row in rows]


def config(database: Database, data: Path, **channels: str) -> Config:
    return msgspec.structs.replace(config_of(database, data), channels=channels)


async def breach(pool: Any, us: Cast, minutes: int = 15) -> UUID:
    """An order that nobody took up; its limit in `received` is fifteen minutes."""
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us, level="0")
    async with db.transaction(pool, us.org_id) as tx:
        assert await clocks.fire(tx, NOW + minutes * MINUTE, notify.tell_alarms) == 1
        if minutes >= 15:
            assert await clocks.fire(tx, NOW + minutes * MINUTE, notify.tell_alarms) == 1
    return order


async def test_a_breach_reaches_a_mail_server(own_database: Database, pool: Any, us: Cast, tmp_path: Path) -> None:
    async with mail_server() as (box, address):
        await breach(pool, us)
        assert await Post(config(own_database, tmp_path, mail=address), pool, us.org_id).run() >= 2
    assert sorted(to for to, _, _ in box.mails) == [["alice@ours.test"], ["max@ours.test"]]
    assert box.mails[0][1].endswith("status “Received” is overdue since 10:15")
    assert "Dana's works, Hall 1" in box.mails[0][2]


async def test_each_is_told_in_his_language(own_database: Database, pool: Any, us: Cast, tmp_path: Path) -> None:
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
        await notify.tell_alarms(tx, told, now)
        await notify.tell_alarms(tx, told, now)

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
            assert "451" in dead[0]["last_error"] or dead[0]["last_error"]
            box.refuse = False
            assert (await erin.post(f"/api/deliveries/{dead[0]['id']}/resend")).status_code == 204
            assert await post.run() == 1
            assert len(box.mails) == 1
            assert len((await erin.get("/api/deliveries/dead")).json()) == 1


async def test_a_push_is_decrypted_by_the_browser_it_was_made_for(
    own_database: Database, pool: Any, us: Cast, tmp_path: Path, client: Any, phone_net: tuple[Gateway, str]
) -> None:
    net, address = phone_net
    async with client("bob") as bob:
        subscription = {"endpoint": f"http://{address}/push/bob", **net.browser("bob")}
        assert (await bob.post("/api/me/push", json=subscription)).status_code == 204
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
    await Post(config(own_database, tmp_path), pool, us.org_id).run()
    ((headers, body),) = net.pushed
    assert headers["Authorization"].startswith("vapid ")
    assert engines.public_key(tmp_path) in headers["Authorization"]
    said = msgspec.json.decode(body)
    assert (said["title"], said["url"]) == ("New visit: Dana's works", "/app/")


async def test_a_browser_that_is_gone_is_forgotten(
    own_database: Database, pool: Any, us: Cast, tmp_path: Path, client: Any, phone_net: tuple[Gateway, str]
) -> None:
    net, address = phone_net
    async with client("bob") as bob:
        await bob.post("/api/me/push", json={"endpoint": f"http://{address}/push/bob", **net.browser("bob")})
    net.answer = 410
    async with db.transaction(pool, us.org_id) as tx:
        await give(tx, us, await take_order(tx, us))
    post = Post(config(own_database, tmp_path), pool, us.org_id)
    await post.run()
    assert await post.states() == [("push", "dropped", 1)]
    async with db.transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from push_subscriptions") == 0


async def test_a_customer_is_told_by_his_own_way_with_a_link(
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
        await notify.want_missing(tx, NOW + 20 * MINUTE)
        assert await tx.value("select count(*) from pgqueuer") == 0
        await notify.want_missing(tx, NOW + 26 * MINUTE)
        assert await tx.value("select count(*) from pgqueuer") == await tx.value("select count(*) from deliveries")


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/x", "https://", "https:///x", "https://localhost/x", "https://localhost./x", "https://intranet/x", "ftp://a.test/x", "",
        "https://127.0.0.1/x", "https://127.1/x", "https://2130706433/x", "https://0x7f.1/x", "https://0177.0.0.1/x", "https://0.0.0.0/x",
        "https://169.254.169.254/latest", "https://10.0.0.1/x", "https://172.16.0.1/x", "https://192.168.1.1/x", "https://100.64.0.1/x",
        "https://[::1]/x", "https://[::]/x", "https://[::ffff:127.0.0.1]/x", "https://[::ffff:a00:1]/x", "https://[fe80::1%25eth0]/x", "https://[fd00::1]/x",
        "https://[64:ff9b::7f00:1]/x", "https://[2002:7f00:1::]/x", "https://[ff02::1]/x", "https://224.0.0.1/x", "https://255.255.255.255/x",
        "https://user:pw@push.example/x", "https://push.example\\@127.0.0.1/x", "https://push.example:x/", "https://[::1/x", "https://127%2e0.0.1/x",
        "https://\uff11\uff12\uff17.0.0.1/x", "https://push.example/\n", "https://push.example/" + "x" * 2000, "http://127.0.0.1:8000/x", "http://localhost:80/x",
    ],
)  # fmt: skip
def test_no_address_of_this_machine_or_the_house_is_a_push_service(endpoint: str) -> None:
    assert not rules.may_push(endpoint, own_machine=False)


@pytest.mark.parametrize(
    "endpoint",
    ["https://fcm.googleapis.com/fcm/send/x", "https://updates.push.services.mozilla.com/wpush/v2/x", "https://web.push.apple.com/x",
     "https://wns2-par02p.notify.windows.com/w/?token=x", "https://push.example:8443/x", "https://8.8.8.8/x", "https://[2606:4700::1111]/x"],
)  # fmt: skip
def test_a_push_service_of_the_world_is_one(endpoint: str) -> None:
    assert rules.may_push(endpoint, own_machine=False)


def test_a_demonstration_pushes_to_its_own_machine_only() -> None:
    assert rules.may_push("http://127.0.0.1:8000/x", own_machine=True)
    assert not any(
        rules.may_push(each, own_machine=True) for each in ("http://127.0.0.1/x", "http://10.0.0.1:80/x", "https://127.0.0.1:80/x")
    )


async def test_a_name_that_leads_into_the_house_leads_nowhere() -> None:
    resolver = engines.PublicOnly()
    for name in ("localhost", "127.1", "0x7f.1"):
        with pytest.raises(OSError, match="not public"):
            await resolver.resolve(name, 443)


async def test_a_subscription_that_is_none_is_refused(client: Any, phone_net: tuple[Gateway, str]) -> None:
    good = {"endpoint": "https://push.example/x", **phone_net[0].browser("bob")}
    point = good["p256dh"]
    wrong = [{"endpoint": "https://169.254.169.254/x"}, {"p256dh": ""}, {"p256dh": point[:-4]}, {"p256dh": "A" + point[1:]}, {"p256dh": "é" * 87},
             {"auth": ""}, {"auth": "AAAA"}, {"auth": "!" * 22}]  # fmt: skip
    async with client("bob") as bob:
        for change in wrong:
            assert code_of(await bob.post("/api/me/push", json=good | change)) == (422, "field_not_valid"), change
        assert (await bob.post("/api/me/push", json=good)).status_code == 204
        assert (await bob.post("/api/me/push", json=good | {"auth": good["auth"] + "=="})).status_code == 204


async def subscribed(pool: Any, us: Cast, net: Gateway, *endpoints: str, **change: str) -> None:
    """As rows of before may lie there, whatever is refused now."""
    async with db.transaction(pool, us.org_id) as tx:
        for endpoint in endpoints:
            row = {**net.browser("bob"), **change}
            await store.subscribe(tx, new_id(NOW), us.users["bob"], endpoint, row["p256dh"], row["auth"], NOW)
        await give(tx, us, await take_order(tx, us))


@pytest.mark.parametrize("answer", [301, 302, 307, 308])
async def test_no_redirect_is_followed(
    own_database: Database, pool: Any, us: Cast, tmp_path: Path, phone_net: tuple[Gateway, str], answer: int
) -> None:
    net, address = phone_net
    net.answer, net.headers = answer, {"location": f"http://{address}/internal?secret"}
    await subscribed(pool, us, net, f"http://{address}/push/bob")
    post = Post(config(own_database, tmp_path), pool, us.org_id)
    await post.run()
    assert net.asked == []
    assert await post.states() == [("push", "waiting", 1)]


async def test_one_address_that_cannot_be_used_costs_the_others_nothing(
    own_database: Database, pool: Any, us: Cast, tmp_path: Path, phone_net: tuple[Gateway, str]
) -> None:
    net, address = phone_net
    bad = ("https://", "https://127.0.0.1:1/x", "nonsense", f"http://localhost:{address.partition(':')[2]}/push/bob")
    await subscribed(pool, us, net, *bad, f"http://{address}/push/bob")
    post = Post(config(own_database, tmp_path), pool, us.org_id)
    await post.run()
    assert len(net.pushed) == 1
    assert await post.states() == [("push", "sent", 1)]
    async with db.transaction(pool, us.org_id) as tx:
        assert await tx.value("select array_agg(endpoint) from push_subscriptions") == [f"http://{address}/push/bob"]


@pytest.mark.parametrize("change", [{"p256dh": "AAAA"}, {"p256dh": "é"}, {"auth": ""}, {"p256dh": "B" + "A" * 86}])
async def test_a_key_that_is_none_is_a_delivery_that_failed(
    own_database: Database, pool: Any, us: Cast, tmp_path: Path, phone_net: tuple[Gateway, str], change: dict[str, str]
) -> None:
    net, address = phone_net
    await subscribed(pool, us, net, f"http://{address}/push/bob", **change)
    post = Post(config(own_database, tmp_path), pool, us.org_id)
    await post.run()
    assert [state for _, state, _ in await post.states()] == ["waiting"]


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
        assert not await store.add_delivery(tx, new_id(NOW), row["notification_id"], row["channel"], NOW)
        assert await tx.value("select count(*) from deliveries") == 1
