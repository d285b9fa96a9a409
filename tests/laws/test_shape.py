"""The house: which files a slice has, which way imports point, how long things may be."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

import outrider
from outrider import locks, records

ROOT = Path(outrider.__file__).parent
NAMES = {"__init__", "routes", "actions", "rules", "store"}
ALSO = {"pages", "engines", "state", "make_fonts", "defaults", "records"}
# A folder that holds one of the four files is a slice.
SLICES = sorted({str(path.parent.relative_to(ROOT)) for name in NAMES - {"__init__"} for path in ROOT.rglob(f"{name}.py")} - {"."})
MODULE, FUNCTION, HANDLER = 300, 40, 15
BROWSER_MODULE = 250  # its functions: pwa/src/shape.test.ts
FILES = sorted(ROOT.rglob("*.py"))
WEB = ROOT.parents[1] / "pwa" / "src"
PAGES = sorted(path for path in [*WEB.rglob("*.ts"), *WEB.rglob("*.tsx")] if ".gen." not in path.name)


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def imports(path: Path) -> list[str]:
    """Absolute names of what a module imports from the product."""
    package = ["outrider", *path.relative_to(ROOT).parts[:-1]]
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module.split(".") if node.module else [])])
            found += [f"{module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return found


@pytest.mark.parametrize("slice_", SLICES)
def test_a_slice_has_the_four_files_and_no_others(slice_: str) -> None:
    assert {path.stem for path in (ROOT / slice_).glob("*.py")} <= NAMES | ALSO


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_are_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MODULE
    for function in functions(path):
        assert (function.end_lineno or 0) - function.lineno < FUNCTION, function.name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(WEB)))
def test_modules_of_the_browser_are_short_and_say_what_they_are_for(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= BROWSER_MODULE
    assert path.name.endswith(".test.ts") or path.read_text().startswith("//")


TESTS = sorted(Path(__file__).parents[1].rglob("*.py"))


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(TESTS[0].parent)))
def test_modules_of_tests_are_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MODULE


STYLES = sorted(path for path in WEB.rglob("*.css") if path.name != "tokens.css")


@pytest.mark.parametrize("path", STYLES, ids=lambda path: str(path.relative_to(WEB)))
def test_colours_and_layers_are_named_in_the_token_file(path: Path) -> None:
    assert re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(|z-index:(?! var\()", path.read_text(), re.I) == []


CONSOLE = [path for path in PAGES if path.is_relative_to(WEB / "console")]


@pytest.mark.parametrize("path", CONSOLE, ids=lambda path: str(path.relative_to(WEB)))
def test_the_console_asks_the_server_by_its_data_alone(path: Path) -> None:
    """One typed call for each thing that is asked: no feature spells an address."""
    assert path.is_relative_to(WEB / "console" / "data") or "/api/" not in path.read_text()


@pytest.mark.parametrize("path", [path for path in FILES if path.name == "routes.py"], ids=lambda path: str(path.relative_to(ROOT)))
def test_handlers_are_thin(path: Path) -> None:
    for function in functions(path):
        assert (function.end_lineno or 0) - function.lineno < HANDLER, function.name


@pytest.mark.parametrize("path", [path for path in FILES if path.name == "rules.py"], ids=lambda path: str(path.relative_to(ROOT)))
def test_rules_are_pure(path: Path) -> None:
    assert not [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Await | ast.AsyncFunctionDef)]
    forbidden = ("asyncpg", "outrider.db", "outrider.clock", "litestar", "outrider.events")
    assert [name for name in imports(path) if name.startswith(forbidden) or {"store", "actions"} & {*name.split(".")}] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_asks_the_machine_for_the_time(path: Path) -> None:
    allowed = {"clock.py", "__main__.py", "engines.py", "up.py"}  # the edge; a certificate's own dates; the start of a demonstration
    calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    if path.name not in allowed:
        assert not [call for call in calls if call.endswith(("datetime.now", "datetime.utcnow", "time.time", "date.today"))]


def slice_of(path: Path) -> str | None:
    inside = str(path.relative_to(ROOT).parent)
    return max((name for name in SLICES if inside == name or inside.startswith(name + "/")), key=len, default=None)


@pytest.mark.parametrize("path", [path for path in FILES if slice_of(path)], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_slice_never_opens_another_slices_store(path: Path) -> None:
    """Its Structs may be named; its functions and its SQL may not. accounts and console hold nested slices of one word each."""
    own = (slice_of(path) or "").split("/")[0]
    for name in imports(path):
        parts = name.split(".")
        if "store" in parts[:-1] and parts[1] != own:
            assert parts[-1][0].isupper() and not parts[-1].isupper(), name
        if parts[-1] == "store":
            assert parts[1] == own, name


def test_only_db_commits() -> None:
    opening = [path for path in FILES if ".transaction(" in path.read_text() or " transaction(" in path.read_text()]
    names = {str(path.relative_to(ROOT)) for path in opening}
    # sign-in works before the organisation is known; what comes by a link finds its own; the worker, the feed and the demo open their own;
    # a command and a row of a sheet are savepoints; what readyz asks of the database leaves nothing
    assert names == {"db.py", "health.py", "migrate.py", "http.py", "streams.py", "periodic.py", "first.py", "accounts/sessions/actions.py",
                     "customer/pages.py", "customer/proof/pages.py", "track/gps_source/routes.py", "offline/actions.py", "demo/load.py",
                     "intake/bulk/actions.py"}  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_numbers_of_advisory_locks_stand_in_one_file(path: Path) -> None:
    assert not re.search(r"advisory\w*\(\s*\d|\b4_?242_?\d", path.read_text()) or path.name == "locks.py"


def test_no_two_advisory_locks_have_one_number() -> None:
    numbers = [value for name, value in vars(locks).items() if name.isupper()]
    assert len(set(numbers)) == len(numbers) > 3


def test_every_kind_of_record_is_declared_in_a_slice_and_listed_once() -> None:
    declared = [
        name.targets[0].id
        for path in ROOT.rglob("*/records.py")
        for name in ast.parse(path.read_text()).body
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


def named(tree: ast.AST) -> list[str]:
    found = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    found += [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return found + [node.name for node in ast.walk(tree) if isinstance(node, ast.alias)]


def test_everything_that_is_defined_is_used_by_the_product() -> None:
    """By itself does not count, nor by a test. Names alone are compared: one that two modules have is used where either is."""
    trees = {path: ast.parse(path.read_text()) for path in FILES}
    used = Counter(name for tree in trees.values() for name in named(tree))
    unused = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, tree in trees.items()
        for statement in tree.body
        for name in defined(statement)
        if used[name] == named(statement).count(name) and not name.startswith("__")
    ]
    assert unused == []


BODIES = ("request.body", "request.stream", "request.form", "request.json")


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.name in ("routes.py", "pages.py")], ids=lambda path: str(path.relative_to(ROOT))
)
def test_nobody_holds_a_transaction_while_a_body_comes_in(path: Path) -> None:
    """It comes as slowly as its sender likes, and there are few connections of the database."""
    for function in functions(path):
        given = {argument.arg for argument in function.args.args}
        inside = [node for node in ast.walk(function) if isinstance(node, ast.AsyncWith) and "transaction" in ast.unparse(node.items[0])]
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(BODIES)]
        held = [call for block in inside for call in ast.walk(block) if call in calls]
        assert not (calls and "tx" in given), function.name
        assert held == [], function.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_whoever_is_told_to_end_ends(path: Path) -> None:
    """In Python 3.11 `asyncio.wait_for` loses a cancellation that comes in the same turn as the result; `asyncio.timeout` does not."""
    called = {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)}
    assert not called & {"asyncio.wait_for", "wait_for"}


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


@pytest.mark.parametrize(
    "path", [path for path in FILES if not path.is_relative_to(ROOT / "simulate")], ids=lambda path: str(path.relative_to(ROOT))
)
def test_nothing_that_forecasts_or_rescues_knows_the_days_that_it_is_judged_on(path: Path) -> None:
    """They are played by one command, and drawn by the benchmark; learnt by heart they would say nothing."""
    known = [name for name in imports(path) if name.startswith(("outrider.simulate", "bench"))]
    assert known == [] or path == ROOT / "solve" / "command.py"
