"""The sets of products of a schedule's drugs, weighed: their figures over all days, and which no other set beats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product as cartesian
from math import lcm
from operator import add
from typing import NamedTuple

from pillsplit.amounts.quantity import Mass
from pillsplit.model.preferences import MOST_PIECES, Preferences
from pillsplit.model.product import Liquid
from pillsplit.model.schedule import Schedule
from pillsplit.model.shelf import Shelf
from pillsplit.solver.grid import bits
from pillsplit.solver.set_outcomes import Outcome, Outcomes
from pillsplit.verbs.drug_sets import OfDrug


class Figures(NamedTuple):
    """What a set of products comes to over the whole schedule; less is better, compared left to right."""

    unreachable_days: int
    """Days with at least one dose that cannot be made."""
    nofall_days: int
    """Days on which the wanted dose of a drug falls against the last step that could be made, and the made one not."""
    liquid_days: int
    """Days with at least one dose that is made with liquid."""
    busy_days: int
    """Days on which more pieces of one drug are taken in all than one dose may have."""
    off_mg: Fraction
    """By how much the doses of all days together are off, what their devices may be off by included."""
    eighths: int
    """Eighths of tablets, on all days together."""
    quarters: int
    thirds: int
    halves: int
    products: int
    pieces: int
    """Pieces of any size, whole or cut."""


def nothing_taken(products: int) -> Figures:
    """Return the figures of a set of so many *products* from which nothing is taken."""
    return Figures(0, 0, 0, 0, Fraction(0), 0, 0, 0, 0, products, 0)


class _Day(NamedTuple):
    """What the doses of one drug on one day come to; masses in the parts of a milligram of its `Outcomes`."""

    is_made: bool
    makes_some: bool
    liquid: bool
    made: int
    off: int
    cuts: tuple[int, int, int, int]
    pieces: int


def _day(outcomes: Sequence[Outcome]) -> _Day:
    return _Day(
        all(each.made is not None for each in outcomes),
        any(each.made is not None for each in outcomes),
        any(each.liquid for each in outcomes),
        sum(each.made or 0 for each in outcomes),
        sum(each.off for each in outcomes),
        (
            sum(each.eighths for each in outcomes),
            sum(each.quarters for each in outcomes),
            sum(each.thirds for each in outcomes),
            sum(each.halves for each in outcomes),
        ),
        sum(each.pieces for each in outcomes),
    )


def _only(outcome: Outcome) -> _Day:
    """Return what a day of one dose comes to, as `_day` does, sooner."""
    made, liquid, off, eighths, quarters, thirds, halves, pieces = outcome
    is_made = made is not None
    return _Day(is_made, is_made, liquid, made or 0, off, (eighths, quarters, thirds, halves), pieces)


class Candidate(NamedTuple):
    """A set of products and its figures, packed into one whole number, the first figure in the highest place.

    Candidates stand in the order of their figures, and of equal ones the one whose sorted ids come first does so here
    too. Days on which other drugs are taken as well may be counted by those: of such steps it is kept as bits which
    they are, and the figures do not count them.
    """

    packed: int
    less_set: int
    """The set, a bit for each product and the first id the highest, below 0."""
    shared: int
    makes_some: bool

    @property
    def number(self) -> int:
        """How many products it has."""
        return (-self.less_set).bit_count()


_BY_DAY = 4
"""So many figures, the first ones, count days, and a day once whichever drugs make it count."""
_MadeInAll = tuple[int, bool]
"""What is made on a day, and whether that is all of its doses."""
_Made = tuple[Sequence[_MadeInAll], Sequence[int]]
"""What may be made on the days of a step, and for each set the place of what is."""
_HALF = 32
_LOWER = (1 << _HALF) - 1


class _Weighed(NamedTuple):
    """A set of one drug's products, its days without a fall not counted yet."""

    packed: int
    less_set: int
    shared: int
    makes_some: bool
    may_not_fall: bool
    place: int
    made: list[_Made]


def _by_figures(weighed: _Weighed) -> int:
    return weighed.packed


