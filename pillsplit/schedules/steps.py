"""Rows, understood and put in time: the schedule that they say, or everything that is wrong with it."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from pillsplit.amounts.dates import LAST_YEAR, read_date
from pillsplit.amounts.durations import LONGEST_STEP, read_duration
from pillsplit.amounts.number import AmountError
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import InputError, Problem, UsageError, quoted
from pillsplit.model.schedule import DAY, Dose, Schedule, Step, is_time
from pillsplit.schedules.numbering import Numbered, read_numbered, read_step
from pillsplit.schedules.pattern import NOTHING, Pattern, side_by_side, total
from pillsplit.schedules.rows import COUNTED, Findings, Row

if TYPE_CHECKING:
    from pillsplit.model.product import Product
    from pillsplit.model.product_amount import ProductAmount

MOST_STEPS = 5_000
"""Steps; more are a slip: ten years of days that differ are fewer."""
MOST_ROWS = 10_000
"""Rows; a step takes one for each drug."""
MOST_DRUGS = 20
"""Drugs of one schedule; a crossover has two."""
_NUMBERS = ("week", "on_day", "period", "step", "weeks", "days", "start", "time")
_RANGE = r"(.*\S) ?(?:–|—| - | to | until | till | bis | au | al | hasta | tot | até )(?:the )? ?(\S.*)"

Resolve = Callable[[str], str]
"""Turns a drug's name as written into the substance on the shelf, or raises `UsageError`."""
WeighDrug = Callable[[str, "ProductAmount"], tuple[Mass, str]]
"""Gives the mass of an amount of a product of a drug, and its name, or raises `AmountError` or `UsageError`."""


class Known(NamedTuple):
    """What the drugs on record are known by, wherever they are on a shelf."""

    by_name: Callable[[str], str | None]
    """Gives the drug that has a name, written small; None for a name that is not known."""
    by_code: Callable[[str, str], str | None]
    """Gives the drug that has a code of a code system, named by its address; None for one that is not known."""
    product_by_code: Callable[[str, str], Product | None] = lambda _system, _code: None
    """Gives the product that has a code of a code system, in the same way."""
    is_named: bool = True
    """Whether whoever asks has named the drug that is meant where none is; else it is that of the products named."""


class Reading(NamedTuple):
    """What a reader has to know beside the text."""

    resolve: Resolve
    drug: str | None = None
    """The drug that is meant where none is named."""
    weigh: WeighDrug | None = None
    """Weighs tablets, drops and millilitres; where there is none, they are refused."""
    start: datetime.date | None = None
    """The date of day 1, where whoever asks gives one: a weekday in the schedule is counted from it."""
    known: Known | None = None
    """What drugs are known by; where there is none, only whoever asks says which drug a record is of."""


class _When(NamedTuple):
    """When a row holds, as far as it says."""

    days: int | None = None
    start: datetime.date | None = None
    numbered: Numbered | None = None
    plural: bool = False
    """Whether it is numbered in a column of durations, ``weeks`` or ``days``."""
    written: bool = False
    """Whether a duration was written at all, be it right or wrong."""
    wrong: bool = False
    """Whether it is wrong, so that nothing more is to be said of it."""


class _Read(NamedTuple):
    """What one row says, understood."""

    row: Row
    number: int | None
    drug: str
    pattern: Pattern
    when: _When
    remarks: tuple[str, ...]
    names: tuple[tuple[str, str], ...] = ()
    """Its drug with the name that it was written by, where that is another."""


