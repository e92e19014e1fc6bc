"""The command line: arguments in, one library call, a page out, an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from pillsplit import __version__
from pillsplit.cli.option_names import with_options
from pillsplit.errors import PillsplitError

VERBS = (
    "plan",
    "check",
    "choose",
    "fit",
    "doses",
    "supply",
    "titrate",
    "taper",
    "crossover",
    "plot",
    "report",
    "calendar",
    "formulary",
    "page",
)
"""The verbs, in the order in which the help lists them; each is a module of this package, loaded when asked for."""


_MODULES = {"formulary": "formulary.group"}


class _Verbs(click.Group):
    """Loads a verb when it is asked for, so that no verb pays for another's imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"pillsplit.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        return command


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pillsplit")
def cli() -> None:
    """Say which tablets and liquids make each dose of a taper, exactly, and which doses cannot be made.

    An arithmetic aid. It shows what these products can make; it does not choose a dose or a rate.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; every failure is told in lines, none as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = cli.main(args=arguments, prog_name="pillsplit", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has closed it: what is left goes nowhere, also what Python flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        return _failed(" ".join(error.format_message().split()), error.exit_code)
    except click.Abort:
        return _failed("interrupted", 130)
    except PillsplitError as error:
        return _failed(str(error), error.exit_code)
    return code if isinstance(code, int) else 0


def _failed(message: str, code: int) -> int:
    for line in with_options(message).splitlines():
        click.echo(f"pillsplit: {line}", err=True)
    return code
