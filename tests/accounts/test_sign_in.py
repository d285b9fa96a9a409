import asyncio
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import httpx
import msgspec
import pytest

from outrider.accounts.sessions import state
from outrider.app import build
from outrider.db import transaction
from tests.cast import NOW, PASSWORD, Cast
from tests.conftest import Database, FixedClock, code_of, config_of

RIGHT = {"login": "alice@ours.test", "password": PASSWORD}
WRONG = {"login": "alice@ours.test", "password": "guess"}


async def test_the_right_password_opens_a_session(client: Any) -> None:
    async with client(None) as browser:
        answer = await browser.post("/api/sign-in", json=RIGHT)
        assert answer.status_code == 200
        assert (await browser.get("/api/me")).json()["name"] == "Alice"
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=lax" in cookie


async def test_a_wrong_password_and_an_unknown_login_are_answered_alike(client: Any) -> None:
    async with client(None) as browser:
        assert code_of(await browser.post("/api/sign-in", json=WRONG)) == (401, "wrong_password")
        assert code_of(await browser.post("/api/sign-in", json={"login": "nobody@x.test", "password": "guess"})) == (401, "wrong_password")


async def test_the_eleventh_try_waits_even_with_the_right_password(client: Any, clock: FixedClock) -> None:
    async with client(None) as browser:
        for _ in range(10):
            assert code_of(await browser.post("/api/sign-in", json=WRONG)) == (401, "wrong_password")
        assert code_of(await browser.post("/api/sign-in", json=RIGHT)) == (429, "too_many_attempts")
        clock.at += timedelta(minutes=16)
        assert (await browser.post("/api/sign-in", json=RIGHT)).status_code == 200


async def test_a_signed_out_session_is_dead(client: Any) -> None:
    browser = client("alice")
    assert (await browser.post("/api/sign-out")).status_code == 204
    assert code_of(await client("alice").get("/api/me")) == (401, "not_signed_in")


async def test_a_session_ends_after_thirty_days(client: Any, clock: FixedClock) -> None:
    clock.at += timedelta(days=31)
    assert code_of(await client("alice").get("/api/me")) == (401, "not_signed_in")


async def test_a_person_lists_and_revokes_their_sessions(client: Any) -> None:
    lines = (await client("alice").get("/api/sessions")).json()
    assert len(lines) == 1
    assert (await client("alice").delete(f"/api/sessions/{lines[0]['id']}")).status_code == 204
    assert code_of(await client("alice").get("/api/me")) == (401, "not_signed_in")


async def test_nobody_revokes_the_session_of_another(client: Any) -> None:
    lines = (await client("alice").get("/api/sessions")).json()
    assert code_of(await client("erin").delete(f"/api/sessions/{lines[0]['id']}")) == (404, "not_found")


async def test_passwords_and_tokens_are_hashed_at_rest(pool: Any, us: Cast) -> None:
    stored = await pool.fetchval("select password_hash from credentials where login = 'alice@ours.test'")
    assert stored.startswith("$argon2id$")
    hashes = [bytes(row["token_hash"]) for row in await pool.fetch("select token_hash from sessions")]
    assert us.tokens["alice"].encode() not in hashes


async def test_the_sign_in_page_works_without_scripts(client: Any) -> None:
    async with client(None, "zh-CN") as browser:
        assert "登录" in (await browser.get("/sign-in")).text
        wrong = await browser.post("/sign-in", data=WRONG)
        assert (wrong.status_code, "账号或密码不正确" in wrong.text) == (401, True)
        right = await browser.post("/sign-in", data={**RIGHT, "next": "//evil.test"})
        assert (right.status_code, right.headers["location"]) == (303, "/")


async def test_a_phone_id_keeps_its_first_owner_and_key(client: Any, pool: Any, us: Cast) -> None:
    key = {"id": "00000000-0000-7000-8000-000000000001", "public_key": {"x": "1"}, "name": "phone"}
    assert (await client("bob").post("/api/phones", json=key)).status_code == 204
    assert (await client("bob").post("/api/phones", json=key)).status_code == 204
    assert code_of(await client("charlie").post("/api/phones", json=key)) == (409, "phone_not_registered")
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select user_id from phones") == us.users["bob"]


def from_address(app: Any, address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app, client=(address, 50_000)), base_url="http://outrider.test")


async def wrong(browser: httpx.AsyncClient, times: int, login: str = "alice@ours.test") -> None:
    for _ in range(times):
        assert code_of(await browser.post("/api/sign-in", json={"login": login, "password": "guess"})) == (401, "wrong_password")


