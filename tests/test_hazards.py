"""The hazard log is true: what it names as shown is tested, and what is marked as showing a hazard is named in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LOG = HERE.parent / "HAZARD-LOG.md"
LIKELIHOODS = ("very low", "low", "medium", "high", "very high")


def _marked() -> Iterator[tuple[str, str]]:
    """Yield each hazard with the id of a test that carries its mark."""
    for file in sorted(HERE.rglob("test_*.py")):
        text = file.read_text(encoding="utf-8")
        if "mark.hazard(" in text:
            yield from _in(ast.parse(text).body, f"{file.relative_to(HERE.parent)}")


def _in(body: list[ast.stmt], place: str) -> Iterator[tuple[str, str]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _in(node.body, f"{place}::{node.name}")
        elif isinstance(node, ast.FunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.hazard":
                    yield from ((ast.literal_eval(hazard), f"{place}::{node.name}") for hazard in mark.args)


def _sections() -> dict[str, str]:
    parts = re.split(r"^## (H[0-9]{2}) ", LOG.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


SECTIONS = _sections()


def _named() -> set[tuple[str, str]]:
    return {(hazard, test) for hazard, text in SECTIONS.items() for test in re.findall(r"^  - `(.+)`$", text, re.M)}


def test_every_test_of_the_log_exists_and_is_marked_and_every_marked_test_is_in_the_log() -> None:
    assert _named() == set(_marked())


def test_the_hazards_are_numbered_in_order_and_listed_at_the_top() -> None:
    top = re.findall(r"^\| (H[0-9]{2}) \|", LOG.read_text(encoding="utf-8"), re.MULTILINE)
    assert top == list(SECTIONS) == [f"H{number:02}" for number in range(1, len(SECTIONS) + 1)]


@pytest.mark.parametrize("hazard", SECTIONS)
def test_a_hazard_has_cause_effect_severity_control_and_a_test(hazard: str) -> None:
    text = SECTIONS[hazard]
    for field in ("Cause: ", "Effect: ", "Severity: ", "Control: ", "Shown by:"):
        assert f"- {field}" in text
    assert any(each == hazard for each, _ in _named())


@pytest.mark.parametrize("hazard", SECTIONS)
def test_a_risk_is_what_the_matrix_says_and_no_control_raises_it(hazard: str) -> None:
    log = LOG.read_text(encoding="utf-8")
    severities, *rows = (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in log.splitlines()
        if re.match(r"\| (likelihood|very low|low|medium|high|very high) ", line)
    )
    matrix = {row[0]: dict(zip(severities[1:], row[1:], strict=True)) for row in rows}
    assert sorted(matrix, key=LIKELIHOODS.index) == list(LIKELIHOODS)
    found = re.search(
        r"Severity: (.+?)\. Likelihood before: (.+?) \(risk (\d)\); after: (.+?) \(risk (\d)\)\.", SECTIONS[hazard]
    )
    assert found
    severity, before, risk, after, left = found.groups()
    assert (risk, left) == (matrix[before][severity], matrix[after][severity])
    assert LIKELIHOODS.index(after) <= LIKELIHOODS.index(before)
    assert int(left) <= 3
    assert f"| {hazard} | {SECTIONS[hazard].splitlines()[0]} | {risk} | {left} |" in log
