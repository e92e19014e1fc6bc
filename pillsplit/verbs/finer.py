"""Whether a finer device would reach a dose that the liquids' own steps do not."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pillsplit.errors import Note
from pillsplit.model.device import Devices
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Shelf
from pillsplit.solver.dose import Answer, Solver
from pillsplit.solver.liquids import ways_by_device
from pillsplit.verbs.alternatives import in_short

_EXACTLY = Fraction(0)


class Finer:
    """The devices on record, to be asked where the liquids' own steps do not reach a dose, or not exactly."""

    def __init__(self, shelf: Shelf, preferences: Preferences, devices: Devices) -> None:
        self._shelf, self._preferences, self._devices = shelf, preferences, devices

    def notes(self, drug: str, solver: Solver, answer: Answer) -> Iterator[Note]:
        """Say how a finer device would reach a dose that *solver* does not reach, or does not make exactly."""
        ways = ways_by_device(self._shelf.liquids(drug), self._devices.items, self._preferences)
        if not ways:
            return
        if answer.combination is None:
            made, asked = solver.measuring(ways).with_liquid(answer.dose), "pillsplit titrate"
        elif solver.measuring(solver.ways, _EXACTLY).with_liquid(answer.dose):
            return
        else:
            made = solver.measuring(ways, _EXACTLY).with_liquid(answer.dose)
            asked = "pillsplit titrate --liquid-tolerance 0%"
        if made:
            what = "make it exactly" if made.mass == answer.dose else f"reach it with {made.mass}"
            text = f"{answer.dose}: a finer device would {what}: {in_short(made)} (see `{asked}`)"
            yield Note("finer-device", text)
