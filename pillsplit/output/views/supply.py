"""The answer of `supply` as a page, as rows and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pillsplit.model.product import Liquid, Product, Shelf
from pillsplit.model.schedule import DAY
from pillsplit.model.text import listed
from pillsplit.output.prescription import BY_SCHEDULE, bare, line, long_form, name_of, when
from pillsplit.output.table import Lines, Page, Table
from pillsplit.output.views import check as telling_check
from pillsplit.output.views.supply_data import ALL, iso, packs_of
from pillsplit.output.words import basis, days_in_words, product_line, ranges, source_in_words, title
from pillsplit.verbs.dispensing import Portion
from pillsplit.verbs.supply import Held, Supply


def page(supply: Supply, *, in_full: bool = False) -> Page:
    """Return what a pharmacist reads: what to dispense when, the lines of each prescription, totals, notes.

    The long form of a portion stands where its line refers to the schedule, and everywhere where *in_full*.
    """
    checked = supply.check
    return Page(
        title(checked.schedule),
        (summary(supply), basis(checked.shelf, checked.preferences)),
        (
            _portions(supply),
            Lines("In the house", tuple(_have(supply, held) for held in supply.have)),
            Lines("Quantities checked", tuple(_expect(supply, held) for held in supply.expect)),
            Lines("Days that are not covered", tuple(_uncovered(supply))),
            *_prescriptions(supply, in_full),
            Lines("Notes on packs and bottles", tuple(f"{_capital(note.text)}." for note in supply.notes)),
            Lines("Notes on the doses", tuple(telling_check.notes(checked))),
            Lines(f"Rules of supply in {checked.shelf.title}, told and not enforced", tuple(_rules(checked.shelf))),
            Lines("Products used", tuple(map(product_line, checked.products_used))),
        ),
    )


def summary(supply: Supply) -> str:
    """Say in one sentence how many intervals there are, what they come to, and what they leave uncovered."""
    number, last = len(supply.intervals), supply.intervals[-1].days
    says = f"{days_in_words(supply.days)} in {number} intervals of {days_in_words(supply.interval)}"
    if number == 1:
        says = f"{days_in_words(supply.days)} in one interval"
    elif last != supply.interval:
        says += f", the last of {days_in_words(last)}"
    shelf = supply.check.shelf
    amounts = listed(_much_of(each.dispensed, each.product, shelf) for each in supply.total)
    lacking = f" {days_in_words(supply.uncovered_days)} cannot be covered in full." if supply.uncovered else ""
    return f"{says}. To dispense in all: {amounts or 'nothing'}.{lacking}"


def _portions(supply: Supply) -> Table:
    rows: list[tuple[str, ...]] = []
    for interval in supply.intervals:
        days = ranges(range(interval.first_day, interval.last_day + 1))
        rows += _rows(supply, iso(supply, interval.first_day) or days, interval.portions)
    if len(supply.intervals) > 1:
        rows += _rows(supply, ALL, supply.total)
    header = ("From" if supply.start else "Days", "Product", "Taken", "Dispense", "In whole packs", "Left")
    return Table(header, tuple(rows), "What to dispense").without_empty()


def _rows(supply: Supply, label: str, portions: Sequence[Portion]) -> Iterator[tuple[str, ...]]:
    for portion in portions:
        product = portion.product
        yield (
            label,
            _name(product, supply.check.shelf),
            bare(portion.used, product),
            f"{bare(portion.dispensed, product)}{'' if portion.covered else ' (in part)'}",
            _packed(portion),
            bare(portion.left, product) if portion.left else "",
        )
        label = ""
    if not portions:
        yield label, "nothing", "", "", "", ""


def _packed(portion: Portion) -> str:
    """Write the whole packs or bottles that hold a portion: ``2 × 28 (14 over)``."""
    if portion.packs is None and portion.bottles is None:
        return "not on record"
    packs = packs_of(portion)
    over = sum((size * count for size, count in packs), start=Fraction(0)) - portion.dispensed
    said = " + ".join(f"{count} × {bare(size, portion.product)}" for size, count in packs) or "none"
    return f"{said} ({bare(over, portion.product)} over)" if over else said


def _prescriptions(supply: Supply, in_full: bool) -> Iterator[Lines]:
    shelf = supply.check.shelf
    for interval in supply.intervals:
        lines = []
        for portion in interval.portions:
            short = line(portion, shelf)
            if short:
                lines.append(short)
            elif not portion.covered:
                lines.append(f"{name_of(portion.product, shelf)}: no line, as not every dose of these days is covered")
            if in_full or not short or short.endswith(BY_SCHEDULE):
                lines.append(long_form(supply, portion, interval.first_day))
        days = when(supply, interval.first_day, interval.last_day)
        yield Lines(f"Prescription {interval.number}: {_lower(days)}", tuple(lines))


def _have(supply: Supply, held: Held) -> str:
    said = f"{_much_of(held.amount, held.product, supply.check.shelf)}:"
    if not held.needed:
        return f"{said} the plan takes none of it."
    if held.covers is None:
        return f"{said} enough to the last day, with {bare(held.amount - held.needed, held.product)} left over then."
    more = next(each.dispensed for each in supply.total if each.product == held.product)
    return f"{said} {_lasting(supply, held.covers)}; {bare(more, held.product)} more to dispense."


def _expect(supply: Supply, held: Held) -> str:
    said = f"{_much_of(held.amount, held.product, supply.check.shelf)}: {held.verdict}"
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
        dose = each.checked.dose
        time = "" if dose.time == DAY else f" ({dose.time})"
        days = when(supply, each.first_day, each.last_day)
        why = telling_check.why(each.checked)
        yield f"{days}, step {each.step}: {dose.mass} of {dose.drug}{time} cannot be made: {why}."
    for gap in supply.gaps:
        yield f"{when(supply, gap.first_day, gap.last_day)}: the schedule has no step."


def _rules(shelf: Shelf) -> Iterator[str]:
    return (f"{fact.text} ({source_in_words(fact.source)})" for fact in shelf.facts if fact.code != "not-marketed")


def _name(product: Product, shelf: Shelf) -> str:
    """Name a product as short as it is unmistakable here."""
    drug = "" if len(shelf.drug_names) == 1 else f"{product.drug} "
    return f"{drug}{shelf.short_names[product.id]}"


def _much_of(amount: Fraction, product: Product, shelf: Shelf) -> str:
    """Write ``35 × 2 mg tablet`` or ``70 mL of 1 mg/mL oral solution``."""
    return f"{bare(amount, product)} {'of' if isinstance(product, Liquid) else '×'} {_name(product, shelf)}"


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
