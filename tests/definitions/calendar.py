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


_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {word: number for number, word in enumerate(_WORDS)}


def added_up(lines: Iterable[str]) -> Fraction:
    """Add up the printed words of one dose, as somebody who has nothing else to go by."""
    return sum((_mass(line) for line in lines), start=Fraction(0))


def _mass(line: str) -> Fraction:
    said = line.split(":")[0]
    if match := re.fullmatch(r"(half|a third of|a quarter of|an eighth of) an? ([\d.]+) mg \D*", said):
        return Fraction(match[2]) / {"half": 2, "a third of": 3, "a quarter of": 4, "an eighth of": 8}[match[1]]
    if match := re.fullmatch(r"([\d.]+) mL of ([\d.]+) mg/mL .*", said):
        return Fraction(match[1]) * Fraction(match[2])
    if match := re.fullmatch(r"(\d+) drops? of ([\d.]+) mg/mL .* drops.*", said):
        raise AssertionError("drops need the drops in a millilitre, which the words do not give")
    match = re.fullmatch(r"(\w+)(?: ×)? ([\d.]+) mg \D*", said)
    assert match, f"not understood: {line!r}"
    count = _COUNTS[match[1]] if match[1] in _COUNTS else int(match[1])
    assert ("tablets" in said or "capsules" in said) == (count > 1)
    return count * Fraction(match[2])