def build(rows: Sequence[Row], name: str, problems: list[Problem], findings: Findings, asked: Reading) -> Schedule:
    """Return the schedule that *rows* say.

    Raises:
        InputError: every problem, those of the reader among them.
        UsageError: where no drug is named at all.
    """
    if not rows and not problems:
        problems.append(Problem(name, "holds no step: write a row for each step"))
    if rows and asked.drug is None and any(not row.text("drug") for row in rows):
        raise UsageError("the schedule does not say which drug it is of: add `drug`, such as diazepam")
    if len(rows) > MOST_ROWS:
        raise InputError([Problem(name, f"has more than {MOST_ROWS:,} rows: write a shorter schedule")])
    written = {row.text("drug").lower() for row in rows}
    if len(written) > MOST_DRUGS:
        raise InputError([Problem(name, f"names {len(written):,} drugs: write one schedule of at most {MOST_DRUGS}")])
    asked = asked._replace(resolve=_Once(asked.resolve))
    read = [_understand(row, problems, findings, asked) for row in rows]
    groups = [list(group) for _, group in groupby(enumerate(read), key=_Keys())]
    drafts = [_group([each for _, each in group], number, problems) for number, group in enumerate(groups, start=1)]
    placed = _in_time(drafts, problems)
    steps = [] if problems else _expanded(placed, findings, asked.start, problems, name)
    if problems:
        raise InputError(problems)
    names = dict.fromkeys(pair for each in read for pair in each.names)
    return Schedule(tuple(steps), title=name, names=tuple(names), remarks=findings.said())


class _Once:
    """Looks each drug's name up once, however many rows write it."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._known: dict[str, str | UsageError] = {}

    def __call__(self, name: str) -> str:
        if name not in self._known:
            try:
                self._known[name] = self._resolve(name)
            except UsageError as error:
                self._known[name] = error
        found = self._known[name]
        if isinstance(found, UsageError):
            raise UsageError(str(found))
        return found


class _Keys:
    """The key of the step that a row belongs to: its number, else its week or date where these are the same."""

    def __call__(self, pair: tuple[int, _Read]) -> tuple[str, object]:
        index, read = pair
        if read.number is not None:
            return "step", read.number
        if read.when.numbered is not None and not read.when.written:
            return "numbered", read.when.numbered
        if read.when.numbered is not None:
            return "numbered", (read.when.numbered, read.when.days)
        if read.when.start is not None:
            return "start", (read.when.start, read.when.days)
        return "row", index


def _understand(row: Row, problems: list[Problem], findings: Findings, asked: Reading) -> _Read:
    def wrong(what: str) -> None:
        problems.append(Problem(row.place, what))

    drug = asked.drug or ""
    names: tuple[tuple[str, str], ...] = ()
    if written := row.text("drug"):
        try:
            drug = asked.resolve(written)
            names = ((drug, written),) if written.lower() != drug else ()
        except UsageError as error:
            wrong(str(error))
    remarks: list[str] = []
    pattern = _doses(row, drug, wrong, remarks, findings, asked)
    when = _when(row, wrong)
    return _Read(row, _step_number(row, wrong), drug, pattern, when, tuple(remarks), names)


def _step_number(row: Row, wrong: Callable[[str], None]) -> int | None:
    text = row.text("step")
    if not text or read_numbered(text, "step"):
        return None
    number = read_step(text)
    if number is None:
        wrong(f"step: {quoted(text)} is not a step: write a whole number from 1 up")
    return number


def _doses(
    row: Row, drug: str, wrong: Callable[[str], None], remarks: list[str], findings: Findings, asked: Reading
) -> Pattern:
    """Read the doses of a row; a total beside its parts is checked against them."""

    def weigh(amount: ProductAmount) -> tuple[Mass, str]:
        if asked.weigh is None:
            raise AmountError(f"{quoted(str(amount))} is no mass: write the dose in mg")
        return asked.weigh(drug, amount)

    def read(column: str, text: str, at: str) -> Pattern | None:
        try:
            # What most cells hold: no word has to be looked up.
            if row.unit(column) in (None, "mg") and re.fullmatch(r"[0-9.]{1,12}(?: ?mg)?", text):
                mass, read = Mass.read(text, row.unit(column))
                remarks.extend(remark.text for remark in read)
                return Pattern((((at, mass),),))
            from pillsplit.schedules.dosing import Dosing

            dosing = Dosing(row.unit(column), at, weigh, findings)
            pattern = dosing.read(text)
        except (AmountError, UsageError) as error:
            wrong(f"{row.called(column)}: {error}")
            return None
        remarks.extend(dosing.remarks)
        return pattern

    at = _at(row, wrong)
    times = [column for column in row.cells if is_time(column) and row.text(column)]
    taken = [column for column in times if not _is_dash(row.text(column))] or times[:1]
    whole = [column for column in ("dose", *COUNTED, "total") if row.text(column)]
    if not times and not whole:
        wrong("has no dose: write one, or 0 mg where nothing is taken")
        return NOTHING
    if times and at != DAY:
        wrong("has a column for the time and one for a time of day: write the one or the other")
    parts = [read(column, row.text(column), column) for column in taken]
    totals = [(column, read(column, _whole_text(row, column), at)) for column in whole]
    if any(part is None for part in parts) or any(total is None for _, total in totals):
        return NOTHING
    known = [part for part in parts if part is not None]
    if not known:
        (first, answer), *others = [(column, total) for column, total in totals if total is not None]
        for column, other in others:
            _check(column, other, f"the {first} comes", answer, wrong)
        return answer
    merged = side_by_side(known)
    for column, said in totals:
        if said is not None:
            _check(column, said, "its parts come", merged, wrong)
    return merged


def _at(row: Row, wrong: Callable[[str], None]) -> str:
    """Return the time that a column of times gives the dose of a row."""
    text = row.text("time")
    if not text or read_numbered(text, "time"):
        return DAY
    if text.lower() == DAY:
        return DAY
    from pillsplit.schedules.dosing import time_named

    time = time_named(text)
    if time is None:
        wrong(f"{row.called('time')}: {quoted(text)} is no time of day: write morning, midday, evening, night or 08:00")
    return time or DAY


def _whole_text(row: Row, column: str) -> str:
    """Return what a row says of a day's dose, with how often it is taken and the strength of its tablets."""
    text = row.text(column)
    if column in COUNTED and re.fullmatch(r"[0-9.,/ ½¼¾⅓⅔⅛]+", text):
        text = f"{text} {COUNTED[column]}"
        if column == "tablets" and (strength := row.text("strength")):
            text = f"{text} of {strength}{'' if row.unit('strength') is None else ' ' + str(row.unit('strength'))}"
    if column != "total" and (often := row.text("frequency")):
        text = f"{text} {f'{often} times a day' if often.isdigit() else often}"
    return text


