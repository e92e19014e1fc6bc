"""`choose` against its definition: a small world in full, random questions, and what its answer says of itself."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from attrs import evolve
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from tests.oracle_choose import Asked

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.errors import UsageError
from pillsplit.model.combination import HALF, QUARTER
from pillsplit.model.preferences import Prefer, Preferences
from pillsplit.model.product import Shelf
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.solver import product_sets as subsets
from pillsplit.verbs.choose import Choice, choose
from pillsplit.verbs.option import plan
from tests import oracle, oracle_choose
from tests.choices import chosen, named, questions
from tests.worlds import liquid, solid

ANY = list(HealthCheck)


def daily(*steps: tuple[int, str]) -> Schedule:
    """Return a schedule of (days, milligrams) a step."""
    return Schedule(
        tuple(
            Step(number, days, (Dose("drug", DAY, Mass(Fraction(amount))),))
            for number, (days, amount) in enumerate(steps, start=1)
        )
    )


def figures(choice: Choice) -> dict[tuple[str, ...], tuple[int, ...]]:
    return {option.ids: tuple(option.figures) for option in choice.options}


# Worked examples


def test_each_half_counts_on_each_day_that_it_is_taken() -> None:
    choice = choose(daily((14, "2.5"), (7, "5")), Shelf(None, (solid("five", 5, 2),)))
    assert figures(choice) == {("five",): (0, 0, 1, 0, 14, 21)}


def test_a_product_more_is_an_option_only_where_it_saves_something() -> None:
    """With 2 mg tablets, 5 mg ones save three pieces on 14 days, and 10 mg ones one more."""
    three = Shelf(None, (solid("two", 2), solid("five", 5), solid("ten", 10)))
    assert figures(choose(daily((14, "4"), (14, "10")), three)) == {
        ("two",): (0, 0, 1, 0, 0, 28 + 70),
        ("ten", "two"): (0, 0, 2, 0, 0, 28 + 14),
        ("ten",): (14, 0, 1, 0, 0, 14),
    }


def test_days_that_cannot_be_made_weigh_more_than_liquid_and_liquid_more_than_products() -> None:
    products = (solid("five", 5), solid("two", 2), liquid("syrup", 1, Fraction(1, 10)))
    options = choose(daily((7, "10"), (7, "2"), (7, "3")), Shelf(None, products)).options
    assert [(option.ids, tuple(option.figures)) for option in options] == [
        (("syrup", "two"), (0, 7, 2, 0, 0, 35 + 7)),
        (("five", "syrup", "two"), (0, 7, 3, 0, 0, 14 + 7)),
        (("five", "syrup"), (0, 14, 2, 0, 0, 14)),
        (("syrup",), (0, 21, 1, 0, 0, 0)),
        (("two",), (7, 0, 1, 0, 0, 35 + 7)),
        (("five", "two"), (7, 0, 2, 0, 0, 14 + 7)),
        (("five",), (14, 0, 1, 0, 0, 14)),
    ]


@pytest.mark.parametrize(
    ("prefer", "expected"), [(Prefer.FEWEST_CUTS, (0, 0, 2, 0, 0, 35)), (Prefer.FEWEST_PIECES, (0, 0, 2, 0, 7, 7))]
)
def test_a_large_tablet_is_cut_only_where_fewer_pieces_are_preferred(prefer: Prefer, expected: tuple[int, ...]) -> None:
    two = Shelf(None, (solid("ten", 10, 2), solid("one", 1)))
    choice = choose(daily((7, "5")), two, Preferences(prefer=prefer), must_use=["ten", "one"])
    assert figures(choice) == {("one", "ten"): expected}


def test_beside_a_liquid_fewer_cuts_come_first_whatever_is_preferred() -> None:
    three = Shelf(None, (solid("four", 4, 2), solid("one", 1), liquid("syrup", 1, Fraction(1, 10))))
    pieces = Preferences(prefer=Prefer.FEWEST_PIECES, max_volume=Volume(Fraction(1, 2)))
    choice = choose(daily((7, "2.3")), three, pieces, must_use=["four", "one"])
    assert choice.options[0].figures == (0, 7, 3, 0, 0, 14)


def test_a_finer_step_makes_another_liquid_of_the_same_concentration() -> None:
    two = Shelf(None, (liquid("coarse", 1, Fraction(1, 2)), liquid("fine", 1, Fraction(1, 10))))
    assert figures(choose(daily((7, "0.3")), two)) == {
        ("fine",): (0, 7, 1, 0, 0, 0),
        ("coarse",): (7, 0, 1, 0, 0, 0),
    }


def test_a_tablet_above_the_dose_may_stand_beside_a_liquid_within_the_tolerance() -> None:
    two = Shelf(None, (solid("tablet", Fraction("10.5")), liquid("syrup", 1, Fraction(1, 10))))
    wide = Preferences(tolerance=Fraction(1, 10), max_volume=Volume(1))
    assert figures(choose(daily((7, "10")), two, wide))[("syrup", "tablet")] == (0, 7, 2, 0, 0, 7)


def test_of_two_products_alike_the_first_id_stands_and_the_other_is_named_as_good() -> None:
    twins = Shelf(None, (solid("b", 5, 2), solid("a", 5, None), solid("c", 5, 4)))
    choice = choose(daily((7, "2.5")), twins)
    assert list(figures(choice)) == [("a",)]
    assert [product.id for product in choice.alike(choice.options[0].products[0])] == ["b"]


def test_a_twin_that_must_be_used_takes_the_place_of_the_other() -> None:
    twins = Shelf(None, (solid("a", 5, 2), solid("b", 5, 2)))
    assert list(figures(choose(daily((7, "5")), twins, must_use=["b"]))) == [("b",)]
    assert list(figures(choose(daily((7, "5")), twins, must_use=["b", "a"]))) == [("a", "b")]


def test_a_set_has_one_liquid_of_a_drug_at_the_most() -> None:
    """1 mg in a millilitre makes the small dose, 10 mg in one the large; no set has both."""
    syrups = Shelf(None, (liquid("strong", 10, Fraction(1, 10)), liquid("weak", 1, Fraction(1, 10))))
    assert figures(choose(daily((7, "0.5"), (7, "50")), syrups)) == {
        ("strong",): (7, 7, 1, 0, 0, 0),
    }
    with pytest.raises(UsageError, match=r"strong and weak must be used together: name at most one liquid of drug"):
        choose(daily((7, "5")), syrups, must_use=["weak", "strong"])


def test_a_day_on_which_two_drugs_need_liquid_counts_once() -> None:
    products = tuple(evolve(liquid(f"{drug}-syrup", 1, Fraction(1, 10)), drug=drug) for drug in ("a", "b"))
    both = Step(1, 7, (Dose("a", DAY, Mass(3)), Dose("b", DAY, Mass(4))))
    one = Step(2, 14, (Dose("b", DAY, Mass(4)),))
    choice = choose(Schedule((both, one)), Shelf(None, products))
    assert figures(choice) == {
        ("a-syrup", "b-syrup"): (0, 21, 2, 0, 0, 0),
        ("b-syrup",): (7, 21, 1, 0, 0, 0),
        ("a-syrup",): (21, 7, 1, 0, 0, 0),
    }


def test_a_product_of_one_drug_never_makes_a_dose_of_the_other() -> None:
    products = (evolve(solid("a5", 5), drug="a"), evolve(solid("b5", 5), drug="b"))
    step = Step(1, 7, (Dose("a", "morning", Mass(5)), Dose("b", "night", Mass(5))))
    assert figures(choose(Schedule((step,)), Shelf(None, products)))[("a5",)] == (7, 0, 1, 0, 0, 7)


def test_a_dose_of_nothing_asks_for_nothing() -> None:
    choice = choose(daily((7, "0")), Shelf(None, (solid("b", 5), solid("a", 2))))
    assert figures(choice) == {("a",): (0, 0, 1, 0, 0, 0)}


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
    with pytest.raises(UsageError, match=r"1,073,741,824 sets .* --max-products"):
        choose(daily((7, "60")), many)
    assert figures(choose(daily((7, "60")), many, max_products=2)) == {
        ("p30",): (0, 0, 1, 0, 0, 14),
        ("p01",): (7, 0, 1, 0, 0, 0),
    }


def test_seventeen_products_of_five_strengths_are_few_sets() -> None:
    """At most one product of a strength is worth having, so a market's many makers do not make the work grow."""
    many = [
        solid(f"{maker}-{n}", Fraction(n, 4), parts) for n in range(1, 6) for maker, parts in enumerate((1, 2, 1, 2))
    ]
    weighed: list[int] = []
    choose(daily((7, "1.25")), Shelf(None, tuple(many)), progress=lambda _, number: weighed.append(number))
    assert weighed == [3**5] * 3**5


