"""§3, one dose, written slowly: every multiset of pieces is looked at, with every way to measure the one liquid.

Masses are in mg, volumes in mL, concentrations in mg/mL, all as fractions. ``answer(world, dose)`` is the entry.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement
from typing import Any

WHOLE, HALF, THIRD = Fraction(1), Fraction(1, 2), Fraction(1, 3)
QUARTER, EIGHTH = Fraction(1, 4), Fraction(1, 8)
ZERO = Fraction(0)

VERDICTS = {WHOLE: "whole", HALF: "halves", THIRD: "thirds", QUARTER: "quarters", EIGHTH: "eighths"}
BY_LABEL = {1: (WHOLE,), 2: (WHOLE, HALF), 3: (WHOLE, THIRD), 4: (WHOLE, HALF, QUARTER), None: (WHOLE, HALF)}
BY_SPLIT = {
    "whole": (WHOLE,),
    "halves": (WHOLE, HALF),
    "thirds": (WHOLE, THIRD),
    "quarters": (WHOLE, HALF, QUARTER),
    "eighths": (WHOLE, HALF, QUARTER, EIGHTH),
}
MOST_DROPS = 60


# The nouns.


@dataclass(frozen=True)
class Tablet:
    """A tablet or capsule; *divisible* is its form's, *parts* its label's (None where unknown)."""

    id: str
    strength: Fraction
    parts: int | None = None
    divisible: bool = True


@dataclass(frozen=True)
class Syringe:
    """A syringe; *error_known* says whether a document tells how far it may be off."""

    id: str
    capacity: Fraction
    mark: Fraction
    error_known: bool = True


@dataclass(frozen=True)
class Spoon:
    id: str
    measures: tuple[Fraction, ...]


@dataclass(frozen=True)
class Dropper:
    id: str
    per_ml: Fraction
    error_known: bool = True


Device = Syringe | Spoon | Dropper


@dataclass(frozen=True)
class Liquid:
    """A liquid with the devices that measure it: each of them with it is one way."""

    id: str
    concentration: Fraction
    devices: tuple[Device, ...] = ()
    bottles: tuple[Fraction, ...] = ()
    in_use_days: int | None = None


@dataclass(frozen=True)
class Asked:
    """What is allowed and preferred; shares are fractions of the dose, *liquid_step* is a mass."""

    max_pieces: int = 6
    split: str = "label"
    prefer: str = "fewest-cuts"
    tolerance: Fraction = Fraction(1, 100)
    device_tolerance: Fraction = Fraction(5, 100)
    tablets_within: Fraction = ZERO
    max_volume: Fraction = Fraction(10)
    max_fills: int = 1
    liquid_step: Fraction | None = None


@dataclass(frozen=True)
class World:
    tablets: tuple[Tablet, ...]
    liquid: Liquid | None = None
    asked: Asked = Asked()


@dataclass(frozen=True)
class Piece:
    tablet: Tablet
    part: Fraction

    @property
    def mass(self) -> Fraction:
        return self.tablet.strength * self.part

    @property
    def is_guess(self) -> bool:
        """Tell whether it is a cut piece finer than the label's parts, or of unknown parts."""
        parts = self.tablet.parts
        return self.part < 1 and (parts is None or self.part.denominator > parts)

    @property
    def is_by_label(self) -> bool:
        """Tell whether the label gives this piece."""
        parts = self.tablet.parts
        return self.part == 1 or (parts is not None and parts % self.part.denominator == 0)

    @property
    def is_on_record_as_divisible(self) -> bool:
        return self.tablet.parts not in (None, 1)


Pieces = tuple[Piece, ...]
"""A multiset of pieces."""


@dataclass(frozen=True)
class Measure:
    """A volume of a liquid, measured in *fills* equal fills of a device."""

    liquid: Liquid
    device: Device
    volume: Fraction
    fills: int

    @property
    def mass(self) -> Fraction:
        return self.volume * self.liquid.concentration

    @property
    def error(self) -> Fraction | None:
        """The mass by which it may be off; None where no document says."""
        one_fill = error_of_a_fill(self.device, self.volume / self.fills)
        return None if one_fill is None else one_fill * self.fills * self.liquid.concentration

    @property
    def drops(self) -> int | None:
        return int(self.volume * self.device.per_ml) if isinstance(self.device, Dropper) else None


