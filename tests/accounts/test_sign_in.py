from datetime import timedelta
from typing import Any

from outrider.db import transaction
from tests.cast import PASSWORD, Cast
from tests.conftest import FixedClock, code_of

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


async def test_a_person_lists_and_revokes_his_sessions(client: Any) -> None:
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
