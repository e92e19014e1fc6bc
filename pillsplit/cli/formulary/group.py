"""`pillsplit formulary`: the data, with sources, and the keeping of it.

One module for what shows the data and one for what writes or judges it.
"""

from __future__ import annotations

import click

from pillsplit.cli.formulary.keeping import check, import_products, new
from pillsplit.cli.formulary.showing import audit, compare, gaps, list_regions, schedules, show


@click.group("formulary")
def command() -> None:
    """Show, compare, check and extend the products on record, with their sources."""


for _subcommand in (list_regions, show, compare, gaps, audit, schedules, check, new, import_products):
    command.add_command(_subcommand)
