"""What an answer is told as, and where: dressed pages, files, remarks on standard error."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from pillsplit.errors import UsageError
from pillsplit.model.product import Product
from pillsplit.output.table import Page, as_markdown, as_text


def dressed(page: Page, form: str, products: Iterable[Product] | None = None) -> str:
    """Dress a page in the form that was asked for: text, Markdown, or HTML with the date of *products* at its foot."""
    if form == "html":
        from pillsplit.output.html import as_html

        return as_html(page, products)
    return as_markdown(page) if form == "markdown" else as_text(page)


def tell(text: str, output: Path | None) -> None:
    """Write an answer to *output*, or to standard output."""
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(text.encode("utf-8", "replace"), output)


def tell_bytes(content: bytes, output: Path | None) -> None:
    """Write an answer that is not lines of text to *output*, or to standard output."""
    if output is None:
        click.echo(content, nl=False)
    else:
        _write(content, output)


def _write(content: bytes, output: Path) -> None:
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UsageError(f"--output {output}: cannot be written ({error.strerror}): name another file") from None


def remark(remarks: list[str]) -> None:
    """Write remarks to standard error, each on a line."""
    for each in remarks:
        click.echo(f"note: {each}", err=True)
