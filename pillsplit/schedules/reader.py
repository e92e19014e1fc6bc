"""Schedules from the rows of a file or of inline text, with everything that is wrong in them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from itertools import groupby
from typing import NamedTuple

from pillsplit.amounts.dates import LAST_YEAR, read_date
from pillsplit.amounts.durations import LONGEST_STEP, read_duration
from pillsplit.amounts.number import AmountError
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import InputError, Problem, UsageError, quoted
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.schedules.rows import DOSE_COLUMNS, Row, csv_rows, inline_rows, json_rows

LARGEST = 1_000_000
"""Bytes; a schedule of ten years with a row a day is smaller."""

Resolve = Callable[[str], str]
"""Turns a drug's name as written into the substance on the shelf, or raises `UsageError`."""


def read_bytes(data: bytes, name: str, resolve: Resolve, drug: str | None = None) -> Schedule:
    """Read a file's content, CSV or JSON, as a schedule; *drug* is meant where the file names none.

    Raises:
        InputError: every problem, each as ``name:line: what, and what to write instead``.
        UsageError: where no drug is named at all.
    """
    if len(data) > LARGEST:
        raise InputError([Problem(name, f"is larger than {LARGEST:,} bytes: give the schedule's CSV or JSON only")])
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError([Problem(name, "is UTF-16 text: save it as UTF-8, in Excel as “CSV UTF-8”")])
    if b"\0" in data:
        raise InputError([Problem(name, "is not a text file: give the schedule as CSV or JSON")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError([Problem(f"{name}:{line}", "is not UTF-8 text: save it as UTF-8")]) from None
    return read_text(text, name, resolve, drug)


def read_text(text: str, name: str, resolve: Resolve, drug: str | None = None) -> Schedule:
    """Read the text of a CSV or JSON file as `read_bytes` does."""
    if not text.strip():
        raise InputError([Problem(name, "is empty: write a header and a row for each step")])
    problems: list[Problem] = []
    rows = list((json_rows if text.lstrip()[0] in "[{" else csv_rows)(text, name, problems))
    return _build(rows, name, problems, resolve, drug)


def read_inline(text: str, resolve: Resolve, drug: str | None = None) -> Schedule:
    """Read ``20 mg x 14d, 18 mg x 2w`` as a schedule.

    Raises:
        UsageError: with everything that is wrong in it.
    """
    problems: list[Problem] = []
    rows = list(inline_rows(text, problems))
    try:
        return _build(rows, "", problems, resolve, drug)
    except InputError as error:
        raise UsageError(str(error)) from None


class _Read(NamedTuple):
    """What one row says, understood."""

    row: Row
    number: int | None
    doses: tuple[Dose, ...]
    days: int | None
    start: datetime.date | None
    remarks: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    """Its drug with the name that it was written by, where that is another."""


def _build(rows: list[Row], name: str, problems: list[Problem], resolve: Resolve, drug: str | None) -> Schedule:
    if not rows and not problems:
        problems.append(Problem(name, "holds no step: write a row for each step"))
    if rows and drug is None and any(not row.text("drug") for row in rows):
        raise UsageError("the schedule does not say which drug it is of: add `drug`, such as diazepam")
    read = [_understand(row, problems, resolve, drug) for row in rows]
    groups = [list(group) for _, group in groupby(enumerate(read), key=lambda pair: _step_key(*pair))]
    steps = _in_time(
        [_group([each for _, each in group], number, problems) for number, group in enumerate(groups, start=1)],
        problems,
    )
    if problems:
        raise InputError(problems)
    names = dict.fromkeys(pair for each in read for pair in each.names)
    return Schedule(tuple(steps), title=name, names=tuple(names))


def _step_key(index: int, read: _Read) -> tuple[str, int]:
    return ("row", index) if read.number is None else ("step", read.number)


def _understand(row: Row, problems: list[Problem], resolve: Resolve, drug: str | None) -> _Read:
    def wrong(what: str) -> None:
        problems.append(Problem(row.place, what))

    named = drug or ""
    names: tuple[tuple[str, str], ...] = ()
    if written := row.text("drug"):
        try:
            named = resolve(written)
            names = ((named, written),) if written.lower() != named else ()
        except UsageError as error:
            wrong(str(error))
    doses, remarks = _doses(row, named, wrong)
    return _Read(row, _step_number(row, wrong), doses, _days(row, wrong), _date(row, "start", wrong), remarks, names)


def _step_number(row: Row, wrong: Callable[[str], None]) -> int | None:
    text = row.text("step")
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) == 0:
        wrong(f"step: {quoted(text)} is not a step: write a whole number from 1 up")
        return None
    return int(text)


def _doses(row: Row, drug: str, wrong: Callable[[str], None]) -> tuple[tuple[Dose, ...], tuple[str, ...]]:
    doses: list[Dose] = []
    remarks: list[str] = []
    columns = [column for column in DOSE_COLUMNS if row.text(column)]
    if not columns:
        wrong("has no dose: write one, or 0 mg where nothing is taken")
    if "dose" in columns and len(columns) > 1:
        wrong(f"has a dose for the day and one for the {columns[1]}: write the one or the other")
        return (), ()
    for column in columns:
        text, unit = row.cells[column]
        try:
            if text.strip() in ("-", "–", "−"):
                raise AmountError(f"{quoted(text.strip())} is not a dose: write 0 mg, or leave the cell empty")
            # A unit in the cell counts before that of the header.
            mass, read = Mass.read(text, unit)
        except AmountError as error:
            wrong(f"{column}: {error}")
            continue
        remarks += [remark.text for remark in read]
        doses.append(Dose(drug, DAY if column == "dose" else column, mass))
    return tuple(doses), tuple(remarks)


def _days(row: Row, wrong: Callable[[str], None]) -> int | None:
    days, weeks = row.text("days"), row.text("weeks")
    if days and weeks:
        wrong("has days and weeks: write the one or the other")
        return None
    try:
        if weeks:
            return read_duration(f"{weeks}w" if weeks.isdigit() else weeks)
        if days:
            return read_duration(days)
    except AmountError as error:
        wrong(f"{'weeks' if weeks else 'days'}: {error}")
        return None
    start, end = _date(row, "start", lambda _: None), _date(row, "end", wrong)
    if end and not start:
        wrong("has an end without a start: write the start too")
    if not (start and end):
        return None
    length = (end - start).days + 1
    if not 1 <= length <= LONGEST_STEP:
        wrong(f"end: {end} is not from 1 to {LONGEST_STEP} days after the start {start}: write another date")
        return None
    return length


def _date(row: Row, column: str, wrong: Callable[[str], None]) -> datetime.date | None:
    text = row.text(column)
    if not text:
        return None
    try:
        return read_date(text)
    except AmountError as error:
        wrong(f"{column}: {error}")
        return None


def _group(rows: list[_Read], number: int, problems: list[Problem]) -> _Draft:
    """Make one step of the rows that share its number; what one row leaves out, another may say."""
    place = rows[0].row.place
    doses: list[Dose] = []
    for read in rows:
        for dose in read.doses:
            if any((dose.drug, dose.time) == (other.drug, other.time) for other in doses):
                problems.append(
                    Problem(read.row.place, f"a second {dose.drug} dose for the {dose.time}: write it once")
                )
            doses.append(dose)
    for drug in {dose.drug for dose in doses}:
        times = {dose.time for dose in doses if dose.drug == drug}
        if DAY in times and len(times) > 1:
            problems.append(Problem(place, f"{drug} has a dose for the day and one for a time of day: write one kind"))
    days = {read.days for read in rows if read.days is not None}
    starts = {read.start for read in rows if read.start is not None}
    if len(days) > 1 or len(starts) > 1:
        problems.append(Problem(place, "rows of one step differ in their days: write the same for each"))
    notes = " · ".join(dict.fromkeys(text for read in rows if (text := read.row.text("note"))))
    remarks = tuple(remark for read in rows for remark in read.remarks)
    own = rows[0].number
    written = any(read.row.text(column) for read in rows for column in ("days", "weeks", "end"))
    return _Draft(
        place,
        number if own is None else own,
        tuple(doses),
        min(days, default=None),
        min(starts, default=None),
        notes,
        remarks,
        written,
    )


class _Draft(NamedTuple):
    """A step before its place in time is known."""

    place: str
    number: int
    doses: tuple[Dose, ...]
    days: int | None
    start: datetime.date | None
    note: str
    remarks: tuple[str, ...]
    duration_written: bool
    """Whether a duration was written at all, be it right or wrong."""

    @property
    def is_stop(self) -> bool:
        """Whether it only says from which day nothing is taken any more."""
        return bool(self.start and not self.duration_written and self.doses and not any(d.mass for d in self.doses))


def _in_time(drafts: list[_Draft], problems: list[Problem]) -> list[Step]:
    """Give each step its days and, where one is known, its start; a last row that only says stop is no step."""
    steps: list[Step] = []
    next_start: datetime.date | None = None
    for draft, after in zip(drafts, [*drafts[1:], None], strict=False):
        if steps and draft.number <= steps[-1].number:
            problems.append(
                Problem(
                    draft.place,
                    f"step {draft.number} comes after step {steps[-1].number}: "
                    "number the steps in order, rows of one step together",
                )
            )
        if draft.is_stop and after is None and steps:
            break
        start, days = draft.start or next_start, draft.days
        if draft.start and next_start and draft.start < next_start:
            problems.append(
                Problem(
                    draft.place,
                    f"starts on {draft.start}, before the step before it has ended: write {next_start} or later",
                )
            )
        if days is None and not draft.duration_written:
            days = _until_next(draft, start, after, problems)
        next_start = start + datetime.timedelta(days=days) if start and days and start.year <= LAST_YEAR else None
        steps.append(Step(draft.number, days or 1, draft.doses, start, draft.note, draft.remarks))
    return steps


def _until_next(
    draft: _Draft, start: datetime.date | None, after: _Draft | None, problems: list[Problem]
) -> int | None:
    """Return the days from the start of a step to that of the next, where no duration is written."""
    if not (start and after and after.start):
        problems.append(Problem(draft.place, "has no duration: write days, weeks, or a start and an end"))
        return None
    days = (after.start - start).days
    if not 1 <= days <= LONGEST_STEP:
        problems.append(
            Problem(
                after.place,
                f"starts on {after.start}, not from 1 to {LONGEST_STEP} days after the "
                f"step before it ({start}): write a later date",
            )
        )
        return None
    return days
