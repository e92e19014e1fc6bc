"""The cuts of a plan: from dose to dose, and of tablets."""

from __future__ import annotations

from pillsplit.amounts.number import rounded
from pillsplit.amounts.quantity import Mass
from pillsplit.model.combination import HALF, QUARTER, THIRD, WHOLE
from pillsplit.model.plan import Plan, PlannedStep
from pillsplit.model.product import Solid
from pillsplit.output.table import Table
from pillsplit.output.words import date_in_words, days_in_words, divisible
from pillsplit.verbs.calendar import Calendar, Day, Take


def cuts_of_dose(plan: Plan) -> Table:
    """Return the daily dose of each step beside that of the step before, as wanted and as made."""
    several = len(plan.schedule.drugs) > 1
    rows: list[tuple[str, ...]] = []
    before: PlannedStep | None = None
    for step in plan.steps:
        first = True
        for drug in plan.schedule.drugs:
            now, old = step.step.daily(drug), before.step.daily(drug) if before else None
            if not now and not old:
                continue
            made, made_before = _made(step, drug), _made(before, drug) if before else None
            rows.append(
                (
                    str(step.step.number) if first else "",
                    _from(step) if first else "",
                    str(step.step.days) if first else "",
                    drug if several else "",
                    str(now),
                    _difference(old, now),
                    _percent(old, now),
                    "" if made == now else str(made) if made else "cannot be made",
                    _percent(made_before, made) if (made, made_before) != (now, old) else "",
                )
            )
            first = False
        before = step
    header = ("Step", "From", "Days", "Drug", "Daily dose", "Change", "in %", "Made", "Change of what is made, in %")
    return Table(header, tuple(rows), "The cuts, in percent of the dose before, to 0.1%").without_empty()


def cuts_of_tablets(calendar: Calendar) -> Table:
    """Return which tablets are cut, how often and on which days, and what their labels say of it."""
    found: dict[str, list[tuple[Day, Take]]] = {}
    for day in calendar.days:
        for dose in day.doses:
            for take in dose.takes:
                if take.cut is not None:
                    found.setdefault(take.product.id, []).append((day, take))
    products = {take.product.id: take.product for cuts in found.values() for _, take in cuts}
    rows = []
    for identity, cuts in found.items():
        product = products[identity]
        made = [(take.cut or take.part, take.part) for _, take in cuts]
        halved = [sum(part < each <= cut for cut, part in made if part != THIRD) for each in (WHOLE, HALF, QUARTER)]
        in_three = sum(part == THIRD for _, part in made)
        rows.append(
            (
                product.name,
                *(str(number or "") for number in (halved[0], in_three, *halved[1:])),
                _when([day.number for day, _ in cuts]),
                _longest_kept(calendar, identity),
                _label(product),
            )
        )
    header = (
        "Tablet",
        "Cut in half",
        "Cut in three",
        "Halves cut in two",
        "Quarters cut in two",
        "On",
        "A part is kept for up to",
        "What is known of dividing it",
    )
    return Table(header, tuple(rows), "Tablets to be cut").without_empty()


def _when(days: list[int]) -> str:
    """Say on how many days a product is cut, and between which: ``7 days, day 1 to 13``."""
    first, last = days[0], days[-1]
    return f"day {first}" if first == last else f"{days_in_words(len(set(days)))}, day {first} to {last}"


def _longest_kept(calendar: Calendar, identity: str) -> str:
    """Say how long the longest-kept part of a product waits until it is taken or cut again."""
    waits = [
        day.number - take.since.day
        for day in calendar.days
        for dose in day.doses
        for take in dose.takes
        if take.since and take.product.id == identity
    ]
    return days_in_words(max(waits)) if waits else ""


def _label(product: Solid) -> str:
    return "; ".join(said for said in (divisible(product), product.dividing.rstrip(".")) if said)


def _from(step: PlannedStep) -> str:
    return date_in_words(step.step.start, year=True) if step.step.start else ""


def _made(step: PlannedStep, drug: str) -> Mass | None:
    """Return what is made of a drug in a day of a step; None where some dose cannot be made."""
    made = [each.answer.combination for each in step.doses if each.dose.drug == drug]
    return None if None in made else sum((each.mass for each in made if each), start=Mass(0))


def _difference(old: Mass | None, new: Mass) -> str:
    if old is None or old == new:
        return ""
    return f"−{old - new}" if new < old else f"+{new - old}"


def _percent(old: Mass | None, new: Mass | None) -> str:
    """Say by how many percent of *old* the dose changes: ``−10``, ``+25``."""
    if not old or new is None or old == new:
        return ""
    size = old - new if new < old else new - old
    return f"{'−' if new < old else '+'}{rounded(size.over(old) * 100, 1)}"
