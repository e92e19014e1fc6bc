"""What the distinct drugs and doses of a batch mean: each spelling is read once, however many rows have it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from pillsplit.amounts.number import AmountError
from pillsplit.amounts.quantity import Mass
from pillsplit.batch.solved import Answering
from pillsplit.errors import UsageError
from pillsplit.model.form import Release
from pillsplit.model.preferences import ANY_RELEASE
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.request import Request
from pillsplit.verbs.release import of_one_release

MOST_DOSE = Mass(10**9)
"""A larger dose is a slip, and would be too large to add up."""


class Drawn(NamedTuple):
    """A drug, and the release that its name says; None where it says none."""

    drug: str
    release: Release | None


class Wrong(NamedTuple):
    """What is wrong with a spelling: a code and a sentence."""

    code: str
    text: str


class Spellings:
    """Reads drugs and doses, and keeps what it has read."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self._resolve = request.drug_resolver()
        self._drugs: dict[str | None, Drawn | Wrong] = {}
        self._names: dict[Drawn, str] = {}
        self._answering: dict[Drawn, Answering] = {}

    def drug(self, written: str | None) -> Drawn | Wrong:
        """Return the drug, and the release, that a name or a brand means."""
        if written not in self._drugs:
            self._drugs[written] = self._read_drug(written)
        return self._drugs[written]

    def _read_drug(self, written: str | None) -> Drawn | Wrong:
        if written is None or not written.strip():
            return Wrong("drug", "there is no drug: write its name")
        try:
            drug = self._resolve(written)
            known = self.request.shelf_of((drug,)).drug(drug)
        except UsageError as error:
            return Wrong("drug", str(error))
        release = known.release_of(written) if known and self.request.release != ANY_RELEASE else None
        drawn = Drawn(drug, release)
        self._names.setdefault(drawn, written)
        return drawn

    def answering(self, drawn: Drawn) -> Answering:
        """Return what answers the doses of a drug in one release."""
        if drawn not in self._answering:
            nothing = Step(1, 1, (Dose(drawn.drug, DAY, Mass(0)),))
            schedule = Schedule((nothing,), names=((drawn.drug, self._names[drawn]),))
            shelf = of_one_release(schedule, self.request.shelf_of((drawn.drug,)), self.request.preferences).shelf
            self._answering[drawn] = Answering(drawn.drug, shelf, self.request.preferences, self.request.measuring)
        return self._answering[drawn]


def read_doses(column: str, values: Iterable[object]) -> dict[object, Mass | Wrong]:
    """Return what each distinct value of a dose column means."""
    return {value: _read_dose(column, value) for value in values}


def _read_dose(column: str, value: object) -> Mass | Wrong:
    if value is None or (isinstance(value, str) and not value.strip()):
        return Wrong("dose", "there is no dose: write an amount, or 0 for none")
    try:
        mass = _mass(column, value)
    except AmountError as error:
        return Wrong("dose", str(error))
    if mass < Mass(0):
        return Wrong("dose", f"{value} is less than nothing: write an amount, or 0 for none")
    if mass > MOST_DOSE:
        return Wrong("dose", f"{value} is more than {MOST_DOSE}: write the dose of a day")
    return mass


def _mass(column: str, value: object) -> Mass:
    if column == "dose_ug":
        if isinstance(value, int):
            return Mass(Fraction(value, 1000))
        return Mass.parse(str(value), "micrograms")
    if isinstance(value, Decimal | int):
        return Mass(Fraction(value))
    return Mass.parse(str(value), "mg" if column == "dose_mg" else None)
