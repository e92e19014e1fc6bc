"""The header of a table: which column is which, in which unit, and which of them no reader needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pillsplit.amounts.durations import read_duration
from pillsplit.amounts.number import AmountError
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Problem, UsageError, quoted
from pillsplit.model.schedule import TIMES, is_time
from pillsplit.schedules.rows import COLUMNS, COUNTED

if TYPE_CHECKING:
    from pillsplit.schedules.synonyms import Synonyms

LONGEST_NAME = 80
_UNIT_IN_BRACKETS = r"(.*?) ?[(\[]([^()\[\]]+)[)\]]"
_UNIT_AFTER = r"(.+?)[ _,]([a-zµμ]+)"
_A_DAY = (
    r" ?(?:(?:/|per |a |pro |par |al |por |om |each |every )"
    r"(?:day|d|tag|jour|j|dia|día|giorno|die|dag|dagen)|daily)"
)
_OF_DOSES = ("dose", *TIMES)
_PASSED_OVER = "passed_over"


class IsDrug(Protocol):
    """Says whether a header's name is that of a drug."""

    def __call__(self, name: str, *, has_unit: bool) -> bool:
        """Return whether it is."""
        ...


class Column(NamedTuple):
    """One column: what it is, and the unit of what stands in it."""

    name: str
    """A column's name, a time, or empty for one that is passed over."""
    unit: str | None = None
    drug: str = ""
    """The drug that its doses are of, where the header names one."""
    written: str = ""
    """The header as it was written."""
    stem: str = ""
    """The same, small and without its unit."""
    known: bool = True
    """Whether a column that is passed over is known to be none that a reader needs."""

    @property
    def holds_doses(self) -> bool:
        """Whether its cells are doses."""
        return self.name in ("dose", "total", *COUNTED) or is_time(self.name)


def read_header(cell: str, place: str, problems: list[Problem], is_drug: IsDrug) -> Column:
    """Read what one column is called; *is_drug* says whether a name is that of a drug."""
    written = cell.strip()
    if not written:
        return Column("", known=False, written="")
    if len(written) > LONGEST_NAME:
        return Column("", known=False, written=quoted(written))
    name = _plain(written)
    if name.removesuffix(" mg") in _OF_DOSES:  # what the package itself writes: no word has to be looked up
        return Column(name.removesuffix(" mg"), "mg" if name.endswith(" mg") else None, written=written)
    for attempt in (name, name.removesuffix("."), name.replace(",", "")):
        if column := _known(attempt):
            return column._replace(written=written)
    if column := _known(name := re.sub(rf"(?<=\w){_A_DAY}$", "", name) or name):
        return column._replace(written=written)
    split = re.fullmatch(_UNIT_IN_BRACKETS, name) or re.fullmatch(_UNIT_AFTER, name)
    inner, unit = (split[1].strip(" ,:"), split[2].strip()) if split else (name, None)
    is_mass = unit is not None and _is_unit(re.sub(f"{_A_DAY}$", "", unit))
    column = _known(inner)
    if column is None and is_drug(inner, has_unit=is_mass):
        column = Column("dose", drug=inner)
    elif column is None and is_drug(name, has_unit=False):
        return Column("dose", drug=name, written=written)
    if column is None:
        return Column("", unit if is_mass else None, written=written, stem=inner, known=False)
    if unit is None or not column.name:
        return column._replace(written=written)
    return _with_unit(column._replace(written=written), unit, place, problems)


def read_headers(cells: Sequence[str], place: str, problems: list[Problem], is_drug: IsDrug) -> list[Column]:
    """Read a header; an empty list where it cannot be used, with what is wrong in *problems*."""
    before = len(problems)
    columns = [read_header(cell, place, problems, is_drug) for cell in cells]
    if any(column.written.lower() == "verdict" for column in columns):  # an answer: its notes are of its plan
        columns = [Column("", written=each.written) if each.name == "note" else each for each in columns]
    seen: dict[tuple[str, str], str] = {}
    for column in columns:
        key = (column.name, column.drug)
        if column.name and key in seen:
            same = column.written.lower() == seen[key].lower()
            also = "" if same else f", as {quoted(seen[key])} and as {quoted(column.written)}"
            problems.append(Problem(place, f"column {quoted(column.name)} stands twice{also}: keep one"))
        seen[key] = column.written
    return columns if len(problems) == before else []


