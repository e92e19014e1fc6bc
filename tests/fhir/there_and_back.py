"""A schedule written as FHIR and read again, and what both say of each day."""

from __future__ import annotations

import datetime

from pillsplit.amounts.quantity import Mass
from pillsplit.formulary.loader import Formulary
from pillsplit.model.plan import Plan
from pillsplit.model.schedule import Schedule
from pillsplit.output.document import Json
from pillsplit.output.fhir.requests import of_plan, of_schedule
from pillsplit.output.renderers.fhir import as_fhir
from pillsplit.request import known_of
from pillsplit.schedules.reader import read_text

FORMULARY = Formulary()
KNOWN = known_of(FORMULARY)
Days = dict[int, dict[tuple[str, str], Mass]]


def read(document: Json | str, drug: str | None = None) -> Schedule:
    """Read a document as the command line does, without products to weigh."""
    text = document if isinstance(document, str) else as_fhir(document)
    return read_text(text, "order.json", FORMULARY.drug_name, drug, known=KNOWN)


def back(schedule: Schedule | Plan, profile: str | None = None) -> Schedule:
    """Return what is read of what is written of a schedule."""
    if isinstance(schedule, Plan):
        return read(of_plan(schedule, profile=profile))
    return read(of_schedule(schedule, map(FORMULARY.drug, schedule.drugs), profile=profile))


def by_day(schedule: Schedule) -> Days:
    """Return what is taken on each day, from the first on which anything is."""
    days: Days = {}
    for stretch in schedule.timeline:
        for day in range(stretch.first_day, stretch.last_day + 1):
            doses = stretch.step.doses if stretch.step else ()
            if taken := {(dose.drug, dose.time): dose.mass for dose in doses if dose.mass}:
                days[day] = taken
    first = min(days, default=0)
    return {day - first: taken for day, taken in days.items()}


def first_day(schedule: Schedule) -> datetime.date | None:
    """Return the date of the first day on which anything is taken."""
    return next((step.start for step in schedule.steps if any(dose.mass for dose in step.doses)), None)
