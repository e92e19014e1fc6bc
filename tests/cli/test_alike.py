"""Every verb that plans takes the same options, and comes to the same exit code for one schedule."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from pillsplit.cli.main import cli
from pillsplit.cli.verb import SHARED
from tests.conftest import Run

VERBS = ("plan", "check", "choose", "supply", "titrate", "fit", "report", "plot", "calendar", "doses")
NOT_OF_AN_OPTION = {"schedule", "standard_input", "remarks", "sources", "format"}


def options(verb: str) -> dict[str, click.Parameter]:
    command = cli.get_command(click.Context(cli), verb)
    assert command
    return {parameter.name or "": parameter for parameter in command.params}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_takes_every_shared_option_alike(verb: str) -> None:
    own, of_check = options(verb), options("check")
    assert own.keys() >= SHARED - NOT_OF_AN_OPTION
    for name in SHARED - NOT_OF_AN_OPTION:
        one, other = own[name], of_check[name]
        assert (one.opts, one.default, one.multiple, str(one.type)) == (
            other.opts,
            other.default,
            other.multiple,
            str(other.type),
        )


SAID = {
    "made by tablets": ("20 mg x 14d, 18 mg x 2w", 0),
    "within tolerance, with liquid": ("20 mg x 14d, 13.3 mg x 2w", 0),
    "a dose that cannot be made": ("20 mg x 14d, 0.001 mg x 2w", 1),
}


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in ("doses", "fit")])
@pytest.mark.parametrize("kind", SAID)
def test_one_schedule_comes_to_one_exit_code_in_every_verb(verb: str, kind: str, run: Run) -> None:
    schedule, code = SAID[kind]
    done = run(verb, schedule, "--drug", "diazepam", "--region", "uk", "--start", "2026-12-01")
    assert done.code == code, done.err


@pytest.mark.parametrize("verb", VERBS)
def test_wrong_usage_is_2_and_a_wrong_file_3_in_every_verb(verb: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text("dose_mg,days\n20,-1\n", encoding="utf-8")
    assert run(verb, str(file), "--drug", "diazepam", "--start", "2026-12-01").code == 3
    for wrong in (("--max-pieces", "0"), ("--region", "atlantis"), ("--split", "half"), ("--tablet", "2,5,10 mg")):
        done = run(verb, "20 mg x 14d", "--drug", "diazepam", "--start", "2026-12-01", *wrong)
        assert (done.code, done.out) == (2, ""), (wrong, done.err)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("writer", ["check", "fit", "plan", "titrate"])
def test_the_csv_of_a_verb_is_read_by_every_verb(verb: str, writer: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    wanted = ("2 mg x 14d, 0 mg x 3d, 1.5 mg x 2w", "--drug", "diazepam", "--region", "uk")
    assert run(writer, *wanted, "-o", str(file)).code == 0
    done = run(verb, str(file), "--region", "uk", "--start", "2026-12-01")
    assert done.code == 0, done.err
