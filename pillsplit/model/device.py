"""Nouns of measuring: syringes, spoons and droppers, and how far each may be off."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import ClassVar, NamedTuple

from attrs import evolve, field, frozen

from pillsplit.amounts.quantity import Volume
from pillsplit.model.noun import Noun
from pillsplit.model.product import Liquid
from pillsplit.model.source import Fact, Source

LEAST_SHARE = Fraction(1, 10)
"""Below this share of its capacity nothing is measured in a syringe."""
LOW_SHARE = Fraction(1, 5)
"""Below this share of its capacity a volume in a syringe carries a note."""


class Kind(StrEnum):
    """A kind of device."""

    SYRINGE = "oral syringe"
    SPOON = "spoon"
    DROPPER = "dropper"


MOST_FILLS = 10
"""The most fills of a syringe for one dose; who needs more needs a larger syringe."""
MOST_DROPS = 60
"""The most drops that are counted for one dose."""


class Span(NamedTuple):
    """The volumes that can be set on a device: whole steps of *step* from *least* to *most*."""

    step: Volume
    least: Volume
    most: Volume


@frozen(kw_only=True, eq=False, repr=False)
class Tolerance(Noun):
    """How far a volume may be from the one that a kind of device was set to, by a document.

    From half of the capacity up that is a share of the volume; below it, the sum of a share of the capacity and a
    share of the volume. A device without a capacity counts as filled.
    """

    kind: Kind
    text: str
    of_volume: Fraction
    below_half_of_capacity: Fraction | None = None
    below_half_of_volume: Fraction | None = None
    from_capacity: Volume | None = None
    """Devices from this capacity up are meant; None: of any."""
    source: Source

    def error(self, volume: Volume, capacity: Volume | None = None) -> Volume:
        """Return by how much *volume*, in a device of *capacity*, may be too large or too small."""
        if capacity is None or self.below_half_of_capacity is None or 2 * volume >= capacity:
            return volume * self.of_volume
        return capacity * self.below_half_of_capacity + volume * (self.below_half_of_volume or Fraction(0))


@frozen(kw_only=True, eq=False, repr=False)
class _Device(Noun):
    """What every device has."""

    id: str
    name: str
    source: Source
    tolerance: Tolerance | None = None
    """None where no document says how far it may be off."""
    aliases: tuple[str, ...] = ()
    """Other names that it is chosen by, in lower case."""
    unverified: tuple[str, ...] = ()
    """Fields whose value was not seen in a document."""
    usual: bool = False
    """Whether it is taken to be at hand where nobody says what is."""


@frozen(kw_only=True, eq=False, repr=False)
class Syringe(_Device):
    """An oral syringe: a capacity, and marks that are evenly spaced over it."""

    kind: ClassVar = Kind.SYRINGE
    in_drops: ClassVar = False
    capacity: Volume
    mark: Volume
    """From one mark to the next."""

    @property
    def least(self) -> Volume:
        """The first mark that is at least a tenth of the capacity."""
        return self.mark * ceil((self.capacity * LEAST_SHARE).over(self.mark))

    @property
    def order(self) -> Fraction:
        """What orders devices of one kind: the smaller first."""
        return self.capacity.ml

    def spans(self, liquid: Liquid, max_fills: int) -> Iterator[Span]:
        """Yield the volumes of *liquid* that so many equal fills make, each on a mark; none of one for drops only."""
        if not liquid.drops_only:
            for fills in range(1, max_fills + 1):
                yield Span(self.mark * fills, self.least * fills, self.capacity * fills)

    def times(self, volume: Volume) -> int:
        """Return how often it is filled for *volume*: the fewest equal fills, each on a mark."""
        fewest = 1 if volume <= self.capacity else ceil(volume.over(self.capacity))
        marks = volume.over(self.mark)
        for fills in range(fewest, MOST_FILLS + 1) if marks.denominator == 1 else ():
            if marks.numerator % fills == 0:
                return fills
        raise ValueError(f"{volume} is no sum of equal fills of a {self.name} marked every {self.mark}")

    def fills(self, volume: Volume) -> tuple[Volume, ...]:
        """Return the equal fills that make *volume*."""
        times = self.times(volume)
        return (volume,) if times == 1 else (volume * Fraction(1, times),) * times

    def step(self, liquid: Liquid, volume: Volume) -> Volume:  # noqa: ARG002 (other devices' depend on them)
        """Return the volume from one mark to the next."""
        return self.mark

    def error(self, volume: Volume) -> Volume | None:
        """Return by how much *volume* may be off, the sum over its fills; None where that is not on record."""
        if self.tolerance is None:
            return None
        times = self.times(volume)
        if times == 1:
            return self.tolerance.error(volume, self.capacity)
        return self.tolerance.error(volume * Fraction(1, times), self.capacity) * times


@frozen(kw_only=True, eq=False, repr=False)
class Spoon(_Device):
    """A medicine spoon or cup that holds one volume, or has an end or a line for each of several."""

    kind: ClassVar = Kind.SPOON
    in_drops: ClassVar = False
    measures: tuple[Volume, ...]
    """What it measures, ascending."""
    supplied_with: tuple[str, ...] = ()
    """The ids of the products that it comes with; empty: it is at hand for any."""

    @property
    def order(self) -> Fraction:
        """What orders devices of one kind: the smaller first."""
        return self.measures[-1].ml

    def spans(self, liquid: Liquid, max_fills: int) -> Iterator[Span]:
        """Yield for each measure the volumes that so many fills of it make; none of a liquid it does not come with."""
        if not liquid.drops_only and (not self.supplied_with or liquid.id in self.supplied_with):
            for measure in self.measures:
                yield Span(measure, measure, measure * max_fills)

    def times(self, volume: Volume) -> int:
        """Return how often it is filled for *volume*."""
        return int(volume.over(self._measure(volume)))

    def fills(self, volume: Volume) -> tuple[Volume, ...]:
        """Return the fills that make *volume*: of the largest measure that goes into it."""
        return (self._measure(volume),) * self.times(volume)

    def step(self, liquid: Liquid, volume: Volume) -> Volume:  # noqa: ARG002 (a dropper's depends on the liquid)
        """Return the measure in which *volume* is counted."""
        return self._measure(volume)

    def _measure(self, volume: Volume) -> Volume:
        return max(each for each in self.measures if volume.over(each).denominator == 1)

    def error(self, volume: Volume) -> Volume | None:
        """Return by how much *volume* may be off; None where that is not on record."""
        return self.tolerance.error(volume) if self.tolerance else None


@frozen(kw_only=True, eq=False, repr=False)
class Dropper(_Device):
    """A dropper, mostly that of the bottle itself: so many drops a millilitre."""

    kind: ClassVar = Kind.DROPPER
    in_drops: ClassVar = True
    drops_per_ml: Fraction | None = None
    """None: whatever the liquid's label says."""

    @property
    def order(self) -> Fraction:
        """What orders devices of one kind: one whose drops are on record before one for any drops."""
        return Fraction(0 if self.drops_per_ml else 1)

    def spans(self, liquid: Liquid, max_fills: int) -> Iterator[Span]:  # noqa: ARG002 (drops are not filled)
        """Yield the whole drops of a liquid that is counted in such drops."""
        if liquid.drop and self.drops_per_ml in (None, liquid.drops_per_ml):
            yield Span(liquid.drop, liquid.drop, liquid.drop * MOST_DROPS)

    def times(self, volume: Volume) -> int:  # noqa: ARG002 (drops are not filled)
        """Return 1: drops are counted in one go."""
        return 1

    def fills(self, volume: Volume) -> tuple[Volume, ...]:
        """Return *volume*: drops are counted in one go."""
        return (volume,)

    def step(self, liquid: Liquid, volume: Volume) -> Volume:
        """Return the volume of one drop."""
        return liquid.drop or volume

    def error(self, volume: Volume) -> Volume | None:
        """Return by how much *volume* may be off; None where that is not on record."""
        return self.tolerance.error(volume) if self.tolerance else None


