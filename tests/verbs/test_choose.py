"""`choose` against its definition, written slowly: random questions, worked examples, and what its answer says."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

import pytest
from attrs import evolve
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import UsageError
from pillsplit.formulary.own_products import read_liquid, read_tablet
from pillsplit.model.form import Form, Score
from pillsplit.model.preferences import Prefer, Preferences
from pillsplit.model.product import Liquid, Solid
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.model.source import Evidence, Source
from pillsplit.solver import set_families
from pillsplit.verbs import drug_sets, weighing
from pillsplit.verbs.choose import Choice, choose
from pillsplit.verbs.option import plan_option
from tests.choices import Question, named, questions
from tests.worlds import taper

ANY = list(HealthCheck)
SOURCE = Source("a test", Evidence.STATED)
ZERO = Fraction(0)


def solid(identity: str, strength: int | Fraction, parts: int | None = 1, drug: str = "drug") -> Solid:
    mass = Mass(strength)
    return Solid(identity, drug, f"{drug} {mass}", Form.TABLET, mass, Score.UNKNOWN, parts, SOURCE)


def liquid(identity: str, concentration: int | Fraction, step: Fraction, drug: str = "drug") -> Liquid:
    """Return a liquid that is measured by steps of its own, so that no device may be off."""
    return Liquid(identity, drug, identity, Form.SOLUTION, Concentration(concentration), SOURCE, step=Volume(step))


def daily(*steps: tuple[int, str]) -> Schedule:
    """Return a schedule of (days, milligrams) a step."""
    return Schedule(
        tuple(
            Step(number, days, (Dose("drug", DAY, Mass(Fraction(amount))),))
            for number, (days, amount) in enumerate(steps, start=1)
        )
    )


def ids(choice: Choice) -> list[tuple[str, ...]]:
    return [option.ids for option in choice.options]


def figures(choice: Choice, *names: str) -> dict[tuple[str, ...], tuple[Fraction | int, ...]]:
    return {option.ids: tuple(getattr(option.figures, name) for name in names) for option in choice.options}


# Worked examples


def test_each_half_counts_on_each_day_that_it_is_taken() -> None:
    choice = choose(daily((14, "2.5"), (7, "5")), Shelf(None, (solid("five", 5, 2),)))
    assert figures(choice, *weighing.Figures._fields) == {("five",): (0, 0, 0, 0, ZERO, 0, 0, 0, 14, 1, 21)}


def test_a_product_more_is_an_option_only_where_it_saves_something() -> None:
    """With 2 mg tablets, 5 mg ones save three pieces on 14 days, and 10 mg ones one more."""
    three = Shelf(None, (solid("two", 2), solid("five", 5), solid("ten", 10)))
    assert figures(choose(daily((14, "4"), (14, "10")), three), "unreachable_days", "products", "pieces") == {
        ("two",): (0, 1, 28 + 70),
        ("ten", "two"): (0, 2, 28 + 14),
        ("ten",): (14, 1, 14),
    }


def test_a_day_of_more_pieces_than_one_dose_may_have_counts_as_busy() -> None:
    """Eight whole tablets make 8 mg; two drugs, or two doses of one, are added up for each drug."""
    assert figures(choose(daily((7, "8")), Shelf(None, (solid("one", 1),))), "busy_days", "pieces") == {
        ("one",): (7, 56)
    }
    both = Step(1, 7, (Dose("drug", "morning", Mass(4)), Dose("drug", "night", Mass(3))))
    assert figures(choose(Schedule((both,)), Shelf(None, (solid("one", 1),))), "busy_days") == {("one",): (7,)}
    two = Step(1, 7, (Dose("a", DAY, Mass(4)), Dose("b", DAY, Mass(4))))
    shelf = Shelf(None, (solid("a1", 1, drug="a"), solid("b1", 1, drug="b")))
    assert figures(choose(Schedule((two,)), shelf), "busy_days")["a1", "b1"] == (0,)


def test_a_dose_that_does_not_fall_counts_before_liquid() -> None:
    """1.99 mg is 2 mg in tablets within 1 %: the cut from 2 mg vanishes, which no device's error outweighs."""
    choice = choose(daily((7, "2"), (7, "1.99")), Shelf(None, (solid("one", 1), liquid("l", 1, Fraction(1, 100)))))
    assert list(figures(choice, "nofall_days", "liquid_days", "off_mg").items()) == [
        (("l", "one"), (0, 7, Fraction("6.93"))),
        (("l",), (0, 14, Fraction("27.93"))),
        (("one",), (7, 0, Fraction("0.07"))),
    ]


