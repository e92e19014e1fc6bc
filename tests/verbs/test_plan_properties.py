"""What holds of every plan: what it says of rises and of cuts that vanish, and what plays no part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import Plan, PlannedDose, PlannedStep
from pillsplit.model.preferences import Preferences
from pillsplit.model.schedule import Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.verbs.plan import plan
from tests import bridge
from tests.definitions.dose import Asked, Liquid, Syringe, Tablet
from tests.definitions.plan import Dose as DefinedDose
from tests.definitions.plan import Shelf as DefinedShelf
from tests.definitions.plan import Step as DefinedStep
from tests.verbs.test_plan_by_definition import Question, questions, taper

ANY = list(HealthCheck)
SAID = ("made-rises", "no-fall", "volume-rises", "dose-rises", "large-fall", "tenfold")
Day = tuple[Fraction, Fraction | None, Fraction]
"""What is wanted, what is made (None: not all of it can be), and the millilitres."""


def days(made: Plan, drug: str) -> list[Day]:
    return [day(step, drug) for step in made.steps]


def day(step: PlannedStep, drug: str) -> Day:
    doses = [planned for planned in step.doses if planned.dose.drug == drug]
    masses = [made_of(planned) for planned in doses]
    volume = sum((planned.liquid.volume.ml for planned in doses if planned.liquid), start=Fraction(0))
    wanted = sum((planned.dose.mass.mg for planned in doses), start=Fraction(0))
    made = [mass for mass in masses if mass is not None]
    return wanted, sum(made, start=Fraction(0)) if len(made) == len(masses) else None, volume


def made_of(planned: PlannedDose) -> Fraction | None:
    return planned.answer.combination.mass.mg if planned.answer.combination else None


def to_be_said(of_drug: Sequence[Day], others: Sequence[Sequence[Day]]) -> Iterator[set[str]]:
    """Yield for each step what §4.5 has a plan say of one drug's change, from the last step that could be made."""
    before: Day | None = None
    for index, (wanted, made, volume) in enumerate(of_drug):
        said = set()
        if index:
            # Across days without the drug, which are days without it and no stop, the last dose counts.
            taken = [each for each, *_ in of_drug[:index] if each]
            old = taken[-1] if wanted and taken else of_drug[index - 1][0]
            if wanted > old and not any(other[index][0] < other[index - 1][0] for other in others):
                said.add("dose-rises")
            if wanted and old and 2 * wanted < old:
                said.add("large-fall")
            if wanted and old and (old == 10 * wanted or wanted == 10 * old):
                said.add("tenfold")
        if before and made is not None:
            old, old_made, old_volume = before
            assert old_made is not None
            if wanted <= old and made > old_made:
                said.add("made-rises")
            if wanted < old and made == old_made:
                said.add("no-fall")
            if wanted < old and volume > old_volume > 0:
                said.add("volume-rises")
        if made is not None:
            before = wanted, made, volume
        yield said


def assert_changes_are_told(made: Plan) -> None:
    for drug in made.schedule.drugs:
        others = [days(made, other) for other in made.schedule.drugs if other != drug]
        for step, wanted in zip(made.steps, to_be_said(days(made, drug), others), strict=True):
            codes = {note.code for each in step.doses if each.dose.drug == drug for note in each.notes}
            assert codes & set(SAID) == wanted, (step.step.number, drug)


@pytest.mark.hazard("H05")
@given(questions())
@settings(max_examples=100, suppress_health_check=ANY)
def test_a_dose_that_rises_or_does_not_fall_is_told_and_no_other(question: Question) -> None:
    assert_changes_are_told(question.planned())


@pytest.mark.hazard("H05")
def test_a_taper_that_rises_or_does_not_fall_says_so() -> None:
    seen: Counter[str] = Counter()
    for seed in range(400):
        made = taper(seed).planned()
        assert_changes_are_told(made)
        seen.update(note.code for _, planned in made.doses for note in planned.notes)
    assert {code for code in SAID if not seen[code]} == {"tenfold", "made-rises"}


@pytest.mark.hazard("H05")
def test_a_dose_that_is_to_stay_and_rises_with_the_change_to_liquid_says_so() -> None:
    syringe = Syringe("s", Fraction(21, 5), Fraction(21, 50))
    liquid = Liquid("l", Fraction(1), (syringe,), (Fraction(10),))
    steps = tuple(
        DefinedStep(days, (DefinedDose("a", "day", Fraction(amount)),))
        for days, amount in ((1, "5.42"), (100, "2.5"), (2, "2.5"))
    )
    made = Question({"a": DefinedShelf((Tablet("5", Fraction(5), 2),), (liquid,))}, steps, Asked(), "auto").planned()
    assert made.liquid_from_step == {"a": 3}
    assert [str(each.answer.combination.mass) for _, each in made.doses if each.answer.combination] == [
        "5.42 mg",
        "2.5 mg",
        "2.52 mg",
    ]
    assert_changes_are_told(made)
    (note,) = (note for note in made.steps[2].doses[0].notes if note.code == "made-rises")
    assert note.text == "a is to stay, yet 2.52 mg is made after 2.5 mg in step 2"


