"""The plan on paper: one set of answers for the person, the prescriber and the pharmacy.

Every dose is made as `titrate` makes it: of the same tablets as in `check`, and liquid to the mark of a device. What
is laid out day by day, drawn, and dispensed is counted from these doses and from nothing else.
"""

from __future__ import annotations

import datetime

from attrs import frozen

from pillsplit.errors import UsageError
from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import Plan, PlannedDose, PlannedStep
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Shelf
from pillsplit.model.schedule import Schedule
from pillsplit.verbs.calendar import Calendar, calendar, dated
from pillsplit.verbs.choose import Choice, choose
from pillsplit.verbs.option import Plan, plan
from pillsplit.verbs.supply import Supply, supply_of
from pillsplit.verbs.titrate import Titration, titrate

_CAUTIOUS = Preferences()
OPTIONS = 6
"""How many options of `choose` are held beside the plan."""


@frozen
class Report:
    """The answer of `report`: what the other verbs answer, of the same doses."""

    check: Plan
    """Each dose as it is made here."""
    titration: Titration
    supply: Supply
    calendar: Calendar
    choice: Choice | None
    """None where there were too many sets of products to weigh."""
    options: tuple[Plan, ...]
    """The first options of the choice, each with the doses that it makes."""
    no_choice: str = ""
    """Why there is no choice."""

    @property
    def practical(self) -> bool:
        """Whether every dose can be made and measured."""
        return self.check.practical


def report(
    schedule: Schedule,
    shelf: Shelf,
    preferences: Preferences = _CAUTIOUS,
    measuring: Measuring | None = None,
    *,
    start: datetime.date | None = None,
    compare: bool = True,
) -> Report:
    """Answer *schedule* for everybody who handles it, from the products of *shelf* and the devices of *measuring*.

    The choice of products is weighed where *compare* is set; it takes longer than all the rest.

    Raises:
        UsageError: where the start, a device or an interval cannot be acted on.
    """
    measuring = measuring or Measuring()
    schedule = dated(schedule, start)
    titration = titrate(schedule, shelf, preferences, measuring)
    checked = as_checked(titration)
    choice, refused = None, "" if compare else "it was not asked for"
    try:
        choice = choose(schedule, shelf, preferences) if compare else None
    except UsageError as error:
        refused = str(error)
    return Report(
        checked,
        titration,
        supply_of(checked, interval=measuring.interval),
        calendar(checked),
        choice,
        tuple(plan(choice, option) for option in choice.options[:OPTIONS]) if choice else (),
        refused,
    )


def as_checked(titration: Titration) -> Plan:
    """Return the doses of a titration as those of a check, so that whatever reads a check reads these."""
    steps = tuple(
        PlannedStep(step.step, tuple(PlannedDose(dose.dose, dose.answer, dose.notes) for dose in step.doses))
        for step in titration.steps
    )
    return Plan(titration.schedule, titration.shelf, titration.preferences, steps)
