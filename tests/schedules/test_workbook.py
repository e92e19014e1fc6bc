"""Excel workbooks: cells as Excel holds them, sheets by name, and what is no workbook."""

from __future__ import annotations

import datetime
import io
import sys
import zipfile
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from openpyxl import Workbook, load_workbook

from pillsplit.errors import InputError
from pillsplit.model.schedule import Schedule
from pillsplit.output.renderers.xlsx import render
from pillsplit.output.schedule import schedule_records
from pillsplit.output.table import Page
from pillsplit.output.view import PLAIN, View
from pillsplit.schedules.reader import LARGEST, read_bytes
from pillsplit.schedules.workbook import LARGEST_UNPACKED, MOST_ROWS
from tests.conftest import Run
from tests.output.test_schedule_file import schedules
from tests.schedules.test_reading import TWO_STEPS, told


def workbook(*rows: list[Any], **sheets: list[list[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, lines in {**({"Plan": list(rows)} if rows else {}), **sheets}.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, sheet: str | None = None) -> Schedule:
    return read_bytes(data, "plan.xlsx", str.lower, "diazepam", sheet=sheet)


def refusal(data: bytes, sheet: str | None = None) -> str:
    with pytest.raises(InputError) as error:
        read(data, sheet)
    return str(error.value)


def test_a_sheet_is_read_as_a_table() -> None:
    assert told(read(workbook(["Dose mg", "Days"], [20, 14], [18, 14]))) == TWO_STEPS
    assert told(read(workbook(["Week", "Dose mg"], ["1-2", 20], ["3-4", 18.0]))) == TWO_STEPS


def test_a_date_cell_is_that_date_and_a_time_cell_that_time() -> None:
    day = datetime.datetime(2026, 12, 1)
    data = workbook(
        ["Date", datetime.time(8, 0), datetime.time(20, 0)], [day, "5 mg", "2.5 mg"], [datetime.date(2026, 12, 8), 0, 0]
    )
    schedule = read(workbook(["Date", "Dose mg"], [day, 5], [datetime.date(2026, 12, 8), 0]))
    assert schedule.steps[0].start == datetime.date(2026, 12, 1)
    assert schedule.days == 7
    assert refusal(data).startswith("plan.xlsx:3: 08:00 (B3): '0' has no unit")


@pytest.mark.parametrize(
    ("value", "mg"),
    [(13.3, "13.3"), (0.1 + 0.2, "0.3"), (1 / 8, "0.125"), (20, "20"), (0.00001, "0.00001"), ("10/3", "10/3")],
)
def test_a_number_is_what_excel_holds_to_15_digits(value: object, mg: str) -> None:
    assert told(read(workbook(["Dose mg", "Days"], [value, 14]))) == [(1, 14, [f"diazepam day {mg}"])]


def test_what_a_formula_made_with_more_than_12_digits_is_refused_with_its_cell() -> None:
    assert refusal(workbook(["Days", "Dose mg"], [14, 40 / 3])) == (
        "plan.xlsx:2: dose (B2): '13.3333333333333' has more than 12 significant digits: write a rounded number"
    )


def test_the_format_of_a_cell_never_rounds_it_and_may_give_its_unit() -> None:
    book = load_workbook(io.BytesIO(workbook(["Dose", "Days"], [13.25, 14])))
    book["Plan"]["A2"].number_format = '0.0" mg"'
    out = io.BytesIO()
    book.save(out)
    assert told(read(out.getvalue())) == [(1, 14, ["diazepam day 13.25"])]


def test_a_formula_that_was_never_worked_out_is_no_empty_cell() -> None:
    said = refusal(workbook(["Morning mg", "Night mg", "Days"], [5, "=A2/2", 14]))
    assert said == "plan.xlsx:2: cell B2 holds a formula without a result: save it in Excel, or write it out"


@pytest.mark.parametrize(("value", "said"), [(True, "True"), (datetime.timedelta(days=3, hours=1), "3 days, 1:00:00")])
def test_what_is_neither_text_nor_number_is_refused(value: object, said: str) -> None:
    assert f"cell A2 holds {said}, neither text nor a number" in refusal(workbook(["Dose mg", "Days"], [value, 14]))


def test_an_error_of_a_cell_is_refused() -> None:
    assert "cell A2 holds the error #DIV/0!" in refusal(workbook(["Dose mg", "Days"], ["#DIV/0!", 14]))


def test_the_first_sheet_is_read_where_none_is_named() -> None:
    data = workbook(Old=[["Dose mg", "Days"], [20, 14], [18, 14]], New=[["Dose mg", "Days"], [5, 7]])
    schedule = read(data)
    assert told(schedule) == TWO_STEPS
    assert schedule.remarks == ("plan.xlsx: sheet 'Old' is read, not 'New'; write plan.xlsx:New for that one",)
    assert told(read(data, "new")) == [(1, 7, ["diazepam day 5"])]
    assert refusal(data, "News") == "plan.xlsx: has no sheet 'News': its sheets are 'Old', 'New'"


def test_a_sheet_of_a_file_that_has_none_is_refused() -> None:
    with pytest.raises(InputError, match=r"plan\.csv: is no Excel workbook, and has no sheet 'Two'"):
        read_bytes(b"dose_mg,days\n5,7\n", "plan.csv", str, "diazepam", sheet="Two")


DAMAGED = "plan.xlsx: is damaged, or no Excel workbook: save it as .xlsx again, or as CSV"


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/").replace("TYPES", "[Content_Types].xml"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 and nothing more", DAMAGED),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "is no Excel workbook (.xlsx)"),
        (archive(TYPES=b"<x/>", xl__workbook=b"<x/>"), DAMAGED),
        (archive(TYPES=b"<x/>", xl__big=b"0" * (LARGEST_UNPACKED + 1)), "unpacks to more than 20,000,000 bytes"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is an old Excel or Word file: save it as .xlsx, or as CSV"),
        (b"%PDF-1.7 \0", "is a PDF"),
        (b"PK\x03\x04" + b"0" * LARGEST, "is larger than 1,000,000 bytes"),
    ],
)
def test_what_is_no_workbook_is_told_in_one_line(data: bytes, said: str) -> None:
    assert said in refusal(data)
    assert len(refusal(data).splitlines()) == 1


