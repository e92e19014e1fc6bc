"""A plan as a document: what `check`, `titrate`, `supply` and `plan` hold of it alike."""

from __future__ import annotations

from pillsplit.amounts.number import plain, written_percent
from pillsplit.model.bottles import BottlePlan
from pillsplit.model.codes import VERDICTS
from pillsplit.model.plan import Plan, PlannedDose, PlannedStep
from pillsplit.output import document
from pillsplit.output.document import Json


def body(plan: Plan) -> Json:
    """Return the plan, its steps and its summary."""
    return {
        "plan": {
            "liquids": {drug: liquid.id if liquid else None for drug, liquid in plan.liquids.items()},
            "liquid_from_step": dict(plan.liquid_from_step),
            "bottles": {each.product.drug: _count(each) for each in plan.bottles},
            "left_out": [product.id for product in plan.left_out],
            "notes": document.notes(plan.notes),
        },
        "steps": [step(each) for each in plan.steps],
        "summary": summary(plan),
        "facts": [{"code": fact.code, "text": fact.text, "source": fact.source.text} for fact in plan.shelf.facts],
    }


def summary(plan: Plan) -> Json:
    """Return how many steps there are of each sort, and how many tablets alone make within each share."""
    counts = plan.counts
    return (
        {"steps": len(plan.steps)}
        | {str(verdict): counts[verdict] for verdict in VERDICTS}
        | {
            "needs_liquid": sum(each.needs_liquid for each in plan.steps),
            "exact": sum(each.is_exact for each in plan.steps),
        }
        | ({} if plan.divide is None else {"divide": plan.divide, "undivided": list(plan.undivided)})
        | {
            "practical": plan.practical,
            "tablets_within": {written_percent(share): number for share, number in plan.tablets_within.items()},
        }
    )


def step(each: PlannedStep) -> Json:
    """Return one step with its doses."""
    return {
        "step": each.step.number,
        "days": each.step.days,
        "first_day": each.first_day,
        "start": each.step.start and each.step.start.isoformat(),
        "note": each.step.note,
        "doses": [dose(planned) for planned in each.doses],
    }


def dose(planned: PlannedDose) -> Json:
    """Return one dose, how it is made, and what must be said with it."""
    return (
        {"drug": planned.dose.drug, "time": planned.dose.time}
        | document.answer(planned.answer)
        | {"notes": document.notes(planned.notes)}
    )


def bottles(each: BottlePlan) -> Json:
    """Return the bottles of one liquid over time."""
    return {
        "product": each.product.id,
        "size_ml": each.size and plain(each.size.ml),
        "in_use_days": each.life,
        "ml": plain(each.volume.ml),
        "count": each.count,
        "at_least": each.is_least,
        "discarded_ml": None if each.discarded is None else plain(each.discarded.ml),
        "intervals": [
            {
                "from_day": interval.first,
                "to_day": interval.last,
                "ml": plain(interval.volume.ml),
                "bottles": interval.opened,
                "discarded_ml": None if interval.discarded is None else plain(interval.discarded.ml),
            }
            for interval in each.intervals
        ],
        "opened": [
            {
                "from_day": bottle.opened,
                "to_day": bottle.last,
                "usable_until_day": bottle.kept_until,
                "ml": plain(bottle.used.ml),
            }
            for bottle in each.bottles
        ],
    }


def _count(each: BottlePlan) -> Json:
    return {"count": each.count, "at_least": each.is_least, "size_ml": each.size and plain(each.size.ml)}
