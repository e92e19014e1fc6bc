"""The same calls, here and in the page's Python in both browsers, give the same bytes."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.page.browsers import Chromium, Firefox
from tests.page.calls import CALLS
from tests.page.given import TODAY, call, example, steps

pytestmark = pytest.mark.browser

ASKED: list[tuple[str, dict[str, Any]]] = [
    *(("command", {"arguments": list(arguments), "today": TODAY, "columns": "100"}) for arguments in CALLS),
    *(
        (name, example("nice-cks", start="2026-12-01", what="liquid", form="csv"))
        for name in ("answer", "products", "prescriber", "pharmacist", "sheet", "what_if", "save", "download")
    ),
    ("answer", steps("13.3", "1,000")),
    ("by_rule", {"today": TODAY, "drug": "diazepam", "from_": "20 mg", "rule": "peart"}),
]
ALL = """async asked => {
    const said = [];
    for (const [name, given] of asked) said.push(JSON.stringify(await pillsplit.ask(name, given)));
    return said;
}"""


def test_there_are_a_hundred_of_them() -> None:
    assert len(CALLS) >= 90
    assert len(ASKED) >= 100
    assert len({json.dumps(each) for each in ASKED}) == len(ASKED)


@pytest.fixture(scope="module")
def here() -> list[str]:
    """What the same calls give in this Python, in the texts that the page hears."""
    return [json.dumps(call(name, given), ensure_ascii=False, separators=(",", ":")) for name, given in ASKED]


def assert_alike(here: Sequence[str], there: Sequence[str]) -> None:
    assert len(here) == len(there)
    for (name, given), mine, theirs in zip(ASKED, here, there, strict=True):
        if mine != theirs:
            lines = difflib.unified_diff(mine.split("\\n"), theirs.split("\\n"), "here", "there", lineterm="", n=0)
            pytest.fail("\n".join([f"{name} {given.get('arguments', '')}", *list(lines)[:12]])[:2000])


def test_chromium_gives_the_same_bytes(browser: Chromium, page: Path, here: list[str]) -> None:
    opened = browser.open(page)
    opened.answered()
    assert_alike(here, opened.page.evaluate(ALL, ASKED))
    opened.close()


def test_firefox_gives_the_same_bytes(fox: Firefox, page: Path, here: list[str]) -> None:
    said = fox.run(
        {"goto": page.as_uri()},
        {"wait": "#answer[aria-busy='false'] #shown > *"},
        {"eval": ALL, "with": ASKED},
    )
    assert_alike(here, said[2]["value"])
