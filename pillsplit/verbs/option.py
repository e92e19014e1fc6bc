"""What an option of `choose` takes: how each step is made with it, and what is to be dispensed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property

from attrs import evolve, frozen

from pillsplit.model.combination import HALF, QUARTER, Piece
from pillsplit.model.device import Devices
from pillsplit.model.plan import Plan, PlannedStep
from pillsplit.model.product import Solid
from pillsplit.verbs.check import check
from pillsplit.verbs.choose import Choice, Option
from pillsplit.verbs.dispensing import Portion, portion
from pillsplit.verbs.likeness import changes, steady
from pillsplit.verbs.usage import courses


@frozen
class Plan:
    """How one option makes every step, and what that takes."""

    option: Option
    check: Plan
    """Every step, made from the products of the option alone."""
    steady: bool = False
    """Whether, of combinations that ask for equally much, those are taken that change least from step to step."""

    @property
    def liquid_steps(self) -> list[int]:
        """The numbers of the steps with a dose that is made with liquid."""
        return self._steps_with("liquid")

    @property
    def unreachable_steps(self) -> list[int]:
        """The numbers of the steps with a dose that cannot be made."""
        return self._steps_with("unreachable")

    @property
    def quarters_a_day(self) -> int:
        """The most quarters that are taken on one day."""
        return max(map(_quarters, self.check.steps), default=0)

    @property
    def halves_a_day(self) -> int:
        """The most halves that are taken on one day."""
        return max(map(_halves, self.check.steps), default=0)

    @property
    def tablets_a_day(self) -> Fraction:
        """The most tablets and capsules that are taken on one day, halves and quarters put together."""
        return max(map(_tablets, self.check.steps), default=Fraction(0))

    @cached_property
    def portions(self) -> Mapping[str, Portion]:
        """What the whole schedule takes of each product that some dose draws on, by id."""
        taken = courses(self.check)
        return {course.product.id: portion(course, Fraction(0), 1, course.days) for course in taken}

    @property
    def tablets(self) -> int:
        """The tablets and capsules of all products to dispense."""
        return sum(int(each.dispensed) for each in self.portions.values() if isinstance(each.product, Solid))

    @property
    def changes(self) -> int:
        """How often the amount of a product at one time of day differs from that in the step before."""
        return changes(self.check)

    def _steps_with(self, verdict: str) -> list[int]:
        return [
            step.step.number
            for step in self.check.steps
            if any(checked.answer.verdict == verdict for checked in step.doses)
        ]


def plan(choice: Choice, option: Option, *, keep_steady: bool = False) -> Plan:
    """Return how *option* makes every step; with *keep_steady* so that least changes from step to step.

    Whether a finer device would reach what it does not make is left for `check` to say.
    """
    shelf = evolve(choice.shelf, products=option.products)
    checked = check(choice.schedule, shelf, choice.preferences, devices=Devices)
    return Plan(option, steady(checked) if keep_steady else checked, keep_steady)


def _pieces(step: PlannedStep) -> Iterator[Piece]:
    """Yield the pieces that are taken on a day of *step*."""
    for checked in step.doses:
        yield from checked.answer.combination.pieces if checked.answer.combination else ()


def _quarters(step: PlannedStep) -> int:
    return sum(piece.count for piece in _pieces(step) if piece.part == QUARTER)


def _halves(step: PlannedStep) -> int:
    return sum(piece.count for piece in _pieces(step) if piece.part == HALF)


def _tablets(step: PlannedStep) -> Fraction:
    return sum((piece.part * piece.count for piece in _pieces(step)), start=Fraction(0))
