"""Which products should be prescribed? Every set of products that no other one beats.

Each drug's sets are weighed on its own doses; those that are left are put together and weighed again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import product as cartesian
from operator import le
from typing import NamedTuple

from attrs import frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError, did_you_mean
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Product, Shelf
from pillsplit.model.schedule import Schedule
from pillsplit.model.text import listed
from pillsplit.solver.grid import bits
from pillsplit.solver.product_sets import Subsets, kind

MOST_SETS = 1 << 19
"""The most sets of products that are weighed; more would take minutes."""

_CAUTIOUS = Preferences()


class Figures(NamedTuple):
    """What a set of products comes to over the whole schedule; less is better, compared left to right."""

    unreachable_days: int
    """Days with at least one dose that cannot be made."""
    liquid_days: int
    """Days with at least one dose that is made with liquid."""
    products: int
    quarters: int
    """Quarters of tablets, on all days together."""
    halves: int
    pieces: int
    """Pieces of any size, wholes, halves and quarters alike."""


@frozen
class Option:
    """A set of products, in the order of the shelf, and what it comes to."""

    products: tuple[Product, ...]
    figures: Figures

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the products, sorted."""
        return _sorted_ids(self.products)


@frozen
class Choice:
    """The answer of `choose`: every option that no other one beats, the recommended one first."""

    schedule: Schedule
    shelf: Shelf
    preferences: Preferences
    options: tuple[Option, ...]
    must_use: tuple[str, ...] = ()
    """The ids that every set had to hold."""
    max_products: int | None = None
    """The most products that a set could have."""

    @property
    def practical(self) -> bool:
        """Whether some option makes every dose, with or without liquid."""
        return bool(self.options) and not self.options[0].figures.unreachable_days

    def alike(self, product: Product) -> tuple[Product, ...]:
        """Return the other products of the shelf that make the same doses as *product* in the same way."""
        mine = kind(product, self.preferences)
        return tuple(
            each for each in self.shelf.products if kind(each, self.preferences) == mine and each.id != product.id
        )


