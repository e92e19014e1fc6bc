"""The order of the house: a folder mentions only what stands before it; amounts meet no binary float."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pillsplit
import pillsplit.batch

PACKAGE = Path(pillsplit.__file__).parent if Path(pillsplit.__file__).parent.name == "pillsplit" else Path()
ORDER = (
    "errors",
    "amounts",
    "model",
    "solver",
    "formulary",
    "schedules",
    "tapers",
    "request",
    "verbs",
    "output",
    "page",
    "batch",
    "cli",
)
"""The house from the ground up; this is the only place where the order stands."""
PARTS = {name: floor for floor, name in enumerate(ORDER)} | {"__main__": len(ORDER)}


def floor(module: str) -> int:
    """Return the floor of ``pillsplit.x.y``, by its first part below the package."""
    return PARTS[module.split(".")[1]]


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the floor"
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_folder_mentions_only_what_stands_before_it(path: Path) -> None:
    here = floor(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
    for name in imported(path):
        if name.startswith("pillsplit.") and name != "pillsplit.__version__" and name.split(".")[1] != "__version__":
            assert floor(name) <= here, f"{path.name} imports {name} from above"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_binary_float_stands_in_the_code(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), f"{path}:{node.lineno}"
        assert not (isinstance(node, ast.Name) and node.id == "float"), f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*/**/__init__.py")), ids=lambda path: path.parent.name)
def test_the_init_file_of_a_folder_loads_nothing_of_it(path: Path) -> None:
    """What it offers by name is loaded when it is asked for; imports that only a type checker reads are not run."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    run = [node for node in tree.body if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")]
    found = [node for top in run for node in ast.walk(top) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {ast.unparse(node) for node in found} <= {
        "from __future__ import annotations",
        "from importlib import import_module",
        "from typing import TYPE_CHECKING",
    }


@pytest.mark.parametrize("name", pillsplit.batch.__all__)
def test_what_a_batch_offers_is_there(name: str) -> None:
    assert callable(getattr(pillsplit.batch, name))


def test_the_libraries_of_a_batch_are_loaded_only_where_they_are_asked_for() -> None:
    code = "import sys, pillsplit, pillsplit.batch; sys.exit('duckdb' in sys.modules or 'pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", pillsplit.__all__)
def test_what_the_package_offers_is_there(name: str) -> None:
    assert getattr(pillsplit, name)


def test_what_the_package_does_not_offer_is_no_attribute() -> None:
    with pytest.raises(AttributeError):
        pillsplit.nothing_of_the_kind  # noqa: B018


NUMBERS_OF_DRUGS = ("diazepam", "clonazepam", "lorazepam")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_knows_a_drug(path: Path) -> None:
    """Products and drugs are data; a name may stand in a docstring or a message's example, never in a comparison."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare):
            for part in (node.left, *node.comparators):
                assert not (isinstance(part, ast.Constant) and part.value in NUMBERS_OF_DRUGS), f"{path}:{node.lineno}"
