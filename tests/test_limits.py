"""The table of limits is true: each figure is the code's own, and what lies beyond it is refused at once."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from pillsplit import request
from pillsplit.amounts import durations, number
from pillsplit.errors import MOST_PROBLEMS, InputError, Problem
from pillsplit.formulary import fields, files
from pillsplit.formulary.importers import spl
from pillsplit.formulary.importers.elements import elements
from pillsplit.formulary.importers.findings import Findings
from pillsplit.model import device, preferences
from pillsplit.schedules import dosing, inline, reader, rows, steps, workbook
from pillsplit.schedules.fhir import course, resources
from pillsplit.tapers import taper
from pillsplit.verbs import calendar, doses, supply
from tests.conftest import Ran, Run

README = Path(__file__).parents[1] / "README.md"
CODE = {
    "file of a schedule": reader.LARGEST,
    "rows of a schedule": rows.MOST_ROWS,
    "rows of an Excel sheet": workbook.MOST_ROWS,
    "columns of a schedule": rows.MOST_COLUMNS,
    "steps of a schedule": steps.MOST_STEPS,
    "drugs of a schedule": steps.MOST_DRUGS,
    "entries of a FHIR bundle": resources.MOST_RESOURCES,
    "dosages of FHIR on one day": course.MOST_TOGETHER,
    "schedule written inline": inline.LONGEST,
    "one dose, in words": dosing.LONGEST,
    "one number": number.LONGEST,
    "one step": durations.LONGEST_STEP,
    "days of a calendar or a report": calendar.LONGEST,
    "intervals of supply": supply.MOST_INTERVALS,
    "doses that `doses` lists": doses.MOST_DOSES,
    "pieces in a dose": preferences.MOST_PIECES,
    "fills of a syringe": device.MOST_FILLS,
    "tablets, liquids, products or devices named": request.MOST_NAMED,
    "what names one of them": request.LONGEST_TEXT,
    "steps of a rule": taper.MOST_STEPS,
    "file of the formulary": files.LARGEST_FILE,
    "entries of one list in it": fields.MOST_ENTRIES,
    "points in one line of it": files.MOST_POINTS,
    "text in it": fields.LONGEST_TEXT,
    "elements of a US label": spl.MOST_ELEMENTS,
    "problems written out": MOST_PROBLEMS,
}
HEADER = "drug,dose,days\n"
PRODUCT = """[[product]]
id = "x{0}"
name = "D"
form = "tablet"
strength = "{0} mg"
score = "cross"
parts = 4
source = "s"
evidence = "label"
checked = 2026-01-01
"""


@pytest.mark.hazard("H17")
def test_every_figure_of_the_table_is_that_of_the_code() -> None:
    told = re.findall(r"^\| ([^|]+?) \| ([0-9,]+) \|", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert {what: int(figure.replace(",", "")) for what, figure in told} == CODE
    assert len(told) == len(CODE)


def _table(*lines: str) -> str:
    return HEADER + "\n".join(lines)


def _data(folder: Path, text: str) -> list[str]:
    """Write data of one's own and return the arguments that draw on it."""
    file = folder / "regions" / "uk" / "diazepam.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'drug = "diazepam"\n{text}', encoding="utf-8")
    return ["check", "5 mg x 14d", "--drug", "diazepam", "--region", "uk", "--formulary", str(folder)]


SCHEDULES = {
    "240,000 rows": (_table(*["diazepam,5 mg,1"] * 60_000), "has more than 10,000 rows"),
    "rows of commas": (_table(*[",,"] * 240_000), "has more than 10,000 rows"),
    "100,000 columns": (",".join(f"c{i}" for i in range(100_000)) + "\n1", "has more than 100 columns"),
    "10,000 steps": (_table(*[f"diazepam,{n % 7 + 1} mg,1" for n in range(9_999)]), "has more than 5,000 steps"),
    "unknown names": (_table(*[f"drug{n},5 mg,1" for n in range(9_000)]), "names 9,000 drugs"),
    "too large": (HEADER + " " * 1_000_000, "is larger than 1,000,000 bytes"),
    "entries of FHIR": (
        '{"resourceType": "Bundle", "type": "collection", "entry": [' + ",".join(["{}"] * 5_001) + "]}",
        "has more than 5,000 entries",
    ),
    "many JSON steps": ("[" + ",".join(["{}"] * 10_001) + "]", "has more than 10,000 steps"),
    "a JSON step of many": ('[{"doses": [' + ",".join(["{}"] * 101) + "]}]", "has more than 100 entries"),
}


@pytest.mark.hazard("H17")
@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_beyond_a_limit_is_refused_at_once(run: Run, name: str) -> None:
    text, says = SCHEDULES[name]
    _refused(lambda: run("check", "-", "--region", "uk", stdin=text), says)


