"""A verb of the command line: its help opens with its own options and examples, the shared options after them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click
from attrs import fields

from pillsplit.cli.write import remark
from pillsplit.request import Request

_SHARED = {field.name for field in fields(Request)} | {"format", "output", "sources"}
SCHEDULE_HELP = (
    "SCHEDULE is a CSV or JSON file, - for standard input, the name of a published schedule (`pillsplit formulary "
    'schedules`), or the schedule itself: "20 mg x 14d, 18 mg x 2w".'
)


class Verb(click.Command):
    """A command with two examples, whose own options stand before those that every verb takes."""

    def __init__(self, *arguments: Any, examples: Iterable[str] = (), counts_stock: bool = False, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._examples = tuple(examples)
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
                (shared if parameter.name in _SHARED else own).append(record)
        with formatter.section("Options"):
            formatter.write_dl(own)
        if self._examples:
            with formatter.section("Examples"):
                for example in self._examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
        if shared:
            with formatter.section("Options of every verb that plans"):
                formatter.write_dl(shared)
