"""Whatever a reader is given, it answers: soon, in lines, and without a traceback."""

from __future__ import annotations

import json
from contextlib import suppress
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillsplit.errors import InputError, PillsplitError, UsageError
from pillsplit.model.schedule import Schedule
from pillsplit.schedules.reader import read_bytes, read_inline, read_text
from pillsplit.schedules.source import read_schedule
from tests.conftest import Run
from tests.schedules.as_written import everything, resolve

PIECES = (
    "1", " ", "\u00a0", "½", "/", "1/", "1-", "- ", "x", "mg ", "5 mg ", "5 mg x 14d, ", "(", ")", "(1) ", "a ", "a1 ",
    "(5 mg x 1d) x 2, ", "(5 mg x 1d, 5 mg x 1d", "5 mg and ", "5 mg + ", ", ", ",", ";", "1,", "Mon ", "5 mg Mon ",
    "week 1: 5 mg, ", "1 Dec 2026 ", "2026-12-01: 5 mg, ", "from ", "for 2 weeks ", "then ", "\n", "1\n", "\u0301", "٣",
    "Dec 1, 2026", "5 mg alternate days ", "5 mg/day",
)  # fmt: skip
SLOWEST = 4
"""Seconds; on a quiet machine each takes less than half a second, and a quadratic one takes minutes."""


def read_somehow(text: str, kind: str) -> Schedule | None:
    try:
        if kind == "inline":
            return read_schedule(text, resolve, "diazepam")
        if kind == "json":
            return read_text(json.dumps([{"dose": text, "days": text}]), "plan.json", resolve, "diazepam")
        cell = '"' + text.replace('"', "") + '"'
        table = f"dose,days\n{cell},{cell}\n" if kind == "cell" else f"dose,days,{cell}\n5 mg,14,x\n"
        return read_text(table, "plan.csv", resolve, "diazepam")
    except PillsplitError:
        return None


@pytest.mark.parametrize("kind", ["inline", "cell", "header", "json"])
@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_a_text_of_any_length_is_answered_soon(piece: str, kind: str) -> None:
    for length in (19_000, 60_000):
        start = perf_counter()
        read_somehow(piece * (length // len(piece)), kind)
        read_somehow(piece * (length // len(piece)) + " x 14d", kind)
        assert perf_counter() - start < SLOWEST


@pytest.mark.parametrize("argument", ["9" * 40_000, " " * 60_000, "9" * 40_000 + " mg x 14d", "x" * 300_000])
def test_an_argument_that_is_no_schedule_is_refused_in_one_short_line(argument: str, run: Run) -> None:
    start = perf_counter()
    done = run("check", argument, "--drug", "diazepam")
    assert perf_counter() - start < SLOWEST
    assert done.code == 2
    assert len(done.err) < 400
    assert len(done.err.splitlines()) == 1


def test_too_many_rows_and_steps_are_told() -> None:
    with pytest.raises(InputError, match="has more than 10,000 rows"):
        read_text("dose_mg,days\n" + "5,1\n" * 10_001, "plan.csv", resolve, "diazepam")
    with pytest.raises(UsageError, match="write from 1 to 1000 times"):
        read_inline("(5 mg x 1d, 4 mg x 1d) x 5000", resolve, "diazepam")
    rows = "5 mg / 4 mg alternate days,3660\n" * 3
    with pytest.raises(InputError, match="has more than 5,000 steps"):
        read_text(f"dose,days\n{rows}", "plan.csv", resolve, "diazepam")


TYPED = [row.typed.replace(" ⏎ ", "\n") for row in everything()]


@given(st.sampled_from(TYPED), st.sampled_from(TYPED), st.data())
@settings(max_examples=400)
def test_what_people_write_spoiled_is_read_or_told(one: str, other: str, data: st.DataObject) -> None:
    """Half of one row and half of another, with a sign changed."""
    text = one[: data.draw(st.integers(0, len(one)))] + other[data.draw(st.integers(0, len(other))) :]
    place = data.draw(st.integers(0, len(text)))
    sign = data.draw(st.sampled_from(["", "0", ",", ".", "-", "/", "x", " ", "½", "\n", '"', "(", ")"]))
    text = text[:place] + sign + text[place:]
    for reader in (read_inline, lambda text, *more: read_text(text, "plan.csv", *more)):
        with suppress(PillsplitError):
            schedule = reader(text, resolve, "diazepam")
            assert all(step.days >= 1 and step.doses for step in schedule.steps)


@given(st.binary(max_size=400))
def test_bytes_are_read_or_told(data: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"\xef\xbb\xbf", b"[", b"dose_mg,days\n"):
        with suppress(PillsplitError):
            assert read_bytes(head + data, "plan", resolve, "diazepam").steps
