"""The floors of the package: a module imports only what stands below it; amounts meet no binary float."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import pillsplit

PACKAGE = Path(pillsplit.__file__).parent if Path(pillsplit.__file__).parent.name == "pillsplit" else Path()
FLOORS = [
    {"errors", "number", "quantity"},
    {"product", "combination", "preferences", "schedule", "device", "rule", "equivalents"},
    {"grid", "combine", "measure", "answer", "makeable", "evenly", "tables", "subsets"},
    {
        "fields",
        "datafiles",
        "devices",
        "rulefile",
        "formulary",
        "published",
        "rows",
        "reading",
        "stated",
        "tally",
        "datachecks",
        "template",
        "importing",
    },
    {"planning"},
    {"telling"},
    {"cli", "__main__"},
]
"""From the ground up. Within a floor imports go one way too, which Python itself enforces."""


def floor(module: str) -> int:
    """Return the floor of ``pillsplit.x.y``, by its first part below the package."""
    part = module.split(".")[1]
    return next(number for number, names in enumerate(FLOORS) if part in names)


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
def test_a_module_imports_only_from_its_floor_and_below(path: Path) -> None:
    here = floor(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
    for name in imported(path):
        if name.startswith("pillsplit.") and name != "pillsplit.__version__" and name.split(".")[1] != "__version__":
            assert floor(name) <= here, f"{path.name} imports {name} from above"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_binary_float_stands_in_the_code(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), f"{path}:{node.lineno}"
        assert not (isinstance(node, ast.Name) and node.id == "float"), f"{path}:{node.lineno}"


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
