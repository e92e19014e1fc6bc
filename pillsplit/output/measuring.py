"""How a volume is measured, in words that cannot be misread."""

from __future__ import annotations

from fractions import Fraction

from pillsplit.amounts.number import rounded_percent, written
from pillsplit.model.combination import Combination, Measured
from pillsplit.model.device import Device, Dropper, Spoon, Syringe
from pillsplit.model.shelf import Shelf
from pillsplit.model.text import listed, off_by
from pillsplit.output.words import in_words, source_in_words

PLACES = 1
"""Decimals of a percentage; the answer itself holds it exactly."""


def how_in_words(combination: Combination, shelf: Shelf) -> str:
    """Say how a dose with liquid is taken: the tablets, how the liquid is measured, and how far that may be off."""
    measured = combination.liquid
    assert measured
    tablets = f"take {in_words(Combination(combination.pieces), shelf)}, and " if combination.pieces else ""
    return f"{tablets}{_measure(measured)}. {_content(measured)}, {error_in_words(measured)}."


def error_in_words(measured: Measured) -> str:
    """Say how far a measured volume may be off: ``give or take 0.0375 mg (5%)``."""
    if measured.error is None or measured.error_share is None:
        return "and how far that may be off is not on record"
    return f"give or take {off_by(measured.error)} ({percent(measured.error_share)})"


def percent(share: Fraction) -> str:
    """Write a share of one as a percentage, rounded to `PLACES` decimals."""
    return rounded_percent(share, PLACES)


def device_in_words(device: Device) -> str:
    """Say what a device measures, how far it may be off, and what that rests on."""
    match device:
        case Syringe():
            what = f"marked every {device.mark}"
        case Spoon():
            what = f"measures {listed(str(measure) for measure in device.measures)}"
        case Dropper():
            what = (
                f"{written(device.drops_per_ml)} drops per mL"
                if device.drops_per_ml
                else "drops as the label counts them"
            )
    return f"{device.name} [{device.id}]: {what}; {source_in_words(device.source)}"


def _measure(measured: Measured) -> str:
    device, name, fills = measured.device, measured.product.name, measured.fills
    times = "once" if len(fills) == 1 else f"{len(fills)} times"
    again = "" if len(fills) == 1 else f", {times}: {measured.volume} in all"
    match device:
        case None:
            return f"measure {measured.volume} of {name}, in marks of {measured.step}"
        case Dropper():
            per_ml = written(measured.product.drops_per_ml or Fraction(0))
            return f"count {measured.amount} of {name} ({per_ml} drops per mL)"
        case Spoon():
            in_all = f": {measured.volume} in all" if len(fills) > 1 else ""
            return f"fill the {fills[0]} measure of the {device.name} {times} with {name}{in_all}"
        case Syringe():
            return f"draw up {name} to the {fills[0]} mark of the {device.name} (marked every {device.mark}){again}"


def _content(measured: Measured) -> str:
    verb = "hold" if measured.drops is not None and measured.drops != 1 else "holds"
    return f"{measured.amount} of it {verb} {measured.mass}"