def taken(made: Plan) -> list[object]:
    return [bridge.named(planned.answer.combination) for _, planned in made.doses]


@given(st.data(), questions())
@settings(max_examples=60, suppress_health_check=ANY)
def test_the_order_of_the_products_plays_no_part(data: st.DataObject, question: Question) -> None:
    shelf = question.shelf
    turned = evolve(shelf, products=tuple(data.draw(st.permutations(shelf.products))))
    one = question.planned()
    other = plan(question.schedule, turned, question.preferences, question.measuring)
    assert (taken(one), one.liquids, one.bottles, one.liquid_from_step, one.tablets_within) == (
        taken(other),
        other.liquids,
        other.bottles,
        other.liquid_from_step,
        other.tablets_within,
    )


@given(questions())
@settings(max_examples=60, suppress_health_check=ANY)
def test_names_play_no_part_but_their_order(question: Question) -> None:
    def named(identity: str) -> str:
        return f"of-{identity}-that-is-another"

    shelf = question.shelf
    renamed = evolve(shelf, products=tuple(evolve(each, id=named(each.id)) for each in shelf.products))
    one = question.planned()
    other = plan(question.schedule, renamed, question.preferences, question.measuring)
    for (_, mine), (_, its) in zip(one.doses, other.doses, strict=True):
        before, after = mine.answer.combination, its.answer.combination
        assert (before is None) == (after is None)
        if before and after:
            assert {(named(each), part): number for (each, part), number in before.counts.items()} == after.counts
            assert (before.liquid and before.liquid.volume) == (after.liquid and after.liquid.volume)
    assert one.liquid_from_step == other.liquid_from_step


@given(st.data(), questions())
@settings(max_examples=60, suppress_health_check=ANY)
def test_the_order_of_steps_of_equal_doses_plays_no_part(data: st.DataObject, question: Question) -> None:
    """Two stretches on the same doses, the longer first or last, with what is measured only as needed."""
    place = data.draw(st.integers(0, len(question.steps) - 1))
    step, days_more = question.steps[place], data.draw(st.integers(1, 9))
    longer = replace(step, days=step.days + days_more)
    orders = [
        replace(question, steps=(*question.steps[:place], *pair, *question.steps[place + 1 :]), switch="as-needed")
        for pair in ((step, longer), (longer, step))
    ]
    one, other = (each.planned() for each in orders)
    if one.liquids == other.liquids:
        assert taken(one) == taken(other)
        assert [each.volume for each in one.bottles] == [each.volume for each in other.bottles]


@pytest.mark.hazard("H07")
@given(questions())
@settings(max_examples=60, suppress_health_check=ANY)
def test_no_second_liquid_of_a_drug_enters_a_plan_and_bottles_hold_what_is_taken(question: Question) -> None:
    made = question.planned()
    for drug in made.schedule.drugs:
        used = {each.liquid.product for _, each in made.doses if each.dose.drug == drug and each.liquid}
        assert used <= {made.liquids[drug]}
    volumes = (each.liquid.volume * step.step.days for step, each in made.doses if each.liquid)
    assert sum((each.volume for each in made.bottles), start=Volume(0)) == sum(volumes, start=Volume(0))
    for opened in made.bottles:
        if opened.bottles:
            assert sum((each.used for each in opened.bottles), start=Volume(0)) == opened.volume
    assert {product.id for product in made.products_used} <= {product.id for product in question.shelf.products}


@given(questions())
@settings(max_examples=60, suppress_health_check=ANY)
def test_auto_opens_no_more_bottles_than_as_needed(question: Question) -> None:
    as_needed = replace(question, switch="as-needed").planned()
    auto = replace(question, switch="auto").planned()
    assert auto.liquids == as_needed.liquids
    for drug in auto.schedule.drugs:
        few, stayed = as_needed.bottles_of(drug), auto.bottles_of(drug)
        assert (few is None) == (stayed is None)
        assert (few and few.count) == (stayed and stayed.count)
        for (_, one), (_, other) in zip(as_needed.doses, auto.doses, strict=True):
            if one.answer.combination and other.answer.combination:
                assert other.answer.combination.cuts <= one.answer.combination.cuts


def test_a_dose_without_any_product_is_a_plan_too() -> None:
    schedule = Schedule((Step(1, 7, (Dose("drug", "day", Mass(5)),)), Step(2, 7, (Dose("drug", "day", Mass(0)),))))
    made = plan(schedule, Shelf(None, ()), Preferences(), Measuring())
    assert [step.verdict for step in made.steps] == ["unreachable", "whole"]
    assert not made.practical
    assert list(made.tablets_within.values()) == [1] * 5


def test_the_plan_says_when_more_pieces_than_usual_are_taken() -> None:
    shelf = Shelf(None, (bridge.solid(Tablet("2", Fraction(2), 2)),))
    schedule = Schedule((Step(1, 7, (Dose("drug", "day", Mass(14)),)),))
    ((_, planned),) = plan(schedule, shelf).doses
    assert [note.text for note in planned.notes if note.code == "many-pieces"] == [
        "7 pieces for one dose, more than the usual 6 (`max_pieces`)"
    ]