def _is_dash(text: str) -> bool:
    word = text.strip(" .").lower()
    if word[:1].isdigit():
        return False
    from pillsplit.schedules.synonyms import synonyms

    return word in {"-", "–", "—", "−", "--"} or word in synonyms().none


def _check(column: str, said: Pattern, what: str, parts: Pattern, wrong: Callable[[str], None]) -> None:
    """Say where a total is not what its parts add up to."""
    sums = [{total(day) for day in pattern.days} for pattern in (said, parts)]
    if sums[0] != sums[1] and len(sums[1]) == 1:
        wrong(f"{column}: {min(sums[0])} is not the {min(sums[1])} that {what} to: correct the one or the other")
    elif sums[0] != sums[1]:
        wrong(f"{column}: is not what {what} to on every day: correct the one or the other")


def _when(row: Row, wrong: Callable[[str], None]) -> _When:
    """Read when a row holds; where that is wrong, it is said once."""
    said: list[str] = []
    numbered, column = _numbered(row)
    if row.text("week") and row.text("on_day"):
        wrong("has a week and a day: write the one or the other")
        return _When(wrong=True)
    days = _duration(row, said.append, column)
    start, end = _dates(row, said.append, column)
    written = any(row.text(each) for each in ("days", "weeks", "end") if each != column)
    if row.text("end") and not start and not said:
        said.append("has an end without a start: write the start too")
    if start and end:
        if days is not None:
            said.append("has a duration and an end: write the one or the other")
        days, written = (end - start).days + 1, True
        if not 1 <= days <= LONGEST_STEP:
            said.append(f"end: {end} is not from 1 to {LONGEST_STEP} days after the start {start}: write another date")
            days = None
    for name in ("week", "period"):
        if row.text(name) and column != name and not start and not said:
            said.append(f"{row.called(name)}: {quoted(row.text(name))} is not understood: write Week 1, or Week 1-2")
    for each in said:
        wrong(each)
    return _When(days, start, numbered, column in ("weeks", "days"), written, bool(said))


