"""How long `choose` takes, beside the same question with each set answered by itself.

Run it with ``python -m tests.bench_choose``. The baseline is what the definition says without any idea: the solver is
asked of each set, one after the other. It is timed in the same run on a question that is small enough for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from time import perf_counter
from unittest.mock import patch

from pillsplit.amounts.quantity import Mass
from pillsplit.formulary.loader import Formulary
from pillsplit.formulary.own_products import read_liquid, read_tablet
from pillsplit.model.product import Shelf
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.verbs import weighing
from pillsplit.verbs.choose import Choice, choose

STRENGTHS = ("0.5", "1", "2", "5", "10", "2.5", "15", "3", "4", "7.5", "12", "1.5", "6", "8", "20", "25")
LIQUIDS = ("1 mg/mL", "0.4 mg/mL by 0.25 mL")
DRUG = "diazepam"
SMALL = 7
"""So many tablets are answered one set after the other too."""
MOST_SECONDS = 2


def taper(highest: int, steps: int) -> Schedule:
    """Return a taper of weekly steps from *highest* mg by equal amounts."""
    doses = (Mass(Fraction(highest * (steps - number), steps)) for number in range(steps))
    return Schedule(tuple(Step(number, 7, (Dose(DRUG, DAY, dose),)) for number, dose in enumerate(doses, start=1)))


def own(tablets: int, *parts: str) -> Shelf:
    """Return a shelf of so many tablets of different strengths, each of the next of *parts*, and two liquids."""
    named = [f"{strength} mg/{parts[place % len(parts)]}" for place, strength in enumerate(STRENGTHS[:tablets])]
    return Shelf(None, (*(read_tablet(text, DRUG) for text in named), *(read_liquid(text, DRUG) for text in LIQUIDS)))


def questions() -> Iterator[tuple[str, Schedule, Shelf]]:
    """Yield a market's products over a year, and the largest questions that have to be answered in two seconds."""
    formulary = Formulary()
    market = formulary.shelf(formulary.region("uk"), [DRUG])
    yield f"{len(market.products)} products of a market, 52 steps", taper(40, 52), market
    yield "12 tablets and 2 liquids, 104 steps", taper(52, 104), own(12, "halves")
    yield "16 tablets and 2 liquids, 26 steps", taper(52, 26), own(16, "halves")
    yield "16 tablets in halves or quarters and 2 liquids, 26 steps", taper(52, 26), own(16, "halves", "quarters")
    yield "16 tablets and 2 liquids, 26 steps that few of them make", taper(40, 26), own(16, "halves")


def timed(schedule: Schedule, shelf: Shelf) -> tuple[Choice, float]:
    """Return the choice and the seconds that it takes."""
    start = perf_counter()
    choice = choose(schedule, shelf)
    return choice, perf_counter() - start


def main() -> None:
    small = taper(26, 26), own(SMALL, "halves")
    choice, seconds = timed(*small)
    with patch.object(weighing, "MOST_SOLIDS", -1):
        singly, baseline = timed(*small)
    agree = "agree" if choice.options == singly.options else "DIFFER"
    print(f"{SMALL} tablets and 2 liquids, 26 steps: {len(choice.options)} options, which {agree}")
    print(f"  choose {seconds:.2f} s, each set by itself {baseline:.2f} s, ratio {baseline / seconds:.0f}")
    for what, schedule, shelf in questions():
        choice, seconds = timed(schedule, shelf)
        print(f"{what}: {len(choice.options)} options in {seconds:.2f} s (at most {MOST_SECONDS})")


if __name__ == "__main__":
    main()
