"""The targets: each takes one input, and must either answer or refuse it as people are refused, in time."""

from __future__ import annotations

import io
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from hypothesis import strategies as st

from pillsplit.amounts.dates import read_date
from pillsplit.amounts.durations import read_duration
from pillsplit.amounts.number import AmountError, read_percent
from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.cli.main import main
from pillsplit.errors import PillsplitError, Problem
from pillsplit.formulary import files
from pillsplit.formulary.devices import read_devices
from pillsplit.formulary.importers.registry import REGISTERS
from pillsplit.formulary.loader import Formulary
from pillsplit.formulary.rules import read_rules
from pillsplit.request import Request
from tests.fuzz.inputs import changed, commands, corpus

SECONDS = 5
"""Of processor time for one call, as the table of limits in the README promises."""
ROOT = Path(__file__).parents[2]
DATA = ROOT / "formulary"
REGISTERED = ROOT / "tests" / "formulary" / "data" / "import"


class TooLongError(AssertionError):
    """A call that took more than its time."""


class Target(NamedTuple):
    """One door: what it is given, and what is done with it."""

    inputs: st.SearchStrategy[Any]
    call: Callable[[Any], None]


@contextmanager
def in_time() -> Iterator[None]:
    """Fail where what is inside takes more than `SECONDS` of processor time."""

    def over(_signal: int, _frame: FrameType | None) -> None:
        raise TooLongError(f"took more than {SECONDS} s")

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def schedule(data: bytes) -> None:
    """Read a file of a schedule."""
    request = Request(schedule="-", region="uk", drug="diazepam", standard_input=lambda most: data[:most])
    with suppress(PillsplitError):
        request.read()


def inline(data: bytes) -> None:
    """Read a schedule written as an argument."""
    text = data.decode("utf-8", "surrogateescape")
    for drug in ("diazepam", None):
        with suppress(PillsplitError):
            Request(schedule=text, region="uk", drug=drug).read()


def amount(data: bytes) -> None:
    """Read amounts, dates and durations."""
    text = data.decode("utf-8", "replace")
    for read in (Mass.parse, Volume.parse, Concentration.parse, read_percent, read_date, read_duration):
        with suppress(AmountError):
            read(text)


def toml(data: bytes) -> None:
    """Read every kind of data file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "diazepam.toml"
        file.write_bytes(data)
        for reader in (files.read_region_file, files.read_region, files.read_drug, read_rules):
            problems: list[Problem] = []
            files.read_file(file, "diazepam.toml", problems, reader)
            assert all("\n" not in str(problem) for problem in problems)
        known = Formulary().devices()
        files.read_file(file, "devices.toml", [], partial(read_devices, known=known))


def register(given: tuple[str, str, bytes]) -> None:
    """Import one file of a register among those that are as published."""
    name, role, data = given
    words = ["formulary", "import", name, "--drug", "clonazepam", "--released", "2026-01-01"]
    with tempfile.TemporaryDirectory() as folder:
        for file in (REGISTERED / name).iterdir():
            (Path(folder) / file.name).write_bytes(data if file.name == role else file.read_bytes())
        command([*words, folder])


def command(words: list[str]) -> None:
    """Run the command line."""
    # An Excel file goes out as bytes, which only a stream of bytes takes.
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    stdin = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(b"drug,dose,days\ndiazepam,5 mg,7\n"), encoding="utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = main(words)
    finally:
        sys.stdin = stdin
    assert code in (0, 1, 2, 3), f"exit {code}: {err.getvalue()[-500:]}"
    assert code < 2 or err.getvalue().strip(), f"exit {code} without a word"
    assert "Traceback" not in err.getvalue(), err.getvalue()[-2000:]


def _registered() -> st.SearchStrategy[tuple[str, str, bytes]]:
    sources = [
        (name, file.name, file.read_bytes()) for name in REGISTERS for file in sorted((REGISTERED / name).iterdir())
    ]
    return st.sampled_from(sources).flatmap(
        lambda source: st.tuples(st.just(source[0]), st.just(source[1]), changed([source[2]]))
    )


def _data_files() -> list[Path]:
    regions = DATA / "regions"
    return [
        DATA / "devices.toml",
        DATA / "rules.toml",
        regions / "uk" / "region.toml",
        regions / "uk" / "diazepam.toml",
        regions / "fr" / "diazepam.toml",
        DATA / "drugs" / "diazepam.toml",
    ]


TARGETS = {
    "csv": Target(changed(corpus("*.csv", beside=sorted((DATA / "schedules").glob("*.csv")))), schedule),
    "json": Target(changed(corpus("*.json")), schedule),
    "xlsx": Target(changed(corpus("*.xlsx")), schedule),
    "fhir": Target(changed(corpus("*.fhir")), schedule),
    "inline": Target(changed(corpus("*.inline")), inline),
    "amounts": Target(changed(corpus("*.amount")), amount),
    "toml": Target(changed(corpus("*.toml", beside=_data_files())), toml),
    "registers": Target(_registered(), register),
    "options": Target(commands(), command),
}


def prepared() -> None:
    """Make the surroundings of a run the same everywhere: the day, the width, a folder of its own."""
    os.environ["PILLSPLIT_TODAY"] = "2026-11-28"
    os.environ["COLUMNS"] = "100"
    os.chdir(tempfile.mkdtemp())
