"""The person's sheet as finished words and pictures: who it is for, what is in it, what to know, and every dose."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby

from attrs import frozen

from pillsplit.formulary.leaflet import leaflet
from pillsplit.model.combination import WHOLE, Measured
from pillsplit.model.form import Form
from pillsplit.model.product import Product, Solid
from pillsplit.model.schedule import Schedule
from pillsplit.output.figures.pictures import Picture
from pillsplit.output.paper.album import Album
from pillsplit.output.paper.events import changes, events
from pillsplit.output.paper.wishes import DAYS, STEPS, When, Wishes
from pillsplit.output.paper.words import Words, kind
from pillsplit.verbs.calendar import Calendar, CalendarDose, Day, Moment, Take

WEEK = 7
FEW_DAYS = 3
"""A step that lasts less is not worth a box of its own."""
New = Mapping[int, tuple[str, ...]]
_MOST_ROWS = 8
"""Rows of ticks in one box; a longer step goes on in another, so that a box stands whole on a page."""
SIDE = 2
"""The most times of day beside whose doses the ticks stand."""
_ROOM = {False: (46, 54), True: (32, 27)}
"""How wide a page is and how tall what is taken may be on it, in em, without and with large print."""
_PICTURE_ACROSS, _PICTURE_TALL, _WORDS_ACROSS, _HOW_TALL, _FIGURE_TALL = 5, 8, 10, 3, 9
"""About the size of a picture with its words, how wide the words are, how tall those on cutting and a device, in em."""
_TALLEST = 158
"""Millimetres that the days of a page may take, lying on its side."""


@frozen
class Item:
    """What is taken of one kind: its pictures by their ids, its words, and what is cut or kept for it."""

    pictures: tuple[str, ...]
    words: str
    how: str = ""


@frozen
class Entry:
    """One dose: the drug, the dose, what is made where that differs, and what to take."""

    drug: str
    dose: str
    made: str
    items: tuple[Item, ...]


@frozen
class Box:
    """One time of day: what is taken then, and whether there is anything to tick off."""

    time: str
    """Its name in the schedule, whatever the language."""
    name: str
    short: str
    """Its name without the time of the clock."""
    entries: tuple[Entry, ...]
    tick: bool


@frozen
class Figure:
    """A picture with its words: of a sort of piece, or of a device with what is measured in it."""

    picture: str
    words: str
    times: tuple[str, ...] = ()
    """When it is so measured, where there are several times of day."""


@frozen
class Cell:
    """One day in a week of ticks."""

    number: int
    iso: str
    name: str
    """The day of the month, or of the plan."""
    marked: bool
    """Whether something is new on it."""


@frozen
class Week:
    """Seven days in a row, with the date of the first."""

    name: str
    cells: tuple[Cell, ...]


@frozen
class StepBox:
    """A step, or a part of a long one: what is taken at each time, and a tick for each dose."""

    heading: str
    changes: tuple[str, ...]
    """How the dose is another than before, and where the plan ends."""
    events: tuple[tuple[str, tuple[str, ...]], ...]
    """What is new to be handled, by its day: a bottle, a strength, a device."""
    boxes: tuple[Box, ...]
    figures: tuple[Figure, ...]
    weekdays: tuple[str, ...]
    weeks: tuple[Week, ...]

    @property
    def wide(self) -> bool:
        """Whether so much is taken that the ticks stand below it, not beside it."""
        return len(self.boxes) > SIDE or any(len(box.entries) > 1 for box in self.boxes)

    @property
    def ticks(self) -> tuple[Box, ...]:
        """The times of day that have a row of ticks."""
        return tuple(box for box in self.boxes if box.tick)


@frozen
class DayBox:
    """One day."""

    number: int
    iso: str
    name: str
    changes: tuple[str, ...]
    events: tuple[str, ...]
    boxes: tuple[Box, ...]


@frozen
class Sheet:
    """Some weeks, day by day: the heading, what is measured in them, and the weeks."""

    heading: str
    figures: tuple[Figure, ...]
    weeks: tuple[tuple[DayBox, ...], ...]
    roomy: bool
    """Whether a day is so full that it needs a row of its own."""


@frozen
class Medicine:
    """One product: its picture, where it is counted, and its name."""

    picture: str
    drug: str
    name: str


@frozen
class Labels:
    """Headings and short words of the sheet."""

    medicines: str
    look: str
    cautions: str
    things: str
    plan: str


@frozen
class PersonPages:
    """All that is printed for the person."""

    title: str
    fields: tuple[str, ...]
    """What is filled in by hand."""
    refused: str
    """Why nothing follows: some dose cannot be made, and no draft is asked for."""
    intro: tuple[str, ...]
    legend: tuple[Figure, ...]
    medicines: tuple[Medicine, ...]
    cautions: tuple[str, ...]
    things: tuple[str, ...]
    steps: tuple[StepBox, ...]
    sheets: tuple[Sheet, ...]
    symbols: tuple[tuple[str, Picture], ...]
    labels: Labels


def title(calendar: Calendar, words: Words) -> str:
    """Say whose plan it is, of which drugs, from when to when."""
    drugs = words.language.names(map(words.language.drug, calendar.plan.schedule.drugs))
    first, last = calendar.days[0], calendar.days[-1]
    if first.date and last.date:
        return words.language.say(
            "Your {drugs} plan, {first} to {last}",
            drugs=drugs,
            first=words.language.plain_date(first.date),
            last=words.language.plain_date(last.date),
        )
    return words.language.say("Your {drugs} plan, day 1 to day {last}", drugs=drugs, last=str(last.number))


def layout_of(schedule: Schedule) -> str:
    """Return the layout that suits a schedule: a box a step, but a box a day where most steps last a few days only."""
    short = sum(step.days < FEW_DAYS for step in schedule.steps)
    return DAYS if 2 * short > len(schedule.steps) and len(schedule.steps) > 1 else STEPS


def person_pages(calendar: Calendar, wishes: Wishes) -> PersonPages:
    """Lay out a calendar for the person who takes the doses.

    While a dose cannot be made there is nothing to lay out but that one sentence, unless a draft is asked for.
    """
    words = Words(wishes.language)
    return _Laying(calendar, wishes, words, Album.of(calendar.plan.products_used, wishes.language)).pages()


@frozen
class _Laying:
    """One calendar being laid out."""

    calendar: Calendar
    wishes: Wishes
    words: Words
    album: Album

    def pages(self) -> PersonPages:
        say, by_days = self.words.language.say, self.by_days
        shown = self.calendar.plan.practical or self.wishes.draft
        steps = tuple(self._steps()) if shown and not by_days else ()
        sheets = tuple(self._sheets()) if shown and by_days else ()
        legend = tuple(self._legend()) if shown else ()
        return PersonPages(
            title=title(self.calendar, self.words),
            fields=(say("Name"), say("Date of birth"), say("Prescriber"), say("Telephone"), say("Started on")),
            refused=""
            if shown
            else say(
                "This part is not printed: some doses of the plan cannot be made yet. "
                "Ask your prescriber or pharmacist what to take."
            ),
            intro=(
                say("Do what the words say; the pictures show the same. What is black is what you take."),
                say("Tick the box after each dose."),
                say("If anything differs from what your prescriber or pharmacist told you, ask before you take it."),
                *(
                    (say("Use up a part that you kept before you cut a new tablet."),)
                    if self._cut and not by_days
                    else ()
                ),
            ),
            legend=legend,
            medicines=tuple(map(self._medicine, self.calendar.plan.products_used)),
            cautions=tuple(self._cautions()),
            things=tuple(say(thing.text) for thing in leaflet()),
            steps=steps,
            sheets=sheets,
            symbols=self.album.symbols,
            labels=Labels(
                medicines=say("Your medicines"),
                look=say("What it really looks like (colour, line, letters):"),
                cautions=say("Before you cut or measure"),
                things=say("What to know"),
                plan=say("Your plan"),
            ),
        )

    @property
    def by_days(self) -> bool:
        """Whether each day has a box of its own, and not each step."""
        return (self.wishes.layout or layout_of(self.calendar.plan.schedule)) == DAYS

    @property
    def _takes(self) -> Iterator[Take]:
        return (take for day in self.calendar.days for dose in day.doses for take in dose.takes)

    @property
    def _cut(self) -> list[Solid]:
        """The tablets that are cut, each once."""
        return list({take.product.id: take.product for take in self._takes if take.part < WHOLE}.values())

    def _medicine(self, product: Product) -> Medicine:
        return Medicine(
            self.album.whole(product) if isinstance(product, Solid) else "",
            self.words.language.drug(product.drug),
            self.words.medicine(product),
        )

    def _cautions(self) -> Iterator[str]:
        say = self.words.language.say
        unsure = [
            take.product
            for take in self._takes
            if take.part < WHOLE and (take.product.is_guess(take.part) or "parts" in take.product.unverified)
        ]
        yield from self.words.cutting(unsure)
        doses = [dose for step in self.calendar.plan.steps for dose in step.doses]
        liquids = {dose.liquid.product.id: dose.liquid.product for dose in doses if dose.liquid}.values()
        codes = {note.code for dose in doses for note in dose.notes} | {note.code for note in self.calendar.plan.notes}
        if any(each.form is Form.SUSPENSION for each in liquids) or "shake" in codes:
            yield say("Shake the bottle before you measure.")
        if "handling" in codes:
            yield say("Read the label of the bottle before you measure.")
        for materials in dict.fromkeys(each.avoid for each in liquids if each.avoid):
            yield say(
                "This liquid must not touch {materials}: ask your pharmacist for the right syringe.",
                materials=self.words.language.names(materials),
            )
        if "other-drops" in codes:
            yield say("Count drops of the named bottle only: the drops of another bottle hold more or less.")
        if "drops-in-syringe" in codes:
            yield say("Ask your pharmacist how to draw the liquid out of its bottle.")

    def _legend(self) -> Iterator[Figure]:
        """Explain each sort of picture that is used, by the first that stands in the calendar."""
        first: dict[str, str] = {}
        for take in self._takes:
            shown = take if self.by_days else self._standing(take)
            sort = self.words.sort(take.part, take.product.form)
            if shown.cut is not None or take.part == WHOLE:
                first.setdefault(sort, self.album.piece(shown))
        return (Figure(picture, words) for words, picture in first.items())

    def _standing(self, take: Take) -> Take:
        """Return the piece as a step shows it, the same on each of its days: cut from a whole tablet."""
        return Take(take.product, take.part, None if take.part == WHOLE else WHOLE)

    # A box a step.

    def _steps(self) -> Iterator[StepBox]:
        new = events(self.calendar, self.words)
        for step, group in groupby(self.calendar.days, key=lambda day: day.step):
            days = list(group)
            first = days[0]
            number = step.step.number if step else None
            boxes = tuple(self._box(time, first, standing=True) for time in first.times) or (self._nothing_said(),)
            going_on = False
            for together in self._on_one_page(boxes):
                rows = max(1, sum(box.tick for box in together))
                for part in _even(days, max(2, _MOST_ROWS // rows)):
                    yield StepBox(
                        self._heading(part, number, going_on=going_on),
                        tuple(self._changes(part)) if together[0] is boxes[0] else (),
                        tuple(self._new(part, new)) if together[0] is boxes[0] else (),
                        together,
                        tuple(self._figures([first], [box.time for box in together])),
                        tuple(self.words.language.weekday(day.date) for day in part[:WEEK] if day.date),
                        tuple(self._week(part[at : at + WEEK], new) for at in range(0, len(part), WEEK)),
                    )
                    going_on = True

    def _on_one_page(self, boxes: tuple[Box, ...]) -> Iterator[tuple[Box, ...]]:
        """Part the times of day of a step so that what stands in one box fits a page."""
        wide, room = _ROOM[self.wishes.large_print]
        together: list[Box] = []
        height = 0
        for box in boxes:
            own = self._ems(box, wide)
            if together and height + own > room:
                yield tuple(together)
                together, height = [], 0
            together.append(box)
            height += own
        yield tuple(together)

    def _ems(self, box: Box, wide: int) -> int:
        """Estimate how tall a time of day is with its ticks for two weeks, in em, rather too much than too little."""
        tall = 5
        for entry in box.entries:
            across = sum(max(_WORDS_ACROSS, _PICTURE_ACROSS * len(item.pictures)) for item in entry.items)
            tall += 3 + _PICTURE_TALL * -(-across // wide) + 2 * bool(entry.made)
            tall += sum(_PICTURE_TALL for item in entry.items if len(item.pictures) * _PICTURE_ACROSS > wide)
            tall += sum(_HOW_TALL for item in entry.items if item.how)
            tall += sum(_FIGURE_TALL for item in entry.items if not item.pictures)
        return tall

    def _heading(self, days: list[Day], number: int | None, *, going_on: bool) -> str:
        say, span = self.words.language.say, self.words.span(days[0], days[-1])
        if number is None:
            return _capital(span)
        if going_on:
            return say("Step {number}, continued: {days}", number=str(number), days=span)
        return say("Step {number}: {days}", number=str(number), days=span)

    def _new(self, days: list[Day], new: New) -> Iterator[tuple[str, tuple[str, ...]]]:
        return ((_capital(self.words.day(day)), new[day.number]) for day in days if day.number in new)

    def _changes(self, days: Iterable[Day]) -> Iterator[str]:
        """Say how the dose changes on some days, and that the last day is among them."""
        for day in days:
            yield from changes(day, self.calendar.plan.schedule, self.words)
            if day is self.calendar.days[-1]:
                yield self.words.language.say("Last day of this plan: {day}.", day=self.words.day(day, year=True))

    def _week(self, days: list[Day], new: New) -> Week:
        return Week(
            self.words.language.say_as(
                "date", "{day} {month}", day=str(days[0].date.day), month=self.words.language.month(days[0].date)
            )
            if days[0].date
            else "",
            tuple(
                Cell(
                    day.number,
                    day.date.isoformat() if day.date else "",
                    str(day.date.day if day.date else day.number),
                    bool(day.number in new),
                )
                for day in days
            ),
        )

    def _nothing_said(self) -> Box:
        text = self.words.language.say("The plan says nothing for these days: ask what to take.")
        return Box("", "", "", (Entry("", "", "", (Item((), text),)),), tick=False)

    def _figures(self, days: Iterable[Day], times: Collection[str] | None = None) -> Iterator[Figure]:
        """Yield each thing that is measured on some days at some times, once, with its times where there are others."""
        measured: dict[tuple[object, ...], tuple[Measured, dict[str, None]]] = {}
        every: set[str] = set()
        for day in days:
            for dose in day.doses:
                if times is not None and dose.dose.time not in times:
                    continue
                every.add(dose.dose.time)
                if dose.liquid:
                    key = (dose.liquid.product.id, dose.liquid.volume, dose.liquid.device and dose.liquid.device.id)
                    measured.setdefault(key, (dose.liquid, {}))[1][dose.dose.time] = None
        for each, at in measured.values():
            named = tuple(self._short(time) for time in at) if len(every) > 1 else ()
            yield Figure(self.album.device(each), self.words.measured(each), named)

    def _short(self, time: str) -> str:
        return self.words.time(When(self.wishes.when(time).name))

    # A box a day.

    def _sheets(self) -> Iterator[Sheet]:
        new = events(self.calendar, self.words)
        days = self.calendar.days
        weeks = [days[at : at + WEEK] for at in range(0, len(days), WEEK)]
        laid = [tuple(box for day in week for box in self._day(day, new)) for week in weeks]
        first = 0
        seen: set[str] = set()
        for last, roomy in _fitting(laid, alone=self.wishes.large_print):
            here = [day for week in weeks[first:last] for day in week]
            figures = [each for each in self._figures(here) if each.picture not in seen]
            seen.update(each.picture for each in figures)
            yield Sheet(
                self.words.language.count(
                    "Week {first}: {days}",
                    "Weeks {first} to {last}: {days}",
                    last - first,
                    first=str(first + 1),
                    last=str(last),
                    days=self.words.span(here[0], here[-1]),
                ),
                tuple(figures),
                tuple(laid[first:last]),
                roomy,
            )
            first = last

    def _day(self, day: Day, new: New) -> Iterator[DayBox]:
        """Yield the box of a day; in large print one that is too full for a page goes on in another."""
        boxes = tuple(self._box(time, day, standing=False) for time in day.times) or (self._nothing_said(),)
        for together in self._on_one_page(boxes) if self.wishes.large_print else (boxes,):
            begins = together[0] is boxes[0]
            yield DayBox(
                day.number,
                day.date.isoformat() if day.date else "",
                _capital(self.words.day(day)),
                tuple(self._changes([day])) if begins else (),
                new.get(day.number, ()) if begins else (),
                together,
            )

    # What is taken.

    def _box(self, time: str, day: Day, *, standing: bool) -> Box:
        doses = day.at(time)
        return Box(
            time,
            self.words.time(self.wishes.when(time)),
            self._short(time),
            tuple(self._entry(dose, day, standing=standing) for dose in doses),
            any(dose.answer.combination and dose.answer.combination.items for dose in doses),
        )

    def _entry(self, dose: CalendarDose, day: Day, *, standing: bool) -> Entry:
        say, made = self.words.language.say, dose.answer.combination
        if made is None:
            items: tuple[Item, ...] = (Item((), self.words.unmade()),)
        else:
            items = tuple(self._items(dose, day, standing=standing)) or (Item((), say("Nothing to take.")),)
        return Entry(
            self.words.language.drug(dose.dose.drug),
            self.words.language.amount(dose.dose.mass),
            self.words.made(made.mass) if made and dose.answer.difference else "",
            items,
        )

    def _items(self, dose: CalendarDose, day: Day, *, standing: bool) -> Iterator[Item]:
        now = Moment(day.number, day.date, dose.dose.time)
        for (product, part), group in groupby(dose.takes, key=kind):
            takes = list(group)
            shown = [self._standing(take) for take in takes] if standing else takes
            how = [] if standing else [text for take in takes for text in self.words.how(take, now)]
            yield Item(
                tuple(map(self.album.piece, shown)),
                self.words.pieces(product, part, len(takes)),
                " ".join(dict.fromkeys(how)),
            )
        if dose.liquid:
            how_measured = "" if standing else self.words.measured(dose.liquid)
            yield Item((), self.words.liquid(dose.liquid), how_measured)


def _even(days: list[Day], weeks: int) -> Iterator[list[Day]]:
    """Part days into runs of at most so many weeks, as even as whole weeks allow."""
    at = 0
    for length in _lengths(-(-len(days) // WEEK), weeks):
        yield days[at * WEEK : (at + length) * WEEK]
        at += length


def _lengths(weeks: int, most: int) -> Iterator[int]:
    """Part a number of weeks into parts of at most *most*, as even as may be, so that none is left alone."""
    parts = -(-weeks // most)
    return (weeks // parts + (number < weeks % parts) for number in range(parts))


def _fitting(weeks: list[tuple[DayBox, ...]], *, alone: bool) -> Iterator[tuple[int, bool]]:
    """Yield after which week each page ends, and whether its days need a row of their own.

    As many weeks stand on a page as fit; one whose days are too full for it, or meant to stand *alone*, stands alone.
    """
    heights = [max(map(_height, week)) for week in weeks]
    first = 0
    while first < len(weeks):
        last, height = first + 1, heights[first]
        roomy = alone or height > _TALLEST
        while not roomy and last < len(weeks) and height + heights[last] <= _TALLEST:
            height += heights[last]
            last += 1
        yield last, roomy
        first = last


def _height(day: DayBox) -> int:
    """Estimate how many millimetres a day takes where seven stand side by side, rather too many than too few."""
    height = 7 + sum(6 * -(-len(text) // 16) + 3 for text in (*day.changes, *day.events))
    for box in day.boxes:
        for entry in box.entries:
            height += 12 + 5 * -(-len(entry.made) // 18)
            for item in entry.items:
                height += 24 * -(-len(item.pictures) // 2) + 5 * -(-len(item.words) // 17) + 5 * -(-len(item.how) // 17)
    return height


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
