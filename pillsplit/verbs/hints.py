"""What would serve where the plan does not: more fills, another device, or a liquid that would have to be made up.

A hint is a plan: it is made by the one planner, for all steps of the drug, and told only where it makes every dose,
lets none rise, and lets every cut be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve, frozen

from pillsplit.amounts.quantity import Concentration, Volume
from pillsplit.model.codes import Verdict
from pillsplit.model.device import MOST_FILLS
from pillsplit.model.form import Form
from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import Plan, PlannedStep
from pillsplit.model.product import Liquid, sorted_products
from pillsplit.model.source import Evidence, Source
from pillsplit.verbs.plan import plan as planned

MADE_UP = tuple(
    Concentration(Fraction(number)) for number in ("0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10")
)
"""The concentrations that are tried where nothing on the shelf serves, the weakest first."""
_LESS = (Volume(5), Volume(1))
"""The volumes that are tried as the most in a dose where no concentration serves with what is allowed."""
_NOT_A_PRODUCT = Source("no product: a concentration that was tried", Evidence.STATED)
_SPOILED = ("made-rises", "no-fall", "cut-below-error")
"""What a plan may not say of itself for a hint: a dose that rises, a cut that vanishes or is lost in the error."""


@frozen
class Hint:
    """What would make every dose of one drug, and the plan that shows it."""

    drug: str
    what: str
    """``fills``, ``device`` or ``made-up``."""
    plan: Plan
    fills: int | None = None
    concentration: Concentration | None = None
    """Of a liquid that would have to be made up."""
    max_volume: Volume | None = None
    """Where less of that liquid than was allowed may be taken in a dose, with more in tablets."""
    unmade: frozenset[int] = frozenset()
    """The numbers of the steps that cannot be made without it."""

    @property
    def steps(self) -> tuple[PlannedStep, ...]:
        """The steps that it makes with liquid, and those that cannot be made without it."""
        return tuple(
            step
            for step in self.plan.steps
            if step.step.number in self.unmade or any(each.answer.verdict is Verdict.LIQUID for each in step.doses)
        )


def hints(plan: Plan) -> tuple[Hint, ...]:
    """Return for each drug with a dose that cannot be made the first thing that would serve, if there is one."""
    found = []
    for drug in plan.schedule.drugs:
        of_drug = ((step.step.number, each.answer) for step, each in plan.doses if each.dose.drug == drug)
        unmade = frozenset(number for number, answer in of_drug if not answer.is_made)
        hint = next((each for each in _tried(plan, drug) if _serves(each)), None) if unmade else None
        if hint:
            found.append(evolve(hint, unmade=unmade))
    return tuple(found)


def _tried(plan: Plan, drug: str) -> Iterator[Hint]:
    """Yield what may be tried for a drug, each planned: what takes nothing that is not at hand first."""
    if not plan.preferences.liquid:
        return
    if plan.shelf.liquids(drug):
        for fills in range(plan.measuring.max_fills + 1, MOST_FILLS + 1):
            yield Hint(drug, "fills", _again(plan, drug, evolve(plan.measuring, max_fills=fills)), fills)
        if plan.measuring.have:
            yield Hint(drug, "device", _again(plan, drug, evolve(plan.measuring, have=())))
    allowed = plan.preferences.max_volume
    for volume in (None, *(each for each in _LESS if each < allowed)):
        for concentration in MADE_UP:
            again = _again(plan, drug, plan.measuring, _made_up(drug, concentration), volume)
            yield Hint(drug, "made-up", again, concentration=concentration, max_volume=volume)


def _made_up(drug: str, concentration: Concentration) -> Liquid:
    return Liquid(
        id=f"{drug}-made-up",
        drug=drug,
        name=f"a liquid of {concentration}",
        form=Form.SUSPENSION,
        concentration=concentration,
        source=_NOT_A_PRODUCT,
    )


def _again(
    plan: Plan, drug: str, measuring: Measuring, liquid: Liquid | None = None, max_volume: Volume | None = None
) -> Plan:
    """Return the plan of one drug alone, with other devices, or with *liquid* as its only one and at most so much."""
    products = [
        each for each in plan.shelf.products if each.drug == drug and (not liquid or each.form.is_liquid is False)
    ]
    shelf = evolve(plan.shelf, products=sorted_products([*products, liquid] if liquid else products))
    steps = tuple(
        evolve(step, doses=doses)
        for step in plan.schedule.steps
        if (doses := tuple(dose for dose in step.doses if dose.drug == drug))
    )
    preferences = evolve(plan.preferences, max_volume=max_volume) if max_volume else plan.preferences
    return planned(evolve(plan.schedule, steps=steps), shelf, preferences, measuring)


def _serves(hint: Hint) -> bool:
    return hint.plan.practical and not any(note.code in _SPOILED for _, each in hint.plan.doses for note in each.notes)
