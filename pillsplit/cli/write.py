"""Where an answer is written, and remarks on standard error."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from pillsplit.cli.option_names import with_options
from pillsplit.cli.waiting import stop_waiting
from pillsplit.errors import UsageError, shown
from pillsplit.output.visible import visible


def tell(text: str, output: Path | None) -> None:
    """Write an answer to *output*, or to standard output."""
    stop_waiting()
    if output is not None:
        _write(visible(text).encode("utf-8", "replace"), output)
    elif sys.stdout is None:
        raise OSError(errno.EBADF, "it is closed")
    else:
        # What is for a terminal has been made visible before it took on colours.
        click.echo(text if sys.stdout.isatty() else visible(text), nl=False)


def tell_bytes(content: bytes, output: Path | None, form: str = "") -> None:
    """Write an answer that is not lines of text to *output*, or to standard output.

    Raises:
        UsageError: where standard output is a terminal, which *form* would fill with signs.
    """
    stop_waiting()
    if output is None and sys.stdout is None:
        raise OSError(errno.EBADF, "it is closed")
    if output is None and form and sys.stdout.isatty():
        raise UsageError(f"a terminal cannot show it: name a file, `output` plan.{form}", field="format", value=form)
    if output is None:
        click.echo(content, nl=False)
    else:
        _write(content, output)


def refuse_inputs(output: Path | None, inputs: Iterable[str | Path]) -> None:
    """Refuse to write over what is read: the schedule itself, or a file in a folder of data.

    Raises:
        UsageError: where *output* is one of *inputs*, or lies in one that is a folder.
    """
    if output is None:
        return
    target = os.path.realpath(output)
    for each in inputs:
        read = os.path.realpath(each)
        if target == read or target.startswith(read + os.sep):
            raise UsageError(
                f"`output` {shown(str(output), 200)} is what is read: name another file, so that nothing is lost"
            )


def _write(content: bytes, output: Path) -> None:
    from pillsplit.cli.whole_file import write_whole  # only where a file is written: keeps the start lean

    try:
        write_whole(output, content)
    except UsageError as error:
        raise UsageError(f"--output {error}") from None


def remark(remarks: Iterable[str]) -> None:
    """Write remarks to standard error, each on a line."""
    stop_waiting()
    for each in remarks:
        click.echo(f"note: {visible(with_options(each))}", err=True)
