"""Which sets of tablets make which sums: all sets at once, each family of sets as one whole number.

With n tablets there are 2^n sets. A set is a number whose bits are its tablets; a family is a number whose bits are
its sets. What a further tablet adds to every family is one union, shifted to the sets that hold the tablet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product as cartesian
from typing import NamedTuple

from pillsplit.solver.grid import MOST_OF_ONE, PLACE, Sort, bits

Family = int
"""A bit for each set of tablets."""
Pieces = tuple[int, int, int, int, int, int]
"""How many eighths, quarters, thirds, halves, guesses and wholes."""
NO_PIECES: Pieces = (0, 0, 0, 0, 0, 0)
MOST_BITS = 1 << 31
"""So large tables of families may become, in bits; wider ones are not worth their memory."""


class TooWide(Exception):  # noqa: N818 (no error: another way is taken)
    """The sums of these tablets are too many for tables of families."""


class Made(NamedTuple):
    """Pieces that make a sum, and the sets that make it with these and nothing easier."""

    pieces: Pieces
    family: Family

    @property
    def number(self) -> int:
        """The number of pieces."""
        return count(self.pieces)


Table = dict[Pieces, dict[int, Family]]
"""By the pieces and the mass that they make: which sets have them."""
_Choices = list[tuple[Pieces, int]]


def count(pieces: Pieces) -> int:
    """Return how many pieces there are; guesses are among the cut ones."""
    return pieces[0] + pieces[1] + pieces[2] + pieces[3] + pieces[5]


class Families:
    """The sets of *sorts* of tablets that make a sum of at most *few* pieces, or of up to twice as many.

    Sums are whole numbers of the grid, up to *limit*.

    Raises:
        TooWide: where the tables would hold more than `MOST_BITS`, here or when a sum is asked.
    """

    def __init__(self, sorts: Sequence[Sort], few: int, limit: int, *, pieces_first: bool = False) -> None:
        self._sorts = sorts
        self._few = few
        self._limit = limit
        self._pieces_first = pieces_first
        self.every: Family = (1 << (1 << len(sorts))) - 1
        """All sets."""
        self.table = self._built([_choices(sort) for sort in sorts], few)
        """The sums of at most *few* pieces."""
        self._by_mass: dict[int, list[Made]] = {}
        for pieces, masses in sorted(self.table.items(), key=lambda each: self._rank(each[0])):
            for mass, family in masses.items():
                self._by_mass.setdefault(mass, []).append(Made(pieces, family))
        self._shown: dict[int, list[Made]] = {}
        self._best: dict[int, list[Made]] = {}

    def best(self, mass: int) -> list[Made]:
        """Return the easiest pieces of each set that makes *mass* with few pieces, else with many whole ones."""
        if mass not in self._best:
            made = list(_easiest(self._by_mass.get(mass, []), self.every))
            left = self.every & ~_union(made)
            self._best[mass] = [*made, *_easiest(self._many_wholes(mass), left)]
        return self._best[mass]

    def shown(self, mass: int) -> list[Made]:
        """Return the same, and for sets that make *mass* with many pieces only if some are cut, these too."""
        if mass not in self._shown:
            made = self.best(mass)
            left = self.tablets_only.get(mass, 0) & ~_union(made)
            self._shown[mass] = [*made, *_easiest(self._many_cuts(mass, left), left)] if left else made
        return self._shown[mass]

    @cached_property
    def tablets_only(self) -> dict[int, Family]:
        """The sets that make a mass with one to twice as many pieces, cut or not."""
        choices = []
        for sort in self._sorts:
            least: dict[int, int] = {}
            for pieces, mass in _choices(sort):
                least[mass] = min(count(pieces), least.get(mass, count(pieces)))
            choices.append([((0, 0, 0, 0, 0, number), mass) for mass, number in least.items()])
        found: dict[int, Family] = {}
        for masses in self._built(choices, 2 * self._few).values():
            for mass, family in masses.items():
                found[mass] = found.get(mass, 0) | family
        found.pop(0, None)
        return found

    @cached_property
    def _wholes(self) -> Table:
        """The sums of up to twice as many whole tablets."""
        return self._built([[(NO_PIECES, 0)] for _ in self._sorts], 2 * self._few)

    @cached_property
    def _cuts(self) -> Table:
        """The sums of up to twice as many cut pieces."""
        return self._built(list(map(_choices, self._sorts)), 2 * self._few, wholes=False)

    def _rank(self, pieces: Pieces) -> tuple[int, ...]:
        return (count(pieces), *pieces[:5]) if self._pieces_first else (*pieces[:5], count(pieces))

    def _many_wholes(self, mass: int) -> Iterator[Made]:
        for pieces, masses in sorted(self._wholes.items()):
            if family := masses.get(mass, 0):
                yield Made(pieces, family)

    def _many_cuts(self, mass: int, left: Family) -> Iterator[Made]:
        """Yield what up to twice as many pieces make, the easiest first, with those of *left* that have them."""
        pairs = sorted(
            (
                ((*cut[:5], whole[5]), cut, whole)
                for cut in self._cuts
                for whole in self._wholes
                if count(cut) + whole[5] <= 2 * self._few
            ),
            key=lambda each: self._rank(each[0]),
        )
        for pieces, cut, whole in pairs:  # pragma: no branch (whoever asks has all of *left* before they end)
            of_wholes = self._wholes[whole]
            found = 0
            for part, family in self._cuts[cut].items():
                if other := of_wholes.get(mass - part):
                    found |= family & other & left
            if found:
                left &= ~found
                yield Made(pieces, found)

    def _built(self, choices: Sequence[_Choices], most: int, *, wholes: bool = True) -> Table:
        """Return the table of all tablets: of each some of its *choices*, and wholes of it besides."""
        table: Table = {NO_PIECES: {0: 1}}
        for index, (sort, of_one) in enumerate(zip(self._sorts, choices, strict=True)):
            more = self._with(table, of_one, sort.strength if wholes else 0, most)
            shift = 1 << index
            if sum(map(len, more.values())) << (index + 1) > MOST_BITS:
                raise TooWide
            for pieces, masses in more.items():
                before = table.get(pieces, {})
                for mass, family in masses.items():
                    masses[mass] = before.get(mass, 0) | family << shift
            table = more
        return table

    def _with(self, table: Table, choices: _Choices, whole: int, most: int) -> Table:
        """Return what each set makes that holds one tablet more: its *choices*, and any number of a *whole*."""
        more: Table = {}
        for pieces, masses in table.items():
            for others, other in choices:
                both = _added(pieces, others)
                if count(both) <= most:
                    here = more.setdefault(both, {})
                    for mass, family in masses.items():
                        if mass + other <= self._limit:
                            here[mass + other] = here.get(mass + other, 0) | family
        if whole:
            for number in range(most):
                for pieces in [each for each in more if each[5] == number and count(each) < most]:
                    here = more.setdefault((*pieces[:5], number + 1), {})
                    for mass, family in more[pieces].items():
                        if mass + whole <= self._limit:
                            here[mass + whole] = here.get(mass + whole, 0) | family
        return more


def _choices(sort: Sort) -> _Choices:
    """Return every choice of cut pieces of one tablet, none at all the first, with its mass."""
    cuts = [denominator for denominator in sort.denominators if denominator > 1]
    choices: _Choices = []
    for counts in cartesian(*(range(MOST_OF_ONE[denominator] + 1) for denominator in cuts)):
        pieces, mass = [0] * 6, 0
        for denominator, number in zip(cuts, counts, strict=True):
            pieces[PLACE[denominator]] += number
            pieces[4] += number if denominator in sort.guesses else 0
            mass += number * sort.strength // denominator
        e, q, t, h, g, w = pieces
        choices.append(((e, q, t, h, g, w), mass))
    return choices


def _easiest(made: Iterable[Made], left: Family) -> Iterator[Made]:
    """Yield each of *made*, the easiest first, with the sets of *left* that have nothing easier."""
    for each in made:
        if here := each.family & left:
            left ^= here
            yield Made(each.pieces, here)
            if not left:
                return


def _union(made: Iterable[Made]) -> Family:
    family = 0
    for each in made:
        family |= each.family
    return family


def _added(pieces: Pieces, others: Pieces) -> Pieces:
    e, q, t, h, g, w = pieces
    a, b, c, d, f, v = others
    return e + a, q + b, t + c, h + d, g + f, w + v


def members(family: Family, sets: int) -> list[int]:
    """Return the sets of a *family*, of so many *sets* in all, ascending.

    >>> members(0b1001, 4)
    [0, 3]
    """
    return [number for number, digit in enumerate(reversed(format(family, f"0{sets}b"))) if digit == "1"]


class Numbering:
    """The sets numbered by the one of *families* that each is in; each is in one of them.

    The numbers are kept digit by digit: a family for each binary digit, of those sets whose number has it.
    """

    def __init__(self, families: Sequence[Family], sets: int) -> None:
        self._sets = sets
        self._digits = [0] * (len(families) - 1).bit_length()
        for number, family in enumerate(families):
            for digit in bits(number):
                self._digits[digit] |= family

    def changed(self, more: int) -> Family:
        """Return the sets whose number changes where their bits of *more* are added, one bit that they do not have."""
        changed = 0
        for family in self._digits:
            changed |= family ^ family >> more
        return changed

    def numbers(self, wanted: Sequence[int]) -> list[int]:
        """Return the number of each of the *wanted* sets.

        >>> Numbering([0b1001, 0b0110], 4).numbers([0, 1, 3])
        [0, 1, 0]
        """
        numbers = [0] * len(wanted)
        for first in range(0, len(self._digits), _BYTE):
            # A byte for each set, so that all digits of a byte are added at once.
            digits = 0
            for place, family in enumerate(self._digits[first : first + _BYTE]):
                text = format(family, f"0{self._sets}b").encode()
                digits |= int.from_bytes(text.translate(_ONES[place]), "big")
            found = map(digits.to_bytes(self._sets, "little").__getitem__, wanted)
            if not first:
                numbers = list(found)
            else:
                numbers = [number | more << first for number, more in zip(numbers, found, strict=True)]
        return numbers


_BYTE = 8
_ONES = [bytes(1 << place if each == ord("1") else 0 for each in range(256)) for place in range(_BYTE)]