Device = Syringe | Spoon | Dropper


@frozen(eq=False, repr=False, slots=False)
class DeviceNote(Noun):
    """A remark on every device of a kind, or on small volumes in it."""

    kind: Kind
    fact: Fact
    below: Volume | None = None
    """Only a fill below this volume is meant; None: every one."""


@frozen(eq=False, repr=False, slots=False)
class Devices(Noun):
    """The devices that a person may have, and what is known of their kinds."""

    items: tuple[Device, ...] = ()
    tolerances: tuple[Tolerance, ...] = ()
    notes: tuple[DeviceNote, ...] = field(default=())

    def with_tolerances(self) -> Devices:
        """Return them all, each with the tolerance that holds for it."""
        return evolve(
            self,
            items=tuple(
                evolve(each, tolerance=self.tolerance(each.kind, each.capacity if isinstance(each, Syringe) else None))
                for each in self.items
            ),
        )

    def tolerance(self, kind: Kind, capacity: Volume | None = None) -> Tolerance | None:
        """Return the tolerance of *kind* that begins nearest below *capacity*, or None where none is on record."""
        fitting = [
            each
            for each in self.tolerances
            if each.kind is kind
            and (each.from_capacity is None or (capacity is not None and each.from_capacity <= capacity))
        ]
        return max(fitting, key=lambda each: each.from_capacity or Volume(0), default=None)

    def notes_on(self, kind: Kind, fills: tuple[Volume, ...]) -> Iterator[Fact]:
        """Yield what is to be remarked on such *fills* of a device of *kind*."""
        for note in self.notes:
            if note.kind is kind and (note.below is None or min(fills) < note.below):
                yield note.fact
