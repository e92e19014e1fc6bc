"""Doses in a frame of any library, each answered by itself, beside the rows as they came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, overload

import pyarrow as pa
import pyarrow.compute as pc

from pillsplit.amounts.quantity import Mass
from pillsplit.batch.solved import AnswerRow
from pillsplit.batch.sources import DOSES
from pillsplit.batch.spellings import Spellings, Wrong, read_doses
from pillsplit.batch.table import words_of
from pillsplit.errors import UsageError
from pillsplit.request import Request

WORDS = ("verdict", "items", "made", "difference", "liquid", "ml", "device", "error")
SCREENED = (*WORDS, "problem")
"""The columns that `screen` adds, all of them text; ``problem`` says what is wrong with a row that has no answer."""


@overload
def screen(frame: Iterator[pa.RecordBatch], request: Request | None = None) -> Iterator[pa.RecordBatch]: ...


@overload
def screen(frame: Any, request: Request | None = None) -> pa.Table: ...


def screen(frame: Any, request: Request | None = None) -> Any:
    """Return *frame* with what each dose comes to by itself, as if it were a schedule of one day.

    Only distinct drugs and doses are looked at: they are numbered, answered once and taken by their numbers.

    Args:
        frame: anything with ``__arrow_c_stream__`` (pandas, Polars, DuckDB, pyarrow), with a column drug, unless the
            request names one, and one of dose_ug, dose and dose_mg; or an iterator of record batches, for which an
            iterator of them is returned, as Spark's ``mapInArrow`` asks.
        request: the shelf, preferences and devices; its schedule plays no part.

    Raises:
        UsageError: where there is no column of doses, or it is of binary floats.
    """
    spellings = Spellings(request or Request())
    if isinstance(frame, Iterator) and not hasattr(frame, "__arrow_c_stream__"):
        return (each for batch in frame for each in _screened(pa.table(batch), spellings).to_batches())
    return _screened(pa.table(frame), spellings)


def _screened(table: pa.Table, spellings: Spellings) -> pa.Table:
    drug = spellings.request.drug
    columns = [name for name in DOSES if name in table.column_names]
    if len(columns) != 1 or (drug is None and "drug" not in table.column_names):
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
    drugs = _numbered(table["drug"] if "drug" in table.column_names else pa.chunked_array([[drug] * len(table)]))
    pairs = pc.add(pc.multiply(drugs.indices.cast(pa.int64()), len(doses.dictionary)), doses.indices.cast(pa.int64()))
    numbered = pairs.dictionary_encode()
    names, values = drugs.dictionary.to_pylist(), doses.dictionary.to_pylist()
    masses = read_doses(column, values)
    answers = [
        _answer(names[number // len(values)], masses[values[number % len(values)]], spellings)
        for number in numbered.dictionary.to_pylist()
    ]
    for name in SCREENED:
        words = pa.array([row.get(name) for row in answers], pa.string())
        table = table.append_column(name, words.take(numbered.indices))
    return table


def _numbered(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return *column* as numbers of its distinct values, an empty one being a value like others."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], column.type)
    return whole.dictionary_encode(null_encoding="encode")


def _answer(written: Any, mass: Mass | Wrong, spellings: Spellings) -> dict[str, str | None]:
    """Return the words for a drug, as it is written, with a dose."""
    drawn = spellings.drug(written)
    wrong = next((each for each in (drawn, mass) if isinstance(each, Wrong)), None)
    if wrong or isinstance(drawn, Wrong) or isinstance(mass, Wrong):
        return {"problem": wrong.text if wrong else None}
    answering = spellings.answering(drawn)
    best = min(answering.rows([mass]), key=_order)
    return words_of(best, answering.shelf) | {"liquid": best.liquid.id if best.liquid else None}


def _order(row: AnswerRow) -> tuple[Any, ...]:
    """Order the answers with each liquid, and none, as the plan of one day does."""
    return not row.answer.is_made, row.off, row.volume, row.order
