"""`outrider solve`: the planner and the rescue on files, without a database. A bad file is one sentence and exit code 2; no answer is 1."""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from .evaluate import Illegal, evaluate
from .instance import Id, Instance, Seconds, Unreadable, read, read_bytes, read_plan


def solve_plan(args: argparse.Namespace) -> int:
    """The day's plan of an instance. Says what it is worth; the plan goes to --out, or to standard output."""
    from .plan import solve

    instance = read(args.instance)
    start = read_plan(args.start, instance) if args.start else None
    try:
        found = solve(instance, args.seconds, start, args.stay, args.seed, told=_tells(args.progress))
    except Illegal as wrong:
        print(f"outrider: no plan was found: {wrong}", file=sys.stderr)
        return 1
    _write(args.out, msgspec.json.encode({str(engineer): visits for engineer, visits in found.plan.items()}))
    value = found.value
    said = f"objective {value.objective:.0f}: travel {value.travel:.0f} s, {len(value.dropped)} visits left out ({value.penalty:.0f} s)"
    print(f"{said}; {found.turns} turns, {time.process_time():.1f} s of a core", file=sys.stderr)
    return 0


def solve_day(args: argparse.Namespace) -> int:
    """A lived day, played: what became of each visit, and what was said of it before."""
    from ..simulate.lived import read_lived
    from ..simulate.play import MARKS, play
    from ..simulate.strategies import STRATEGIES
    from .compiled import compile_all

    day = read_lived(args.day)
    compile_all()
    found = play(day, STRATEGIES[args.by], marks=MARKS, hindsight=args.hindsight)
    _write(args.out, msgspec.json.encode(found))
    print(f"{len(found.visits)} visits, {len(found.late)} late; {found.rescues} rescues, {found.moves} visits moved", file=sys.stderr)
    return 0


class Given(msgspec.Struct):
    """A line of the cases. i: its number, given back."""

    i: int
    late_engineer: Id
    now: Seconds
    delay_s: Seconds


class Answer(msgspec.Struct):
    """A line of the answer. plan: the rest of the day of every engineer; moved: the visits that change engineer; cpu_ms: what it took."""

    i: int
    kept: bool
    plan: dict[str, list[Id]]
    moved: list[Id]
    cpu_ms: float


def solve_rescue(args: argparse.Namespace) -> int:
    """For each case the fewest visits that change engineer so that every promise is kept."""
    from .compiled import compile_all
    from .numbers import day_of
    from .rescue import Rescue, rescue
    from .rest import Case, open_visits

    instance = read(args.instance)
    plan, cases, travel = read_plan(args.plan, instance), _cases(args.cases, instance), instance.travel()
    if fault := next(iter(evaluate(instance, plan, travel).faults), None):
        raise Unreadable(f"{args.plan.name}: {fault}")
    if any(engineer.breaks for engineer in instance.engineers):
        raise Unreadable(f"{args.instance.name}: breaks are not known to the rescue; leave them out, or plan the day anew.")
    whole, rows = day_of(instance, travel), list[Answer]()
    compile_all()  # what is compiled is read before the first is timed
    for case in cases:
        began = time.process_time()
        try:
            found = rescue(instance, plan, travel, whole, Case(case.now, case.late_engineer, case.delay_s))
        except Illegal as wrong:  # one case stops no other
            print(f"outrider: case {case.i}: {wrong}", file=sys.stderr)
            found = Rescue(open_visits(instance, plan, travel, case.now)[0], [], False)
        took = (time.process_time() - began) * 1000
        rows.append(Answer(case.i, found.kept, {str(who): rest for who, rest in found.plan.items()}, found.moved, round(took, 3)))
    _write(args.out, b"\n".join(msgspec.json.encode(row) for row in rows))
    kept = sum(row.kept for row in rows)
    print(f"{len(rows)} cases, {kept} with every promise kept, {sum(len(row.moved) for row in rows)} visits moved", file=sys.stderr)
    return 0


def _cases(path: Path, instance: Instance) -> list[Given]:
    known, rows = {engineer.id for engineer in instance.engineers}, list[Given]()
    for n, line in enumerate(read_bytes(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            rows.append(msgspec.json.decode(line, type=Given))
        except msgspec.DecodeError as wrong:
            raise Unreadable(f"{path.name}, line {n}: {wrong}.") from wrong
        if rows[-1].late_engineer not in known:
            raise Unreadable(f"{path.name}, line {n}: engineer {rows[-1].late_engineer} is not in the instance.")
    return rows


def _tells(progress: bool) -> Any:
    """A line for each piece of the search that is over, for whoever shows it."""

    def tell(share: float) -> bool:
        if progress:
            print(f"{share:.3f}", flush=True)
        return True

    return tell


def _write(out: Path | None, text: bytes) -> None:
    if out is None:
        sys.stdout.write(text.decode() + "\n")
        return
    try:
        out.write_bytes(text + b"\n")
    except OSError as wrong:
        raise Unreadable(f"{out} cannot be written: {wrong}.") from wrong


def guarded(run: Any) -> Any:
    """The command, with what is wrong with a file as one sentence."""

    def command(args: argparse.Namespace) -> int:
        try:
            return int(run(args))
        except Unreadable as wrong:
            print(f"outrider: {wrong}", file=sys.stderr)
            return 2

    return command


def _seconds(word: str) -> float:
    value = float(word)
    if not 0 < value <= 24 * 3600:
        raise argparse.ArgumentTypeError("seconds are more than 0, and at most a day")
    return value


def add(command: Any) -> None:
    """`solve plan`, `solve rescue` and `solve day` among the commands."""
    what = command.add_subparsers(required=True, metavar="WHAT")
    plan = what.add_parser("plan", help="the plan of a day, from a file (see docs/planning.md)")
    plan.set_defaults(run=guarded(solve_plan))
    plan.add_argument("instance", type=Path, metavar="INSTANCE.json[.gz]")
    plan.add_argument("--seconds", type=_seconds, default=10.0, help="of one core, start included")
    plan.add_argument("--out", type=Path, help="where the plan is written; without it, standard output")
    plan.add_argument("--start", type=Path, help="today's plan, from which it begins")
    plan.add_argument("--stay", type=float, default=0.0, help="what it costs to give a visit of --start to somebody else, in seconds")
    plan.add_argument("--seed", type=int, default=1)
    plan.add_argument("--progress", action="store_true", help="a line with the share that is over, each moment")
    rescue = what.add_parser("rescue", help="late engineers, and the fewest moves that keep every promise")
    rescue.set_defaults(run=guarded(solve_rescue))
    rescue.add_argument("instance", type=Path, metavar="INSTANCE.json[.gz]")
    rescue.add_argument("plan", type=Path, metavar="PLAN.json")
    rescue.add_argument("cases", type=Path, metavar="CASES.jsonl")
    rescue.add_argument("--out", type=Path, help="where the answers are written, a line a case; without it, standard output")
    day = what.add_parser("day", help="a day played from the morning to the end, with what became of it in the file")
    day.set_defaults(run=guarded(solve_day))
    day.add_argument("day", type=Path, metavar="DAY.json[.gz]")
    day.add_argument("--by", choices=("ours", "none", "nearest", "four-hours"), default="ours", help="what is done about late visits")
    day.add_argument("--hindsight", action="store_true", help="whoever acts knows how long all will take")
    day.add_argument("--out", type=Path, help="where it is written; without it, standard output")
