"""Service time against a slow oracle that asks every single minute what the wall clock shows."""

from datetime import UTC, date, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import holidays
import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from outrider.problems import Problem
from outrider.status.calendars import engines, rules
from outrider.status.calendars.rules import Calendar, SpecialDay
from tests.tiers import examples

OFFICE, ALWAYS = [(540, 1020)], [(0, 1440)]
WORKWEEK = [OFFICE] * 5 + [[]] * 2
MINUTE = timedelta(minutes=1)
ZONES = (
    "UTC",
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/Santiago",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
)


def calendar(zone: str = "UTC", hours: list[list[tuple[int, int]]] | None = None, days: list[SpecialDay] | None = None) -> Calendar:
    return Calendar({"en": "x"}, zone, hours or WORKWEEK, None, days or [])


def slow_minutes(made: Calendar, start: datetime, end: datetime) -> int:
    zone, count = ZoneInfo(made.time_zone), 0
    while start < end:
        wall = start.astimezone(zone)
        special, own = {row.day: row for row in made.days}.get(wall.date()), made.hours[wall.weekday()]
        weekday = [spans for spans in made.hours if spans][:1]
        worked = own if own and special and special.edited else weekday[0] if weekday else []
        hours = own if special is None else worked if special.work else []
        if special and special.hours is not UNSET:
            hours = special.hours
        count += any(a <= wall.hour * 60 + wall.minute < b for a, b in hours)
        start += MINUTE
    return count


spans = (
    st.lists(st.integers(0, 1440), min_size=2, max_size=4, unique=True)
    .map(sorted)
    .map(lambda edges: list(zip(edges[::2], edges[1::2], strict=False)))
)
weeks = st.one_of(st.just([ALWAYS] * 7), st.just(WORKWEEK), st.lists(spans, min_size=7, max_size=7))
starts = st.builds(
    lambda day, minute: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=day, minutes=minute), st.integers(0, 800), st.integers(0, 1439)
)
# A holiday, a day that is worked, or one with hours of its own.
specials = st.dictionaries(st.integers(0, 810), st.one_of(st.booleans(), spans.filter(bool)), max_size=20).map(
    lambda rows: [special(date(2025, 1, 1) + timedelta(days=day), said) for day, said in rows.items()]
)


def minutes_of(made: Calendar, start: datetime, end: datetime) -> float:
    return rules.business_time(made, start, end) / timedelta(minutes=1)


def special(day: date, said: bool | list[tuple[int, int]]) -> SpecialDay:
    return SpecialDay(day, said, "") if isinstance(said, bool) else SpecialDay(day, True, "", True, said)


SPRING = datetime(2025, 3, 30, 0, 0, tzinfo=UTC)
AUTUMN = datetime(2025, 10, 26, 0, 0, tzinfo=UTC)
NEW_YEAR = datetime(2025, 12, 31, 20, 0, tzinfo=UTC)


@settings(max_examples=examples(120, 1200), deadline=None)
@given(zone=st.sampled_from(ZONES), hours=weeks, days=specials, start=starts, length=st.integers(0, 5 * 1440))
@example("Europe/Berlin", [[(60, 240)]] * 7, [], SPRING, 600)
@example("Europe/Berlin", [[(90, 150)]] * 7, [], AUTUMN, 600)
@example("America/Santiago", [[(0, 30), (1400, 1440)]] * 7, [], datetime(2025, 9, 7, 0, 0, tzinfo=UTC), 1440)
@example("Australia/Lord_Howe", [[(60, 180)]] * 7, [], datetime(2025, 4, 5, 12, 0, tzinfo=UTC), 1440)
@example("Asia/Shanghai", WORKWEEK, [], NEW_YEAR, 2880)
@example("Europe/Berlin", WORKWEEK, [special(date(2025, 3, 30), [(60, 240)])], SPRING, 1440)
@example("Europe/Berlin", WORKWEEK, [special(date(2025, 10, 26), [(90, 150), (600, 660)])], AUTUMN, 1440)
def test_is_what_every_single_minute_says(
    zone: str, hours: list[list[tuple[int, int]]], days: list[SpecialDay], start: datetime, length: int
) -> None:
    made, end = calendar(zone, hours, days), start + timedelta(minutes=length)
    assert minutes_of(made, start, end) == slow_minutes(made, start, end)


@settings(max_examples=examples(200, 2000), deadline=None)
@given(zone=st.sampled_from(ZONES), hours=weeks.filter(any), start=starts, minutes=st.integers(1, 6000))
def test_the_due_moment_is_the_first_at_which_the_limit_is_used_up(
    zone: str, hours: list[list[tuple[int, int]]], start: datetime, minutes: int
) -> None:
    made = calendar(zone, hours)
    due = rules.after(made, start, timedelta(minutes=minutes))
    assert due is not None
    assert minutes_of(made, start, due) == minutes
    assert minutes_of(made, start, due - timedelta(seconds=1)) < minutes


@settings(max_examples=examples(100, 1000), deadline=None)
@given(zone=st.sampled_from(ZONES), hours=weeks, start=starts, first=st.integers(0, 4000), second=st.integers(0, 4000))
def test_two_halves_make_the_whole(zone: str, hours: list[list[tuple[int, int]]], start: datetime, first: int, second: int) -> None:
    made, middle = calendar(zone, hours), start + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    whole = rules.business_time(made, start, end)
    assert whole == rules.business_time(made, start, middle) + rules.business_time(made, middle, end)


def test_round_the_clock_is_real_time_also_where_the_clock_moves() -> None:
    made = calendar("Europe/Berlin", [ALWAYS] * 7)
    assert minutes_of(made, SPRING, SPRING + timedelta(days=1)) == 1440


