"""Every set of products of one drug, and what doses ask for when they are made from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

from pillsplit.amounts.quantity import Mass
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid, Product, Solid
from pillsplit.solver.set_tables import WIDEST, Maker, Outcome, Singly, Tables

T = TypeVar("T")


class Subsets:
    """Every set of the products of one drug that may ask for less than its own subsets do, the empty one included.

    *times* says how often each dose (above 0) is taken. A set holds every product that *must_use* names, at most
    *most* products and at most one liquid. Left out are sets that another one equals or betters: of products alike
    in strength and parts only the one whose id comes first is taken, and none beside another of its strength that
    is cut as fine; but those that *must_use* names stay.
    """

    def __init__(
        self,
        solids: Collection[Solid],
        liquids: Collection[Liquid],
        times: Mapping[Mass, int],
        preferences: Preferences,
        must_use: Collection[str] = (),
        most: int | None = None,
    ) -> None:
        self._times = times
        self._preferences = preferences
        self._most = len(solids) + len(liquids) if most is None else most
        self._kept = tuple(solid for solid in solids if solid.id in must_use)
        self._more = _worth_adding(solids, self._kept, preferences)
        self._liquids = _choices_of_liquids(liquids, preferences, must_use)

    @property
    def number(self) -> int:
        """How many sets there are."""
        by_size = [0] * (self._most + 1)
        by_size[len(self._kept)] = 1
        for sizes in (*([0] + [1] * len(more) for more in self._more), [len(liquid) for liquid in self._liquids]):
            by_size = [sum(by_size[size - more] for more in sizes if more <= size) for size in range(self._most + 1)]
        return sum(by_size)

    def outcomes(self) -> Iterator[tuple[tuple[Product, ...], Outcome]]:
        """Yield each set with its outcome."""
        solids = [*self._kept, *(solid for more in self._more for solid in more)]
        tables = Tables(solids, self._times, self._preferences)
        if tables.most <= WIDEST:
            return self._outcomes(tables)
        return self._outcomes(Singly(self._times, self._preferences))

    def _outcomes(self, maker: Maker[T]) -> Iterator[tuple[tuple[Product, ...], Outcome]]:
        made = maker.nothing
        for solid in self._kept:
            made = maker.extended(made, solid)
        for solids, each in self._grown(maker, self._kept, made):
            liquids = [liquid for liquid in self._liquids if len(solids) + len(liquid) <= self._most]
            for liquid, outcome in zip(liquids, maker.outcomes(each, liquids), strict=True):
                yield (*solids, *liquid), outcome

    def _grown(
        self, maker: Maker[T], solids: tuple[Solid, ...], made: T, start: int = 0
    ) -> Iterator[tuple[tuple[Solid, ...], T]]:
        """Yield *solids* and each set that extends them by strengths from *start* on, with what is made of it."""
        yield solids, made
        if len(solids) < self._most:
            for index in range(start, len(self._more)):
                for solid in self._more[index]:
                    yield from self._grown(maker, (*solids, solid), maker.extended(made, solid), index + 1)


def kind(product: Product, preferences: Preferences) -> tuple[object, ...]:
    """Return what the doses that *product* makes depend on: any other one of its kind makes the same ones alike."""
    if isinstance(product, Solid):
        return Solid, product.drug, product.strength, preferences.parts(product)
    return Liquid, product.drug, product.concentration, product.step


def _worth_adding(solids: Collection[Solid], kept: Collection[Solid], preferences: Preferences) -> list[list[Solid]]:
    """Return for each strength those that a set with *kept* may add one of: cut finer, and the first ids."""
    finest: dict[Mass, int] = {}
    for solid in kept:
        finest[solid.strength] = max(preferences.parts(solid), finest.get(solid.strength, 0))
    more: dict[Mass, dict[int, Solid]] = {}
    for solid in sorted(solids, key=lambda solid: solid.id):
        parts = preferences.parts(solid)
        if parts > finest.get(solid.strength, 0):
            more.setdefault(solid.strength, {}).setdefault(parts, solid)
    return [list(by_parts.values()) for by_parts in more.values()]


def _choices_of_liquids(
    liquids: Collection[Liquid], preferences: Preferences, must_use: Collection[str]
) -> list[tuple[Liquid, ...]]:
    """Return what a set may hold of the liquids: none or one, or those that must be used."""
    if required := tuple(liquid for liquid in liquids if liquid.id in must_use):
        return [required]
    first: dict[object, Liquid] = {}
    for liquid in sorted(liquids, key=lambda liquid: liquid.id):
        first.setdefault(kind(liquid, preferences), liquid)
    return [(), *((liquid,) for liquid in first.values())]
