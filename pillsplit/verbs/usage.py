"""One product over the days of a schedule: what is taken on which day, and how much by its end.

An amount of a product is a number of tablets or capsules, cut pieces as parts of one, or of millilitres.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, groupby

from attrs import evolve, frozen

from pillsplit.model.combination import Combination, Piece
from pillsplit.model.plan import Plan, PlannedStep
from pillsplit.model.product import Product
from pillsplit.model.schedule import Stretch


@frozen
class Take:
    """How much of one product is taken at one time of day."""

    time: str
    amount: Fraction
    """In tablets or capsules, or in mL."""


@frozen
class Run:
    """Days in a row on which one product is taken alike; without takes it is not taken."""

    days: int
    takes: tuple[Take, ...]
    covered: bool = True
    """Whether the schedule has a step here and every dose of the product's drug in it can be made."""

    @property
    def daily(self) -> Fraction:
        """What is taken of it in a day."""
        return sum((take.amount for take in self.takes), start=Fraction(0))


@frozen
class ProductUse:
    """All that is taken of one product, from day 1 to the last day of the schedule."""

    product: Product
    runs: tuple[Run, ...]

    @cached_property
    def _ends(self) -> list[int]:
        """The last day of each run."""
        return list(accumulate(run.days for run in self.runs))

    @cached_property
    def _used(self) -> list[Fraction]:
        """What is used up to the end of each run."""
        return list(accumulate(run.days * run.daily for run in self.runs))

    @property
    def days(self) -> int:
        """The last day of the schedule."""
        return self._ends[-1]

    def used(self, day: int) -> Fraction:
        """Return what is used up to the end of *day*; day 0 is before the first."""
        index = bisect_left(self._ends, day)
        return self._used[index] - (self._ends[index] - day) * self.runs[index].daily

    def between(self, first_day: int, last_day: int) -> tuple[Run, ...]:
        """Return the runs from *first_day* to *last_day*, cut to fit."""
        runs = []
        for index in range(bisect_left(self._ends, first_day), bisect_left(self._ends, last_day) + 1):
            run, end = self.runs[index], self._ends[index]
            begin = max(first_day, end - run.days + 1)
            runs.append(evolve(run, days=min(last_day, end) - begin + 1))
        return tuple(runs)

    def days_covered(self, amount: Fraction) -> int | None:
        """Return up to the end of which day *amount* lasts, every day in full; None where it lasts to the end."""
        index = bisect_right(self._used, amount)
        if index == len(self._used):
            return None
        run = self.runs[index]
        before = self._used[index] - run.days * run.daily
        return self._ends[index] - run.days + int((amount - before) // run.daily)


def in_time(plan: Plan) -> Iterator[tuple[Stretch, PlannedStep | None]]:
    """Yield each stretch of the schedule with its planned step; None on days without a step between dated ones."""
    steps = iter(plan.steps)
    return ((stretch, next(steps) if stretch.step else None) for stretch in plan.schedule.timeline)


def product_uses(plan: Plan) -> tuple[ProductUse, ...]:
    """Return the use of each product that some dose draws on, in the order of the shelf."""
    products = plan.products_used
    found: dict[str, list[Run]] = {product.id: [] for product in products}
    for stretch, step in in_time(plan):
        takes = _takes(step) if step else {}
        for product in products:
            covered = bool(step and _makes_all(step, product.drug))
            found[product.id].append(Run(stretch.days, tuple(takes.get(product.id, ())), covered))
    return tuple(ProductUse(product, _merged(found[product.id])) for product in products)


def _makes_all(step: PlannedStep, drug: str) -> bool:
    return all(planned.answer.is_made for planned in step.doses if planned.dose.drug == drug)


def _takes(step: PlannedStep) -> dict[str, list[Take]]:
    """Return what is taken on each day of a step, by product."""
    takes: dict[str, list[Take]] = {}
    for planned in step.doses:
        for identity, amount in amounts(planned.answer.combination or Combination()).items():
            takes.setdefault(identity, []).append(Take(planned.dose.time, amount))
    return takes


def amounts(combination: Combination) -> dict[str, Fraction]:
    """Return how much is taken of each product, by id: tablets with their parts, or millilitres."""
    taken: dict[str, Fraction] = {}
    for item in combination.items:
        amount = item.count * item.part if isinstance(item, Piece) else item.volume.ml
        taken[item.product.id] = taken.get(item.product.id, Fraction(0)) + amount
    return taken


def _merged(runs: list[Run]) -> tuple[Run, ...]:
    """Join neighbours that are alike but for their days."""
    groups = (list(group) for _, group in groupby(runs, key=lambda run: evolve(run, days=0)))
    return tuple(evolve(group[0], days=sum(run.days for run in group)) for group in groups)
