"""A file's schedules in portions, so that what is in memory at once does not grow with the file."""

from __future__ import annotations

from itertools import pairwise

import duckdb

from pillsplit.batch.sources import quoted

ROWS = 1 << 21
"""So many rows, or about so many, are looked at together."""
_SAMPLED = 1 << 12
"""One row of so many tells where the portions begin."""


def portions(connection: duckdb.DuckDBPyConnection, rows: int) -> list[str]:
    """Return conditions on ``schedule_id``, of which each schedule of the view ``source`` meets one.

    Args:
        connection: where ``source`` has a ``schedule_id``, and its place in the file as ``row``.
        rows: how many there are.
    """
    number = -(-rows // ROWS)
    if number <= 1:
        return ["true"]
    sample = connection.sql(
        f"select cast(schedule_id as varchar), typeof(schedule_id) from source where row % {_SAMPLED} = 0 "
        "and schedule_id is not null order by schedule_id"
    ).fetchall()
    found = [
        f"cast({quoted(text)} as {kind})"
        for text, kind in (sample[len(sample) * place // number] for place in range(1, number) if sample)
        if "\0" not in text  # ends a text of SQL
    ]
    starts = list(dict.fromkeys(found))
    if not starts:
        return ["true"]
    return [
        f"schedule_id < {starts[0]}",
        *(f"schedule_id >= {start} and schedule_id < {end}" for start, end in pairwise(starts)),
        f"schedule_id >= {starts[-1]}",
    ]
