"""The answer of `choose`: which products to prescribe, and how each step is made with the first option."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from attrs import frozen

from pillsplit import __version__
from pillsplit.amounts.number import in_parts, plain
from pillsplit.model.form import Form
from pillsplit.model.plan import Plan
from pillsplit.model.product import Liquid, Product
from pillsplit.model.text import listed
from pillsplit.output import document
from pillsplit.output.document import Json, head
from pillsplit.output.summary import OF_MEASURING, data_notes, notes
from pillsplit.output.table import Column, Lines, Page, records_of, table_of
from pillsplit.output.view import View
from pillsplit.output.views import plan_data
from pillsplit.output.views.plan_rows import DAYS, DOSE, DRUG, MADE, START, STEP, TAKE, TIME, dose_rows
from pillsplit.output.views.supply import amount_in_words
from pillsplit.output.views.supply_data import packs_of, portion_document
from pillsplit.output.words import (
    basis,
    count_in_words,
    not_marketed,
    product_line,
    steps_in_a_sentence,
    title,
)
from pillsplit.verbs.choose import Choice
from pillsplit.verbs.dispensing import Portion
from pillsplit.verbs.option import OptionPlan

SHOWN = 3
"""How many options are shown where nobody asks for more or fewer."""


@frozen
class OptionRow:
    """One option in its place."""

    number: int
    choice: Choice
    plan: OptionPlan


def option_rows(choice: Choice, plans: Sequence[OptionPlan]) -> Iterator[OptionRow]:
    """Yield the options that are shown; *plans* belong to the first ones, in their order."""
    return (OptionRow(number, choice, plan) for number, plan in enumerate(plans, start=1))


def _figure(key: str, heading: str) -> Column[OptionRow]:
    def number(row: OptionRow) -> int:
        figure: int = getattr(row.plan.option.figures, key)
        return figure

    return Column[OptionRow](key, heading, plain=lambda row: str(number(row)), words=lambda row: str(number(row) or ""))


def _portions(row: OptionRow, say: Callable[[Portion], str]) -> str:
    said = {identity: say(portion) for identity, portion in row.plan.portions.items()}
    return "; ".join(f"{identity}: {text}" for identity, text in said.items() if text)


COLUMNS = (
    Column[OptionRow]("option", "No.", plain=lambda row: str(row.number)),
    Column[OptionRow](
        "products",
        "Products",
        plain=lambda row: "; ".join(row.plan.option.ids),
        words=lambda row: _short(row.choice, row.plan.option.products),
    ),
    _figure("unreachable_days", "Unmade days"),
    _figure("nofall_days", "No fall"),
    _figure("liquid_days", "Liquid days"),
    _figure("busy_days", "Busy"),
    Column[OptionRow]("off_mg", plain=lambda row: plain(row.plan.option.figures.off_mg)),
    _figure("eighths", "Eighths"),
    _figure("quarters", "Quarters"),
    _figure("thirds", "Thirds"),
    _figure("halves", "Halves"),
    Column[OptionRow]("number_of_products", plain=lambda row: str(row.plan.option.figures.products)),
    Column[OptionRow]("pieces", plain=lambda row: str(row.plan.option.figures.pieces)),
    Column[OptionRow]("unreachable_steps", plain=lambda row: "; ".join(map(str, row.plan.unreachable_steps))),
    Column[OptionRow]("liquid_steps", plain=lambda row: "; ".join(map(str, row.plan.liquid_steps))),
    Column[OptionRow]("tablets_a_day", plain=lambda row: plain(row.plan.tablets_a_day)),
    Column[OptionRow](
        "tablets",
        "Tablets",
        plain=lambda row: str(row.plan.tablets),
        words=lambda row: str(row.plan.tablets or ""),
    ),
    Column[OptionRow](
        heading="A day",
        words=lambda row: in_parts(row.plan.tablets_a_day) if row.plan.tablets else "",
    ),
    Column[OptionRow]("dispense", plain=lambda row: _portions(row, _amount)),
    Column[OptionRow]("packs", plain=lambda row: _portions(row, _packs)),
)
_OF_STEPS = (STEP, START, DAYS, DRUG, TIME, DOSE, TAKE, MADE)


def view(choice: Choice, plans: Sequence[OptionPlan], listed_options: int | None = None) -> View:
    """Return the choice; *plans* belong to the first options, and a document lists so many options, or all."""
    hidden = len(choice.options) - len(plans)
    beside = (f"the first {len(plans)} options are written, and {hidden} more are not: `top` says how many",)
    return View(
        page=lambda: page(choice, plans),
        records=lambda: records_of(COLUMNS, option_rows(choice, plans)),
        document=lambda: (
            head("choose", __version__, choice.shelf, choice.preferences, choice.measuring, choice.whole.ways)
            | body(choice, plans, listed_options)
        ),
        products=choice.shelf.products,
        beside_records=lambda: beside if hidden else (),
    )


def page(choice: Choice, plans: Sequence[OptionPlan]) -> Page:
    """Return what a prescriber reads: why the first option is the best, the options, and how it makes each step.

    *plans* belong to the first options, in their order; the others are only counted.
    """
    products = [each for each in choice.shelf.products if any(each in one.option.products for one in plans)]
    first = plans[0].plan if plans else None
    return Page(
        title(choice.schedule, choice.shelf),
        (" ".join((recommendation(choice, plans), *_how_to_read(choice, plans))),),
        (
            table_of(COLUMNS, option_rows(choice, plans)),
            table_of(_OF_STEPS, dose_rows(first) if first else (), "How each step is made with option 1"),
            Lines("", (*_words_of_the_table(plans), *_of_the_first(choice, plans), *_notes(first))),
            Lines("Planning", tuple(_on_the_first(choice, plans)), detail=True),
            Lines("Basis", (basis(choice.shelf, choice.preferences),), detail=True),
            Lines("Order", (_ORDER,) if plans else (), detail=True),
            Lines("Data", data_notes(first) if first else (), detail=True),
            Lines("Products", tuple(map(product_line, products)), detail=True),
            Lines("Alike", tuple(_alike(choice, products)), detail=True),
            Lines("Not used", _unused(choice, products), detail=True),
            Lines("Not marketed", not_marketed(choice.shelf), detail=True),
        ),
    )


_ORDER = (
    "The options stand in the order of days not made, days on which the dose does not fall although it is to, days "
    "with liquid, days of more pieces than one dose may have, milligrams that doses and devices are off by, eighths, "
    "quarters, thirds, halves, products, pieces; none is beaten by another in all of these."
)


def recommendation(choice: Choice, plans: Sequence[OptionPlan]) -> str:
    """Say in one sentence what the first option makes, why it stands first, and what one more product saves."""
    if not plans:
        here = choice.shelf.products
        return "No set of these products makes any dose." if here else "There is no product to choose."
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
    says += f", {steps_in_a_sentence(liquid)} with liquid" if liquid else ""
    says += f"; {steps_in_a_sentence(unreachable)} cannot be made" if unreachable else ""
    return f"{says}. {_why_first(choice)}{_one_more(choice, first)}."


def _why_first(choice: Choice) -> str:
    """Say by what the first option stands before every other set."""
    first = choice.options[0].figures
    if first.unreachable_days:
        return "No set leaves fewer days unmade"
    if first.liquid_days:
        others = (each.figures for each in choice.options[1:] if not each.figures.unreachable_days)
        and_falls = any(each.liquid_days < first.liquid_days for each in others)
        return f"No set takes liquid on fewer days{' and lets as many doses fall' if and_falls else ''}"
    return "No set does better in cuts, or as well with fewer products"


def _one_more(choice: Choice, first: OptionPlan) -> str:
    """Say what is saved by the best option that is the first one and one product more, if there is one."""
    mine = first.option.figures
    for number, other in enumerate(choice.options[1:], start=2):
        figures = other.figures
        if figures[:4] == mine[:4] and set(first.option.ids) < set(other.ids) and figures.products == mine.products + 1:
            saved = {
                name: (getattr(mine, f"{name}s" if name != "half" else "halves"))
                - (getattr(figures, f"{name}s" if name != "half" else "halves"))
                for name in ("eighth", "quarter", "third", "half", "piece")
            }
            gains = [_counted(each, thing) for thing, each in saved.items() if each > 0]
            costs = [_counted(-each, f"more {thing}") for thing, each in saved.items() if each < 0]
            more = [product for product in other.products if product.id not in first.option.ids]
            if gains:
                but = f" but takes {listed(costs)}" if costs else ""
                return f"; adding {_named(choice, more)} (option {number}) saves {listed(gains)}{but}"
    return ""


def _how_to_read(choice: Choice, plans: Sequence[OptionPlan]) -> Iterator[str]:
    if choice.must_use:
        yield f"Only sets with {listed(choice.must_use)} are compared."
    if choice.max_products:
        yield f"Only sets of at most {count_in_words(choice.max_products, 'product')} are compared."
    if plans and (hidden := len(choice.options) - len(plans)):
        yield f"Not shown: {count_in_words(hidden, 'more option')}; `top` {len(choice.options)} shows all."


def _of_the_first(choice: Choice, plans: Sequence[OptionPlan]) -> Iterator[str]:
    """Say what the first option takes in all, and how to plan on it alone."""
    if not plans:
        return
    amounts = listed(amount_in_words(each, choice.shelf) for each in plans[0].portions.values())
    yield f"Option 1 takes in all: {amounts or 'nothing'}."
    for liquid in plans[0].option.products:
        if isinstance(liquid, Liquid) and plans[0].plan.liquids.get(liquid.drug) is None:
            yield (
                f"A plan from option 1 leaves its {_name(choice, liquid)} aside: without it as many doses are "
                "made, and they are off by less."
            )


def _on_the_first(choice: Choice, plans: Sequence[OptionPlan]) -> Iterator[str]:
    """Say how to plan on the first option alone, where there is more on the shelf."""
    if plans and len(choice.shelf.products) > len(plans[0].option.products):
        yield f"To plan on option 1 alone: {' '.join(f'`use` {identity}' for identity in plans[0].option.ids)}."


def _notes(first: Plan | None) -> tuple[str, ...]:
    return notes(first, without=OF_MEASURING) if first else ()


def _words_of_the_table(plans: Sequence[OptionPlan]) -> Iterator[str]:
    """Say what the headings mean that do not explain themselves, where they stand in the table."""
    if any(each.option.figures.nofall_days for each in plans):
        yield "No fall: days on which the dose is to fall, and what can be made does not."
    if any(each.option.figures.busy_days for each in plans):
        yield f"Busy: days of more than {plans[0].plan.preferences.max_pieces} pieces of one drug in all."


def _alike(choice: Choice, products: Sequence[Product]) -> Iterator[str]:
    for product in products:
        if alike := choice.alike(product):
            yield f"{_name(choice, product)}: {listed(f'{_name(choice, each)} [{each.id}]' for each in alike)}"


def _unused(choice: Choice, products: Sequence[Product]) -> tuple[str, ...]:
    every = (*choice.shelf.products, *choice.whole.left_out)
    names = [product.name for product in every if product not in products]
    return (", ".join(names),) if names else ()


def _name(choice: Choice, product: Product, *, many: bool = False) -> str:
    """Return what a product is called among these: ``5 mg tablet``; with its drug where there are several."""
    name = choice.shelf.short_names[product.id]
    if many and not isinstance(product, Liquid):
        name = name.replace(str(product.form), f"{product.form}s", 1)
    return f"{product.drug} {name}" if len(choice.schedule.drugs) > 1 else name


def _short(choice: Choice, products: Sequence[Product]) -> str:
    """Name the products of an option in a cell: ``2 + 5 (Berk) + 10 mg + 1 mg/mL``."""
    says: list[str] = []
    several = len(choice.schedule.drugs) > 1
    for product, after in zip_longest(products, products[1:]):
        name = choice.shelf.short_names[product.id]
        if product.form is Form.TABLET:
            name = name.replace(f" {Form.TABLET}", "", 1)
            if after and after.form is Form.TABLET and after.drug == product.drug:
                name = name.replace(" mg", "", 1)
        elif isinstance(product, Liquid):
            alike = [each for each in choice.shelf.liquids(product.drug) if each.amount == product.amount]
            name = product.amount if len(alike) == 1 else name
        is_first = not says or products[len(says) - 1].drug != product.drug
        says.append(f"{product.drug} {name}" if several and is_first else name)
    return " + ".join(says)


def _named(choice: Choice, products: Sequence[Product]) -> str:
    """Name products in a sentence: ``2 mg, 5 mg and 10 mg tablets and 1 mg/mL oral solution``."""
    says: list[str] = []
    for drug in dict.fromkeys(product.drug for product in products):
        of_drug = [product for product in products if product.drug == drug]
        plain_ones = [
            choice.shelf.short_names[product.id].replace(f" {Form.TABLET}", "", 1)
            for product in of_drug
            if product.form is Form.TABLET
        ]
        prefix = f"{drug} " if len(choice.schedule.drugs) > 1 else ""
        says += [f"{prefix}{listed(plain_ones)} tablets"] if plain_ones else []
        says += [_name(choice, product, many=True) for product in of_drug if product.form is not Form.TABLET]
    return listed(says)


def _counted(number: int, thing: str) -> str:
    """Write ``1 half`` or ``28 halves``."""
    return count_in_words(number, thing).replace("halfs", "halves")


def _amount(portion: Portion) -> str:
    unit = "mL" if isinstance(portion.product, Liquid) else "tablets"
    return f"{plain(portion.dispensed)} {unit}"


def _packs(portion: Portion) -> str:
    unit = " mL" if isinstance(portion.product, Liquid) else ""
    return " + ".join(f"{count} x {plain(size)}{unit}" for size, count in packs_of(portion))


def body(choice: Choice, plans: Sequence[OptionPlan], listed_options: int | None = None) -> Json:
    """Return what the document of `choose` holds besides its head: the options, and the *plans* of the first."""
    return {
        "max_products": choice.max_products,
        "must_use": list(choice.must_use),
        "options": [
            {
                "products": list(option.ids),
                "unreachable_days": option.figures.unreachable_days,
                "nofall_days": option.figures.nofall_days,
                "liquid_days": option.figures.liquid_days,
                "busy_days": option.figures.busy_days,
                "off_mg": plain(option.figures.off_mg),
                "eighths": str(option.figures.eighths),
                "quarters": str(option.figures.quarters),
                "thirds": str(option.figures.thirds),
                "halves": str(option.figures.halves),
                "pieces": str(option.figures.pieces),
            }
            for option in choice.options[:listed_options]
        ],
        "options_in_all": len(choice.options),
        "practical": choice.practical,
        "why": recommendation(choice, plans),
        "plans": [_plan(each) for each in plans],
        "steps": [plan_data.step(step) for each in plans[:1] for step in each.plan.steps],
    }


def _plan(each: OptionPlan) -> Json:
    said = (note for step in each.plan.steps for planned in step.doses for note in planned.notes)
    return {
        "products": list(each.option.ids),
        "unreachable_steps": each.unreachable_steps,
        "liquid_steps": each.liquid_steps,
        "tablets_a_day": plain(each.tablets_a_day),
        "tablets": each.tablets,
        "dispense": [portion_document(portion) for portion in each.portions.values()],
        "notes": document.notes(tuple(dict.fromkeys(said))),
    }