def test_what_is_told_of_the_progress_ends_with_all_sets() -> None:
    told: list[tuple[int, int]] = []
    three = Shelf(None, (solid("a", 1), solid("b", 2), solid("c", 3)))
    choose(daily((7, "5")), three, progress=lambda done, number: told.append((done, number)))
    assert told == [(done, 8) for done in range(1, 9)]


# Against the definition


def small_world() -> list[Asked]:
    """Every shelf of these six products, on one plan, with few pieces so that much cannot be made."""
    tablets = [
        oracle.Tablet("t5", Fraction(1), 1),
        oracle.Tablet("t4", Fraction(1), 2),
        oracle.Tablet("t3", Fraction(2), 2),
        oracle.Tablet("t2", Fraction(4), 4),
    ]
    liquids = [oracle.Liquid("l1", Fraction(1), Fraction(1, 4)), oracle.Liquid("l0", Fraction(2, 5), Fraction(1, 2))]
    amounts = [Fraction(quarters, 4) for quarters in (1, 2, 3, 4, 6, 7, 9, 12, 15, 20)]
    times = [[("drug", "morning", amount), ("drug", "night", amount / 2)] for amount in amounts]
    steps = [(days, doses) for days, doses in zip((1, 2, 4, 7, 14, 3, 5, 6, 9, 11), times, strict=True)]
    return [
        Asked({"drug": here}, {"drug": syrups}, steps, most, prefer, Fraction(1), Fraction(1, 20))
        for number in range(5)
        for here in combinations(tablets, number)
        for syrups in ((), tuple(liquids))
        for most, prefer in ((2, "fewest-cuts"), (3, "fewest-pieces"))
    ]


