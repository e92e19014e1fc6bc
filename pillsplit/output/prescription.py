"""A portion as a prescription carries it: one line, and the long form.

Doses, quantity and days come from the one portion. A line that would be too long is put in other words, never cut.
"""

from __future__ import annotations

from fractions import Fraction

from pillsplit.amounts.number import in_parts, written
from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.formulary.own_products import NO_DRUG
from pillsplit.model.combination import amount_of
from pillsplit.model.product import Form, Liquid, Product, Shelf
from pillsplit.model.schedule import at_time
from pillsplit.model.text import listed
from pillsplit.output.words import days_in_words
from pillsplit.verbs.dispensing import Portion
from pillsplit.verbs.supply import Supply
from pillsplit.verbs.usage import Run

LONGEST = 98
"""Characters of a line: the 100 of a label less the two of a list's bullet, so that a terminal shows it unbroken."""

BY_SCHEDULE = "as per schedule"
"""What a line ends in that leaves the doses to the schedule."""


def line(portion: Portion, shelf: Shelf) -> str | None:
    """Return the line of a prescription, in at most `LONGEST` characters.

    ``diazepam 2 mg tablets, 35 tablets (28 days): 1½ daily for 14 days, then 1 daily``. Where that is too long in
    every form, the line refers to the schedule. None where nothing is dispensed, where the name alone leaves no room,
    and where a dose of the drug cannot be made: a line would pass over it as if nothing were to be taken.
    """
    if not (portion.dispensed and portion.covered):
        return None
    order = _order(portion, shelf)
    plans = (_plan(portion), _even_plan(portion), f"{_range(portion)}, {BY_SCHEDULE}", BY_SCHEDULE)
    return next((said for plan in plans if plan and len(said := f"{order}: {plan}") <= LONGEST), None)


def long_form(supply: Supply, portion: Portion, first_day: int) -> str:
    """Return name, quantity and all that is taken from *first_day* on, with dates where they are known.

    ``Diazepam 2 mg tablets: 35 tablets to dispense. Days 1–14: 1½ tablets (3 mg) daily. …``
    """
    product = portion.product
    name = name_of(product, supply.plan.shelf)
    says = [f"{name[:1].upper()}{name[1:]}: {quantity(portion.dispensed, product)} to dispense."]
    if portion.at_home:
        says.append(f"{quantity(portion.at_home, product)} at home before.")
    day = first_day
    for run in portion.runs:
        says.append(f"{when(supply, day, day + run.days - 1)}: {_in_full(run, product)}.")
        day += run.days
    if portion.left:
        says.append(f"{quantity(portion.left, product)} left over.")
    return " ".join(says)


def when(supply: Supply, first_day: int, last_day: int) -> str:
    """Write ``Day 1`` or ``Days 1–14``, with the dates where they are known."""
    first, last = supply.date(first_day), supply.date(last_day)
    if first_day == last_day:
        return f"Day {first_day}{f' ({first})' if first else ''}"
    return f"Days {first_day}–{last_day}{f' ({first} to {last})' if first else ''}"


def name_of(product: Product, shelf: Shelf) -> str:
    """Return a product's name on a prescription: ``diazepam 2 mg tablets``; no drug stands there if none is named."""
    short, form = shelf.short_names[product.id], str(product.form)
    name = short if isinstance(product, Liquid) else short.replace(form, f"{form}s", 1)
    return name if product.drug == NO_DRUG else f"{product.drug} {name}"


def quantity(amount: Fraction, product: Product) -> str:
    """Write an amount of a product with its unit: ``35 tablets``, ``½ tablet``, ``1 capsule``, ``70 mL``."""
    if isinstance(product, Liquid):
        return str(Volume(amount))
    kind = "capsule" if product.form is Form.CAPSULE else "tablet"
    return f"{in_parts(amount)} {kind if 0 < amount <= 1 else f'{kind}s'}"


def bare(amount: Fraction, product: Product) -> str:
    """Write an amount beside the name of its product: ``35``, ``½``, ``70 mL``, ``28 drops``."""
    return amount_of(Volume(amount), product) if isinstance(product, Liquid) else in_parts(amount)


def _order(portion: Portion, shelf: Shelf) -> str:
    """Write what is ordered and for how long; what is at home is said where the order without it is too little."""
    product = portion.product
    at_home = str(Volume(portion.at_home)) if isinstance(product, Liquid) else in_parts(portion.at_home)
    home = f", with {at_home} at home" if portion.dispensed < portion.used else ""
    return f"{name_of(product, shelf)}, {quantity(portion.dispensed, product)} ({days_in_words(portion.days)}{home})"


def _plan(portion: Portion) -> str:
    *before, last = portion.runs
    says = [f"{_taken(run, portion.product)} for {days_in_words(run.days)}" for run in before]
    return ", then ".join([*says, _taken(last, portion.product)])


def _even_plan(portion: Portion) -> str | None:
    """Write ``4, then 3½, then 3 daily, 7 days each``; None where the runs are not that even."""
    days, times = {run.days for run in portion.runs}, {tuple(take.time for take in run.takes) for run in portion.runs}
    if len(days) > 1 or len(times) > 1 or len(*times) != 1:
        return None
    amounts = ", then ".join(_counted(run.daily, portion.product) for run in portion.runs)
    return f"{amounts} {at_time(portion.runs[0].takes[0].time)}, {days_in_words(*days)} each"


def _range(portion: Portion) -> str:
    """Write the least and the most that is taken in a day: ``1½ to 3 a day``."""
    amounts = sorted({run.daily for run in portion.runs})
    return f"{' to '.join(_counted(each, portion.product) for each in (amounts[:1] + amounts[1:][-1:]))} a day"


def _taken(run: Run, product: Product) -> str:
    """Write ``1½ daily`` or ``1 in the morning and ½ at night``."""
    return listed(f"{_counted(take.amount, product)} {at_time(take.time)}" for take in run.takes) or "none"


def _counted(amount: Fraction, product: Product) -> str:
    """Write an amount as it is counted out: ``1½``, ``2.5 mL``, ``9 drops``."""
    if isinstance(product, Liquid) and product.drops_per_ml:
        drops = amount * product.drops_per_ml
        return f"{written(drops)} {'drop' if drops == 1 else 'drops'}"
    return bare(amount, product)


def _in_full(run: Run, product: Product) -> str:
    """Write ``1 tablet (2 mg) in the morning and ½ tablet (1 mg) at night``."""
    takes = listed(f"{_with_mass(take.amount, product)} {at_time(take.time)}" for take in run.takes)
    return (takes or "none") if run.covered else f"NOT COVERED{f', beside {takes}' if takes else ''}"


def _with_mass(amount: Fraction, product: Product) -> str:
    if not isinstance(product, Liquid):
        return f"{quantity(amount, product)} ({product.strength * amount})"
    volume = f"{Volume(amount)}, " if product.drops_per_ml else ""
    mass: Mass = product.concentration.mass(Volume(amount))
    return f"{_counted(amount, product)} ({volume}{mass})"