@dataclass(frozen=True)
class Combination:
    """The pieces, and perhaps one measured liquid, taken together as one dose."""

    pieces: Pieces
    measure: Measure | None = None

    @property
    def made(self) -> Fraction:
        return mass_of(self.pieces) + (self.measure.mass if self.measure else ZERO)

    @property
    def counts(self) -> dict[tuple[str, Fraction], int]:
        """The number of pieces by (product id, part)."""
        return dict(Counter((piece.tablet.id, piece.part) for piece in self.pieces))

    @property
    def cuts(self) -> tuple[int, ...]:
        """(eighths, quarters, thirds, halves, guesses)."""
        return cuts(self.pieces)

    @property
    def volume(self) -> Fraction:
        return self.measure.volume if self.measure else ZERO

    @property
    def drawn(self) -> tuple[str, Fraction, str] | None:
        """The liquid as (id, volume, device id)."""
        return (self.measure.liquid.id, self.measure.volume, self.measure.device.id) if self.measure else None


@dataclass(frozen=True)
class Found:
    """The answer for one dose.

    *options* are all combinations of the least burden, the one that the ties put first at the front; there is none
    for a dose of 0 and for one that cannot be made. *rule* names the rule of §3 that took it: ``zero``, ``tablets``,
    ``many whole``, ``near``, ``liquid``, ``many cut``, ``nearest``, ``unreachable`` (and ``stay``, of §4.3).
    """

    dose: Fraction
    rule: str
    verdict: str
    needs_liquid: bool
    options: tuple[Combination, ...] = ()
    burden: tuple[Any, ...] | None = None
    below: Combination | None = None
    above: Combination | None = None
    liquid_below: Combination | None = None
    liquid_above: Combination | None = None

    @property
    def combination(self) -> Combination | None:
        return self.options[0] if self.options else None

    @property
    def made(self) -> Fraction | None:
        """The mass that is made, 0 for a dose of 0; None where the dose cannot be made."""
        if self.combination:
            return self.combination.made
        return ZERO if self.dose == 0 else None

    @property
    def is_made(self) -> bool:
        return self.made is not None

    @property
    def is_exact(self) -> bool:
        return self.made == self.dose

    @property
    def counts(self) -> dict[tuple[str, Fraction], int] | None:
        return None if self.made is None else self.combination.counts if self.combination else {}

    @property
    def drawn(self) -> tuple[str, Fraction, str] | None:
        return self.combination.drawn if self.combination else None


# The answer: §3.2, §3.4, §3.5, §3.6 in turn.


@lru_cache(maxsize=4096)
def answer(world: World, dose: Fraction) -> Found:
    """Return the answer of §3 for *dose*."""
    if dose == 0:
        return Found(dose, "zero", "whole", needs_liquid=False)
    asked = world.asked
    exact = few(world, dose)
    if exact:
        return by_tablets(world, dose, "tablets", best_tablets(world, exact))
    whole = many_whole(world, dose)
    if whole:
        return by_tablets(world, dose, "many whole", best_tablets(world, whole))

    nearest = nearest_by_tablets(world, dose)
    if asked.tablets_within and nearest and abs(nearest[0].made - dose) <= asked.tablets_within * dose:
        return by_tablets(world, dose, "near", nearest)

    measured = best_measured(world, dose, asked.device_tolerance)
    if measured and measured[0].made == dose:
        return with_liquid(world, dose, measured)
    cut = many(world, dose)
    if cut:
        return by_tablets(world, dose, "many cut", best_tablets(world, cut))
    if measured:
        if nearest and stands_against(nearest[0], measured[0], dose):
            return by_tablets(world, dose, "nearest", nearest)
        return with_liquid(world, dose, measured)
    if nearest and abs(nearest[0].made - dose) <= asked.tolerance * dose:
        return by_tablets(world, dose, "nearest", nearest)
    return unreachable(world, dose)


def stands_against(nearest: Combination, measured: Combination, dose: Fraction) -> bool:
    """Tell whether the nearest tablets stand against what the liquid makes inexactly."""
    by_nearest, by_measured = abs(nearest.made - dose), abs(measured.made - dose)
    return by_nearest < by_measured or (by_nearest == by_measured and nearest.cuts <= measured.cuts)


def stay(world: World, found: Found) -> Found | None:
    """Return the answer of §4.3 for a dose that tablets make: the liquid's, where that cuts less; else None.

    The liquid has to make the dose within *tolerance*: what the device may be off by excuses nothing here.
    """
    if found.combination is None or found.combination.measure:
        return None
    measured = best_measured(world, found.dose, ZERO)
    if not measured or not measured[0].cuts < found.combination.cuts:
        return None
    return beside_its_sides(world, by_liquid(found.dose, measured, "stay", needs_liquid=False))