@pytest.mark.parametrize(("prefer", "halves"), [(Prefer.FEWEST_CUTS, 0), (Prefer.FEWEST_PIECES, 7)])
def test_a_large_tablet_is_cut_only_where_fewer_pieces_are_preferred(prefer: Prefer, halves: int) -> None:
    two = Shelf(None, (solid("ten", 10, 2), solid("one", 1)))
    choice = choose(daily((7, "5")), two, Preferences(prefer=prefer), must_use=["ten", "one"])
    assert figures(choice, "halves") == {("one", "ten"): (halves,)}


def test_thirds_and_eighths_count_by_themselves() -> None:
    third = choose(daily((7, "1")), Shelf(None, (solid("three", 3, 3),)))
    assert figures(third, "thirds", "halves") == {("three",): (7, 0)}
    eighth = choose(daily((7, "1")), Shelf(None, (solid("eight", 8),)), Preferences(split="eighths"))
    assert figures(eighth, "eighths", "quarters") == {("eight",): (7, 0)}


def test_of_two_products_alike_the_first_id_stands_and_the_other_is_named_as_good() -> None:
    twins = Shelf(None, (solid("b", 5, 2), solid("a", 5, 2), solid("c", 5, 4)))
    choice = choose(daily((7, "2.5")), twins)
    assert ids(choice) == [("a",)]
    assert [product.id for product in choice.alike(choice.options[0].products[0])] == ["b"]


def test_a_twin_that_must_be_used_takes_the_place_of_the_other() -> None:
    twins = Shelf(None, (solid("a", 5, 2), solid("b", 5, 2)))
    assert ids(choose(daily((7, "5")), twins, must_use=["b"])) == [("b",)]
    assert ids(choose(daily((7, "5")), twins, must_use=["b", "a"])) == [("a", "b")]


def test_a_set_has_one_liquid_of_a_drug_at_the_most() -> None:
    syrups = Shelf(None, (liquid("strong", 10, Fraction(1, 10)), liquid("weak", 1, Fraction(1, 10))))
    choice = choose(daily((7, "0.5"), (7, "50")), syrups)
    assert figures(choice, "unreachable_days") == {("weak",): (7,)}
    with pytest.raises(UsageError, match=r"strong and weak must be used together: name at most one liquid of drug"):
        choose(daily((7, "5")), syrups, must_use=["weak", "strong"])


def test_a_day_on_which_two_drugs_need_liquid_counts_once() -> None:
    products = tuple(liquid(f"{drug}-syrup", 1, Fraction(1, 10), drug) for drug in ("a", "b"))
    both = Step(1, 7, (Dose("a", DAY, Mass(3)), Dose("b", DAY, Mass(4))))
    one = Step(2, 14, (Dose("b", DAY, Mass(4)),))
    choice = choose(Schedule((both, one)), Shelf(None, products))
    assert figures(choice, "unreachable_days", "liquid_days") == {
        ("a-syrup", "b-syrup"): (0, 21),
        ("b-syrup",): (7, 21),
        ("a-syrup",): (21, 7),
    }


def test_a_product_of_one_drug_never_makes_a_dose_of_the_other() -> None:
    products = (solid("a5", 5, drug="a"), solid("b5", 5, drug="b"))
    step = Step(1, 7, (Dose("a", "morning", Mass(5)), Dose("b", "night", Mass(5))))
    assert figures(choose(Schedule((step,)), Shelf(None, products)), "unreachable_days")[("a5",)] == (7,)


def test_one_release_of_a_drug_is_chosen_from() -> None:
    slow = evolve(solid("slow", 5), form=Form.PROLONGED_RELEASE)
    choice = choose(daily((7, "5")), Shelf(None, (slow, solid("fast", 5))))
    assert ids(choice) == [("fast",)]
    assert [product.id for product in choice.whole.left_out] == ["slow"]


