"""Data that were checked too long ago say so, in every answer that uses them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillsplit import check, read_inline
from pillsplit.formulary.loader import Formulary
from pillsplit.model.source import Evidence, Source
from tests.conftest import Run

DAY = datetime.date
FORMULARY = Formulary()


@pytest.mark.hazard("H10")
@pytest.mark.parametrize(
    ("checked", "today", "stale"),
    [
        (DAY(2026, 11, 22), DAY(2026, 11, 22), False),
        (DAY(2026, 11, 22), DAY(2028, 11, 22), False),
        (DAY(2026, 11, 22), DAY(2028, 11, 23), True),
        (DAY(2024, 2, 29), DAY(2026, 2, 28), False),
        (DAY(2024, 2, 29), DAY(2026, 3, 1), True),
        (DAY(2026, 11, 22), DAY(2020, 1, 1), False),
        (None, DAY(2028, 11, 23), False),
    ],
)
def test_a_fact_is_stale_after_two_years(checked: DAY | None, today: DAY, stale: bool) -> None:
    assert Source("a label", Evidence.LABEL, checked).on(today).stale is stale


@given(st.dates(DAY(1990, 1, 1), DAY(2100, 1, 1)), st.integers(0, 3000))
def test_what_is_stale_stays_stale(checked: DAY, days: int) -> None:
    source = Source("a label", Evidence.LABEL, checked)
    today = checked + datetime.timedelta(days)
    if days <= 729:
        assert not source.on(today).stale
    if days >= 732:
        assert source.on(today).stale
    if source.on(today).stale:
        assert source.on(today + datetime.timedelta(1)).stale


@pytest.mark.hazard("H10")
def test_the_note_is_told_once_for_each_product_used_and_for_no_other() -> None:
    shelf = FORMULARY.shelf(FORMULARY.region("uk"), ["diazepam"])
    schedule = read_inline("7 mg x 2d", lambda name: name, "diazepam")
    fresh = check(schedule, shelf.on(DAY(2028, 11, 22)))
    stale = check(schedule, shelf.on(DAY(2028, 11, 23)))
    (before,), (after,) = (answer.steps[0].doses for answer in (fresh, stale))
    assert before.answer.dose == after.answer.dose
    assert [note.code for note in before.notes if note.code == "stale"] == []
    told = [note.text for note in after.notes if note.code == "stale"]
    used = [product.name for product in stale.products_used]
    assert len(used) == 2
    assert sorted(text.split(":")[0] for text in told) == sorted(used)


@pytest.mark.hazard("H10")
@pytest.mark.parametrize("format_", ["text", "markdown", "csv", "json"])
def test_every_form_of_an_answer_carries_the_note(format_: str, run: Run) -> None:
    arguments = ("check", "7 mg x 2d", "--drug", "diazepam", "--region", "uk", "--format", format_, "--today")
    flat = [" ".join(run(*arguments, day).out.replace("\\", "").split()) for day in ("2028-11-22", "2028-11-23")]
    assert "more than two years ago" not in flat[0]
    assert "last checked on 2026-11-22, more than two years ago" in flat[1]


def test_the_document_marks_stale_products(run: Run) -> None:
    document = run("check nice-cks --region uk --format json --today 2029-01-01").json
    assert all(product["stale"] for product in document["shelf"]["products"])
    codes = {note["code"] for step in document["steps"] for dose in step["doses"] for note in dose["notes"]}
    assert "stale" in codes


def test_products_of_ones_own_do_not_age(run: Run) -> None:
    done = run("check", "5 mg x 2d", "--tablet", "5 mg", "--today", "2050-01-01")
    assert done.code == 0
    assert "years ago" not in done.out


def test_show_says_it_beside_the_source(run: Run) -> None:
    assert "checked 2026-11-22 (more than two years ago)" in run("formulary show nl diazepam --today 2029-01-01").out


@pytest.mark.parametrize("day", ["soon", "2026-13-01", "22.11.", "", "2026-02-30"])
def test_a_day_that_is_none_is_refused(day: str, run: Run) -> None:
    done = run("check", "5 mg x 2d", "--tablet", "5 mg", "--today", day)
    assert (done.code, done.out) == (2, "")
    assert "is not a date: write " in done.err
    assert len(done.err.splitlines()) == 1


def test_the_day_may_come_from_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILLSPLIT_TODAY", "2029-01-01")
    assert "more than two years ago" in run("formulary show nl diazepam").out
    assert "more than two years ago" not in run("formulary show nl diazepam --today 2027-01-01").out
