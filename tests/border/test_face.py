"""What a browser and a proxy are told: whose origin is ours, that we are reached over https, and heads without bodies."""

from typing import Any

import msgspec
import pytest

from outrider.app import build
from outrider.http import is_own_origin
from tests.conftest import Client, Database, config_of


@pytest.mark.parametrize(
    ("origin", "host", "public", "ours"),
    [
        ("https://a.example", "a.example", "https://a.example", True),
        ("http://a.example", "a.example", "https://a.example", False),
        ("https://a.example", "inner:8000", "https://a.example", True),
        ("https://b.example", "a.example", "https://a.example", False),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", "http://127.0.0.1:8000", True),
        ("https://a.example", "a.example", "http://127.0.0.1:8000", True),  # behind TLS, and nobody has said so
        ("null", "a.example", "https://a.example", False),
        ("https://a.example:444", "a.example", "https://a.example", False),
        ("ftp://a.example", "a.example", "http://a.example", False),
    ],
)
def test_an_origin_is_ours_with_its_scheme(origin: str, host: str, public: str, ours: bool) -> None:
    assert is_own_origin(origin, host, public) is ours


@pytest.mark.parametrize(("public", "said"), [("https://a.example", "max-age=31536000"), ("http://a.example", None)])
async def test_https_is_said_to_be_for_good(own_database: Database, pool: Any, tmp_path: Any, public: str, said: str | None) -> None:
    app = build(msgspec.structs.replace(config_of(own_database, tmp_path), public_url=public), pool=pool)
    async with Client(app, None) as somebody:
        assert (await somebody.get("/healthz")).headers.get("strict-transport-security") == said


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/sign-in", "/api/board"])
async def test_a_head_is_what_a_get_would_say_without_its_body(client: Any, path: str) -> None:
    async with client("alice") as alice:
        whole, head = await alice.get(path), await alice.head(path)
    assert (head.status_code, head.content, head.headers["content-type"]) == (200, b"", whole.headers["content-type"])
