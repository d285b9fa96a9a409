"""What may be set from outside."""

import pytest

from outrider.config import read


def test_a_database_pool_has_its_size_and_its_cache_of_statements() -> None:
    unset, set_ = read({}), read({"OUTRIDER_DB_POOL": "3", "OUTRIDER_STATEMENT_CACHE": "0"})
    assert (unset.db_pool, unset.statement_cache, set_.db_pool, set_.statement_cache) == (10, 100, 3, 0)


@pytest.mark.parametrize(
    "wrong", [{"OUTRIDER_DB_POOL": "0"}, {"OUTRIDER_DB_POOL": "many"}, {"OUTRIDER_STATEMENT_CACHE": "-1"}, {"OUTRIDER_STREAMS": "-1"}]
)
def test_a_count_that_cannot_be_ends_the_start_in_one_line(wrong: dict[str, str]) -> None:
    with pytest.raises(SystemExit, match="cannot be read"):
        read(wrong)


@pytest.mark.parametrize(
    ("url", "own"),
    [("http://127.0.0.1:8000", True), ("http://localhost:8000", True), ("http://10.0.0.7:8000", False), ("https://field.example", False)],
)
def test_a_demonstration_is_known_by_its_address(url: str, own: bool) -> None:
    assert read({"PUBLIC_URL": url}).own_machine is own
