"""How long `choose` takes, and how long CP-SAT takes to prove the same first option.

Run it with ``python -m tests.bench_choose`` (a few minutes; it needs the extra ``bench``). CP-SAT computes in whole
numbers, so that its proof is exact. It is given the definition as constraints, and minimizes the six figures one
after the other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from math import lcm
from time import perf_counter
from typing import Any

from attrs import frozen
from ortools.sat.python import cp_model

from pillsplit.amounts.quantity import Mass
from pillsplit.formulary.loader import Formulary
from pillsplit.formulary.own_products import read_liquid, read_tablet
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid, Shelf, Solid
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.verbs.choose import Figures, choose

STRENGTHS = ("0.5", "1", "1.5", "2", "2.5", "3", "4", "5", "7.5", "10", "12", "15")
LIQUIDS = ("1 mg/mL", "0.4 mg/mL by 0.25 mL")
DRUG = "diazepam"
PREFERENCES = Preferences()
MOST_SECONDS = 2
LEAST_RATIO = 20


def taper(highest: int, steps: int) -> Schedule:
    """Return a taper of weekly steps from *highest* mg by equal amounts."""
    doses = (Mass(Fraction(highest * (steps - number), steps)) for number in range(steps))
    return Schedule(tuple(Step(number, 7, (Dose(DRUG, DAY, dose),)) for number, dose in enumerate(doses, start=1)))


def questions() -> Iterator[tuple[str, Schedule, Shelf]]:
    """Yield a market's products over a year, and the largest question that has to be answered in two seconds."""
    formulary = Formulary()
    market = formulary.shelf(formulary.region("uk"), [DRUG])
    yield f"{len(market.products)} products of a market, 52 steps", taper(40, 52), market
    tablets = [read_tablet(f"{strength} mg/halves", DRUG) for strength in STRENGTHS]
    liquids = [read_liquid(text, DRUG) for text in LIQUIDS]
    yield "12 tablets and 2 liquids, 104 steps", taper(52, 104), Shelf(None, (*tablets, *liquids))


@frozen
class Proof:
    """What CP-SAT found, and whether it proved each figure to be the least."""

    figures: tuple[int, ...]
    proven: bool
    seconds: float


def prove(schedule: Schedule, shelf: Shelf) -> Proof:
    """Minimize the six figures one after the other, each with those before it held at their least."""
    start = perf_counter()
    model = cp_model.CpModel()
    figures, proven = [], True
    for objective in objectives(model, schedule, shelf):
        model.minimize(objective)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = os.cpu_count() or 1
        proven &= solver.solve(model) == cp_model.OPTIMAL
        figures.append(round(solver.objective_value))
        model.add(objective == figures[-1])
    return Proof(tuple(figures), proven, perf_counter() - start)


def objectives(model: Any, schedule: Schedule, shelf: Shelf) -> list[Any]:
    """State the definition of `choose` for one drug with one dose a step, and return its six figures."""
    solids, liquids = shelf.solids(DRUG), shelf.liquids(DRUG)
    chosen = {product.id: model.new_bool_var(product.id) for product in shelf.products}
    model.add_bool_or(chosen.values())
    model.add_at_most_one(chosen[liquid.id] for liquid in liquids)
    totals: dict[str, list[Any]] = {name: [] for name in Figures._fields}
    for step in schedule.steps:
        dose = step.doses[0].mass
        not_made, measured = model.new_bool_var(""), model.new_bool_var("")
        model.add_at_most_one(not_made, measured)
        taken = []
        for solid, part, most in kinds(solids):
            count = model.new_int_var(0, most, "")
            model.add(count == 0).only_enforce_if(~chosen[solid.id])
            taken.append((solid.strength.mg / part, count))
            totals["pieces"].append(step.days * count)
            if part > 1:
                totals["halves" if part == 2 else "quarters"].append(step.days * count)
        model.add(sum(count for _, count in taken) <= PREFERENCES.max_pieces)
        model.add(sum(count for _, count in taken) == 0).only_enforce_if(not_made)
        volumes = [volume(model, liquid, chosen[liquid.id]) for liquid in liquids]
        model.add(sum(used for _, _, used in volumes) == measured)
        amounts = [*taken, *((mass, count) for mass, count, _ in volumes)]
        slack = dose.mg * PREFERENCES.tolerance
        units = lcm(*(mass.denominator for mass in (dose.mg, slack, *(mass for mass, _ in amounts))))
        difference = model.new_int_var(-int(slack * units), int(slack * units), "")
        model.add(difference == 0).only_enforce_if(~measured)
        made = sum(int(mass * units) * count for mass, count in amounts)
        model.add(made == int(dose.mg * units) + difference).only_enforce_if(~not_made)
        totals["unreachable_days"].append(step.days * not_made)
        totals["liquid_days"].append(step.days * measured)
    totals["products"] = list(chosen.values())
    return [sum(each) for each in totals.values()]


def kinds(solids: tuple[Solid, ...]) -> Iterator[tuple[Solid, int, int]]:
    """Yield each product with each part of it, and how many such pieces are ever worth taking."""
    for solid in solids:
        for part in (1, 2, 4):
            if part <= PREFERENCES.parts(solid):
                yield solid, part, PREFERENCES.max_pieces if part == 1 else 1


def volume(model: Any, liquid: Liquid, chosen: Any) -> tuple[Fraction, Any, Any]:
    """Return the mass in a step of *liquid*, the number of steps that are measured, and whether any are."""
    most = int(PREFERENCES.max_volume.ml // liquid.step.ml)
    count, used = model.new_int_var(0, most, ""), model.new_bool_var("")
    model.add_implication(used, chosen)
    model.add(count == 0).only_enforce_if(~used)
    model.add(count >= 1).only_enforce_if(used)
    return liquid.step_mass.mg, count, used


def main() -> None:
    for what, schedule, shelf in questions():
        start = perf_counter()
        choice = choose(schedule, shelf, PREFERENCES)
        seconds = perf_counter() - start
        proof = prove(schedule, shelf)
        first = choice.options[0].figures
        agree = proof.proven and proof.figures == first
        print(f"{what}: {len(choice.options)} options, the first with {', '.join(figures_in_words(first))}")
        print(f"  choose {seconds:.2f} s (at most {MOST_SECONDS}), CP-SAT {proof.seconds:.1f} s")
        print(
            f"  ratio {proof.seconds / seconds:.0f} (at least {LEAST_RATIO}); optima {'agree' if agree else 'DIFFER'}"
        )


def figures_in_words(figures: Figures) -> Iterator[str]:
    return (f"{name.replace('_', ' ')} {number}" for name, number in figures._asdict().items())


if __name__ == "__main__":
    main()
