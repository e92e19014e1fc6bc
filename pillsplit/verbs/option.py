"""What an option of `choose` takes: the plan of its products alone, and what is to be dispensed for it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

from attrs import evolve, frozen

from pillsplit.model.codes import Verdict
from pillsplit.model.plan import Plan, PlannedStep
from pillsplit.model.preferences import Switch
from pillsplit.model.product import Solid
from pillsplit.verbs.choose import Choice, Option
from pillsplit.verbs.dispensing import Portion
from pillsplit.verbs.plan import plan
from pillsplit.verbs.supply import supply_of


@frozen
class OptionPlan:
    """How one option makes every step, and what that takes."""

    option: Option
    plan: Plan
    """The plan from the products of the option alone, which takes liquid only where a dose needs it."""

    @property
    def liquid_steps(self) -> list[int]:
        """The numbers of the steps with a dose that is made with liquid."""
        return self._steps_with(Verdict.LIQUID)

    @property
    def unreachable_steps(self) -> list[int]:
        """The numbers of the steps with a dose that cannot be made."""
        return self._steps_with(Verdict.UNREACHABLE)

    @property
    def tablets_a_day(self) -> Fraction:
        """The most tablets and capsules that are taken on one day, cut pieces as parts of one."""
        return max(map(_tablets, self.plan.steps), default=Fraction(0))

    @cached_property
    def portions(self) -> Mapping[str, Portion]:
        """What the whole schedule takes of each product that some dose draws on, by id."""
        return {each.product.id: each for each in supply_of(self.plan).total}

    @property
    def tablets(self) -> int:
        """The tablets and capsules of all products to dispense."""
        return sum(int(each.dispensed) for each in self.portions.values() if isinstance(each.product, Solid))

    def _steps_with(self, verdict: Verdict) -> list[int]:
        return [
            step.step.number
            for step in self.plan.steps
            if any(planned.answer.verdict is verdict for planned in step.doses)
        ]


def plan_option(choice: Choice, option: Option) -> OptionPlan:
    """Return how *option* makes every step.

    The doses are those that its figures count: each is made in the easiest way, and a liquid is not stayed with.
    """
    shelf = evolve(choice.shelf, products=option.products)
    preferences = evolve(choice.preferences, switch=Switch.AS_NEEDED)
    return OptionPlan(option, plan(choice.schedule, shelf, preferences, choice.measuring))


def _tablets(step: PlannedStep) -> Fraction:
    return sum(
        (
            piece.part * piece.count
            for planned in step.doses
            for piece in (planned.answer.combination.pieces if planned.answer.combination else ())
        ),
        start=Fraction(0),
    )
