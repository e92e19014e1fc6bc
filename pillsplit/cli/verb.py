"""A verb of the command line: its help opens with its own options and examples, the shared options after them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click
from attrs import fields

from pillsplit.cli.defaults import apply_defaults, told
from pillsplit.cli.waiting import waiting
from pillsplit.cli.write import remark
from pillsplit.errors import PillsplitError
from pillsplit.request import Request

SHARED = {field.name for field in fields(Request)} | {"format", "output", "sources"}
SCHEDULE_HELP = (
    "SCHEDULE is a CSV, JSON, FHIR or Excel file (plan.xlsx:Sheet2), - for standard input, the name of a published "
    'schedule (`pillsplit formulary schedules`), or the schedule itself: "20 mg x 14d, 18 mg x 2w".'
)


class Answering(click.Command):
    """A command with examples, whose answer has the form that the ending of its file says.

    *also_writes* are the forms that it writes by the ending alone.
    """

    def __init__(
        self, *arguments: Any, examples: Iterable[str] = (), also_writes: Iterable[str] = (), **more: Any
    ) -> None:
        super().__init__(*arguments, **more)
        self.examples = tuple(examples)
        self._also_writes = tuple(also_writes)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, with the defaults of their user; the form follows the file's ending."""
        apply_defaults(ctx)
        left = super().parse_args(ctx, args)
        if output := ctx.params.get("output"):
            from pillsplit.cli.endings import follow_ending  # only where a file is written

            follow_ending(ctx, output, self._also_writes)
        return left

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; where it fails, say which defaults of its user it had."""
        try:
            with waiting():
                return super().invoke(ctx)
        except (PillsplitError, click.ClickException):
            remark(told(again=True))
            raise


class Verb(Answering):
    """A command with two examples, whose own options stand before those that every verb takes."""

    def __init__(self, *arguments: Any, counts_stock: bool = False, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._counts_stock = counts_stock

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; say so where it does not count what is in the house."""
        if ctx.params.get("have") and not self._counts_stock:
            remark(["`have` changes nothing here: `pillsplit supply`, `plan` and `report` count what is in the house"])
        return super().invoke(ctx)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the verb says, and what a schedule may be where it takes one."""
        super().format_help_text(ctx, formatter)
        if any(parameter.name == "schedule" for parameter in self.params):
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(SCHEDULE_HELP)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verb's own options, its examples, and then the options that every verb takes."""
        own: list[tuple[str, str]] = []
        shared: list[tuple[str, str]] = []
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option) and (record := parameter.get_help_record(ctx)):
                (shared if parameter.name in SHARED else own).append(record)
        with formatter.section("Options"):
            formatter.write_dl(own)
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
        if shared:
            with formatter.section("Options of every verb that plans"):
                formatter.write_dl(shared)
