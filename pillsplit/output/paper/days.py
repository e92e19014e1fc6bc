"""The words for what is taken, cut and kept on a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from attrs import frozen

from pillsplit.amounts.number import plain
from pillsplit.model.combination import HALF, QUARTER, WHOLE, Measured
from pillsplit.model.product import Shelf, Solid
from pillsplit.model.schedule import DAY
from pillsplit.output.words import item_in_words
from pillsplit.verbs.calendar import CalendarDose, Day, Moment, Take

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TODAY = {DAY: "today", "morning": "this morning", "midday": "midday", "evening": "this evening", "night": "tonight"}
_PARTS = {HALF: "half", QUARTER: "quarter"}


def date_in_words(date: datetime.date, *, year: bool = False) -> str:
    """Write ``Mon 7 Dec`` or, with its year, ``Mon 7 Dec 2026``; never a bare row of numbers."""
    said = f"{_WEEKDAYS[date.weekday()]} {date.day} {_MONTHS[date.month - 1]}"
    return f"{said} {date.year}" if year else said


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
    fills = measured.device.fills(measured.volume)
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
    part = _PARTS[take.part]
    if take.cut is None:
        return f"use the {part} from {_since(take.since, now)}" if take.since else f"use the {part}"
    if take.cut == HALF and take.since:
        how, rest = f"cut the half from {_since(take.since, now)} in two", "the other quarter"
    elif take.part == HALF:
        how, rest = "cut a new one in half", "the other half"
    else:
        how, rest = "cut a new one in half and one half in two", "the rest"
    return f"{how}, keep {rest}{_until(take.keeps_for, now)}"


def _since(moment: Moment | None, now: Moment) -> str:
    if moment is None:
        return "before"
    if moment.day == now.day:
        return "this dose" if moment.time == now.time else _TODAY[moment.time]
    return "yesterday" if moment.day == now.day - 1 else day_in_words(moment)


def _until(moment: Moment | None, now: Moment) -> str:
    if moment is None:
        return " (this plan does not use it)"
    if moment.day == now.day:
        return " for the next piece" if moment.time == now.time else f" for {_TODAY[moment.time]}"
    return " for tomorrow" if moment.day == now.day + 1 else f" for {day_in_words(moment)}"


def part_in_words(product: Solid, part: Fraction, shelf: Shelf) -> str:
    """Write ``half a 5 mg tablet``."""
    amount = f"half {_article(product)}" if part == HALF else f"a quarter of {_article(product)}"
    return f"{amount} {_named(product, shelf)}"
