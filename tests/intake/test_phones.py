"""By what two spellings of a telephone number are one: in the country where the organisation telephones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider import phones

SAME = [
    ("DE", "+49 30 1234567", "0301234567"),
    ("DE", "+49 (0)30 1234567", "030 / 1234567".replace(" / ", "-")),
    ("DE", "0049 30 1234567", "(030) 123 45 67"),
    ("AT", "+43 1 5123456", "01 5123456"),
    ("IT", "+39 06 69812345", "06 69812345"),
    ("DK", "+45 32 12 34 56", "32123456"),
    ("CL", "+56 9 5550 0274", "955500274"),
    ("CN", "+86 10 6666 8888", "010-66668888转8012"),
    ("CN", "+86 10 6666 8888", "010-66668888 ext. 12"),
    ("CN", "+86 10 6666 8888", "010-66668888;ext=5"),
    ("CN", "+86 10 6666 8888", "010-66668888#5"),
    ("CN", "13811110001", "13811110001/13811110002"),
    ("CN", "13811110002", "13811110001/13811110002"),
    ("CN", "13811110002", "13811110001、13811110002"),
    ("CN", "13811110001", "１３８１１１１０００１"),
    ("CN", "13811110001", "00 86 138 1111 0001"),
    ("CN", "13811110001", "86 13811110001"),
    ("US", "+1 381 234 5678", "001 381 234 5678"),
]


@pytest.mark.parametrize(("country", "one", "other"), SAME)
def test_two_spellings_are_one_number(country: str, one: str, other: str) -> None:
    assert set(phones.sought(one, country)[0]) & set(phones.keys(other, country))
    assert set(phones.sought(other, country)[0]) & set(phones.keys(one, country))


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [("CN", "+1 381 234 5678", "+86 138 1234 5678"), ("DE", "+49 30 1234567", "+49 40 1234567"), ("CN", "13811110001", "13811110002")],
)
def test_two_certain_numbers_are_one_or_are_not(country: str, one: str, other: str) -> None:
    for here, there in ((one, other), (other, one)):
        sure, perhaps = phones.sought(here, country)
        assert not {*sure, *perhaps} & set(phones.keys(there, country))


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [("CN", "66668888", "010-66668888"), (None, "030 1234567", "+49 30 1234567"), ("DE", "1234567", "030 1234567")],
)
def test_a_number_without_its_area_is_perhaps_the_one(country: str | None, one: str, other: str) -> None:
    for here, there in ((one, other), (other, one)):
        sure, perhaps = phones.sought(here, country)
        assert not set(sure) & set(phones.keys(there, country))
        assert set(perhaps) & set(phones.keys(there, country))


@pytest.mark.parametrize("text", ["", "abc", "1234", "ext. 12"])
def test_a_few_digits_are_no_number(text: str) -> None:
    assert phones.keys(text, "CN") == []


@pytest.mark.parametrize(
    ("zone", "language", "country"),
    [
        ("Asia/Shanghai", "en", "CN"),
        ("America/Santiago", "en", "CL"),
        ("Etc/UTC", "zh-CN", "CN"),
        ("UTC", "en", None),
        ("Nowhere", "en", None),
    ],
)
def test_where_an_organisation_telephones(zone: str, language: str, country: str | None) -> None:
    assert phones.country_of(zone, language) == country


@given(st.text(max_size=60), st.sampled_from(["CN", "DE", "US", None]))
def test_no_text_breaks_it_and_every_number_finds_itself(text: str, country: str | None) -> None:
    sure, perhaps = phones.sought(text, country)
    assert set(sure) | set(perhaps) if phones.keys(text, country) else not sure
    assert all(key in phones.keys(text, country) for key in sure)
