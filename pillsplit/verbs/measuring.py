"""What a person measures with, and how one dose is planned with it."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from attrs import evolve, field, frozen

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.formulary.devices import chosen
from pillsplit.formulary.loader import devices_on_record
from pillsplit.model.combination import Measured
from pillsplit.model.device import Devices, Dropper
from pillsplit.solver.dose import Answer, Solver

MOST_FILLS = 10
"""The largest `max_fills`; who needs more needs a larger syringe."""


class Switch(StrEnum):
    """How a plan goes over from tablets to liquid."""

    AS_NEEDED = "as-needed"
    """Liquid only for the doses that tablets alone do not make."""
    ONCE = "once"
    """Liquid from the first step that needs it to the end."""


@frozen
class Measuring:
    """What a person measures with, and how the liquid is planned; the defaults are the cautious ones.

    Raises:
        ValueError: for a limit that allows nothing or too much.
    """

    devices: Devices = field(factory=devices_on_record)
    """What there is to have; what is shipped, where nothing else is said."""
    have: tuple[str, ...] = ()
    """What the person has, by name or described as ``5 mL by 0.2 mL``; nothing said: all of it."""
    max_fills: int = 1
    """How often a syringe may be filled for one dose."""
    switch: Switch = field(default=Switch.AS_NEEDED, converter=Switch)
    from_step: int | None = None
    """The number of the step from which on liquid is planned, wherever it can be measured."""
    interval: int = 28
    """Days of one prescription."""
    in_use_days: int | None = None
    """How long an opened bottle may be used where that is not on record; where it is, the shorter time counts."""

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.max_fills <= MOST_FILLS:
            raise ValueError(f"at most {self.max_fills} fills: write a number from 1 to {MOST_FILLS}")
        if self.interval < 1:
            raise ValueError(f"an interval of {self.interval} days: write at least 1 day, such as 28d")
        if self.in_use_days is not None and self.in_use_days < 1:
            raise ValueError(f"an opened life of {self.in_use_days} days: write at least 1 day")

    @property
    def at_hand(self) -> Devices:
        """The devices that the person has.

        Raises:
            UsageError: for a name in *have* that is not known.
        """
        return chosen(self.devices, self.have) if self.have else self.devices


def planned(solver: Solver, dose: Mass, *, liquid: bool) -> Answer:
    """Return how *dose* is made, with a *liquid* where one can be measured, although tablets may make it too."""
    answer = solver.answer(dose)
    if liquid and dose and (made := solver.with_liquid(dose)):
        return evolve(answer, verdict="liquid", combination=made)
    return answer


def step_of(measured: Measured) -> Volume:
    """Return the steps in which a measured volume is counted: from mark to mark, a measure, or a drop."""
    device = measured.device
    return measured.product.step if device is None or isinstance(device, Dropper) else device.step(measured.volume)


def error_of(measured: Measured | None) -> Mass | None:
    """Return the mass by which a measured liquid may be off: 0 without one, None where that is not on record."""
    if measured is None:
        return Mass(0)
    error = measured.device.error(measured.volume) if measured.device else None
    return None if error is None else measured.product.concentration.mass(error)


def error_share(measured: Measured) -> Fraction | None:
    """Return the share of its volume by which a measured liquid may be off; None where that is not on record."""
    error = error_of(measured)
    return None if error is None else error.over(measured.mass)