@pytest.mark.parametrize("cut", range(0, 100, 7))
def test_a_workbook_that_is_cut_off_or_spoiled_is_told_in_lines(cut: int) -> None:
    data = workbook(["Dose mg", "Days"], [20, 14])
    place = len(data) * cut // 100
    assert refusal(data[:place] or b"x")
    spoiled = data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]
    with suppress(InputError):
        assert read(spoiled).steps


def test_too_many_rows_are_told() -> None:
    data = workbook(["Dose mg", "Days"], *([5, 1] for _ in range(MOST_ROWS + 5)))
    assert f"plan.xlsx:{MOST_ROWS + 1}: has more than 5,000 rows" in refusal(data)


def test_where_the_library_is_missing_one_line_says_what_to_install(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "plan.xlsx"
    file.write_bytes(workbook(["Dose mg", "Days"], [20, 14]))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    done = run("check", str(file), "--drug", "diazepam")
    assert done.code == 2
    assert done.err.endswith('what reads it is not installed: pip install "pillsplit[excel]"\n')
    done = run("check", "5 mg x 7d", "--drug", "diazepam", "--format", "xlsx", "--output", str(tmp_path / "o.xlsx"))
    assert done.code == 2
    assert 'pip install "pillsplit[excel]"' in done.err
    assert not (tmp_path / "o.xlsx").exists()


def written(schedule: Schedule) -> bytes:
    view = View(lambda: Page("", (), ()), lambda: schedule_records(schedule), dict)
    return render(view, PLAIN)


@given(schedules())
@settings(max_examples=60)
def test_a_schedule_written_as_a_workbook_is_read_back_the_same(schedule: Schedule) -> None:
    assert read_bytes(written(schedule), "file.csv", str.lower) == schedule


@pytest.mark.parametrize("verb", ["check", "fit", "titrate", "taper peart --from '3 mg' --start 2026-12-01"])
def test_the_workbook_of_a_verb_is_read_by_every_verb(verb: str, run: Run, tmp_path: Path) -> None:
    file, other = tmp_path / "plan.xlsx", tmp_path / "plan.csv"
    head = f"{verb} --drug diazepam" if "taper" in verb else f"{verb} '20 mg x 14d, 13.5 mg x 14d' --drug diazepam"
    for form, place in (("xlsx", file), ("csv", other)):
        here = "" if "taper" in verb else " --region uk"
        assert run(f"{head}{here} --format {form} --output {place}").code == 0
    answers = [run("check", str(place), "--region", "uk", "--format", "csv") for place in (file, other)]
    assert answers[0].code in (0, 1)
    assert answers[0].out == answers[1].out


def test_cells_of_a_workbook_are_numbers_dates_and_never_formulas() -> None:
    schedule = read_bytes(b"dose_mg,start,days,note\n13.3,2026-12-01,7,=1+1\n10/3,,7,-5 x\n", "a.csv", str, "diazepam")
    sheet = load_workbook(io.BytesIO(written(schedule))).worksheets[0]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0] == ["step", "drug", "dose_mg", "days", "start", "note"]
    assert values[1] == [1, "diazepam", 13.3, 7, datetime.datetime(2026, 12, 1), "=1+1"]
    assert values[2][2] == "10/3"
    assert {cell.data_type for cell in sheet["F"]} == {"s"}
    assert Decimal(str(sheet["C2"].value)) == Decimal("13.3")


def test_a_form_without_a_table_writes_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "doses.xlsx"
    done = run(
        "doses", "--drug", "diazepam", "--region", "uk", "--max", "2 mg", "--format", "xlsx", "--output", str(file)
    )
    assert done.code == 0
    assert load_workbook(file).worksheets[0].max_row > 1
