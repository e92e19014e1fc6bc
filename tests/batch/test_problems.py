"""A bad row never stops the run: its whole schedule is left out, and the row is told."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

import pillsplit
from pillsplit.batch.run import Outputs, Summary, batch
from pillsplit.errors import InputError, UsageError
from pillsplit.request import Request

REQUEST = Request(region="us", switch="as-needed")
HEADER = "schedule_id,step,days,drug,dose\n"
RIGHT = "1,1,7,diazepam,10 mg\n1,2,7,diazepam,5 mg\n"


def run(folder: Path, text: str, name: str = "in.csv") -> Summary:
    (folder / name).write_text(HEADER + text, encoding="utf-8")
    return batch(str(folder / name), REQUEST, Outputs(answers=folder / "answers.parquet"))


def problems(folder: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / "problems.parquet").to_pylist()
    return rows


@pytest.mark.parametrize(
    ("row", "code", "says"),
    [
        (",1,7,diazepam,5 mg", "schedule_id", "there is no schedule_id"),
        ("2,,7,diazepam,5 mg", "step", "no whole number"),
        ("2,1.5,7,diazepam,5 mg", "step", "no whole number"),
        ("2,-1,7,diazepam,5 mg", "step", "no whole number"),
        ("2,1,0,diazepam,5 mg", "days", "from 1 to"),
        ("2,1,7.5,diazepam,5 mg", "days", "from 1 to"),
        ("2,1,99999,diazepam,5 mg", "days", "from 1 to"),
        ("2,1,7,,5 mg", "drug", "there is no drug"),
        ("2,1,7,diazepan,5 mg", "drug", "did you mean diazepam"),
        ("2,1,7,diazepam,", "dose", "there is no dose"),
        ("2,1,7,diazepam,5", "dose", "has no unit: write 5 mg"),
        ("2,1,7,diazepam,-5 mg", "dose", "is negative"),
        ("2,1,7,diazepam,1e3 mg", "dose", "1e3"),
        ("2,1,7,diazepam,9999999999 mg", "dose", "is more than"),
        ("2,1,7,diazepam,5 mg\n2,1,7,diazepam,5 mg", "repeated", "the step stands twice"),
        ("2,1,7,diazepam,5 mg\n2,1,8,lorazepam,1 mg", "days", "of different days"),
        *([("".join(f"2,{step},3660,diazepam,5 mg\n" for step in range(18)).strip(), "days", "of more than")]),
    ],
)
def test_a_wrong_row_is_told_and_its_schedule_is_left_out(row: str, code: str, says: str, tmp_path: Path) -> None:
    summary = run(tmp_path, f"{RIGHT}2,77,7,diazepam,5 mg\n{row}\n3,1,7,diazepam,2 mg\n")
    (problem,) = problems(tmp_path)
    assert problem["code"] == code
    assert says in problem["text"]
    assert problem["file"] == "in.csv"
    left = {each["schedule_id"] for each in pq.read_table(tmp_path / "answers.parquet").to_pylist()}
    assert left == ({"1", "2", "3"} if code == "schedule_id" else {"1", "3"})
    assert summary.wrong_rows == 1
    assert summary.left_out == (0 if code == "schedule_id" else 1)


def test_the_row_is_counted_from_the_first_below_the_header(tmp_path: Path) -> None:
    run(tmp_path, f"{RIGHT}2,1,7,diazepam,5\n")
    assert [(each["row"], each["schedule_id"]) for each in problems(tmp_path)] == [(3, "2")]


def test_a_repeated_step_of_plain_rows_is_found_also_where_marks_collide(tmp_path: Path) -> None:
    ids, steps = [1, 1, 2, 2, 3, 3], [1, 63, 1, 1, 125, 1]  # 1, 63 and 125 have the same mark of 62
    columns = {"schedule_id": ids, "step": steps, "days": [7] * 6, "drug": ["diazepam"] * 6, "dose_ug": [5000] * 6}
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    summary = batch(str(tmp_path / "in.parquet"), REQUEST, Outputs(answers=tmp_path / "answers.parquet"))
    assert (summary.schedules, summary.left_out) == (2, 1)
    assert [(each["schedule_id"], each["code"]) for each in problems(tmp_path)] == [(2, "repeated")]


def test_a_schedule_in_two_files_is_left_out_of_both(tmp_path: Path) -> None:
    for name, text in (("a.csv", RIGHT), ("b.csv", "1,3,7,diazepam,2 mg\n2,1,7,diazepam,2 mg\n")):
        (tmp_path / name).write_text(HEADER + text, encoding="utf-8")
    summary = batch(str(tmp_path / "*.csv"), REQUEST, Outputs(answers=tmp_path / "answers"))
    assert (summary.schedules, summary.left_out) == (1, 2)
    told = pq.read_table(tmp_path / "problems.parquet").to_pylist()
    assert [(each["file"], each["code"]) for each in told] == [("a.csv", "two-files"), ("b.csv", "two-files")]


def test_too_many_wrong_rows_stop_the_run(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(HEADER + RIGHT + "2,1,7,diazepam,5\n", encoding="utf-8")
    outputs = Outputs(answers=tmp_path / "answers.parquet")
    with pytest.raises(InputError, match="1 of 3 rows are wrong, more than 1%"):
        batch(str(tmp_path / "in.csv"), REQUEST, outputs, max_wrong=Fraction(1, 100))
    assert batch(str(tmp_path / "in.csv"), REQUEST, outputs, max_wrong=Fraction(1, 2)).wrong_rows == 1


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"dose_mg": [0.1]}, "dose_mg is a binary float"),
        ({"dose": [5]}, "without a unit: name it dose_ug"),
        ({"dose": ["5 mg"], "dose_ug": [5000]}, "for the dose: write one of"),
        ({"doze": ["5 mg"]}, "no column for the dose"),
        ({"dose": ["5 mg"], "days": [7.0]}, "days is a binary float"),
    ],
)
def test_a_file_whose_columns_are_wrong_is_refused(columns: dict[str, Any], says: str, tmp_path: Path) -> None:
    table = {"schedule_id": [1], "step": [1], "days": [7], "drug": ["diazepam"]} | columns
    pq.write_table(pa.table(table), tmp_path / "in.parquet")
    with pytest.raises(InputError, match=says):
        batch(str(tmp_path / "in.parquet"), REQUEST, Outputs(answers=tmp_path / "answers.parquet"))
    assert not (tmp_path / "answers.parquet").exists()


def test_a_file_that_is_none_of_its_form_is_refused_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_bytes(b"no parquet")
    with pytest.raises(InputError, match=r"in\.parquet: cannot be read") as caught:
        batch(str(tmp_path / "in.parquet"), REQUEST, Outputs(answers=tmp_path / "answers.parquet"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "a title\n" + HEADER + RIGHT,
        HEADER + "1,1,7,diazepam\n",
        HEADER + "1,1,7,diazepam,5 mg,6\n",
        HEADER + '"1,1\n',
        "",
    ],
)
def test_lines_that_are_no_rows_are_never_passed_over_unsaid(text: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"in\.csv: "):
        batch(str(tmp_path / "in.csv"), REQUEST, Outputs(answers=tmp_path / "answers.parquet"))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_of_a_text_are_separated_as_in_any_schedule(separator: str, tmp_path: Path) -> None:
    text = ("\ufeff" + HEADER.upper() + RIGHT).replace(",", separator)
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    assert batch(str(tmp_path / "in.csv"), REQUEST, Outputs(answers=tmp_path / "answers.parquet")).practical == 1


def test_what_is_read_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "answers.parquet").write_bytes(b"")
    with pytest.raises(UsageError, match="is what is read"):
        batch(str(tmp_path / "answers.parquet"), REQUEST, Outputs(answers=tmp_path / "answers.parquet"))


def test_every_form_of_file_and_of_dose_comes_to_the_same(tmp_path: Path) -> None:
    rows = {"schedule_id": [1, 1], "step": [1, 2], "days": [7, 7], "drug": ["diazepam", "Valium"]}
    doses = {
        "dose_ug": [7500, 2000],
        "dose": ["7.5 mg", "2000 micrograms"],
        "dose_mg": pa.array([Decimal("7.50"), Decimal("2.00")]),
    }
    found = []
    for name, values in doses.items():
        table = pa.table(rows | {name: values})
        pq.write_table(table, tmp_path / f"{name}.parquet")
        feather.write_feather(table, tmp_path / f"{name}.arrow")
        lines = [table.column_names, *(each.values() for each in table.to_pylist())]
        text = "\n".join(",".join(map(str, line)) for line in lines)
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        for ending in ("parquet", "arrow", "csv"):
            batch(str(tmp_path / f"{name}.{ending}"), REQUEST, Outputs(answers=tmp_path / "out.parquet"))
            (row,) = pq.read_table(tmp_path / "out.parquet").to_pylist()
            found.append({key: value for key, value in row.items() if key != "schedule_id"})
    assert len(found) == 9
    assert all(each == found[0] for each in found)
    assert found[0]["halves"] == 1


def test_one_row_that_names_the_release_says_it_of_the_whole_schedule(tmp_path: Path) -> None:
    run(tmp_path, "1,1,7,Xanax XR,1 mg\n1,2,7,alprazolam,0.5 mg\n2,1,7,alprazolam,0.25 mg\n")
    first, second = pq.read_table(tmp_path / "answers.parquet").to_pylist()
    releases = {product.id: str(product.release) for product in REQUEST.shelf_of(("alprazolam",)).products}
    assert {releases[product] for product in first["products"]} == {"prolonged"}
    assert {releases[product] for product in second["products"]} == {"immediate"}


def test_names_of_different_release_in_one_schedule_are_told(tmp_path: Path) -> None:
    shipped = (Path(pillsplit.__file__).parent.parent / "formulary" / "drugs" / "alprazolam.toml").read_text("utf-8")
    own = tmp_path / "own" / "drugs" / "alprazolam.toml"
    own.parent.mkdir(parents=True)
    own.write_text(shipped.replace('"Xanax XR" = "prolonged"', '"Xanax XR" = "prolonged"\nXanax = "immediate"'))
    request = Request(region="us", switch="as-needed", formulary=(tmp_path / "own",))
    text = "1,1,7,Xanax XR,1 mg\n1,2,7,Xanax,1 mg\n2,1,7,Xanax,1 mg\n"
    (tmp_path / "in.csv").write_text(HEADER + text, encoding="utf-8")
    batch(str(tmp_path / "in.csv"), request, Outputs(answers=tmp_path / "answers.parquet"))
    assert [(each["schedule_id"], each["code"]) for each in problems(tmp_path)] == [("1", "release")]
