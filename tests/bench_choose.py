"""How long `choose` takes, beside CP-SAT on the same question and beside each set answered by itself.

Run it with ``python -m tests.bench_choose``; it needs the extra ``bench``. There are two baselines, each timed in the
same run. The one is what the definition says without any idea: the solver is asked of each set, one after the other,
on a question that is small enough for it. The other is CP-SAT, which proves the first option once more, in whole
numbers and thus exactly; `choose` finds all the others as well. It is timed afresh for each figure, and with what it
found for the figure before as a hint, which helps it.

What CP-SAT is given is a relaxation. Any set of tablets with at most one liquid may be taken, and each dose may be
made in any way from the set, not only in the easiest: of up to twice the pieces, with or without liquid, as far off
as any rule allows; what the device may be off by is left out. So no set comes to more here than by the definition.
Where the least `unreachable_days`, `liquid_days` and `off_mg` are 0, the least of all is that of the definition:

- Every dose is made exactly by tablets, so that it falls wherever it is wanted to.
- The definition takes few pieces before many (`busy_days`), then the fewest cuts, then the fewest pieces: the order of
  the figures. That guesses stand between the two makes no difference, for the tablets are divisible by their labels.
- It takes a liquid before many cut pieces, and only then the relaxation comes to less. But then so does the same set
  without the liquid by the definition, with one product fewer.

The question is chosen such that these figures are 0, and a proof that finds them otherwise does not count as one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from math import lcm
from statistics import median
from time import perf_counter
from typing import Any, TypeVar
from unittest.mock import patch

from attrs import frozen
from ortools.sat.python import cp_model

from pillsplit.formulary.loader import Formulary
from pillsplit.formulary.own_products import read_liquid, read_tablet
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Solid
from pillsplit.model.schedule import Schedule
from pillsplit.model.shelf import Shelf
from pillsplit.verbs import drug_sets
from pillsplit.verbs.choose import choose
from pillsplit.verbs.measuring import AtHand
from pillsplit.verbs.weighing import Figures
from tests.worlds import taper

STRENGTHS = ("0.5", "1", "2", "5", "10", "2.5", "15", "3", "4", "7.5", "12", "1.5", "6", "8", "20", "25")
LIQUIDS = ("1 mg/mL", "0.4 mg/mL by 0.25 mL")
DRUG = "diazepam"
PREFERENCES = Preferences()
SMALL = 7
"""So many tablets are answered one set after the other too."""
MOST_SECONDS = 2
LEAST_RATIO = 30
"""So many times faster than CP-SAT `choose` has to be."""
RUNS = 3
T = TypeVar("T")
_MOST_OF_ONE = {2: 1, 3: 2, 4: 1, 8: 1}
"""How many halves, thirds and so on of one product are worth taking: more of them are one larger part."""


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


def timed(ask: Callable[[], T]) -> tuple[T, float]:
    """Return the last answer, and the median of the seconds that it takes."""
    runs = [_once(ask) for _ in range(RUNS)]
    return runs[-1][0], median(seconds for _, seconds in runs)


def _once(ask: Callable[[], T]) -> tuple[T, float]:
    start = perf_counter()
    answer = ask()
    return answer, perf_counter() - start


@frozen
class Proof:
    """The figures that CP-SAT found, and whether it proved that no set of the definition comes to less."""

    figures: Figures
    is_proven: bool


def prove(schedule: Schedule, shelf: Shelf, *, hinted: bool = False) -> Proof:
    """Minimize the figures one after the other, each with those before it held at their least.

    *hinted*: with what was found for the figure before as a hint where to begin.
    """
    model = cp_model.CpModel()
    units, objectives = relaxed(model, schedule, shelf)
    least, optimal = dict[str, Any](), True
    for name, objective in objectives.items():
        model.minimize(objective)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = os.cpu_count() or 1
        optimal &= solver.solve(model) == cp_model.OPTIMAL
        if not optimal:
            break
        least[name] = solver.value(objective)
        model.add(objective == least[name])
        if hinted:
            model.clear_hints()
            for index, value in enumerate(solver.response_proto.solution):
                model.add_hint(model.get_int_var_from_proto_index(index), value)
    figures = Figures(**{name: least.get(name, 0) for name in objectives})
    figures = figures._replace(off_mg=Fraction(figures.off_mg, units))
    exactly = not (figures.unreachable_days or figures.liquid_days or figures.off_mg)
    return Proof(figures, optimal and exactly)


def relaxed(model: Any, schedule: Schedule, shelf: Shelf) -> tuple[int, dict[str, Any]]:
    """State the relaxation for one drug with one dose a step.

    Returns:
        In how many parts of a milligram it counts, and the figures in their order.
    """
    solids = shelf.solids(DRUG)
    at_hand = AtHand(Measuring())
    spans = [
        (liquid, span, liquid.concentration.mass(span.step).mg)
        for liquid in shelf.liquids(DRUG)
        for way in at_hand.ways(liquid, PREFERENCES)
        for span in way.spans
    ]
    reach = max(PREFERENCES.tolerance, PREFERENCES.device_tolerance, PREFERENCES.tablets_within)
    pieces = [(solid, part, solid.strength.mg / part) for solid in solids for part in PREFERENCES.denominators(solid)]
    doses = [step.doses[0].mass.mg for step in schedule.steps]
    units = lcm(*(mass.denominator for mass in (*doses, *(mass for *_, mass in (*pieces, *spans)))))

    has = {product.id: model.new_bool_var(product.id) for product in shelf.products}
    model.add_bool_or(has.values())
    model.add_at_most_one(has[liquid.id] for liquid in shelf.liquids(DRUG))
    totals: dict[str, list[Any]] = {name: [] for name in Figures._fields}
    totals["products"] += has.values()
    before: tuple[Fraction, Any, Any] | None = None
    for step, dose in zip(schedule.steps, doses, strict=True):
        is_made, measured, busy = (model.new_bool_var("") for _ in range(3))
        model.add_implication(measured, is_made)
        masses, counts = [], []
        for solid, part, mass in pieces:
            count = model.new_int_var(0, most_of(solid, part, dose * (1 + reach)), "")
            model.add(count == 0).only_enforce_if(~has[solid.id])
            masses.append(int(mass * units) * count)
            counts.append(count)
            if part > 1:
                totals[{2: "halves", 3: "thirds", 4: "quarters", 8: "eighths"}[part]].append(step.days * count)
        model.add(sum(counts) <= PREFERENCES.max_pieces + PREFERENCES.max_pieces * busy)
        used = []
        for liquid, span, mass in spans:
            is_used = model.new_bool_var("")
            model.add_implication(is_used, has[liquid.id])
            least, most = int(span.least.ml / span.step.ml), int(span.most.ml / span.step.ml)
            count = model.new_int_var(0, most, "")
            model.add(count <= most * is_used)
            model.add(count >= least * is_used)
            masses.append(int(mass * units) * count)
            used.append(is_used)
        model.add(sum(used) == measured)
        slack = int(dose * reach * units)
        over, under = (model.new_int_var(0, slack, "") for _ in range(2))
        made = sum(masses)
        model.add(made == int(dose * units) + over - under).only_enforce_if(is_made)
        model.add(made == 0).only_enforce_if(~is_made)
        if before and dose < before[0]:
            falls = model.new_bool_var("")
            # The definition looks farther back past steps that cannot be made; here these are no steps to fall from.
            model.add(made + 1 <= before[1]).only_enforce_if(falls, before[2])
            totals["nofall_days"].append(step.days * ~falls)
        before = dose, made, is_made
        totals["unreachable_days"].append(step.days * ~is_made)
        totals["liquid_days"].append(step.days * measured)
        totals["busy_days"].append(step.days * busy)
        totals["off_mg"].append(step.days * (over + under))
        totals["pieces"] += [step.days * count for count in counts]
    return units, {name: sum(each) for name, each in totals.items()}


def most_of(solid: Solid, part: int, highest: Fraction) -> int:
    """Return how many such pieces may be worth taking for a dose of *highest* mg, or less."""
    return _MOST_OF_ONE.get(part, min(2 * PREFERENCES.max_pieces, int(highest / solid.strength.mg)))


def beside_each_set() -> None:
    small = taper(26, 26), own(SMALL, "halves")
    choice, seconds = timed(partial(choose, *small))
    with patch.object(drug_sets, "MOST_SOLIDS", -1):
        singly, baseline = timed(partial(choose, *small))
    agree = "agree" if choice.options == singly.options else "DIFFER"
    print(f"{SMALL} tablets and 2 liquids, 26 steps: {len(choice.options)} options, which {agree}")
    print(f"  choose {seconds:.2f} s, each set by itself {baseline:.2f} s, ratio {baseline / seconds:.0f}")


def beside_cp_sat() -> None:
    schedule, shelf = taper(52, 104), own(12, "halves")
    choices, afresh, hinted = [], [], []
    for _ in range(RUNS):
        # In turn, so that what else the machine does falls on all.
        choices += [_once(partial(choose, schedule, shelf, PREFERENCES)) for _ in range(RUNS)]
        afresh.append(_once(partial(prove, schedule, shelf)))
        hinted.append(_once(partial(prove, schedule, shelf, hinted=True)))
    seconds = median(took for _, took in choices)
    options = choices[-1][0].options
    first = options[0].figures
    proofs = [proof for proof, _ in (*afresh, *hinted)]
    differ = any(proof.figures != first for proof in proofs)
    agree = "DIFFER" if differ else "agree" if all(proof.is_proven for proof in proofs) else "NOT PROVEN"
    print(f"12 tablets and 2 liquids, 104 steps, the first option: {', '.join(in_words(first))}")
    print(f"  choose {seconds:.2f} s for all {len(options)} options; CP-SAT for the first alone, optima {agree}:")
    for how, runs, limit in (
        ("", afresh, f" (at least {LEAST_RATIO})"),
        (" with hints from figure to figure", hinted, ""),
    ):
        baseline = median(took for _, took in runs)
        print(f"  {baseline / seconds:.0f} x faster than CP-SAT{how}, which takes {baseline:.1f} s{limit}")


def in_words(figures: Figures) -> Iterator[str]:
    return (f"{name.replace('_', ' ')} {number}" for name, number in figures._asdict().items())


def main() -> None:
    beside_each_set()
    for what, schedule, shelf in questions():
        choice, seconds = timed(partial(choose, schedule, shelf))
        print(f"{what}: {len(choice.options)} options in {seconds:.2f} s (at most {MOST_SECONDS})")
    beside_cp_sat()


if __name__ == "__main__":
    main()
