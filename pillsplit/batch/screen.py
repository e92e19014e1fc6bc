"""Doses in a frame of any library, each answered by itself, beside the rows as they came."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pillsplit.batch.answers import AnswerRow
from pillsplit.batch.figures import Group
from pillsplit.batch.sources import DOSES
from pillsplit.batch.spellings import Drawn, Spellings, Wrong, read_doses
from pillsplit.errors import UsageError
from pillsplit.request import Request

WORDS = ("verdict", "items", "made", "difference", "liquid", "ml", "device", "error")
SCREENED = (*WORDS, "problem")
"""The columns that `screen` adds, all of them text; ``problem`` says what is wrong with a row that has no answer."""


def screen(frame: Any, request: Request) -> pa.Table:
    """Return *frame* with what each dose comes to by itself, as if it were a schedule of one day.

    Only distinct drugs and doses are looked at: they are numbered, answered once and taken by their numbers.

    Args:
        frame: anything with ``__arrow_c_stream__`` (pandas, Polars, DuckDB, pyarrow), with a column drug, unless the
            request names one, and one of dose_ug, dose and dose_mg.
        request: the shelf, preferences and devices.

    Raises:
        UsageError: where there is no column of doses, or it is of binary floats.
    """
    table = pa.table(frame)
    columns = [name for name in DOSES if name in table.column_names]
    if len(columns) != 1 or (request.drug is None and "drug" not in table.column_names):
        raise UsageError(
            "write a column drug, and one of dose_ug (whole micrograms), dose (text) and dose_mg (decimal)"
        )
    (column,) = columns
    if pa.types.is_floating(table.schema.field(column).type):
        raise UsageError(
            f"{column} is a binary float, which cannot hold 0.1 exactly: write dose_ug as whole micrograms, or dose_mg "
            "as a decimal type"
        )
    doses = _numbered(table[column])
    drugs = _numbered(
        table["drug"] if "drug" in table.column_names else pa.chunked_array([[request.drug] * len(table)])
    )
    answers = _answers(column, drugs.dictionary.to_pylist(), doses.dictionary.to_pylist(), request)
    pairs = pc.add(pc.multiply(drugs.indices.cast(pa.int64()), len(doses.dictionary)), doses.indices.cast(pa.int64()))
    for name in SCREENED:
        table = table.append_column(name, pa.array([row.get(name) for row in answers], pa.string()).take(pairs))
    return table


def _numbered(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return *column* as numbers of its distinct values, an empty one being a value like others."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], column.type)
    return whole.dictionary_encode(null_encoding="encode")


def _answers(column: str, drugs: list[Any], doses: list[Any], request: Request) -> list[dict[str, Any]]:
    """Return a row of words for each drug with each dose."""
    spellings, masses = Spellings(request), read_doses(column, doses)
    rows: list[dict[str, Any]] = []
    for written in drugs:
        drawn = spellings.drug(written)
        right = [mass for mass in masses.values() if not isinstance(mass, Wrong)]
        group = Group(0, spellings.answering(drawn), right, request.measuring) if isinstance(drawn, Drawn) else None
        for dose in doses:
            mass = masses[dose]
            if isinstance(drawn, Wrong) or isinstance(mass, Wrong) or group is None:
                wrong = drawn if isinstance(drawn, Wrong) else mass
                rows.append({"problem": wrong.text if isinstance(wrong, Wrong) else None})
                continue
            best = min(spellings.answering(drawn).rows([mass]), key=_order)
            answer = group.answer(mass, best.order)
            rows.append({name: answer[name] for name in WORDS} | {"liquid": answer["liquid"] or None})
    return rows


def _order(row: AnswerRow) -> tuple[Any, ...]:
    """Order the answers with each liquid, and none, as the plan of one day does."""
    return not row.answer.is_made, row.off, row.volume, row.order
