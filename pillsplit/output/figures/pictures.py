"""Pictures of pieces in SVG: what is filled is taken, what is dashed is cut.

They are drawn in black and white. A whole is a full disc, a half a half disc below a cut across the tablet, a third,
a quarter and an eighth a sector between two cuts; a part kept from before has no cut, and what is no longer there is
dotted. The strength stands on the tablet, at the top, where nothing is ever filled but a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from html import escape

from attrs import frozen

from pillsplit.amounts.number import written
from pillsplit.amounts.quantity import Volume
from pillsplit.model.combination import HALF, QUARTER, THIRD, WHOLE, Measured
from pillsplit.model.device import Spoon, Syringe
from pillsplit.model.product import Form
from pillsplit.verbs.calendar import Take

SYRINGES = tuple(Volume(ml) for ml in (1, Fraction(5, 2), 5, 10, 20))
"""The sizes in which a syringe is drawn where it is not known which one is used."""
_MOST_DROPS = 40
_DROPS_A_ROW = 10
_INK = "#222"

_WHOLE_LINE = f'fill="#fff" stroke="{_INK}" stroke-width="2"'
_GONE = 'fill="none" stroke="#555" stroke-width="1.5" stroke-dasharray="1.5 3"'
_CUT = f'fill="none" stroke="{_INK}" stroke-width="2.5" stroke-dasharray="6 3"'


@frozen
class Picture:
    """One drawing, on a field of *width* by 60 units."""

    width: int
    drawn: str


def piece(take: Take) -> Picture:
    """Draw one piece: with the line to cut where it is cut, without where it was kept."""
    amount = take.product.amount
    if take.part == WHOLE:
        return Picture(60, "".join(_capsule(amount) if take.product.form is Form.CAPSULE else _tablet(amount)))
    if take.part == HALF:
        return Picture(60, "".join(_half(amount, cut=take.cut == WHOLE)))
    if take.part == THIRD:
        return Picture(60, "".join(_third(amount, cut=take.cut == WHOLE)))
    return Picture(60, "".join(_quarter(amount, take.cut) if take.part == QUARTER else _eighth(amount, take.cut)))


def _tablet(amount: str) -> Iterator[str]:
    yield f'<circle cx="30" cy="30" r="27" fill="{_INK}"/>'
    number, _, unit = amount.partition(" ")
    yield _said(number, 35, {1: 28, 2: 26, 3: 22, 4: 18, 5: 15}.get(len(number), 12), "#fff")
    yield _said(unit, 48, 12, "#fff")


def _capsule(amount: str) -> Iterator[str]:
    yield f'<rect x="1" y="15" width="58" height="30" rx="15" fill="{_INK}"/>'
    yield _said(amount, 35, _size(amount), "#fff")


def _half(amount: str, *, cut: bool) -> Iterator[str]:
    yield f'<path d="M3 30a27 27 0 0 1 54 0{"z" if cut else ""}" {_WHOLE_LINE if cut else _GONE}/>'
    yield f'<path d="M3 31a27 27 0 0 0 54 0z" fill="{_INK}"/>'
    if cut:
        yield _cut("M0 30h60")
    yield _said(amount, 24, _size(amount), "#000")
    yield _said("½", 54, 22, "#fff")


def _quarter(amount: str, cut: Fraction | None) -> Iterator[str]:
    new = cut == WHOLE
    yield f'<path d="M3 30a27 27 0 0 1 54 0{"z" if new else ""}" {_WHOLE_LINE if new else _GONE}/>'
    yield f'<path d="M31 31h26a27 27 0 0 1 -26 26z" {_WHOLE_LINE if cut else _GONE}/>'
    yield f'<path d="M29 31h-26a27 27 0 0 0 26 26z" fill="{_INK}"/>'
    if new:
        yield _cut("M0 30h60")
    if cut:
        yield _cut("M30 30v30")
    yield _said(amount, 24, _size(amount), "#000")
    yield _said("¼", 48, 17, "#fff", x=20)


def _third(amount: str, *, cut: bool) -> Iterator[str]:
    rest = _WHOLE_LINE if cut else _GONE
    yield f'<path d="M30 29L6.6 15.5a27 27 0 0 1 46.8 0z" {rest}/>'
    yield f'<path d="M31 31L53.4 17a27 27 0 0 1 -22.4 40z" {rest}/>'
    yield f'<path d="M29 31L6.6 17a27 27 0 0 0 22.4 40z" fill="{_INK}"/>'
    if cut:
        yield _cut("M30 30v30M30 30L4 15M30 30L56 15")
    yield _said(amount, 18, _size(amount) - 3, "#000")
    yield _said("⅓", 43, 17, "#fff", x=18)


def _eighth(amount: str, cut: Fraction | None) -> Iterator[str]:
    new = cut == WHOLE
    yield f'<path d="M3 30a27 27 0 0 1 54 0{"z" if new else ""}" {_WHOLE_LINE if new else _GONE}/>'
    yield f'<path d="M31 31h26a27 27 0 0 1 -26 26z" {_WHOLE_LINE if cut in (WHOLE, HALF) else _GONE}/>'
    yield f'<path d="M29 32v25a27 27 0 0 1 -17.5 -7.5z" {_WHOLE_LINE if cut else _GONE}/>'
    yield f'<path d="M28 31h-25a27 27 0 0 0 7.5 17.5z" fill="{_INK}"/>'
    if new:
        yield _cut("M0 30h60")
    if cut in (WHOLE, HALF):
        yield _cut("M30 30v30")
    if cut:
        yield _cut("M30 30L9 51")
    yield _said(amount, 24, _size(amount), "#000")
    yield _said("⅛", 42, 12, "#fff", x=13)


def _cut(line: str) -> str:
    """Draw a line to cut along, dashed, light where it runs over what is black."""
    return f'<path d="{line}" fill="none" stroke="#fff" stroke-width="5"/><path d="{line}" {_CUT}/>'


def liquid(measured: Measured) -> Picture:
    """Draw what is measured in what it is measured with; in a syringe where that is not known."""
    if measured.drops is not None:
        return drops(measured.drops)
    return spoon(measured.volume) if isinstance(measured.device, Spoon) else syringe(measured)


def syringe(measured: Measured) -> Picture:
    """Draw a syringe filled to the mark of what is measured, with the millilitres below it."""
    full = next((size for size in SYRINGES if size >= measured.volume), measured.volume)
    if isinstance(measured.device, Syringe):
        full = max(measured.device.capacity, measured.volume)
    length = 100
    filled = max(2, round(length * measured.volume.over(full)))
    marks = "".join(f"M{14 + length * mark // 10} 10v{10 if mark % 5 == 0 else 6}" for mark in range(11))
    end = 14 + filled
    return Picture(
        150,
        f'<path d="M14 10h{length + 4}v24h-{length + 4}zM14 17h-11v10h11" {_WHOLE_LINE}/>'
        f'<rect x="14" y="11" width="{filled}" height="22" fill="{_INK}"/>'
        f'<path d="M{end} 11v22M{end} 22H144M144 13v18" fill="none" stroke="{_INK}" stroke-width="3"/>'
        f'<path d="{marks}" fill="none" stroke="#777" stroke-width="1"/>'
        f'<path d="M{end} 34v8" fill="none" stroke="{_INK}" stroke-width="2"/>'
        + _said(str(measured.volume), 57, 16, "#000", x=min(max(end, 32), 118)),
    )


def spoon(volume: Volume) -> Picture:
    """Draw a full measuring spoon with the millilitres below it."""
    return Picture(
        110,
        f'<path d="M4 14h44a22 22 0 0 1 -44 0z" fill="{_INK}"/>'
        f'<path d="M48 16H106" fill="none" stroke="{_INK}" stroke-width="6"/>'
        + _said(str(volume), 57, 16, "#000", x=34),
    )


def drops(number: Fraction) -> Picture:
    """Draw so many drops, in fives; where they are too many, one with their number."""
    if number.denominator != 1 or number > _MOST_DROPS:
        return Picture(90, _drop(4, 10) + _said(f"× {written(number)}", 36, 22, "#000", x=56))
    rows = -(-int(number) // _DROPS_A_ROW)
    height = max(12, 60 // max(rows, 1)) if rows > 1 else 30
    drawn = "".join(
        _drop(
            13 * (index % _DROPS_A_ROW) + (8 if index % _DROPS_A_ROW >= 5 else 0) + 2,
            height * (index // _DROPS_A_ROW) + (16 if rows == 1 else 0),
            height,
        )
        for index in range(int(number))
    )
    widest = min(int(number), _DROPS_A_ROW)
    return Picture(13 * widest + (8 if widest > 5 else 0) + 4, drawn)


def _drop(x: int, y: int, height: int = 30) -> str:
    tall = min(height, 24)
    return f'<path d="M{x + 5} {y}q-10 {tall - 2} 0 {tall - 2}q10 0 0 {2 - tall}z" fill="{_INK}"/>'


def _size(amount: str) -> int:
    """Return the size of letters in which *amount* fits across half a tablet."""
    return {3: 17, 4: 16, 5: 14, 6: 12, 7: 11, 8: 9}.get(len(amount), 7)


def _said(text: str, y: int, size: int, fill: str, x: int = 30) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="middle" font-size="{size}" font-weight="bold" fill="{fill}">'
        f"{escape(text)}</text>"
    )
