"""The command line: arguments in, one library call, a page out, an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

import click

from pillsplit import __version__
from pillsplit.cli.option_names import with_options
from pillsplit.errors import PillsplitError, shown
from pillsplit.output.visible import visible

QUESTIONS = {
    "Can the schedule be made, and how": {
        "plan": "Everything on one page: is it practical, what to prescribe, how each step is taken and measured.",
        "check": "Is this schedule practical? Each step with how it is made.",
        "fit": "What is the nearest schedule that these products can make?",
        "doses": "Which doses can be made at all, and where are the gaps?",
    },
    "What to prescribe, dispense and measure": {
        "choose": "Which products should be prescribed? Every choice that no other one beats.",
        "supply": "How many tablets and bottles, per prescription?",
        "titrate": "How is the liquid measured, with which syringe, and which bottles?",
    },
    "How to write a schedule": {
        "taper": "Write one by a named rule, or by cuts of one's own.",
        "crossover": "Write the exchange of one drug for another.",
    },
    "How to hand it on": {
        "report": "The plan on paper: for the person, the prescriber and the pharmacy.",
        "plot": "The dose over time as a picture.",
        "calendar": "The plan in the calendar of a telephone.",
        "page": "Build the page: pillsplit in one HTML file.",
    },
    "What a population needs": {
        "batch": "Millions of schedules in one run: which can be made, which need liquid, what to stock.",
    },
    "What is known of the products": {
        "formulary": "The data with their sources: show, compare, check and extend them.",
    },
}
"""The verbs by the question that they answer, as the help lists them; each is a module, loaded when asked for."""
VERBS = tuple(verb for verbs in QUESTIONS.values() for verb in verbs)

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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the verbs under their questions; none has to be loaded for it."""
        width = max(map(len, VERBS))
        for question, verbs in QUESTIONS.items():
            with formatter.section(question):
                formatter.write_dl([(verb.ljust(width), says) for verb, says in verbs.items()])


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
        code = cli.main(args=_as_utf_8(arguments), prog_name="pillsplit", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has closed it: what is left goes nowhere, also what Python flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        from pillsplit.cli.wrong_usage import in_words  # only where something is wrong

        return _failed(in_words(error), error.exit_code)
    except click.Abort:
        return _failed("interrupted", 130)
    except PillsplitError as error:
        return _failed(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _failed("interrupted", 130)
    except OSError as error:
        if error.filename is not None:
            place = shown(os.fsdecode(error.filename), 200)
            return _failed(f"{place} cannot be read ({error.strerror}): name another file", 2)
        # Files are asked for where they are named: what is left is the answer's own way out.
        return _failed(f"the answer cannot be written ({error.strerror or error}): name a file with --output", 2)
    return code if isinstance(code, int) else 0


def _as_utf_8(arguments: Sequence[str] | None) -> Sequence[str]:
    """Return the words of the call, read as UTF-8 whatever the locale says of their bytes."""
    words = sys.argv[1:] if arguments is None else arguments
    if all(map(str.isascii, words)):
        return words
    return [os.fsencode(word).decode("utf-8", "surrogateescape") if _is_half(word) else word for word in words]


def _is_half(word: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in word)


def _failed(message: str, code: int) -> int:
    with suppress(OSError):  # where nobody can be told, the code still says it
        for line in with_options(message).split("\n"):
            click.echo(f"pillsplit: {visible(line)}", err=True)
    return code
