"""`pillsplit batch`: a population's schedules in one run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from pillsplit.amounts.quantity import Mass
from pillsplit.cli.options import MASS, PERCENT, Request, shelf_options
from pillsplit.cli.verb import Verb
from pillsplit.cli.write import remark
from pillsplit.errors import UsageError
from pillsplit.model.preferences import Switch

if TYPE_CHECKING:
    from pillsplit.batch.run import Summary

_OF_ONE_PLAN = ("start", "from_day", "on", "hold", "have", "interval", "in_use_days", "format", "sources")
"""Options that say something of one plan, and nothing of a population's."""
_PATH = click.Path(path_type=Path)


@click.command(
    "batch",
    cls=Verb,
    examples=(
        "pillsplit batch schedules.parquet --region uk --output answers.parquet",
        'pillsplit batch "2026/*.parquet" --region uk --output answers --steps steps --stock stock',
        'pillsplit batch --table answers.parquet --region uk --drug diazepam --max "40 mg" --by "0.1 mg"',
    ),
)
@click.argument("schedules", required=False, default="")
@shelf_options
@click.option("--steps", type=_PATH, metavar="FILE", help="Also write a row for each row that is read.")
@click.option("--stock", type=_PATH, metavar="FILE", help="Also write what all of them take of each product.")
@click.option("--memory", default="1GB", show_default=True, metavar="SIZE", help="What the database keeps in memory.")
@click.option("--temp", type=_PATH, metavar="DIR", help="A folder for what does not fit.  [default: the system's]")
@click.option("--max-wrong", type=PERCENT, metavar="SHARE", help="Stop where more rows than this are wrong: 1%.")
@click.option("--table", type=_PATH, metavar="FILE", help="Write the table of answers instead, for a cluster.")
@click.option("--max", "most", type=MASS, metavar="MASS", help="The largest dose of the table.")
@click.option("--by", type=MASS, metavar="MASS", help="The difference between two doses of the table.")
def command(
    schedules: str,
    steps: Path | None,
    stock: Path | None,
    memory: str,
    temp: Path | None,
    max_wrong: Fraction | None,
    table: Path | None,
    most: Mass | None,
    by: Mass | None,
    **options: Any,
) -> int:
    """Answer SCHEDULES: the rows of a Parquet, CSV or Arrow file, or of many ("2026/*.parquet").

    Columns: schedule_id, step, days, drug, and one of dose_ug (whole micrograms), dose (text with its unit) and dose_mg
    (a decimal type); time, where there are several doses of a drug a day. A liquid is taken as `--switch as-needed`
    does. A schedule with a wrong row is left out and told in problems.parquet beside the output.
    """
    if options["switch"] == Switch.ONCE:
        raise UsageError("a batch takes liquid where it is needed: write as-needed", field="switch", value="once")
    options["switch"] = str(Switch.AS_NEEDED)
    request = Request(schedule=schedules or "-", format="text", **options)
    for path in (options["output"], steps, stock, table):
        if path is not None and path.suffix not in ("", ".parquet"):
            raise UsageError(f"{path} would hold Parquet: write {path.with_suffix('.parquet')}")
    try:
        import pillsplit.batch.run as running
    except ModuleNotFoundError as error:
        raise UsageError(f"a batch needs {error.name}: pip install 'pillsplit[batch]'") from None
    if table is not None:
        if schedules or most is None or by is None:
            raise UsageError(
                "a table is of doses and not of schedules: write --table FILE --drug NAME --max MASS --by MASS"
            )
        from pillsplit.batch.grid import write_table

        rows = write_table(table, request, most, by)
        remark(dict.fromkeys(request.remarks))
        click.echo(f"{rows:,} rows in {table}")
        return 0
    if not schedules or request.output is None:
        raise UsageError("name the schedules and where the answers go: pillsplit batch FILE --output answers.parquet")
    outputs = running.Outputs(answers=request.output, steps=steps, stock=stock)
    summary = running.batch(schedules, request, outputs, memory=memory, temp=temp, max_wrong=max_wrong, told=_teller())
    remark(dict.fromkeys(request.remarks))
    click.echo(_told(summary))
    if summary.left_out or summary.wrong_rows:
        remark([f"{summary.wrong_rows:,} problems stand in {outputs.problems}"])
        return 3
    return 1 if summary.unreachable else 0


def _told(summary: Summary) -> str:
    lines = [
        f"{summary.practical:,} of {summary.schedules:,} schedules can be made, {summary.with_liquid:,} with a liquid.",
        f"{summary.unreachable:,} have a dose that cannot be made.",
    ]
    if summary.left_out or summary.wrong_rows:
        lines.append(f"{summary.left_out:,} were left out: something is wrong with them.")
    return "\n".join(lines)


def _teller() -> Callable[[Path, int, int | None], None]:
    """Return what says on standard error how far it is, and how fast."""
    begun, read = monotonic(), 0

    def tell(path: Path, done: int, rows: int | None) -> None:
        nonlocal read
        read += rows or 0
        what = "finished before" if rows is None else f"{rows:,} rows"
        speed = int(read / max(monotonic() - begun, 1))
        click.echo(f"{done}: {path.name}: {what}; {speed:,} rows a second", err=True)
        sys.stderr.flush()

    return tell


command.params = [each for each in command.params if each.name not in _OF_ONE_PLAN]
