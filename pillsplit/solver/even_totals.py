"""A total in a number of makeable doses: the parts of a day, or the days of a cycle."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

from attrs import evolve

from pillsplit.amounts.quantity import Mass
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Shelf
from pillsplit.solver.attainable import Makeable
from pillsplit.solver.even import Evenly


class Sums:
    """The totals of *number* doses of one drug, each makeable or nothing, and the most even doses for each.

    Doses up to the least one that is not below *most* are looked at. A liquid is asked only where tablets alone do
    not add up to a total, as in a single dose.

    Raises:
        UsageError: where the doses are too many or too fine to add up.
    """

    def __init__(self, shelf: Shelf, drug: str, preferences: Preferences, number: int, most: Mass) -> None:
        self.number = number
        self._most = most
        self._alone = Makeable(shelf, drug, evolve(preferences, liquid=False))
        self._all = Makeable(shelf, drug, preferences) if preferences.liquid else self._alone
        self._known: dict[Mass, tuple[Mass, ...] | None] = {}

    def totals(self, most: Mass) -> list[Mass]:
        """Return every total above 0 up to *most*, and the least one above it, ascending."""
        return [total for total in self._of_all.totals(most) if total]

    def doses(self, total: Mass) -> tuple[Mass, ...] | None:
        """Return the most even doses that add up to *total*, the smallest first, or None where none do."""
        if total not in self._known:
            self._known[total] = self._of_tablets.doses(total) or self._of_all.doses(total)
        return self._known[total]

    def taken(self, total: Mass) -> tuple[Mass, ...]:
        """Return what `doses` does, of a total that there is.

        Raises:
            ValueError: where there is none such.
        """
        doses = self.doses(total)
        if doses is None:
            raise ValueError(f"no {self.number} doses add up to {total}")
        return doses

    def weight(self, total: Mass) -> tuple[int | Fraction, ...]:
        """Return what is between the largest and the smallest dose of a *total*, in mg, and the burden of them all."""
        doses = self.taken(total)
        burdens = zip(*map(self._all.burden, doses), strict=True)
        return ((doses[-1] - doses[0]).mg, *map(sum, burdens))

    @cached_property
    def _of_tablets(self) -> Evenly:
        return Evenly(self._alone.reaching(self._most), self.number, self._alone.burden)

    @cached_property
    def _of_all(self) -> Evenly:
        if self._all is self._alone:
            return self._of_tablets
        return Evenly(self._all.reaching(self._most), self.number, self._all.burden)
