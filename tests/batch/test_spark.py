"""The two texts of SQL give the same on Spark; run with ``-m spark``, with the extra ``spark`` and Java."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pillsplit.amounts.number import plain
from pillsplit.batch import Outputs, answers, batch, screen
from pillsplit.batch.frames import SCREENED
from pillsplit.request import Request
from tests.batch.rows import population

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default")]
REQUEST = Request(
    drug="diazepam",
    tablet=("10 mg/halves", "2 mg"),
    liquid=("1 mg/mL by 0.5 mL", "0.3 mg/mL by 1 mL", "0.25 mg/mL by 1 mL"),
    switch="as-needed",
)


@pytest.fixture
def spark(tmp_path: Path) -> Iterator[Any]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("pillsplit").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.sql.warehouse.dir", str(tmp_path))
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def test_the_same_rows_come_out_of_spark(spark: Any, tmp_path: Path) -> None:
    people = population(200, seed=9, is_plain=True)
    pq.write_table(people.table().drop_columns(["time"]), tmp_path / "schedules.parquet")
    doses = {
        ("diazepam", dose.mass) for each in people.schedules.values() for step in each.steps for dose in step.doses
    }
    table = answers(doses, REQUEST.shelf_of(("diazepam",)), REQUEST.preferences, REQUEST.measuring)
    pq.write_table(table, tmp_path / "answers.parquet")

    by_micrograms = spark.read.parquet(str(tmp_path / "answers.parquet")).drop("dose")
    by_micrograms.withColumnRenamed("dose_ug", "dose").createOrReplaceTempView("answers")
    rows = spark.read.parquet(str(tmp_path / "schedules.parquet"))
    rows.withColumnRenamed("dose_ug", "dose").createOrReplaceTempView("days")
    for name in ("liquids", "totals"):
        text = (files("pillsplit.batch") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
        spark.sql(text).createOrReplaceTempView(name)
    found = {row["schedule_id"]: row.asDict() for row in spark.table("totals").collect()}

    batch(str(tmp_path / "schedules.parquet"), REQUEST, Outputs(answers=tmp_path / "out.parquet"))
    ours = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert len(ours) == len(found) == len(people.schedules)
    liquids = {row["liquid_order"]: row["liquid"] for row in table.to_pylist()}
    millilitre = int(table.schema.metadata[b"parts_of_ml"])
    assert len({row["liquid_order"] for row in found.values()}) > 2
    for row in ours:
        other = found[row["schedule_id"]]
        for name in ("steps", "whole", "halves", "unreachable", "first_needs_liquid", "first_unreachable", "pieces"):
            assert row[name] == other[name], (row, other)
        assert row["liquid"] == other["liquid_steps"]
        assert (row["liquid_product"] or "") == liquids[other["liquid_order"]]
        assert row["ml"] == plain(Fraction(other["volume_parts"], millilitre))


def test_screen_is_what_map_in_arrow_takes(spark: Any) -> None:
    frame = spark.range(0, 5).selectExpr("id * 2000 as dose_ug")
    columns = "dose_ug long, " + ", ".join(f"{name} string" for name in SCREENED)
    rows = frame.mapInArrow(partial(screen, request=REQUEST), columns).collect()
    assert [(row["verdict"], row["made"]) for row in rows] == [("whole", str(dose)) for dose in (0, 2, 4, 6, 8)]
