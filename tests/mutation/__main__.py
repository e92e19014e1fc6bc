"""Change the code in many small ways, one at a time, and see whether a test notices; print the score.

Exit 1 below the target, or where an entry of `equal.toml` is wrong or of no use. Which random examples are tried
differs from one release of Hypothesis to another: what survives is named, and one that does so by chance fails nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time

from tests.mutation.equal import EQUAL, unmatched
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.running import killed, seen

TARGET = 95


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--sample", type=int, help="so many of the mutants, by the seed; without it all of them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="a module, such as pillsplit.solver.grid, or a folder of modules")
    parser.add_argument("--try-equal", action="store_true", help="run those too that are said to be equal")
    given = parser.parse_args()
    begin = time.monotonic()
    every = mutants()
    useless = unmatched(every)
    for key in useless:
        print(f"equal.toml names what is not one mutant: {' | '.join(key)}")
    chosen = [mutant for mutant in every if mutant.module.startswith(given.only)]
    if given.sample is not None:
        chosen = sorted(chosen, key=lambda mutant: _lot(mutant, given.seed))[: given.sample]
    asked = [mutant for mutant in chosen if given.try_equal or mutant.key not in EQUAL]

    def say(done: int, mutant: Mutant, is_killed: bool) -> None:
        if is_killed == (mutant.key in EQUAL):
            print(f"{'is not equal' if is_killed else 'survives'}: {_written(mutant)}", flush=True)
        if done % 50 == 0:
            print(f"{done} of {len(asked)} after {time.monotonic() - begin:.0f} s", flush=True)

    known = seen(mutant.module for mutant in asked)
    print(f"{len(known.seconds)} tests, run once in {time.monotonic() - begin:.0f} s", flush=True)
    verdicts = dict(zip(asked, killed(asked, known, say), strict=True))
    survivors = [mutant for mutant, is_killed in verdicts.items() if not is_killed and mutant.key not in EQUAL]
    unequal = [mutant for mutant, is_killed in verdicts.items() if is_killed and mutant.key in EQUAL]
    equal = sum(mutant.key in EQUAL for mutant in chosen)
    score = 100 * (1 - len(survivors) / max(len(chosen) - equal, 1))
    dead = len(chosen) - equal - len(survivors)
    print(
        f"{len(chosen)} mutants of {len(every)}: {dead} killed, {len(survivors)} survive, "
        f"{equal} equal; score {score:.1f} % of those that are not equal, in {time.monotonic() - begin:.0f} s"
    )
    return 1 if score < TARGET or unequal or useless else 0


def _lot(mutant: Mutant, seed: int) -> str:
    """Return what says whether a mutant is drawn: its own words alone, so that other lines may change."""
    return hashlib.sha256(repr((seed, *mutant.key)).encode()).hexdigest()


def _written(mutant: Mutant) -> str:
    file = "/".join(mutant.module.split("."))
    return f"{file}.py:{mutant.lines[0]} {mutant.function}\n- {mutant.before}\n+ {mutant.after}"


if __name__ == "__main__":
    sys.exit(main())
