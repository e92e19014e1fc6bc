"""The answer of `choose` as a page, as rows and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from pillsplit.amounts.number import in_parts, plain
from pillsplit.amounts.quantity import Volume
from pillsplit.model.product import Form, Liquid, Product
from pillsplit.model.schedule import DAY
from pillsplit.model.text import listed
from pillsplit.output.table import Lines, Page, Table
from pillsplit.output.views.supply_data import packs_of
from pillsplit.output.words import (
    basis,
    count_in_words,
    gathered,
    in_words,
    not_marketed,
    product_line,
    ranges,
    sentence,
    steps_in_words,
    title,
)
from pillsplit.verbs.choose import Choice
from pillsplit.verbs.dispensing import Portion
from pillsplit.verbs.option import Plan, plan

SHOWN = 10
"""How many options are shown where nobody asks for more or fewer."""

HEADER = (
    "No.",
    "Products",
    "Dispense",
    "Packs",
    "Liquid",
    "Not made",
    "Quarters",
    "Halves",
    "Tablets",
)


def page(choice: Choice, plans: Sequence[Plan]) -> Page:
    """Return what a prescriber reads: why the first option is the best, the options, notes, products.

    *plans* belong to the first options, in their order; the others are only counted.
    """
    products = [each for each in choice.shelf.products if any(each in one.option.products for one in plans)]
    return Page(
        title(choice.schedule),
        (
            recommendation(choice, plans),
            basis(choice.shelf, choice.preferences),
            *_how_to_read(choice, plans),
        ),
        (
            Table(
                HEADER,
                tuple(row for number, each in enumerate(plans, start=1) for row in _rows(choice, number, each)),
            ).without_empty(),
            _steps(choice, plans[:1]),
            Lines("Notes", tuple(_notes(plans))),
            Lines("Products of these options", tuple(map(product_line, products))),
            Lines("Alike, and as good in their place", tuple(_alike(choice, products))),
            Lines("Not marketed", not_marketed(choice.shelf)),
        ),
    )


def recommendation(choice: Choice, plans: Sequence[Plan]) -> str:
    """Say in one sentence what the first option makes, why it stands first, and what one more product saves."""
    if not plans:
        return "There is no product to choose."
    first = plans[0]
    unreachable, liquid = first.unreachable_steps, first.liquid_steps
    several, count = len(first.option.products) > 1, len(choice.schedule.steps)
    if len(unreachable) == count:
        return (
            f"No set of these products makes {f'any of the {count} steps' if count > 1 else 'the only step'} in full."
        )
    makes = "makes" if not several and isinstance(first.option.products[0], Liquid) else "make"
    made = f"all {count} steps" if count > 1 else "the only step"
    if unreachable:
        made = f"{count - len(unreachable)} of {count} steps"
    named = _named(choice, first.option.products)
    says = f"{named[0].upper()}{named[1:]} {makes} {made}"
    says += f", {steps_in_words(liquid)} with liquid" if liquid else ""
    if not unreachable and not liquid:
        return f"{says}{', and no smaller set does' if several else ''}{_one_more(choice, first)}."
    says += "; no set leaves fewer days unmade" if unreachable else "; no set needs liquid on fewer days"
    says += " or, with as few, needs liquid on fewer" if unreachable and liquid else ""
    return f"{says}{', and no smaller one does as well' if several else ''}{_one_more(choice, first)}."


def _one_more(choice: Choice, first: Plan) -> str:
    """Say what is saved by the best option that is the first one and one product more, if there is one."""
    mine = first.option.figures
    for other in choice.options[1:]:
        figures = other.figures
        if figures[:3] == (*mine[:2], mine.products + 1) and set(first.option.ids) < set(other.ids):
            saved = {"quarter": mine.quarters - figures.quarters, "half": mine.halves - figures.halves}
            if mine.pieces != figures.pieces:
                saved["tablet"] = first.tablets - plan(choice, other, keep_steady=first.steady).tablets
            gains = [_counted(number, thing) for thing, number in saved.items() if number > 0]
            costs = [_counted(-number, f"more {thing}") for thing, number in saved.items() if number < 0]
            more = [product for product in other.products if product.id not in first.option.ids]
            if gains:
                but = f" but takes {listed(costs)}" if costs else ""
                return f"; adding {_named(choice, more)} saves {listed(gains)}{but}"
    return ""


def _how_to_read(choice: Choice, plans: Sequence[Plan]) -> Iterator[str]:
    if not plans:
        return
    if plans[0].steady:
        changes = _counted(plans[0].changes, "time")
        yield (
            f"With option 1 the amount of a product at one time of day changes {changes} from a step to the next: "
            "there is no steadier way that asks for equally few cuts and pieces."
        )
    yield (
        "The options stand in the order of days not made, days with liquid, products, quarters, halves, pieces, and "
        "none is beaten by another in all of these. In brackets: the most on one day."
    )
    if choice.must_use:
        yield f"Only sets with {listed(choice.must_use)} are compared."
    if choice.max_products:
        yield f"Only sets of at most {_counted(choice.max_products, 'product')} are compared."
    if hidden := len(choice.options) - len(plans):
        yield f"Not shown: {_counted(hidden, 'more option')}; --top {len(choice.options)} shows all."


def _rows(choice: Choice, number: int, each: Plan) -> Iterable[tuple[str, ...]]:
    """Return the rows of one option: one for each product, with the figures of them all in the first."""
    figures = each.option.figures
    return zip_longest(
        [str(number)],
        [_name(choice, product) for product in each.option.products],
        [amount(each.portions.get(product.id)) for product in each.option.products],
        [packs(each.portions.get(product.id)) for product in each.option.products],
        [steps_in_words(each.liquid_steps) if each.liquid_steps else ""],
        [steps_in_words(each.unreachable_steps) if each.unreachable_steps else ""],
        [f"{figures.quarters} ({each.quarters_a_day})" if figures.quarters else ""],
        [f"{figures.halves} ({each.halves_a_day})" if figures.halves else ""],
        [f"{each.tablets} ({in_parts(each.tablets_a_day)})" if each.tablets else ""],
        fillvalue="",
    )


def amount(portion: Portion | None) -> str:
    """Say how much of a product is to be dispensed: ``130 tablets``, ``33.6 mL``."""
    if portion is None:
        return "none"
    if isinstance(portion.product, Liquid):
        return str(Volume(portion.dispensed))
    return _counted(int(portion.dispensed), "capsule" if portion.product.form is Form.CAPSULE else "tablet")


def packs(portion: Portion | None) -> str:
    """Say in which packs or bottles: ``1 × 100 + 1 × 30``, ``2 × 100 mL``; nothing where none are on record."""
    if portion is None:
        return ""
    unit = " mL" if isinstance(portion.product, Liquid) else ""
    return " + ".join(f"{count} × {plain(size)}{unit}" for size, count in packs_of(portion))


def _steps(choice: Choice, first: Sequence[Plan]) -> Table:
    """Return how each step is made with the first option, where there is one."""
    one_drug = len(choice.schedule.drugs) == 1
    rows = [
        (
            str(step.step.number) if number == 0 else "",
            step.step.start.isoformat() if number == 0 and step.step.start else "",
            str(step.step.days) if number == 0 else "",
            "" if one_drug else checked.dose.drug,
            "" if checked.dose.time == DAY else checked.dose.time,
            str(checked.dose.mass),
            in_words(checked.answer.combination, choice.shelf) if checked.answer.combination else "cannot be made",
        )
        for each in first
        for step in each.check.steps
        for number, checked in enumerate(step.doses)
    ]
    header = ("Step", "From", "Days", "Drug", "Time", "Dose", "How to take it")
    return Table(header, tuple(rows), "How each step is made with option 1").without_empty()


def _notes(plans: Sequence[Plan]) -> Iterator[str]:
    """Say what must be said with the combinations, each sentence once with the options that it holds for."""
    said = (
        (number, note.text)
        for number, each in enumerate(plans, start=1)
        for step in each.check.steps
        for checked in step.doses
        for note in checked.notes
    )
    for text, numbers in gathered(said).items():
        of = "Every option" if len(numbers) == len(plans) > 1 else f"Option{'s' * (len(numbers) > 1)} {ranges(numbers)}"
        yield sentence(f"{of}: {text}")
    if any(packs_of(each) for one in plans for each in one.portions.values()):
        yield (
            "Packs and bottles hold what is taken over the whole schedule, as one order: `pillsplit supply` says what "
            "each prescription takes, and what is not known of them."
        )


def _alike(choice: Choice, products: Iterable[Product]) -> Iterator[str]:
    for product in products:
        if alike := choice.alike(product):
            yield f"{_name(choice, product)}: {listed(f'{_name(choice, each)} [{each.id}]' for each in alike)}"


def _name(choice: Choice, product: Product, *, many: bool = False) -> str:
    """Return what a product is called among these: ``5 mg tablet``; with its drug where there are several."""
    name = choice.shelf.short_names[product.id]
    if many and not isinstance(product, Liquid):
        name = name.replace(str(product.form), f"{product.form}s", 1)
    return f"{product.drug} {name}" if len(choice.schedule.drugs) > 1 else name


def _named(choice: Choice, products: Iterable[Product]) -> str:
    return listed(_name(choice, product, many=True) for product in products)


def _counted(number: int, thing: str) -> str:
    """Write ``1 half`` or ``28 halves``."""
    return count_in_words(number, thing).replace("halfs", "halves")
