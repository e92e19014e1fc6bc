"""The definition of a calendar, written slowly: a person with scissors who does what each piece says, and counts.

It shares no code with what it judges: it knows the pieces of each day, not how they were chosen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

Instruction = tuple[str, Fraction, Fraction | None, tuple[Fraction, ...]]
"""A product, the part that is taken, what is cut for it (or nothing), and what that leaves."""


class Person:
    """Holds what is left over, and refuses to do what cannot be done."""

    def __init__(self) -> None:
        self.opened: Counter[str] = Counter()
        self.parts: Counter[tuple[str, Fraction]] = Counter()

    def do(self, instruction: Instruction) -> None:
        product, part, cut, keeps = instruction
        if cut is None:
            if part == 1:
                self.opened[product] += 1
            else:
                self._fetch(product, part)
            assert not keeps
            return
        if cut == 1:
            self.opened[product] += 1
        else:
            self._fetch(product, cut)
        assert part + sum(keeps) == cut, "what is cut is what is taken and what is kept"
        if part.denominator == 3:
            assert cut == 1, "only a whole tablet is cut in three"
            assert keeps == (part, part), "a tablet is cut in three at once"
        else:
            assert cut / 2 in (part, *keeps), "the first cut goes through the middle"
        for each in keeps:
            self.parts[product, each] += 1

    def _fetch(self, product: str, part: Fraction) -> None:
        assert self.parts[product, part] > 0, f"there is no {part} of {product} to use"
        self.parts[product, part] -= 1

    def left(self) -> list[tuple[str, Fraction]]:
        return sorted(each for each, number in self.parts.items() for _ in range(number))


def added_up(lines: Iterable[str]) -> Fraction:
    """Add up the printed words of one dose, as somebody who has nothing else to go by."""
    return sum((_mass(line) for line in lines), start=Fraction(0))


_PARTS = {"half": 2, "third": 3, "quarter": 4, "eighth": 8}


def _mass(line: str) -> Fraction:
    said = re.split(r"\.(?: |$)|, to |: fill", line)[0]
    if match := re.fullmatch(r"half a tablet of ([\d.]+) mg", said):
        return Fraction(match[1]) / 2
    if match := re.fullmatch(r"an? (third|quarter|eighth) of a tablet of ([\d.]+) mg", said):
        return Fraction(match[2]) / _PARTS[match[1]]
    if match := re.fullmatch(r"(\d+) (third|quarter|eighth)s of a tablet of ([\d.]+) mg", said):
        return int(match[1]) * Fraction(match[3]) / _PARTS[match[2]]
    if match := re.fullmatch(r"([\d.]+) mL of the liquid ([\d.]+) mg in ([\d.]+) mL", said):
        return Fraction(match[1]) * Fraction(match[2]) / Fraction(match[3])
    match = re.fullmatch(r"(\d+) (tablet|capsule)(s?) of ([\d.]+) mg", said)
    assert match, f"not understood: {line!r}"
    assert bool(match[3]) == (match[1] != "1")
    return int(match[1]) * Fraction(match[4])