def test_every_shelf_of_the_small_world_is_answered_as_defined() -> None:
    for asked in small_world():
        assert named(chosen(asked)) == oracle_choose.options(asked), asked


def agree(asked: Asked) -> None:
    options = oracle_choose.options(asked)
    event(f"{len(options) if len(options) < 5 else 'more'} options")
    assert named(chosen(asked)) == options


@given(questions(tablets=3, most=3))
@settings(max_examples=50, suppress_health_check=ANY)
def test_random_questions_are_answered_as_defined(asked: Asked) -> None:
    agree(asked)


@pytest.mark.slow
@given(questions())
@settings(max_examples=600, suppress_health_check=ANY)
def test_six_hundred_random_questions_are_answered_as_defined(asked: Asked) -> None:
    agree(asked)


def test_the_strategy_reaches_the_hard_cases() -> None:
    """What makes `choose` hard is among the random questions, or the tests above prove little."""
    seen: Counter[str] = Counter()

    @given(questions(tablets=3, most=3))
    @settings(max_examples=120, database=None, derandomize=True, suppress_health_check=ANY)
    def reach(asked: Asked) -> None:
        choice = chosen(asked)
        kinds = [(drug, each.strength, each.parts) for drug, here in asked.tablets.items() for each in here]
        strengths = [(drug, strength) for drug, strength, _ in kinds]
        seen["twins"] += len(set(kinds)) < len(kinds)
        seen["one strength, cut differently"] += len(set(strengths)) < len(set(kinds))
        seen["two drugs in a step"] += any(len({drug for drug, _, _ in doses}) > 1 for _, doses in asked.plan)
        seen["no products"] += not choice.options
        seen["must use"] += bool(asked.must_use)
        seen["must use an awkward one"] += bool(asked.must_use) and len(choice.options) > 1
        seen["at most so many"] += bool(asked.max_products) and len(choice.options) > 1
        seen["four options"] += len(choice.options) > 3
        for option in choice.options:
            seen["unreachable"] += bool(option.figures.unreachable_days)
            seen["quarters"] += bool(option.figures.quarters)
            seen["tablets and liquid"] += bool(option.figures.liquid_days and option.figures.pieces)
            seen["two of one drug"] += len(option.products) > len({product.drug for product in option.products})

    reach()
    wanted = {
        "twins",
        "one strength, cut differently",
        "two drugs in a step",
        "no products",
        "must use",
        "must use an awkward one",
        "at most so many",
        "four options",
        "unreachable",
        "quarters",
        "tablets and liquid",
        "two of one drug",
    }
    assert {case for case in wanted if not seen[case]} == set()


