"""Defaults of one's own: where they may stand, which goes first, how they are told and refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

PLAN = "check '20 mg x 14d' --drug diazepam"


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A current folder, and the file in the user's configuration folder."""
    here, user = tmp_path / "here", tmp_path / "config" / "pillsplit"
    here.mkdir()
    user.mkdir(parents=True)
    monkeypatch.chdir(here)
    monkeypatch.setattr("click.get_app_dir", lambda _: str(user))
    return here / "pillsplit.toml", user / "pillsplit.toml"


def test_a_region_is_taken_from_the_file_and_told(places: tuple[Path, Path], run: Run) -> None:
    places[0].write_text('region = "uk"\nmax-pieces = 4\n', encoding="utf-8")
    done = run(f"{PLAN} --format json")
    assert done.json["shelf"]["region"] == "uk"
    assert done.json["preferences"]["max_pieces"] == 4
    assert "pillsplit.toml sets --region uk, as no option says otherwise" in done.json["remarks"]
    assert "note: pillsplit.toml sets --region uk, as no option says otherwise" in done.err
    assert "note: pillsplit.toml sets --max-pieces 4" in done.err


def test_what_goes_first(places: tuple[Path, Path], run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    here, user = places

    def region(more: str = "") -> str:
        return str(run(f"{PLAN} --format json {more}").json["shelf"]["region"])

    assert region() == "generic"
    user.write_text('region = "de"\n', encoding="utf-8")
    assert region() == "de"
    here.write_text('region = "uk"\n', encoding="utf-8")
    assert region() == "uk"
    monkeypatch.setenv("PILLSPLIT_REGION", "fr")
    assert region() == "fr"
    assert region("--region us") == "us"
    assert "sets" not in run(f"{PLAN} --region us").err


def test_a_list_and_a_switch(places: tuple[Path, Path], run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    places[0].write_text('tablet = ["2, 5 mg/halves"]\nno_liquid = true\n', encoding="utf-8")
    done = run("check '7.5 mg x 14d' --drug sertraline --format json")
    assert [each["strength_mg"] for each in done.json["shelf"]["products"]] == ["2", "5"]
    assert done.json["preferences"]["liquid"] is False
    assert "sets --no-liquid, as" in done.err
    places[0].unlink()
    monkeypatch.setenv("PILLSPLIT_TABLET", "2 mg; 5 mg/halves")
    monkeypatch.setenv("PILLSPLIT_NO_LIQUID", "1")
    other = run("check '7.5 mg x 14d' --drug sertraline --format json")
    assert [each["parts"] for each in other.json["shelf"]["products"]] == [1, 2]
    assert other.json["preferences"]["liquid"] is False


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('regoin = "uk"', "pillsplit.toml: regoin: is no option that may have a default (did you mean region?)"),
        ('start = "2026-12-01"', "pillsplit.toml: start: belongs to one plan and has no default"),
        ('split = "half"', "pillsplit.toml: split: Invalid value: 'half' is not known (did you mean halves?)"),
        ("tolerance = 0.01", "pillsplit.toml: tolerance: 0.01 is no text: write it in quotes"),
        ('tolerance = "1"', "pillsplit.toml: tolerance: Invalid value: '1' is not a percentage: write 1%"),
        ('max-pieces = "many"', "pillsplit.toml: max-pieces: Invalid value: 'many' is not a valid integer."),
        ('no-liquid = "yes"', "pillsplit.toml: no-liquid: yes is neither yes nor no: write true or false"),
        ('region = ["uk"]', "pillsplit.toml: region: is a list, and takes one value"),
        ("region = uk", "pillsplit.toml: is no TOML"),
        ("[check]\nsplit = 'halves'", "pillsplit.toml: check: is no option that may have a default"),
    ],
)
def test_a_wrong_file_is_refused_by_file_and_key(text: str, said: str, places: tuple[Path, Path], run: Run) -> None:
    places[0].write_text(text, encoding="utf-8")
    done = run(PLAN)
    assert (done.code, done.out) == (3, "")
    assert said in done.err


def test_everything_wrong_is_told_at_once(places: tuple[Path, Path], run: Run) -> None:
    places[0].write_text('one = 1\ntwo = 2\nregion = "uk"\n', encoding="utf-8")
    assert len(run(PLAN).err.splitlines()) == 2


def test_bytes_that_are_no_text_are_refused(places: tuple[Path, Path], run: Run) -> None:
    places[0].write_bytes(b"\xff\xfe\x00")
    assert run(PLAN).code == 3


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PILLSPLIT_REGOIN", "uk", "PILLSPLIT_REGOIN: is no option that may have a default (did you mean region?)"),
        ("PILLSPLIT_SPLIT", "half", "PILLSPLIT_SPLIT: Invalid value: 'half' is not known (did you mean halves?)"),
        ("PILLSPLIT_NO_LIQUID", "maybe", "PILLSPLIT_NO_LIQUID: 'maybe' is neither yes nor no: write 1 or 0"),
    ],
)
def test_a_wrong_variable_is_refused_by_name(
    name: str, value: str, said: str, places: tuple[Path, Path], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not places[0].exists()
    monkeypatch.setenv(name, value)
    done = run(PLAN)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_value_that_only_the_answer_can_judge_is_refused_with_its_place(places: tuple[Path, Path], run: Run) -> None:
    places[0].write_text('region = "atlantis"\n', encoding="utf-8")
    done = run(PLAN)
    assert done.code == 2
    assert "note: pillsplit.toml sets --region atlantis" in done.err
    assert "region 'atlantis' is not known" in done.err


@pytest.mark.parametrize("verb", ["plan", "choose", "supply", "titrate", "fit", "doses", "report", "plot", "calendar"])
def test_every_verb_that_plans_takes_them_and_tells(verb: str, places: tuple[Path, Path], run: Run) -> None:
    places[0].write_text('region = "uk"\n', encoding="utf-8")
    done = run(verb, "2 mg x 14d", "--drug", "diazepam", "--start", "2026-12-01")
    assert done.code == 0
    assert done.err.count("pillsplit.toml sets --region uk") == 1


def test_a_taper_takes_them_where_they_are_of_use(places: tuple[Path, Path], run: Run) -> None:
    places[0].write_text('region = "uk"\nsplit = "halves"\nformat = "json"\n', encoding="utf-8")
    taper = "taper --drug diazepam --from '20 mg' --cut '2 mg' --every 14d"
    assert run(taper).out.startswith("step,")
    done = run(f"{taper} --times 2")
    assert done.code == 0
    assert done.err.count("pillsplit.toml sets --region uk") == 1
    assert run(f"{taper} --region us").code == 2


def test_a_form_of_ones_own_is_for_answers_in_text(places: tuple[Path, Path], run: Run, tmp_path: Path) -> None:
    places[0].write_text('format = "json"\n', encoding="utf-8")
    assert run(PLAN).json["command"] == "check"
    assert run("plot '20 mg x 14d' --drug diazepam").out.startswith("<svg")
    file = tmp_path / "plan.csv"
    assert run(f"{PLAN} -o {file}").code == 0
    assert file.read_text(encoding="utf-8").startswith("step,")
