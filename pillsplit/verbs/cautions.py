"""What must be said with a measured volume, and with bottles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pillsplit.amounts.number import written
from pillsplit.errors import Note, listed
from pillsplit.model.combination import Measured
from pillsplit.model.device import Devices, Syringe
from pillsplit.model.product import Evidence, Form, Liquid, Shelf
from pillsplit.verbs.alternatives import is_low
from pillsplit.verbs.bottles import BottlePlan
from pillsplit.verbs.measuring import error_of


def notes_on_measured(measured: Measured, devices: Devices) -> Iterator[Note]:
    """Yield what must be said where *measured* is drawn up or counted with its device."""
    product, device = measured.product, measured.device
    if device is None:
        return
    if product.form is Form.SUSPENSION and "shake" not in product.handling.lower():
        yield Note("shake", f"{product.name}: shake the bottle before each dose")
    if product.source.evidence is Evidence.STATED:
        yield Note("compounded", f"{product.name}: no marketed product; the pharmacy that makes it says how it keeps")
    if product.avoid:
        yield Note(
            "avoid-material",
            f"{product.name} must not touch {' or '.join(product.avoid)}: ask the pharmacy for a device of another "
            "material",
        )
    if product.handling:
        yield Note("handling", f"{product.name}: {product.handling.rstrip('.')}")
    if is_low(measured):
        yield Note(
            "low-in-device",
            f"{measured.volume} is less than a fifth of a {device.name}, where its error is large; "
            "a weaker liquid would fill it further",
        )
    for fact in devices.notes_on(device.kind, device.fills(measured.volume)):
        yield Note(fact.code, fact.text)
    if product.drops_per_ml and not device.in_drops:
        drops = measured.volume.ml * product.drops_per_ml
        same = f"; {written(drops)} drops hold the same" if drops.denominator == 1 else ""
        yield Note(
            "drops-in-syringe",
            f"{product.name} is made to be counted in drops: ask the pharmacist how {measured.volume} "
            f"is drawn from its bottle{same}",
        )
    yield from _notes_on_device(measured)


def _notes_on_device(measured: Measured) -> Iterator[Note]:
    device = measured.device
    assert device
    if "mark" in device.unverified and isinstance(device, Syringe):
        yield Note("unverified", f"{device.name}: marks every {device.mark} were not seen in a document; look at it")
    if error_of(measured) is None:
        yield Note("error-unknown", f"{device.name}: how far it may be off is not on record")
    elif device.tolerance and device.tolerance.source.evidence is Evidence.UNVERIFIED:
        yield Note(
            "unverified",
            f"{device.name}: how far it may be off was not seen in a document; confirm with "
            f"{device.tolerance.source.text.removeprefix('to be confirmed: ')}",
        )


def note_on_concentrations(used: Iterable[Liquid], alone: Liquid | None, liquids: Iterable[Liquid]) -> Note:
    """Warn that a plan draws on several concentrations, and name the one of the *liquids* that would do *alone*."""
    concentrations = listed(str(each) for each in sorted({each.concentration for each in used}))
    way_out = "none of them would do alone"
    if alone:
        others = " ".join(f"--without {each.id}" for each in liquids if each.id != alone.id)
        way_out = f"{alone.name} alone would do ({others})"
    return Note(
        "two-concentrations",
        f"the plan draws on liquids of {concentrations}: the same volume of each is a different dose; {way_out}",
    )


def notes_on_bottles(plan: BottlePlan) -> Iterator[Note]:
    """Yield what is not on record of the bottles of a liquid, or was not seen in a document."""
    name = plan.product.name
    if plan.life is None:
        yield Note(
            "opened-life-unknown",
            f"{name}: how long an opened bottle may be used is not on record: ask the pharmacy, "
            "and say it with --in-use-days",
        )
    if plan.size is None:
        yield Note("bottle-size-unknown", f"{name}: what a bottle holds is not on record")
    fields = {"bottles": "bottle size", "in_use_days": "opened life"}
    if unseen := [text for key, text in fields.items() if key in plan.product.unverified]:
        verb, it = ("was", "it") if len(unseen) == 1 else ("were", "them")
        yield Note("unverified", f"{name}: its {listed(unseen)} {verb} not seen in a document; check {it}")


def notes_on_missing_liquid(shelf: Shelf, drugs: Iterable[str]) -> Iterator[Note]:
    """Yield a remark for each of *drugs* for which liquid was asked for and there is none."""
    for drug in drugs:
        if not shelf.liquids(drug):
            yield Note("no-liquid-here", f"there is no liquid of {drug} here: what tablets make of it stays tablets")