# What an answer says of itself


@given(questions())
@settings(max_examples=40, suppress_health_check=ANY)
def test_the_figures_of_an_option_are_those_of_the_one_solver(asked: Asked) -> None:
    """What is written beside an option is what `check` makes of its products, added up."""
    choice = chosen(asked)
    for option in choice.options:
        made = plan(choice, option)
        steps = [(step.step.days, [dose.answer for dose in step.doses]) for step in made.check.steps]
        taken = [(days, answer.combination) for days, answers in steps for answer in answers if answer.combination]
        assert option.figures == (
            sum(days for days, answers in steps if any(answer.verdict == "unreachable" for answer in answers)),
            sum(days for days, answers in steps if any(answer.verdict == "liquid" for answer in answers)),
            len(option.products),
            sum(days * combination.counted(QUARTER) for days, combination in taken),
            sum(days * combination.counted(HALF) for days, combination in taken),
            sum(days * combination.count for days, combination in taken),
        )


@given(questions())
@settings(max_examples=30, suppress_health_check=ANY)
def test_no_option_beats_another_and_they_stand_in_order(asked: Asked) -> None:
    options = chosen(asked).options
    for first, second in combinations(options, 2):
        assert first.figures < second.figures
        assert any(mine > theirs for mine, theirs in zip(first.figures, second.figures, strict=True))


@given(questions(), st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(7)]), st.sampled_from((1, 2, 4)))
@settings(max_examples=40, suppress_health_check=ANY)
def test_a_product_more_on_the_shelf_never_makes_the_best_option_worse(
    asked: Asked, strength: Fraction, parts: int
) -> None:
    drug = next(iter(asked.tablets))
    more = {**asked.tablets, drug: (*asked.tablets[drug], oracle.Tablet("new", strength, parts))}
    before, after = chosen(asked), chosen(replace(asked, tablets=more))
    if before.options:
        assert after.options[0].figures[:2] <= before.options[0].figures[:2]


@given(questions())
@settings(max_examples=30, suppress_health_check=ANY)
def test_masses_too_awkward_for_tables_are_answered_alike(asked: Asked) -> None:
    with_tables = named(chosen(asked))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subsets, "WIDEST", -1)
        assert named(chosen(asked)) == with_tables


@pytest.mark.parametrize("grain", [Fraction(1, 10**6), Fraction(1, 10**12)])
def test_strengths_of_the_most_awkward_kind_are_answered_too(grain: Fraction) -> None:
    """Tables of a grid so fine would fill any memory."""
    awkward = Shelf(None, (solid("grain", grain), solid("five", 5), solid("nearly", 5 - grain)))
    assert figures(choose(daily((7, "10"), (7, "5")), awkward)) == {
        ("five",): (0, 0, 1, 0, 0, 21),
        ("grain",): (14, 0, 1, 0, 0, 0),
    }


@pytest.mark.slow
def test_twelve_tablets_and_two_liquids_over_two_years_are_weighed_in_two_seconds() -> None:
    strengths = ("0.5", "1", "1.5", "2", "2.5", "3", "4", "5", "7.5", "10", "12", "15")
    tablets = (solid(f"p{number}", Fraction(strength), 2) for number, strength in enumerate(strengths))
    liquids = (liquid("one", 1, Fraction(1, 10)), liquid("other", Fraction(2, 5), Fraction(1, 4)))
    schedule = daily(*((7, str(52 - Fraction(number, 2))) for number in range(104)))
    start = time.process_time()
    choice = choose(schedule, Shelf(None, (*tablets, *liquids)))
    assert time.process_time() - start < 2
    assert choice.options[0].figures == (0, 0, 3, 0, 287, 3073)
