"""`pillsplit page`: build the page, one private HTML file."""

from __future__ import annotations

from pathlib import Path

import click

from pillsplit.cli.verb import Verb


@click.command(
    "page",
    cls=Verb,
    examples=(
        "pillsplit page --output pillsplit.html",
        "pillsplit page --output clinic.html --formulary ours --region uk",
    ),
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), required=True, metavar="FILE", help="The file: pillsplit.html."
)
@click.option(
    "--pyodide",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of npm's pyodide, esbuild beside it.  [default: that of `npm ci` in pillsplit/page]",
)
@click.option("--formulary", multiple=True, type=click.Path(path_type=Path), metavar="DIR", help="Products to bake in.")
@click.option("--region", metavar="NAME", help="The country that it opens with.")
@click.option(
    "--served",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Also write the page as it is served over https, to be kept on a telephone.",
)
def command(
    output: Path, pyodide: Path | None, formulary: tuple[Path, ...], region: str | None, served: Path | None
) -> int:
    """Build the page: one HTML file that opens anywhere, offline, sends nothing, and has the same Python behind it.

    It needs Node 20 or newer with npm, and `npm ci` in the folder pillsplit/page.
    """
    from pillsplit.page.build import build  # nothing else needs it

    size = build(output, pyodide=pyodide, formulary=formulary, region=region or "", served=served)
    click.echo(f"note: {output} holds {size / 1_000_000:.1f} MB", err=True)
    return 0
