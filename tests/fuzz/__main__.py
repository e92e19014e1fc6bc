"""Run the targets for so many minutes; exit 1 with the smallest input that one of them fails on."""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import time
import traceback

from hypothesis import HealthCheck, given, seed, settings

from tests.fuzz.targets import TARGETS, in_time, prepared


def _round(name: str, number: int, calls: int) -> int:
    """Give one target so many inputs and return how many it took."""
    target = TARGETS[name]
    taken = 0

    @seed(number)
    @settings(
        max_examples=calls,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(target.inputs)
    def run(data: object) -> None:
        nonlocal taken
        taken += 1
        with in_time():
            target.call(data)

    run()
    return taken


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("minutes", nargs="?", type=float, default=2)
    parser.add_argument("--target", action="append", choices=TARGETS, help="only this one; repeatable")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="as a run that failed has said")
    given_ = parser.parse_args()
    prepared()
    end = time.monotonic() + given_.minutes * 60
    names = given_.target or list(TARGETS)
    counts = dict.fromkeys(names, 0)
    for number in itertools.count(given_.seed):
        for name in names:
            try:
                counts[name] += _round(name, number, 40)
            except Exception:
                traceback.print_exc()
                print(f"target {name} fails: python -m tests.fuzz --target {name} --seed {number}", file=sys.stderr)
                return 1
            if time.monotonic() > end:
                print(f"seed {given_.seed}: nothing found in " + ", ".join(f"{c} {n}" for n, c in counts.items()))
                return 0
    raise AssertionError("numbers do not end")


if __name__ == "__main__":
    sys.exit(main())
