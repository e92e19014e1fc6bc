"""One dosage instruction of a request: what is taken, when, and for how long."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import NamedTuple

from pillsplit.amounts.number import AmountError
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError, quoted
from pillsplit.schedules.fhir.element import Element
from pillsplit.schedules.fhir.medication import Medicine
from pillsplit.schedules.fhir.timing import Bounds, When, bounds_of, when_of
from pillsplit.schedules.fhir.units import Amount, amount_of
from pillsplit.schedules.steps import WeighDrug

_RATES = ("rateRatio", "rateRange", "rateQuantity")


class Dosage(NamedTuple):
    """What one dosage instruction says, understood."""

    place: str
    request: int
    """The place of its request among all."""
    medicine: Medicine
    sequence: int | None
    bounds: Bounds
    when: When
    amount: Amount
    """One dose, as it is written."""
    mass: Mass
    """One dose."""
    text: str
    note: str

    @property
    def days(self) -> int:
        """How long it lasts."""
        return self.bounds.days

    @property
    def start(self) -> datetime.date | None:
        """Its first day, where it has a date."""
        return self.bounds.start

    @property
    def end(self) -> datetime.date | None:
        """Its last day, where it has a date."""
        return self.start and self.start + datetime.timedelta(days=self.days - 1)

    def taken_on(self, day: int, weekday: int) -> bool:
        """Return whether anything is taken on a day of it, the first being 0."""
        return day % self.when.every == 0 and (not self.when.weekdays or weekday in self.when.weekdays)

    def days_taken(self, first_weekday: int) -> int:
        """Return on how many of its days anything is taken."""
        if not self.when.weekdays:
            return -(-self.days // self.when.every)
        weeks, rest = divmod(self.days, 7)
        return weeks * len(self.when.weekdays) + sum(
            (first_weekday + day) % 7 in self.when.weekdays for day in range(rest)
        )


def dosage_of(
    element: Element, request: int, medicine: Medicine | None, weigh: WeighDrug | None, remark: Callable[[str], None]
) -> Dosage | None:
    """Return what *element* says; None, with every problem noted, where it is not plain."""
    before = len(element.problems)
    _refuse_as_needed(element)
    sequence = element.whole("sequence")
    timing = element.element("timing")
    amount = _amount(element)
    bounds = when = None
    if timing is None and not element.has("timing"):
        element.wrong(
            _text_only(element) or "has no timing: write timing.repeat", "" if _text_only(element) else "timing"
        )
    elif timing:
        repeat = timing.element("repeat")
        if repeat is None and not timing.has("repeat"):
            timing.wrong("does not say how long it lasts: write repeat with boundsDuration or boundsPeriod", "repeat")
        elif repeat:
            bounds, when = bounds_of(repeat, remark), when_of(timing, repeat, remark)
    mass = None
    if amount and medicine:
        try:
            mass = medicine.weigh(amount, weigh, lambda said: remark(f"{medicine.drug}: {said}"))
        except (AmountError, UsageError) as error:
            element.wrong(str(error), "doseAndRate[0].doseQuantity")
    if len(element.problems) > before or not (bounds and when and amount and medicine) or mass is None:
        return None
    note = next((each.text("text") for each in element.elements("additionalInstruction") if each.text("text")), "")
    return Dosage(element.path, request, medicine, sequence, bounds, when, amount, mass, element.text("text"), note)


def _text_only(element: Element) -> str:
    text = element.text("text")
    if not text or element.has("doseAndRate"):
        return ""
    return f"has a text only, {quoted(text)}, and a text is never read as a dose: write doseAndRate and timing"


def _refuse_as_needed(element: Element) -> None:
    for key in ("asNeededBoolean", "asNeededCodeableConcept", "asNeeded", "asNeededFor"):
        if element.has(key) and element.value[key] is not False:
            if key == "asNeededBoolean" and element.flag(key) is None:
                continue
            element.wrong("is taken as needed, and a step of a taper is not: write when it is taken", key)


def _amount(element: Element) -> Amount | None:
    if element.has("doseQuantity") or element.has("doseRange"):
        element.wrong(
            "is as before R4: write it in doseAndRate", "doseQuantity" if element.has("doseQuantity") else "doseRange"
        )
        return None
    doses = element.elements("doseAndRate")
    if not doses:
        if not element.has("doseAndRate") and not _text_only(element):
            element.wrong("is missing: write doseAndRate with one doseQuantity", "doseAndRate")
        return None
    if len(doses) > 1:
        element.wrong("has two doses or more: write one", "doseAndRate")
        return None
    (dose,) = doses
    for key in _RATES:
        if dose.has(key):
            dose.wrong("is a rate, and no dose: write doseQuantity, one dose", key)
            return None
    if dose.has("doseRange"):
        dose.wrong("is a range: write doseQuantity, one dose", "doseRange")
        return None
    quantity = dose.element("doseQuantity")
    if quantity is None:
        if not dose.has("doseQuantity"):
            dose.wrong("is missing: write one dose", "doseQuantity")
        return None
    return amount_of(quantity)
