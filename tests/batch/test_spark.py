"""The two texts of SQL give the same on Spark; run with ``-m spark``, with the extra ``spark`` and Java."""

from __future__ import annotations

import os
import re
import shutil
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
README = Path(__file__).parent.parent.parent / "README.md"
REQUEST = Request(
    drug="diazepam",
    tablet=("10 mg/halves", "2 mg"),
    liquid=("1 mg/mL by 0.5 mL", "0.3 mg/mL by 1 mL", "0.25 mg/mL by 1 mL"),
    switch="as-needed",
)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the current folder: Java keeps the one that it began in, so that it is the same for all tests here."""
    before, folder = Path.cwd(), tmp_path_factory.mktemp("notebook")
    os.chdir(folder)
    yield folder
    os.chdir(before)


@pytest.fixture(scope="module")
def spark(here: Path) -> Iterator[Any]:
    if not (shutil.which("java") or os.environ.get("JAVA_HOME") or os.environ.get("CI")):
        pytest.skip("needs Java")  # in continuous integration a missing one is a failure
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("pillsplit").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.sql.warehouse.dir", str(here))
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def test_the_notebook_of_the_readme_gives_the_same_rows(spark: Any, here: Path, tmp_path: Path) -> None:
    people = population(200, seed=9, is_plain=True)
    (here / "rows").mkdir()
    pq.write_table(people.table().drop_columns(["time"]), here / "rows" / "000.parquet")
    doses = {
        ("diazepam", dose.mass) for each in people.schedules.values() for step in each.steps for dose in step.doses
    }
    table = answers(doses, REQUEST.shelf_of(("diazepam",)), REQUEST.preferences, REQUEST.measuring)
    pq.write_table(table, here / "table.parquet")

    for name in ("liquids", "totals"):
        text = (files("pillsplit.batch") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
        (here / f"{name}.sql").write_text(text, encoding="utf-8")
    (notebook,) = re.findall(r"^```py\n(.*?)^```$", README.read_text(encoding="utf-8"), flags=re.S | re.M)
    assert len(notebook.splitlines()) <= 8
    exec(notebook, {"spark": spark})
    found = {row["schedule_id"]: row for row in pq.read_table(here / "totals").to_pylist()}

    batch(str(here / "rows" / "000.parquet"), REQUEST, Outputs(answers=tmp_path / "out.parquet"))
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
