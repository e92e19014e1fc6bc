"""The answer of `plan`: everything on one page, the answer first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pillsplit import __version__
from pillsplit.formulary.loader import GENERIC
from pillsplit.model.combination import Measured
from pillsplit.model.device import Syringe
from pillsplit.model.plan import Plan
from pillsplit.model.source import Evidence
from pillsplit.model.text import listed
from pillsplit.output.document import Json, plan_head
from pillsplit.output.summary import ladder, notes, place, summary
from pillsplit.output.table import Column, Lines, Page, records_of, table_of
from pillsplit.output.view import View
from pillsplit.output.views import plan_data, supply_data, titrate
from pillsplit.output.views.check import COLUMNS, details, division, unmade
from pillsplit.output.views.plan_rows import (
    CHANGE,
    DAYS,
    DOSE,
    DRUG,
    MADE,
    START,
    STEP,
    TIME,
    VERDICT,
    DoseRow,
    dose_rows,
    taken_in_words,
)
from pillsplit.output.views.supply import amount_in_words, in_the_house
from pillsplit.output.words import days_in_words, title
from pillsplit.verbs.dispensing import Portion
from pillsplit.verbs.supply import Supply

_LEFT_TO_TITRATE = ("enfit-low-dose", "handling")
"""What only whoever measures reads, and `titrate` says."""


def _device(row: DoseRow) -> str:
    return device_in_short(row.planned.liquid) if row.planned.liquid else ""


def device_in_short(measured: Measured) -> str:
    """Say what a volume is measured with: ``1 mL syringe``, ``5 mL syringe, 2 fills``, ``dropper``."""
    device = measured.device
    if device is None:
        return f"marks of {measured.step}"
    name = f"{device.capacity} syringe" if isinstance(device, Syringe) else str(device.kind)
    return name if len(measured.fills) == 1 else f"{name}, {len(measured.fills)} fills"


_TAKE = Column[DoseRow](
    heading="How to take it",
    words=lambda row: taken_in_words(row, "cannot be made"),
    tone=VERDICT.tone,
)
_SHOWN = (
    STEP,
    START,
    DAYS,
    DRUG,
    TIME,
    DOSE,
    _TAKE,
    Column[DoseRow](heading="Measured with", words=_device),
    MADE,
    CHANGE,
)


def view(supply: Supply) -> View:
    """Return the whole answer: the plan that *supply* tells from, with what to prescribe."""
    plan = supply.plan
    return View(
        page=lambda: page(supply),
        records=lambda: records_of(COLUMNS, dose_rows(plan)),
        document=lambda: plan_head("plan", __version__, plan) | body(supply),
        products=plan.shelf.products,
    )


def _title(plan: Plan) -> str:
    named = plan.shelf.region not in (None, GENERIC)
    return f"{title(plan.schedule)}, {place(plan.shelf)}" if named else title(plan.schedule, plan.shelf)


def page(supply: Supply) -> Page:
    """Return one page: is it practical, what to prescribe, how each step is taken and measured, what to know."""
    plan = supply.plan
    return Page(
        _title(plan),
        tuple(filter(None, (f"{summary(plan)} {ladder(plan)}".rstrip(), division(plan.divide)))),
        (
            Lines("What to prescribe", tuple(_prescribed(supply))),
            table_of(_SHOWN, dose_rows(plan)),
            *unmade(plan),
            Lines("", (*notes(plan, without=_LEFT_TO_TITRATE), _data(plan))),
            *details(plan),
        ),
        names_details=False,
    )


def body(supply: Supply) -> Json:
    """Return what `check`, `titrate` and `supply` hold, in one document."""
    return titrate.body(supply.plan) | supply_data.body(supply) | {"summary": plan_data.summary(supply.plan)}


def _prescribed(supply: Supply) -> Iterator[str]:
    """Say what the first interval takes in full, and what all of them come to."""
    first = supply.intervals[0]
    yield from (f"In the house: {said}" for said in in_the_house(supply))
    if len(supply.intervals) > 1:
        yield f"First {days_in_words(first.days)}: {_amounts(supply, first.portions)}."
    yield f"In all {days_in_words(supply.days)}: {_amounts(supply, supply.total)}."


def _amounts(supply: Supply, portions: Iterable[Portion]) -> str:
    return listed(amount_in_words(each, supply.plan.shelf) for each in portions) or "nothing"


def _data(plan: Plan) -> str:
    """Say in one line where the data come from."""
    used = plan.products_used
    if not used:
        return f"Data: the products {place(plan.shelf)}."
    if all(product.source.evidence is Evidence.STATED for product in used):
        return "Data: the tablets and liquids that were named; none is looked up."
    checked = [product.source.checked for product in used if product.source.checked]
    kinds = listed(dict.fromkeys(str(product.source.evidence) for product in used))
    when = f", checked {min(checked)}" if checked else ""
    return f"Data: {kinds}{when}; `sources` says more."