def unknown_column(column: Column) -> str:
    """Say that a column is not known, and which are."""
    what = quoted(column.written) if column.written else "without a name"
    near = _near(column.stem)
    hint = f" (did you mean {' or '.join(near)}?)" if near else ""
    return f"column {what} is not known{hint}: the columns are {', '.join(COLUMNS)}"


def is_a_slip(column: Column) -> bool:
    """Return whether a column that is not known is named much like one that is."""
    return not column.known and bool(_near(column.stem))


def passed_over(columns: Iterable[Column]) -> str:
    """Say which columns are passed over; empty where none are."""
    names = [quoted(column.written) for column in columns if not column.name and column.written]
    if not names:
        return ""
    return f"column{'s' if len(names) > 1 else ''} {', '.join(names)} {'are' if len(names) > 1 else 'is'} passed over"


def _plain(written: str) -> str:
    return " ".join(written.lower().replace("_", " ").replace("\u00a0", " ").split()).strip(" :;")


def _known(name: str) -> Column | None:
    if name in COLUMNS:
        return Column(name)
    found = _words().columns.get(name)
    if found == _PASSED_OVER:
        return Column("")
    if found:
        unit = "mg" if found in ("dose", "total") and re.match(r"mg\b", name) else None
        return Column(found, unit)
    if is_time(name) and name != "day":
        return Column(name)
    from pillsplit.schedules.clock import read_clock

    clock = read_clock(name)
    return Column(clock) if clock else None


def _with_unit(column: Column, unit: str, place: str, problems: list[Problem]) -> Column:
    if column.name in ("days", "weeks"):
        if days := _days_in(unit):
            return column._replace(name="days" if days == 1 else "weeks")
    elif column.holds_doses or column.name == "strength":
        bare = re.sub(f"{_A_DAY}$", "", unit).strip()
        if _is_unit(bare) or bare in _words().amounts:
            return column._replace(unit=bare)
        try:
            Mass.parse("1", bare)
        except AmountError as error:
            problems.append(Problem(place, f"column {quoted(column.written)}: {error}"))
        return column
    elif column.name in ("note", "drug", "step", "time", "week", "on_day", "period", "start", "end"):
        return column  # "Start (dd/mm/yyyy)": what stands in brackets explains, and each cell is read by itself
    return Column("", known=False, written=column.written, stem=column.name)


def _days_in(unit: str) -> int | None:
    """Return how many days there are in one of a unit of time; None where it is none."""
    try:
        return read_duration(f"1 {unit}")
    except AmountError:
        return None


def _is_unit(text: str) -> bool:
    return text.replace("μ", "µ") in Mass.UNITS


def _near(name: str) -> list[str]:
    from difflib import get_close_matches  # only where something is wrong

    near = get_close_matches(name, COLUMNS, cutoff=3 / 4)
    return near or get_close_matches(name, sorted(_words().columns), n=1, cutoff=6 / 7)


def drug_test(resolve: Callable[[str], str], drug: str | None) -> IsDrug:
    """Return what says whether a header names a drug: one on the shelf, or the one that is asked of.

    A shelf of one's own may be of any drug at all: there a name in a header is one only where a unit of mass stands
    beside it.
    """

    def knows(name: str) -> bool:
        try:
            resolve(name)
        except UsageError:
            return False
        return True

    def is_drug(name: str, *, has_unit: bool) -> bool:
        return name == drug or (knows(name) and (has_unit or not knows("no drug is called this")))

    return is_drug


def _words() -> Synonyms:
    from pillsplit.schedules.synonyms import synonyms  # what the package itself writes needs no look at the words

    return synonyms()
