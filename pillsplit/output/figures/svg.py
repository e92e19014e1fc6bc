"""Staircases as SVG text that stands alone, in a file or within a page.

Coordinates are whole numbers, rounded from exact ones; the numbers written beside them are exact. Nothing tells by
colour alone: what takes liquid is hatched, what cannot be made is crossed, and both are said in words below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import escape
from itertools import groupby

from attrs import frozen

from pillsplit.amounts.number import written
from pillsplit.output.figures.staircase import LIQUID, NO_STEP, TABLETS, UNREACHABLE, Staircase, Tread
from pillsplit.output.words import plain_date

WIDE, NARROW = 960, 420
"""Units across: for paper and a screen, and for a telephone, on which the letters of the wide one are too small."""
_LEFT, _RIGHT = 84, 20
_TOP, _BELOW = 76, 102
"""What stands above the highest dose, and below the floor: weeks, brackets, legend."""
_RAISED = 24
"""By how much less stands above the highest dose of a low one."""
_TALL, _LOW, _LOWEST = 310, 206, 122
"""Where the floor is: in a picture by itself, in one that shares a page, and in two that do."""
_BELOW_LOW, _BELOW_BARE = 66, 30
"""What stands below the floor of a low one: with brackets, and with the weeks alone."""
_MORE_LEGEND = 48
"""Units below a narrow panel, whose legend takes up to three lines."""
_DIGIT = 9
"""About the width of a character of 16 units; labels nearer to each other than that are left out."""
_LETTER = 16
"""The height of a letter."""
_WORDS = {LIQUID: ("liquid", "L"), UNREACHABLE: ("cannot be made", "×"), NO_STEP: ("no step", "–")}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@frozen
class _Frame:
    """The panel of one staircase: how wide it is, where its floor is, and whether it is a low one."""

    width: int
    floor: int
    low: bool

    @property
    def title(self) -> int:
        """Where the letters of its title stand."""
        return _RAISED + 16 if self.low else 28

    @property
    def right(self) -> int:
        """Where the last day ends."""
        return self.width - _RIGHT

    def across(self, day: int, days: int) -> int:
        """Return where a day begins."""
        return _LEFT + round(Fraction((self.right - _LEFT) * day, days))

    def up(self, mg: Fraction, top: Fraction) -> int:
        """Return where a dose stands, below *top*."""
        return self.floor - round(mg * (self.floor - _TOP) / top)

    def height(self, stairs: Staircase) -> int:
        """Return how tall it is with what stands below the floor."""
        if self.low:
            bare = all(tread.kind == TABLETS for tread in stairs.treads)
            return self.floor - _RAISED + (_BELOW_BARE if bare else _BELOW_LOW)
        return self.floor + _BELOW + (_MORE_LEGEND if self.width < WIDE else 0)


def as_svg(
    title: str, stairs: Sequence[Staircase], name: str = "stairs", width: int = WIDE, *, low: bool = False
) -> str:
    """Draw one panel for each staircase, *width* units across.

    *name* begins every id, so that two pictures can share a page. A *low* one leaves room for what stands beside it.
    """
    frame = _Frame(width, (_LOW if len(stairs) == 1 else _LOWEST) if low else _TALL, low)
    height, panels = 0, ""
    for each in stairs:
        drawn = "".join(_panel(each, name, frame))
        panels += f'<g transform="translate(0 {height - (_RAISED if low else 0)})">{drawn}</g>\n'
        height += frame.height(each)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="Arial, Helvetica, sans-serif" font-size="16" '
        f'fill="#000" style="forced-color-adjust:none">\n'
        f'<title id="{name}-title">{_text(title)}</title>\n'
        f'<desc id="{name}-desc">{_text(" ".join(described(each) for each in stairs))}</desc>\n'
        f"<defs>{_patterns(name)}</defs>\n"
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n{panels}</svg>\n'
    )


def described(stairs: Staircase) -> str:
    """Say a staircase in words, tread by tread, with exact amounts."""
    said, day = [], 1
    for tread in stairs.treads:
        last = day + tread.days - 1
        days = f"day {day}" if last == day else f"days {day} to {last}"
        said.append(f"{days}, {_tread_in_words(tread)}")
        day = last + 1
    return f"{stairs.drug}, mg a day: {'; '.join(said)}."


def _tread_in_words(tread: Tread) -> str:
    if tread.kind == NO_STEP:
        return "no step"
    made = f", made {tread.made}" if tread.differs else ""
    how = {LIQUID: ", with liquid", UNREACHABLE: ", cannot be made"}.get(tread.kind, "")
    return f"{tread.name}: {tread.wanted}{made}{how}"


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", text))


def _patterns(name: str) -> str:
    hatch = '<path d="M-3 3l6 -6M0 12L12 0M9 15l6 -6" stroke="#000" stroke-width="2"/>'
    cross = '<path d="M2 2l8 8M10 2l-8 8" stroke="#000" stroke-width="1.5"/>'
    return "".join(
        f'<pattern id="{name}-{kind}" width="12" height="12" patternUnits="userSpaceOnUse">'
        f'<rect width="12" height="12" fill="#fff"/>{drawn}</pattern>'
        for kind, drawn in ((LIQUID, hatch), (UNREACHABLE, cross))
    )


def _fill(kind: str, name: str) -> str:
    return "#ddd" if kind == TABLETS else f"url(#{name}-{kind})"


def _panel(stairs: Staircase, name: str, frame: _Frame) -> Iterator[str]:
    yield f'<text x="{_LEFT - 64}" y="{frame.title}" font-weight="bold">mg of {_text(stairs.drug)} a day</text>'
    top = _ceiling(stairs.top.mg)
    yield from _levels(top, frame)
    placed = _placed(stairs, top, frame)
    yield from (_area(tread, box, name, frame) for tread, box in placed)
    yield from _line(placed)
    yield from _labels(placed, frame)
    yield from _weeks(stairs, frame)
    yield from _brackets(placed, frame)
    yield from _legend(stairs, name, frame)


Box = tuple[int, int, int, int | None]
"""Left, right, the height of what is wanted, and that of what is made where it differs."""


def _placed(stairs: Staircase, top: Fraction, frame: _Frame) -> list[tuple[Tread, Box]]:
    placed: list[tuple[Tread, Box]] = []
    day = 0
    for tread in stairs.treads:
        left, right = frame.across(day, stairs.days), frame.across(day + tread.days, stairs.days)
        made = frame.up(tread.made.mg, top) if tread.made is not None and tread.differs else None
        placed.append((tread, (left, right, frame.up(tread.wanted.mg, top), made)))
        day += tread.days
    return placed


def _ceiling(top: Fraction) -> Fraction:
    """Return the first level of the axis at or above *top*."""
    level = _nice(top / 4)
    return max(level, -(-top // level) * level)


def _nice(least: Fraction) -> Fraction:
    """Return the smallest of 1, 2, 2.5, 5 times a power of ten that is not below *least*; 1 for nothing."""
    if not least:
        return Fraction(1)
    power = Fraction(1)
    while power > least:
        power /= 10
    while power * 10 <= least:
        power *= 10
    return next(
        power * step
        for step in (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5), Fraction(10))
        if power * step >= least
    )


def _levels(top: Fraction, frame: _Frame) -> Iterator[str]:
    """Draw the levels of the axis, from the highest down, as many as find room for their numbers, and the floor."""
    step, level, lowest = _nice(top / 4), top, 0
    while level >= 0:
        y = frame.up(level, top)
        if not level or (y >= lowest and frame.floor - y >= _LETTER):
            yield f'<path d="M{_LEFT} {y}H{frame.right}" stroke="#999"/>'
            yield f'<text x="{_LEFT - 8}" y="{y + 5}" text-anchor="end">{written(level)}</text>'
            lowest = y + _LETTER
        level -= step


def _area(tread: Tread, box: Box, name: str, frame: _Frame) -> str:
    left, right, wanted, made = box
    if tread.kind == NO_STEP:
        return ""
    top = wanted if made is None else max(wanted, made)
    return (
        f'<rect x="{left}" y="{top}" width="{right - left}" height="{frame.floor - top}" '
        f'fill="{_fill(tread.kind, name)}" shape-rendering="crispEdges">'
        f"<title>{_text(_tread_in_words(tread))}</title></rect>"
    )


def _line(placed: list[tuple[Tread, Box]]) -> Iterator[str]:
    """Draw what is wanted as one line, dashed where it cannot be made, and what is made, where it differs, below it."""
    path, before = "", None
    for tread, (left, right, wanted, _) in placed:
        if tread.kind == NO_STEP:
            before = None
            continue
        path += f"M{left} {wanted}" if before is None else f"V{wanted}"
        path += f"H{right}"
        before = wanted
    yield f'<path d="{path}" fill="none" stroke="#000" stroke-width="3"/>'
    for tread, (left, right, wanted, made) in placed:
        if made is None or tread.made is None:
            continue
        yield f'<path d="M{left} {made}H{right}" fill="none" stroke="#000" stroke-width="3" stroke-dasharray="3 3"/>'
        middle = (left + right) // 2
        tip, base = (wanted + 18, wanted + 6) if tread.made < tread.wanted else (wanted + 6, wanted + 18)
        yield f'<path d="M{middle - 7} {base}h14L{middle} {tip}z" stroke="#fff" stroke-width="2"/>'


def _labels(placed: list[tuple[Tread, Box]], frame: _Frame) -> Iterator[str]:
    """Write doses above their treads, as many as find room: the first and the last before those between them.

    A dose stands over the middle of its tread, else from its left end on, where no line goes through it and no other
    dose stands.
    """
    lines = list(_segments(placed))
    taken: list[Spot] = []
    doses = [(tread, box) for tread, box in placed if tread.kind != NO_STEP]
    new = [now for before, now in zip([None, *doses], doses, strict=False) if before is None or _new(before[0], now[0])]
    for tread, (left, right, wanted, made) in [*new[:1], *new[-1:], *new[1:-1]]:
        said = [written(tread.wanted.mg)]
        if tread.made is not None and tread.differs:
            said.append(f"made {written(tread.made.mg)}")
        half = max(map(len, said)) * _DIGIT // 2 + 5
        lowest = min(wanted, wanted if made is None else made) - 8
        for wish in ((left + right) // 2, left + half + 3):
            middle = min(max(wish, _LEFT + half), frame.width - half)
            spot = (middle - half, middle + half, lowest - 18 * len(said) + 4, lowest + 4)
            if not any(_meet(spot, other) for other in (*taken, *lines)):
                break
        else:
            continue
        taken.append(spot)
        yield (
            f'<rect x="{spot[0]}" y="{spot[2]}" width="{spot[1] - spot[0]}" height="{spot[3] - spot[2]}" fill="#fff"/>'
        )
        for number, line in enumerate(reversed(said)):
            yield f'<text x="{middle}" y="{lowest - 18 * number}" text-anchor="middle">{line}</text>'


Spot = tuple[int, int, int, int]
"""Left, right, top, bottom."""


def _segments(placed: list[tuple[Tread, Box]]) -> Iterator[Spot]:
    """Yield the lines of the staircase, treads and risers, and those of what is made."""
    before: int | None = None
    for tread, (left, right, wanted, made) in placed:
        if tread.kind == NO_STEP:
            before = None
            continue
        for height in (wanted, *(() if made is None else (made,))):
            yield left, right, height - 2, height + 2
        if before is not None:
            yield left - 2, left + 2, min(before, wanted), max(before, wanted)
        before = wanted


def _meet(one: Spot, other: Spot) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _new(before: Tread, now: Tread) -> bool:
    return (before.wanted, before.made) != (now.wanted, now.made)


def _weeks(stairs: Staircase, frame: _Frame) -> Iterator[str]:
    unit, word = (7, "weeks") if stairs.days > 21 else (1, "days")
    marks = 14 * (frame.right - _LEFT) // (WIDE - _RIGHT - _LEFT)
    step = next(each for each in (1, 2, 4, 8, 13, 26, 52, 104, 208, 520, 10**9) if stairs.days <= each * unit * marks)
    for count in range(0, stairs.days // unit + 1, step):
        x = frame.across(count * unit, stairs.days)
        yield f'<path d="M{x} {frame.floor}v6" stroke="#000"/>'
        yield f'<text x="{x}" y="{frame.floor + 22}" text-anchor="middle">{count}</text>'
    yield f'<text x="{_LEFT - 24}" y="{frame.floor + 22}" text-anchor="end">{word}</text>'
    if stairs.start and not frame.low:
        said = f"{word} from {plain_date(stairs.start)}"
        yield f'<text x="{frame.right}" y="28" text-anchor="end">{said}</text>'


def _brackets(placed: list[tuple[Tread, Box]], frame: _Frame) -> Iterator[str]:
    """Say below the axis which stretch takes liquid and which cannot be made; by one sign where words are too wide."""
    for kind, run in groupby(placed, key=lambda each: each[0].kind):
        boxes = [box for _, box in run]
        if kind == TABLETS:
            continue
        left, right = boxes[0][0], boxes[-1][1]
        words, sign = _WORDS[kind]
        text = words if len(words) * _DIGIT < right - left else sign
        yield f'<path d="M{left + 1} {frame.floor + 32}v6H{right - 1}v-6" fill="none" stroke="#000" stroke-width="2"/>'
        middle = (left + right) // 2
        yield f'<text x="{middle}" y="{frame.floor + 56}" text-anchor="middle" font-weight="bold">{text}</text>'


def _legend(stairs: Staircase, name: str, frame: _Frame) -> Iterator[str]:
    kinds = {tread.kind for tread in stairs.treads}
    x, y = (_LEFT + 150, frame.title - 14) if frame.low else (_LEFT, frame.floor + 72)
    shown = [
        (kind, words)
        for kind, words in ((TABLETS, "tablets"), (LIQUID, "L: takes liquid"), (UNREACHABLE, "×: cannot be made"))
        if kind in kinds
    ]
    for kind, words in shown:
        x, y = _on_the_line(x, y, words, frame)
        yield f'<rect x="{x}" y="{y}" width="24" height="16" fill="{_fill(kind, name)}" stroke="#000"/>'
        yield f'<text x="{x + 32}" y="{y + 14}">{words}</text>'
        x += 32 + (len(words) + 2) * _DIGIT
    if any(tread.differs for tread in stairs.treads):
        words = "made differs (dotted)"
        x, y = _on_the_line(x, y, words, frame)
        yield f'<path d="M{x} {y + 2}h14l-7 14z"/>'
        yield f'<text x="{x + 22}" y="{y + 14}">{words}</text>'


def _on_the_line(x: int, y: int, words: str, frame: _Frame) -> tuple[int, int]:
    """Return where an entry of the legend stands: here, or on the next line where it has no room."""
    return (x, y) if frame.low or x + 32 + len(words) * _DIGIT <= frame.width else (_LEFT, y + 24)
