"""What changed between two answers, in words."""

from __future__ import annotations

from typing import Any

import pytest

from pillsplit.page.changes import MOST, changes
from tests.page.given import call, steps


def after(page: dict[str, Any], **more: Any) -> list[str]:
    before = call("answer", page)["digest"]
    said: list[str] = call("answer", page | more | {"before": before})["changed"]
    return said


def test_nothing_is_said_of_the_first_answer_and_of_one_that_is_the_same() -> None:
    page = steps("13.3", "12")
    assert call("answer", page)["changed"] == []
    assert after(page) == []


@pytest.mark.parametrize(
    ("doses", "more", "said"),
    [
        (("13", "12"), {"rows": steps("13.3", "12")["rows"]}, ["Step 1 now needs liquid."]),
        (("13.3", "13.3"), {"rows": steps("13", "13")["rows"]}, ["Steps 1–2 no longer need liquid."]),
        (("13.3", "12"), {"no_liquid": True}, ["Step 1 can no longer be made."]),
        (("12", "12"), {"rows": steps("11", "12")["rows"]}, ["Step 1 is now 1 × 5 mg tablet + 3 × 2 mg tablet."]),
        (("4", "4"), {"rows": steps("2.5", "4")["rows"]}, ["Step 1 is now made of halves."]),
        (("13.3",), {"rows": steps("13.3", "12", "0.3")["rows"]}, ["3 steps now, 1 before; 2 take liquid, 1 before."]),
    ],
)
def test_a_change_is_said_in_words(doses: tuple[str, ...], more: dict[str, Any], said: list[str]) -> None:
    assert after(steps(*doses), **more) == said


def test_many_changes_are_counted() -> None:
    before = call("answer", steps("20", "18", "16", "14", "12", "10", "9", "8"))["digest"]
    now = call("answer", steps("19", "17", "15", "13", "11", "9", "8.5", "7"))["digest"]
    said = changes(before, now)
    assert len(said) == MOST + 1
    assert said[-1].endswith("more changes.")
