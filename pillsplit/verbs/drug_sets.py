"""The sets of one drug's products that may be worth having, and what the doses of the drug come to from each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from pillsplit.errors import UsageError
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid, Product, Solid
from pillsplit.model.schedule import Schedule
from pillsplit.model.shelf import Shelf
from pillsplit.model.way import Way
from pillsplit.solver.set_families import TooWide
from pillsplit.solver.set_outcomes import Outcomes, Sets, Singly
from pillsplit.solver.sets_at_once import MOST_SOLIDS, AtOnce
from pillsplit.verbs.measuring import AtHand

MOST_SETS = 1 << 13
"""The most sets that are answered one by one, where they cannot be answered at once; more would take minutes."""


class OfDrug:
    """The sets of one drug's products that may be worth having, and what its doses come to from them.

    Of products of one kind only the one whose id comes first is taken, and those that must be used: they make the
    same doses with equal figures.
    """

    def __init__(
        self,
        schedule: Schedule,
        shelf: Shelf,
        drug: str,
        preferences: Preferences,
        measuring: Measuring,
        must_use: Collection[str],
        most: int,
    ) -> None:
        masses = ([dose.mass for dose in step.doses if dose.drug == drug and dose.mass] for step in schedule.steps)
        self.days = list(map(tuple, masses))
        """For each step its doses of the drug above 0."""
        self.wanted = [sum((dose.mg for dose in doses), start=Fraction(0)) for doses in self.days]
        """For each step the milligrams of the drug in all."""
        self.doses = list(dict.fromkeys(dose for doses in self.days for dose in doses))
        self._preferences = preferences
        self._must_use = must_use
        self._solids = _one_of_each_kind(shelf.solids(drug), preferences, must_use)
        self._liquids = shelf.liquids(drug)
        at_hand = AtHand(measuring) if self._liquids and preferences.liquid else None
        self._ways = {each.id: at_hand.ways(each, preferences) if at_hand else () for each in self._liquids}
        self._most = most

    @cached_property
    def weighed(self) -> list[tuple[Liquid | None, Outcomes]]:
        """For none and each of the liquids: the sets of tablets beside it, and what they come to."""
        must = sum(1 << place for place, solid in enumerate(self._solids) if solid.id in self._must_use)
        arguments = (self._solids, self.doses, self._preferences, must, self._most)
        if len(self._solids) <= MOST_SOLIDS:
            try:
                return self._outcomes(AtOnce(*arguments))
            except TooWide:
                pass
        singly = Singly(*arguments)
        if singly.number > MOST_SETS:
            raise UsageError(
                f"these products make {singly.number:,} sets that would have to be weighed one by one, more than "
                f"{MOST_SETS:,}: allow fewer in a set (`max_products`), or name fewer products (`use`, `without`)"
            )
        return self._outcomes(singly)

    def sets(self, liquid: Liquid | None, tablets: Iterable[int], bit: Mapping[str, int]) -> list[int]:
        """Return sets of tablets with *liquid*, each as the sum of the bits that its products have by *bit*."""
        at = [bit[solid.id] for solid in self._solids]
        low, high = (_totals_of_subsets(part) for part in (at[:_LOW], at[_LOW:]))
        more = bit[liquid.id] if liquid else 0
        mask = (1 << _LOW) - 1
        return [low[each & mask] + high[each >> _LOW] + more for each in tablets]

    def _outcomes(self, sets: Sets) -> list[tuple[Liquid | None, Outcomes]]:
        required = [liquid for liquid in self._liquids if liquid.id in self._must_use]
        liquids: list[Liquid | None] = [*required] or [None, *(each for each in self._liquids if self._ways[each.id])]
        return [(each, sets.outcomes(self._of(each), must=bool(required))) for each in liquids]

    def _of(self, liquid: Liquid | None) -> Sequence[Way]:
        return self._ways[liquid.id] if liquid else ()


_LOW = 9


def _totals_of_subsets(numbers: Sequence[int]) -> list[int]:
    """Return the sum of each set of *numbers*, by the number whose bits are the set."""
    totals = [0]
    for number in numbers:
        totals += [number + each for each in totals]
    return totals


def kind(product: Product, preferences: Preferences) -> tuple[object, ...]:
    """Return what the doses that *product* makes depend on: any other one of its kind makes the same ones alike."""
    if isinstance(product, Solid):
        denominators = preferences.denominators(product)
        guesses = tuple(product.is_guess(Fraction(1, each)) for each in denominators)
        return Solid, product.drug, product.strength, denominators, guesses
    return Liquid, product.drug, product.concentration, product.drops_per_ml, product.drops_only, product.step


def _one_of_each_kind(
    solids: Iterable[Solid], preferences: Preferences, must_use: Collection[str]
) -> tuple[Solid, ...]:
    """Return of each kind the tablet whose id comes first, or those that must be used, in the order of ids."""
    kept: dict[object, list[Solid]] = {}
    for solid in sorted(solids, key=lambda each: (each.id not in must_use, each.id)):
        alike = kept.setdefault(kind(solid, preferences), [])
        if not alike or solid.id in must_use:
            alike.append(solid)
    return tuple(sorted((each for alike in kept.values() for each in alike), key=lambda each: each.id))
