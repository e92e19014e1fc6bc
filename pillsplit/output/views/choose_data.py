"""The answer of `choose` as rows and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pillsplit.amounts.number import plain
from pillsplit.output import document
from pillsplit.output.document import Json
from pillsplit.output.views.choose import amount, packs, recommendation
from pillsplit.output.views.supply_data import packs_of, portion_document
from pillsplit.verbs.choose import Choice
from pillsplit.verbs.option import Plan

COLUMNS = (
    "option",
    "products",
    "unreachable_days",
    "liquid_days",
    "number_of_products",
    "quarters",
    "halves",
    "pieces",
    "unreachable_steps",
    "liquid_steps",
    "quarters_a_day",
    "halves_a_day",
    "tablets_a_day",
    "tablets",
    "dispense",
    "packs",
    "changes",
)


def rows(plans: Sequence[Plan]) -> Iterable[Sequence[str]]:
    """Return a row for each option, with plain amounts, under `COLUMNS`."""
    for number, each in enumerate(plans, start=1):
        yield (
            str(number),
            "; ".join(each.option.ids),
            *map(str, each.option.figures),
            "; ".join(map(str, each.unreachable_steps)),
            "; ".join(map(str, each.liquid_steps)),
            str(each.quarters_a_day),
            str(each.halves_a_day),
            plain(each.tablets_a_day),
            str(each.tablets),
            "; ".join(f"{identity}: {amount(portion)}" for identity, portion in each.portions.items()),
            "; ".join(
                f"{identity}: {packs(portion)}" for identity, portion in each.portions.items() if packs_of(portion)
            ),
            str(each.changes),
        )


def body(choice: Choice, plans: Sequence[Plan], shown: int) -> Json:
    """Return what the document of `choose` holds besides its head: the first *shown* options, and their *plans*."""
    return {
        "max_products": choice.max_products,
        "must_use": list(choice.must_use),
        "options": [
            {
                "products": list(option.ids),
                "unreachable_days": option.figures.unreachable_days,
                "liquid_days": option.figures.liquid_days,
                "quarters": str(option.figures.quarters),
                "halves": str(option.figures.halves),
                "pieces": str(option.figures.pieces),
            }
            for option in choice.options[:shown]
        ],
        "options_in_all": len(choice.options),
        "why": recommendation(choice, plans),
        "plans": [_plan(each) for each in plans],
        "steps": [step for each in plans[:1] for step in _steps(each)],
    }


def _plan(each: Plan) -> Json:
    return {
        "products": list(each.option.ids),
        "unreachable_steps": each.unreachable_steps,
        "liquid_steps": each.liquid_steps,
        "most_a_day": {
            "quarters": str(each.quarters_a_day),
            "halves": str(each.halves_a_day),
            "tablets": plain(each.tablets_a_day),
        },
        "tablets": each.tablets,
        "dispense": [portion_document(portion) for portion in each.portions.values()],
        "changes": each.changes,
        "notes": document.notes(
            tuple(dict.fromkeys(note for step in each.check.steps for checked in step.doses for note in checked.notes))
        ),
    }


def _steps(each: Plan) -> list[Json]:
    return [
        {
            "step": step.step.number,
            "days": step.step.days,
            "start": step.step.start and step.step.start.isoformat(),
            "doses": [
                {"drug": checked.dose.drug, "time": checked.dose.time} | document.answer(checked.answer)
                for checked in step.doses
            ],
        }
        for step in each.check.steps
    ]
