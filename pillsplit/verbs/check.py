"""Is this schedule practical? The plan itself: each step with its combination and its verdict."""

from __future__ import annotations

from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import Plan
from pillsplit.model.preferences import Preferences
from pillsplit.model.schedule import Schedule
from pillsplit.model.shelf import Shelf
from pillsplit.verbs.plan import plan

_CAUTIOUS = Preferences()


def check(
    schedule: Schedule,
    shelf: Shelf,
    preferences: Preferences = _CAUTIOUS,
    measuring: Measuring | None = None,
) -> Plan:
    """Return the plan for *schedule*: how each dose is made from *shelf*, and what must be said with it.

    Raises:
        UsageError: for a device that is not known, or names of one drug that are of different release.
    """
    return plan(schedule, shelf, preferences, measuring)
