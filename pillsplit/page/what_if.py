"""Two plans side by side, and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pillsplit.model.plan import Plan
from pillsplit.output.views.plan_rows import DoseRow, dose_rows
from pillsplit.output.words import in_words
from pillsplit.page.answering import verdict
from pillsplit.page.asked import Asked, Given, read
from pillsplit.page.markup import Html, joined, tag
from pillsplit.verbs.plan import plan


class Change(NamedTuple):
    """One thing that may be otherwise."""

    label: str
    fields: Callable[[Given], Mapping[str, Any]]
    """The fields that are changed, of those that the page hands in."""


def _all_of(given: Given) -> Mapping[str, Any]:
    return {"no_liquid": not given.get("no_liquid")}


CHANGES: Mapping[str, Change] = {
    "liquid": Change("with liquid, or without", _all_of),
    "region": Change("in another country", lambda given: {"region": given.get("other_region"), "without": ()}),
    "near": Change("with tablets alone where they come within 5%", lambda _: {"tablets_within": "5%"}),
    "whole": Change("without cutting any tablet", lambda _: {"split": "whole"}),
    "pieces": Change("with as few pieces as can be", lambda _: {"prefer": "fewest-pieces"}),
}
"""What may be asked, by its name on the page."""


def side_by_side(given: Given, asked: Asked, what: str) -> Html:
    """Return the plan as it is beside the plan with one thing changed; rows that differ are marked in words.

    Raises:
        WrongPageError: where the change cannot be acted on.
    """
    changed = {**given, **CHANGES[what].fields(given)}
    other = read(changed)
    plans = [_plan(asked), _plan(other)]
    names = [_name(given, asked), _name(changed, other)]
    rows = [list(dose_rows(each)) for each in plans]
    head = tag(
        "tr",
        *(tag("th", text, scope="col") for text in ("Step", "Dose", f"As it is: {names[0]}", f"What if: {names[1]}")),
    )
    same = [_row(*pair) for pair in zip(*rows, strict=True)]
    differ = sum("differs" in each for each in same)
    says = f"{differ} of {len(same)} doses are made differently." if differ else "Both plans make each dose alike."
    lead = tag(
        "dl",
        joined(joined((tag("dt", name), tag("dd", verdict(each)))) for name, each in zip(names, plans, strict=True)),
    )
    table = tag("table", tag("thead", head), tag("tbody", *same), class_="beside")
    return joined(
        (
            lead,
            tag("p", says, class_="lead"),
            tag("div", table, class_="wide", role="region", tabindex="0", aria_label="Two plans side by side"),
        )
    )


def _plan(asked: Asked) -> Plan:
    return plan(asked.schedule, asked.shelf, asked.request.preferences, asked.request.measuring)


def _name(given: Given, asked: Asked) -> str:
    """Say in a few words what a plan draws on."""
    place = asked.shelf.title or "own products"
    says = [place, "no liquid" if given.get("no_liquid") else "liquid allowed"]
    if split := str(given.get("split") or ""):
        says += [] if split == "label" else [split]
    if within := str(given.get("tablets_within") or ""):
        says += [f"tablets within {within}"] if within.strip("0%.") else []
    if str(given.get("prefer") or "") == "fewest-pieces":
        says.append("fewest pieces")
    return ", ".join(says)


def _row(one: DoseRow, other: DoseRow) -> Html:
    first, second = _take(one), _take(other)
    time = "" if one.planned.dose.time == "day" else f", {one.planned.dose.time}"
    cells = [tag("th", f"{one.step.step.number}{time}", scope="row"), tag("td", str(one.planned.dose.mass))]
    if first == second:
        return tag("tr", *cells, tag("td", first), tag("td", "the same", class_="same"))
    return tag("tr", *cells, tag("td", first), tag("td", tag("b", "≠ "), second), class_="differs")


def _take(row: DoseRow) -> str:
    made = row.planned.answer.combination
    if made is None:
        return "cannot be made"
    near = f" (makes {made.mass})" if row.planned.answer.difference else ""
    return f"{in_words(made, row.plan.shelf)}{near}"
