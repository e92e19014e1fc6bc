"""Whole packs for a number of tablets: what a pharmacy hands over."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from math import gcd

from attrs import frozen


@frozen
class Packs:
    """So many packs of one size."""

    size: int
    """Tablets in each."""
    count: int

    @property
    def tablets(self) -> int:
        """The tablets in all of them."""
        return self.size * self.count


def whole_packs(tablets: int, sizes: Iterable[int]) -> tuple[Packs, ...]:
    """Return the whole packs of *sizes* that hold at least *tablets*, the largest size first.

    Least is what is left over, then the number of packs; what is still equal takes more of the larger sizes.
    Nothing where no tablets are asked for, or where no pack size is on record.

    >>> [(each.count, each.size) for each in whole_packs(130, (28, 30, 100))]
    [(1, 100), (1, 30)]
    """
    sizes = sorted(set(sizes), reverse=True)
    if tablets <= 0 or not sizes:
        return ()
    unit = reduce(gcd, sizes)
    scaled = [size // unit for size in sizes]
    counts = _fewest(-(-tablets // unit), scaled)
    return tuple(Packs(size, count) for size, count in zip(sizes, counts, strict=True) if count)


def _fewest(wanted: int, sizes: list[int]) -> list[int]:
    """Return how many of each of *sizes* (descending, without a common divisor) hold *wanted* best."""
    largest, *others = sizes
    # So many packs of one size as fill whole largest packs are better replaced by those, so the others together
    # hold at most `rest`, and everything above that comes in largest packs.
    rest = sum(size * (largest // gcd(size, largest) - 1) for size in others)
    certain = max(0, (wanted - rest) // largest)
    wanted -= certain * largest
    fewest = _fewest_by_total(wanted + sizes[-1], sizes)
    total = next(total for total in range(wanted, len(fewest)) if fewest[total] is not None)
    counts = [0] * len(sizes)
    for index, size in enumerate(sizes):
        # The largest size first, as long as the packs do not become more for it.
        while total >= size and fewest[total - size] == (fewest[total] or 0) - 1:
            counts[index] += 1
            total -= size
    counts[0] += certain
    return counts


def _fewest_by_total(most: int, sizes: list[int]) -> list[int | None]:
    """Return for each total up to *most* the fewest packs that hold exactly so many tablets, or None."""
    fewest: list[int | None] = [0] + [None] * most
    for total in range(1, most + 1):
        before = [fewest[total - size] for size in sizes if size <= total]
        fewest[total] = min((number + 1 for number in before if number is not None), default=None)
    return fewest
