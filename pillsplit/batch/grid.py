"""The table of answers as a file: every dose up to a largest one, for a cluster that has no pillsplit."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pyarrow.parquet as pq

from pillsplit.amounts.quantity import Mass
from pillsplit.batch.table import answers
from pillsplit.errors import UsageError
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.request import Request
from pillsplit.verbs.release import of_one_release

MOST_DOSES = 1_000_000


def write_table(path: Path, request: Request, most: Mass, by: Mass) -> int:
    """Write the answers to 0, *by*, twice *by* and so on up to *most*, and return how many rows there are.

    Raises:
        UsageError: where no drug is named, the grid has no doses or too many, or the file cannot be written.
    """
    if request.drug is None:
        raise UsageError("of which drug? Name one (`drug`)")
    if by <= Mass(0) or most < by:
        raise UsageError(f"from {by} to {most} there is no dose: write a larger `most` and a `by` above 0")
    if most.over(by) > MOST_DOSES:
        raise UsageError(f"that is more than {MOST_DOSES:,} doses: write a larger `by`")
    drug = request.drug_resolver()(request.drug)
    shelf = request.shelf_of((drug,))
    schedule = Schedule((Step(1, 1, (Dose(drug, DAY, most),)),), names=((drug, request.drug),))
    drawn = of_one_release(schedule, shelf, request.preferences)
    request.remarks.extend(note.text for note in drawn.notes)
    doses = ((drug, by * number) for number in range(int(most.over(by)) + 1))
    table = answers(doses, drawn.shelf, request.preferences, request.measuring)
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, part)
        os.replace(part, path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise UsageError(f"{path} cannot be written ({error.strerror or error}): name another file") from None
    return int(table.num_rows)
