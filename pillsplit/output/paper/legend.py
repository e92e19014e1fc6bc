"""What each sort of picture means, in words."""

from __future__ import annotations

from collections.abc import Iterator

from pillsplit.model.combination import EIGHTH, HALF, WHOLE, Measured
from pillsplit.model.device import Spoon
from pillsplit.model.product import Form
from pillsplit.output.figures import pictures
from pillsplit.output.figures.pictures import Picture
from pillsplit.output.paper.days import PARTS
from pillsplit.verbs.calendar import CalendarDose, Take


def sorts(dose: CalendarDose) -> Iterator[tuple[str, Picture]]:
    """Yield what the pictures of a dose mean, each with the picture itself."""
    for take in dose.takes:
        yield _piece(take), pictures.piece(take)
    if dose.liquid:
        yield _liquid(dose.liquid), pictures.liquid(dose.liquid)


def _piece(take: Take) -> str:
    if take.part == WHOLE:
        return f"take the whole {'capsule' if take.product.form is Form.CAPSULE else 'tablet'}"
    part = PARTS[take.part]
    if take.cut is None:
        return f"take the {part} that was kept from before; nothing is cut"
    if take.cut == WHOLE:
        lines = "line" if take.part == HALF else "lines"
        return f"cut a new tablet along the dashed {lines}; take the black {part}"
    if take.cut == HALF and take.part == EIGHTH:
        return "cut the half that was kept in two, and one quarter of it in two; take the black eighth"
    return f"cut the {PARTS[take.cut]} that was kept in two; take the black {part}"


def _liquid(measured: Measured) -> str:
    if measured.drops is not None:
        return "count the drops"
    if isinstance(measured.device, Spoon):
        return "fill the spoon or cup to the measure that is written below it"
    return "draw the liquid up to the mark that is written below the syringe"
