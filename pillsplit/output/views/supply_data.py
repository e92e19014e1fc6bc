"""The answer of `supply` as rows and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from pillsplit.amounts.number import plain
from pillsplit.model.product import Liquid
from pillsplit.output import document
from pillsplit.output.document import Json
from pillsplit.output.prescription import line, long_form
from pillsplit.output.views.plan_rows import why
from pillsplit.verbs.dispensing import Bottles, Portion
from pillsplit.verbs.supply import Held, Supply

COLUMNS = (
    "interval",
    "from_day",
    "to_day",
    "from_date",
    "to_date",
    "product",
    "unit",
    "at_home",
    "used",
    "dispense",
    "packs",
    "left",
    "line",
)
ALL = "all"
"""Stands in the place of an interval's number where all days are meant."""


def rows(supply: Supply) -> Iterable[Sequence[str]]:
    """Return a row for each product of each interval and of all days, with plain amounts, under `COLUMNS`."""
    for interval in supply.intervals:
        span = (str(interval.number), *_span(supply, interval.first_day, interval.last_day))
        for portion in interval.portions:
            yield *span, *_cells(portion), line(portion, supply.plan.shelf, supply.date(interval.first_day)) or ""
    for portion in supply.total:
        yield ALL, *_span(supply, 1, supply.days), *_cells(portion), ""


def body(supply: Supply) -> Json:
    """Return what the document of `supply` holds besides its head."""
    return {
        "interval_days": supply.interval,
        "start": iso(supply, 1),
        "days": supply.days,
        "intervals": [
            {
                "from_day": interval.first_day,
                "to_day": interval.last_day,
                "from_date": iso(supply, interval.first_day),
                "to_date": iso(supply, interval.last_day),
                "products": [
                    portion_document(portion)
                    | {
                        "line": line(portion, supply.plan.shelf, supply.date(interval.first_day)),
                        "text": long_form(supply, portion, interval.first_day),
                        "plan": _plan(portion),
                    }
                    for portion in interval.portions
                ],
            }
            for interval in supply.intervals
        ],
        "total": [portion_document(portion) for portion in supply.total],
        "not_covered": [
            {
                "from_day": each.first_day,
                "to_day": each.last_day,
                "step": each.step,
                "drug": each.planned.dose.drug,
                "time": each.planned.dose.time,
                "dose_mg": plain(each.planned.dose.mass.mg),
                "why": why(each.planned),
            }
            for each in supply.uncovered
        ],
        "gaps": [{"from_day": each.first_day, "to_day": each.last_day} for each in supply.gaps],
        "have": [_held(supply, held) for held in supply.have],
        "expect": [_held(supply, held) | {"verdict": held.verdict} for held in supply.expect],
        "notes": document.notes(supply.notes),
        "facts": [
            {
                "code": fact.code,
                "text": fact.text,
                "evidence": str(fact.source.evidence),
                "source": fact.source.text,
            }
            for fact in supply.plan.shelf.facts
        ],
        "complete": supply.complete,
    }


def packs_of(portion: Portion) -> list[tuple[Fraction, int]]:
    """Return sizes and counts of the whole packs that hold a portion, or of the bottles to open for it."""
    if portion.bottles and portion.bottles.size and portion.bottles.count:
        return [(portion.bottles.size.ml, portion.bottles.count)]
    return [(Fraction(each.size), each.count) for each in portion.packs or ()]


def iso(supply: Supply, day: int) -> str | None:
    """Write the date of a day, where it is known."""
    date = supply.date(day)
    return date.isoformat() if date else None


def _span(supply: Supply, first_day: int, last_day: int) -> tuple[str, ...]:
    return str(first_day), str(last_day), iso(supply, first_day) or "", iso(supply, last_day) or ""


def _cells(portion: Portion) -> tuple[str, ...]:
    product = portion.product
    return (
        product.id,
        "mL" if isinstance(product, Liquid) else "tablet",
        plain(portion.at_home),
        plain(portion.used),
        plain(portion.dispensed),
        " + ".join(f"{count} x {plain(size)}" for size, count in packs_of(portion)),
        plain(portion.left),
    )


def portion_document(portion: Portion) -> Json:
    """Return a portion as the contract has it, with what is at home before, used, and left over."""
    is_liquid = isinstance(portion.product, Liquid)
    packs = portion.packs
    return {
        "product": portion.product.id,
        "tablets": None if is_liquid else int(portion.dispensed),
        "packs": None if packs is None else [{"size": each.size, "count": each.count} for each in packs],
        "ml": plain(portion.dispensed) if is_liquid else None,
        "bottles": _bottles(portion.bottles),
        "at_home": plain(portion.at_home),
        "used": plain(portion.used),
        "left": plain(portion.left),
    }


def _bottles(bottles: Bottles | None) -> list[Json] | None:
    """Return the bottles to open; None where their size is not on record."""
    if bottles is None or bottles.size is None:
        return None
    sized = {"size_ml": plain(bottles.size.ml), "count": bottles.count, "at_least": bottles.is_least}
    return [sized] if bottles.count else []


def _plan(portion: Portion) -> list[Json]:
    return [
        {
            "days": run.days,
            "covered": run.covered,
            "takes": [{"time": take.time, "amount": plain(take.amount)} for take in run.takes],
        }
        for run in portion.runs
    ]


def _held(supply: Supply, held: Held) -> Json:
    runs_out = None if held.covers is None else held.covers + 1
    return {
        "product": held.product.id,
        "amount": plain(held.amount),
        "needed": plain(held.needed),
        "covers_to_day": held.covers,
        "runs_out_day": runs_out,
        "runs_out_date": None if runs_out is None else iso(supply, runs_out),
    }
