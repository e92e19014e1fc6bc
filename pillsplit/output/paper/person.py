"""The person's calendar as finished text and pictures: sheets of weeks, weeks of days, a box for each time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from attrs import Factory, define, frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Note
from pillsplit.model.answer import Answer
from pillsplit.model.product import Shelf
from pillsplit.model.schedule import DAY
from pillsplit.model.text import listed
from pillsplit.output.figures import pictures
from pillsplit.output.figures.pictures import Picture
from pillsplit.output.paper import days
from pillsplit.output.paper.days import day_in_words, left_in_words, what_to_take
from pillsplit.output.paper.legend import sorts
from pillsplit.output.table import Table
from pillsplit.output.words import NOTHING, capitalized, date_in_words, days_in_words, pause_in_words, sentence
from pillsplit.verbs.calendar import Calendar, CalendarDose, Change, Day

WEEK = 7
_TALLEST = 160
"""Millimetres; a page lying on its side takes a week of days of 175."""
_CUTTING = ("score-unknown", "beyond-label", "label-on-dividing")
"""The notes that whoever cuts must read before cutting."""
_MEASURING = ("shake", "handling", "avoid-material", "low-in-device", "drops-in-syringe")
"""The notes that whoever measures must read before measuring."""


@frozen
class Item:
    """What is taken of one kind: its pictures by their ids and widths, and its words."""

    pictures: tuple[tuple[str, int], ...]
    words: str


@frozen
class Entry:
    """One dose in a box: the drug where there are two, the dose, what is made where that differs, and what to take."""

    drug: str
    dose: str
    made: str
    items: tuple[Item, ...]


@frozen
class Box:
    """One time of day: what is taken then, and whether there is anything to tick off."""

    name: str
    entries: tuple[Entry, ...]
    tick: bool


@frozen
class DayBox:
    """One day."""

    number: int
    iso: str
    name: str
    changes: tuple[str, ...]
    boxes: tuple[Box, ...]


@frozen
class Sheet:
    """A page of the calendar: its heading and its weeks."""

    heading: str
    weeks: tuple[tuple[DayBox, ...], ...]

    @property
    def roomy(self) -> bool:
        """Whether a day is so full that it needs a row of its own: seven side by side would not fit a page."""
        return any(_height(day) > _TALLEST for week in self.weeks for day in week)


@frozen
class Legend:
    """One sort of picture, and what it means."""

    picture: str
    width: int
    words: str


@frozen
class PersonPages:
    """All that is printed for the person."""

    symbols: tuple[tuple[str, Picture], ...]
    legend: tuple[Legend, ...]
    plan: Table
    products: tuple[str, ...]
    before_cutting: tuple[str, ...]
    before_measuring: tuple[str, ...]
    left: str
    sheets: tuple[Sheet, ...]

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of the pictures."""
        return tuple(sorted({picture.width for _, picture in self.symbols}))


@define
class _Album:
    """The pictures that are used, each once, under a short id."""

    found: dict[Picture, str] = Factory(dict)

    def add(self, picture: Picture) -> tuple[str, int]:
        return self.found.setdefault(picture, f"p{len(self.found) + 1}"), picture.width


def person_pages(calendar: Calendar, notes: Iterable[Note] = (), *, weeks_a_sheet: int = 4) -> PersonPages:
    """Lay out a calendar for the person who takes the doses; *notes* are those on the plan as a whole."""
    album = _Album()
    shelf = calendar.plan.shelf
    boxes = tuple(_day(day, calendar, album) for day in calendar.days)
    weeks = tuple(boxes[first : first + WEEK] for first in range(0, len(boxes), WEEK))
    sheets = tuple(
        Sheet(_heading(calendar.days, first, weeks_a_sheet), weeks[first : first + weeks_a_sheet])
        for first in range(0, len(weeks), weeks_a_sheet)
    )
    legend = tuple(_legend(calendar, album))
    said = [note for step in calendar.plan.steps for planned in step.doses for note in planned.notes] + list(notes)
    return PersonPages(
        tuple((name, picture) for picture, name in album.found.items()),
        legend,
        _plan(calendar),
        tuple(product.name for product in calendar.plan.products_used),
        _said(said, _CUTTING),
        _said(said, _MEASURING),
        left_in_words(calendar.left, shelf),
        sheets,
    )


