"""A way to measure: one liquid with one device, or by whole drops, between a least and a most volume."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm

from attrs import frozen

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.device import Device, Span
from pillsplit.model.noun import Noun
from pillsplit.model.product import Liquid


@frozen(eq=False, repr=False, slots=False)
class Way(Noun):
    """One liquid measured by one device: the volumes of its *spans*, one for each number of fills or measure."""

    liquid: Liquid
    device: Device | None
    """None where whoever states the liquid says by which steps it is measured."""
    spans: tuple[Span, ...]

    @property
    def least(self) -> Volume:
        """The least volume that it measures."""
        return min(span.least for span in self.spans)

    @property
    def most(self) -> Volume:
        """The most that it measures."""
        return max(span.most for span in self.spans)

    @property
    def in_drops(self) -> bool:
        """Whether it counts drops."""
        return self.device.in_drops if self.device else False

    @cached_property
    def order(self) -> tuple[Fraction, str]:
        """What orders ways that need equally many fills: the smaller device first, then its id."""
        return (self.device.order, self.device.id) if self.device else (Fraction(0), "")

    def fills(self, volume: Volume) -> int:
        """Return how often the device is filled for *volume*."""
        return self.device.times(volume) if self.device else 1

    def error(self, volume: Volume) -> Mass | None:
        """Return the mass by which *volume* may be off; None where no document says."""
        error = self.device.error(volume) if self.device else None
        return None if error is None else self.liquid.concentration.mass(error)


def ways_of(
    liquid: Liquid,
    devices: Iterable[Device],
    *,
    max_volume: Volume,
    max_fills: int = 1,
    liquid_step: Mass | None = None,
) -> tuple[Way, ...]:
    """Return the ways to measure *liquid* with *devices*, at most *max_volume* for one dose.

    A liquid that is stated with steps of its own and is to be measured with no device is measured by these steps.
    With *liquid_step* only volumes that hold a whole multiple of it are measured.
    """
    multiple = liquid.step
    if liquid_step is not None:
        step = liquid.concentration.volume(liquid_step)
        multiple = step if multiple is None else _common_multiple(multiple, step)
    ways = []
    for device in devices:
        spans = tuple(_spans(device.spans(liquid, max_fills), multiple, max_volume))
        if spans:
            ways.append(Way(liquid, device, spans))
    if not ways and liquid.step is not None and multiple is not None and multiple <= max_volume:
        ways.append(Way(liquid, None, tuple(_spans([Span(multiple, multiple, max_volume)], None, max_volume))))
    return tuple(ways)


def _spans(spans: Iterable[Span], multiple: Volume | None, max_volume: Volume) -> Iterable[Span]:
    for span in spans:
        step = span.step if multiple is None else _common_multiple(span.step, multiple)
        least = step * -(-span.least.ml // step.ml)
        most = step * (min(span.most, max_volume).ml // step.ml)
        if least <= most:
            yield Span(step, least, most)


def _common_multiple(one: Volume, other: Volume) -> Volume:
    """Return the least volume that both divide."""
    a, b = one.ml, other.ml
    return Volume(Fraction(lcm(a.numerator, b.numerator), gcd(a.denominator, b.denominator)))