def test_a_set_that_makes_no_dose_is_no_option() -> None:
    assert ids(choose(daily((7, "3")), Shelf(None, (solid("five", 5),)))) == []


def test_a_dose_of_nothing_asks_for_nothing() -> None:
    choice = choose(daily((7, "0")), Shelf(None, (solid("b", 5), solid("a", 2))))
    assert figures(choice, "products", "pieces") == {("a",): (1, 0)}


def test_without_products_there_is_no_option() -> None:
    choice = choose(daily((7, "5")), Shelf(None, ()))
    assert choice.options == ()
    assert not choice.practical


def test_what_cannot_be_kept_is_refused_with_what_to_write_instead() -> None:
    two = Shelf(None, (solid("uk-5mg", 5), solid("uk-2mg", 2)))
    with pytest.raises(UsageError, match=r"'uk-5g' is not on this shelf \(did you mean uk-5mg"):
        choose(daily((7, "5")), two, must_use=["uk-5g"])
    with pytest.raises(UsageError, match="2 products must be used and at most 1 are allowed"):
        choose(daily((7, "5")), two, must_use=["uk-5mg", "uk-2mg"], max_products=1)
    with pytest.raises(UsageError, match="write a number from 1 up"):
        choose(daily((7, "5")), two, max_products=0)


def test_more_sets_than_can_be_weighed_are_refused_and_small_ones_are_not() -> None:
    many = Shelf(None, tuple(solid(f"p{number:02}", number) for number in range(1, 31)))
    with pytest.raises(UsageError, match=r"1,073,741,824 sets .*`max_products`"):
        choose(daily((7, "60")), many)
    assert ids(choose(daily((7, "60")), many, max_products=2)) == [("p30",)]


# Against the definition


def agree(question: Question) -> None:
    options = question.defined
    event(f"{len(options) if len(options) < 5 else 'more'} options")
    assert named(question.chosen) == options


@given(questions(products=3))
@settings(max_examples=60, suppress_health_check=ANY)
def test_random_questions_are_answered_as_defined(question: Question) -> None:
    agree(question)


@pytest.mark.slow
@given(questions())
@settings(max_examples=600, suppress_health_check=ANY)
def test_six_hundred_random_questions_are_answered_as_defined(question: Question) -> None:
    agree(question)


@given(questions(products=3))
@settings(max_examples=40, suppress_health_check=ANY)
def test_sets_answered_one_by_one_are_answered_alike(question: Question) -> None:
    at_once = named(question.chosen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drug_sets, "MOST_SOLIDS", -1)
        assert named(question.chosen) == at_once
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(set_families, "MOST_BITS", 1)
        assert named(question.chosen) == at_once


@pytest.mark.slow
def test_the_strategy_reaches_the_hard_cases() -> None:
    """What makes `choose` hard is among the random questions, or the tests above prove little."""
    seen: Counter[str] = Counter()

    @given(questions(products=3))
    @settings(max_examples=250, database=None, derandomize=True, suppress_health_check=ANY)
    def reach(question: Question) -> None:
        choice = question.chosen
        kinds = [(drug, t.strength, t.parts) for drug, shelf in question.shelves.items() for t in shelf.tablets]
        seen["twins"] += len(set(kinds)) < len(kinds)
        seen["two drugs in a step"] += any(len({dose.drug for dose in step.doses}) > 1 for step in question.steps)
        seen["no options"] += not choice.options
        seen["must use"] += bool(question.must_use)
        seen["at most so many"] += bool(question.max_products) and len(choice.options) > 1
        seen["four options"] += len(choice.options) > 3
        for option in choice.options:
            for name in ("unreachable_days", "nofall_days", "liquid_days", "busy_days", "off_mg", *CUTS):
                seen[name] += bool(getattr(option.figures, name))
            seen["tablets and liquid"] += bool(option.figures.liquid_days and option.figures.pieces)
            seen["two of one drug"] += len(option.products) > len({product.drug for product in option.products})

    reach()
    assert {case for case, number in seen.items() if not number} == set()


CUTS = ("eighths", "quarters", "thirds", "halves")


# What an answer says of itself


@given(questions())
@settings(max_examples=30, suppress_health_check=ANY)
def test_no_option_beats_another_and_they_stand_in_order(question: Question) -> None:
    options = question.chosen.options
    for first, second in combinations(options, 2):
        assert first.figures < second.figures
        figures = zip(first.figures, second.figures, strict=True)
        assert any(one > other for one, other in figures)  # type: ignore[operator]  # each number beside its like