def _numbered(row: Row) -> tuple[Numbered | None, str]:
    """Return what numbers a row, and in which column."""
    for column in _NUMBERS:
        if column in row.cells and (text := row.text(column)) and (found := read_numbered(text, column)):
            return found, column
    return None, ""


def _duration(row: Row, wrong: Callable[[str], None], numbers: str) -> int | None:
    days, weeks = (row.text(column) if column != numbers else "" for column in ("days", "weeks"))
    if days and weeks:
        wrong("has days and weeks: write the one or the other")
        return None
    try:
        if weeks:
            return read_duration(f"{weeks}w" if weeks.isdigit() else weeks)
        if days:
            return read_duration(days)
    except AmountError as error:
        wrong(f"{row.called('weeks' if weeks else 'days')}: {error}")
    return None


def _dates(row: Row, wrong: Callable[[str], None], numbers: str) -> tuple[datetime.date | None, datetime.date | None]:
    """Read the start and the end; ``1 Dec 2026 to 14 Dec 2026`` in one cell is both."""
    column = next((each for each in ("start", "on_day", "period") if row.text(each) and each != numbers), "")
    text = row.text(column) if column else ""
    try:
        if column and (match := re.fullmatch(_RANGE, text[:100])):
            return read_date(match[1]), read_date(match[2])
        start = read_date(text) if text else None
    except AmountError as error:
        wrong(f"{row.called(column)}: {error}")
        start = None
        return start, None
    try:
        return start, read_date(row.text("end")) if row.text("end") else None
    except AmountError as error:
        wrong(f"{row.called('end')}: {error}")
        return start, None


class _Draft(NamedTuple):
    """A step before its place in time is known."""

    place: str
    number: int
    days_of: tuple[tuple[Dose, ...], ...]
    """The doses of one day, or of days in turn."""
    weekly: bool
    days: int | None
    start: datetime.date | None
    numbered: Numbered | None
    note: str
    remarks: tuple[str, ...]
    duration_written: bool
    wrong: bool
    plural: bool

    @property
    def is_stop(self) -> bool:
        """Whether it only says from which day nothing is taken any more."""
        nothing = bool(self.days_of[0]) and not any(dose.mass for day in self.days_of for dose in day)
        ends = self.numbered is None or self.numbered.last is None
        return nothing and not self.duration_written and ends

    @property
    def says_its_end(self) -> bool:
        """Whether, as the last row, it needs nothing more: it only stops, or has a duration or a date."""
        return self.is_stop or self.duration_written or self.start is not None