LISTS = {
    "products": ("[[product]]\n" * 80_000, "product: has 80,000 entries, and at most 1,000 are read"),
    "texts": ("removed = [" + '"a", ' * 1_001 + "]", "removed: has 1,001 entries"),
    "a key of many parts": (".".join(["a"] * 100_000) + " = 1", "has a line with more than 100 points"),
    "points": ("a.b = 1\n" * 60_000, "has more than 50,000 points"),
    "a large file": (" " * 1_000_000, "is larger than 1,000,000 bytes"),
}


@pytest.mark.hazard("H17")
@pytest.mark.parametrize("name", LISTS)
def test_data_beyond_a_limit_are_refused_at_once(run: Run, tmp_path: Path, name: str) -> None:
    text, says = LISTS[name]
    arguments = _data(tmp_path, text)
    _refused(lambda: run(*arguments), says)


def test_of_100_000_unknown_fields_some_are_named_and_the_others_counted(run: Run, tmp_path: Path) -> None:
    arguments = _data(tmp_path, "".join(f"key{n} = 1\n" for n in range(50_000)))
    _refused(lambda: run(*arguments), "49,980 fields more are not known here")


def test_no_more_of_a_file_than_its_limit_is_read_into_memory(run: Run, tmp_path: Path) -> None:
    arguments = _data(tmp_path, "")
    with (tmp_path / "regions" / "uk" / "diazepam.toml").open("r+b") as file:
        file.truncate(2 << 30)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _refused(lambda: run(*arguments), "is larger than 1,000,000 bytes")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KB; the file has two million


BLANKS = " " * 60_000
DIGITS = "1" * 40_000
TEXTS = {
    "--tablet": ("5{}mg", "{} mg", "5 mg/{}x"),
    "--liquid": ("1 mg/mL{}by", "{} mg/mL", "1 mg/mL by {}"),
    "--device": ("5 mL{}by", "{} mL"),
    "--max-volume": ("{} mL", "1{}x"),
    "--interval": ("1{}x", "{}d"),
    "--start": ("1{}x", "{}"),
    "--on": ("1{}x", "{}"),
    "--have": ("2 mg={}", "1{}=d"),
    "--tolerance": ("{}%", "1{}x"),
    "--liquid-step": ("{} mg", "1{}x"),
    "--region": ("{}x",),
    "--drug": ("{}x",),
    "--use": ("{}x",),
}


@pytest.mark.hazard("H17")
@pytest.mark.parametrize("option", TEXTS)
@pytest.mark.parametrize("filler", [BLANKS, DIGITS], ids=["blanks", "digits"])
def test_an_argument_of_any_length_is_refused_or_read_at_once(run: Run, option: str, filler: str) -> None:
    for text in TEXTS[option]:
        begun = time.process_time()
        ran = run("check", "5 mg x 14d", option, text.format(filler))
        assert time.process_time() - begun < 2
        assert ran.code in (0, 1, 2, 3)
        assert len(ran.err) < 2_000


@pytest.mark.parametrize("filler", [BLANKS, DIGITS], ids=["blanks", "digits"])
def test_a_schedule_of_any_length_is_refused_at_once(run: Run, filler: str) -> None:
    for text in ("{} mg x 14d", "5{}mg x 14d", "5 mg x {}d", "5 mg{}alternate"):
        _refused(partial(run, "check", text.format(filler), "--region", "uk"), "is longer than 20,000 signs")


@pytest.mark.parametrize("option", ["--tablet", "--liquid", "--use", "--without", "--device", "--have", "--formulary"])
def test_an_option_given_too_often_is_refused_at_once(run: Run, option: str) -> None:
    _refused(lambda: run("check", "5 mg x 14d", *[option, "1 mg"] * 61), f"{option}: 61 are named: name at most 60")


NUMBERS = {
    "--max-pieces 101": "1 to 100",
    "--max-fills 11": "1 to 10",
    "--interval 1d": "intervals of 1 d for 5000 days: write intervals of 2 d or more",
}


@pytest.mark.parametrize("option", NUMBERS)
def test_a_number_beyond_its_limit_is_refused_at_once(run: Run, option: str) -> None:
    schedule = "5 mg x 2500d, 4 mg x 2500d"
    _refused(lambda: run("supply", schedule, "--drug", "diazepam", *option.split()), NUMBERS[option])


def test_a_dose_a_number_and_a_step_have_their_length(run: Run) -> None:
    for text, says in (
        (f"{'5-' * 155}5 mg x 14d", "too long"),
        (f"{'1' * 61} mg x 14d", "too long"),
        ("5 mg x 3661d", "3660"),
    ):
        _refused(partial(run, "check", text, "--drug", "diazepam"), says)


