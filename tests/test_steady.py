"""`choose --steady`: of combinations that ask for equally much, those that change least from step to step."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings

from pillsplit.amounts.quantity import Mass
from pillsplit.model.combination import HALF, QUARTER, Combination, Piece
from pillsplit.model.plan import Plan
from pillsplit.model.product import Shelf
from pillsplit.model.schedule import DAY, TIMES, Dose, Schedule, Step
from pillsplit.solver.dose import Solver
from pillsplit.verbs.check import check
from pillsplit.verbs.likeness import changes, steady
from tests import oracle, oracle_steady
from tests.choices import preferences, questions, schedule, shelf
from tests.oracle_choose import Asked
from tests.worlds import solid


def steps(*amounts: int, time: str = DAY) -> Schedule:
    return Schedule(
        tuple(Step(number, 7, (Dose("drug", time, Mass(amount)),)) for number, amount in enumerate(amounts, start=1))
    )


def taken(made: Plan) -> list[dict[str, int]]:
    return [
        {piece.product.id: piece.count for piece in step.doses[0].answer.combination.pieces}
        for step in made.steps
        if step.doses[0].answer.combination
    ]


ANY = list(HealthCheck)
SHELF = Shelf(None, (solid("four", 4), solid("three", 3), solid("two", 2), solid("one", 1)))


def test_two_ways_alike_in_burden_follow_the_step_before() -> None:
    """5 mg is 4 + 1 or 3 + 2; after 7 mg as 4 + 3, and before 9 mg as 4 + 3 + 2, three and two change less."""
    plain = check(steps(5, 3, 5), evolve(SHELF, products=SHELF.products[:4]))
    assert taken(plain) == [{"four": 1, "one": 1}, {"three": 1}, {"four": 1, "one": 1}]
    assert changes(plain) == 6
    calm = steady(plain)
    assert taken(calm) == [{"three": 1, "two": 1}, {"three": 1}, {"three": 1, "two": 1}]
    assert changes(calm) == 2


def test_where_nothing_is_gained_the_order_of_the_solver_stands() -> None:
    plain = check(steps(5, 5, 5), SHELF)
    assert steady(plain) == plain
    assert changes(plain) == 0


def test_a_step_without_the_dose_is_a_change_there_and_back() -> None:
    off = Schedule((steps(4).steps[0], Step(2, 7, (Dose("drug", "night", Mass(4)),)), steps(1, 2, 4).steps[2]))
    assert changes(check(off, SHELF)) == 4


def test_an_earlier_choice_may_wait_for_a_later_step() -> None:
    """The steadiest way is found over the whole schedule, not from one step to the next."""
    plain = check(steps(5, 5, 5, 3), SHELF)
    assert taken(steady(plain)) == [{"three": 1, "two": 1}] * 3 + [{"three": 1}]


def test_what_must_be_said_is_said_of_the_tablet_that_is_cut_now() -> None:
    """2.5 mg is ½ × 3 + 1 or 2 + ½ × 1; before 2 mg the latter changes less, and it is the 1 mg tablet that is cut."""
    unknown = Shelf(None, (solid("three", 3, None), solid("two", 2), solid("one", 1, None)))
    plan = Schedule((Step(1, 7, (Dose("drug", DAY, Mass(Fraction(5, 2))),)), steps(0, 2).steps[1]))
    plain = check(plan, unknown)
    calm = steady(plain)
    said = [[note.text for note in made.steps[0].doses[0].notes] for made in (plain, calm)]
    assert [len(notes) for notes in said] == [1, 1]
    assert "Drug 3 mg tablets" in said[0][0]
    assert "Drug 1 mg tablets" in said[1][0]


def burden(made: Combination | None) -> Any:
    if made is None:
        return None
    return made.counted(QUARTER), made.counted(HALF), made.count, made.liquid, len(made.product_ids), made.mass


def amounts(made: Combination | None) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for item in made.items if made else ():
        amount = item.count * item.part if isinstance(item, Piece) else item.volume.ml
        found[item.product.id] = found.get(item.product.id, Fraction(0)) + amount
    return found


def sorted_items(each: dict[str, Fraction]) -> list[tuple[str, Fraction]]:
    return sorted(each.items())


def judge_of(asked: Asked, drug: str) -> oracle.Oracle:
    tablets, liquids = list(asked.tablets[drug]), list(asked.liquids[drug])
    return oracle.Oracle(tablets, liquids, asked.most, asked.prefer, asked.max_volume, asked.tolerance)


def agree(asked: Asked) -> int:
    """Compare with the definition, each time of day by itself; return how many changes were saved."""
    plain = check(schedule(asked.plan), shelf(asked), preferences(asked))
    calm = steady(plain)
    fewest = 0
    for slot in sorted({(drug, time) for _, doses in asked.plan for drug, time, _ in doses}):
        judge = judge_of(asked, slot[0])
        doses = [{(drug, time): amount for drug, time, amount in each} for _, each in asked.plan]
        choices = [oracle_steady.equals(judge, each.get(slot, Fraction(0))) for each in doses]
        if oracle_steady.ways(choices) > 2000:
            return 0
        fewest += oracle_steady.fewest_changes(choices)
    assert changes(calm) == fewest
    for before, after in zip(plain.steps, calm.steps, strict=True):
        for one, other in zip(before.doses, after.doses, strict=True):
            assert burden(one.answer.combination) == burden(other.answer.combination)
            assert (one.dose, one.answer.verdict) == (other.dose, other.answer.verdict)
    return changes(plain) - changes(calm)


@given(questions(most=3))
@settings(max_examples=40, suppress_health_check=ANY)
def test_the_steadiest_way_is_as_defined_and_asks_for_no_more(asked: Asked) -> None:
    agree(asked)


def with_ties(random: Random) -> Asked:
    """Draw a question of neighbouring strengths, where many doses are made in several ways alike."""
    tablets = tuple(
        oracle.Tablet(f"p{number}", Fraction(strength), random.choice((1, 1, 2)))
        for number, strength in enumerate(random.sample(range(1, 7), random.randint(3, 5)))
    )
    liquids = (oracle.Liquid("l", Fraction(1), Fraction(1, random.choice((2, 5)))),)
    parts = random.choice((2, 4, 5))
    steps = [
        [("a", time, Fraction(random.randint(3 * parts, 14 * parts), parts)) for time in TIMES[::2]] for _ in range(4)
    ]
    return Asked(
        {"a": tablets},
        {"a": liquids},
        [(7, doses) for doses in steps],
        random.randint(2, 3),
        random.choice(("fewest-cuts", "fewest-pieces")),
        Fraction(1),
        Fraction(random.randint(0, 1), 10),
    )


def test_the_ways_that_are_alike_in_burden_are_all_there() -> None:
    random = Random(3)
    liquid = several = 0
    for _ in range(150):
        asked = with_ties(random)
        judge = judge_of(asked, "a")
        solver = Solver(shelf(asked), "a", preferences(asked))
        for _, doses in asked.plan:
            for _, _, amount in doses:
                mine = [amounts(each) for each in solver.equals(Mass(amount))]
                defined = [each for each in oracle_steady.equals(judge, amount) if each]
                assert sorted(mine, key=sorted_items) == sorted(defined, key=sorted_items)
                several += len(mine) > 1
                liquid += len(mine) > 1 and "l" in mine[0]
    assert several > 50
    assert liquid > 20


def test_ties_are_broken_as_defined_and_changes_are_saved() -> None:
    random = Random(1)
    saved = [agree(with_ties(random)) for _ in range(60)]
    assert min(saved) >= 0
    assert sum(number > 0 for number in saved) >= 10


@pytest.mark.slow
def test_a_thousand_schedules_with_ties_are_as_steady_as_can_be() -> None:
    random = Random(2)
    for _ in range(1000):
        agree(with_ties(random))
