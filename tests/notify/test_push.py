"""A push reaches the browser that asked for it, and no other address."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from outrider import db
from outrider.ids import new_id
from outrider.notify import engines, rules, store
from tests.cast import NOW, Cast, give, take_order
from tests.conftest import Database, code_of

from .post import Post, config
from .receivers import Gateway


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
