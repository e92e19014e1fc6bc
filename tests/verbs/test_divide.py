"""Daily doses divided over the day: against the definition, by example, and through the command line."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.model.preferences import Preferences
from pillsplit.model.schedule import DAY, TIMES, Dose, Schedule, Step
from pillsplit.verbs.check import check
from pillsplit.verbs.divide import check_divided, divide
from tests.conftest import Run
from tests.definitions import fit as slowly
from tests.plans import Plan, plans, schedule
from tests.worlds import liquid, shelf, solid

HALVES = shelf(solid("p2", 2, 2), solid("p5", 5, 2), solid("p10", 10, 2))
MIXED = shelf(*HALVES.products, liquid("l", 1, Fraction(1, 10)))
OWN = '--drug diazepam --tablet "2 mg/halves" --tablet "5 mg/halves" --tablet "10 mg/halves"'


def parts(divided: Schedule) -> list[list[str]]:
    return [[f"{dose.time} {dose.mass}" for dose in step.doses] for step in divided.steps]


def divided(number: int, *doses: str) -> list[list[str]]:
    plan = schedule(*((Fraction(dose), 7) for dose in doses))
    return parts(divide(plan, MIXED, number=number).schedule)


class TestAgainstTheDefinition:
    @given(plans(steps=1), st.integers(2, 4))
    @settings(max_examples=60)
    def test_the_parts_are_the_easiest_that_are_near_each_other_else_the_most_even(
        self, plan: Plan, number: int
    ) -> None:
        """Of tablets alone where these add up, else of everything."""
        ((dose, _),) = plan.wanted
        assume(dose)
        alone = slowly.Makeable(plan.world, liquid=False, most=dose)
        everything = slowly.Makeable(plan.world, liquid=plan.liquid, most=dose)
        assume(len(everything.doses) <= 24)
        found = divide(plan.schedule, plan.shelf, plan.preferences, plan.measuring, number=number)
        right = slowly.divided(dose, number, alone) or slowly.shared(dose, number, everything)
        (step,) = found.schedule.steps
        if right is None:
            assert found.undivided == {(1, "drug")}
            assert step.doses == plan.schedule.steps[0].doses
            return
        assert found.divided == {(1, "drug")}
        assert tuple(each.mass.mg for each in step.doses) == tuple(part for part in right if part)
        assert [TIMES.index(each.time) for each in step.doses] == sorted({TIMES.index(e.time) for e in step.doses})
        assert step.doses[-1].time == "night"

    @given(plans(steps=3, most=3), st.integers(2, 3))
    @settings(max_examples=60)
    def test_of_equally_easy_parts_those_that_change_least_are_taken(self, plan: Plan, number: int) -> None:
        makeable = slowly.Makeable(plan.world, liquid=False, most=max(dose for dose, _ in plan.wanted))
        assume(any(dose for dose, _ in plan.wanted) and len(makeable.doses) <= 24)
        alone = evolve(plan.preferences, liquid=False)
        found = divide(plan.schedule, plan.shelf, alone, plan.measuring, number=number)
        before: tuple[Fraction, ...] = ()
        for step, (dose, _) in zip(found.schedule.steps, plan.wanted, strict=True):
            right = dose and (slowly.easiest(dose, number, makeable, before) or slowly.shared(dose, number, makeable))
            if right:
                assert tuple(each.mass.mg for each in step.doses) == tuple(part for part in right if part)
            before = right or ()

    @given(plans(steps=4, most=4), st.integers(2, 4))
    @settings(max_examples=40)
    def test_what_is_divided_is_made_exactly_and_adds_up(self, plan: Plan, number: int) -> None:
        loose = evolve(plan.preferences, tolerance=Fraction(1, 10))
        found = check_divided(plan.schedule, plan.shelf, loose, plan.measuring, number=number)
        for step, wanted in zip(found.steps, plan.schedule.steps, strict=True):
            assert step.step.daily("drug") == wanted.daily("drug")
            if step.step.number not in found.undivided:
                assert all(not each.answer.difference for each in step.doses)
                masses = [each.dose.mass for each in step.doses]
                assert masses == sorted(masses)
        assert found.practical == (
            not found.undivided and all(each.answer.combination for step in found.steps for each in step.doses)
        )


class TestWorkedExamples:
    def test_parts_a_quarter_of_the_day_apart_spare_the_knife(self) -> None:
        assert divided(2, "11") == [["morning 5 mg", "night 6 mg"]]
        assert divided(2, "13") == [["morning 5 mg", "night 8 mg"]]
        assert divided(3, "20") == [["morning 5 mg", "midday 5 mg", "night 10 mg"]]

    def test_a_taper_in_two_lowers_one_time_after_the_other(self) -> None:
        assert divided(2, "12", "11", "10", "9", "8") == [
            ["morning 5 mg", "night 7 mg"],
            ["morning 5 mg", "night 6 mg"],
            ["morning 5 mg", "night 5 mg"],
            ["morning 4 mg", "night 5 mg"],
            ["morning 4 mg", "night 4 mg"],
        ]

    def test_the_larger_part_is_at_night(self) -> None:
        assert divided(2, "3") == [["morning 1 mg", "night 2 mg"]]
        assert divided(4, "9") == [["morning 2 mg", "midday 2 mg", "evening 2 mg", "night 3 mg"]]

    def test_a_part_of_nothing_is_left_out_and_that_is_told(self) -> None:
        found = divide(schedule((Fraction(2), 7), (Fraction(1), 7)), HALVES, number=3)
        assert parts(found.schedule) == [["midday 1 mg", "night 1 mg"], ["night 1 mg"]]
        assert [note.text for note in found.notes.values()] == [
            "drug: 2 mg comes in 2 doses a day, not in 3",
            "drug: 1 mg comes in 1 dose a day, not in 3",
        ]

    def test_a_liquid_is_asked_only_where_tablets_do_not_add_up(self) -> None:
        assert divided(2, "3", "3.3") == [["morning 1 mg", "night 2 mg"], ["morning 1.6 mg", "night 1.7 mg"]]

    def test_the_parts_are_made_with_one_liquid(self) -> None:
        """Two would divide it in 6.64 and 6.66 mg, more evenly."""
        two = shelf(*MIXED.products, liquid("m", Fraction(2, 5), Fraction(1, 10)))
        found = check_divided(schedule((Fraction("13.3"), 7)), two, number=2)
        assert [str(each.dose.mass) for each in found.steps[0].doses] == ["6.6 mg", "6.7 mg"]
        assert [liquid and liquid.id for liquid in found.liquids.values()] == ["l"]
        assert len({each.liquid.product.id for each in found.steps[0].doses if each.liquid}) == 1

    def test_where_the_plan_takes_no_liquid_the_one_that_divides_the_most_days_is_taken(self) -> None:
        """2 mg is a tablet; half of it is no sum of steps of 1.5 mg, but a millilitre of the other liquid."""
        two = shelf(solid("p", 2), liquid("a", 3, Fraction(1, 2)), liquid("b", 1, Fraction(1)))
        found = divide(schedule((Fraction(2), 7)), two, number=2)
        assert parts(found.schedule) == [["night 2 mg"]]
        (step,) = divide(schedule((Fraction(3), 7), (Fraction(1), 1)), two, number=2).schedule.steps[:1]
        assert [str(dose.mass) for dose in step.doses] == ["1 mg", "2 mg"]

    @pytest.mark.parametrize(
        "loose",
        [
            Preferences(tolerance=Fraction(1, 20)),
            Preferences(device_tolerance=Fraction(1, 20)),
            Preferences(tablets_within=Fraction(1, 20)),
        ],
    )
    def test_no_tolerance_moves_the_parts_again(self, loose: Preferences) -> None:
        (step,) = check_divided(schedule((Fraction("13.3"), 7)), MIXED, loose, number=2).steps
        assert [str(each.dose.mass) for each in step.doses] == ["6.6 mg", "6.7 mg"]
        assert all(each.answer.is_exact for each in step.doses)

    def test_what_cannot_be_divided_stays_one_dose_and_is_not_practical(self) -> None:
        plan = schedule((Fraction("3.3"), 7), (Fraction(0), 7))
        found = check_divided(plan, HALVES, number=2)
        assert found.undivided == (1,)
        assert not found.practical
        assert [note.text for note in found.steps[0].doses[0].notes] == [
            "drug: 3.3 mg cannot be divided in 2 doses that can be made: it stays one dose"
        ]
        assert parts(found.schedule)[1] == ["day 0 mg"]

    def test_a_dose_that_is_made_with_a_difference_cannot_be_divided_exactly(self) -> None:
        plan = schedule((Fraction("3.333"), 7))
        assert check(plan, MIXED).practical
        found = check_divided(plan, MIXED, number=2)
        assert found.undivided == (1,)
        (only,) = found.steps[0].doses
        assert only.answer.is_made
        assert not only.answer.is_exact

    def test_doses_at_times_of_day_are_left_as_they_are(self) -> None:
        doses = (Dose("drug", DAY, Mass(4)), Dose("other", "morning", Mass(5)))
        found = divide(Schedule((Step(1, 7, doses),)), HALVES, number=2)
        assert parts(found.schedule) == [["morning 2 mg", "night 2 mg", "morning 5 mg"]]

    def test_a_schedule_without_a_daily_dose_is_refused(self) -> None:
        with pytest.raises(UsageError, match="names times of day itself: there is no daily dose to divide"):
            divide(schedule((Fraction(4), 7), time="night"), HALVES, number=2)

    def test_a_check_that_divides_nothing_says_so(self) -> None:
        found = check(schedule((Fraction(4), 7)), HALVES)
        assert (found.divide, found.undivided) == (None, ())


class TestCommandLine:
    def test_each_part_has_its_row(self, run: Run) -> None:
        done = run(f'check "13 mg x 14d, 3 mg x 14d, 1 mg x 7d" --divide 2 {OWN}')
        assert (done.code, done.err) == (0, "")
        assert (
            """\
