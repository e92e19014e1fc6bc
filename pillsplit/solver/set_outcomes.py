"""What doses come to when they are made from each set of the tablets of one drug: the answers of the one solver.

`Singly` asks the solver of each set; `pillsplit.solver.sets_at_once` comes to the same outcomes for all sets at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import comb, lcm
from typing import NamedTuple, Protocol

from pillsplit.amounts.quantity import Mass
from pillsplit.model.answer import Answer
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Solid
from pillsplit.model.way import Way
from pillsplit.solver.dose import Solver


class Outcome(NamedTuple):
    """What one dose comes to when it is made from one set; masses in the parts of a milligram of its `Outcomes`."""

    made: int | None
    """None where the dose cannot be made."""
    liquid: bool
    off: int
    """By how much it is off, what its device may be off by included; 0 where it is not made."""
    eighths: int
    quarters: int
    thirds: int
    halves: int
    pieces: int


NOT_MADE = Outcome(None, False, 0, 0, 0, 0, 0, 0)


class Outcomes(NamedTuple):
    """The sets that are left to be compared, and what each dose comes to from each of them."""

    parts: int
    """In so many parts of a milligram masses are counted."""
    sets: Sequence[int]
    """Each as a number whose bits are the tablets, by their place."""
    by_dose: Mapping[Mass, tuple[Sequence[Outcome], Sequence[int]]]
    """For each dose: what it may come to, and for each set the place of what it does come to."""


class Sets(Protocol):
    """Answers doses from the sets of some tablets."""

    @property
    def number(self) -> int:
        """How many sets there are."""

    def outcomes(self, ways: Sequence[Way], *, must: bool = False) -> Outcomes:
        """Return what the doses come to from each set with a liquid that is measured in *ways*; none without one.

        A set for which the liquid makes no difference may be left out, but not where the liquid *must* be in it.
        """


class Singly:
    """Answers *doses* from each set by itself: those of at most *most* tablets that hold all of *must*."""

    def __init__(
        self, solids: Sequence[Solid], doses: Collection[Mass], preferences: Preferences, must: int, most: int
    ) -> None:
        self._solids, self._doses, self._preferences = solids, doses, preferences
        self._must, self._most = must, most
        self._solvers: dict[int, Solver] = {}

    @property
    def number(self) -> int:
        """How many sets there are."""
        kept = self._must.bit_count()
        free = len(self._solids) - kept
        return sum(comb(free, number) for number in range(max(min(self._most - kept, free), -1) + 1))

    def outcomes(self, ways: Sequence[Way], *, must: bool = False) -> Outcomes:  # noqa: ARG002 (none is left out)
        """Return what the doses come to from each set."""
        sets = list(self._sets())
        solvers = [self._solver(each).measuring(ways) for each in sets]
        answers = {dose: [solver.answer(dose) for solver in solvers] for dose in self._doses}
        parts = lcm(*(mass.denominator for each in answers.values() for answer in each for mass in _masses(answer)))
        by_dose = {}
        for dose, each in answers.items():
            found: dict[Outcome, int] = {}
            places = [found.setdefault(_outcome(answer, parts), len(found)) for answer in each]
            by_dose[dose] = list(found), places
        return Outcomes(parts, sets, by_dose)

    def _sets(self) -> Iterator[int]:
        free = [1 << place for place in range(len(self._solids)) if not self._must >> place & 1]
        for number in range(min(self._most - self._must.bit_count(), len(free)) + 1):
            for more in combinations(free, number):
                yield self._must | sum(more)

    def _solver(self, each: int) -> Solver:
        if each not in self._solvers:
            solids = [solid for place, solid in enumerate(self._solids) if each >> place & 1]
            self._solvers[each] = Solver(solids, self._preferences)
        return self._solvers[each]


def _masses(answer: Answer) -> tuple[Fraction, Fraction]:
    """Return what is made, and by how much it is off, in mg."""
    made = answer.combination
    if made is None:
        return Fraction(0), Fraction(0)
    off = abs(answer.difference.mg)
    if measured := made.liquid:
        off += (measured.mass if measured.error is None else measured.error).mg
    return made.mass.mg, off


def _outcome(answer: Answer, parts: int) -> Outcome:
    combination = answer.combination
    if combination is None:
        return NOT_MADE
    made, off = (int(mass * parts) for mass in _masses(answer))
    return Outcome(made, combination.liquid is not None, off, *combination.cuts[:4], combination.count)