def test_a_calendar_that_never_opens_is_refused_and_has_no_due_moment() -> None:
    closed = calendar(hours=[[]] * 7)
    closed.hours = [[]] * 7
    assert rules.after(closed, SPRING, MINUTE) is None
    with pytest.raises(Problem) as refusal:
        rules.check(closed)
    assert refusal.value.params == {"fields": ["hours"]}


def china(years: list[int]) -> Calendar:
    days, known = engines.public_days("CN", years, "zh-CN")
    return Calendar({"en": "5x8"}, "Asia/Shanghai", WORKWEEK, "CN", days, known)


@pytest.mark.parametrize(
    ("day", "minutes"),
    [
        (date(2026, 2, 17), 0),  # the first day of the Spring Festival, a Tuesday
        (date(2026, 2, 20), 0),  # a Friday given for the fourteenth
        (date(2026, 2, 14), 480),  # a Saturday worked in its place
        (date(2026, 2, 28), 480),
        (date(2026, 2, 21), 0),  # an ordinary Saturday
        (date(2026, 10, 10), 480),
        (date(2026, 3, 2), 480),
    ],
)
def test_china_works_on_its_make_up_days(day: date, minutes: int) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert minutes_of(china([2026]), midnight, midnight + timedelta(days=1)) == minutes


def test_a_year_without_its_decree_is_not_known() -> None:
    assert china([2026, 2027]).years == [2026]


LATE_WEEK = [[], *[OFFICE] * 5, [(600, 720)]]  # closed on Mondays; Saturdays from nine, Sundays from ten


@pytest.mark.parametrize(
    ("special", "minutes"),
    [
        (SpecialDay(date(2026, 3, 2), True, "", True), 480),  # a Monday
        (SpecialDay(date(2026, 3, 2), True, ""), 480),
        (SpecialDay(date(2026, 3, 8), True, "", True), 120),  # a Sunday opened by a person, with its own hours
        (SpecialDay(date(2026, 3, 8), True, ""), 480),  # by decree it stands for a weekday
        (SpecialDay(date(2026, 3, 4), False, "", True), 0),
        (SpecialDay(date(2026, 3, 4), True, "", True, [(480, 720)]), 240),  # a Wednesday that ends at noon
        (SpecialDay(date(2026, 3, 2), True, "", True, [(480, 600), (660, 720)]), 180),  # a Monday, closed else
    ],
)
def test_a_day_that_is_worked_has_hours(special: SpecialDay, minutes: int) -> None:
    made, midnight = calendar(hours=LATE_WEEK, days=[special]), datetime.combine(special.day, datetime.min.time(), UTC)
    assert minutes_of(made, midnight, midnight + timedelta(days=1)) == minutes


@pytest.mark.parametrize(("country", "known"), [("CN", [2026]), ("VN", [2026, 2027]), ("DE", [2026, 2027]), ("BG", [2026, 2027])])
def test_only_where_working_days_are_decreed_every_year_is_a_year_without_one_unknown(country: str, known: list[int]) -> None:
    assert engines.public_days(country, [2026, 2027], "en")[1] == known


def test_the_countries_with_holidays_are_those_of_iso_3166_each_once() -> None:
    """UK is a second code for GB: with it, a list called one country twice."""
    table = (resources.files("tzdata") / "zoneinfo" / "iso3166.tab").read_text()
    codes = {line.split("\t")[0] for line in table.splitlines() if not line.startswith("#")}
    assert [code for code in engines.countries() if code not in codes] == []
    assert len(engines.countries()) == len(set(engines.countries())) > 200


def test_every_country_that_decrees_working_days_is_known_for_how_often() -> None:
    decreeing = {code for code in engines.countries() if holidays.country_holidays(code).has_substituted_holidays}
    now_and_then = {"BG", "MM", "UA", "VN"}
    assert decreeing == engines.YEARLY | now_and_then


def test_a_region_has_the_countrys_days_and_its_own() -> None:
    country, bavaria = ({row.day for row in engines.public_days("DE", [2026], "de", region)[0]} for region in (None, "BY"))
    assert date(2026, 6, 4) in bavaria - country  # Corpus Christi
    assert country <= bavaria
    assert engines.Region("BY", "Bayern") in engines.regions("DE")
    assert engines.regions("CN") == []


@settings(max_examples=examples(100, 1000), deadline=None)
@given(zone=st.sampled_from(ZONES), days=specials, start=starts, minutes=st.integers(1, 6000))
def test_the_due_moment_counts_days_with_hours_of_their_own(zone: str, days: list[SpecialDay], start: datetime, minutes: int) -> None:
    made = calendar(zone, WORKWEEK, days)
    due = rules.after(made, start, timedelta(minutes=minutes))
    assert due is not None
    assert minutes_of(made, start, due) == minutes
    assert minutes_of(made, start, due - timedelta(seconds=1)) < minutes


@pytest.mark.parametrize(
    ("work", "hours"), [(False, [(480, 720)]), (True, []), (True, [(720, 480)]), (True, [(480, 720), (700, 800)]), (True, [(480, 480)])]
)
def test_hours_that_are_none_are_refused(work: bool, hours: list[tuple[int, int]]) -> None:
    with pytest.raises(Problem) as refusal:
        rules.check(calendar(days=[SpecialDay(date(2026, 12, 24), work, "", True, hours)]))
    assert refusal.value.params == {"fields": ["days"]}


def test_a_holiday_is_written_as_older_releases_wrote_it() -> None:
    older = {"day": "2026-05-01", "work": False, "name": "Labour Day", "edited": False}
    assert msgspec.to_builtins(msgspec.convert(older, SpecialDay)) == older
    noon = {**older, "work": True, "edited": True, "hours": [[480, 720]]}
    assert msgspec.json.decode(msgspec.json.encode(msgspec.convert(noon, SpecialDay))) == noon