def by_tablets(world: World, dose: Fraction, rule: str, options: tuple[Combination, ...]) -> Found:
    finest = min(piece.part for piece in options[0].pieces)
    burden = tablets_burden(options[0].pieces, world.asked.prefer)
    found = Found(dose, rule, VERDICTS[finest], needs_liquid=False, options=options, burden=burden)
    return beside_its_sides(world, found)


def with_liquid(world: World, dose: Fraction, options: tuple[Combination, ...]) -> Found:
    return beside_its_sides(world, by_liquid(dose, options, "liquid", needs_liquid=True))


def by_liquid(dose: Fraction, options: tuple[Combination, ...], rule: str, needs_liquid: bool) -> Found:
    burden = measured_burden(options[0], dose)
    return Found(dose, rule, "liquid", needs_liquid=needs_liquid, options=options, burden=burden)


def unreachable(world: World, dose: Fraction) -> Found:
    below, above = liquid_sides(world, dose)
    found = Found(dose, "unreachable", "unreachable", needs_liquid=True, liquid_below=below, liquid_above=above)
    return beside_its_sides(world, found)


# §3.1 and §3.2: pieces, and the masses they add up to.


def kinds(tablets: Iterable[Tablet], split: str) -> tuple[Piece, ...]:
    """Return every kind of piece that the tablets may be taken in."""
    return tuple(Piece(tablet, part) for tablet in tablets for part in parts_of(tablet, split))


def parts_of(tablet: Tablet, split: str) -> tuple[Fraction, ...]:
    if not tablet.divisible:
        return (WHOLE,)
    return BY_LABEL[tablet.parts] if split == "label" else BY_SPLIT[split]


def mass_of(pieces: Iterable[Piece]) -> Fraction:
    return sum((piece.mass for piece in pieces), ZERO)


@lru_cache(maxsize=64)
def by_mass(tablets: tuple[Tablet, ...], split: str, most: int) -> dict[Fraction, tuple[Pieces, ...]]:
    """Return all multisets of at most *most* pieces, none at all too, by their mass."""
    found: dict[Fraction, list[Pieces]] = {}
    for number in range(most + 1):
        for pieces in combinations_with_replacement(kinds(tablets, split), number):
            found.setdefault(mass_of(pieces), []).append(pieces)
    return {mass: tuple(multisets) for mass, multisets in found.items()}


def few(world: World, mass: Fraction) -> tuple[Pieces, ...]:
    """Return all multisets of as many pieces as one dose may have that make *mass* exactly; *mass* is above 0."""
    return by_mass(world.tablets, world.asked.split, world.asked.max_pieces).get(mass, ())


def many_whole(world: World, mass: Fraction) -> tuple[Pieces, ...]:
    """Return all multisets of whole tablets, up to twice as many, that make *mass* exactly."""
    return adding_up_to(kinds(world.tablets, "whole"), mass, 2 * world.asked.max_pieces)


def many(world: World, mass: Fraction) -> tuple[Pieces, ...]:
    """Return all multisets of pieces, up to twice as many, that make *mass* exactly."""
    return adding_up_to(kinds(world.tablets, world.asked.split), mass, 2 * world.asked.max_pieces)


def adding_up_to(pieces: Iterable[Piece], mass: Fraction, most: int) -> tuple[Pieces, ...]:
    """Return all multisets that make *mass*: so many pieces have too many sums to hold all of them at once."""
    return tuple(sought(tuple(sorted(pieces, key=lambda piece: piece.mass, reverse=True)), mass, most))


def sought(heaviest_first: tuple[Piece, ...], mass: Fraction, most: int) -> Iterator[Pieces]:
    if mass == 0:
        yield ()
    elif heaviest_first and most * heaviest_first[0].mass >= mass:
        first = heaviest_first[0]
        if first.mass <= mass:
            yield from ((first, *rest) for rest in sought(heaviest_first, mass - first.mass, most - 1))
        yield from sought(heaviest_first[1:], mass, most)


@lru_cache(maxsize=64)
def tablets_only_doses(tablets: tuple[Tablet, ...], split: str, most: int) -> frozenset[Fraction]:
    """Return every sum of at least one and at most *most* pieces."""
    ones = {piece.mass for piece in kinds(tablets, split)}
    sums, last = set(ones), set(ones)
    for _ in range(most - 1):
        last = {mass + one for mass in last for one in ones}
        sums |= last
    return frozenset(sums)


def tablets_only(world: World) -> frozenset[Fraction]:
    """Return the tablets-only doses of *world*."""
    return tablets_only_doses(world.tablets, world.asked.split, 2 * world.asked.max_pieces)


