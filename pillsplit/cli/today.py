"""The day on which the age of the data is judged: today, unless a test or a reader says another."""

from __future__ import annotations

import datetime
from typing import Any

import click

from pillsplit.amounts.dates import read_date
from pillsplit.amounts.number import AmountError


class Day(click.ParamType[datetime.date]):
    """An option that is a day of the calendar."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        """Read a date, or fail with what to write instead."""
        if isinstance(value, datetime.date):
            return value
        try:
            return read_date(value)
        except AmountError as error:
            self.fail(str(error), param, ctx)


today_option = click.option(
    "--today",
    type=Day(),
    default=datetime.date.today,
    envvar="PILLSPLIT_TODAY",
    metavar="DAY",
    help="Judge the age of the data on this day.  [default: today]",
)
"""Data checked more than two years before it is told to be stale."""