class Weighing:
    """The sets of all drugs, held against each other.

    Raises:
        UsageError: where there are more sets than can be weighed.
    """

    def __init__(self, schedule: Schedule, shelf: Shelf, drugs: Sequence[OfDrug], preferences: Preferences) -> None:
        self._days = [step.days for step in schedule.steps]
        self._drugs = drugs
        self._max_pieces = preferences.max_pieces
        self._is_shared = [sum(bool(drug.days[place]) for drug in drugs) > 1 for place in range(len(self._days))]
        ids = sorted((product.id for product in shelf.products), reverse=True)
        self._bit = {identity: 1 << place for place, identity in enumerate(ids)}
        outcomes = [weighed for drug in drugs for _, weighed in drug.weighed]
        self._parts = lcm(
            *(each.parts for each in outcomes),
            *(wanted.denominator for drug in drugs for wanted in drug.wanted),
        )
        """In so many parts of a milligram everything is counted."""
        farthest = (
            max((outcome.off for outcome in found), default=0) * (self._parts // each.parts)
            for each in outcomes
            for found, _ in each.by_dose.values()
        )
        largest = max(farthest, default=0) + 2 * MOST_PIECES
        doses = sum(days * len(drug.days[place]) for drug in drugs for place, days in enumerate(self._days))
        self._width = (largest * doses + sum(self._days) + len(ids)).bit_length() + 1
        """The bits of one figure, and one more that stays free."""
        names = reversed(Figures._fields)
        self._shift = {name: place * self._width for place, name in enumerate(names)}
        self._guards = sum(1 << shift + self._width - 1 for shift in self._shift.values())

    def unbeaten(self, most: int) -> list[tuple[frozenset[str], Figures]]:
        """Return the sets of at most *most* products that no other one beats, in order, each with its figures."""
        of_drugs = list(map(self._of_drug, self._drugs))
        together = map(self._together, cartesian(*of_drugs)) if len(of_drugs) > 1 else iter(of_drugs[0])
        may_be = (each for each in together if each.makes_some and each.number <= most)
        return [(self._ids(each), self._figures(each)) for each in self._without_beaten(may_be)]

    def _ids(self, candidate: Candidate) -> frozenset[str]:
        return frozenset(identity for identity, bit in self._bit.items() if -candidate.less_set & bit)

    def _figures(self, candidate: Candidate) -> Figures:
        mask = (1 << self._width) - 1
        numbers = {name: candidate.packed >> shift & mask for name, shift in self._shift.items()}
        return Figures(**(numbers | {"off_mg": Fraction(numbers["off_mg"], self._parts)}))  # type: ignore[arg-type]

    def _packed(self, **figures: int) -> int:
        return sum(figure << self._shift[name] for name, figure in figures.items())

    def _of_drug(self, drug: OfDrug) -> list[Candidate]:
        """Return the sets of one drug that no other one beats; those that make no dose beat none that does."""
        weighed = [each for liquid, outcomes in drug.weighed for each in self._weighed(drug, liquid, outcomes)]
        return [
            each
            for some in (True, False)
            for each in self._without_beaten(self._falling(drug, [each for each in weighed if each.makes_some is some]))
        ]

    def _weighed(self, drug: OfDrug, liquid: Liquid | None, weighed: Outcomes) -> Iterator[_Weighed]:
        """Yield the sets beside one liquid, or none, with their figures: step by step, for all sets at once."""
        scale = self._parts // weighed.parts
        above = len(self._shift) * self._width
        totals, shared = ([0] * len(weighed.sets) for _ in range(2))
        made: list[_Made] = []
        for place, doses in enumerate(drug.days):
            found, column = _days_of(doses, weighed)
            wanted = self._in_parts(drug.wanted[place])
            in_all = [(day.made * scale, day.is_made) for day in found]
            # How many steps make some dose, and how many not all that is wanted, is counted above the figures.
            counts = [
                day.makes_some + ((made_in_all != wanted) << _HALF)
                for day, (made_in_all, _) in zip(found, in_all, strict=True)
            ]
            figures = [self._weight(place, day, scale) for day in found]
            weights = [figure + (count << above) for figure, count in zip(figures, counts, strict=True)]
            totals = _added_to(totals, weights, column)
            if self._is_shared[place]:
                shared = _added_to(shared, [self._flags(place, *self._counting(day)) for day in found], column)
            made.append((in_all, column))
        products, only_figures = self._shift["products"], (1 << above) - 1
        sets = drug.sets(liquid, weighed.sets, self._bit)
        for index, (ids, total, flags) in enumerate(zip(sets, totals, shared, strict=True)):
            packed, count = (total & only_figures) + (ids.bit_count() << products), total >> above
            yield _Weighed(packed, -ids, flags, count & _LOWER > 0, count >> _HALF > 0, index, made)

    def _falling(self, drug: OfDrug, weighed: list[_Weighed]) -> Iterator[Candidate]:
        """Yield the sets with the days on which they do not fall, but for those that are beaten even without these."""
        wanted = [int(each * self._parts) for each in drug.wanted]
        not_falling = self._shift["nofall_days"]
        beaters = _Beaters(self._guards)
        for each in sorted(weighed, key=_by_figures):
            if beaters.beat(each.packed, each.shared, strictly=True):
                continue
            no_fall, flags = 0, each.shared
            if each.may_not_fall:
                for place in _not_falling(wanted, [in_all[column[each.place]] for in_all, column in each.made]):
                    if self._is_shared[place]:
                        flags |= self._flags(place, False, True, False, False)
                    else:
                        no_fall += self._days[place]
            candidate = Candidate(each.packed + (no_fall << not_falling), each.less_set, flags, each.makes_some)
            if not beaters.beat(candidate.packed, flags, strictly=True):
                beaters.add(candidate.packed, flags)
                yield candidate

    def _counting(self, day: _Day) -> tuple[bool, bool, bool, bool]:
        """Return by which of the figures a day counts; that it does not fall depends on other days."""
        return not day.is_made, False, day.liquid, day.pieces > self._max_pieces

    def _weight(self, place: int, day: _Day, scale: int) -> int:
        """Return what a day, its masses times *scale*, adds to the figures of its set as often as it is taken."""
        days = self._days[place]
        own = 0 if self._is_shared[place] else days
        not_made, _, liquid, busy = self._counting(day)
        eighths, quarters, thirds, halves = day.cuts
        shift = self._shift
        return (
            (own * not_made << shift["unreachable_days"])
            + (own * liquid << shift["liquid_days"])
            + (own * busy << shift["busy_days"])
            + (days * day.off * scale << shift["off_mg"])
            + (days * eighths << shift["eighths"])
            + (days * quarters << shift["quarters"])
            + (days * thirds << shift["thirds"])
            + (days * halves << shift["halves"])
            + (days * day.pieces << shift["pieces"])
        )

    def _in_parts(self, milligrams: Fraction) -> int:
        return milligrams.numerator * (self._parts // milligrams.denominator)

    def _flags(self, place: int, *counting: bool) -> int:
        return sum(each << place * _BY_DAY + which for which, each in enumerate(counting))

    def _together(self, parts: Sequence[Candidate]) -> Candidate:
        """Return the union of one set of each drug, with every day counted."""
        shared = 0
        for part in parts:
            shared |= part.shared
        counted = dict.fromkeys(Figures._fields[:_BY_DAY], 0)
        for bit in bits(shared):
            counted[Figures._fields[bit % _BY_DAY]] += self._days[bit // _BY_DAY]
        return Candidate(
            sum(part.packed for part in parts) + self._packed(**counted),
            sum(part.less_set for part in parts),
            0,
            any(part.makes_some for part in parts),
        )

    def _without_beaten(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Return those that no other one beats, in the order of figures and ids."""
        beaters = _Beaters(self._guards)
        left = []
        for candidate in sorted(candidates):
            if not beaters.beat(candidate.packed, candidate.shared):
                left.append(candidate)
                beaters.add(candidate.packed, candidate.shared)
        return left


class _Beaters:
    """Figures that may beat others; *guards* are the free bits between them."""

    def __init__(self, guards: int) -> None:
        self._guards = guards
        self._lately: list[tuple[int, int]] = []

    def add(self, packed: int, shared: int) -> None:
        """Add the figures of a set."""
        self._lately.append((packed, shared))

    def beat(self, packed: int, shared: int, *, strictly: bool = False) -> bool:
        """Return whether one is at least as good in all; *strictly*: and its figures are not the same."""
        guards = self._guards
        guarded, others = packed | guards, ~shared
        for place, (figures, flags) in enumerate(self._lately):
            # Every guard stays where no figure of the other one is larger.
            if (guarded - figures) & guards == guards and not flags & others and not (strictly and figures == packed):
                # What beat this one is tried first on the next, which is much like it.
                self._lately.insert(0, self._lately.pop(place))
                return True
        return False


def _added_to(totals: Sequence[int], of_each: Sequence[int], column: Sequence[int]) -> list[int]:
    """Return each total with what is at its place of the *column* added."""
    return list(map(add, totals, map(of_each.__getitem__, column)))


def _days_of(doses: tuple[Mass, ...], weighed: Outcomes) -> tuple[Sequence[_Day], Sequence[int]]:
    """Return what days with these doses may come to, and for each set the place of what they do come to."""
    if len(doses) == 1:
        found, column = weighed.by_dose[doses[0]]
        return list(map(_only, found)), column
    if not doses:
        return [_day(())], [0] * len(weighed.sets)
    found_by_dose = [weighed.by_dose[dose] for dose in doses]
    places: dict[tuple[int, ...], int] = {}
    column = [places.setdefault(each, len(places)) for each in zip(*(c for _, c in found_by_dose), strict=True)]
    days = [_day([found[place] for (found, _), place in zip(found_by_dose, each, strict=True)]) for each in places]
    return days, column


def _not_falling(wanted: Sequence[int], days: Sequence[_MadeInAll]) -> Iterator[int]:
    """Yield the steps whose dose is wanted to fall and does not, against the last before that could be made."""
    last_wanted = last_made = 0
    for place, (want, (made, in_full)) in enumerate(zip(wanted, days, strict=True)):
        if want < last_wanted and made >= last_made:
            yield place
        if in_full:
            last_wanted, last_made = want, made
