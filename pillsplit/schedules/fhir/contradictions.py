"""Where a request contradicts itself: its text, or the quantity to dispense, against its structure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil

from pillsplit.amounts.durations import UNITS
from pillsplit.amounts.number import AmountError, read_number
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import quoted
from pillsplit.schedules.fhir.dosage import Dosage
from pillsplit.schedules.fhir.element import Element
from pillsplit.schedules.fhir.timing import days_of
from pillsplit.schedules.fhir.units import Amount, Unit, amount_of

_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::00)?"
_LASTS = rf"([0-9]{{1,4}})[ -]?({UNITS})(?![a-zµ])"
_NUMBER = r"(?<![0-9.,/])(?:[0-9]{0,4}[½¼¾⅓⅔⅛⅜⅝⅞]|[0-9]{1,12}(?:[.,][0-9]{1,12}|/[1-9][0-9]{0,2})?)"


def on_text(dosage: Dosage) -> Iterator[str]:
    """Yield what the text of a dosage says and its structure does not: days, dates and numbers."""
    text = dosage.text[:2000].lower()
    for date in re.findall(_ISO, text):
        if date not in {str(dosage.start), str(dosage.end)}:
            yield f"{dosage.place}: the text {quoted(dosage.text)} says {date}, and the structure does not"
    text = re.sub(_ISO, " ", text)
    for clock in re.findall(_CLOCK, text):
        if clock.zfill(5)[:5] not in dosage.when.times:
            yield f"{dosage.place}: the text {quoted(dosage.text)} says {clock}, and the structure does not"
    text = re.sub(_CLOCK, " ", text)
    for number, unit in re.findall(_LASTS, text):
        days = int(number) * (7 if re.match(r"[wsv]", unit) else 1)
        if re.match("m", unit) or days not in (dosage.days, dosage.when.every, 1):
            yield (
                f"{dosage.place}: the text {quoted(dosage.text)} says {number} {unit}, the structure "
                f"{_in_days(dosage.days)}"
            )
    known = _numbers(dosage)
    for found in dict.fromkeys(re.findall(_NUMBER, re.sub(_LASTS, " ", text))):
        if _read(found) not in known:
            yield f"{dosage.place}: the text {quoted(dosage.text)} says {found}, and the structure does not"


def _read(number: str) -> Fraction | None:
    """Return a number of a text; None where it is one of two readings, or none."""
    try:
        return read_number(number)[0]
    except AmountError:
        return None


def _numbers(dosage: Dosage) -> set[Fraction]:
    """Return every number that a text may say of a dosage."""
    doses = {dosage.amount.number, dosage.mass.mg, dosage.mass.mg * 1000, dosage.mass.mg / 1000}
    strengths = {each.mass.mg for each in (dosage.medicine.stated, dosage.medicine.by_text) if each}
    strengths |= {each * 1000 for each in strengths}
    when: set[int | Fraction] = {
        dosage.when.frequency,
        dosage.when.every,
        dosage.days,
        Fraction(dosage.days, 7),
        dosage.sequence or 1,
    }
    dates: set[int | Fraction] = {
        number for day in (dosage.start, dosage.end) if day for number in (day.day, day.month, day.year)
    }
    a_day = {number * dosage.when.frequency for number in doses}
    return {*map(Fraction, when | dates), *doses, *a_day, *strengths}


def on_dispensing(request: Element, dosages: Sequence[Dosage]) -> Iterator[str]:
    """Yield what is to be dispensed and does not agree with what the dosages of *request* take."""
    dispense = request.element("dispenseRequest")
    if dispense is None or not dosages:
        return
    if (lasts := dispense.element("expectedSupplyDuration")) and (days := days_of(lasts)):
        all_days = _days_covered(dosages)
        if days < all_days or (days > all_days and not dosages[0].start):
            yield f"{lasts.path} says {_in_days(days)}, the steps come to {_in_days(all_days)}"
    quantity = dispense.element("quantity")
    amount = amount_of(quantity) if quantity else None
    if quantity is None or amount is None:
        return
    if dispense.has("numberOfRepeatsAllowed"):
        amount = amount._replace(number=amount.number * (1 + (dispense.whole("numberOfRepeatsAllowed") or 0)))
    taken = _taken(dosages, amount.unit)
    if taken is None:
        yield f"{quantity.path}: {amount} cannot be held against the steps, which are in another unit"
    elif amount.number not in (taken, ceil(taken)):
        yield f"{quantity.path} says {amount}, the steps take {Amount(taken, amount.unit)}"


def _taken(dosages: Sequence[Dosage], unit: Unit) -> Fraction | None:
    """Return what dosages take in all, in a unit; None where they do not say it."""
    taken = Fraction(0)
    for each in dosages:
        times = each.days_taken(each.start.weekday() if each.start else 0) * len(each.when.times)
        if unit.agrees(each.amount.unit):
            taken += each.amount.number * times
            continue
        one = _one(each, unit)
        if one is None:
            return None
        taken += each.mass.mg * times / one.mg
    return taken


def _one(dosage: Dosage, unit: Unit) -> Mass | None:
    """Return the mass of one of a unit; None where it is not said."""
    if unit.mg is not None:
        return Mass(unit.mg)
    strengths = (dosage.medicine.stated, dosage.medicine.by_text)
    return next((each.mass for each in strengths if each and each.of.agrees(unit)), None)


def _days_covered(dosages: Sequence[Dosage]) -> int:
    """Return on how many days a request says anything: each day once."""
    if all(each.start for each in dosages):
        return len({each.start.toordinal() + day for each in dosages if each.start for day in range(each.days)})
    return sum({each.sequence: each.days for each in dosages}.values())


def _in_days(days: int) -> str:
    return f"{days} {'day' if days == 1 else 'days'}"