def _group(rows: list[_Read], number: int, problems: list[Problem]) -> _Draft:
    """Make one step of the rows that share its number; what one row leaves out, another may say."""
    place = rows[0].row.place
    seen: set[tuple[str, str]] = set()
    for read in rows:
        times = dict.fromkeys(time for day in read.pattern.days for time, _ in day)
        for time in times:
            if (read.drug, time) in seen:
                problems.append(Problem(read.row.place, f"a second {read.drug} dose for the {time}: write it once"))
            seen.add((read.drug, time))
    for drug in {drug for drug, _ in seen}:
        times_of = {time for each, time in seen if each == drug}
        if DAY in times_of and len(times_of) > 1:
            problems.append(Problem(place, f"{drug} has a dose for the day and one for a time of day: write one kind"))
    days = {read.when.days for read in rows if read.when.days is not None}
    starts = {read.when.start for read in rows if read.when.start is not None}
    if len(days) > 1 or len(starts) > 1:
        problems.append(Problem(place, "rows of one step differ in their days: write the same for each"))
    length = math.lcm(*(len(read.pattern.days) for read in rows))
    days_of = tuple(
        tuple(
            Dose(read.drug, time, mass)
            for read in rows
            for time, mass in read.pattern.days[day % len(read.pattern.days)]
        )
        for day in range(length)
    )
    notes = " · ".join(dict.fromkeys(text for read in rows if (text := read.row.text("note"))))
    own = rows[0].number
    return _Draft(
        place,
        number if own is None else own,
        days_of,
        any(read.pattern.weekly for read in rows),
        min(days, default=None),
        min(starts, default=None),
        next((read.when.numbered for read in rows if read.when.numbered), None),
        notes,
        tuple(remark for read in rows for remark in read.remarks),
        any(read.when.written for read in rows),
        any(read.when.wrong for read in rows),
        any(read.when.plural for read in rows),
    )


class _Placed(NamedTuple):
    """A step with its place in time."""

    draft: _Draft
    days: int
    start: datetime.date | None


def _in_time(drafts: list[_Draft], problems: list[Problem]) -> list[_Placed]:
    """Give each step its days and, where one is known, its start; a last row that only says stop is no step."""
    placed: list[_Placed] = []
    next_start: datetime.date | None = None
    numbered = _numbered_days(drafts, problems)
    for draft, after, by_number in zip(drafts, [*drafts[1:], None], numbered, strict=False):
        if placed and draft.number <= placed[-1].draft.number:
            problems.append(
                Problem(
                    draft.place,
                    f"step {draft.number} comes after step {placed[-1].draft.number}: "
                    "number the steps in order, rows of one step together",
                )
            )
        if draft.is_stop and after is None and placed:
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
            days = by_number if by_number is not None else _until_next(draft, start, after, problems)
        next_start = start + datetime.timedelta(days=days) if start and days and start.year <= LAST_YEAR else None
        placed.append(_Placed(draft, days or 1, start))
    return placed


def _numbered_days(drafts: Sequence[_Draft], problems: list[Problem]) -> list[int | None]:
    """Return the days of each row as far as numbers of weeks or days say them, and what contradicts them."""
    rows = [(place, draft, draft.numbered) for place, draft in enumerate(drafts)]
    days: list[int | None] = [None] * len(drafts)
    known = [(place, draft, number) for place, draft, number in rows if number is not None]
    if not known:
        return days
    before = len(problems)
    _check_order([(draft, number) for _, draft, number in known], problems)
    if len(problems) > before:
        return [1] * len(drafts)
    follow = all(
        after.first == (before.first if before.last is None else before.last) + 1
        for (_, _, before), (_, _, after) in pairwise(known)
    )
    for index, (place, draft, number) in enumerate(known):
        after = known[index + 1] if index + 1 < len(known) else None
        if number.days is not None:
            days[place] = number.days
        elif after is not None and after[0] == place + 1:
            length = after[2].first_day - number.first_day
            days[place] = length if 1 <= length <= LONGEST_STEP else None
        elif after is None and place + 1 == len(drafts) and follow:
            days[place] = number.unit
        elif after is None and place + 1 == len(drafts) and not draft.says_its_end:
            problems.append(
                Problem(
                    draft.place,
                    f"{number} is the last row, and how long it lasts is not said: write its end too, such as "
                    f"{number}-{number.first + 1}, or a row of 0 mg after it",
                )
            )
            days[place] = 1
    _check_durations(known, days, drafts, problems)
    return days


