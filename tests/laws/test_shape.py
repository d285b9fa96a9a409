"""The house: which files a slice has, which way imports point, how long things may be."""

import ast
import re
from collections import Counter
from pathlib import Path

from outrider import locks, records

from .source import FILES, ROOT, called, functions, imports, longer, nodes, text, tree

NAMES = {"__init__", "routes", "actions", "rules", "store"}
ALSO = {"pages", "engines", "state", "make_fonts", "defaults", "records"}
# A folder that holds one of the four files is a slice.
SLICES = sorted({str(path.parent.relative_to(ROOT)) for name in NAMES - {"__init__"} for path in ROOT.rglob(f"{name}.py")} - {"."})
MODULE, FUNCTION, HANDLER = 300, 40, 15
BROWSER_MODULE = 250  # its functions: pwa/src/shape.test.ts
WEB = ROOT.parents[1] / "pwa" / "src"
PAGES = sorted(path for path in [*WEB.rglob("*.ts"), *WEB.rglob("*.tsx")] if ".gen." not in path.name)


def long(paths: list[Path], lines: int) -> list[str]:
    return [str(path) for path in paths if len(text(path).splitlines()) > lines]


def test_a_slice_has_the_four_files_and_no_others() -> None:
    assert [str(path) for slice_ in SLICES for path in (ROOT / slice_).glob("*.py") if path.stem not in NAMES | ALSO] == []


def test_modules_and_functions_are_short() -> None:
    assert long(FILES, MODULE) == []
    assert [name for path in FILES for name in longer(path, FUNCTION)] == []


def test_modules_of_the_browser_are_short_and_say_what_they_are_for() -> None:
    assert long(PAGES, BROWSER_MODULE) == []
    assert [str(path) for path in PAGES if not path.name.endswith(".test.ts") and not text(path).startswith("//")] == []


TESTS = sorted(Path(__file__).parents[1].rglob("*.py"))


def test_modules_of_tests_are_short() -> None:
    assert long(TESTS, MODULE) == []


STYLES = sorted(path for path in WEB.rglob("*.css") if path.name != "tokens.css")