Daily doses are divided in 2 (morning and night), as easily as can be taken, the larger parts later.

Step  Days  Time     Dose  How to take it  Verdict
----  ----  -------  ----  --------------  -------
1     14    morning  5 mg  5 mg            whole
            night    8 mg  4 × 2 mg        whole
2     14    morning  1 mg  ½ × 2 mg        halves
            night    2 mg  2 mg            whole
3     7     night    1 mg  ½ × 2 mg        halves
"""
            in done.out
        )
        assert "- Step 3: diazepam: 1 mg comes in 1 dose a day, not in 2.\n" in done.out

    def test_a_dose_that_cannot_be_divided_ends_in_1(self, run: Run) -> None:
        done = run(f'check "13.3 mg x 14d, 3 mg x 14d" --divide 2 --no-liquid {OWN}')
        assert done.code == 1
        assert "step 1 cannot be divided in 2." in done.out

    def test_json_says_what_was_asked_and_what_is_left_undivided(self, run: Run) -> None:
        done = run(f'check "13.3 mg x 14d, 3 mg x 14d" --divide 2 --format json {OWN}')
        assert done.json["summary"]["divide"] == 2
        assert done.json["summary"]["undivided"] == [1]
        assert done.json["summary"]["practical"] is False
        assert [dose["time"] for dose in done.json["steps"][1]["doses"]] == ["morning", "night"]
        assert "divide" not in run(f'check "3 mg x 14d" --format json {OWN}').json["summary"]

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (f'"3 mg x 14d" --divide 5 {OWN}', "a day has no 5 times to divide a dose over: write 2, 3 or 4"),
            (f'"3 mg x 14d" --divide two {OWN}', "'two' is not a valid integer"),
            ("scotland-lorazepam --region uk --divide 2", "the schedule names times of day itself"),
        ],
    )
    def test_what_cannot_be_divided_is_refused(self, run: Run, arguments: str, said: str) -> None:
        done = run(f"check {arguments}")
        assert (done.code, done.out) == (2, "")
        assert said in done.err
