"""The plan on paper: one answer for the person, the prescriber and the pharmacy.

What is laid out day by day, drawn, and dispensed is counted from the doses of the one plan and from nothing else.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from attrs import frozen

from pillsplit.errors import UsageError
from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import Plan
from pillsplit.model.preferences import Preferences
from pillsplit.model.schedule import Schedule
from pillsplit.model.shelf import Shelf
from pillsplit.request import dated
from pillsplit.verbs.calendar import Calendar, calendar, refuse_too_long
from pillsplit.verbs.plan import plan as _plan
from pillsplit.verbs.supply import Supply, supply_of

if TYPE_CHECKING:
    from pillsplit.verbs.choose import Choice
    from pillsplit.verbs.option import OptionPlan

_CAUTIOUS = Preferences()
OPTIONS = 6
"""How many options of `choose` are held beside the plan."""


@frozen
class Report:
    """The answer of `report`: the plan, and what the other verbs tell from it."""

    plan: Plan
    supply: Supply
    calendar: Calendar
    choice: Choice | None
    """None where there were too many sets of products to weigh."""
    options: tuple[OptionPlan, ...]
    """The first options of the choice, each with the doses that it makes."""
    no_choice: str = ""
    """Why there is no choice."""

    @property
    def practical(self) -> bool:
        """Whether every dose can be made and measured."""
        return self.plan.practical


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
    schedule = dated(schedule, start)
    refuse_too_long(schedule)
    plan = _plan(schedule, shelf, preferences, measuring)
    compared = _compared(schedule, shelf, preferences, measuring) if compare else (None, (), "it was not asked for")
    return Report(plan, supply_of(plan), calendar(plan), *compared)


def _compared(
    schedule: Schedule, shelf: Shelf, preferences: Preferences, measuring: Measuring | None
) -> tuple[Choice | None, tuple[OptionPlan, ...], str]:
    """Return the choice of products, its first options with how each makes every step, or why there is none."""
    from pillsplit.verbs.choose import choose  # it costs, and not every reader wants it
    from pillsplit.verbs.option import plan_option

    try:
        choice = choose(schedule, shelf, preferences, measuring)
    except UsageError as error:
        return None, (), str(error)
    return choice, tuple(plan_option(choice, option) for option in choice.options[:OPTIONS]), ""
