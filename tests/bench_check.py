"""How long `pillsplit check`, `plan`, `titrate` and `report` take, as ratios against baselines of the same run.

Run it with ``python -m tests.bench_check``. Each pair of commands is run in turn, so that a machine whose speed
drifts slows both; the figure is the median of the ratios.
"""

from __future__ import annotations

import compileall
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import pillsplit

RUNS = 21
IMPORTS = "import click, attrs, tabulate"
LIMITS = {
    "check, 26 steps / its imports": "1.5",
    "check, 400 steps / its imports": "2.6",
    "plan, 26 steps / check": "2.5",
    "check, 1600 steps / 400 steps": "4.5",
    "titrate, 1600 steps / 400 steps": "4.5",
    "report, 1600 steps / 400 steps": "4.5",
}


def seconds(command: Sequence[str]) -> float:
    start = perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - start


def ratio(command: Sequence[str], baseline: Sequence[str], runs: int) -> float:
    seconds(command), seconds(baseline)
    return median(seconds(command) / seconds(baseline) for _ in range(runs))


def schedule(steps: int, folder: Path) -> str:
    """Write a schedule of so many different doses, from 40 mg down, on the 0.1 mg grid, each for two days.

    Longer steps would be too many days for `report`, which lays out each.
    """
    file = folder / f"{steps}.csv"
    doses = [40 * 10 * (steps - number) // steps for number in range(steps)]
    rows = [f"{dose // 10}.{dose % 10},2" if dose % 10 else f"{dose // 10},2" for dose in doses]
    file.write_text("dose_mg,days\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return str(file)


def main(runs: int = RUNS) -> None:
    installed = shutil.which("pillsplit", path=str(Path(sys.executable).parent))
    compileall.compile_dir(Path(pillsplit.__file__).parent, quiet=2)  # as an installer does
    program = [installed] if installed else [sys.executable, "-m", "pillsplit"]
    with tempfile.TemporaryDirectory() as name:
        imports = [sys.executable, "-c", IMPORTS]
        files = {steps: schedule(steps, Path(name)) for steps in (26, 400, 1600)}

        def command(verb: str, steps: int) -> list[str]:
            return [*program, verb, "--drug", "diazepam", "--max-pieces", "8", files[steps]]

        figures = {
            "check, 26 steps / its imports": ratio(command("check", 26), imports, runs),
            "check, 400 steps / its imports": ratio(command("check", 400), imports, runs),
            "plan, 26 steps / check": ratio(command("plan", 26), command("check", 26), runs),
            **{
                f"{verb}, 1600 steps / 400 steps": ratio(command(verb, 1600), command(verb, 400), few)
                for verb, few in (("check", runs), ("titrate", runs), ("report", 3))
            },
        }
    print(f"median of {runs} pairs; {' '.join(program)}")
    for what, figure in figures.items():
        print(f"{what}: {figure:.2f} (at most {LIMITS[what]})")


if __name__ == "__main__":
    main()
