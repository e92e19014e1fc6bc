"""The pages of a report for those who look after the person: prescriber and pharmacy.

They are put together from the pages of the other verbs, so that each sentence is said in one way only.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Iterator

from attrs import evolve

from pillsplit.model.plan import Plan
from pillsplit.model.product import Evidence, Fact, Liquid, Product, Solid
from pillsplit.output.figures.plot import drawing
from pillsplit.output.paper.cuts import cuts_of_dose, cuts_of_tablets
from pillsplit.output.summary import notes
from pillsplit.output.table import Lines, Page, Part
from pillsplit.output.views import check as telling_check
from pillsplit.output.views import supply as telling_supply
from pillsplit.output.views import titrate as telling_titrate
from pillsplit.output.words import gathered, product_in_words, source_in_words, steps_in_words
from pillsplit.output.words import title as title_of
from pillsplit.verbs.report import Report

_ONCE = ("", "Notes", "Notes on the doses", "Data", "Products used", "Not used", "Not marketed")
"""Parts of several verbs that stand on a page once for all of them."""


def title(report: Report) -> str:
    """Say whose plan it is, of which drugs, and how long."""
    return title_of(report.plan.schedule)


def prescriber(report: Report, remarks: Iterable[str] = (), assumed: str = "") -> Page:
    """Return what a prescriber reads: the staircase, the cuts, the steps, the choice, notes, and what is unverified."""
    plan = report.plan
    steps = telling_check.page(plan)
    return Page(
        "For the prescriber",
        steps.lead,
        (
            drawing(plan),
            cuts_of_dose(plan),
            *_headed(_first(steps.parts), "Each step, and how it is made"),
            *_without(steps.parts[1:], _ONCE),
            Lines("Notes", notes(plan)),
            *_choice(report),
            Lines("What this plan rests on that is unverified", tuple(_unverified(plan))),
            Lines("How the schedule was read, and what it assumes", tuple(_assumed(plan, remarks, assumed))),
            Lines("Products used, with their sources", tuple(map(_product_line, plan.products_used))),
            Lines("Also on record", tuple(map(_fact_line, plan.shelf.facts))),
        ),
    )


def pharmacy(report: Report) -> Page:
    """Return what a pharmacy reads: what to dispense, how the liquid is measured, what is cut, what labels say."""
    plan = report.plan
    supply = telling_supply.page(report.supply, in_full=True)
    liquid = telling_titrate.page(plan)
    has_liquid = bool(plan.bottles) or not plan.practical
    already = {part.heading for part in supply.parts}
    return Page(
        "For the pharmacy",
        (supply.lead[0],),
        (
            *_without(supply.parts, _ONCE),
            *((Lines("The liquid plan", liquid.lead),) if has_liquid else ()),
            *(_headed(_first(liquid.parts), "Each dose: tablets, and liquid to the mark") if has_liquid else ()),
            *(_without(liquid.parts[1:], (*_ONCE, *already)) if has_liquid else ()),
            cuts_of_tablets(report.calendar),
            Lines("Products, and what their labels say on dividing", tuple(_labels(plan))),
            Lines("Notes", notes(plan)),
        ),
    )


def _first(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return parts[:1]


def _headed(parts: Iterable[Part], heading: str) -> Iterator[Part]:
    return (evolve(part, heading=heading) for part in parts)


def _without(parts: Iterable[Part], headings: Collection[str]) -> Iterator[Part]:
    return (part for part in parts if part.heading not in headings)


def _choice(report: Report) -> Iterator[Part]:
    """Tell on which products the plan stands, and the sets that `choose` finds, with the reason for the first."""
    used = report.plan.products_used
    said = [f"This plan draws on {len(used)} of the {len(report.plan.shelf.products)} products on the shelf."]
    if report.choice is None or not report.options:
        why = report.no_choice or "there is no product to choose"
        yield Lines("The choice of products", (*said, f"No comparison: {why}."))
        return
    from pillsplit.output.views import choose as telling_choose  # not every reader wants it

    page = telling_choose.page(report.choice, report.options)
    yield Lines(
        "The choice of products",
        (*said, *_beside_the_plan(report), telling_choose.recommendation(report.choice, report.options)),
    )
    yield from _headed(_first(page.parts), "The choice and its alternatives")
    yield from (part for part in page.parts if part.heading.startswith("Alike"))


def _beside_the_plan(report: Report) -> Iterator[str]:
    """Say how the plan stands to the options: which of them it is, or how to plan on the first."""
    ids = {product.id for product in report.plan.products_used}
    same = [number for number, each in enumerate(report.options, start=1) if set(each.option.ids) == ids]
    if same:
        yield f"Its products are those of option {same[0]} below."
    else:
        uses = " ".join(f"`use` {shlex.quote(identity)}" for identity in report.options[0].option.ids)
        yield f"It takes for each dose the best of the whole shelf; to plan on option 1 alone, add {uses}."


def _unverified(plan: Plan) -> Iterator[str]:
    said = (
        (step.step.number, note.text)
        for step, planned in plan.doses
        for note in planned.notes
        if note.code in ("unverified", "score-unknown")
    )
    for text, numbers in gathered(said).items():
        yield f"{text[:1].upper()}{text[1:]} ({steps_in_words(numbers)})."


def _assumed(plan: Plan, remarks: Iterable[str], assumed: str) -> Iterator[str]:
    if plan.schedule.source:
        yield f"The schedule is published: {plan.schedule.source}"
    if assumed:
        yield f"Assumed for it: {assumed}"
    yield from remarks


def _labels(plan: Plan) -> Iterator[str]:
    for product in plan.products_used:
        on, said = ("dividing", product.dividing) if isinstance(product, Solid) else ("handling", product.handling)
        says = f" On {on}: {said.rstrip('.')}." if said else ""
        kind = product_in_words(product)
        keeps = (
            f"; opened bottle {f'{product.in_use_days} days' if product.in_use_days else 'life not on record'}"
            if isinstance(product, Liquid)
            else ""
        )
        yield f"{product.name} [{product.id}]: {kind}{keeps}.{says}"


def _product_line(product: Product) -> str:
    unseen = f" Not seen in a document: {', '.join(product.unverified)}." if product.unverified else ""
    doubt = " UNVERIFIED." if product.source.evidence is Evidence.UNVERIFIED else ""
    how = f"{product_in_words(product)}; {source_in_words(product.source)}"
    return f"{product.name} [{product.id}]: {how}.{doubt}{unseen}"


def _fact_line(fact: Fact) -> str:
    return f"{fact.text} ({source_in_words(fact.source)})"