def test_colours_and_layers_are_named_in_the_token_file() -> None:
    own = r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(|z-index:(?! var\()"
    assert {str(path): found for path in STYLES if (found := re.findall(own, text(path), re.I))} == {}


CONSOLE = [path for path in PAGES if path.is_relative_to(WEB / "console")]


def test_the_console_asks_the_server_by_its_data_alone() -> None:
    """One typed call for each thing that is asked: no feature spells an address."""
    assert [str(path) for path in CONSOLE if "/api/" in text(path) and not path.is_relative_to(WEB / "console" / "data")] == []


def test_handlers_are_thin() -> None:
    assert [name for path in FILES if path.name == "routes.py" for name in longer(path, HANDLER)] == []


RULES = [path for path in FILES if path.name == "rules.py"]


def test_rules_are_pure() -> None:
    assert [str(path) for path in RULES for node in nodes(path) if isinstance(node, ast.Await | ast.AsyncFunctionDef)] == []
    forbidden = ("asyncpg", "outrider.db", "outrider.clock", "litestar", "outrider.events")
    needs = [(str(path), name) for path in RULES for name in imports(path)]
    assert [row for row in needs if row[1].startswith(forbidden) or {"store", "actions"} & {*row[1].split(".")}] == []


def test_nobody_asks_the_machine_for_the_time() -> None:
    allowed = {"clock.py", "__main__.py", "engines.py", "up.py"}  # the edge; a certificate's own dates; the start of a demonstration
    asked = ("datetime.now", "datetime.utcnow", "time.time", "date.today")
    assert [(str(path), call) for path in FILES if path.name not in allowed for call in called(path) if call.endswith(asked)] == []


def slice_of(path: Path) -> str | None:
    inside = str(path.relative_to(ROOT).parent)
    return max((name for name in SLICES if inside == name or inside.startswith(name + "/")), key=len, default=None)


def opens_a_store(own: str, name: str) -> bool:
    """What is imported is another slice's store, or something in it that is no Struct."""
    *above, last = name.split(".")
    is_struct = last[0].isupper() and not last.isupper()
    return (last == "store" or ("store" in above and not is_struct)) and above[1] != own


def test_a_slice_never_opens_another_slices_store() -> None:
    """Its Structs may be named; its functions and its SQL may not. accounts and console hold nested slices of one word each."""
    needs = [(str(path), own.split("/")[0], name) for path in FILES if (own := slice_of(path)) for name in imports(path)]
    assert [row for row in needs if opens_a_store(*row[1:])] == []


def test_only_db_commits() -> None:
    opening = [path for path in FILES if ".transaction(" in text(path) or " transaction(" in text(path)]
    names = {str(path.relative_to(ROOT)) for path in opening}
    # sign-in works before the organisation is known; what comes by a link finds its own; the worker, the feed and the demo open their own;
    # a command and a row of a sheet are savepoints; what readyz asks of the database leaves nothing
    assert names == {"db.py", "health.py", "migrate.py", "http.py", "streams.py", "periodic.py", "first.py", "accounts/sessions/actions.py",
                     "customer/pages.py", "customer/proof/pages.py", "track/gps_source/routes.py", "offline/actions.py", "demo/load.py",
                     "intake/bulk/actions.py"}  # fmt: skip


def test_the_numbers_of_advisory_locks_stand_in_one_file() -> None:
    number = re.compile(r"advisory\w*\(\s*\d|\b4_?242_?\d")
    assert [str(path) for path in FILES if number.search(text(path)) and path.name != "locks.py"] == []


def test_no_two_advisory_locks_have_one_number() -> None:
    numbers = [value for name, value in vars(locks).items() if name.isupper()]
    assert len(set(numbers)) == len(numbers) > 3


def test_every_kind_of_record_is_declared_in_a_slice_and_listed_once() -> None:
    declared = [
        name.targets[0].id
        for path in ROOT.rglob("*/records.py")
        for name in tree(path).body
        if isinstance(name, ast.Assign) and ast.unparse(name.value).startswith("Entity(") and isinstance(name.targets[0], ast.Name)
    ]
    assert sorted(row.name for row in records.RECORDS) == sorted(name.lower() for name in declared)
    assert len(records.ENTITIES) == len(records.RECORDS)


# They use each other's rules, or one hands the other's work on. None is added: what both need belongs beside them.
BOTH_WAYS = {"accounts assign", "accounts status", "assign intake", "carry_in customer", "carry_in offline", "parts status", "status track"}


def test_of_two_folders_one_stands_on_the_other() -> None:
    folders = {name.split("/")[0] for name in SLICES}
    needs = {
        (path.relative_to(ROOT).parts[0], other.relative_to(ROOT).parts[0])
        for path in FILES
        for other in modules_of(path)
        if {path.relative_to(ROOT).parts[0], other.relative_to(ROOT).parts[0]} <= folders
    }
    assert {f"{one} {other}" for one, other in needs if one < other and (other, one) in needs} == BOTH_WAYS


def test_geopy_stands_in_one_file() -> None:
    assert [str(path.relative_to(ROOT)) for path in FILES if any(name.startswith("geopy") for name in imports(path))] == ["geo.py"]


def defined(statement: ast.stmt) -> list[str]:
    """What a statement of a module names. What is decorated is called by what decorates it."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [] if statement.decorator_list else [statement.name]
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target] if isinstance(statement, ast.AnnAssign) else []
    return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]


def named(part: ast.AST) -> list[str]:
    found = [node.id for node in ast.walk(part) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    found += [node.attr for node in ast.walk(part) if isinstance(node, ast.Attribute)]
    return found + [node.name for node in ast.walk(part) if isinstance(node, ast.alias)]


def test_everything_that_is_defined_is_used_by_the_product() -> None:
    """By itself does not count, nor by a test. Names alone are compared: one that two modules have is used where either is."""
    used = Counter(name for path in FILES for name in named(tree(path)))
    unused = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in FILES
        for statement in tree(path).body
        for name in defined(statement)
        if used[name] == named(statement).count(name) and not name.startswith("__")
    ]
    assert unused == []


BODIES = ("request.body", "request.stream", "request.form", "request.json")


def holds(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """It reads a body, and has a transaction while it does."""
    inside = [node for node in ast.walk(function) if isinstance(node, ast.AsyncWith) and "transaction" in ast.unparse(node.items[0])]
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(BODIES)]
    given = {argument.arg for argument in function.args.args}
    return bool(calls and "tx" in given) or any(call in calls for block in inside for call in ast.walk(block))


def test_nobody_holds_a_transaction_while_a_body_comes_in() -> None:
    """It comes as slowly as its sender likes, and there are few connections of the database."""
    faces = [path for path in FILES if path.name in ("routes.py", "pages.py")]
    assert [f"{path}: {function.name}" for path in faces for function in functions(path) if holds(function)] == []


def test_whoever_is_told_to_end_ends() -> None:
    """In Python 3.11 `asyncio.wait_for` loses a cancellation that comes in the same turn as the result; `asyncio.timeout` does not."""
    assert [str(path) for path in FILES if called(path) & {"asyncio.wait_for", "wait_for"}] == []


def modules_of(path: Path) -> set[Path]:
    """The product's modules that a module imports; `from package import name` may name a module or something in it."""
    found = set()
    for name in imports(path):
        inside = ROOT.joinpath(*name.split(".")[1:])
        found |= {at for at in (inside.with_suffix(".py"), inside / "__init__.py", inside.parent.with_suffix(".py")) if at in FILES}
    return found - {path}


def test_no_module_needs_itself() -> None:
    """Read from the top, each stands on what was read before: also where an import hides in a function."""
    graph = {path: modules_of(path) for path in FILES}
    while free := {path for path, needs in graph.items() if not needs & graph.keys()} | (graph.keys() - set().union(*graph.values())):
        graph = {path: needs for path, needs in graph.items() if path not in free}
    assert sorted(str(path.relative_to(ROOT)) for path in graph) == []


def test_nothing_that_forecasts_or_rescues_knows_the_days_that_it_is_judged_on() -> None:
    """They are played by one command, and drawn by the benchmark; learnt by heart they would say nothing."""
    others = [path for path in FILES if not path.is_relative_to(ROOT / "simulate")]
    known = [path for path in others if any(name.startswith(("outrider.simulate", "bench")) for name in imports(path))]
    assert known == [ROOT / "solve" / "command.py"]