def _check_order(known: Sequence[tuple[_Draft, Numbered]], problems: list[Problem]) -> None:
    first, number = known[0]
    if len({each.unit for _, each in known}) > 1:
        problems.append(Problem(first.place, "weeks and days number the rows: write the one or the other"))
    if len(known) == 1 and number.last is not None and first.plural:
        problems.append(
            Problem(
                first.place,
                f"{number.first}-{number.last} is unclear, {number} or so many {number.words}: write "
                f"{str(number).capitalize()}, or one number of {number.words}",
            )
        )
    elif number.last is not None and number.first > 1 and first.plural:
        problems.append(Problem(first.place, f"begins with {number}: write the rows before it, or number from 1"))
    for (_, before), (draft, after) in pairwise(known):
        ends = before.first if before.last is None else before.last
        if after.first <= ends:
            problems.append(
                Problem(draft.place, f"{after} comes after {before}: number the rows in order, each week or day once")
            )
        elif before.last is not None and after.first > ends + 1:
            problems.append(
                Problem(
                    draft.place,
                    f"{after} comes after {before}, and what is taken between is not said: write a row for it",
                )
            )


def _check_durations(
    known: Sequence[tuple[int, _Draft, Numbered]],
    days: Sequence[int | None],
    drafts: Sequence[_Draft],
    problems: list[Problem],
) -> None:
    """Say where a number contradicts the durations or the dates that are written beside it."""
    for place, draft, number in known:
        by_number = days[place]
        written = draft.days
        if written is None and place + 1 < len(drafts):
            after = drafts[place + 1].start
            written = (after - draft.start).days if after and draft.start else None
        if by_number is not None and written is not None and by_number != written and place + 1 < len(drafts):
            problems.append(
                Problem(
                    draft.place,
                    f"{number} lasts {by_number} days by the number of the row after it, and {written} days as it is "
                    "written: correct the one or the other",
                )
            )


def _until_next(
    draft: _Draft, start: datetime.date | None, after: _Draft | None, problems: list[Problem]
) -> int | None:
    """Return the days from the start of a step to that of the next, where no duration is written."""
    if draft.wrong or (after and after.wrong):
        return None
    if start and draft.start and after is None:
        problems.append(
            Problem(
                draft.place,
                "has no duration, and no row after it that ends it: write days, weeks, an end, or a row of 0 mg with "
                "the date from which nothing is taken",
            )
        )
        return None
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


def _expanded(
    placed: Sequence[_Placed],
    findings: Findings,
    start: datetime.date | None,
    problems: list[Problem],
    name: str,
) -> list[Step]:
    """Write out the days that are taken in turn or by weekday; days on the same doses are one step."""
    steps: list[Step] = []
    more = day = 0  # how many steps were written out beyond those of the rows, and days before the step
    for each in placed:
        runs = list(_runs(each, start, day, findings))
        for place, (first, days, doses) in enumerate(runs):
            begins = each.start and each.start + datetime.timedelta(days=first)
            remarks = each.draft.remarks if place == 0 else ()
            steps.append(Step(each.draft.number + more + place, days, doses, begins, each.draft.note, remarks))
        more += len(runs) - 1
        day += each.days
        if len(steps) > MOST_STEPS:
            problems.append(Problem(name, f"has more than {MOST_STEPS:,} steps: write a shorter schedule"))
            break
    return steps


def _runs(
    placed: _Placed, start: datetime.date | None, before: int, findings: Findings
) -> Iterator[tuple[int, int, tuple[Dose, ...]]]:
    """Yield runs of days on the same doses: how many days come before, how many there are, and the doses."""
    days_of = placed.draft.days_of
    if len(days_of) == 1:
        yield 0, placed.days, days_of[0]
        return
    shift = 0
    if placed.draft.weekly:
        first = placed.start or (start and start + datetime.timedelta(days=before))
        if first is None:
            findings.remark("a weekday is named and no date: day 1 is taken to be a Monday; `start` gives its date")
            shift = before % 7
        else:
            shift = first.weekday()
    days = [days_of[(shift + day) % len(days_of)] for day in range(placed.days)]
    day = 0
    for doses, run in groupby(days):
        length = len(list(run))
        yield day, length, doses
        day += length
