"""Sets of masses in whole units up to a limit: a bit for each mass where the limit is near, else a set of numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from pillsplit.errors import UsageError

NEAR = 1 << 18
"""Up to so many units a bit for each mass costs little."""
MOST_SUMS = 500_000
"""So many sums are worked out one by one; more come only of many strengths that have no grid worth the name."""

S = TypeVar("S")


class Masses(Protocol[S]):
    """What can be done with sets of masses from 0 up to a limit."""

    none: S
    """The set of no mass."""
    zero: S
    """The set of the mass 0 alone."""

    def plus_one(self, masses: S, pieces: Iterable[int]) -> S:
        """Return every sum of one of the *masses* and one of the *pieces*."""

    def either(self, one: S, other: S) -> S:
        """Return what is in one or the other."""

    def without(self, one: S, other: S) -> S:
        """Return what is in *one* and not in the *other*."""

    def has(self, masses: S, mass: int) -> bool:
        """Return whether a *mass*, which may lie outside the limits, is among them."""

    def ascending(self, masses: S) -> list[int]:
        """Return the masses in order."""


def masses_up_to(limit: int, most_pieces: int) -> Masses[Any]:
    """Return the arithmetic for sums of *most_pieces* up to *limit*."""
    return Near(limit) if limit <= NEAR else Far(limit, most_pieces)


class Near:
    """A bit for each mass."""

    none = 0
    zero = 1

    def __init__(self, limit: int) -> None:
        self._within = (2 << limit) - 1

    def plus_one(self, masses: int, pieces: Iterable[int]) -> int:
        """Return every sum of one of the *masses* and one of the *pieces*."""
        found = 0
        for piece in pieces:
            found |= masses << piece
        return found & self._within

    def either(self, one: int, other: int) -> int:
        """Return what is in one or the other."""
        return one | other

    def without(self, one: int, other: int) -> int:
        """Return what is in *one* and not in the *other*."""
        return one & ~other

    def has(self, masses: int, mass: int) -> bool:
        """Return whether *mass* is among them."""
        return mass >= 0 and bool(masses >> mass & 1)

    def ascending(self, masses: int) -> list[int]:
        """Return the masses in order."""
        return [mass for mass, digit in enumerate(reversed(format(masses, "b"))) if digit == "1"]


class Far:
    """A set of numbers.

    Raises:
        UsageError: by `plus_one`, where the sums have become more than `MOST_SUMS`.
    """

    none: frozenset[int] = frozenset()
    zero = frozenset({0})

    def __init__(self, limit: int, most_pieces: int) -> None:
        self._limit, self._most_pieces = limit, most_pieces
        self._number = 0

    def plus_one(self, masses: frozenset[int], pieces: Iterable[int]) -> frozenset[int]:
        """Return every sum of one of the *masses* and one of the *pieces*."""
        found: set[int] = set()
        for piece in pieces:
            found.update(total for mass in masses if (total := mass + piece) <= self._limit)
            if self._number + len(found) > MOST_SUMS:
                raise UsageError(
                    f"these tablets have more than {MOST_SUMS:,} sums of up to {self._most_pieces} pieces, for their "
                    "strengths have no grid in common: allow fewer pieces (`max_pieces`) or draw on fewer products "
                    "(`use`, `without`)"
                )
        self._number += len(found)
        return frozenset(found)

    def either(self, one: frozenset[int], other: frozenset[int]) -> frozenset[int]:
        """Return what is in one or the other."""
        return one | other

    def without(self, one: frozenset[int], other: frozenset[int]) -> frozenset[int]:
        """Return what is in *one* and not in the *other*."""
        return one - other

    def has(self, masses: frozenset[int], mass: int) -> bool:
        """Return whether *mass* is among them."""
        return mass in masses

    def ascending(self, masses: frozenset[int]) -> list[int]:
        """Return the masses in order."""
        return sorted(masses)