def nearest_by_tablets(world: World, dose: Fraction) -> tuple[Combination, ...]:
    """Return the combinations that are shown for the nearest tablets-only dose, of two the lower."""
    masses = tablets_only(world)
    return shown(world, min(masses, key=lambda mass: (abs(mass - dose), mass))) if masses else ()


def shown(world: World, mass: Fraction) -> tuple[Combination, ...]:
    """Return the combinations of least burden that are shown for a tablets-only dose."""
    return best_tablets(world, few(world, mass) or many_whole(world, mass) or many(world, mass))


# §3.3: burden and its ties.


def cuts(pieces: Pieces) -> tuple[int, ...]:
    """Return (eighths, quarters, thirds, halves, guesses)."""
    return (*(count(pieces, part) for part in (EIGHTH, QUARTER, THIRD, HALF)), sum(piece.is_guess for piece in pieces))


def count(pieces: Pieces, part: Fraction) -> int:
    return sum(piece.part == part for piece in pieces)


def products(pieces: Pieces) -> int:
    return len({piece.tablet.id for piece in pieces})


def tablets_burden(pieces: Pieces, prefer: str) -> tuple[int, ...]:
    if prefer == "fewest-cuts":
        return (*cuts(pieces), len(pieces), products(pieces))
    return (len(pieces), *cuts(pieces), products(pieces))


def ties(pieces: Pieces, tablets: Iterable[Tablet]) -> tuple[Any, ...]:
    """Order the pieces of equal burden: what comes first is taken."""
    tablets = tuple(tablets)
    strengths = sorted({tablet.strength for tablet in tablets}, reverse=True)
    larger_strengths = tuple(-mass_of(piece for piece in pieces if piece.tablet.strength == each) for each in strengths)
    not_by_label = sum(not piece.is_by_label for piece in pieces)
    not_on_record = sum(not piece.is_on_record_as_divisible for piece in pieces)
    by_id = tuple(
        more_of(tuple(piece for piece in pieces if piece.tablet.id == each))
        for each in sorted(tablet.id for tablet in tablets)
    )
    return larger_strengths, not_by_label, not_on_record, by_id


def more_of(pieces: Pieces) -> tuple[Fraction | int, ...]:
    """Order by how much of one product is taken, then by the sizes of its pieces: more goes first."""
    taken = sum((piece.part for piece in pieces), ZERO)
    return (-taken, *(-count(pieces, part) for part in (WHOLE, HALF, THIRD, QUARTER, EIGHTH)))


def best_tablets(world: World, multisets: Iterable[Pieces]) -> tuple[Combination, ...]:
    """Return all of the least burden, in the order of the ties."""
    burdens = [(tablets_burden(pieces, world.asked.prefer), pieces) for pieces in multisets]
    least = min(burden for burden, _ in burdens)
    equal = [pieces for burden, pieces in burdens if burden == least]
    return tuple(Combination(pieces) for pieces in sorted(equal, key=lambda pieces: ties(pieces, world.tablets)))


# §3.5: one liquid.


@lru_cache(maxsize=1024)
def measurable(liquid: Liquid, device: Device, asked: Asked) -> dict[Fraction, int]:
    """Return every volume of one way, each with the least number of fills that makes it."""
    found: dict[Fraction, int] = {}
    most_fills = 1 if isinstance(device, Dropper) else asked.max_fills
    for fills in range(1, most_fills + 1):
        for one_fill in fills_of(device):
            found.setdefault(fills * one_fill, fills)
    return {volume: found[volume] for volume in sorted(found) if is_allowed(volume, liquid, asked)}


def fills_of(device: Device) -> list[Fraction]:
    """Return the volumes of one fill."""
    match device:
        case Syringe():
            marks = [mark * device.mark for mark in range(1, int(device.capacity / device.mark) + 1)]
            return [volume for volume in marks if volume >= device.capacity / 10]
        case Spoon():
            return list(device.measures)
        case Dropper():
            return [drops / device.per_ml for drops in range(1, MOST_DROPS + 1)]


def is_allowed(volume: Fraction, liquid: Liquid, asked: Asked) -> bool:
    by_step = asked.liquid_step is None or (volume * liquid.concentration / asked.liquid_step).denominator == 1
    return volume <= asked.max_volume and by_step


def error_of_a_fill(device: Device, volume: Fraction) -> Fraction | None:
    """Return by how much one fill of *volume* may be off: ISO 7886-1 for syringes, 15 % for drops."""
    match device:
        case Syringe(error_known=True):
            small = device.capacity < 5
            if volume >= device.capacity / 2:
                return volume * Fraction(5 if small else 4, 100)
            return device.capacity * Fraction(15, 1000) + volume * Fraction(2 if small else 1, 100)
        case Dropper(error_known=True):
            return volume * Fraction(15, 100)
        case _:
            return None


