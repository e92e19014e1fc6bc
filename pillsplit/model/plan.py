"""The plan: how every dose of a schedule is made, the one answer that every verb tells from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property

from attrs import field, frozen

from pillsplit.errors import Note
from pillsplit.model.answer import Answer
from pillsplit.model.bottles import BottlePlan
from pillsplit.model.codes import Verdict
from pillsplit.model.combination import Measured
from pillsplit.model.measuring import Measuring
from pillsplit.model.noun import Noun
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid, Product
from pillsplit.model.schedule import Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.model.way import Way

LADDER = tuple(Fraction(share) for share in ("0", "0.01", "0.025", "0.05", "0.1"))
"""How near tablets alone may have to come, as shares of the dose: the rungs of `Plan.tablets_within`."""


@frozen(eq=False, repr=False, slots=False)
class PlannedDose(Noun):
    """One dose, how it is made, and what must be said with it."""

    dose: Dose
    answer: Answer
    notes: tuple[Note, ...] = ()

    @property
    def liquid(self) -> Measured | None:
        """What is measured for it; None where it is made of tablets alone, or not at all."""
        return self.answer.combination.liquid if self.answer.combination else None


@frozen(eq=False, repr=False, slots=False)
class PlannedStep(Noun):
    """One step with all its doses; it counts under the hardest verdict among them."""

    step: Step
    first_day: int
    """The day of the plan on which it begins; the first is 1."""
    doses: tuple[PlannedDose, ...]

    @cached_property
    def verdict(self) -> Verdict:
        """The hardest verdict among the doses."""
        return max((planned.answer.verdict for planned in self.doses), key=lambda verdict: verdict.hardness)

    @property
    def last_day(self) -> int:
        """The day of the plan on which it ends."""
        return self.first_day + self.step.days - 1

    @property
    def needs_liquid(self) -> bool:
        """Whether tablets alone do not make some dose."""
        return any(planned.answer.needs_liquid for planned in self.doses)

    @property
    def is_made(self) -> bool:
        """Whether every dose can be made."""
        return all(planned.answer.is_made for planned in self.doses)

    @property
    def is_exact(self) -> bool:
        """Whether every dose is made without a difference."""
        return all(planned.answer.is_exact for planned in self.doses)


@frozen(eq=False, repr=False, slots=False)
class Plan(Noun):
    """How every dose of a schedule is made, on what it rests, and what it says of itself."""

    schedule: Schedule
    shelf: Shelf
    """The products that the plan may draw on: of one release of each drug."""
    preferences: Preferences
    measuring: Measuring
    steps: tuple[PlannedStep, ...]
    liquids: Mapping[str, Liquid | None]
    """The one liquid of each drug, where there is one."""
    liquid_from_step: Mapping[str, int | None]
    """From which step on the liquid is also taken for doses that tablets make; None where it is not."""
    bottles: tuple[BottlePlan, ...]
    """The bottles of each liquid that is taken, in the order of the drugs."""
    tablets_within: Mapping[Fraction, int]
    """For each share of `LADDER`: how many steps tablets alone make within it, whatever the verdict."""
    ways: tuple[Way, ...] = ()
    """What the plan could measure with."""
    left_out: tuple[Product, ...] = ()
    """The products of another release, which the plan does not draw on."""
    notes: tuple[Note, ...] = ()
    """What must be said of the plan as a whole."""
    divide: int | None = field(default=None, kw_only=True)
    """In how many parts daily doses were to be divided, where that was asked."""
    undivided: tuple[int, ...] = field(default=(), kw_only=True)
    """The numbers of the steps with a daily dose that cannot be divided so."""

    @cached_property
    def counts(self) -> Mapping[Verdict, int]:
        """How many steps there are of each verdict."""
        return Counter(step.verdict for step in self.steps)

    @property
    def practical(self) -> bool:
        """Whether every dose can be made, with or without liquid, and divided where that was asked."""
        return not self.counts[Verdict.UNREACHABLE] and not self.undivided

    @property
    def doses(self) -> Iterator[tuple[PlannedStep, PlannedDose]]:
        """Every dose with its step, in order."""
        return ((step, planned) for step in self.steps for planned in step.doses)

    def numbers(self, *verdicts: Verdict) -> list[int]:
        """Return the numbers of the steps that count under one of *verdicts*."""
        return [step.step.number for step in self.steps if step.verdict in verdicts]

    def bottles_of(self, drug: str) -> BottlePlan | None:
        """Return the bottles of the liquid of *drug*, where any is taken."""
        return next((each for each in self.bottles if each.product.drug == drug), None)

    @cached_property
    def products_used(self) -> tuple[Product, ...]:
        """The products that some dose draws on, in the order of the shelf."""
        used = {
            identity
            for _, planned in self.doses
            if planned.answer.combination
            for identity in planned.answer.combination.product_ids
        }
        return tuple(product for product in self.shelf.products if product.id in used)
