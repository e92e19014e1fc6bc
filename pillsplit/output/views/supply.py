"""The answer of `supply` as a page, as rows and as a document."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from fractions import Fraction

from pillsplit import __version__
from pillsplit.model.product import Liquid, Product
from pillsplit.model.schedule import DAY
from pillsplit.model.shelf import Shelf
from pillsplit.model.text import listed
from pillsplit.output.document import plan_head
from pillsplit.output.prescription import BY_CHART, bare, line, long_form, name_of, when
from pillsplit.output.summary import OF_MEASURING, data_notes, notes
from pillsplit.output.table import Lines, Page, Part, Records, Table
from pillsplit.output.view import View
from pillsplit.output.views import supply_data as data
from pillsplit.output.views.plan_rows import why
from pillsplit.output.views.supply_data import ALL, iso, packs_of
from pillsplit.output.words import (
    basis,
    count_in_words,
    date_in_words,
    days_in_words,
    product_line,
    ranges,
    sentence,
    source_in_words,
    title,
)
from pillsplit.verbs.dispensing import Portion
from pillsplit.verbs.supply import Held, Interval, Supply

_OF_DATA = (
    "packs-unknown",
    "packs-unverified",
    "unverified",
    "opened-life-unknown",
    "bottle-size-unknown",
)
"""The notes that are about what is on record, not about what to dispense."""


def view(supply: Supply, *, in_full: bool = False) -> View:
    """Return what is to be dispensed, for every form."""
    return View(
        page=lambda: page(supply, in_full=in_full),
        records=lambda: Records(data.COLUMNS, data.rows(supply)),
        document=lambda: plan_head("supply", __version__, supply.plan) | data.body(supply),
        products=supply.plan.shelf.products,
    )


def page(supply: Supply, *, in_full: bool = False) -> Page:
    """Return what a pharmacist reads: what to dispense in all and on each prescription, and what must be said.

    A single prescription stands with its lines, and in its long form where a line refers to the schedule; several
    stand on a line each. With *in_full* all are written out: packs, lines, and long forms.
    """
    plan = supply.plan
    if in_full:
        prescriptions: tuple[Part, ...] = (_portions(supply), *_prescriptions(supply, in_full=True))
    elif len(supply.intervals) == 1:
        prescriptions = tuple(_prescriptions(supply, in_full=False))
    else:
        prescriptions = (Lines("Prescriptions", tuple(_in_short(supply))),)
    return Page(
        title(plan.schedule, plan.shelf),
        (summary(supply),),
        (
            _total(supply),
            Lines("In the house", tuple(in_the_house(supply))),
            Lines("Quantities checked", tuple(_expect(supply, held) for held in supply.expect)),
            Lines("Days that are not covered", tuple(_uncovered(supply))),
            *prescriptions,
            Lines("Notes on packs and bottles", tuple(_notes(supply, data=False))),
            Lines("Notes on the doses", notes(plan, without=(*OF_MEASURING, "other-drops"))),
            Lines(f"Rules of supply in {plan.shelf.title}, for information", tuple(_rules(plan.shelf)), detail=True),
            Lines("Basis", (basis(plan.shelf, plan.preferences),), detail=True),
            Lines("Data", (*_notes(supply, data=True), *data_notes(plan)), detail=True),
            Lines("Products used", tuple(map(product_line, plan.products_used)), detail=True),
        ),
    )


def summary(supply: Supply) -> str:
    """Say what comes to be dispensed in all, in how many intervals, and what they leave uncovered."""
    number, last = len(supply.intervals), supply.intervals[-1].days
    shelf = supply.plan.shelf
    amounts = listed(amount_in_words(each, shelf) for each in supply.total)
    lacking = f" {days_in_words(supply.uncovered_days)} cannot be covered in full." if supply.uncovered else ""
    length = f"{days_in_words(supply.days)} in one interval"
    if number > 1:
        length = f"{days_in_words(supply.days)} in {number} intervals of {days_in_words(supply.interval)}"
        length += f", the last of {days_in_words(last)}" if last != supply.interval else ""
    return f"To dispense in all: {amounts or 'nothing'}.{lacking} {length}."


def _total(supply: Supply) -> Table:
    """Return what is taken and dispensed of each product in all."""
    rows = (cells for _, *cells in _rows(supply, ALL, supply.total)) if supply.total else ()
    return Table(_HEADER, tuple(map(tuple, rows)), "In all").without_empty()


_HEADER = ("Product", "Taken", "Dispense", "In whole packs", "Left")


def _portions(supply: Supply) -> Table:
    rows: list[tuple[str, ...]] = []
    for interval in supply.intervals:
        days = ranges(range(interval.first_day, interval.last_day + 1))
        rows += _rows(supply, iso(supply, interval.first_day) or days, interval.portions)
    return Table(("From" if supply.start else "Days", *_HEADER), tuple(rows), "What to dispense").without_empty()


def _rows(supply: Supply, label: str, portions: Sequence[Portion]) -> Iterator[tuple[str, ...]]:
    for portion in portions:
        product = portion.product
        yield (
            label,
            _name(product, supply.plan.shelf),
            bare(portion.used, product),
            f"{bare(portion.dispensed, product)}{'' if portion.covered else ' (in part)'}",
            packed(portion),
            bare(portion.left, product) if portion.left else "",
        )
        label = ""
    if not portions:
        yield label, "nothing", "", "", "", ""


def packed(portion: Portion) -> str:
    """Write the whole packs that hold a portion, or the bottles to open: ``2 × 28 (14 over)``, ``1 × 100 mL``."""
    if isinstance(portion.product, Liquid):
        return _bottled(portion) or "not on record"
    if portion.packs is None:
        return "not on record"
    over = sum((size * count for size, count in packs_of(portion)), start=Fraction(0)) - portion.dispensed
    said = " + ".join(f"{count} × {bare(size, portion.product)}" for size, count in packs_of(portion)) or "none"
    return f"{said} ({bare(over, portion.product)} over)" if over else said


def _bottled(portion: Portion) -> str:
    """Write the bottles to open: ``1 × 100 mL``, ``at least 2 bottles``; nothing where nothing is on record."""
    bottles = portion.bottles
    if bottles is None:
        return ""
    if not bottles.count:
        return "no new bottle"
    least = "at least " if bottles.is_least else ""
    return f"{least}{f'{bottles.count} × {bottles.size}' if bottles.size else count_in_words(bottles.count, 'bottle')}"


def _in_short(supply: Supply) -> Iterator[str]:
    """Say on one line what each prescription is for."""
    shelf = supply.plan.shelf
    for interval in supply.intervals:
        amounts = ", ".join(
            f"{amount_in_words(each, shelf)}{'' if each.covered else ' (in part)'}" for each in interval.portions
        )
        yield f"{interval.number}, {_span(supply, interval)}: {amounts or 'nothing'}"
    yield "Each with its packs and what is taken when: `in_full`."


def _span(supply: Supply, interval: Interval) -> str:
    """Write the days of an interval: ``29 Dec – 25 Jan`` where their dates are known, else ``days 29–56``."""
    first, last = supply.date(interval.first_day), supply.date(interval.last_day)
    if first and last:
        return _day(first) if first == last else f"{_day(first)} – {_day(last)}"
    return f"{'day' if interval.days == 1 else 'days'} {ranges(range(interval.first_day, interval.last_day + 1))}"


def _day(date: datetime.date) -> str:
    return date_in_words(date).partition(" ")[2]


def _prescriptions(supply: Supply, *, in_full: bool) -> Iterator[Lines]:
    shelf = supply.plan.shelf
    for interval in supply.intervals:
        lines = []
        for portion in interval.portions:
            short = line(portion, shelf, supply.date(interval.first_day))
            if short:
                lines.append(short)
            elif not portion.covered:
                lines.append(f"{name_of(portion.product, shelf)}: no line, as not every dose of these days is covered")
            if in_full or not short or short.endswith(BY_CHART):
                lines.append(long_form(supply, portion, interval.first_day))
        days = when(supply, interval.first_day, interval.last_day)
        yield Lines(f"Prescription {interval.number}: {_lower(days)}", tuple(lines))


def _notes(supply: Supply, *, data: bool) -> Iterator[str]:
    """Yield the notes on what is on record, or the others."""
    return (sentence(note.text) for note in supply.notes if (note.code in _OF_DATA) is data)


def in_the_house(supply: Supply) -> Iterator[str]:
    """Say of each product in the house how long it lasts, and what is still to dispense of it."""
    return (_have(supply, held) for held in supply.have)


def _have(supply: Supply, held: Held) -> str:
    said = f"{_amount_of(held.amount, held.product, supply.plan.shelf)}:"
    if not held.needed:
        return f"{said} the plan takes none of it."
    if held.covers is None:
        return f"{said} enough to the last day, with {bare(held.amount - held.needed, held.product)} left over then."
    more = next(each.dispensed for each in supply.total if each.product == held.product)
    return f"{said} {_lasting(supply, held.covers)}; {bare(more, held.product)} more to dispense."


def _expect(supply: Supply, held: Held) -> str:
    said = f"{_amount_of(held.amount, held.product, supply.plan.shelf)}: {held.verdict}"
    by = bare(abs(held.needed - held.amount), held.product)
    beside = " beside what is in the house" if any(each.product == held.product for each in supply.have) else ""
    needed = f"the schedule needs {bare(held.needed, held.product)}{beside}"
    if held.verdict == "short":
        return f"{said} by {by}; {needed}; {_lasting(supply, held.covers or 0)}."
    return f"{said} by {by}; {needed}." if held.verdict == "over" else f"{said}; {needed}."


def _lasting(supply: Supply, covers: int) -> str:
    """Say up to which day something is enough and on which day it runs out."""
    runs_out = f"runs out on {_lower(when(supply, covers + 1, covers + 1))}"
    return f"covers {_lower(when(supply, 1, covers))} in full and {runs_out}" if covers else runs_out


def _uncovered(supply: Supply) -> Iterator[str]:
    for each in supply.uncovered:
        dose = each.planned.dose
        time = "" if dose.time == DAY else f" ({dose.time})"
        days = when(supply, each.first_day, each.last_day)
        yield f"{days}, step {each.step}: {dose.mass} of {dose.drug}{time} cannot be made: {why(each.planned)}."
    for gap in supply.gaps:
        yield f"{when(supply, gap.first_day, gap.last_day)}: the schedule has no step."


def _rules(shelf: Shelf) -> Iterator[str]:
    return (f"{fact.text} ({source_in_words(fact.source)})" for fact in shelf.facts if fact.code != "not-marketed")


def _name(product: Product, shelf: Shelf) -> str:
    """Name a product as short as it is unmistakable here."""
    drug = "" if len(shelf.drug_names) == 1 else f"{product.drug} "
    return f"{drug}{shelf.short_names[product.id]}"


def amount_in_words(portion: Portion, shelf: Shelf) -> str:
    """Write ``35 × 2 mg tablet`` or ``70 mL of 1 mg/mL oral solution (1 × 100 mL)``."""
    said = _amount_of(portion.dispensed, portion.product, shelf)
    bottles = _bottled(portion)
    return f"{said} ({bottles})" if bottles else said


def _amount_of(amount: Fraction, product: Product, shelf: Shelf) -> str:
    return f"{bare(amount, product)} {'of' if isinstance(product, Liquid) else '×'} {_name(product, shelf)}"


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