def choose(
    schedule: Schedule,
    shelf: Shelf,
    preferences: Preferences = _CAUTIOUS,
    *,
    max_products: int | None = None,
    must_use: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Choice:
    """Return every set of products of *shelf* that no other one beats over the whole of *schedule*.

    A set has at most one liquid of each drug, at most *max_products* products, and every one whose id *must_use*
    names. One that is at least as good in all `Figures` and better in one beats it; so does one that is equal in
    all and whose sorted ids come first. *progress* is told how many sets are weighed so far, and of how many.

    Raises:
        UsageError: where *must_use* or *max_products* cannot be kept, or there are more than `MOST_SETS` sets.
    """
    _refuse_what_cannot_be_kept(shelf, max_products, must_use)
    most = len(shelf.products) if max_products is None else max_products
    weighings = [_Weighing(schedule, shelf, drug, preferences, must_use, most) for drug in schedule.drugs]
    number = sum(weighing.subsets.number for weighing in weighings)
    if number > MOST_SETS:
        raise UsageError(
            f"these products make {number:,} sets that would have to be weighed, more than {MOST_SETS:,}: "
            "allow fewer in a set with --max-products, or name fewer products with --use or --without"
        )
    done = 0
    nothing: list[list[_Candidate]] = []
    left: list[list[_Candidate]] = []
    for weighing in weighings:
        candidates = []
        for candidate in weighing.candidates():
            candidates.append(candidate)
            done += 1
            if progress:
                progress(done, number)
        # The set of nothing may stand beside another drug's products but not alone, so it beats no one.
        nothing.append([candidate for candidate in candidates if not candidate.products])
        left.append(_unbeaten(candidate for candidate in candidates if candidate.products))
    options = left[0] if len(left) == 1 else _unbeaten(_together(schedule, left, nothing, most))
    return Choice(
        schedule,
        shelf,
        preferences,
        tuple(
            Option(tuple(product for product in shelf.products if product.id in option.ids), option.figures)
            for option in options
        ),
        tuple(must_use),
        max_products,
    )


class _Candidate(NamedTuple):
    """A set of products and what it comes to.

    Days on which other drugs are taken too may be counted by those as well: of such steps it is kept which they
    are (as bits, by their place in the schedule), and the figures do not count them.
    """

    figures: Figures
    ids: tuple[str, ...]
    products: tuple[Product, ...]
    unreachable: int = 0
    liquid: int = 0

    def is_beaten_by(self, other: _Candidate) -> bool:
        """Say whether *other*, which comes before it in the order of figures and ids, leaves no use for it."""
        return (
            all(map(le, other.figures, self.figures))
            and not other.unreachable & ~self.unreachable
            and not other.liquid & ~self.liquid
        )


class _Weighing:
    """The sets of one drug's products, weighed on its doses in one schedule."""

    def __init__(
        self,
        schedule: Schedule,
        shelf: Shelf,
        drug: str,
        preferences: Preferences,
        must_use: Collection[str],
        most: int,
    ) -> None:
        solids, liquids = shelf.solids(drug), shelf.liquids(drug)
        doses: dict[Mass, int] = {}
        times: dict[Mass, int] = {}
        self._steps: list[tuple[int, int, int]] = []
        """The doses of each step (as bits), its days, and its own bit where other drugs are taken in it too."""
        for place, step in enumerate(schedule.steps):
            taken = {dose.drug for dose in step.doses if dose.mass}
            here = 0
            for dose in step.doses:
                if dose.drug == drug and dose.mass:
                    here |= 1 << doses.setdefault(dose.mass, len(doses))
                    times[dose.mass] = times.get(dose.mass, 0) + step.days
            self._steps.append((here, step.days, (len(taken) > 1) << place))
        self._days: dict[int, tuple[int, int]] = {}
        elsewhere = sum(product.id in must_use for product in shelf.products if product.drug != drug)
        self.subsets = Subsets(solids, liquids, times, preferences, must_use, most - elsewhere)

    def candidates(self) -> Iterator[_Candidate]:
        """Yield every set with what it comes to."""
        for products, outcome in self.subsets.outcomes():
            unreachable_days, unreachable = self._days_with(outcome.unreachable)
            liquid_days, liquid = self._days_with(outcome.liquid)
            figures = Figures(
                unreachable_days, liquid_days, len(products), outcome.quarters, outcome.halves, outcome.pieces
            )
            yield _Candidate(figures, _sorted_ids(products), products, unreachable, liquid)

    def _days_with(self, doses: int) -> tuple[int, int]:
        """Return on how many days one of *doses* is taken of this drug alone, and in which steps beside others."""
        if doses not in self._days:
            days = shared = 0
            for here, length, bit in self._steps:
                if here & doses:
                    days += 0 if bit else length
                    shared |= bit
            self._days[doses] = days, shared
        return self._days[doses]


def _together(
    schedule: Schedule, left: Sequence[list[_Candidate]], nothing: Sequence[list[_Candidate]], most: int
) -> Iterator[_Candidate]:
    """Yield each union of one set of each drug, some with *nothing* of one, with every day counted."""
    for parts in cartesian(*map(list.__add__, nothing, left)):
        products = tuple(product for part in parts for product in part.products)
        if not 0 < len(products) <= most:
            continue
        unreachable = liquid = 0
        for part in parts:
            unreachable |= part.unreachable
            liquid |= part.liquid
        figures = Figures(*map(sum, zip(*(part.figures for part in parts), strict=True)))
        days = [sum(schedule.steps[place].days for place in bits(steps)) for steps in (unreachable, liquid)]
        figures = figures._replace(
            unreachable_days=figures.unreachable_days + days[0], liquid_days=figures.liquid_days + days[1]
        )
        yield _Candidate(figures, _sorted_ids(products), products)


def _unbeaten(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Return those that no other one beats, in the order of figures and ids."""
    left: list[_Candidate] = []
    lately: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda candidate: candidate[:2]):
        for place, other in enumerate(lately):
            if candidate.is_beaten_by(other):
                # What beat this one is tried first on the next, which is much like it.
                lately.insert(0, lately.pop(place))
                break
        else:
            left.append(candidate)
            lately.append(candidate)
    return left


def _sorted_ids(products: Iterable[Product]) -> tuple[str, ...]:
    return tuple(sorted(product.id for product in products))


def _refuse_what_cannot_be_kept(shelf: Shelf, max_products: int | None, must_use: Collection[str]) -> None:
    by_id = {product.id: product for product in shelf.products}
    for each in must_use:
        if each not in by_id:
            raise UsageError(f"product {each!r} is not on this shelf{did_you_mean(each, by_id)}")
    if max_products is not None and max_products < 1:
        raise UsageError(f"at most {max_products} products: write a number from 1 up")
    if max_products is not None and len(set(must_use)) > max_products:
        raise UsageError(
            f"{len(set(must_use))} products must be used and at most {max_products} are allowed: allow more of them"
        )
    for drug in shelf.drug_names:
        required = [liquid.id for liquid in shelf.liquids(drug) if liquid.id in must_use]
        if len(required) > 1:
            raise UsageError(f"{listed(required)} must be used together: name at most one liquid of {drug}")
