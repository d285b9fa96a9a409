"""The API keeps its own document: no input makes it break, and every answer is of the documented kind."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from outrider.generate import openapi
from tests.journeys.processes import Served, served
from tests.tiers import examples, soaking

pytestmark = pytest.mark.hypothesis
DOCUMENT = schemathesis.openapi.from_dict(openapi())


@pytest.fixture(scope="module")
def address(server: Any, template: Any, tmp_path_factory: Any) -> Iterator[tuple[Served, list[str]]]:
    with served(server, template, tmp_path_factory.mktemp("contract"), OUTRIDER_REQUESTS_PER_SESSION="0") as made:
        yield made, [made.sign_in(name) for name in ("erin", "alice", "bob")]


@DOCUMENT.exclude(path_regex="/api/sign-(in|out)").parametrize()
@settings(max_examples=examples(4, 60), deadline=None, suppress_health_check=list(HealthCheck), derandomize=not soaking())
def test_no_input_breaks_the_server(case: Any, address: tuple[Served, list[str]]) -> None:
    made, tokens = address
    for token in tokens:
        answer = case.call(base_url=made.url, cookies={"outrider_session": token})
        assert answer.status_code < 500, answer.text
        assert answer.headers["x-app"] == ["outrider"]
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == ["application/problem+json"]
