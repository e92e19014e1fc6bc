"""Doses in a frame are answered by themselves, whatever library holds it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from pillsplit.batch import screen
from pillsplit.batch.frames import SCREENED
from pillsplit.errors import UsageError
from pillsplit.request import Request

REQUEST = Request(region="uk")


def test_each_row_has_its_answer_beside_it() -> None:
    frame = pa.table({"drug": ["Valium", "diazepam", "diazepam"], "dose": ["7.5 mg", "13.3 mg", "500 micrograms"]})
    rows = screen(frame, REQUEST).to_pylist()
    assert [row["verdict"] for row in rows] == ["halves", "liquid", "liquid"]
    assert rows[1]["made"] == "13.3"
    assert rows[1]["liquid"]
    assert rows[0]["liquid"] is None


@pytest.mark.parametrize(
    "column",
    [
        {"dose_ug": pa.array([7500], pa.int32())},
        {"dose_mg": pa.array([Decimal("7.500")], pa.decimal128(9, 3))},
        {"dose": pa.array(["7.5 mg"]).dictionary_encode()},
    ],
    ids=["micrograms", "decimals", "a dictionary"],
)
def test_a_dose_may_be_of_any_exact_type(column: dict[str, pa.Array]) -> None:
    (row,) = screen(pa.table({"drug": ["diazepam"], **column}), REQUEST).to_pylist()
    assert row["verdict"] == "halves"


def test_a_row_that_is_wrong_says_so_and_the_others_are_answered() -> None:
    frame = pa.table({"drug": ["diazepam", "nothing", None, "diazepam"], "dose": ["5", "5 mg", "5 mg", "5 mg"]})
    rows = screen(frame, REQUEST).to_pylist()
    assert [row["verdict"] for row in rows] == [None, None, None, "whole"]
    assert "has no unit" in rows[0]["problem"]
    assert all(row["problem"] for row in rows[:3])
    assert rows[3]["problem"] is None


def test_a_float_is_refused_with_the_reason() -> None:
    with pytest.raises(UsageError, match=r"binary float, which cannot hold 0\.1 exactly: write dose_ug"):
        screen(pa.table({"drug": ["diazepam"], "dose_mg": [0.1]}), REQUEST)


def test_a_relation_of_duckdb_and_a_batch_of_rows_are_frames_too() -> None:
    relation = duckdb.sql("select 'diazepam' as drug, (1000 * range)::int as dose_ug from range(5)")
    assert screen(relation, REQUEST)["verdict"].to_pylist() == ["whole", "halves"] * 2 + ["whole"]
    (batch,) = pa.table({"drug": ["diazepam"], "dose_ug": [1000]}).to_batches()
    assert screen(batch, REQUEST).column_names == ["drug", "dose_ug", *SCREENED]


def test_nothing_is_answered_with_nothing() -> None:
    frame = pa.table({"drug": pa.array([], pa.string()), "dose_ug": pa.array([], pa.int64())})
    assert screen(frame, REQUEST).num_rows == 0


def test_an_iterator_of_batches_gives_an_iterator_of_batches() -> None:
    frame = pa.table({"drug": ["diazepam"] * 4, "dose_ug": [1000, 2000, 1000, 7300]})
    screened = screen(iter(frame.to_batches(max_chunksize=2)), REQUEST)
    assert isinstance(screened, Iterator)
    assert pa.Table.from_batches(screened) == screen(frame, REQUEST)
    reader = pa.RecordBatchReader.from_batches(frame.schema, frame.to_batches())
    assert screen(reader, REQUEST) == screen(frame, REQUEST)


def test_without_a_request_it_is_what_most_countries_have() -> None:
    frame = pa.table({"drug": ["diazepam"], "dose": ["2.5 mg"]})
    assert screen(frame) == screen(frame, Request())
