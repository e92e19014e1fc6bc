"""Pictures of what measures a liquid: a syringe with its own marks to scale, a spoon, drops.

15 units are one em, as in `pictures`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from pillsplit.amounts.quantity import Volume
from pillsplit.model.combination import Measured
from pillsplit.model.device import Spoon, Syringe
from pillsplit.output.figures.pictures import EM, INK, Picture, said

_BARREL, _LEFT = 500, 26
"""The length of a full barrel, and where it begins."""
_TOP, _DEEP = 30, 34
_MOST_LABELS = 10
_MOST_DROPS = 60
_ROW = 20
_DIGITS = (1, 2, 5)
_OUTLINE = f'fill="#fff" stroke="{INK}" stroke-width="2"'
_THICK = f'fill="none" stroke="{INK}" stroke-width="4"'

Number = Callable[[Fraction], str]
Amount = Callable[[Volume], str]


def device(measured: Measured, number: Number, amount: Amount) -> Picture:
    """Draw what is measured in what it is measured with; *number* and *amount* write what stands on it."""
    if measured.drops is not None:
        return drops(measured.drops, number)
    if isinstance(measured.device, Syringe):
        return syringe(measured.device, measured.fills[0], number, amount)
    if isinstance(measured.device, Spoon):
        return spoon(measured.fills[0], amount)
    return spoon(measured.volume, amount)


def syringe(of: Syringe, fill: Volume, number: Number, amount: Amount) -> Picture:
    """Draw a syringe with every mark that it has, filled to the mark of *fill*."""
    end = _LEFT + _along(fill, of)
    right = _LEFT + _BARREL
    middle, bottom = _TOP + _DEEP // 2, _TOP + _DEEP
    marks = round(of.capacity.over(of.mark))
    every = _labelled(of, marks)
    parts = [
        f'<path d="M{_LEFT} {_TOP}H{right + 6}V{bottom}H{_LEFT}zM{_LEFT} {_TOP + 11}h-18v12h18" {_OUTLINE}/>',
        f'<rect x="{_LEFT}" y="{_TOP + 1}" width="{end - _LEFT}" height="{_DEEP - 2}" fill="{INK}"/>',
        f'<path d="M{end} {_TOP + 1}v{_DEEP - 2}M{end} {middle}H{right + 40}M{right + 40} {_TOP + 4}v26" {_THICK}/>',
        *_marks(of, marks, every, bottom),
        *(
            said(number((of.mark * mark).ml), _LEFT + _along(of.mark * mark, of), bottom + 28, EM, INK)
            for mark in range(every, marks + 1, every)
        ),
        f'<path d="M{end} {_TOP}l-7 -9h14z" fill="{INK}"/>',
        said(amount(fill), min(max(end, 50), right - 20), _TOP - 12, 18, INK),
    ]
    return Picture(right + 46, bottom + 34, "".join(parts))


def _along(volume: Volume, of: Syringe) -> int:
    return round(_BARREL * volume.over(of.capacity))


def _labelled(of: Syringe, marks: int) -> int:
    """Return which marks have a number: every so many, so that there are at most ten, on round volumes."""
    return next(
        every
        for every in range(1, marks + 1)
        if marks // every <= _MOST_LABELS and (_is_round((of.mark * every).ml) or every == marks)
    )


def _is_round(value: Fraction) -> bool:
    while value >= 10:
        value /= 10
    while value < 1:
        value *= 10
    return value in _DIGITS


def _marks(of: Syringe, marks: int, every: int, bottom: int) -> Iterator[str]:
    """Draw the marks below the barrel: long ones with a number, middling ones halfway, short ones between."""
    long = middling = short = ""
    for mark in range(marks + 1):
        at = f"M{_LEFT + _along(of.mark * mark, of)} {bottom}"
        if mark % every == 0:
            long += f"{at}v14"
        elif 2 * mark % every == 0:
            middling += f"{at}v10"
        else:
            short += f"{at}v6"
    for path, width in ((long, 2), (middling, 1), (short, 1)):
        if path:
            yield f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="{width}"/>'


def spoon(volume: Volume, amount: Amount) -> Picture:
    """Draw a full measuring spoon with the millilitres below it."""
    return Picture(
        150,
        66,
        f'<path d="M4 12h60a30 30 0 0 1 -60 0z" fill="{INK}"/>'
        f'<path d="M64 14H146" fill="none" stroke="{INK}" stroke-width="7"/>' + said(amount(volume), 34, 62, 18, INK),
    )


def drops(count: Fraction, number: Number) -> Picture:
    """Draw so many drops, in fives, with their number before them; where they are too many, one with the number."""
    label = number(count)
    wide = len(label) * 18 + 8
    if count.denominator != 1 or count > _MOST_DROPS:
        return Picture(wide + 30, 34, said(label, wide // 2, 27, 26, INK) + _drop(wide + 6, 4))
    rows = -(-int(count) // _ROW)
    dots = "".join(
        _drop(wide + 20 * (index % _ROW) + 10 * (index % _ROW // 5), 4 + 32 * (index // _ROW))
        for index in range(int(count))
    )
    widest = min(int(count), _ROW)
    return Picture(
        wide + 20 * widest + 10 * ((widest - 1) // 5) + 4,
        32 * max(rows, 1) + 4,
        said(label, wide // 2, 27, 26, INK) + dots,
    )


def _drop(x: int, y: int) -> str:
    return f'<path d="M{x + 8} {y}q-16 26 0 26q16 0 0 -26z" fill="{INK}"/>'
