"""The day on which the age of the data is judged: today, unless a test or a reader says another."""

from __future__ import annotations

import datetime
from typing import Any

import click


class Day(click.ParamType[datetime.date]):
    """An option that is a day of the calendar."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        """Read a day in figures, year first, or fail with what to write instead."""
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day: write year, month and day in figures, such as 2026-11-22", param, ctx)


today_option = click.option(
    "--today",
    type=Day(),
    default=datetime.date.today,
    envvar="PILLSPLIT_TODAY",
    metavar="DAY",
    help="Judge the age of the data on this day.  [default: today]",
)
"""Data checked more than two years before it is told to be stale."""
