"""A portion as a prescription carries it: one line for the label, and the long form.

Doses, quantity and days come from the one portion. A line says in words what is taken on every day, and never leaves
it to the reader how much: one that would be too long is put in other words, or refers to the dated chart.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from math import ceil, floor

from pillsplit.amounts.number import in_parts, written
from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.formulary.own_products import NO_DRUG
from pillsplit.model.combination import amount_of
from pillsplit.model.form import Form
from pillsplit.model.product import Liquid, Product
from pillsplit.model.schedule import DAY, TIMES_OF_DAY, at_time, times_without_name
from pillsplit.model.shelf import Shelf
from pillsplit.model.text import listed
from pillsplit.output.words import date_in_words, days_in_words
from pillsplit.verbs.dispensing import Portion
from pillsplit.verbs.supply import Supply
from pillsplit.verbs.usage import Run, Take

LONGEST = 98
"""Characters of a line: the 100 of a label less the two of a list's bullet, so that a terminal shows it unbroken."""

BY_CHART = "by the dated chart"
"""What a line ends in that leaves the doses to the chart."""

_TIMES_A_DAY = {TIMES_OF_DAY[3]: "three times a day", TIMES_OF_DAY[4]: "four times a day"} | {
    times_without_name(number): f"{name} times a day"
    for number, name in enumerate(
        ("three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=3
    )
}


def line(portion: Portion, shelf: Shelf, first: datetime.date | None = None) -> str | None:
    """Return the line of a prescription whose first day is *first*, in at most `LONGEST` characters.

    ``diazepam 2 mg tablets, 28 tablets (28 days): ONE tablet a day``. Where that is too long in every form, the line
    refers to the dated chart. None where nothing is dispensed, where the name alone leaves no room, and where a dose
    of the drug cannot be made: a line would pass over it as if nothing were to be taken.
    """
    if not (portion.dispensed and portion.covered):
        return None
    return next((said for said in _lines(portion, shelf, first) if len(said) <= LONGEST), None)


def _lines(portion: Portion, shelf: Shelf, first: datetime.date | None) -> Iterator[str]:
    """Yield the forms of a line, the best first."""
    plain, dated = _order(portion, shelf), _order(portion, shelf, first)
    if first and len(portion.runs) > 1:
        yield f"{plain}: {_by_dates(portion, first)}"
    for plan in filter(None, (_plan(portion), _every_other(portion), _even_plan(portion), BY_CHART)):
        yield from dict.fromkeys((f"{dated}: {plan}", f"{plain}: {plan}"))
    yield f"{_order(portion, shelf, briefly=True)}: {BY_CHART}"


def long_form(supply: Supply, portion: Portion, first_day: int) -> str:
    """Return name, quantity and all that is taken from *first_day* on, with dates where they are known.

    ``Diazepam 2 mg tablets: 35 tablets to dispense. Days 1–14: 1½ tablets (3 mg) a day. …``
    """
    product = portion.product
    name = name_of(product, supply.plan.shelf)
    says = [f"{name[:1].upper()}{name[1:]}: {quantity(portion.dispensed, product)} to dispense."]
    if portion.at_home:
        says.append(f"{quantity(portion.at_home, product)} at home before.")
    day = first_day
    for place, run in enumerate(portion.runs):
        following = day + run.days
        taken = _in_full(run, product)
        if not run.takes and run.covered and place + 1 < len(portion.runs):
            since = "again" if any(each.takes for each in portion.runs[:place]) else "first"
            taken = f"{taken}; {since} on {day_of(supply, following)}"
        says.append(f"{when(supply, day, following - 1)}: {taken}.")
        day = following
    if portion.left:
        says.append(f"{quantity(portion.left, product)} left over.")
    return " ".join(says)


def when(supply: Supply, first_day: int, last_day: int) -> str:
    """Write ``Day 1`` or ``Days 1–14``, with the dates where they are known."""
    first, last = supply.date(first_day), supply.date(last_day)
    if first_day == last_day:
        return f"Day {first_day}{f' ({first})' if first else ''}"
    return f"Days {first_day}–{last_day}{f' ({first} to {last})' if first else ''}"


def day_of(supply: Supply, day: int) -> str:
    """Name a day by its date or, where that is not known, by its number."""
    date = supply.date(day)
    return date_in_words(date) if date else f"day {day}"


def name_of(product: Product, shelf: Shelf) -> str:
    """Return a product's name on a prescription: ``diazepam 2 mg tablets``; no drug stands there if none is named."""
    short, form = shelf.short_names[product.id], str(product.form)
    name = short if isinstance(product, Liquid) else short.replace(form, f"{form}s", 1)
    return name if product.drug == NO_DRUG else f"{product.drug} {name}"


def quantity(amount: Fraction, product: Product) -> str:
    """Write an amount of a product with its unit: ``35 tablets``, ``½ tablet``, ``1 capsule``, ``70 mL``."""
    if isinstance(product, Liquid):
        return str(Volume(amount))
    kind = _noun(product)
    return f"{in_parts(amount)} {kind if 0 < amount <= 1 else f'{kind}s'}"


def bare(amount: Fraction, product: Product) -> str:
    """Write an amount beside the name of its product: ``35``, ``½``, ``70 mL``, ``28 drops``."""
    return amount_of(Volume(amount), product) if isinstance(product, Liquid) else in_parts(amount)


def in_capitals(amount: Fraction, product: Product) -> str:
    """Write an amount as a label does, so that nobody overlooks a half: ``ONE AND A HALF tablets``, ``HALF a tablet``.

    What is measured is written in figures: ``2.5 mL``, ``9 drops``.
    """
    noun = _noun(product)
    if not noun:
        return _counted(amount, product)
    number = number_in_capitals(amount)
    if amount < 1:
        return f"{number} {'' if amount == _HALF else 'of '}a {noun}"
    return f"{number} {noun if amount == 1 else f'{noun}s'}"


def number_in_capitals(number: Fraction) -> str:
    """Write a number of tablets in words: ``ONE AND A HALF``, ``THREE QUARTERS``, ``12``.

    >>> number_in_capitals(Fraction(5, 4)), number_in_capitals(Fraction(1, 2)), number_in_capitals(Fraction(2))
    ('ONE AND A QUARTER', 'HALF', 'TWO')
    """
    whole, part = divmod(number, 1)
    parts = _PARTS.get(part, written(part))
    if not whole:
        return parts
    wholes = _NUMBERS[whole] if whole < len(_NUMBERS) else str(whole)
    if not part:
        return wholes
    return f"{wholes} AND {'A ' if part == _HALF else ''}{parts}"


_HALF = Fraction(1, 2)
_NUMBERS = (
    *("NO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN", "ELEVEN", "TWELVE"),
    *("THIRTEEN", "FOURTEEN", "FIFTEEN", "SIXTEEN", "SEVENTEEN", "EIGHTEEN", "NINETEEN", "TWENTY"),
)
_PARTS = {
    _HALF: "HALF",
    Fraction(1, 3): "A THIRD",
    Fraction(2, 3): "TWO THIRDS",
    Fraction(1, 4): "A QUARTER",
    Fraction(3, 4): "THREE QUARTERS",
    Fraction(1, 8): "AN EIGHTH",
    Fraction(3, 8): "THREE EIGHTHS",
    Fraction(5, 8): "FIVE EIGHTHS",
    Fraction(7, 8): "SEVEN EIGHTHS",
}


def _noun(product: Product) -> str:
    """Name one of what is counted; nothing of what is measured."""
    if isinstance(product, Liquid):
        return ""
    return "capsule" if product.form is Form.CAPSULE else "tablet"


def _order(portion: Portion, shelf: Shelf, first: datetime.date | None = None, *, briefly: bool = False) -> str:
    """Write what is ordered and for how long; what is at home is said where the order without it is too little.

    *briefly*: what is at home stands in figures, for the order has just named the tablets.
    """
    product = portion.product
    number = _in_figures if briefly else _number
    at_home = _in_decimals(portion.at_home, floor) if isinstance(product, Liquid) else number(portion.at_home, product)
    home = f", with {at_home} at home" if portion.dispensed < portion.used else ""
    days = f"{days_in_words(portion.days)}{f' from {_day(first)}' if first else ''}"
    amount = portion.dispensed
    ordered = _in_decimals(amount, ceil) if isinstance(product, Liquid) else quantity(amount, product)
    return f"{name_of(product, shelf)}, {ordered} ({days}{home})"


def _in_decimals(amount: Fraction, rounded: Callable[[Fraction], int]) -> str:
    """Write a volume without a sign for a fraction: to 0.1 mL where its decimals do not end."""
    volume = Volume(amount)
    return str(volume if str(volume).isascii() else Volume(Fraction(rounded(amount * 10), 10)))


def _plan(portion: Portion) -> str:
    """Write ``ONE AND A HALF tablets a day for 14 days, then ONE a day``."""
    *before, last = _each_taken(portion)
    says = [f"{taken} for {days_in_words(run.days)}" for taken, run in zip(before, portion.runs, strict=False)]
    return ", then ".join([*says, last])


def _by_dates(portion: Portion, first: datetime.date) -> str:
    """Write ``ONE AND A HALF tablets a day from 1 Dec, ONE a day from 15 Dec``."""
    says, day = [], first
    for taken, run in zip(_each_taken(portion), portion.runs, strict=True):
        says.append(f"{taken} from {_day(day)}")
        day += datetime.timedelta(days=run.days)
    return ", ".join(says)


def _each_taken(portion: Portion) -> Iterator[str]:
    """Yield what is taken in each run; the tablets are named once."""
    named = False
    for run in portion.runs:
        yield _taken(run, portion.product, bare=named)
        named = named or bool(run.takes)


def _day(date: datetime.date) -> str:
    return date_in_words(date).partition(" ")[2]


def _every_other(portion: Portion) -> str | None:
    """Write ``ONE tablet every second night``; None where it is not so."""
    runs = portion.runs
    if len(runs) < 3 or any(run.days > 1 for run in runs[:-1]) or not runs[0].takes:
        return None
    if any(run.takes != (() if place % 2 else runs[0].takes) for place, run in enumerate(runs)):
        return None
    if runs[-1].days > 1 and runs[-1].takes:
        return None
    ends = f" for {days_in_words(portion.days - runs[-1].days)}, then none" if runs[-1].days > 1 else ""
    takes = runs[0].takes
    if len(takes) == 1 and takes[0].time in _EVERY_SECOND:
        return f"{in_capitals(takes[0].amount, portion.product)} {_EVERY_SECOND[takes[0].time]}{ends}"
    return f"{_taken(runs[0], portion.product)}, every second day{ends}"


_EVERY_SECOND = {time: f"every second {time}" for time in (DAY, "morning", "evening", "night")}


def _even_plan(portion: Portion) -> str | None:
    """Write ``FOUR, then THREE AND A HALF, then THREE tablets a day, 7 days each``; None where it is not that even."""
    days, times = {run.days for run in portion.runs}, {tuple(take.time for take in run.takes) for run in portion.runs}
    if len(days) > 1 or len(times) > 1 or len(*times) != 1:
        return None
    *before, last = (run.daily for run in portion.runs)
    amounts = [*(_bare_number(each, portion.product) for each in before), in_capitals(last, portion.product)]
    return f"{', then '.join(amounts)} {_when(portion.runs[0].takes[0].time)}, {days_in_words(*days)} each"


def _taken(run: Run, product: Product, *, bare: bool = False) -> str:
    """Write ``ONE tablet in the morning and HALF a tablet at night``; *bare* once the tablets have been named."""
    amount = _number if bare else in_capitals
    alike = ((each, tuple(group)) for each, group in groupby(run.takes, key=lambda take: take.amount))
    return listed(f"{amount(each, product)} {_at_times(takes)}" for each, takes in alike) or "none"


def _at_times(takes: Sequence[Take]) -> str:
    times = tuple(take.time for take in takes)
    return _TIMES_A_DAY.get(times) or listed(map(_when, times))


def _when(time: str) -> str:
    return "a day" if time == DAY else at_time(time)


def _number(amount: Fraction, product: Product) -> str:
    """Write an amount where its tablets have been named; less than one stays a part of a tablet, not of a day."""
    return in_capitals(amount, product) if amount < 1 else _bare_number(amount, product)


def _bare_number(amount: Fraction, product: Product) -> str:
    return number_in_capitals(amount) if _noun(product) else _counted(amount, product)


def _in_figures(amount: Fraction, product: Product) -> str:
    """Write a number of tablets without a sign for a fraction: ``12.75``, or ``ONE AND A THIRD``."""
    figures = written(amount)
    return figures if figures.isascii() else _bare_number(amount, product)


def _counted(amount: Fraction, product: Product) -> str:
    """Write an amount as it is counted out: ``1½``, ``2.5 mL``, ``9 drops``."""
    if isinstance(product, Liquid) and product.drops_per_ml:
        drops = amount * product.drops_per_ml
        return f"{written(drops)} {'drop' if drops == 1 else 'drops'}"
    return bare(amount, product)


def _in_full(run: Run, product: Product) -> str:
    """Write ``1 tablet (2 mg) in the morning and ½ tablet (1 mg) at night``."""
    takes = listed(f"{_with_mass(take.amount, product)} {_when(take.time)}" for take in run.takes)
    return (takes or "none") if run.covered else f"NOT COVERED{f', beside {takes}' if takes else ''}"


def _with_mass(amount: Fraction, product: Product) -> str:
    if not isinstance(product, Liquid):
        return f"{quantity(amount, product)} ({product.strength * amount})"
    volume = f"{Volume(amount)}, " if product.drops_per_ml else ""
    mass: Mass = product.concentration.mass(Volume(amount))
    return f"{_counted(amount, product)} ({volume}{mass})"
