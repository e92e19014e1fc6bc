"""What is written on the page, read as a request; and what is wrong with it, each with its field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from attrs import evolve

from pillsplit.amounts.dates import read_date
from pillsplit.amounts.durations import read_duration
from pillsplit.amounts.number import AmountError, read_percent
from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.errors import InputError, PillsplitError, Problem, quoted
from pillsplit.model.schedule import Schedule
from pillsplit.model.shelf import Shelf
from pillsplit.page.labels import field_of, with_labels
from pillsplit.page.rows import JOINED, Cells, as_csv, column_of, row_of
from pillsplit.request import Request

Given = Mapping[str, Any]
"""What the page hands in: the fields of a request as texts, the rows of the schedule, and what it is shown as."""

_STDIN = "standard input"


class Wrong(NamedTuple):
    """One thing that is wrong on the page: what, and where it stands."""

    text: str
    field: str = ""
    """The keyword of its field; nothing where it is of the steps, or of no field."""
    row: int | None = None
    """The row of the table, from 0, where it is one of the steps'."""
    column: str = ""


class WrongPageError(Exception):
    """Everything that is wrong on the page."""

    def __init__(self, wrong: Iterable[Wrong]) -> None:
        self.wrong = tuple(wrong)
        super().__init__("; ".join(each.text for each in self.wrong))


class _WhatIsWrittenError(Exception):
    """A text that cannot be read; the message says what to write instead."""


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise _WhatIsWrittenError(f"{quoted(text)} is no whole number: write one such as 6")
    return int(text)


_READ: Mapping[str, Callable[[str], Any]] = {
    "region": str,
    "drug": str,
    "release": str,
    "split": str,
    "prefer": str,
    "switch": str,
    "max_pieces": _count,
    "max_fills": _count,
    "in_use_days": _count,
    "interval": read_duration,
    "max_volume": Volume.parse,
    "liquid_step": Mass.parse,
    "tolerance": read_percent,
    "device_tolerance": read_percent,
    "tablets_within": read_percent,
    "start": read_date,
    "on": read_date,
    "hold": read_duration,
    "today": read_date,
}
LISTS = ("tablet", "liquid", "use", "without", "device", "have")
"""The fields that hold several texts."""
FIELDS = (*_READ, *LISTS, "no_liquid", "formulary")
"""Every field that the page hands in besides the steps."""


def request_of(given: Given) -> Request:
    """Return the request that the page's fields and rows come to; an empty field is one that nothing was written in.

    Raises:
        WrongPageError: with every field that cannot be read.
    """
    return _request(given, as_csv(given.get("rows") or (), str(given.get("dose_unit") or "mg")))


def _request(given: Given, content: bytes) -> Request:
    wrong: list[Wrong] = []
    fields: dict[str, Any] = {
        name: tuple(text for each in given.get(name) or () if (text := str(each).strip())) for name in LISTS
    }
    if fields["tablet"] or fields["liquid"]:
        fields["without"] = ()  # the boxes that are not ticked are of the country's products, which play no part then
    for name, read in _READ.items():
        if text := str(given.get(name) or "").strip():
            try:
                fields[name] = read(text)
            except (AmountError, _WhatIsWrittenError) as error:
                wrong.append(Wrong(str(error), name))
    if wrong:
        raise WrongPageError(wrong)
    return Request(
        schedule="-",
        no_liquid=bool(given.get("no_liquid")),
        formulary=tuple(Path(each) for each in given.get("formulary") or ()),
        standard_input=lambda most: content[:most],
        **fields,
    )


class Asked(NamedTuple):
    """A request that was read."""

    request: Request
    schedule: Schedule
    shelf: Shelf
    remarks: tuple[str, ...]


def read(given: Given) -> Asked:
    """Read the page: its schedule, with the title under which it is shown, and its shelf.

    Raises:
        WrongPageError: with everything that is wrong.
    """
    if not given.get("rows"):
        raise WrongPageError([Wrong("there is no step yet: add one, or take an example", row=0)])
    return _read(given, request_of(given), given["rows"])


def read_content(given: Given, content: bytes) -> Asked:
    """Read a schedule that was pasted or opened, with the fields of the page, as `read` does.

    A file has a header or is a document; what begins with a number in its first line is a schedule in a sentence.
    """
    request = _request(given, content)
    return _read(given, evolve(request, schedule=text) if (text := _sentence(content)) else request, None)


def _sentence(content: bytes) -> str:
    try:
        lines = [line.strip(" ,;") for line in content.decode("utf-8-sig").splitlines() if line.strip(" ,;")]
    except UnicodeDecodeError:
        return ""
    if not lines or lines[0][0] in "{[" or not any(sign.isdigit() or sign in "½¼¾⅓⅔" for sign in lines[0]):
        return ""
    return ", ".join(lines)


def _read(given: Given, request: Request, rows: Sequence[Cells] | None) -> Asked:
    try:
        schedule, shelf = request.read()
    except PillsplitError as error:
        raise WrongPageError(wrong_of(error, rows)) from None
    title = str(given.get("title") or "")
    if request.on or request.hold:
        title = f"{title}, {schedule.title}" if title else schedule.title
    schedule = evolve(schedule, title=title, source=str(given.get("source") or ""))
    remarks = tuple(with_labels(each.removeprefix(f"{_STDIN}: ")) for each in request.remarks)
    return Asked(request, schedule, shelf, remarks)


def wrong_of(error: PillsplitError, rows: Sequence[Cells] | None = None) -> tuple[Wrong, ...]:
    """Say what an error of the library means on the page: each of its lines, with the field that it is about.

    Places are steps where the schedule was read from the *rows* of the table, and lines where it was read from a text.
    """
    if isinstance(error, InputError):
        return tuple(_wrong(problem, rows) for problem in error.problems)
    text = str(error)
    field = getattr(error, "field", "") or field_of(text)
    return (Wrong(with_labels(text), field),)


def _wrong(problem: Problem, rows: Sequence[Cells] | None) -> Wrong:
    line = row_of(problem) if problem.place.startswith(_STDIN) else None
    if rows is None or line is None or not 0 <= line < len(rows):
        place = problem.place.removeprefix(_STDIN).lstrip(": ")
        place = f"line {place}" if place.isdigit() else place
        return Wrong(with_labels(f"{place}: {problem.what}" if place else problem.what))
    number = sum(not row.get(JOINED) for row in rows[1 : line + 1]) + 1
    return Wrong(with_labels(f"step {number}: {problem.what}"), "", line, column_of(problem))