def test_what_is_laid_out_by_the_day_has_its_length(run: Run) -> None:
    schedule = "5 mg x 3660d, 4 mg x 1d"
    _refused(lambda: run("calendar", schedule, "--drug", "diazepam", "--start", "2026-12-01"), "at most 3660")


def test_a_cycle_of_a_liquid_that_is_too_fine_is_refused_at_once(run: Run) -> None:
    fine = ["--liquid", "0.1 mg/mL by 0.01 mL", "--tablet", "5 mg/quarters", "--drug", "diazepam"]
    _refused(lambda: run("fit", "20 mg x 28d, 18.3 mg x 28d", "--cycle", "28", *fine), "too fine to add up 28 of them")


def test_problems_beyond_the_limit_are_counted() -> None:
    message = str(InputError(Problem("plan.csv", f"problem {number}") for number in range(53)))
    assert message.count("\n") == 50
    assert message.endswith("problem 49\nand 3 more problems: mend these first")
    assert "more" not in str(InputError([Problem("plan.csv", "one")] * 50))
    assert str(InputError([Problem("", "one")] * 51)).endswith("and 1 more problem: mend these first")


def test_a_label_of_empty_elements_is_read_to_its_limit_and_no_further(tmp_path: Path) -> None:
    pytest.importorskip("defusedxml")
    file = tmp_path / "label.xml"
    file.write_text(f"<document>{'<a/>' * 1_000}</document>", encoding="utf-8")
    findings = Findings()
    assert sum(1 for _ in elements(file, 1, findings, most=100)) == 99
    assert [str(problem) for problem in findings.problems] == [
        "label.xml: has more than 100 elements: what follows was not read"
    ]


def _refused(call: Callable[[], Ran], says: str) -> None:
    begun = time.process_time()
    ran = call()
    assert time.process_time() - begun < 1.5  # on one core of its own it is less than one
    assert ran.code in (2, 3)
    assert says in ran.err
    assert ran.err.count("\n") <= MOST_PROBLEMS + 1


def _at_the_limits(folder: Path) -> Iterator[tuple[str, list[str]]]:
    def file(name: str, text: str) -> str:
        (folder / name).write_text(text, encoding="utf-8")
        return str(folder / name)

    many = file("steps.csv", _table(*[f"diazepam,{n * 37 % 400 / 10 + 0.1:.1f} mg,1" for n in range(5_000)]))
    for verb in ("check", "plan", "supply", "titrate", "plot", "fit"):
        yield f"{verb}: 5,000 steps", [verb, many, "--region", "uk"]
    wrong = file("wrong.csv", _table(*["diazepam,5 mgg,1"] * 9_999))
    yield "10,000 wrong rows", ["check", wrong, "--region", "uk"]
    one = file("one.csv", "step,drug,dose,days\n" + "1,diazepam,5 mg,1\n" * 9_999)
    yield "10,000 rows of one step", ["check", one, "--region", "uk"]
    keys = ",".join("{" + ",".join(f'"key{n}": 1' for n in range(99)) + "}" for _ in range(900))
    yield "unknown keys", ["check", file("keys.json", f"[{keys}]"), "--region", "uk", "--drug", "diazepam"]
    yield "1,000 products", _data(folder / "products", "".join(PRODUCT.format(n + 1) for n in range(999)))
    century = ", ".join(["0.1 mg x 3650d"] * 10)
    for verb in ("plan", "titrate", "supply"):
        yield (
            f"{verb}: bottles for a century",
            [verb, century, "--region", "uk", "--drug", "diazepam", "--in-use-days", "1"],
        )
    fine = ["--liquid", "1 mg/mL by 0.01 mL", "--tablet", "5 mg/quarters", "--drug", "diazepam"]
    yield "fit over 28 days", ["fit", "20 mg x 28d, 18.3 mg x 28d, 16.7 mg x 28d", "--cycle", "28", *fine]


MEASURED = """
import resource, subprocess, sys
code = subprocess.run([sys.executable, "-m", "pillsplit", *sys.argv[1:]], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
"""Runs pillsplit from a small process: a child's memory counts from that of the process that it was forked from."""


@pytest.mark.slow
def test_what_is_within_the_limits_is_answered_in_five_seconds_and_300_mb(tmp_path: Path) -> None:
    slow = []
    for name, arguments in _at_the_limits(tmp_path):
        done = subprocess.run([sys.executable, "-c", MEASURED, *arguments], capture_output=True, check=True)
        code, seconds, megabytes = map(float, done.stdout.split())
        assert code in (0, 1, 2, 3), (name, done.stderr[-500:])
        assert b"Traceback" not in done.stderr, (name, done.stderr[-500:])
        if seconds > 5 or megabytes > 300:
            slow.append(f"{name}: {seconds:.1f} s, {megabytes:.0f} MB")
    assert not slow
