"""How a volume is measured, in words that cannot be misread."""

from __future__ import annotations

from fractions import Fraction

from pillsplit.amounts.number import rounded, written
from pillsplit.model.combination import Combination, Measured
from pillsplit.model.device import Device, Dropper, Spoon, Syringe
from pillsplit.model.product import Shelf
from pillsplit.model.text import listed
from pillsplit.output.words import in_words, source_in_words
from pillsplit.verbs.measuring import error_of, error_share

PLACES = 1
"""Decimals of a percentage; the answer itself holds it exactly."""


def amount_in_words(measured: Measured) -> str:
    """Say how much is measured: ``0.75 mL``, ``3 drops``."""
    if measured.drops is None:
        return str(measured.volume)
    return f"{written(measured.drops)} {'drop' if measured.drops == 1 else 'drops'}"


def how_in_words(combination: Combination, shelf: Shelf) -> str:
    """Say how a dose with liquid is taken: the tablets, how the liquid is measured, and how far that may be off."""
    measured = combination.liquid
    assert measured
    tablets = f"take {in_words(Combination(combination.pieces), shelf)}, and " if combination.pieces else ""
    return f"{tablets}{_measure(measured)}. {_content(measured)}, {error_in_words(measured)}."


def error_in_words(measured: Measured) -> str:
    """Say how far a measured volume may be off: ``give or take 0.0375 mg (5%)``."""
    error, share = error_of(measured), error_share(measured)
    if error is None or share is None:
        return "and how far that may be off is not on record"
    return f"give or take {error} ({percent(share)})"


def percent(share: Fraction) -> str:
    """Write a share of one as a percentage, rounded to `PLACES` decimals."""
    return f"{rounded(share * 100, PLACES)}%"


def device_in_words(device: Device) -> str:
    """Say what a device measures, how far it may be off, and what that rests on."""
    match device:
        case Syringe():
            what = f"marked every {device.mark}"
        case Spoon():
            what = f"measures {listed(str(measure) for measure in device.measures)}"
        case Dropper():
            what = f"{device.drops_per_ml} drops per mL" if device.drops_per_ml else "drops as the label counts them"
    return f"{device.name} [{device.id}]: {what}; {source_in_words(device.source)}"


def _measure(measured: Measured) -> str:
    device, name = measured.device, measured.product.name
    assert device
    fills = device.fills(measured.volume)
    times = "once" if len(fills) == 1 else f"{len(fills)} times"
    in_all = f": {measured.volume} in all" if len(fills) > 1 else ""
    match device:
        case Dropper():
            return f"count {amount_in_words(measured)} of {name} ({measured.product.drops_per_ml} drops per mL)"
        case Spoon():
            return f"fill the {fills[0]} measure of the {device.name} {times} with {name}{in_all}"
        case Syringe() if len(set(fills)) == 1:
            again = "" if len(fills) == 1 else f", {times}{in_all}"
            return f"draw up {name} to the {fills[0]} mark of the {device.name} (marked every {device.mark}){again}"
        case Syringe():
            marks = ", then to ".join(f"the {fill} mark" for fill in fills)
            return f"draw up {name} to {marks} of the {device.name} (marked every {device.mark}){in_all}"


def _content(measured: Measured) -> str:
    verb = "hold" if measured.drops is not None and measured.drops != 1 else "holds"
    return f"{amount_in_words(measured)} of it {verb} {measured.mass}"
