"""What came out of a visit, read out of what was signed as far as it says so. Pure."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, TypeAlias, get_args
from zoneinfo import ZoneInfo

import msgspec

from ...lang import languages

Outcome: TypeAlias = Literal["solved", "workaround", "unsolved"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)
CODE = "[a-z0-9_]{1,40}"
NAMED = ("reason", "fault_class", "cause_class", "repeat_reason")
FARTHEST = timedelta(days=3660)  # a workaround that is to hold longer is none


class Result(msgspec.Struct, frozen=True):
    """reason: why it is not solved. until: how long a workaround is to hold. human: whether a person caused it. Codes stand in result_codes."""

    result: Outcome
    until: date | None = None
    reason: str = ""
    fault_class: str = ""
    cause_class: str = ""
    human: bool | None = None
    repeat_reason: str = ""


def read(value: Any) -> Result | None:
    """Whatever stands there: what fits is taken, and what does not is as if it had not been said. None: no result by code."""
    if not isinstance(value, dict) or value.get("result") not in OUTCOMES:
        return None
    codes = {name: value[name] for name in NAMED if isinstance(value.get(name), str) and re.fullmatch(CODE, value[name])}
    human = value.get("human") if isinstance(value.get("human"), bool) else None
    return Result(value["result"], _day(value.get("until")), human=human, **codes)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        return None


class Done(msgspec.Struct):
    """What a signed report says, in the words in which it was signed. reason: why it was not solved, by language."""

    signed_at: datetime
    engineer: str
    result: str | None
    until: date | None
    reason: dict[str, str] | None
    found: str
    done: str
    left_open: str
    fitted: list[str]


def held_until(said: Result, signed_at: datetime, zone: str) -> datetime | None:
    """The end of a workaround's last day, where that is still to come."""
    if said.result != "workaround" or said.until is None or not date.min < said.until <= (signed_at + FARTHEST).date():
        return None
    end = datetime.combine(said.until + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(signed_at.tzinfo)
    return end if end > signed_at else None


def goes_on(result: str | None, held: datetime | None) -> bool:
    """The work is not done with this report."""
    return result == "unsolved" or held is not None


def column(language: str) -> str:
    """Of a code's name."""
    return f"name_{language.split('-')[0]}"


# A code's names by language, of a row c; NULL where the catalogue has it no more.
NAMES = "jsonb_build_object(" + ", ".join(f"'{language}', c.{column(language)}" for language in languages()) + ")"


def named(kind: str, row: str) -> str:
    """SQL for the names of what a row of report_results says."""
    return f"(select {NAMES} from result_codes c where c.kind = '{kind}' and c.code = {row}.{kind})"


def newest(whose: str) -> str:
    """SQL for what the newest report r of a condition says, as a Done."""
    return f"""(select jsonb_build_object('signed_at', r.signed_at, 'engineer', signer.name, 'result', x.result, 'until', x.until,
    'reason', {named("reason", "x")}, 'found', x.found, 'done', x.done, 'left_open', x.left_open, 'fitted', x.fitted)
  from reports r join report_results x on x.report_id = r.id join attendances worked on worked.id = r.attendance_id
  join users signer on signer.id = worked.engineer_id where {whose} order by r.sealed_at desc, r.number desc limit 1)"""
