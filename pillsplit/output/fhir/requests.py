"""A schedule as draft medication requests: one a drug, or in the German way one a step.

What is written reads back to the same doses on the same days. How each dose is made stands beside it, in words.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from pillsplit.errors import UsageError
from pillsplit.model.drug import Drug
from pillsplit.model.plan import Plan, PlannedDose
from pillsplit.model.product import Product, Solid
from pillsplit.model.schedule import TIMES_OF_DAY, Dose, Schedule, Step, Stretch, at_time, times_without_name
from pillsplit.model.shelf import Shelf
from pillsplit.output.document import Json
from pillsplit.output.fhir import parts
from pillsplit.output.fhir.parts import MG, Days, Unit
from pillsplit.output.words import in_words

DATED = "dated"
"""The profile without a sequence: one request a step, its days said by dates."""


def of_plan(plan: Plan, patient: str | None = None, profile: str | None = None) -> Json:
    """Return a plan as a request, or as a bundle of requests.

    Raises:
        UsageError: where dates are needed that the schedule does not have, or a dose has no decimal.
    """
    planned = {(step.step.number, place): each for step in plan.steps for place, each in enumerate(step.doses)}
    return _Writer(plan.schedule, plan.shelf.drugs, patient, profile, plan.shelf, planned).written()


def of_schedule(
    schedule: Schedule, drugs: Iterable[Drug], patient: str | None = None, profile: str | None = None
) -> Json:
    """Return a schedule as `of_plan` does, without how its doses are made; *drugs* say what is known of them."""
    return _Writer(schedule, tuple(drugs), patient, profile, None, {}).written()


@frozen
class _Entry:
    """What one dosage instruction says."""

    step: Step
    days: Days
    dose: Dose
    frequency: int
    planned: PlannedDose | None


class _Writer:
    def __init__(
        self,
        schedule: Schedule,
        drugs: tuple[Drug, ...],
        patient: str | None,
        profile: str | None,
        shelf: Shelf | None,
        planned: Mapping[tuple[int, int], PlannedDose],
    ) -> None:
        self._schedule, self._profile, self._shelf, self._planned = schedule, profile, shelf, planned
        self._known = {drug.name: drug for drug in drugs}
        self._subject = parts.subject(patient)
        self._first = first_date(schedule)

    def written(self) -> Json:
        drugs = self._schedule.drugs
        self._refuse_what_only_dates_say(drugs)
        requests = [each for drug in drugs for each in self._requests(drug)]
        if not requests:
            raise UsageError(
                "nothing is taken in this schedule, and FHIR has no request for that: write another format"
            )
        return requests[0] if len(requests) == 1 else parts.bundle(requests)

    def _refuse_what_only_dates_say(self, drugs: tuple[str, ...]) -> None:
        if self._first:
            return
        pauses = any(_has_pause(self._schedule, drug) for drug in drugs)
        if len(drugs) > 1 or pauses or self._profile == DATED:
            what = "`profile` dated" if self._profile == DATED else ("days without a drug" if pauses else "two drugs")
            raise UsageError(f"{what}: only dates say in FHIR what is when: add `start`, such as 2026-12-01")

    def _requests(self, drug: str) -> Iterator[Json]:
        entries = list(self._entries(drug))
        if self._profile != DATED:
            if entries:
                yield self._request(drug, entries)
            return
        for number in dict.fromkeys(each.step.number for each in entries):
            yield self._request(drug, [each for each in entries if each.step.number == number], number)

    def _entries(self, drug: str) -> Iterator[_Entry]:
        for stretch in self._schedule.timeline:
            if stretch.step:
                yield from self._of_step(stretch, stretch.step, drug)

    def _of_step(self, stretch: Stretch, step: Step, drug: str) -> Iterator[_Entry]:
        start = self._first and self._first + datetime.timedelta(days=stretch.first_day - 1)
        days = Days(step.days, start)
        taken = [(place, dose) for place, dose in enumerate(step.doses) if dose.drug == drug and dose.mass]
        often = _often([dose for _, dose in taken])
        if often:
            place, dose = taken[0]
            yield _Entry(step, days, dose, often, self._planned.get((step.number, place)))
            return
        for place, dose in taken:
            if not parts.is_named(dose.time):
                raise UsageError(
                    f"step {step.number}: FHIR has no code for the {dose.time} dose of a day: write times of the clock"
                )
            yield _Entry(step, days, dose, 1, self._planned.get((step.number, place)))

    def _request(self, drug: str, entries: list[_Entry], number: int = 0) -> Json:
        known = self._known.get(drug)
        product, unit = self._counted(entries)
        text = dict(self._schedule.names).get(drug, drug)
        request: Json = {
            "resourceType": "MedicationRequest",
            "id": parts.identity(drug, f"step-{number}" if number else ""),
        }
        if product and unit:
            request["contained"] = [parts.medication(product, known, unit)]
        request |= {"status": "draft", "intent": "proposal"}
        if product:
            request["medicationReference"] = {"reference": "#product", "display": text}
        else:
            request["medicationCodeableConcept"] = parts.concept(drug, known, text)
        request["subject"] = self._subject
        if said := list(_unmade(entries)):
            request["note"] = [{"text": each} for each in said]
        request["dosageInstruction"] = [self._instruction(each, product, unit) for each in entries]
        return request

    def _counted(self, entries: list[_Entry]) -> tuple[Product | None, Unit | None]:
        """Return the one product that doses without a decimal are counted in, where there are such doses."""
        odd = [each for each in entries if parts.decimal(each.dose.mass.mg) is None]
        if not odd:
            return None, None
        for product in self._shelf.products if self._shelf else ():
            if product.drug != odd[0].dose.drug:
                continue
            unit = parts.unit_of(product, in_drops=True)
            if all(_count(each.dose, product) is not None for each in odd):
                return product, unit
        where = f"step {odd[0].step.number}"
        parts.mass_in_mg(odd[0].dose.mass, where)
        raise AssertionError("a dose without a decimal is refused")

    def _instruction(self, entry: _Entry, product: Product | None, unit: Unit | None) -> Json:
        dose, step = entry.dose, entry.step
        where = f"step {step.number}"
        amount, counted = dose.mass.mg, MG
        if product and unit and parts.decimal(amount) is None:
            amount, counted = _count(dose, product) or amount, unit
        said = parts.quantity(amount, counted, where)
        when = f"{entry.frequency} times a day" if entry.frequency > 1 else at_time(dose.time)
        instruction: Json = {} if self._profile == DATED else {"sequence": Decimal(step.number)}
        instruction["text"] = f"{parts.in_words(amount, counted)} {when} {entry.days.words}"
        if note := " ".join(step.note.split()):
            instruction["additionalInstruction"] = [{"text": note}]
        if how := self._how(entry):
            instruction["patientInstruction"] = how
        instruction["timing"] = parts.timing(entry.days, dose.time, entry.frequency)
        instruction["doseAndRate"] = [{"doseQuantity": said}]
        return instruction

    def _how(self, entry: _Entry) -> str:
        """Say of which tablets and millilitres a dose is made; nothing where it is not planned, or cannot be made."""
        answer = entry.planned.answer if entry.planned else None
        if not (answer and answer.combination and self._shelf):
            return ""
        made = f", which make {answer.combination.mass}" if answer.difference else ""
        return f"{in_words(answer.combination, self._shelf)}{made}"


def first_date(schedule: Schedule) -> datetime.date | None:
    """Return the date of day 1, where any step has a date."""
    for stretch in schedule.timeline:
        if stretch.step and stretch.step.start:
            return stretch.step.start - datetime.timedelta(days=stretch.first_day - 1)
    return None


def _has_pause(schedule: Schedule, drug: str) -> bool:
    """Return whether there are days without a drug before its last dose."""
    taken = [bool(stretch.step and stretch.step.daily(drug)) for stretch in schedule.timeline]
    last = max((place for place, each in enumerate(taken) if each), default=-1)
    return not all(taken[: last + 1])


def _often(doses: list[Dose]) -> int:
    """Return how often a day the same dose is taken, where no times say when; 0 where they do, or it is once."""
    times, masses = [dose.time for dose in doses], {dose.mass for dose in doses}
    number = len(times)
    plain = number not in TIMES_OF_DAY and number > 1 and times == list(times_without_name(number))
    return number if plain and len(masses) == 1 else 0


def _count(dose: Dose, product: Product) -> Fraction | None:
    """Return how many whole drops or tablets of one product make a dose; None where they do not."""
    one = product.strength if isinstance(product, Solid) else product.drop_mass
    number = dose.mass.over(one) if one else None
    return number if number is not None and number.denominator == 1 else None


def _unmade(entries: list[_Entry]) -> Iterator[str]:
    for each in entries:
        if each.planned and not each.planned.answer.is_made:
            dose = f"{each.dose.mass} {at_time(each.dose.time)}"
            yield f"step {each.step.number}: {dose} cannot be made with these products"
