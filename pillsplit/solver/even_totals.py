"""A total in a number of makeable doses: the parts of a day, or the days of a cycle."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from pillsplit.amounts.quantity import Mass
from pillsplit.solver.attainable import Makeable
from pillsplit.solver.even import EvenDoses

APART = Fraction(1, 4)
"""How far the parts of a day may be from each other so that easier ones are taken, as a share of the day's total."""


class EvenTotals:
    """The totals of *number* doses of one drug, each makeable or nothing, and the most even doses for each.

    Doses up to the least one that is not below *most* are looked at. What *everything* makes is asked only where
    what tablets make *alone* does not add up to a total, as in a single dose.

    Raises:
        UsageError: where the doses are too many or too fine to add up.
    """

    def __init__(self, alone: Makeable, everything: Makeable, number: int, most: Mass) -> None:
        self.number = number
        self._most = most
        self._alone = alone
        self._everything = everything
        self._known: dict[Mass, tuple[Mass, ...] | None] = {}

    def totals(self, most: Mass) -> list[Mass]:
        """Return every total above 0 up to *most*, and the least one above it, ascending."""
        return [total for total in self._of_everything.totals(most) if total]

    def doses(self, total: Mass) -> tuple[Mass, ...] | None:
        """Return the most even doses that add up to *total*, the smallest first, or None where none do."""
        if total not in self._known:
            self._known[total] = self._of_tablets.doses(total) or self._of_everything.doses(total)
        return self._known[total]

    def near(
        self, total: Mass, apart: Fraction, before: Sequence[Mass] = (), at_most: Sequence[Mass] = ()
    ) -> tuple[Mass, ...] | None:
        """Return the easiest parts of *total* of tablets alone, as `EvenDoses.easiest` has it.

        They are no further from each other than *apart* of the total.
        """
        return self._of_tablets.easiest(total, total * apart, before, at_most)

    def divided(self, total: Mass, before: Sequence[Mass] = ()) -> tuple[Mass, ...] | None:
        """Return *total* as the parts of a day, the smallest first, or None where none add up to it.

        Of tablets alone the easiest that are no further apart than `APART` of the total; where there are none, the
        most even doses.
        """
        return self.near(total, APART, before) or self.doses(total)

    def parts(self, total: Mass, before: Sequence[Mass] = ()) -> tuple[Mass, ...]:
        """Return what `divided` does, of a total that there is.

        Raises:
            ValueError: where there is none such.
        """
        return self.divided(total, before) or self.taken(total)

    def asks(self, total: Mass) -> tuple[int | Fraction, ...]:
        """Return what the parts of a day with this *total* ask of a person in all.

        Raises:
            ValueError: where there is none such.
        """
        return self._burden(self.parts(total))

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
        return ((doses[-1] - doses[0]).mg, *self._burden(doses))

    def _burden(self, doses: Sequence[Mass]) -> tuple[int | Fraction, ...]:
        return tuple(map(sum, zip(*map(self._everything.burden, doses), strict=True)))

    @cached_property
    def _of_tablets(self) -> EvenDoses:
        return EvenDoses(self._alone.reaching(self._most), self.number, self._alone.burden)

    @cached_property
    def _of_everything(self) -> EvenDoses:
        if self._everything is self._alone:
            return self._of_tablets
        return EvenDoses(self._everything.reaching(self._most), self.number, self._everything.burden)
