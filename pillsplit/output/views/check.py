"""The answer of `check`: each step with its combination and its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pillsplit import __version__
from pillsplit.model.plan import Plan
from pillsplit.model.schedule import TIMES_OF_DAY
from pillsplit.model.text import listed
from pillsplit.output.document import plan_head
from pillsplit.output.summary import OF_MEASURING, data_notes, ladder, notes, summary
from pillsplit.output.table import Lines, Page, Part, records_of, table_of
from pillsplit.output.view import View
from pillsplit.output.views import plan_data
from pillsplit.output.views.plan_rows import (
    ABOVE,
    BELOW,
    DAYS,
    DIFFERENCE,
    DOSE,
    DRUG,
    MADE,
    NOTES,
    START,
    STEP,
    TABLETS_ALONE,
    TAKE,
    TIME,
    VERDICT,
    WHY,
    dose_rows,
    why,
)
from pillsplit.output.words import (
    basis,
    gathered,
    in_words,
    not_marketed,
    product_line,
    sentence,
    steps_in_words,
    title,
)

COLUMNS = (
    STEP,
    DAYS,
    START,
    DRUG,
    TIME,
    DOSE,
    VERDICT,
    TAKE,
    MADE,
    DIFFERENCE,
    TABLETS_ALONE,
    BELOW,
    ABOVE,
    WHY,
    NOTES,
)
_SHOWN = (STEP, START, DAYS, DRUG, TIME, DOSE, TAKE, MADE, VERDICT, TABLETS_ALONE)


def view(plan: Plan, more: Sequence[Part] = ()) -> View:
    """Return the plan step by step; *more* parts stand before the table."""
    return View(
        page=lambda: page(plan, more),
        records=lambda: records_of(COLUMNS, dose_rows(plan)),
        document=lambda: plan_head("check", __version__, plan) | plan_data.body(plan),
        products=plan.shelf.products,
    )


def page(plan: Plan, more: Sequence[Part] = ()) -> Page:
    """Return what a pharmacist reads: the sentence, the table, what must be said; behind them the rest."""
    return Page(
        title(plan.schedule, plan.shelf),
        tuple(filter(None, (f"{summary(plan)} {ladder(plan)}".rstrip(), division(plan.divide)))),
        (
            *more,
            table_of(_SHOWN, dose_rows(plan)),
            *unmade(plan),
            Lines("", notes(plan, without=OF_MEASURING)),
            *details(plan),
        ),
    )


def details(plan: Plan) -> tuple[Part, ...]:
    """Return what stands behind every plan: on what it rests, why, what lies next, and the data."""
    return (
        Lines("Basis", (basis(plan.shelf, plan.preferences),), detail=True),
        Lines("Reasons", tuple(_reasons(plan, of_unmade=False)), detail=True),
        Lines("Neighbours", tuple(_next_to_them(plan)), detail=True),
        Lines("Data", data_notes(plan), detail=True),
        Lines("Products used", tuple(map(product_line, plan.products_used)), detail=True),
        Lines("Not used", _unused(plan), detail=True),
        Lines("Not marketed", not_marketed(plan.shelf), detail=True),
    )


def unmade(plan: Plan) -> tuple[Part, ...]:
    """Say why the doses that cannot be made cannot, and what would serve; nothing where all are made."""
    if plan.practical:
        return ()
    from pillsplit.output.hints import hint_lines  # only where something is not made: it plans again

    return (
        Lines("Why it cannot be made", tuple(_reasons(plan, of_unmade=True))),
        Lines("What would serve", tuple(hint_lines(plan, how=False))),
    )


def division(number: int | None) -> str:
    """Say in how many parts daily doses are divided; nothing where that was not asked."""
    if number is None:
        return ""
    times = listed(TIMES_OF_DAY[number])
    return f"Daily doses are divided in {number} ({times}), as easily as can be taken, the larger parts later."


def _reasons(plan: Plan, *, of_unmade: bool) -> Iterable[str]:
    said = (
        (step.step.number, reason)
        for step, planned in plan.doses
        if planned.answer.is_made is not of_unmade and (reason := why(planned))
    )
    return (sentence(f"{steps_in_words(numbers)}: {text}") for text, numbers in gathered(said).items())


def _next_to_them(plan: Plan) -> Iterable[str]:
    """Say of each dose that stands under "Tablets alone" how it is made, each once, the largest first."""
    sides = {
        (planned.dose.drug, side.mass): side
        for _, planned in plan.doses
        if planned.answer.why
        for side in (planned.answer.below, planned.answer.above)
        if side
    }
    several = len(plan.schedule.drugs) > 1
    for (drug, mass), side in sorted(sides.items(), reverse=True, key=lambda each: each[0]):
        yield f"{f'{drug} ' if several else ''}{mass}: {in_words(side, plan.shelf)}"


def _unused(plan: Plan) -> tuple[str, ...]:
    used = plan.products_used
    names = [product.name for product in (*plan.shelf.products, *plan.left_out) if product not in used]
    return (", ".join(names),) if names else ()
