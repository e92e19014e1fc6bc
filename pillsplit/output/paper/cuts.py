"""Which tablets of a plan are cut, when, and into what."""

from __future__ import annotations

from pillsplit.model.combination import HALF, QUARTER, THIRD, WHOLE
from pillsplit.model.product import Product, Solid
from pillsplit.output.table import Table
from pillsplit.output.words import days_in_words, divisible, plain_date
from pillsplit.verbs.calendar import Calendar, Day, Take


def tablets_cut(calendar: Calendar, product: Product, first_day: int, last_day: int) -> str:
    """Say how many tablets of a product are cut on some days, and into what: ``7 in half``; nothing where none is."""
    takes = [
        take
        for day in calendar.days[first_day - 1 : last_day]
        for dose in day.doses
        for take in dose.takes
        if take.product.id == product.id and take.cut == WHOLE
    ]
    thirds = sum(take.part == THIRD for take in takes)
    halves = len(takes) - thirds
    return ", ".join(f"{number} {how}" for number, how in ((halves, "in half"), (thirds, "in three")) if number)


def cuts_of_tablets(calendar: Calendar) -> Table:
    """Return which tablets are cut, how often and on which days, and what their labels say of it."""
    found: dict[str, list[tuple[Day, Take]]] = {}
    for day in calendar.days:
        for dose in day.doses:
            for take in dose.takes:
                if take.cut is not None:
                    found.setdefault(take.product.id, []).append((day, take))
    products = {take.product.id: take.product for cuts in found.values() for _, take in cuts}
    rows = []
    for identity, cuts in found.items():
        product = products[identity]
        made = [(take.cut or take.part, take.part) for _, take in cuts]
        halved = [sum(part < each <= cut for cut, part in made if part != THIRD) for each in (WHOLE, HALF, QUARTER)]
        in_three = sum(part == THIRD for _, part in made)
        rows.append(
            (
                product.name,
                *(str(number or "") for number in (halved[0], in_three, *halved[1:])),
                _when([day for day, _ in cuts]),
                _longest_kept(calendar, identity),
                _label(product),
            )
        )
    header = (
        "Tablet",
        "Cut in half",
        "Cut in three",
        "Halves cut in two",
        "Quarters cut in two",
        "On",
        "A part is kept for up to",
        "What is known of dividing it",
    )
    return Table(header, tuple(rows), "Tablets to be cut").without_empty()


def _when(days: list[Day]) -> str:
    """Say on how many days a product is cut, and between which: ``7 days, day 1 to 13``, or their dates."""
    first, last = days[0], days[-1]
    if first == last:
        return _day(first)
    return f"{days_in_words(len({day.number for day in days}))}, {_day(first)} to {_day(last)}"


def _day(day: Day) -> str:
    return plain_date(day.date) if day.date else f"day {day.number}"


def _longest_kept(calendar: Calendar, identity: str) -> str:
    """Say how long the longest-kept part of a product waits until it is taken or cut again."""
    waits = [
        day.number - take.since.day
        for day in calendar.days
        for dose in day.doses
        for take in dose.takes
        if take.since and take.product.id == identity
    ]
    return days_in_words(max(waits)) if waits else ""


def _label(product: Solid) -> str:
    return "; ".join(said for said in (divisible(product), product.dividing.rstrip(".")) if said)
