"""The product's source as the laws read it: each file is read and parsed once for all of them."""

import ast
from functools import cache
from pathlib import Path

import outrider

ROOT = Path(outrider.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))


@cache
def text(path: Path) -> str:
    return path.read_text()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree(path)))


@cache
def called(path: Path) -> frozenset[str]:
    """How each call of a module spells what it calls."""
    return frozenset(ast.unparse(node.func) for node in nodes(path) if isinstance(node, ast.Call))


@cache
def functions(path: Path) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...]:
    return tuple(node for node in nodes(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Absolute names of what a module imports from the product."""
    package = ["outrider", *path.relative_to(ROOT).parts[:-1]]
    found = []
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module.split(".") if node.module else [])])
            found += [f"{module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return tuple(found)


def longer(path: Path, lines: int) -> list[str]:
    """The functions of a module that have more lines than that."""
    return [f"{path}: {each.name}" for each in functions(path) if (each.end_lineno or 0) - each.lineno >= lines]