def _heading(laid: tuple[Day, ...], first_week: int, weeks: int) -> str:
    here = laid[first_week * WEEK : (first_week + weeks) * WEEK]
    last_week = first_week + -(-len(here) // WEEK)
    name = f"Week {last_week}" if last_week == first_week + 1 else f"Weeks {first_week + 1} to {last_week}"
    first, last = here[0], here[-1]
    if first.date and last.date:
        return f"{name}: {date_in_words(first.date, year=True)} to {date_in_words(last.date, year=True)}"
    return f"{name}: day {first.number} to day {last.number}"


def _height(day: DayBox) -> int:
    """Estimate how many millimetres a day takes where seven stand side by side, rather too many than too few."""
    height = 6 + 12 * len(day.changes)
    for box in day.boxes:
        for entry in box.entries:
            height += 9 if entry.drug else 5
            height += 4 if entry.made else 0
            for item in entry.items:
                wide = sum(width * 9 // 60 + 1 for _, width in item.pictures)
                rows = -(-wide // 36)
                beside = 36 - wide if 0 < wide <= 18 else 36
                words = 4 * -(-len(item.words) * 2 // beside)
                height += 1 + (max(10, words) if beside < 36 else 10 * rows + words)
    return height


def _plan(calendar: Calendar) -> Table:
    """Return the steps at a glance: from when, for how long, how much a day."""
    rows = []
    for step, group in groupby(calendar.days, key=lambda day: day.step):
        here = list(group)
        first = here[0]
        doses = (
            listed(f"{step.step.daily(drug)} of {drug}" for drug in dict.fromkeys(d.drug for d in step.step.doses))
            if step
            else "nothing is said in the schedule"
        )
        when = date_in_words(first.date, year=True) if first.date else day_in_words(first)
        rows.append((when, days_in_words(len(here)), doses))
    return Table(("From", "For", "Each day"), tuple(rows))


def _day(day: Day, calendar: Calendar, album: _Album) -> DayBox:
    return DayBox(
        day.number,
        day.date.isoformat() if day.date else "",
        day_in_words(day).capitalize() if not day.date else date_in_words(day.date),
        tuple(_changes(day, calendar)),
        tuple(_box(time, day, calendar, album) for time in day.times),
    )


def _changes(day: Day, calendar: Calendar) -> Iterator[str]:
    one_drug = len(calendar.plan.schedule.drugs) == 1
    schedule = calendar.plan.schedule
    for change in day.changes:
        if pause := schedule.pause(change.drug, day.number):
            time = next((each.dose.time for each in day.doses if each.dose.drug == change.drug), DAY)
            yield capitalized([pause_in_words(pause, time, name=not one_drug)])[0]
        else:
            last = None if change.old else schedule.last_taken(change.drug, day.number)
            yield _change(change, "" if one_drug else f"{change.drug} ", last)
    if day.moved:
        yield "From today: other times, or other amounts at each time"
    if day.step is None:
        yield "The schedule says nothing for this day"
    if day.number == len(calendar.days):
        yield "Last day of this plan"


def _change(change: Change, drug: str, last: Mass | None) -> str:
    """Say what changes; *last* is what was taken before days without the drug."""
    if not change.new:
        return f"Dose changes today: nothing more {f'of {drug}' if drug else ''}is taken (was {change.old})"
    if last:
        was = "" if last == change.new else f" (was {last})"
        return f"Today again: {drug}{change.new} a day{was}"
    if not change.old:
        return f"New today: {drug}{change.new} a day"
    return f"Dose changes today: {drug}{change.new} a day (was {change.old})"


def _box(time: str, day: Day, calendar: Calendar, album: _Album) -> Box:
    doses = day.at(time)
    one_drug = len(calendar.plan.schedule.drugs) == 1
    return Box(
        "Today" if time == DAY else time.capitalize(),
        tuple(_entry(dose, day.number, calendar.plan.shelf, album, name=not one_drug) for dose in doses),
        any(dose.answer.combination and dose.answer.combination.items for dose in doses),
    )


def _entry(dose: CalendarDose, day: int, shelf: Shelf, album: _Album, *, name: bool) -> Entry:
    answer = dose.answer
    if answer.combination is None:
        items: tuple[Item, ...] = (Item((), "cannot be made with these products: ask before this day what to take"),)
    else:
        items = tuple(
            Item(tuple(album.add(picture) for picture in _pictures(each)), each.words)
            for each in what_to_take(dose, day, shelf)
        )
    return Entry(
        dose.dose.drug if name else "",
        str(dose.dose.mass),
        _made(answer),
        items or (Item((), f"{NOTHING} to take"),),
    )


def _made(answer: Answer) -> str:
    """Say what is made where it is not the dose, and by how much it differs."""
    if not (answer.combination and answer.difference):
        return ""
    made, dose = answer.combination.mass, answer.dose
    return f"this makes {made}, {made - dose} more" if made > dose else f"this makes {made}, {dose - made} less"


def _pictures(item: days.Item) -> Iterator[Picture]:
    yield from (pictures.piece(take) for take in item.takes)
    if item.liquid:
        yield pictures.liquid(item.liquid)


def _legend(calendar: Calendar, album: _Album) -> Iterator[Legend]:
    """Explain each sort of picture that is used, by the first that stands in the calendar."""
    first: dict[str, Picture] = {}
    for day in calendar.days:
        for dose in day.doses:
            for words, picture in sorts(dose):
                first.setdefault(words, picture)
    return (Legend(*album.add(picture), words) for words, picture in first.items())


def _said(notes: Iterable[Note], codes: Collection[str]) -> tuple[str, ...]:
    """Return the notes of these codes, each once."""
    return tuple(dict.fromkeys(sentence(note.text) for note in notes if note.code in codes))
