"""Two plans side by side, and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pillsplit.model.plan import Plan
from pillsplit.output.views.plan_rows import DoseRow, dose_rows
from pillsplit.output.words import days_in_words, in_words
from pillsplit.page.answering import verdict
from pillsplit.page.asked import Asked, Given, Wrong, WrongPageError, read
from pillsplit.page.markup import Html, joined, tag
from pillsplit.verbs.plan import plan


class Change(NamedTuple):
    """One thing that may be otherwise."""

    label: str
    fields: Callable[[Given], Mapping[str, Any]]
    """The fields that are changed, of those that the page hands in."""
    both: Callable[[Given], Mapping[str, Any]] = lambda _: {}
    """The fields that are so in both plans, because only then the change says something."""


def _all_of(given: Given) -> Mapping[str, Any]:
    return {"no_liquid": not given.get("no_liquid")}


CHANGES: Mapping[str, Change] = {
    "hold": Change(
        "from today, after two more weeks on today’s dose",
        lambda _: {"hold": "2w"},
        lambda given: {"on": given.get("on") or given.get("today"), "hold": ""},
    ),
    "liquid": Change("with liquid, or without", _all_of),
    "region": Change("in another country", lambda given: {"region": given.get("other_region"), "without": ()}),
    "near": Change("with tablets alone where they come within 5%", lambda _: {"tablets_within": "5%"}),
    "whole": Change("without cutting any tablet", lambda _: {"split": "whole"}),
    "pieces": Change("with as few pieces as can be", lambda _: {"prefer": "fewest-pieces"}),
}
"""What may be asked, by its name on the page."""


def side_by_side(given: Given, what: str) -> Html:
    """Return the plan as it is beside the plan with one thing changed; rows that differ are marked in words.

    Raises:
        WrongPageError: where the change cannot be acted on.
    """
    if what not in CHANGES:
        raise WrongPageError([Wrong("choose what is to be otherwise", "what")])
    change = CHANGES[what]
    given = {**given, **change.both(given)}
    changed = {**given, **change.fields(given)}
    asked, other = read(given), read(changed)
    plans = [_plan(asked), _plan(other)]
    names = [_name(given, asked), _name(changed, other)]
    rows = [list(dose_rows(each)) for each in plans]
    headings = (*_HEADINGS[:2], f"{_HEADINGS[2]}: {names[0]}", f"{_HEADINGS[3]}: {names[1]}")
    head = tag("tr", *(tag("th", text, scope="col", role="columnheader") for text in headings), role="row")
    same = [_row(*pair) for pair in zip(*rows, strict=True)]
    differ = sum("differs" in each for each in same)
    says = f"{differ} of {len(same)} doses differ." if differ else "Both plans make each dose alike."
    lead = tag(
        "dl",
        joined(joined((tag("dt", name), tag("dd", verdict(each)))) for name, each in zip(names, plans, strict=True)),
    )
    # The roles stay where a telephone shows each row as a block.
    body = tag("tbody", *same, role="rowgroup")
    table = tag("table", tag("thead", head, role="rowgroup"), body, class_="beside", role="table")
    return joined(
        (
            lead,
            tag("p", says, class_="lead"),
            tag("div", table, class_="wide", role="region", tabindex="0", aria_label="Two plans side by side"),
        )
    )


_HEADINGS = ("Step", "Dose", "As it is", "What if")


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
    if hold := str(given.get("hold") or ""):
        says.append(f"hold {hold}")
    if str(given.get("prefer") or "") == "fewest-pieces":
        says.append("fewest pieces")
    return ", ".join(says)


def _row(one: DoseRow, other: DoseRow) -> Html:
    moved = _days(one) != _days(other)
    first, second = (f"{_take(each)}{f' ({_days(each)})' if moved else ''}" for each in (one, other))
    time = "" if one.planned.dose.time == "day" else f", {one.planned.dose.time}"
    cells = [
        tag("th", f"{one.step.step.number}{time}", scope="row", role="rowheader", data_label=_HEADINGS[0]),
        tag("td", str(one.planned.dose.mass), role="cell", data_label=_HEADINGS[1]),
        tag("td", first, role="cell", data_label=_HEADINGS[2]),
    ]
    if first == second:
        cells.append(tag("td", "the same", role="cell", data_label=_HEADINGS[3], class_="same"))
        return tag("tr", *cells, role="row")
    cells.append(tag("td", tag("b", "≠ "), second, role="cell", data_label=_HEADINGS[3]))
    return tag("tr", *cells, role="row", class_="differs")


def _days(row: DoseRow) -> str:
    step = row.step.step
    return f"{f'from {step.start}, ' if step.start else ''}{days_in_words(step.days)}"


def _take(row: DoseRow) -> str:
    made = row.planned.answer.combination
    if made is None:
        return "cannot be made"
    near = f" (makes {made.mass})" if row.planned.answer.difference else ""
    return f"{in_words(made, row.plan.shelf)}{near}"
