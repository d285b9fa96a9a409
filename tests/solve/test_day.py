"""A lived day from a file: what is played is what the file says became of everybody, and what is wrong with it is one sentence."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from outrider.__main__ import main

HOUR = 3600


def day_of(**more: Any) -> dict[str, Any]:
    """Two engineers at one place. The first job drags on for two hours; the second, next door, would be late with the same engineer."""
    engineers = [{"id": name, "lat": 52.0, "lon": 0.0, "shift": [8 * HOUR, 17 * HOUR]} for name in ("wang", "li")]
    first = {"id": "long", "lat": 52.01, "lon": 0.0, "service": HOUR, "window": [8 * HOUR, 9 * HOUR], "work": 3 * HOUR}
    second = {"id": "next", "lat": 52.02, "lon": 0.0, "service": HOUR, "window": [9.5 * HOUR, 10.5 * HOUR]}
    return {"engineers": engineers, "visits": [first, second], "plan": {"wang": ["long", "next"]}} | more


def played(folder: Path, day: dict[str, Any], *words: str) -> dict[str, Any]:
    (folder / "day.json.gz").write_bytes(gzip.compress(json.dumps(day).encode()))
    with pytest.raises(SystemExit) as ended:
        main(["solve", "day", str(folder / "day.json.gz"), "--out", str(folder / "out.json"), *words])
    assert ended.value.code == 0
    found: dict[str, Any] = json.loads((folder / "out.json").read_text())
    return found


def visits(found: dict[str, Any]) -> dict[str, Any]:
    return {row["id"]: row for row in found["visits"]}


def test_without_a_rescue_the_next_visit_waits_until_the_job_is_done(tmp_path: Path) -> None:
    found = visits(played(tmp_path, day_of(), "--by", "none"))
    assert (found["next"]["engineer"], found["next"]["late"], found["long"]["late"]) == ("wang", True, False)
    assert found["next"]["arrived"] >= found["long"]["arrived"] + 3 * HOUR


@pytest.mark.parametrize("words", [(), ("--hindsight",), ("--by", "nearest")], ids=" ".join)
def test_with_one_it_is_somebody_elses_and_in_time(tmp_path: Path, words: tuple[str, ...]) -> None:
    found = played(tmp_path, day_of(), *words)
    assert (visits(found)["next"]["engineer"], visits(found)["next"]["late"], found["rescues"], found["moves"]) == ("li", False, 1, 1)


def test_the_flag_comes_before_the_promise_is_broken_and_hindsight_has_it_in_the_morning(tmp_path: Path) -> None:
    seen, known = (visits(played(tmp_path, day_of(), "--by", "none", *words))["next"] for words in ((), ("--hindsight",)))
    assert known["flagged_at"] == 8 * HOUR < seen["flagged_at"] < seen["promise"]
    assert [row["minutes"] for row in seen["said"]] == [60, 30, 15]


def test_a_sick_engineer_comes_to_nobody_and_what_is_called_off_is_no_visit(tmp_path: Path) -> None:
    day = day_of()
    day["engineers"][0]["sick_from"] = 8.25 * HOUR
    day["visits"][0]["cancelled_at"] = 8 * HOUR
    [row] = played(tmp_path, day, "--by", "none")["visits"]
    assert (row["id"], row["engineer"], row["arrived"], row["late"]) == ("next", None, None, True)
    assert visits(played(tmp_path, day))["next"]["engineer"] == "li"


def test_what_comes_in_during_the_day_is_given_to_somebody(tmp_path: Path) -> None:
    day = day_of()
    day["visits"][1] |= {"known_from": 8.25 * HOUR, "window": [8.25 * HOUR, 8.75 * HOUR]}  # whoever has the first is at it still
    day["plan"] = {"wang": ["long"]}
    assert visits(played(tmp_path, day, "--by", "none"))["next"]["engineer"] == "li"


def test_of_a_silent_phone_nobody_hears_that_the_job_is_done(tmp_path: Path) -> None:
    """It is done as planned; the office believes that it goes on, and flags what follows."""
    day = day_of()
    day["visits"][0]["work"] = HOUR
    day["visits"][1]["window"] = [9 * HOUR, 9.6 * HOUR]
    day["visits"].append(day["visits"][1] | {"id": "noon", "window": [12 * HOUR, 13 * HOUR]})  # until then the day goes on
    day["plan"]["li"] = ["noon"]
    heard = visits(played(tmp_path, day, "--by", "none"))["next"]
    day["engineers"][0]["silent"] = [[9 * HOUR, 9.5 * HOUR]]
    silent = visits(played(tmp_path, day, "--by", "none"))["next"]
    assert (heard["late"], silent["late"], heard["arrived"]) == (False, False, silent["arrived"])
    assert heard["flagged_at"] is None and silent["flagged_at"] is not None


def bad(**more: Any) -> str:
    return json.dumps(day_of() | more)


WAY, WINDOWS, PLACE, BREAK = day_of(), day_of(), day_of(), day_of()
WAY["visits"][0]["way"] = 0
WINDOWS["visits"][0]["windows"] = [[0, 1], [5, 6]]
del PLACE["visits"][0]["lat"]
BREAK["engineers"][0]["breaks"] = [{"window": [0, 9], "duration": 9}]
BAD = {
    "nothing": ("", "is not JSON"),
    "no plan": (json.dumps({"engineers": [], "visits": []}), "Object missing required field `plan`"),
    "nobody": (json.dumps({"engineers": [], "visits": [], "plan": {}}), "There is nobody in the day."),
    "a way that takes no time": (json.dumps(WAY), "`$.visits[0].way`"),
    "two windows": (json.dumps(WINDOWS), "Visit long has several windows; a promise is one."),
    "nowhere": (json.dumps(PLACE | {"matrix": [[1] * 4] * 4}), "Visit long has no latitude and longitude"),
    "a break": (json.dumps(BREAK), "Engineer wang has breaks, which are not played."),
    "twice": (bad(plan={"wang": ["long"], "li": ["long"]}), "Visit long stands in the plan twice."),
    "unknown": (bad(plan={"wang": ["none"]}), "visit none is not in the instance."),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_day_is_one_sentence_and_exit_code_2(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, sentence = BAD[name]
    (tmp_path / "day.json").write_text(text)
    with pytest.raises(SystemExit) as ended:
        main(["solve", "day", str(tmp_path / "day.json")])
    said = capsys.readouterr().err
    assert (ended.value.code, said.count("\n")) == (2, 1)
    assert sentence in said
