"""The person's sheet: no two tablets look alike, what is new stands on its day, and nothing unknown is told."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pillsplit.amounts.quantity import Volume
from pillsplit.formulary import published
from pillsplit.formulary.loader import Formulary, devices_on_record
from pillsplit.model.device import Syringe
from pillsplit.output.figures import devices, pictures
from pillsplit.request import Request
from pillsplit.verbs.plan import plan
from tests.conftest import Run
from tests.pages import Reader

START = ("--start", "2026-12-01")
EVERYWHERE = [(schedule, region) for schedule in published.names() for region in Formulary().region_names]


def sheet(run: Run, *arguments: str, stdin: str = "") -> Reader:
    ran = run("report", *arguments, "--for", "person", stdin=stdin)
    assert ran.code == 0, ran.err
    return Reader(ran.out)


@pytest.mark.parametrize(("schedule", "region"), EVERYWHERE)
def test_no_two_tablets_of_a_plan_look_alike(schedule: str, region: str) -> None:
    request = Request(schedule=schedule, region=region)
    products = plan(*request.read(), request.preferences, request.measuring).products_used
    looks = pictures.looks(products)
    assert len(set(looks.values())) == len(looks)
    for one in looks:
        for other in looks:
            a, b = (next(each for each in products if each.id == id_) for id_ in (one, other))
            if a.drug != b.drug:
                assert looks[one].shape != looks[other].shape, "each drug has a shape of its own"


def test_1_mg_of_one_drug_and_10_mg_of_another_differ_in_shape_size_rings_and_name(run: Run) -> None:
    page = sheet(run, "scotland-lorazepam", "--region", "uk", *START)
    request = Request(schedule="scotland-lorazepam", region="uk")
    products = plan(*request.read(), request.preferences, request.measuring).products_used
    looks = {(each.drug, each.amount): pictures.looks(products)[each.id] for each in products}
    small, large = looks["lorazepam", "1 mg"], looks["diazepam", "10 mg"]
    assert (small.shape, large.shape) == (pictures.SQUARE, pictures.DISC)
    assert (small.size < large.size, small.rings < large.rings) == (True, True)
    doses = [node.text for node in page.root.every("dose")]
    assert "Morning lorazepam 1 mg" in doses
    assert "Night diazepam 10 mg" in doses
    assert page.text.count("What it really looks like (colour, line, letters):") == 4


def test_a_new_strength_bottle_or_device_stands_in_a_box_on_its_day(run: Run) -> None:
    page = sheet(run, "solution-26-weeks", "--region", "uk", *START)
    said = " ".join(page.lines("event"))
    assert "Tue 8 Dec – " in said
    assert "New from today: diazepam tablets, 2 mg." in said
    assert "From today you no longer need: diazepam tablets, 10 mg." in said
    assert "Tue 19 Jan – Open the first bottle today: 5 mg in 5 mL." in said, "the strength stands as on the bottle"
    assert "Tue 2 Feb – New syringe from today: 5 mL, with a mark every 0.1 mL." in said


def test_a_bottle_that_has_outlived_its_days_is_named_on_the_day_of_the_next(run: Run) -> None:
    own = ("--liquid", "1 mg/mL", "--drug", "diazepam", "--in-use-days", "14")
    page = sheet(run, "0.5 mg x 28d", *own, *START)
    assert page.lines("event") == [
        "Tue 1 Dec – Open the first bottle today: 1 mg in 1 mL.",
        "Tue 15 Dec – New bottle from today: 1 mg in 1 mL. Do not use the old one.",
    ]
    assert [node.attributes["data-day"] for node in page.root.every("new")] == ["1", "15"]


@pytest.mark.parametrize("region", ["uk", "us", "fr", "de", "se"])
def test_the_person_is_not_told_what_the_tool_does_not_know(run: Run, region: str) -> None:
    ran = run("report", "nice-cks", "--region", region, "--language", "en", "--for", "person", "--draft", *START)
    text = Reader(ran.out).text
    assert not re.search(r"not on record|off-licence|unverified|not confirmed|beyond the label|`|--[a-z]", text, re.I)


def test_who_may_not_cut_is_told_whom_to_ask(run: Run) -> None:
    asked = (
        "Ask your pharmacist whether your 5 mg tablets may be cut. If there is no line on the tablet, do not cut it."
    )
    unsure = sheet(run, "2.5 mg x 7d", "--drug", "diazepam", "--region", "uk")
    assert unsure.text.count(asked) == 1
    sure = sheet(run, "2.5 mg x 7d", "--drug", "diazepam", "--tablet", "5 mg/halves")
    assert asked not in sure.text


def test_every_dose_has_a_time_and_once_a_day_is_at_night_or_at_the_time_named(run: Run) -> None:
    shared = ("report", "5 mg x 7d", "--drug", "diazepam", "--for", "person")
    ran = run(*shared)
    assert Reader(ran.out).lines("time") == ["Night"]
    assert "it stands at the night; --time names another" in ran.err
    assert Reader(run(*shared, "--time", "morning").out).lines("time") == ["Morning"]
    assert Reader(run(*shared, "--time", "night=21:30").out).lines("time") == ["Night, 21:30"]
    assert Reader(run(*shared, "--time", "day=7:30").out).lines("time") == ["Morning, 07:30"]
    assert Reader(run(*shared, "--time", "7:30").out).lines("time") == ["Morning, 07:30"]
    assert "no time of day" in run(*shared, "--time", "teatime").err
    assert "name one time, not several" in run(*shared, "--time", "morning", "--time", "night").err
    assert "names no time of the clock" in run(*shared, "--time", "25:00").err


def test_the_sheet_says_whose_it_is_and_from_when_to_when(run: Run) -> None:
    page = sheet(run, "nice-cks", "--region", "uk", *START)
    assert page.headings[0] == "Your diazepam plan, 1 Dec 2026 to 15 Nov 2027"
    fields = [node.text for node in page.root.every("fields")]
    assert fields == ["Name Date of birth Prescriber Telephone Started on"]


@pytest.mark.parametrize("identity", [each.id for each in devices_on_record().items if isinstance(each, Syringe)])
def test_a_syringe_is_drawn_with_every_mark_that_it_has_to_scale(identity: str) -> None:
    of = next(each for each in devices_on_record().items if each.id == identity)
    assert isinstance(of, Syringe)
    marks = int(of.capacity.over(of.mark))
    fill = of.mark * (marks // 2)
    drawn = devices.syringe(of, fill, lambda value: str(value), str).drawn
    found = sorted(int(x) for x in re.findall(r"M(\d+) 64(?=v)", drawn))
    assert len(found) == marks + 1
    gaps = {b - a for a, b in pairwise(found)}
    assert max(gaps) - min(gaps) <= 1, "evenly spaced, to the rounding of a unit"
    (black,) = re.findall(r'<rect x="26" y="31" width="(\d+)"', drawn)
    assert abs(int(black) + 26 - found[marks // 2]) <= 1, "filled to its mark"
    assert str(fill) in drawn


def test_a_step_draws_its_device_once_with_its_words(run: Run) -> None:
    page = sheet(run, "solution-26-weeks", "--region", "uk", *START)
    steps = list(page.root.every("step"))
    assert [len(list(step.every("device"))) for step in steps] == [0, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1]
    assert page.lines("device")[:2] == ["1 mL syringe, to 0.75", "5 mL syringe, to 1.5"]


def test_a_device_says_at_which_time_it_is_filled_so_where_there_are_several(run: Run) -> None:
    own = ("--liquid", "1 mg/mL", "--drug", "diazepam", "--device", "5 mL")
    page = sheet(run, "-", *own, stdin="days,morning_mg,night_mg\n7,1,2\n7,1,1\n")
    assert page.lines("device") == [
        "Morning 5 mL syringe, to 1",
        "Night 5 mL syringe, to 2",
        "Morning Night 5 mL syringe, to 1",
    ]


def test_letters_in_pictures_are_as_large_as_those_around_them() -> None:
    of = next(each for each in devices_on_record().items if isinstance(each, Syringe))
    drawn = [devices.syringe(of, Volume(1), str, str), devices.spoon(Volume(5), str)]
    for picture in drawn:
        sizes = [int(size) for size in re.findall(r'font-size="(\d+)"', picture.drawn)]
        assert min(sizes) >= pictures.EM


def test_where_no_chromium_is_installed_one_line_says_how_to_print_to_pdf(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(os.path, "exists", lambda _: False)
    file = tmp_path / "plan.pdf"
    ran = run("report", "5 mg x 7d", "--drug", "diazepam", "-o", str(file))
    assert (ran.code, file.exists(), ran.err.count("\n")) == (2, False, 1)
    assert "open it in a browser, and choose Print, then Save as PDF" in ran.err


def test_a_chromium_that_fails_leaves_no_file_and_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise subprocess.CalledProcessError(1, "chromium")

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(subprocess, "run", fail)
    file = tmp_path / "plan.pdf"
    ran = run("report", "5 mg x 7d", "--drug", "diazepam", "--time", "night", "-o", str(file))
    assert (ran.code, file.exists()) == (2, False)
    assert "did not print the PDF" in ran.err.splitlines()[-1]


@pytest.mark.browser
def test_a_pdf_is_the_same_pages_printed_by_the_chromium_that_is_there(run: Run, tmp_path: Path) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    file = tmp_path / "plan.pdf"
    assert run("report", "nice-cks", "--region", "us", *START, "-o", str(file)).code in (0, 1)
    document = pypdfium2.PdfDocument(file)
    assert document[0].get_size() == (612, 792)
    assert "Your diazepam plan" in document[0].get_textpage().get_text_bounded()


def test_a_plan_of_short_steps_is_laid_out_day_by_day_unless_steps_are_asked_for(run: Run) -> None:
    shared = ("(7.5 mg x 1d, 0 mg x 1d) x 7", "--drug", "zopiclone", "--region", "uk", *START)
    assert len(list(sheet(run, *shared).root.every("day"))) == 14
    assert len(list(sheet(run, *shared, "--layout", "steps").root.every("step"))) == 14
    assert len(list(sheet(run, "5 mg x 2d", "--drug", "diazepam").root.every("step"))) == 1
