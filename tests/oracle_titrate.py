"""The definition of a measured dose and of bottles, written slowly: every volume and every way to open bottles.

It shares no code with the package: plain numbers in, plain numbers out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement
from typing import Any

from tests import oracle

TENTH = Fraction(1, 10)


@dataclass(frozen=True)
class Syringe:
    id: str
    capacity: Fraction
    mark: Fraction


@dataclass(frozen=True)
class Spoon:
    id: str
    measures: tuple[Fraction, ...]


@dataclass(frozen=True)
class Dropper:
    id: str
    drops: int


Device = Syringe | Spoon | Dropper


@dataclass(frozen=True)
class Liquid(oracle.Liquid):
    """A liquid; with *drops* it is counted in drops, with *drops_only* in nothing else."""

    drops: int | None = None
    drops_only: bool = False


def volumes(device: Device, liquid: Liquid, max_volume: Fraction, max_fills: int) -> Iterator[Fraction]:
    """Yield every volume of *liquid* that can be measured with *device* for one dose."""
    match device:
        case Syringe():
            if liquid.drops_only:
                return
            volume = device.mark
            while volume <= min(device.capacity * max_fills, max_volume):
                if volume >= device.capacity * TENTH:
                    yield volume
                volume += device.mark
        case Spoon():
            if liquid.drops_only:
                return
            made = {measure * times for measure in device.measures for times in range(1, max_fills + 1)}
            yield from (volume for volume in made if volume <= max_volume)
        case Dropper():
            if liquid.drops == device.drops:
                number = 1
                while Fraction(number, device.drops) <= max_volume:
                    yield Fraction(number, device.drops)
                    number += 1


@cache
def error(device: Device, volume: Fraction) -> Fraction | None:
    """Return the least that *volume* may be off by, over every way to divide it into as few fills as can be."""
    match device:
        case Syringe():
            marks, full = int(volume / device.mark), int(device.capacity / device.mark)
            number = -(-marks // full)
            ways = (fills for fills in combinations_with_replacement(range(1, full + 1), number) if sum(fills) == marks)
            return min(sum((of_a_fill(device, fill * device.mark) for fill in fills), Fraction(0)) for fills in ways)
        case Spoon():
            return None
        case Dropper():
            return volume * Fraction(15, 100)


def of_a_fill(syringe: Syringe, volume: Fraction) -> Fraction:
    """ISO 7886-1."""
    small = syringe.capacity < 5
    if volume >= syringe.capacity / 2:
        return volume * Fraction(5 if small else 4, 100)
    return syringe.capacity * Fraction(15, 1000) + volume * Fraction(2 if small else 1, 100)


def fills(device: Device, volume: Fraction) -> int:
    """Return how often the device is filled for *volume*."""
    match device:
        case Syringe():
            return int(-(-volume // device.capacity))
        case Spoon():
            return min(int(volume / measure) for measure in device.measures if (volume / measure).denominator == 1)
        case Dropper():
            return 1


def size(device: Device) -> Fraction:
    """Return what orders devices: the smaller first."""
    match device:
        case Syringe():
            return device.capacity
        case Spoon():
            return max(device.measures)
        case Dropper():
            return Fraction(0)


class Oracle(oracle.Oracle):
    """As for one dose of `check`, with the marks of the devices in the place of the liquids' steps."""

    def __init__(self, devices: list[Device], max_fills: int, liquids: list[Liquid], *rest: Any) -> None:
        super().__init__(rest[0], list(liquids), *rest[1:])
        self.devices, self.max_fills, self.measured = devices, max_fills, liquids

    def with_liquid(self, dose: Fraction) -> Any:
        for liquid in self.measured:
            for device in self.devices:
                for volume in sorted(set(volumes(device, liquid, self.max_volume, self.max_fills))):
                    for mass, multisets in self.by_sum.items():
                        made = mass + volume * liquid.concentration
                        if abs(made - dose) > dose * self.tolerance:
                            continue
                        off = error(device, volume)
                        for pieces in multisets:
                            burden = (
                                oracle.count(pieces, Fraction(1, 4)),
                                oracle.count(pieces, Fraction(1, 2)),
                                sum(pieces.values()) + 1,
                                abs(made - dose),
                                made > dose,
                                volume,
                                len({tablet.id for tablet, _ in pieces}) + 1,
                            )
                            tie = (
                                (off is None, off or Fraction(0)),
                                self.tie(pieces),
                                liquid.id,
                                fills(device, volume),
                                size(device),
                                device.id,
                            )
                            yield burden, tie, made, pieces, (liquid.id, volume, device.id)


def fewest_bottles(daily: list[int], holds: int, life: int) -> int:
    """Return the fewest bottles that cover every day, whenever they are opened and whichever are drawn from.

    A state is the bottles that are open, each as (rest, days it may still be used); on each day any number may be
    opened and the day's volume may be drawn from them in every way.
    """
    states: dict[tuple[tuple[int, int], ...], int] = {(): 0}
    for needed in daily:
        after: dict[tuple[tuple[int, int], ...], int] = {}
        for state, used in states.items():
            for more in range(-(-needed // holds) + 2):
                opened = (*state, *(((holds, life),) * more))
                for left in draws(opened, needed):
                    aged = tuple(sorted((rest, days - 1) for rest, days in left if rest and days > 1))
                    after[aged] = min(after.get(aged, used + more), used + more)
        states = after
    return min(states.values())


@cache
def draws(state: tuple[tuple[int, int], ...], needed: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return what may be left of the open bottles after *needed* was drawn from them."""
    if not state:
        return ((),) if needed == 0 else ()
    (rest, days), *others = state
    return tuple(
        ((rest - taken, days), *left)
        for taken in range(min(rest, needed) + 1)
        for left in draws(tuple(others), needed - taken)
    )
