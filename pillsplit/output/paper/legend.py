"""What each sort of picture means, in words."""

from __future__ import annotations

from collections.abc import Iterator

from pillsplit.model.combination import QUARTER, WHOLE, Measured
from pillsplit.model.device import Spoon
from pillsplit.model.product import Form
from pillsplit.output.figures import pictures
from pillsplit.output.figures.pictures import Picture
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
    part = "quarter" if take.part == QUARTER else "half"
    if take.cut is None:
        return f"take the {part} that was kept from before; nothing is cut"
    if take.cut == WHOLE:
        return f"cut a new tablet along the dashed line{'s' if take.part == QUARTER else ''}; take the black {part}"
    return "cut the half that was kept in two; take the black quarter"


def _liquid(measured: Measured) -> str:
    if measured.drops is not None:
        return "count the drops"
    if isinstance(measured.device, Spoon):
        return "fill the spoon or cup to the measure that is written below it"
    return "draw the liquid up to the mark that is written below the syringe"