async def test_a_strangers_wrong_passwords_keep_nobody_out_elsewhere(app: Any) -> None:
    async with from_address(app, "203.0.113.1") as stranger, from_address(app, "203.0.113.2") as alice:
        await wrong(stranger, 10)
        assert code_of(await stranger.post("/api/sign-in", json=RIGHT)) == (429, "too_many_attempts")
        assert (await alice.post("/api/sign-in", json=RIGHT)).status_code == 200


async def test_a_known_device_is_let_in_whatever_others_behind_its_address_have_tried(
    app: Any, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    monkeypatch.setattr(state, "SLOWED", 0.0)
    async with from_address(app, "203.0.113.1") as stranger, from_address(app, "203.0.113.1") as alice:
        assert (await alice.post("/api/sign-in", json=RIGHT)).status_code == 200
        await alice.post("/api/sign-out")
        await wrong(stranger, 10)
        assert code_of(await stranger.post("/api/sign-in", json=RIGHT)) == (429, "too_many_attempts")
        assert (await alice.post("/api/sign-in", json=RIGHT)).status_code == 200


async def test_a_device_is_known_for_its_own_person_only(app: Any) -> None:
    async with from_address(app, "203.0.113.1") as shared:
        assert (await shared.post("/api/sign-in", json=RIGHT)).status_code == 200
        await wrong(shared, 10, "erin@ours.test")
        erin = {"login": "erin@ours.test", "password": PASSWORD}
        assert code_of(await shared.post("/api/sign-in", json=erin)) == (429, "too_many_attempts")


async def test_fifty_invented_logins_slow_an_office_down_and_keep_nobody_out(app: Any, pool: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    slowed: list[str] = []
    tried = "insert into attempts (key, at) select 'address:203.0.113.1', $1 from generate_series(1, 49)"

    async def slow_down(of: str) -> None:
        slowed.append(of)

    monkeypatch.setattr(state, "slow_down", slow_down)
    async with from_address(app, "203.0.113.1") as office:
        await pool.execute(tried, NOW)
        await wrong(office, 1, "invented@x.test")
        assert slowed == []
        assert (await office.post("/api/sign-in", json=RIGHT)).status_code == 200
    assert slowed == ["address:203.0.113.1"]


async def test_of_a_hundred_at_once_no_more_are_judged_than_one_after_the_other(app: Any) -> None:
    async with from_address(app, "203.0.113.1") as stranger:
        answers = await asyncio.gather(*(stranger.post("/api/sign-in", json=WRONG) for _ in range(100)))
    codes = [answer.status_code for answer in answers]
    assert 0 < codes.count(401) <= 10
    assert codes.count(401) + codes.count(429) == 100


async def test_only_a_few_of_one_address_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "SLOWED", 0.2)
    waits = [state.slow_down("address:203.0.113.1") for _ in range(state.MOST_OF_ADDRESS + 5)]
    ends = await asyncio.gather(*waits, state.slow_down("address:203.0.113.2"), return_exceptions=True)
    assert [type(end).__name__ for end in ends].count("Problem") == 5
    assert ends[-1] is None


async def test_behind_a_trusted_proxy_each_client_has_its_own_count(own_database: Database, pool: Any, tmp_path: Any, clock: Any) -> None:
    config = msgspec.structs.replace(config_of(own_database, tmp_path), proxies=(ip_network("10.0.0.0/8"),))
    app = build(config, clock=clock, pool=pool)
    async with from_address(app, "10.0.0.1") as proxy:
        stranger, alice = ({"x-forwarded-for": address} for address in ("203.0.113.1", "203.0.113.2"))
        for _ in range(10):
            assert code_of(await proxy.post("/api/sign-in", json=WRONG, headers=stranger)) == (401, "wrong_password")
        assert code_of(await proxy.post("/api/sign-in", json=RIGHT, headers=stranger)) == (429, "too_many_attempts")
        assert (await proxy.post("/api/sign-in", json=RIGHT, headers=alice)).status_code == 200


async def test_a_word_about_ones_own_address_is_not_believed(app: Any) -> None:
    async with from_address(app, "203.0.113.1") as stranger:
        for n in range(10):
            await stranger.post("/api/sign-in", json=WRONG, headers={"x-forwarded-for": f"198.51.100.{n}"})
        answer = await stranger.post("/api/sign-in", json=RIGHT, headers={"x-forwarded-for": "198.51.100.99"})
    assert code_of(answer) == (429, "too_many_attempts")
