"""Sums of tablets and their parts, in whole numbers of one small mass; knows no products.

A tablet is an index; its strength is a whole number of grid units, and so is each part that it may be cut into. Pieces
are grouped by how they are cut and whether that is a guess, never enumerated tablet by tablet; sums end at a most
mass. So the work grows with the number of pieces, and with the mass in units, but hardly with that of the tablets.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import Any, NamedTuple

from pillsplit.solver.masses import Masses, masses_up_to

_LARGEST = 1 << 20
_MOST_TRIED = 1000
"""How many pieces a dose would need is worked out up to so many grid units and so many pieces."""

Tier = tuple[int, int, int, int, int]
"""How many eighths, quarters, thirds, halves and guesses; the order in which they weigh."""
NO_CUTS: Tier = (0, 0, 0, 0, 0)
PLACE = {8: 0, 4: 1, 3: 2, 2: 3}
MOST_OF_ONE = {8: 1, 4: 1, 3: 2, 2: 1}
"""Of one tablet no more: two halves are a whole, with fewer cuts and fewer pieces; so are three thirds, and so on."""


class Sort(NamedTuple):
    """One tablet: its strength in grid units, the parts that it may be cut into, and which of these are guesses."""

    strength: int
    denominators: tuple[int, ...]
    guesses: frozenset[int] = frozenset()


class Sum(NamedTuple):
    """Cut pieces of one tier and so many wholes that make a mass, in grid units, whichever tablets they are of."""

    tier: Tier
    wholes: int
    mass: int

    @property
    def pieces(self) -> int:
        """The number of pieces."""
        return sum(self.tier[:4]) + self.wholes


class Pick(NamedTuple):
    """How many pieces of which tablet: (index, denominator, count), in the order of the tablets, wholes first."""

    pieces: tuple[tuple[int, int, int], ...]


def common_grid(masses: Iterable[Fraction]) -> Fraction:
    """Return the largest mass that all *masses* are whole multiples of."""
    masses = list(masses)
    denominator = lcm(*(mass.denominator for mass in masses))
    return Fraction(gcd(*(int(mass * denominator) for mass in masses)), denominator)


class _Kind(NamedTuple):
    """All pieces of one size, of the tablets of which they are guesses, or of the others."""

    denominator: int
    guess: bool
    pieces: tuple[tuple[int, int], ...]
    """The index of the tablet and the mass of its piece, in the order of the tablets."""

    @property
    def most(self) -> int:
        """How many cut pieces of it are ever worth taking."""
        return len(self.pieces) * MOST_OF_ONE[self.denominator]


_Hand = tuple[int, ...]
"""How many cut pieces of each kind."""


class Grid:
    """Every sum of at most *most* pieces of *sorts* of tablets, up to *limit* grid units.

    Raises:
        UsageError: where the sums are too many, by any question.
    """

    def __init__(self, sorts: Sequence[Sort], most: int, limit: int) -> None:
        self.sorts = sorts
        self.most = most
        self.limit = limit
        self._masses = masses_up_to(limit, most)
        self._wholes = [(index, sort.strength) for index, sort in enumerate(sorts) if sort.strength <= limit]
        self._kinds = _kinds(sorts, limit)
        strengths = [mass for _, mass in self._wholes]
        self._strengths = list(dict.fromkeys(strengths))
        self._pieces = list(dict.fromkeys([*strengths, *(mass for kind in self._kinds for _, mass in kind.pieces)]))
        self._heavy = [piece for sort in sorts for d in sort.denominators if (piece := sort.strength // d) > limit]
        self._of_hand: dict[_Hand, list[Any]] = {}
        self._of_tier: dict[Tier, list[Any]] = {}
        self._at_most: dict[Tier, list[Any]] = {}
        self._chosen: dict[tuple[_Hand, int], _Choosing] = {}
        self._of_any = [self._masses.zero]
        self._rows: dict[tuple[Tier, int], list[tuple[int, int]]] = {}

    def best(self, mass: int, most: int, *, pieces_first: bool = False) -> Sum | None:
        """Return the sum of at most *most* pieces that makes *mass* with the least (tier, pieces), or (pieces, tier).

        None where there is none.
        """
        if not self._masses.has(self._made_of(most), mass):
            return None
        for least, largest in [(number, number) for number in range(most + 1)] if pieces_first else [(0, most)]:
            for tier in self._hands:
                cuts = sum(tier[:4])
                if largest < cuts or not self._masses.has(self._up_to(tier, largest - cuts), mass):
                    continue
                for wholes in range(max(least - cuts, 0), largest - cuts + 1):  # pragma: no branch (one of them does)
                    if self._masses.has(self._with_wholes(tier, wholes), mass):
                        return Sum(tier, wholes, mass)
        raise AssertionError("a sum that is made is made of some pieces")

    def fewest_wholes(self, mass: int, most: int) -> Sum | None:
        """Return the sum of the fewest whole tablets, at most so many, that make *mass*; None where none do."""
        for wholes in range(most + 1):
            if self._masses.has(self._with_wholes(NO_CUTS, wholes), mass):
                return Sum(NO_CUTS, wholes, mass)
        return None

    def tiers(self, most: int) -> Iterator[tuple[Tier, list[tuple[int, int]]]]:
        """Yield each tier of at most *most* pieces, the easiest first, with its (mass, wholes), ascending.

        Of one mass only what takes the fewest wholes is there; no pieces at all is the first.
        """
        for tier in self._hands:
            if (allowed := most - sum(tier[:4])) >= 0:
                key = (tier, allowed)
                if key not in self._rows:
                    self._rows[key] = self._fewest_of(tier, allowed)
                yield tier, self._rows[key]

    def _fewest_of(self, tier: Tier, allowed: int) -> list[tuple[int, int]]:
        seen, rows = self._masses.none, []
        for wholes in range(allowed + 1):
            here = self._with_wholes(tier, wholes)
            fresh = self._masses.without(here, seen)
            rows += [(mass, wholes) for mass in self._masses.ascending(fresh)]
            seen = self._masses.either(seen, here)
        return sorted(rows)

    def picks(self, each: Sum) -> list[Pick]:
        """Return the choices of tablets for a sum, those of the fewest tablets."""
        hands = [self._choosing(hand, each.wholes) for hand in self._hands[each.tier]]
        for products in range(1, each.pieces + 1):
            found = [pick for hand in hands for pick in hand.picks(each.mass, products)]
            if found:
                return found
        raise AssertionError("a sum that is made is made of some tablets")

    def _choosing(self, hand: _Hand, wholes: int) -> _Choosing:
        """Return what chooses the tablets of so many pieces of each kind, whatever they add up to."""
        if (hand, wholes) not in self._chosen:
            self._chosen[hand, wholes] = _Choosing(self._masses, self._groups(hand, wholes))
        return self._chosen[hand, wholes]

    def _groups(self, hand: _Hand, wholes: int) -> list[_Group]:
        """Return the pieces that may be taken, and how many of each group."""
        cut = [
            _Group(kind.denominator, kind.pieces, number, MOST_OF_ONE[kind.denominator])
            for kind, number in zip(self._kinds, hand, strict=True)
            if number
        ]
        return [*cut, _Group(1, self._wholes, wholes, wholes)] if wholes else cut

    def _with_wholes(self, tier: Tier, wholes: int) -> Any:
        """Return the sums of a tier and so many wholes."""
        known = self._of_tier.get(tier)
        if known is None:
            cuts = self._masses.none
            for hand in self._hands[tier]:
                cuts = self._masses.either(cuts, self._cut(hand))
            known = self._of_tier[tier] = [cuts]
        while len(known) <= wholes:
            known.append(self._masses.plus_one(known[-1], self._strengths))
        return known[wholes]

    def _up_to(self, tier: Tier, wholes: int) -> Any:
        """Return the sums of a tier and at most so many wholes."""
        known = self._at_most.setdefault(tier, [])
        while len(known) <= wholes:
            here = self._with_wholes(tier, len(known))
            known.append(self._masses.either(known[-1], here) if known else here)
        return known[wholes]

    def _cut(self, hand: _Hand) -> Any:
        """Return the sums of the cut pieces in a hand: those of each kind besides those of the kinds before it."""
        if not hand:
            return self._masses.zero
        before, number = hand[:-1], hand[-1]
        if before not in self._of_hand:
            kind = self._kinds[len(before)]
            sums = [self._cut(before), *[self._masses.none] * min(kind.most, self.most)]
            for _, mass in kind.pieces:
                for _ in range(MOST_OF_ONE[kind.denominator]):
                    for taken in range(len(sums) - 1, 0, -1):
                        one_more = self._masses.plus_one(sums[taken - 1], [mass])
                        sums[taken] = self._masses.either(sums[taken], one_more)
            self._of_hand[before] = sums
        return self._of_hand[before][number]

    @cached_property
    def _hands(self) -> dict[Tier, list[_Hand]]:
        """How many pieces of each kind make a tier, the easiest tier first."""
        hands: dict[Tier, list[_Hand]] = {}
        for hand in _hands(self._kinds, self.most):
            tier = [0] * 5
            for kind, number in zip(self._kinds, hand, strict=True):
                tier[PLACE[kind.denominator]] += number
                tier[4] += number if kind.guess else 0
            eighths, quarters, thirds, halves, guesses = tier
            hands.setdefault((eighths, quarters, thirds, halves, guesses), []).append(hand)
        return dict(sorted(hands.items()))

    def _made_of(self, most: int) -> Any:
        """Return the sums of up to so many pieces.

        Some take two halves of one tablet instead of a whole one, or the like: the whole makes the same with less.
        """
        while len(self._of_any) <= most:
            before = self._of_any[-1]
            self._of_any.append(self._masses.either(before, self._masses.plus_one(before, self._pieces)))
        return self._of_any[most]

    @cached_property
    def made(self) -> list[int]:
        """Every sum of one to *most* pieces, ascending, up to the limit."""
        return [mass for mass in self._masses.ascending(self._made_of(self.most)) if mass]

    def makes(self, mass: int) -> bool:
        """Return whether some sum of one to *most* pieces is *mass*."""
        return mass > 0 and self._masses.has(self._made_of(self.most), mass)

    def below(self, mass: int) -> int | None:
        """Return the largest sum below *mass*; nothing at all is no sum."""
        index = bisect_left(self.made, mass)
        return self.made[index - 1] if index else None

    def above(self, mass: int) -> int | None:
        """Return the smallest sum above *mass*.

        It lies within the limit where that is twice the mass, or it is one heavy piece: of more pieces none can be left
        out, so that without the lightest they are no more than *mass*, and the lightest is no more than these.
        """
        index = bisect_right(self.made, mass)
        within = self.made[index : index + 1]
        heavy = [piece for piece in self._heavy if piece > mass]
        return min([*within, *heavy], default=None)

    def fewest_pieces(self, mass: int) -> tuple[int, bool]:
        """Return how many pieces make *mass* if any number may be taken (0: none found), and if all were tried."""
        if mass > _LARGEST:
            return 0, False
        return self._needed.pieces(mass)

    @cached_property
    def _needed(self) -> _Needed:
        return _Needed(self._pieces, min(self.limit, _LARGEST))


class _Needed:
    """How many pieces each mass up to a limit needs, if any number may be taken.

    The masses that need one more are found all at once. A number is kept digit by digit: for each binary digit a bit
    for each mass whose number has it.
    """

    def __init__(self, pieces: Sequence[int], limit: int) -> None:
        self._pieces = pieces
        self._within = (2 << limit) - 1
        self._seen = self._fresh = 1
        self._tried = 0
        self._digits = [0] * _MOST_TRIED.bit_length()

    def pieces(self, mass: int) -> tuple[int, bool]:
        """Return how many *mass* needs, 0 where none were found to do, and whether all were tried."""
        lighter = (2 << mass) - 1
        while not self._seen >> mass & 1 and self._fresh & lighter and self._tried < _MOST_TRIED:
            self._try_one_more()
        if self._seen >> mass & 1:
            return sum((digit >> mass & 1) << place for place, digit in enumerate(self._digits)), True
        return 0, not self._fresh & lighter

    def _try_one_more(self) -> None:
        reached = 0
        for piece in self._pieces:
            reached |= self._fresh << piece
        self._fresh = reached & self._within & ~self._seen
        self._seen |= self._fresh
        self._tried += 1
        for place in bits(self._tried):
            self._digits[place] |= self._fresh


class _Group(NamedTuple):
    """Pieces of one size, of which so many are to be taken, and at most so many of one tablet."""

    denominator: int
    pieces: Sequence[tuple[int, int]]
    number: int
    of_one: int


class _Choosing:
    """Chooses the tablets whose pieces make any mass, group by group and tablet by tablet, hardly into a dead end."""

    def __init__(self, masses: Masses[Any], groups: Sequence[_Group]) -> None:
        self._masses, self._groups = masses, groups
        self._tables: list[list[list[Any]]] = []
        """For each group, tablet and number: the sums of so many pieces, from this tablet on, and of later groups."""
        after = masses.zero
        for group in reversed(groups):
            table = [[after, *[masses.none] * group.number]]
            for _, piece in reversed(group.pieces):
                sums = list(table[-1])
                for taken in range(1, group.number + 1):
                    sums[taken] = masses.either(sums[taken], masses.plus_one(sums[taken - 1], [piece]))
                table.append(sums)
            self._tables.append(table[::-1])
            after = table[-1][group.number]
        self._tables.reverse()

    def picks(self, mass: int, products: int) -> Iterator[Pick]:
        """Yield each choice of pieces that make *mass*, of so many tablets or fewer."""
        groups = self._groups

        def choose(
            group: int, place: int, number: int, mass: int, used: frozenset[int]
        ) -> Iterator[list[tuple[int, int, int]]]:
            if not number:
                if group + 1 == len(groups):
                    yield []
                else:
                    yield from choose(group + 1, 0, groups[group + 1].number, mass, used)
                return
            denominator, pieces, _, of_one = groups[group]
            index, piece = pieces[place]
            rest = self._tables[group][place + 1]
            with_it = used | {index}
            for taken in range(min(number, of_one) if len(with_it) <= products else 0, -1, -1):
                left = mass - taken * piece
                if self._masses.has(rest[number - taken], left):
                    chosen = [(index, denominator, taken)] if taken else []
                    for more in choose(group, place + 1, number - taken, left, with_it if taken else used):
                        yield chosen + more

        if groups and self._masses.has(self._tables[0][0][groups[0].number], mass):
            for chosen in choose(0, 0, groups[0].number, mass, frozenset()):
                yield Pick(tuple(sorted(chosen)))


def _kinds(sorts: Sequence[Sort], limit: int) -> list[_Kind]:
    kinds = []
    for denominator in PLACE:
        for guess in (False, True):
            pieces = tuple(
                (index, piece)
                for index, sort in enumerate(sorts)
                if denominator in sort.denominators
                and (denominator in sort.guesses) is guess
                and (piece := sort.strength // denominator) <= limit
            )
            if pieces:
                kinds.append(_Kind(denominator, guess, pieces))
    return kinds


def _hands(kinds: Sequence[_Kind], most: int) -> Iterator[_Hand]:
    """Yield every number of pieces of each kind, at most so many in all."""
    if not kinds:
        yield ()
        return
    for number in range(min(kinds[0].most, most) + 1):
        for others in _hands(kinds[1:], most - number):
            yield (number, *others)


def bits(number: int) -> Iterator[int]:
    """Yield which bits of *number* are set, ascending."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
