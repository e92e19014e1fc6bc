"""Which products should be prescribed? Every set of products that no other one beats (the contract's §7).

Each drug's sets are weighed on its own doses; those that are left are put together and weighed again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import product as cartesian
from math import lcm
from operator import add
from typing import NamedTuple

from attrs import frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError, did_you_mean, quoted
from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import Plan
from pillsplit.model.preferences import MOST_PIECES, Preferences
from pillsplit.model.product import Liquid, Product, Shelf, Solid
from pillsplit.model.schedule import Schedule
from pillsplit.model.text import listed
from pillsplit.model.way import Way
from pillsplit.solver.grid import bits
from pillsplit.solver.set_families import TooWide
from pillsplit.solver.set_outcomes import MOST_SOLIDS, AtOnce, Outcome, Outcomes, Sets, Singly
from pillsplit.verbs.measuring import AtHand
from pillsplit.verbs.plan import plan
from pillsplit.verbs.release import of_one_release

MOST_SETS = 1 << 13
"""The most sets that are answered one by one, where they cannot be answered at once; more would take minutes."""

_CAUTIOUS = Preferences()
_NOTHING = Fraction(0)


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
    """The products that a set may hold: of one release of each drug."""
    preferences: Preferences
    measuring: Measuring
    options: tuple[Option, ...]
    whole: Plan
    """The plan from the whole shelf."""
    must_use: tuple[str, ...] = ()
    """The ids that every set had to hold."""
    max_products: int | None = None
    """The most products that a set could have."""

    @property
    def practical(self) -> bool:
        """Whether the plan from the whole shelf makes every dose, with or without liquid."""
        return self.whole.practical

    @cached_property
    def _kinds(self) -> Mapping[str, tuple[object, ...]]:
        return {each.id: _kind(each, self.preferences) for each in self.shelf.products}

    def alike(self, product: Product) -> tuple[Product, ...]:
        """Return the other products of the shelf that make the same doses as *product* in the same way."""
        mine = self._kinds[product.id]
        return tuple(each for each in self.shelf.products if self._kinds[each.id] == mine and each.id != product.id)


def choose(
    schedule: Schedule,
    shelf: Shelf,
    preferences: Preferences = _CAUTIOUS,
    measuring: Measuring | None = None,
    *,
    max_products: int | None = None,
    must_use: Collection[str] = (),
) -> Choice:
    """Return every set of products of *shelf* that no other one beats over the whole of *schedule*.

    A set has at most one liquid of each drug, at most *max_products* products, and every one whose id *must_use*
    names; it makes at least one dose. One that is at least as good in all `Figures` and better in one beats it; so
    does one that is equal in all and whose sorted ids come first.

    Raises:
        UsageError: where *must_use* or *max_products* cannot be kept, or there are more sets than can be weighed.
    """
    whole = plan(schedule, shelf, preferences, measuring)
    shelf = of_one_release(schedule, shelf, preferences).shelf
    _refuse_what_cannot_be_kept(shelf, max_products, must_use)
    most = len(shelf.products) if max_products is None else max_products
    drugs = [_OfDrug(schedule, shelf, drug, preferences, whole.measuring, must_use, most) for drug in schedule.drugs]
    weighing = _Weighing(schedule, drugs, preferences)
    if any(drug.doses for drug in drugs):
        unbeaten = weighing.unbeaten(most)
    else:
        # Where nothing is to be made, any product makes it: what must be used, or the one whose id comes first.
        alone = must_use or sorted(product.id for product in shelf.products)[:1]
        unbeaten = [weighing.idle(tuple(sorted(set(alone))))] if alone else []
    return Choice(
        schedule,
        shelf,
        preferences,
        whole.measuring,
        tuple(
            Option(tuple(product for product in shelf.products if product.id in each.ids), weighing.figures(each))
            for each in unbeaten
        ),
        whole,
        tuple(must_use),
        max_products,
    )


class _OfDrug:
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
        self.wanted = [sum((dose.mg for dose in doses), start=_NOTHING) for doses in self.days]
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

    def products(self, liquid: Liquid | None, tablets: int) -> tuple[Product, ...]:
        """Return the products of a set."""
        solids = tuple(solid for place, solid in enumerate(self._solids) if tablets >> place & 1)
        return (*solids, liquid) if liquid else solids

    def _outcomes(self, sets: Sets) -> list[tuple[Liquid | None, Outcomes]]:
        required = [liquid for liquid in self._liquids if liquid.id in self._must_use]
        liquids: list[Liquid | None] = [*required] or [None, *(each for each in self._liquids if self._ways[each.id])]
        return [(each, sets.outcomes(self._of(each), must=bool(required))) for each in liquids]

    def _of(self, liquid: Liquid | None) -> Sequence[Way]:
        return self._ways[liquid.id] if liquid else ()


class _Day(NamedTuple):
    """What the doses of one drug on one day come to."""

    is_made: bool
    makes_some: bool
    liquid: bool
    made: Fraction
    off: Fraction
    cuts: tuple[int, int, int, int]
    pieces: int


def _day(outcomes: Sequence[Outcome]) -> _Day:
    return _Day(
        all(each.made is not None for each in outcomes),
        any(each.made is not None for each in outcomes),
        any(each.liquid for each in outcomes),
        sum((each.made or _NOTHING for each in outcomes), start=_NOTHING),
        sum((each.off for each in outcomes), start=_NOTHING),
        (
            sum(each.eighths for each in outcomes),
            sum(each.quarters for each in outcomes),
            sum(each.thirds for each in outcomes),
            sum(each.halves for each in outcomes),
        ),
        sum(each.pieces for each in outcomes),
    )


class _Candidate(NamedTuple):
    """A set of products and its figures, packed into one whole number, the first figure in the highest place.

    Days on which other drugs are taken too may be counted by those as well: of such steps it is kept as bits which
    they are, and the figures do not count them.
    """

    packed: int
    ids: tuple[str, ...]
    shared: int
    makes_some: bool


_BY_DAY = 4
"""So many figures, the first ones, count days, and a day once whichever drugs make it count."""


class _Weighing:
    """The sets of all drugs, held against each other."""

    def __init__(self, schedule: Schedule, drugs: Sequence[_OfDrug], preferences: Preferences) -> None:
        self._days = [step.days for step in schedule.steps]
        self._drugs = drugs
        self._max_pieces = preferences.max_pieces
        self._is_shared = [sum(bool(drug.days[place]) for drug in drugs) > 1 for place in range(len(self._days))]
        outcomes = [
            outcome
            for drug in drugs
            for _, weighed in drug.weighed
            for found, _ in weighed.by_dose.values()
            for outcome in found
        ]
        self._parts = lcm(*(outcome.off.denominator for outcome in outcomes))
        """In so many parts of a milligram it is counted what doses are off by."""
        largest = int(max((outcome.off for outcome in outcomes), default=_NOTHING) * self._parts) + 2 * MOST_PIECES
        doses = sum(days * len(drug.days[place]) for drug in drugs for place, days in enumerate(self._days))
        self._width = (largest * doses + sum(self._days) + len(schedule.drugs) * 10**6).bit_length() + 1
        """The bits of one figure, and one more that stays free."""
        self._guards = sum(1 << (place + 1) * self._width - 1 for place in range(len(Figures._fields)))

    def unbeaten(self, most: int) -> list[_Candidate]:
        """Return the sets of at most *most* products that no other one beats, in order."""
        of_drugs = [[each for each in self._of_drug(drug) if len(each.ids) <= most] for drug in self._drugs]
        if len(of_drugs) == 1:
            return self._without_beaten(each for each in of_drugs[0] if self._may_be_chosen(each, most))
        left = [
            [
                *self._without_beaten(each for each in of_drug if each.makes_some),
                # What makes no dose may stand beside another drug's products but not alone, so it beats no maker.
                *self._without_beaten(each for each in of_drug if not each.makes_some),
            ]
            for of_drug in of_drugs
        ]
        together = map(self._together, cartesian(*left))
        return self._without_beaten(each for each in together if self._may_be_chosen(each, most))

    def idle(self, ids: tuple[str, ...]) -> _Candidate:
        """Return a set from which nothing is taken."""
        counted = [0] * len(Figures._fields)
        counted[_PRODUCTS] = len(ids)
        return _Candidate(self._packed(counted), ids, 0, makes_some=False)

    def figures(self, candidate: _Candidate) -> Figures:
        """Return the figures of a set."""
        mask = (1 << self._width) - 1
        last = len(Figures._fields) - 1
        days_1, days_2, days_3, days_4, off, *rest = (
            candidate.packed >> (last - place) * self._width & mask for place in range(last + 1)
        )
        return Figures(days_1, days_2, days_3, days_4, Fraction(off, self._parts), *rest)

    def _may_be_chosen(self, candidate: _Candidate, most: int) -> bool:
        return 0 < len(candidate.ids) <= most and candidate.makes_some

    def _packed(self, figures: Iterable[int]) -> int:
        number = 0
        for figure in figures:
            number = number << self._width | figure
        return number

    def _of_drug(self, drug: _OfDrug) -> Iterator[_Candidate]:
        for liquid, weighed in drug.weighed:
            yield from self._candidates(drug, liquid, weighed)

    def _candidates(self, drug: _OfDrug, liquid: Liquid | None, weighed: Outcomes) -> Iterator[_Candidate]:
        """Yield the sets beside one liquid, or none, with their figures: step by step, for all sets at once."""
        count = len(weighed.sets)
        packed, shared, some, inexact = ([0] * count for _ in range(4))
        days: list[list[_Day]] = []
        known: dict[tuple[Mass, ...], tuple[Sequence[_Day], Sequence[int]]] = {}
        for place, doses in enumerate(drug.days):
            if doses not in known:
                known[doses] = _days_of(doses, weighed)
            found, column = known[doses]
            wanted = drug.wanted[place]

            def summed(totals: list[int], of_each: Iterable[int], column: Sequence[int] = column) -> list[int]:
                return list(map(add, totals, map(list(of_each).__getitem__, column)))

            packed = summed(packed, (self._weight(place, day) for day in found))
            if self._is_shared[place]:
                shared = summed(shared, (self._flags(place, *self._counting(day)) for day in found))
            some = summed(some, (day.makes_some for day in found))
            inexact = summed(inexact, (day.made != wanted for day in found))
            days.append([found[each] for each in column])
        for index, tablets in enumerate(weighed.sets):
            products = drug.products(liquid, tablets)
            more = [0] * len(Figures._fields)
            more[_PRODUCTS] = len(products)
            flags = 0
            if inexact[index]:
                for place in _not_falling(drug.wanted, [of_step[index] for of_step in days]):
                    if self._is_shared[place]:
                        flags |= self._flags(place, False, True, False, False)
                    else:
                        more[1] += self._days[place]
            yield _Candidate(
                packed[index] + self._packed(more), _sorted_ids(products), shared[index] | flags, some[index] > 0
            )

    def _counting(self, day: _Day) -> tuple[bool, bool, bool, bool]:
        """Return by which of the figures a day counts, but for those that do not fall."""
        return not day.is_made, False, day.liquid, day.pieces > self._max_pieces

    def _weight(self, place: int, day: _Day) -> int:
        """Return what a day adds to the figures of its set as often as it is taken."""
        days = self._days[place]
        own = 0 if self._is_shared[place] else days
        off = int(day.off * self._parts)
        counting = (own * each for each in self._counting(day))
        return self._packed((*counting, *(days * each for each in (off, *day.cuts)), 0, days * day.pieces))

    def _flags(self, place: int, *counting: bool) -> int:
        return sum(each << place * _BY_DAY + which for which, each in enumerate(counting))

    def _together(self, parts: Sequence[_Candidate]) -> _Candidate:
        """Return the union of one set of each drug, with every day counted."""
        shared = 0
        for part in parts:
            shared |= part.shared
        counted = [0] * len(Figures._fields)
        for bit in bits(shared):
            counted[bit % _BY_DAY] += self._days[bit // _BY_DAY]
        return _Candidate(
            sum(part.packed for part in parts) + self._packed(counted),
            tuple(sorted(identity for part in parts for identity in part.ids)),
            0,
            any(part.makes_some for part in parts),
        )

    def _without_beaten(self, candidates: Iterable[_Candidate]) -> list[_Candidate]:
        """Return those that no other one beats, in the order of figures and ids."""
        guards = self._guards
        left: list[_Candidate] = []
        lately: list[tuple[int, int]] = []
        for candidate in sorted(candidates):
            guarded, shared = candidate.packed | guards, candidate.shared
            for place, (packed, others) in enumerate(lately):
                # Every guard stays where no figure of the other one is larger.
                if (guarded - packed) & guards == guards and not others & ~shared:
                    # What beat this one is tried first on the next, which is much like it.
                    lately.insert(0, lately.pop(place))
                    break
            else:
                left.append(candidate)
                lately.append((candidate.packed, shared))
        return left


_PRODUCTS = Figures._fields.index("products")


def _days_of(doses: tuple[Mass, ...], weighed: Outcomes) -> tuple[Sequence[_Day], Sequence[int]]:
    """Return what days with these doses may come to, and for each set the place of what they do come to."""
    if len(doses) == 1:
        found, column = weighed.by_dose[doses[0]]
        return [_day((outcome,)) for outcome in found], column
    if not doses:
        return [_day(())], [0] * len(weighed.sets)
    found_by_dose = [weighed.by_dose[dose] for dose in doses]
    places: dict[tuple[int, ...], int] = {}
    column = [places.setdefault(each, len(places)) for each in zip(*(c for _, c in found_by_dose), strict=True)]
    days = [_day([found[place] for (found, _), place in zip(found_by_dose, each, strict=True)]) for each in places]
    return days, column


def _not_falling(wanted: Sequence[Fraction], days: Sequence[_Day]) -> Iterator[int]:
    """Yield the steps whose dose is wanted to fall and does not, against the last before that could be made."""
    before: tuple[Fraction, Fraction] | None = None
    for place, (want, day) in enumerate(zip(wanted, days, strict=True)):
        if before and want < before[0] and day.made >= before[1]:
            yield place
        if day.is_made:
            before = want, day.made


def _kind(product: Product, preferences: Preferences) -> tuple[object, ...]:
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
        alike = kept.setdefault(_kind(solid, preferences), [])
        if not alike or solid.id in must_use:
            alike.append(solid)
    return tuple(sorted((each for alike in kept.values() for each in alike), key=lambda each: each.id))


def _sorted_ids(products: Iterable[Product]) -> tuple[str, ...]:
    return tuple(sorted(product.id for product in products))


def _refuse_what_cannot_be_kept(shelf: Shelf, max_products: int | None, must_use: Collection[str]) -> None:
    by_id = {product.id: product for product in shelf.products}
    for each in must_use:
        if each not in by_id:
            raise UsageError(f"product {quoted(each)} is not on this shelf{did_you_mean(each, by_id)}")
    if max_products is not None and max_products < 1:
        raise UsageError(f"`max_products` {max_products}: write a number from 1 up")
    if max_products is not None and len(set(must_use)) > max_products:
        raise UsageError(
            f"{len(set(must_use))} products must be used and at most {max_products} are allowed: allow more of them"
        )
    for drug in shelf.drug_names:
        required = [liquid.id for liquid in shelf.liquids(drug) if liquid.id in must_use]
        if len(required) > 1:
            raise UsageError(f"{listed(required)} must be used together: name at most one liquid of {drug}")
