"""`fit` against its definition, and the promises that it makes."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import Phase, assume, find, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.number import read_number
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.model.device import Devices
from pillsplit.model.drug import Drug, HalfLife
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Prefer, Preferences
from pillsplit.model.schedule import Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.model.source import Evidence, Source
from pillsplit.output.schedule import schedule_csv
from pillsplit.output.views.fit import summary
from pillsplit.schedules.reader import read_text
from pillsplit.solver import attainable
from pillsplit.solver.nearest_series import Stuck, Wanted, nearest
from pillsplit.verbs.check import check
from pillsplit.verbs.fit import fit
from pillsplit.verbs.fitted import Fit
from pillsplit.verbs.plan import plan as planned
from tests.definitions import dose as definition
from tests.definitions import fit as slowly
from tests.plans import MOST_SERIES, Plan, made, plans, schedule
from tests.worlds import liquid, shelf, solid

CUTS = st.sampled_from([None, None, Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(1)])
HALVES = shelf(solid("p2", 2, 2), solid("p5", 5, 2), solid("p10", 10, 2))
ALONE = Preferences(liquid=False)
NO_DEVICES = Measuring(Devices(()))


def wanted(*doses: str, days: int = 7) -> Schedule:
    return schedule(*((read_number(dose)[0], days) for dose in doses))


def milligrams(fitted: Fit) -> list[str]:
    return [str(dose.beside.made) for _, dose in fitted.doses]


def agrees(plan: Plan, max_cut: Fraction | None) -> None:
    """Hold the package against the brute force."""
    found = fit(plan.schedule, plan.shelf, plan.preferences, plan.measuring, max_cut=max_cut)
    right = slowly.fitted(list(plan.wanted), plan.makeable, max_cut)
    assert (made(found) if found.made else None) == right
    assert bool(found.impossible) == (right is None)


def countable(plan: Plan) -> bool:
    """Say whether a brute force over the plan ends soon."""
    return bool(len(plan.makeable.doses) ** len(plan.wanted) <= MOST_SERIES)


def by_day(schedule: Schedule) -> list[tuple[Fraction, ...]]:
    """What is taken on each day, dose by dose."""
    return [
        tuple(dose.mass.mg for dose in step.doses if dose.mass) for step in schedule.steps for _ in range(step.days)
    ]


def tablets_alone(plan: Plan) -> Preferences:
    return evolve(plan.preferences, liquid=False)


@st.composite
def series(draw: st.DrawFn) -> tuple[list[tuple[Fraction, int]], dict[Fraction, tuple[int, int]]]:
    """Draw wanted doses with their days, and doses to choose from with weights that owe nothing to their size."""
    halves = draw(st.sets(st.integers(1, 12), max_size=5))
    weights = {Fraction(half, 2): draw(st.tuples(st.integers(0, 1), st.integers(0, 3))) for half in {0, *halves}}
    dose = st.integers(0, 28).map(lambda quarters: Fraction(quarters, 4))
    return draw(st.lists(st.tuples(dose, st.integers(1, 3)), min_size=1, max_size=4)), weights


def reached(condition: Callable[[Plan], bool]) -> bool:
    """Say whether the strategy draws a plan like that."""
    once = settings(max_examples=1000, phases=(Phase.generate,), database=None)
    return bool(find(plans(), condition, settings=once))


class TestAgainstTheDefinition:
    @given(plans(), CUTS)
    @settings(max_examples=50)
    def test_the_fit_is_the_best_of_all_series(self, plan: Plan, max_cut: Fraction | None) -> None:
        assume(countable(plan))
        agrees(plan, max_cut)

    @pytest.mark.slow
    @given(plans(steps=4), CUTS)
    @settings(max_examples=3000)
    def test_the_fit_is_the_best_of_all_series_at_length(self, plan: Plan, max_cut: Fraction | None) -> None:
        assume(countable(plan))
        agrees(plan, max_cut)

    @given(series(), CUTS)
    @settings(max_examples=150)
    def test_the_series_is_the_best_whatever_its_doses_weigh(
        self, drawn: tuple[list[tuple[Fraction, int]], dict[Fraction, tuple[int, int]]], max_cut: Fraction | None
    ) -> None:
        plan, weights = drawn
        found = nearest(
            [Wanted(Mass(dose), days) for dose, days in plan],
            [Mass(dose) for dose in sorted(weights) if dose],
            lambda dose: weights[dose.mg],
            max_cut,
        )
        right = slowly.fitted(plan, slowly.Weighed(dict(weights)), max_cut)
        assert (None if isinstance(found, Stuck) else tuple(dose.mg for dose in found)) == right

    def test_where_any_cut_is_allowed_nothing_may_be_the_nearest(self) -> None:
        wanted = [Wanted(Mass(10), 7), Wanted(Mass(1), 7)]
        assert nearest(wanted, [Mass(10)], lambda _: (0,), Fraction(1)) == [Mass(10), Mass(0)]

    def test_what_a_dose_asks_counts_for_each_of_its_days(self) -> None:
        """One day on the harder dose and two on the easier one are less than one easy day and two hard ones."""
        weights = {Fraction(dose): weight for dose, weight in (("0", 0), ("5/2", 3), ("3", 10), ("4", 2))}
        plan = [(Fraction("3.5"), 1), (Fraction("2.75"), 2)]
        found = nearest(
            [Wanted(Mass(dose), days) for dose, days in plan],
            [Mass(dose) for dose in sorted(weights) if dose],
            lambda dose: (weights[dose.mg],),
            Fraction(1, 3),
        )
        assert found == [Mass(3), Mass(Fraction("2.5"))]
        weighed = slowly.Weighed({dose: (weight,) for dose, weight in weights.items()})
        assert slowly.fitted(plan, weighed, Fraction(1, 3)) == (Fraction(3), Fraction("2.5"))
        once = [(dose, 1) for dose, _ in plan]
        assert slowly.fitted(once, weighed, Fraction(1, 3)) == (Fraction(4), Fraction(3))

    @pytest.mark.parametrize("parts", [(1, 1), (2, 1), (1, 2), (4, 2)])
    @pytest.mark.parametrize("max_cut", [None, Fraction(1, 3)])
    def test_a_small_world_in_full(self, parts: tuple[int, int], max_cut: Fraction | None) -> None:
        tablets = (definition.Tablet("b", Fraction(2), parts[0]), definition.Tablet("a", Fraction(3), parts[1]))
        world = definition.World(tablets, None, definition.Asked(max_pieces=1))
        doses = [Fraction(half, 2) for half in range(14)]
        for first, second in product(doses, doses):
            agrees(Plan(world, False, ((first, 1), (second, 2))), max_cut)

    @given(plans(steps=1), st.integers(2, 4))
    @settings(max_examples=50)
    def test_a_cycle_has_the_nearest_mean_and_of_those_the_most_even_days(self, plan: Plan, days: int) -> None:
        dose, length = plan.wanted[0]
        makeable = slowly.Makeable(plan.world, liquid=False, most=days * dose + 6)
        assume(dose and len(makeable.doses) <= 24)
        found = fit(schedule((dose, length)), plan.shelf, tablets_alone(plan), cycle=days)
        ((_, fitted),) = found.doses
        right = slowly.nearest_shared(days * dose, days, makeable)
        assert tuple(sorted(taken.mg for taken in fitted.taken)) == right
        assert [taken.mg for taken in fitted.taken] == list(slowly.orders(right))
        assert fitted.beside.made.mg == sum(right) / days

    @given(plans(steps=1), st.integers(2, 4))
    @settings(max_examples=15)
    def test_a_divided_fit_has_the_nearest_sum_and_of_those_the_easiest_parts(self, plan: Plan, number: int) -> None:
        dose, length = plan.wanted[0]
        makeable = slowly.Makeable(plan.world, liquid=False, most=2 * dose + 6)
        assume(dose and len(makeable.doses) <= 24)
        found = fit(schedule((dose, length)), plan.shelf, tablets_alone(plan), divide=number)
        ((_, fitted),) = found.doses
        assert tuple(taken.mg for taken in fitted.taken) == slowly.nearest_divided(dose, number, makeable)

    @given(plans(steps=2, most=2), st.integers(2, 3), st.sampled_from([Fraction(1, 4), Fraction(1, 2)]))
    @settings(max_examples=30)
    def test_means_of_cycles_keep_to_the_limit_on_cuts(self, plan: Plan, days: int, max_cut: Fraction) -> None:
        most = days * max(dose for dose, _ in plan.wanted) + 6
        makeable = slowly.Makeable(plan.world, liquid=False, most=most)
        assume(len(makeable.doses) <= 16)
        found = fit(plan.schedule, plan.shelf, tablets_alone(plan), max_cut=max_cut, cycle=days)
        right = slowly.fitted(list(plan.wanted), slowly.means(makeable, days, most), max_cut)
        assert (made(found) if found.made else None) == right


class TestTheDrawnPlans:
    """The strategies reach what is hard."""

    def test_ties_between_a_lower_and_a_higher_dose(self) -> None:
        def tied(plan: Plan) -> bool:
            doses = plan.makeable.doses
            return any(dose - low == high - dose and dose for dose, _ in plan.wanted for low, high in pairwise(doses))

        assert reached(tied)

    def test_a_limit_on_cuts_that_moves_other_doses(self) -> None:
        def moved(plan: Plan) -> bool:
            limited = fit(plan.schedule, plan.shelf, plan.preferences, plan.measuring, max_cut=Fraction(1, 4))
            return bool(limited.made) and made(limited) != made(
                fit(plan.schedule, plan.shelf, plan.preferences, plan.measuring)
            )

        assert reached(moved)

    def test_a_limit_on_cuts_that_cannot_be_kept(self) -> None:
        def stuck(plan: Plan) -> bool:
            return bool(
                fit(plan.schedule, plan.shelf, plan.preferences, plan.measuring, max_cut=Fraction(1, 4)).impossible
            )

        assert reached(stuck)

    def test_a_dose_for_which_nothing_is_made(self) -> None:
        def ends(plan: Plan) -> bool:
            found = fit(plan.schedule, plan.shelf, plan.preferences, plan.measuring)
            return any(each.beside.wanted and not each.beside.made for _, each in found.doses)

        assert reached(ends)

    def test_a_fit_that_rises_where_the_wanted_rises(self) -> None:
        def rises(plan: Plan) -> bool:
            found = fit(plan.schedule, plan.shelf, plan.preferences, plan.measuring)
            return any((each.beside.cut or 0) < 0 for _, each in found.doses)

        assert reached(rises)


class TestPromises:
    @settings(max_examples=40)
    @given(plans(steps=6, most=4))
    def test_a_makeable_schedule_is_its_own_fit(self, plan: Plan) -> None:
        doses = plan.makeable.doses
        own = [(max(dose for dose in doses if dose <= wanted), days) for wanted, days in plan.wanted]
        assert made(fit(schedule(*own), plan.shelf, plan.preferences, plan.measuring)) == tuple(dose for dose, _ in own)

    @settings(max_examples=40)
    @given(plans(steps=6, most=4), CUTS)
    def test_the_fit_of_a_fit_is_itself(self, plan: Plan, max_cut: Fraction | None) -> None:
        first = fit(plan.schedule, plan.shelf, plan.preferences, plan.measuring, max_cut=max_cut)
        if first.made:
            again = fit(first.made.schedule, plan.shelf, plan.preferences, plan.measuring, max_cut=max_cut)
            assert again.made
            assert by_day(again.made.schedule) == by_day(first.made.schedule)

    @settings(max_examples=40)
    @given(plans(steps=6, most=4), CUTS, st.sampled_from([Fraction(1), Fraction(5, 2), Fraction(1, 3)]))
    def test_more_products_never_make_a_fit_worse(
        self, plan: Plan, max_cut: Fraction | None, strength: Fraction
    ) -> None:
        fewer = fit(plan.schedule, plan.shelf, plan.preferences, plan.measuring, max_cut=max_cut)
        larger = evolve(plan.shelf, products=(*plan.shelf.products, solid("more", strength, 2)))
        more = fit(plan.schedule, larger, plan.preferences, plan.measuring, max_cut=max_cut)
        if fewer.made:
            assert more.made
            wanted = list(plan.wanted)
            assert slowly.nearness(wanted, made(more)) <= slowly.nearness(wanted, made(fewer))

    @settings(max_examples=40)
    @given(plans(steps=6, most=4), CUTS, st.sampled_from([None, 2, 3]))
    def test_no_dose_rises_where_the_wanted_does_not(
        self, plan: Plan, max_cut: Fraction | None, cycle: int | None
    ) -> None:
        found = fit(plan.schedule, plan.shelf, plan.preferences, plan.measuring, max_cut=max_cut, cycle=cycle)
        for _, each in found.doses:
            assert each.beside.wanted or not each.beside.made
            if (each.beside.cut_wanted or 0) >= 0:
                assert (each.beside.cut or 0) >= 0
            if max_cut is not None and each.beside.wanted_before:
                assert (each.beside.cut or 0) <= max_cut

    @settings(max_examples=40)
    @given(plans(steps=6, most=4), st.sampled_from([{}, {"cycle": 2}, {"cycle": 5}, {"divide": 2}, {"divide": 4}]))
    def test_what_is_written_is_read_back_and_made_as_it_stands(self, plan: Plan, options: dict[str, Any]) -> None:
        found = fit(plan.schedule, plan.shelf, plan.preferences, plan.measuring, **options)
        assert found.made
        read = read_text(schedule_csv(found.made.schedule), "fit.csv", lambda name: name)
        assert read.steps == found.made.schedule.steps
        again = check(read, plan.shelf, found.preferences, plan.measuring)
        assert again.practical
        assert all(not dose.answer.difference for step in again.steps for dose in step.doses)

    @settings(max_examples=40)
    @given(plans(steps=4, most=4), st.sampled_from([{}, {"cycle": 3}, {"divide": 3}]))
    def test_what_is_taken_adds_up_to_what_is_made(self, plan: Plan, options: dict[str, Any]) -> None:
        found = fit(plan.schedule, plan.shelf, plan.preferences, plan.measuring, **options)
        for _, each in found.doses:
            total = sum((taken.mg for taken in each.taken), start=Fraction(0))
            assert total == each.beside.made.mg * (3 if "cycle" in options else 1)
        assert found.made
        assert {each.first_day for step in found.steps for each in step.made} == {
            each.first_day for each in found.made.steps
        }
        for stretch, step in zip(found.schedule.timeline, found.steps, strict=True):
            days = range(stretch.first_day, min(stretch.last_day, found.made.schedule.last_day) + 1)
            covered = {day for each in step.made for day in range(each.first_day, each.last_day + 1)}
            assert covered.issuperset(days)

    @settings(max_examples=60)
    @given(plans(steps=6, most=2), st.sampled_from([{}, {"cycle": 3}, {"divide": 2}]))
    def test_neighbours_that_are_alike_are_one_step_and_the_plan_ends_with_a_dose(
        self, plan: Plan, options: dict[str, Any]
    ) -> None:
        found = fit(plan.schedule, plan.shelf, plan.preferences, plan.measuring, **options)
        assert found.made
        steps = found.made.schedule.steps
        assert all(before.doses != after.doses for before, after in pairwise(steps))
        assert len(steps) == 1 or any(dose.mass for dose in steps[-1].doses)
        days = by_day(found.made.schedule)
        if not options:
            taken = [mass for mass, (_, length) in zip(made(found), plan.wanted, strict=True) for _ in range(length)]
            assert [sum(day) for day in days] == taken[: len(days)]
            assert not any(taken[len(days) :])

    def test_what_is_too_coarse_is_told_with_what_a_liquid_would_do(self) -> None:
        plan = wanted("2.5", "2", "1.3", "1.2", "0.9", "0.3")
        found = fit(plan, shelf(*HALVES.products, liquid("l", 1, Fraction(1, 10))))
        assert [(str(each.made), each.days, [step.number for step in each.steps]) for each in found.coarse] == [
            ("1 mg", 21, [3, 4, 5]),
            ("0 mg", 7, [6]),
        ]
        assert found.with_liquid
        assert [str(dose.beside.made) for _, dose in found.with_liquid.doses] == [
            str(step.daily("drug")) for step in plan.steps
        ]
        said = summary(found)
        assert "The tablets are too coarse: 1 mg for 3 weeks where 1.3 mg to 0.9 mg is wanted (steps 3–5)" in said
        assert "nothing where 0.3 mg is wanted (step 6)" in said
        assert said.endswith("6 of 6 doses would be made as wanted (`with_liquid`).")
        assert fit(plan, HALVES).with_liquid is None

    def test_a_liquid_with_too_many_doses_to_look_through_is_not_recommended(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(attainable, "MOST_TRIED", 1)
        found = fit(wanted("2.5", "2", "1.3", "0.3"), shelf(*HALVES.products, liquid("l", 1, Fraction(1, 10))))
        assert found.coarse
        assert found.with_liquid is None


class TestWorkedExamples:
    def test_a_taper_of_a_tenth_a_fortnight_from_halves_of_2_5_and_10_mg(self) -> None:
        found = fit(wanted("20", "18", "16.2", "14.58", "13.122", "11.8098"), HALVES)
        assert milligrams(found) == ["20 mg", "18 mg", "16 mg", "14.5 mg", "13 mg", "12 mg"]
        assert [each.beside.larger_cut for _, each in found.doses] == [False, False, True, False, True, False]

    def test_of_two_doses_as_near_the_one_with_fewer_cuts_is_taken(self) -> None:
        assert milligrams(fit(wanted("3.5"), shelf(solid("p", 2, 2)))) == ["4 mg"]

    def test_of_two_doses_as_near_and_as_easy_the_lower_is_taken(self) -> None:
        assert milligrams(fit(wanted("1.5"), shelf(solid("p", 1), solid("q", 2)))) == ["1 mg"]

    def test_what_is_easier_is_what_the_preferences_say(self) -> None:
        """Of 2.5 mg, half a tablet, and 3 mg, three whole ones."""
        both = shelf(solid("p", 5, 2), solid("q", 1))
        assert milligrams(fit(wanted("2.75"), both)) == ["3 mg"]
        assert milligrams(fit(wanted("2.75"), both, Preferences(liquid=False, prefer=Prefer.FEWEST_PIECES))) == [
            "2.5 mg"
        ]

    def test_of_a_tablet_and_a_liquid_as_near_the_tablet_is_taken(self) -> None:
        mixed = shelf(solid("p", 2), liquid("l", 1, Fraction(1, 2)))
        assert milligrams(fit(wanted("1.75"), mixed, Preferences())) == ["2 mg"]

    def test_a_wanted_0_stays_0_and_weighs_nothing(self) -> None:
        assert milligrams(fit(wanted("1", "0", "1", "0"), HALVES)) == ["1 mg", "0 mg", "1 mg", "0 mg"]

    def test_what_is_below_half_of_the_least_dose_is_not_taken_and_that_is_told(self) -> None:
        found = fit(wanted("1", "0.4"), HALVES)
        assert milligrams(found) == ["1 mg", "0 mg"]
        _, last = list(found.doses)[-1]
        assert [note.code for note in last.notes] == ["nothing-made"]
        assert last.notes[0].text == "drug: 0.4 mg is wanted and nothing is taken: the least that can be made is 1 mg"

    def test_what_is_above_the_most_is_told(self) -> None:
        ((_, only),) = fit(wanted("160"), HALVES).doses
        assert str(only.beside.made) == "120 mg"
        assert only.notes[0].text == "drug: 160 mg is wanted, and the most that can be made is 120 mg"

    def test_a_limit_on_cuts_holds_the_dose_where_the_next_lower_one_is_too_far(self) -> None:
        """And begins at the wanted dose: 2 mg throughout would be nearer, had the first dose no dose before it."""
        found = fit(wanted("4", "3", "2", "1"), shelf(solid("p", 2, 2)), max_cut=Fraction(1, 4))
        assert milligrams(found) == ["4 mg", "3 mg", "3 mg", "3 mg"]

    def test_a_limit_on_cuts_lets_no_dose_end(self) -> None:
        found = fit(wanted("2", "1", "0"), HALVES, max_cut=Fraction(1, 2))
        assert found.made is None
        assert not found.steps
        (reason,) = found.impossible
        assert (reason.step.number, reason.code) == (3, "max-cut")
        assert reason.text == (
            "drug: from 1 mg, the lowest dose that the limit leaves in the step before, to 0 mg is a cut of 100%: "
            "at most 50% is allowed. The last step to nothing is always a cut of 100%: leave steps of 0 mg out to "
            "limit the cuts before them"
        )

    def test_a_limit_on_cuts_is_not_kept_by_beginning_far_below(self) -> None:
        (reason,) = fit(wanted("200", "20"), HALVES, max_cut=Fraction(1, 4)).impossible
        assert reason.step.number == 1
        assert reason.text == (
            "drug: the most that can be made is 120 mg, 40% less than the wanted 200 mg: at most 25% is allowed"
        )

    def test_a_limit_of_all_is_no_limit(self) -> None:
        assert milligrams(fit(wanted("2", "1", "0"), HALVES, max_cut=Fraction(1))) == ["2 mg", "1 mg", "0 mg"]

    def test_without_tablets_there_is_nothing_to_fit_and_the_liquid_is_named(self) -> None:
        only = shelf(liquid("l", 1, Fraction(1, 10)))
        (reason,) = fit(wanted("2"), only).impossible
        assert (reason.code, reason.text) == (
            "no-tablets",
            "drug: there are no tablets or capsules of it here; its liquids are left out unless they are allowed",
        )
        (reason,) = fit(wanted("2"), shelf()).impossible
        assert reason.text == "drug: there are no tablets or capsules of it here"
        unmarked = shelf(evolve(liquid("l", 1, Fraction(1, 10)), step=None))
        (reason,) = fit(wanted("2"), unmarked, Preferences(), NO_DEVICES).impossible
        assert reason.text == (
            "drug: there are no tablets or capsules of it here; no device named here measures a liquid of it"
        )
        assert milligrams(fit(wanted("2.04"), only, Preferences())) == ["2 mg"]
        assert milligrams(fit(wanted("2.06"), only, Preferences())) == ["2.1 mg"]

    def test_nothing_wanted_needs_nothing_on_the_shelf(self) -> None:
        assert milligrams(fit(wanted("0"), shelf())) == ["0 mg"]

    def test_with_a_liquid_a_dose_is_made_exactly_whatever_the_tolerance(self) -> None:
        loose = Preferences(tolerance=Fraction(1, 10))
        mixed = shelf(*HALVES.products, liquid("l", 1, Fraction(1, 10)))
        found = fit(wanted("13.34"), mixed, loose)
        assert milligrams(found) == ["13.3 mg"]
        assert found.made
        assert not found.made.steps[0].doses[0].answer.difference

    def test_each_time_of_day_is_fitted_by_itself_and_the_day_is_told_beside(self) -> None:
        steps = [
            Step(1, 7, (Dose("drug", "morning", Mass(Fraction("3.3"))), Dose("drug", "night", Mass(Fraction("3.3"))))),
            Step(2, 7, (Dose("drug", "night", Mass(Fraction("3.3"))),)),
        ]
        first, second = fit(Schedule(tuple(steps)), HALVES).steps
        assert [(each.time, str(each.beside.made)) for each in first.doses] == [
            ("morning", "3.5 mg"),
            ("night", "3.5 mg"),
        ]
        ((drug, day),) = first.totals
        assert (drug, str(day.wanted), str(day.made)) == ("drug", "6.6 mg", "7 mg")
        ((_, day),) = second.totals
        assert (day.cut_wanted, day.cut) == (Fraction(1, 2), Fraction(1, 2))

    def test_two_drugs_are_fitted_each_from_its_own_tablets(self) -> None:
        other = evolve(solid("o", 1), drug="other")
        steps = [Step(1, 7, (Dose("drug", "day", Mass(Fraction("2.4"))), Dose("other", "day", Mass(Fraction("2.4")))))]
        assert milligrams(fit(Schedule(tuple(steps)), shelf(*HALVES.products, other))) == ["2.5 mg", "2 mg"]


class TestLiquids:
    """One liquid of each drug is drawn on."""

    def test_the_one_that_the_plan_takes(self) -> None:
        two = shelf(*HALVES.products, liquid("a", Fraction(2, 5), Fraction(1, 2)), liquid("b", 1, Fraction(1, 10)))
        asked = wanted("13.3", "12.2")
        found = fit(asked, two, Preferences())
        taken = planned(asked, two).liquids["drug"]
        assert found.made
        assert found.made.liquids == {"drug": taken}
        assert milligrams(found) == ["13.3 mg", "12.2 mg"]
        assert all(step.is_exact for step in found.made.steps)
        assert {product.id for product in found.made.shelf.products} == {"p2", "p5", "p10", "b"}

    def test_where_it_takes_none_the_one_with_which_the_fit_comes_nearest_of_equals_the_first(self) -> None:
        """3.3 mg cannot be made within a hundredth: 2 or 4 mg of the first can, 3 mg of the others."""
        few = shelf(
            solid("p", 5), liquid("a", 2, Fraction(1)), liquid("b", 1, Fraction(1)), liquid("c", 1, Fraction(1))
        )
        asked = wanted("3.3")
        assert planned(asked, few).liquids == {"drug": None}
        found = fit(asked, few, Preferences())
        assert milligrams(found) == ["3 mg"]
        assert found.made
        assert [product.id for product in found.made.products_used] == ["b"]

    def test_each_drug_has_its_own(self) -> None:
        other = evolve(liquid("o", 1, Fraction(1, 4)), drug="other")
        both = shelf(*HALVES.products, liquid("l", 1, Fraction(1, 10)), other)
        steps = [Step(1, 7, (Dose("drug", "day", Mass(Fraction("2.4"))), Dose("other", "day", Mass(Fraction("2.4")))))]
        assert milligrams(fit(Schedule(tuple(steps)), both, Preferences())) == ["2.4 mg", "2.5 mg"]

    @settings(max_examples=40)
    @given(plans(steps=4))
    def test_what_is_made_is_the_plan_of_what_is_made(self, plan: Plan) -> None:
        found = fit(plan.schedule, plan.shelf, plan.preferences, plan.measuring)
        assert found.made
        again = planned(found.made.schedule, plan.shelf, found.preferences, plan.measuring)
        assert again == found.made


class TestDosesInTurn:
    def test_three_and_two_and_a_half_in_turn_are_two_and_three_quarters(self) -> None:
        ((_, only),) = fit(wanted("2.75", days=14), HALVES, cycle=2).doses
        assert [str(taken) for taken in only.taken] == ["3 mg", "2.5 mg"]
        assert (only.beside.difference, only.spread, only.notes) == (Mass(0), Mass(Fraction(1, 2)), ())

    def test_a_cycle_that_is_cut_short_is_told_where_it_changes_the_mean(self) -> None:
        for days, told in (4, []), (6, []), (5, ["cycle-cut-short"]):
            ((_, only),) = fit(wanted("2.75", days=days), HALVES, cycle=4).doses
            assert [str(taken) for taken in only.taken] == ["3 mg", "2.5 mg"] * 2
            assert [note.code for note in only.notes] == told

    def test_an_exact_mean_goes_before_even_days(self) -> None:
        ((_, only),) = fit(schedule((Fraction(10, 3), 9)), shelf(solid("p", 4), solid("q", 10)), cycle=3).doses
        assert [str(taken) for taken in only.taken] == ["0 mg", "10 mg", "0 mg"]

    def test_a_makeable_dose_is_taken_every_day(self) -> None:
        ((_, only),) = fit(wanted("2.5", days=14), HALVES, cycle=7).doses
        assert set(map(str, only.taken)) == {"2.5 mg"}

    def test_the_days_of_a_step_become_steps_of_their_own_with_their_dates(self) -> None:
        step = evolve(wanted("2.75", days=4).steps[0], note="slowly")
        dated = evolve(wanted("2.75"), steps=(evolve(step, start=datetime.date(2026, 2, 27)),))
        found = fit(dated, HALVES, cycle=2)
        assert found.made
        assert [
            (step.number, step.start and step.start.isoformat(), str(step.daily("drug")), step.note)
            for step in found.made.schedule.steps
        ] == [
            (1, "2026-02-27", "3 mg", "wanted as step 1 · slowly"),
            (2, "2026-02-28", "2.5 mg", "wanted as step 1 · slowly"),
            (3, "2026-03-01", "3 mg", "wanted as step 1 · slowly"),
            (4, "2026-03-02", "2.5 mg", "wanted as step 1 · slowly"),
        ]

    def test_a_note_on_other_doses_than_the_made_ones_says_so(self) -> None:
        plan = wanted("4", "2.2")
        noted = evolve(plan, steps=tuple(evolve(step, note="a tenth of 20 mg") for step in plan.steps))
        found = fit(noted, HALVES)
        assert found.made
        assert [step.note for step in found.made.schedule.steps] == ["a tenth of 20 mg", "wanted: a tenth of 20 mg"]

    def test_days_on_nothing_and_a_cycle_that_is_cut_short_are_told(self) -> None:
        ((_, only),) = fit(wanted("0.5", days=7), HALVES, cycle=2).doses
        assert [note.text for note in only.notes] == [
            "drug: nothing is taken on 1 of the 2 days of a cycle",
            "drug: 7 days are not whole cycles of 2: the mean in this step is ⁴⁄₇ mg",
        ]

    @pytest.mark.parametrize(
        ("half_life", "said"),
        [
            (None, "Its half-life is not on record here."),
            (
                ((20, 100), "nordazepam", (36, 200)),
                "Its half-life is 20 to 100 hours, that of nordazepam 36 to 200 hours (",
            ),
            (((2, 2), "", None), "Its half-life is 2 hours, so that a day later at most half of a dose is left ("),
            (((24, 25), "", None), "Its half-life is 24 to 25 hours ("),
            ((None, "", (30, 60)), "That of its active metabolite 30 to 60 hours ("),
        ],
    )
    def test_the_note_names_the_half_life_and_the_ripple(self, half_life: Any, said: str) -> None:
        known = None
        if half_life:
            hours, metabolite, metabolite_hours = half_life
            known = HalfLife(hours, Source("a table", Evidence.GUIDANCE), metabolite, metabolite_hours)
        here = Shelf(None, HALVES.products, (Drug("drug", half_life=known),))
        (note,) = fit(wanted("20", "2.75", days=14), here, cycle=2).notes
        assert note.code == "half-life"
        assert note.text.startswith(
            "drug, in turn over 2 days (48 hours): the days of a cycle differ by up to 18.18% of its mean "
            "(0.5 mg, step 2). "
        )
        assert said in f"{note.text}."
        assert note.text.endswith("Doses in turn are only as even as the half-life is long")

    def test_where_every_day_is_alike_no_half_life_is_named(self) -> None:
        assert fit(wanted("20", "2.5"), HALVES, cycle=2).notes == ()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"max_cut": Fraction(0)}, "a largest cut of 0%: write a share above 0% and at most 100%"),
        ({"max_cut": Fraction(3, 2)}, "a largest cut of 150%"),
        ({"cycle": 1}, "a cycle of 1 days: write a number from 2 to 28"),
        ({"cycle": 29}, "a cycle of 29 days"),
        ({"divide": 5}, "a day has no 5 times to divide a dose over: write 2, 3 or 4"),
        ({"cycle": 2, "divide": 2}, "ask for the one or the other"),
    ],
)
def test_what_cannot_be_asked_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        fit(wanted("2"), HALVES, **options)
