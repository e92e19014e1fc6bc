"""A supply as draft medication requests: one a product and interval, with what is to be dispensed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from pillsplit.errors import UsageError
from pillsplit.model.product import Liquid, Product
from pillsplit.model.schedule import at_time, times_without_name
from pillsplit.output.document import Json
from pillsplit.output.fhir import parts
from pillsplit.output.fhir.parts import DROP, Days, Unit
from pillsplit.output.fhir.requests import first_date
from pillsplit.verbs.dispensing import Portion
from pillsplit.verbs.supply import Interval, Supply
from pillsplit.verbs.usage import Run


def of_supply(supply: Supply, patient: str | None = None) -> Json:
    """Return a bundle with a request for each product of each interval; its doses are in tablets, drops or mL.

    Raises:
        UsageError: where dates are needed that the schedule does not have, or an amount has no decimal.
    """
    first = supply.start or first_date(supply.plan.schedule)
    _refuse_what_only_dates_say(supply, first)
    subject = parts.subject(patient)
    drops = {
        measured.product.id
        for _, planned in supply.plan.doses
        if (measured := planned.liquid) and measured.drops is not None
    }
    requests = [
        _request(supply, interval, portion, first, subject, parts.unit_of(each, in_drops=each.id in drops))
        for interval in supply.intervals
        for portion in interval.portions
        for each in (portion.product,)
    ]
    if not requests:
        raise UsageError("nothing is dispensed, and FHIR has no request for that: write another format")
    return parts.bundle(requests)


def _refuse_what_only_dates_say(supply: Supply, first: datetime.date | None) -> None:
    if first:
        return
    for interval in supply.intervals:
        for portion in interval.portions:
            if len(supply.intervals) > 1 or len(interval.portions) > 1 or not all(run.takes for run in portion.runs):
                raise UsageError(
                    "several prescriptions, or days without a product: only dates say in FHIR what is when: add "
                    "`start`, such as 2026-12-01"
                )


def _request(
    supply: Supply, interval: Interval, portion: Portion, first: datetime.date | None, subject: Json, unit: Unit
) -> Json:
    product = portion.product
    request: Json = {
        "resourceType": "MedicationRequest",
        "id": parts.identity(product.id, interval.number if len(supply.intervals) > 1 else ""),
        "contained": [parts.medication(product, supply.plan.shelf.drug(product.drug), unit)],
        "status": "draft",
        "intent": "proposal",
        "medicationReference": {"reference": "#product", "display": product.name},
        "subject": subject,
    }
    if said := _uncovered(supply, product, interval):
        request["note"] = [{"text": said}]
    request["dosageInstruction"] = list(_instructions(portion, interval, first, unit))
    if dispensed := _counted(portion.dispensed, product, unit):
        days = {"value": Decimal(interval.days), "unit": "d", "system": parts.DAYS.system, "code": "d"}
        request["dispenseRequest"] = {
            "quantity": parts.quantity(dispensed, unit, product.name),
            "expectedSupplyDuration": days,
        }
    return request


def _uncovered(supply: Supply, product: Product, interval: Interval) -> str:
    """Say on which days a dose of the product's drug is not made, and so is not in its request."""
    days = [
        f"days {each.first_day} to {each.last_day}: {each.planned.dose.mass}"
        for each in supply.uncovered
        if each.planned.dose.drug == product.drug
        and each.first_day <= interval.last_day
        and each.last_day >= interval.first_day
    ]
    return f"cannot be made with these products, and is not in this request: {', '.join(days)}" if days else ""


def _instructions(portion: Portion, interval: Interval, first: datetime.date | None, unit: Unit) -> Iterator[Json]:
    day, sequence = interval.first_day, 0
    for run in portion.runs:
        start = first and first + datetime.timedelta(days=day - 1)
        day += run.days
        if run.takes:
            sequence += 1
            yield from _of_run(run, Days(run.days, start), sequence, portion.product, unit)


def _counted(amount: Fraction, product: Product, unit: Unit) -> Fraction:
    """Return an amount of tablets or millilitres in *unit*."""
    per_ml = product.drops_per_ml if isinstance(product, Liquid) else None
    return amount * per_ml if unit == DROP and per_ml else amount


def _of_run(run: Run, days: Days, sequence: int, product: Product, unit: Unit) -> Iterator[Json]:
    times, amounts = [take.time for take in run.takes], {take.amount for take in run.takes}
    alike = len(times) > 1 and len(amounts) == 1 and times == list(times_without_name(len(times)))
    for take in run.takes[:1] if alike else run.takes:
        if not (alike or parts.is_named(take.time)):
            raise UsageError(
                f"{product.name}: FHIR has no code for the {take.time} dose of a day: write times of the clock"
            )
        amount = _counted(take.amount, product, unit)
        said = parts.quantity(amount, unit, product.name)
        often = len(times) if alike else 1
        when = f"{often} times a day" if alike else at_time(take.time)
        yield {
            "sequence": Decimal(sequence),
            "text": f"{parts.in_words(amount, unit)} {when} {days.words}",
            "timing": parts.timing(days, take.time, often),
            "doseAndRate": [{"doseQuantity": said}],
        }
