"""The words for what is taken, cut and kept on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby

from attrs import frozen

from pillsplit.amounts.number import plain
from pillsplit.model.combination import EIGHTH, HALF, QUARTER, THIRD, WHOLE, Measured
from pillsplit.model.product import Shelf, Solid
from pillsplit.model.schedule import DAY, at_time
from pillsplit.model.text import listed
from pillsplit.output.words import date_in_words, item_in_words
from pillsplit.verbs.calendar import CalendarDose, Day, Moment, Take

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TODAY = {DAY: "today", "morning": "this morning", "midday": "midday", "evening": "this evening", "night": "tonight"}
PARTS = {HALF: "half", THIRD: "third", QUARTER: "quarter", EIGHTH: "eighth"}
"""What a cut piece is called."""


def day_in_words(moment: Moment | Day) -> str:
    """Name a day by its date or, where that is not known, by its number."""
    number = moment.day if isinstance(moment, Moment) else moment.number
    return date_in_words(moment.date) if moment.date else f"day {number}"


def counted(number: int) -> str:
    """Write a count as a word, so that it is not read with the strength beside it."""
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number} ×"


@frozen
class Item:
    """What is taken of one kind, in words: with the pieces that it is, or the liquid."""

    words: str
    takes: tuple[Take, ...] = ()
    liquid: Measured | None = None


def what_to_take(dose: CalendarDose, day: int, shelf: Shelf) -> tuple[Item, ...]:
    """Say each thing to take, and what is cut, kept or used up for it."""
    return tuple(_items(dose, Moment(day, None, dose.dose.time), shelf))


def _items(dose: CalendarDose, now: Moment, shelf: Shelf) -> Iterator[Item]:
    for (product, part), group in groupby(dose.takes, key=lambda take: (take.product, take.part)):
        takes = tuple(group)
        if part == WHOLE:
            yield Item(f"{counted(len(takes))} {_named(product, shelf, many=len(takes) > 1)}", takes)
            continue
        for take in takes:
            yield Item(f"{part_in_words(product, part, shelf)}: {_origin(take, now)}", (take,))
    if dose.liquid:
        yield Item(measured_in_words(dose.liquid, shelf), liquid=dose.liquid)


def measured_in_words(measured: Measured, shelf: Shelf) -> str:
    """Say what is measured, and with what where that is known."""
    said = item_in_words(measured, shelf)
    if measured.device is None or measured.device.in_drops:
        return said
    fills = measured.fills
    if len(fills) == 1:
        return f"{said}, in the {measured.device.name}"
    return f"{said}, in the {measured.device.name}: {', then '.join(map(str, fills))}"


def _named(product: Solid, shelf: Shelf, *, many: bool = False) -> str:
    """Write ``5 mg tablet (Berk)`` or ``5 mg tablets (Berk)``."""
    name = shelf.short_names[product.id]
    head, bracket, maker = name.partition(" (")
    return f"{head}{'s' if many else ''}{bracket}{maker}"


def _article(product: Solid) -> str:
    """Return the article before a strength: an 8, an 11, an 18; a 5, a 0.5."""
    whole = plain(product.strength.mg).partition(".")[0]
    return "an" if whole.startswith("8") or whole in ("11", "18") else "a"


def _origin(take: Take, now: Moment) -> str:
    """Say whether a part is cut from a new tablet or a kept half, or was kept, and what becomes of the rest."""
    part = PARTS[take.part]
    if take.cut is None:
        return f"use the {part} from {_since(take.since, now)}" if take.since else f"use the {part}"
    return f"{_cut(take, now)}, keep {_rest(take)}{_until(take.keeps_for, now)}"


def _cut(take: Take, now: Moment) -> str:
    """Say what is cut, and how often: each cut goes through the middle, but for thirds."""
    if take.part == THIRD:
        return "cut a new one in three"
    assert take.cut is not None
    first = (
        "cut a new one in half"
        if take.cut == WHOLE
        else f"cut the {PARTS[take.cut]} from {_since(take.since, now)} in two"
    )
    more = [f"one {PARTS[each]} in two" for each in (HALF, QUARTER) if take.part < each < take.cut]
    return listed([first, *more])


def _rest(take: Take) -> str:
    if take.part == THIRD:
        return "the other two thirds"
    return f"the other {PARTS[take.part]}" if len(take.keeps) == 1 else "the rest"


def _since(moment: Moment | None, now: Moment) -> str:
    if moment is None:
        return "before"
    if moment.day == now.day:
        return "this dose" if moment.time == now.time else _today(moment.time)
    return "yesterday" if moment.day == now.day - 1 else day_in_words(moment)


def _until(moment: Moment | None, now: Moment) -> str:
    if moment is None:
        return " (this plan does not use it)"
    if moment.day == now.day:
        return " for the next piece" if moment.time == now.time else f" for {_today(moment.time)}"
    return " for tomorrow" if moment.day == now.day + 1 else f" for {day_in_words(moment)}"


def _today(time: str) -> str:
    return _TODAY.get(time) or f"today {at_time(time)}"


def part_in_words(product: Solid, part: Fraction, shelf: Shelf) -> str:
    """Write ``half a 5 mg tablet``, ``a third of a 3 mg tablet``, ``an eighth of a 2 mg tablet``."""
    amounts = {HALF: "half", THIRD: "a third of", QUARTER: "a quarter of", EIGHTH: "an eighth of"}
    return f"{amounts[part]} {_article(product)} {_named(product, shelf)}"


def left_in_words(left: Iterable[tuple[Solid, Fraction]], shelf: Shelf) -> str:
    """Say which parts are left over: ``half a 5 mg tablet and two thirds of a 3 mg tablet``."""
    parts = Counter(left)
    return listed(
        f"two thirds of {_article(product)} {_named(product, shelf)}"
        if (part, number) == (THIRD, 2)
        else part_in_words(product, part, shelf)
        for (product, part), number in parts.items()
    )
