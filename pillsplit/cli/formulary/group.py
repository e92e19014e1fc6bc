"""`pillsplit formulary`: the data, with sources, and the keeping of it.

One module for what shows the data and one for what writes or judges it.
"""

from __future__ import annotations

import click

from pillsplit.cli.formulary.keeping import check, import_products, new
from pillsplit.cli.formulary.showing import audit, compare, gaps, list_regions, schedules, show


class _Whole(click.Group):
    """A group whose help says of each verb a whole sentence."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs, each with the first sentence of its own help, wrapped and not cut off."""
        names = self.list_commands(ctx)
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.commands[name].get_short_help_str(_WHOLE)) for name in names])


_WHOLE = 1000
"""More characters than a sentence has."""


@click.group("formulary", cls=_Whole)
def command() -> None:
    """Show, compare, check and extend the products on record, with their sources."""


for _subcommand in (list_regions, show, compare, gaps, audit, schedules, check, new, import_products):
    command.add_command(_subcommand)
