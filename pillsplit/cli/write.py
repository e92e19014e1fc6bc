"""Where an answer is written, and remarks on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from pillsplit.cli.option_names import with_options
from pillsplit.errors import UsageError


def tell(text: str, output: Path | None) -> None:
    """Write an answer to *output*, or to standard output."""
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(text.encode("utf-8", "replace"), output)


def tell_bytes(content: bytes, output: Path | None, form: str = "") -> None:
    """Write an answer that is not lines of text to *output*, or to standard output.

    Raises:
        UsageError: where standard output is a terminal, which *form* would fill with signs.
    """
    if output is None and form and sys.stdout.isatty():
        raise UsageError(f"a terminal cannot show it: name a file, `output` plan.{form}", field="format", value=form)
    if output is None:
        click.echo(content, nl=False)
    else:
        _write(content, output)


def _write(content: bytes, output: Path) -> None:
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UsageError(f"--output {output}: cannot be written ({error.strerror}): name another file") from None


def remark(remarks: Iterable[str]) -> None:
    """Write remarks to standard error, each on a line."""
    for each in remarks:
        click.echo(f"note: {with_options(each)}", err=True)
