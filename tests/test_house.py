"""The house rules that the import linter cannot see."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
LINTER = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]
STOREYS = [
    [room.strip() for room in storey.split("|")]
    for storey in next(c for c in LINTER["contracts"] if c["id"] == "downstairs")["layers"]
]
FLOOR = {room: number for number, storey in enumerate(reversed(STOREYS)) for room in storey}
OUTSIDE = {"tests", "bench", "corpus", "training", "examples"}  # the product imports none of them
NAMELESS = {"common", "core", "utils", "util", "helpers", "misc"}


def modules(*rooms: str) -> Iterator[Path]:
    for room in rooms or FLOOR:
        yield from (path for path in (HOUSE / room).rglob("*.py") if "migrations" not in path.parts)


def sources(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def test_every_room_has_a_storey() -> None:
    packages = {path.parent.name for path in HOUSE.glob("*/__init__.py")} - OUTSIDE
    assert packages == set(FLOOR) == set(LINTER["root_packages"])


def test_the_product_imports_no_tests_and_no_benches() -> None:
    for path in modules():
        for node in ast.walk(sources(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & OUTSIDE, path


def test_there_is_no_room_for_things_without_a_name() -> None:
    assert [path for path in modules() if NAMELESS & {path.stem, *path.relative_to(HOUSE).parts}] == []


@pytest.mark.parametrize("room", [*FLOOR, "tests", "bench"])
def test_no_module_is_longer_than_400_lines(room: str) -> None:
    long = {
        str(path.relative_to(HOUSE)): lines
        for path in modules(room)
        if (lines := len(path.read_text().splitlines())) > 400
    }
    assert long == {}


def foreign_keys_by_name(path: Path) -> Iterator[str]:
    """The models that a module points to by a string, as `app.Model`."""
    for node in ast.walk(sources(path)):
        if not isinstance(node, ast.Call):
            continue
        field = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if field not in {
            "ForeignKey",
            "OneToOneField",
            "ManyToManyField",
            "ParentalKey",
            "ParentalManyToManyField",
        }:
            continue
        targets = [*node.args[:1], *(k.value for k in node.keywords if k.arg in {"to", "through"})]
        yield from (
            target.value
            for target in targets
            if isinstance(target, ast.Constant) and isinstance(target.value, str)
        )


@pytest.mark.parametrize("room", FLOOR)
def test_foreign_keys_given_as_strings_point_downstairs(room: str) -> None:
    for path in modules(room):
        for target in foreign_keys_by_name(path):
            app = target.split(".")[0]
            if app in FLOOR and app != room:
                assert FLOOR[app] < FLOOR[room], f"{path}: {target}"


@pytest.mark.parametrize("room", FLOOR)
def test_every_module_opens_with_its_promise(room: str) -> None:
    silent = [
        str(path.relative_to(HOUSE))
        for path in modules(room)
        if path.name not in {"__init__.py", "apps.py"} and not ast.get_docstring(sources(path))
    ]
    assert silent == []


@pytest.mark.parametrize("room", FLOOR)
def test_every_signature_has_types(room: str) -> None:
    bare = [
        f"{path.relative_to(HOUSE)}:{node.lineno} {node.name}"
        for path in modules(room)
        for node in ast.walk(sources(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is None
    ]
    assert bare == []