@given(questions(), st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(7)]))
@settings(max_examples=30, suppress_health_check=ANY)
def test_a_product_more_on_the_shelf_never_makes_the_best_option_worse(question: Question, strength: Fraction) -> None:
    drug = question.schedule.drugs[0]

    def asked(shelf: Shelf) -> Choice:
        return choose(question.schedule, shelf, question.preferences, question.measuring)

    before = asked(question.shelf)
    after = asked(evolve(question.shelf, products=(*question.shelf.products, solid("new", strength, 2, drug))))
    if before.options:
        assert after.options[0].figures <= before.options[0].figures


@given(questions())
@settings(max_examples=30, suppress_health_check=ANY)
def test_the_plan_of_an_option_is_of_its_products_and_leaves_no_more_days_unmade(question: Question) -> None:
    choice = question.chosen
    for option in choice.options[:3]:
        plan = plan_option(choice, option).plan
        assert set(plan.products_used) <= set(option.products)
        unmade = (step.step.days for step in plan.steps if not step.is_made)
        assert sum(unmade) == option.figures.unreachable_days


@pytest.mark.parametrize("grain", [Fraction(1, 10**6), Fraction(1, 10**12)])
def test_strengths_of_the_most_awkward_kind_are_answered_too(grain: Fraction) -> None:
    awkward = Shelf(None, (solid("grain", grain), solid("five", 5), solid("nearly", 5 - grain)))
    assert ids(choose(daily((7, "10"), (7, "5")), awkward)) == [("five",)]


def own_shelf(tablets: Iterable[str]) -> Shelf:
    liquids = ("1 mg/mL", "0.4 mg/mL by 0.25 mL")
    return Shelf(
        None,
        (*(read_tablet(text, "diazepam") for text in tablets), *(read_liquid(text, "diazepam") for text in liquids)),
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("strengths", "schedule"),
    [
        ("0.5 1 1.5 2 2.5 3 4 5 7.5 10 12 15", taper(52, 104)),
        ("0.5 1 1.5 2 2.5 3 4 5 6 7.5 8 10 12 15 20 25", taper(52, 26)),
    ],
)
def test_many_products_are_weighed_in_two_seconds(strengths: str, schedule: Schedule) -> None:
    shelf = own_shelf(f"{strength} mg/halves" for strength in strengths.split())
    start = time.process_time()
    choice = choose(schedule, shelf)
    assert time.process_time() - start < 2
    assert not choice.options[0].figures.unreachable_days


def test_where_nothing_is_taken_the_figures_say_so() -> None:
    choice = choose(daily((14, "0")), Shelf(None, (solid("b", 5), solid("a", 5))))
    assert figures(choice, *weighing.Figures._fields) == {("a",): (0, 0, 0, 0, ZERO, 0, 0, 0, 0, 1, 0)}


def test_a_day_with_a_dose_that_is_not_made_counts_what_is_made_of_the_others() -> None:
    """5 mg are made for 6; then 4 mg and nothing for 1: less than before, though not by more than what is not made."""
    steps = (
        Step(1, 7, (Dose("drug", DAY, Mass(6)),)),
        Step(2, 7, (Dose("drug", "morning", Mass(4)), Dose("drug", "evening", Mass(1)))),
    )
    within = Preferences(tolerance=Fraction(1, 5), max_pieces=1)
    choice = choose(
        Schedule(steps), Shelf(None, (solid("five", 5), solid("four", 4))), within, must_use=("four", "five")
    )
    assert figures(choice, "unreachable_days", "nofall_days", "off_mg")[("five", "four")] == (7, 0, 7)


def test_as_many_products_as_are_allowed_may_have_to_be_used() -> None:
    two = Shelf(None, (solid("five", 5), solid("one", 1)))
    assert ids(choose(daily((7, "6")), two, max_products=2, must_use=["five", "one"])) == [("five", "one")]
    with pytest.raises(UsageError, match=r"^2 products must be used and at most 1 are allowed: allow more of them$"):
        choose(daily((7, "6")), two, max_products=1, must_use=["five", "one"])
