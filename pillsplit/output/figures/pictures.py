"""Pictures of tablets and capsules in SVG: what is black is taken, what is dashed is cut, what is dotted is gone.

They are drawn in black and white, and no two tablets of a plan look alike: each drug has a shape of its own, each
strength a size and a number of rings, and the strength stands below. Letters are as large as those of the text around:
15 units are one em, and a picture says its size in em.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from html import escape

from attrs import frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.model.combination import EIGHTH, HALF, QUARTER, THIRD, WHOLE
from pillsplit.model.form import Form
from pillsplit.model.product import Product, Solid
from pillsplit.verbs.calendar import Take

EM = 15
"""Units in one em, which is the least size of a letter."""
INK = "#000"
_SMALLEST, _LARGEST = 48, 66
_RING = 4
"""From one ring to the next."""
_GLYPHS = {HALF: "½", THIRD: "⅓", QUARTER: "¼", EIGHTH: "⅛"}
_LETTER = Fraction(3, 5)
"""About the width of a letter as a share of its size."""
_CAPTION = 19
"""Units below a tablet for its strength."""
DISC, SQUARE, HEXAGON = "disc", "square", "hexagon"
SHAPES = (DISC, SQUARE, HEXAGON)

_SOLID = f'fill="none" stroke="{INK}" stroke-width="1.6"'
_DOTTED = f'fill="none" stroke="{INK}" stroke-width="1.6" stroke-dasharray="1.5 4"'
_CUT = f'fill="none" stroke="{INK}" stroke-width="2.6" stroke-dasharray="6 3"'


@frozen
class Picture:
    """One drawing on a field of so many units."""

    width: int
    height: int
    drawn: str

    @property
    def size(self) -> tuple[str, str]:
        """Width and height in em."""
        return in_em(self.width), in_em(self.height)


def in_em(units: int) -> str:
    """Write a length in em, rounded to a hundredth.

    >>> in_em(66)
    '4.40em'
    """
    hundredths = round(Fraction(100 * units, EM))
    return f"{hundredths // 100}.{hundredths % 100:02}em"


@frozen
class Look:
    """How the tablets of one product are drawn."""

    shape: str
    size: int
    """Units across."""
    rings: int


def looks(products: Iterable[Product]) -> Mapping[str, Look]:
    """Return how each tablet or capsule is drawn, by its id, so that no two of them look alike.

    The drug gives the shape, the strength the size, and its place among the strengths of the drug the rings.
    """
    solids = [each for each in products if isinstance(each, Solid)]
    drugs = list(dict.fromkeys(each.drug for each in solids))
    strengths = sorted({each.strength for each in solids})
    found = {}
    for drug in drugs:
        own = [each for each in solids if each.drug == drug]
        order: list[tuple[Mass, str]] = sorted((each.strength, each.id) for each in own)
        for each in own:
            found[each.id] = Look(
                SHAPES[drugs.index(drug) % len(SHAPES)],
                _size(strengths.index(each.strength), len(strengths)),
                order.index((each.strength, each.id)),
            )
    return found


def _size(place: int, of: int) -> int:
    return _LARGEST if of == 1 else _SMALLEST + (_LARGEST - _SMALLEST) * place // (of - 1)


def piece(take: Take, look: Look, strength: str) -> Picture:
    """Draw one piece with its *strength* below: with the line to cut where it is cut, without where it was kept."""
    return drawn(take.product.form, take.part, take.cut, look, strength)


def whole(product: Solid, look: Look, strength: str) -> Picture:
    """Draw a whole tablet or capsule with its *strength* below."""
    return drawn(product.form, WHOLE, None, look, strength)


def drawn(form: Form, part: Fraction, cut: Fraction | None, look: Look, strength: str) -> Picture:
    """Draw a *part* of a tablet that is *cut* from a whole one, a half or a quarter; None where it was kept."""
    width = max(look.size, round(len(strength) * EM * _LETTER) + 2)
    left = (width - look.size) // 2
    if form is Form.CAPSULE:
        body = _capsule(look, strength)
    elif part == WHOLE:
        body = _tablet(look, strength)
    else:
        body = _part(look, part, cut)
    return Picture(
        width,
        look.size + _CAPTION,
        f'<g transform="translate({left} 0)">{"".join(body)}</g>'
        + said(strength, width // 2, look.size + _CAPTION - 4, EM, INK),
    )


def _tablet(look: Look, strength: str) -> Iterator[str]:
    yield from _rings(look, _SOLID)
    yield _contour(look, _inset(look), f'fill="{INK}"')
    yield _number(look, strength, look.size // 2)


def _capsule(look: Look, strength: str) -> Iterator[str]:
    height = look.size * 5 // 9
    top = (look.size - height) // 2
    round_ = height // 2 if look.shape == DISC else height // 6
    for ring in range(look.rings):
        inset = 1 + _RING * ring
        yield (
            f'<rect x="{inset}" y="{top + inset}" width="{look.size - 2 * inset}" height="{height - 2 * inset}" '
            f'rx="{round_}" {_SOLID}/>'
        )
    inset = _inset(look)
    yield (
        f'<rect x="{inset}" y="{top + inset}" width="{look.size - 2 * inset}" height="{height - 2 * inset}" '
        f'rx="{round_}" fill="{INK}"/>'
    )
    yield _number(look, strength, look.size // 2)


def _number(look: Look, strength: str, middle: int) -> str:
    """Write the number of a strength onto a tablet, where it can be as large as other letters."""
    number = strength.partition(" ")[0]
    room = (look.size - 2 * _inset(look)) * 4 // 5
    size = min(28, int(room / (len(number) * _LETTER)))
    return said(number, look.size // 2, middle + size * 7 // 20, size, "#fff") if size >= EM else ""


def _part(look: Look, part: Fraction, cut: Fraction | None) -> Iterator[str]:
    """Draw the whole in black, cover in white what is not taken, and draw lines over both."""
    size, middle = look.size, look.size // 2
    inset = _inset(look)
    yield _contour(look, inset, f'fill="{INK}"')
    yield f'<path d="{_cover(part, size, middle)}" fill="#fff"/>'
    there = _SOLID if cut == WHOLE else _DOTTED
    yield _contour(look, inset, there)
    yield from _rings(look, there)
    if cut in (HALF, QUARTER):
        wide = size if cut == HALF else middle
        yield (
            f'<svg x="0" y="{middle}" width="{wide}" height="{size - middle}" '
            f'viewBox="0 {middle} {wide} {size - middle}">{_contour(look, inset, _SOLID)}</svg>'
        )
        right = size - inset if cut == HALF else middle
        yield f'<path d="M{inset} {middle}H{right}{f"V{size - inset}" if cut == QUARTER else ""}" {_SOLID}/>'
    if cut is not None:
        yield from (_cut_line(line) for line in _lines(part, cut, size, middle))
    yield _fraction(part, size, middle)


def _cover(part: Fraction, size: int, middle: int) -> str:
    upper = f"M-1 -1H{size + 1}V{middle}H-1z"
    right = f"M{middle} {middle}H{size + 1}V{size + 1}H{middle}z"
    if part == HALF:
        return upper
    if part == QUARTER:
        return upper + right
    if part == EIGHTH:
        return f"{upper}{right}M{middle} {middle}L-1 {size + 1}H{middle}z"
    rise = _third_rise(middle)
    return f"M{middle} {middle}L-1 {middle - rise}V-1H{size + 1}V{size + 1}H{middle}z"


def _third_rise(middle: int) -> int:
    """Return how far a line to the edge at 30 degrees rises: by the tangent, 0.577."""
    return round(Fraction(577, 1000) * (middle + 1))


def _lines(part: Fraction, cut: Fraction, size: int, middle: int) -> Iterator[str]:
    if part == THIRD:
        rise = _third_rise(middle)
        yield f"M{middle} {middle}V{size}"
        yield f"M{middle} {middle}L0 {middle - rise}"
        yield f"M{middle} {middle}L{size} {middle - rise}"
        return
    if cut == WHOLE:
        yield f"M0 {middle}H{size}"
    if part <= QUARTER and cut >= HALF:
        yield f"M{middle} {middle}V{size}"
    if part == EIGHTH:
        yield f"M{middle} {middle}L{size // 8} {size - size // 8}"


def _cut_line(line: str) -> str:
    """Draw a line to cut along, dashed, light where it runs over what is black."""
    return f'<path d="{line}" fill="none" stroke="#fff" stroke-width="5"/><path d="{line}" {_CUT}/>'


def _fraction(part: Fraction, size: int, middle: int) -> str:
    glyph = _GLYPHS[part]
    if part == HALF:
        return said(glyph, middle, middle + size * 3 // 8 - 1, 20, "#fff")
    if part == THIRD:
        return said(glyph, middle - size // 5, middle + size // 5, 16, "#fff")
    if part == QUARTER:
        return said(glyph, middle - size // 5, middle + size * 3 // 10, 16, "#fff")
    return said(glyph, middle - size * 3 // 10, middle + size // 4, EM, "#fff")


def _inset(look: Look) -> int:
    return 1 + _RING * look.rings


def _rings(look: Look, style: str) -> Iterator[str]:
    return (_contour(look, 1 + _RING * ring, style) for ring in range(look.rings))


def _contour(look: Look, inset: int, style: str) -> str:
    size = look.size
    if look.shape == DISC:
        return f'<circle cx="{size // 2}" cy="{size // 2}" r="{size // 2 - inset}" {style}/>'
    if look.shape == SQUARE:
        side = size - 2 * inset
        return f'<rect x="{inset}" y="{inset}" width="{side}" height="{side}" rx="{size // 6}" {style}/>'
    quarter = size // 4
    return (
        f'<path d="M{quarter + inset // 2} {inset}H{size - quarter - inset // 2}L{size - inset} {size // 2}'
        f'L{size - quarter - inset // 2} {size - inset}H{quarter + inset // 2}L{inset} {size // 2}z" {style}/>'
    )


def said(text: str, x: int, y: int, size: int, fill: str, *, anchor: str = "middle") -> str:
    """Write bold letters into a picture."""
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" font-weight="bold" fill="{fill}">'
        f"{escape(text)}</text>"
    )
