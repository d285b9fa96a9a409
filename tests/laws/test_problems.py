"""Every route answers errors as RFC 9457 problem+json from one catalogue, in the asker's language."""

import re
from typing import Any

import pytest

from outrider.problems import CATALOGUE, CONSTRAINTS
from tests.conftest import code_of

from .source import FILES, text


async def test_an_unknown_address_is_a_problem(client: Any) -> None:
    assert code_of(await client("alice").get("/api/nothing-here")) == (404, "not_found")


async def test_a_wrong_method_is_a_problem(client: Any) -> None:
    assert code_of(await client("alice").delete("/api/board")) == (405, "method_not_allowed")


NESTED = b"[" * 10_000 + b"]" * 10_000
UNREADABLE = {"no JSON": b"\x8f\x00\xffnot json", "no UTF-8": b'{"id": "\xff"}', "without end": b'{"id": ' + NESTED + b"}"}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_bytes_that_are_no_json_are_a_problem(client: Any, body: bytes) -> None:
    answer = await client("alice").post("/api/orders", content=body, headers={"content-type": "application/json"})
    assert code_of(answer) == (400, "body_not_readable")


async def test_a_wrong_field_is_named(client: Any) -> None:
    answer = await client("alice").post("/api/orders", json={"id": "no"})
    assert code_of(answer) == (422, "field_not_valid")
    assert answer.json()["params"]["fields"] != []


async def test_a_body_of_three_megabytes_is_too_large(client: Any) -> None:
    answer = await client("alice").post("/api/orders", content=b"x" * 3_000_000, headers={"content-type": "application/json"})
    assert code_of(answer) == (413, "too_large")


async def test_a_problem_speaks_the_persons_language(client: Any) -> None:
    answer = await client(None, "zh-CN").get("/api/board")
    assert answer.json()["title"] == "您尚未登录"
    assert answer.json()["type"] == "urn:outrider:problem:not_signed_in"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_every_raised_problem_stands_in_the_catalogue() -> None:
    raised = {code for path in FILES for code in re.findall(r'Problem\(\s*"([a-z_]+)"', text(path))}
    assert raised <= set(CATALOGUE)


def test_every_problem_of_the_catalogue_is_met_somewhere() -> None:
    assert [code for code in CATALOGUE if sum(text(path).count(f'"{code}"') for path in FILES) < 2] == []


def test_every_constraint_means_a_problem_of_the_catalogue() -> None:
    assert set(CONSTRAINTS.values()) <= CATALOGUE.keys()
