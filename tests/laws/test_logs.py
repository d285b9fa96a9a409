"""One line a request, with its number, and nothing about a person; and the two questions a load balancer asks are answered truly."""

import logging
from typing import Any

import msgspec
import pytest

from outrider.http import JsonLines
from tests.cast import PASSWORD


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [msgspec.json.decode(JsonLines().format(record)) for record in caplog.records if record.name.startswith("outrider")]


async def test_a_request_is_one_line_without_personal_data(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with client(None) as stranger:
        answer = await stranger.post("/api/sign-in", json={"login": "bob@ours.test", "password": PASSWORD})
    rows = lines(caplog)
    assert [(row["route"], row["status"], row["request_id"]) for row in rows] == [("/api/sign-in", 200, answer.headers["x-request-id"])]
    text = msgspec.json.encode(rows).decode()
    assert not any(secret in text for secret in ("bob", PASSWORD, answer.cookies["outrider_session"]))


async def test_a_link_is_not_written_down(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with client(None) as stranger:
        await stranger.get("/c/a-secret-link?words=dana")
    assert [row["route"] for row in lines(caplog)] == ["/c/{token:str}"]
    assert "a-secret-link" not in str(lines(caplog)) and "dana" not in str(lines(caplog))


async def test_ready_only_with_a_database_of_this_shape(client: Any, pool: Any) -> None:
    async with client(None) as stranger:
        assert (await stranger.get("/readyz")).json() == {"ready": True, "why": ""}
        await pool.close()
        away = await stranger.get("/readyz")
        assert (away.status_code, away.json()["ready"]) == (503, False)
        assert (await stranger.get("/healthz")).status_code == 200