def weighed(world: World, dose: Fraction) -> Iterator[tuple[Measure, tuple[Pieces, ...]]]:
    """Yield the volumes that are weighed, each with all the pieces beside it.

    For each mass of pieces below the dose and each way: the marks next below and next above the exact volume; beyond
    the range of the way, its nearest end.
    """
    liquid, asked = world.liquid, world.asked
    if liquid is None:
        return
    ways = [(device, measurable(liquid, device, asked)) for device in liquid.devices]
    for mass, multisets in by_mass(world.tablets, asked.split, asked.max_pieces).items():
        if mass >= dose:
            continue
        wanted = (dose - mass) / liquid.concentration
        for device, volumes in ways:
            for volume in next_to(wanted, tuple(volumes)):
                yield Measure(liquid, device, volume, volumes[volume]), multisets


def next_to(wanted: Fraction, volumes: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """Return the largest volume not above *wanted* and the smallest not below it, of *volumes* in order."""
    first_above, after = bisect_left(volumes, wanted), bisect_right(volumes, wanted)
    return tuple(sorted({*volumes[max(after - 1, 0) : after], *volumes[first_above : first_above + 1]}))


def best_measured(world: World, dose: Fraction, device_tolerance: Fraction) -> tuple[Combination, ...]:
    """Return all combinations with the liquid of the least burden, in the order of the ties; none: none may be."""
    candidates = [
        Combination(pieces, measure)
        for measure, multisets in weighed(world, dose)
        if is_admissible(measure, mass_of(multisets[0]), dose, world.asked.tolerance, device_tolerance)
        for pieces in multisets
    ]
    return best_with_liquid(world, dose, candidates)


def is_admissible(
    measure: Measure, mass: Fraction, dose: Fraction, tolerance: Fraction, device_tolerance: Fraction
) -> bool:
    difference, error = abs(mass + measure.mass - dose), measure.error
    if difference <= tolerance * dose:
        return True
    return error is not None and error >= difference and difference <= device_tolerance * dose


def best_with_liquid(world: World, dose: Fraction, candidates: list[Combination]) -> tuple[Combination, ...]:
    if not candidates:
        return ()
    burdens = [(measured_burden(each, dose), each) for each in candidates]
    least = min(burden for burden, _ in burdens)
    equal = [each for burden, each in burdens if burden == least]
    return tuple(sorted(equal, key=lambda each: (ties(each.pieces, world.tablets), device_ties(each))))


def measured_burden(combination: Combination, dose: Fraction) -> tuple[Any, ...]:
    pieces, measure = combination.pieces, combination.measure
    assert measure is not None
    load = len(pieces) + (measure.volume if measure.drops is None else measure.drops)
    made = combination.made
    return (*cuts(pieces), abs(made - dose), load, made > dose, measure.volume, products(pieces) + 1)


def device_ties(combination: Combination) -> tuple[Any, ...]:
    """Order what is measured after everything else: the smallest device that holds it, drops last."""
    measure = combination.measure
    assert measure is not None
    return (measure.liquid.id, measure.drops is not None, measure.fills, size(measure.device), measure.device.id)


def size(device: Device) -> Fraction:
    match device:
        case Syringe():
            return device.capacity
        case Spoon():
            return max(device.measures)
        case Dropper():
            return ZERO


# §3.8: below and above.


def beside_its_sides(world: World, found: Found) -> Found:
    """Add the nearest tablets-only doses on either side, where the dose needs liquid or is not made exactly."""
    if found.is_exact and not found.needs_liquid:
        return found
    below = max((mass for mass in tablets_only(world) if mass < found.dose), default=None)
    above = min((mass for mass in tablets_only(world) if mass > found.dose), default=None)
    return replace(
        found,
        below=None if below is None else shown(world, below)[0],
        above=None if above is None else shown(world, above)[0],
    )


def liquid_sides(world: World, dose: Fraction) -> tuple[Combination | None, Combination | None]:
    """Return the nearest on either side that pieces and the liquid make, no tolerance applied."""
    made = [(mass_of(multisets[0]) + measure.mass, measure, multisets) for measure, multisets in weighed(world, dose)]

    def best(mass: Fraction | None) -> Combination | None:
        same = [Combination(pieces, measure) for each, measure, sets in made if each == mass for pieces in sets]
        return best_with_liquid(world, dose, same)[0] if same else None

    below = max((mass for mass, _, _ in made if mass < dose), default=None)
    above = min((mass for mass, _, _ in made if mass > dose), default=None)
    return best(below), best(above)
