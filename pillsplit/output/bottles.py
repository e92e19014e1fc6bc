"""Bottles over time, in words and as a table."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from pillsplit.model.bottles import BottleInterval, BottlePlan
from pillsplit.model.text import listed
from pillsplit.output.table import Table
from pillsplit.output.words import count_in_words, days_in_words

_MOST_DAYS = 12
"""So many days of opening are written out; the document holds all of them."""


def bottle_table(plans: Sequence[BottlePlan], start: datetime.date | None) -> Table:
    """Return what is taken and opened in each prescription interval, with its date where the first one is known."""
    rows = []
    for plan in plans:
        shown = [each for each in plan.intervals if each.volume or each.opened or each.discarded]
        for number, interval in enumerate(shown):
            day = start + datetime.timedelta(days=interval.first - 1) if start else None
            rows.append(
                (
                    plan.product.name if number == 0 else "",
                    f"{interval.first}–{interval.last}",
                    day.isoformat() if day else "",
                    str(interval.volume),
                    _opened(plan, interval),
                    str(interval.discarded) if interval.discarded else "",
                )
            )
    header = ("Liquid", "Days of the plan", "From", "Taken", "Bottles to open", "Left over")
    return Table(header, tuple(rows), "Bottles").without_empty()


def bottle_line(plan: BottlePlan) -> str:
    """Say what all bottles of one liquid come to: volume, size, opened life, number, days of opening, what is left."""
    size = f"bottles of {plan.size}" if plan.size else "bottle size not on record"
    life = f"{days_in_words(plan.life)} after opening at most" if plan.life else "opened life not on record"
    if plan.count is None:
        return f"{plan.product.name}: {plan.volume}; {size}; {life}."
    days = listed(str(bottle.opened) for bottle in plan.bottles[:_MOST_DAYS])
    more = f"the first {_MOST_DAYS} " if plan.count > _MOST_DAYS else ""
    left = f"; {plan.discarded} left over" if plan.discarded is not None else ""
    return (
        f"{plan.product.name}: {plan.volume}; {size}, {life}; {_number(plan.count, least=plan.is_least)}, "
        f"{more}opened on {'day' if plan.count == 1 else 'days'} {days}{left}."
    )


def bottles_in_all(plans: Sequence[BottlePlan]) -> str:
    """Say how many bottles there are in all, or how much of each liquid where that is not known."""
    counts = [each.count for each in plans if each.count is not None]
    if len(counts) < len(plans):
        return listed(f"{each.volume} of {each.product.name}" for each in plans)
    return _number(sum(counts), least=any(each.is_least for each in plans))


def _opened(plan: BottlePlan, interval: BottleInterval) -> str:
    if interval.opened is None:
        return "not known"
    return f"at least {interval.opened}" if plan.is_least and interval.opened else str(interval.opened)


def _number(count: int, *, least: bool) -> str:
    return f"{'at least ' if least else ''}{count_in_words(count, 'bottle')}"
