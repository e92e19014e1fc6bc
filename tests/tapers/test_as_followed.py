"""A taper as it is followed: pauses, rhythms, cuts in a time, doses as shares of the start, several times a day."""

from __future__ import annotations

import datetime
import shlex
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.model.preferences import Preferences
from pillsplit.model.rule import Hold, ShareOfCurrent, ShareOfStart, TaperPlan
from pillsplit.model.schedule import TIMES_OF_DAY
from pillsplit.solver.attainable import Makeable
from pillsplit.tapers.hold import held
from pillsplit.tapers.taper import Taper, taper
from pillsplit.verbs.check import check
from tests.conftest import Run
from tests.worlds import shelf, solid

BY_A_MILLIGRAM = 'taper --drug diazepam --from "10 mg" --cut "1 mg"'
UK = shelf(solid("p2", 2, 2), solid("p5", 5, 2), solid("p10", 10, 2))


def column(out: str, name: str) -> list[str]:
    header, *rows = (line.split(",") for line in out.splitlines())
    return [row[header.index(name)] for row in rows]


def days(out: str) -> list[int]:
    return [int(each) for each in column(out, "days")]


class TestHolds:
    @pytest.mark.parametrize("text", ["2w after 8 mg", "14d at 8 mg", "hold 2 weeks on 8 mg", "2w from day 15"])
    def test_a_dose_is_held_and_what_follows_comes_later(self, text: str, run: Run) -> None:
        done = run(*shlex.split(BY_A_MILLIGRAM), "--every", "7d", "--hold", text)
        assert days(done.out) == [7, 7, 21, 7, 7, 7, 7, 7, 7, 7]
        assert "step 3, on 8 mg, is held 14 days longer" in done.err
        assert column(done.out, "note")[2] == "held 14 days longer"

    def test_dates_move_with_it_and_a_date_may_say_where(self, run: Run) -> None:
        done = run(f'{BY_A_MILLIGRAM} --every 7d --start 2026-12-01 --hold "2w from 2026-12-16"')
        assert column(done.out, "start")[1:4] == ["2026-12-08", "2026-12-15", "2027-01-05"]

    def test_the_last_day_stays_where_it_is_asked_for(self, run: Run) -> None:
        done = run(f'{BY_A_MILLIGRAM} --every 7d --end 2027-03-30 --hold "2w after 8 mg" --hold "1w after 2 mg"')
        last = datetime.date.fromisoformat(column(done.out, "start")[-1]) + datetime.timedelta(days=6)
        assert last == datetime.date(2027, 3, 30)

    @given(st.integers(1, 12), st.integers(1, 40), st.integers(1, 60))
    def test_nothing_but_the_length_of_one_step_changes(self, length: int, longer: int, day: int) -> None:
        plain = taper("diazepam", Mass(5), TaperPlan(ShareOfStart(Fraction(1, 5)), length))
        if day > plain.schedule.days:
            with pytest.raises(UsageError, match="is none of the plan's"):
                held(plain, Hold(longer, from_day=day))
            return
        answer = held(plain, Hold(longer, from_day=day))
        assert answer.written == plain.written
        assert answer.schedule.days == plain.schedule.days + longer
        pairs = zip(plain.schedule.steps, answer.schedule.steps, strict=True)
        changed = [old.number for old, new in pairs if old.days != new.days]
        assert changed == [(day - 1) // length + 1]

    def test_of_steps_on_one_dose_the_last_is_held(self) -> None:
        plain = taper("diazepam", Mass(10), TaperPlan(ShareOfCurrent(Fraction(1, 10)), 7), round_to=Mass(2))
        assert [str(each) for each in plain.written[:6]] == ["10 mg", "10 mg", "8 mg", "8 mg", "6 mg", "6 mg"]
        assert [step.days for step in held(plain, Hold(3, at=Mass(8))).schedule.steps][:6] == [7, 7, 7, 10, 7, 7]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("2w", 'does not say where: write "2w after 10 mg", or "2w from day 57"'),
            ("2w after 8.5 mg", "--hold: no step is on 8.5 mg: next to it 9 mg and 8 mg are written"),
            ("2w after 80 mg", "--hold: no step is on 80 mg: next to it 10 mg is written"),
            ("2w from day 71", "--hold: day 71 is none of the plan's: it has days 1 to 70"),
            ("2w from 2026-12-16", "--hold: the plan has no dates to find 2026-12-16 by: add --start"),
            ("1 month after 8 mg", "write 28d or 30d"),
            ("2w after 8", "has no unit"),
        ],
    )
    def test_what_has_no_place_is_refused(self, text: str, said: str, run: Run) -> None:
        done = run(*shlex.split(BY_A_MILLIGRAM), "--every", "7d", "--hold", text)
        assert (done.code, done.out) == (2, "")
        assert said in done.err


class TestRhythms:
    def test_steps_last_in_turn(self, run: Run) -> None:
        done = run(f"{BY_A_MILLIGRAM} --every 7d,7d,7d,21d")
        assert days(done.out) == [7, 7, 7, 21, 7, 7, 7, 21, 7, 7]
        assert "in steps of 7, 7, 7 and 21 days in turn" in done.err

    def test_a_rule_keeps_to_its_own_length(self, run: Run) -> None:
        call = 'taper cks --drug diazepam --from "10 mg"'
        assert days(run(f"{call} --every 7d,14d").out)[:4] == [7, 14, 7, 14]
        assert "steps of 7 to 14 days, not of 21" in run(f"{call} --every 7d,21d").err


class TestCutsInATime:
    @pytest.mark.parametrize(
        ("cut", "every", "doses", "lasting"),
        [
            ("5% per 10d", "", ["20", "19", "18.05"], 10),
            ("10% per 28d", "--every 7d", ["20", "19.5", "19", "18.5", "18", "17.55"], 7),
            ("10% per month of 28 days", "--every 14d", ["20", "19", "18", "17.1"], 14),
            ("10% per 30-day month", "--every 10d", ["20", "19.333", "18.667", "18"], 10),
            ("1 mg per fortnight", "--every 7d", ["20", "19.5", "19"], 7),
            ("1/2 mg a week", "", ["20", "19.5", "19"], 7),
            ("10%/4w", "--every 2w", ["20", "19", "18", "17.1"], 14),
            ("20% per week --of start", "", ["20", "16", "12"], 7),
            ("10% per 28d --of start", "--every 14d", ["20", "19", "18", "17"], 14),
        ],
    )
    def test_the_whole_cut_is_made_in_that_time(
        self, cut: str, every: str, doses: list[str], lasting: int, run: Run
    ) -> None:
        cut, *of = cut.split(" --of ")
        start = ["--of", *of] if of else []
        done = run("taper", "--drug", "diazepam", "--from", "20 mg", "--cut", cut, *every.split(), *start)
        assert column(done.out, "dose_mg")[: len(doses)] == doses
        assert set(days(done.out)) == {lasting}

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--cut", "10% per month"], 'a month has no one length: write "10% per 28d" or "10% per 30d"'),
            (
                ["--cut", "10% per 30d", "--every", "7d"],
                "--every 7d does not come to the 30 days in which the cut is made: write --every 6d or --every 30d",
            ),
            (["--cut", "10% per 30d", "--every", "7d,14d"], "--every 7d,14d does not come to the 30 days"),
            (["--cut", "10% per year"], "is not a duration"),
        ],
    )
    def test_a_time_that_steps_do_not_fill_is_refused(self, options: list[str], said: str, run: Run) -> None:
        done = run("taper", "--drug", "diazepam", "--from", "20 mg", *options)
        assert (done.code, done.out) == (2, "")
        assert said in done.err


class TestLevels:
    @pytest.mark.parametrize(
        "text", ["75%, 50%, 25%, 12.5%, 0%", "100%,75%,50%,25%,12,5%,0", "75%; 50%; 25%; 12.5%; 0"]
    )
    def test_they_are_shares_of_the_start(self, text: str, run: Run) -> None:
        done = run("taper", "--drug", "diazepam", "--from", "20 mg", "--every", "14d", "--steps", text)
        assert column(done.out, "dose_mg") == ["20", "15", "10", "5", "2.5"]
        assert "from day 71 on nothing is taken" in done.err

    def test_a_list_that_does_not_come_to_nothing_ends_on_its_last(self, run: Run) -> None:
        done = run("taper", "--drug", "diazepam", "--from", "20 mg", "--every", "14d", "--steps", "75%, 50%")
        assert column(done.out, "dose_mg") == ["20", "15", "10"]
        assert "the last is 10 mg a day, the dose asked for" in done.err

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--steps", "75, 50, 25, 12.5, 0", "--every", "7d"], "write 75%, 50%, 25%, 12.5%, 0%"),
            (["--steps", "50%, 75%", "--every", "7d"], "do not fall: write each smaller than the one before"),
            (["--steps", "75%, 50%"], "--every is missing"),
            (["--steps", "75%, 0%", "--every", "7d", "--cut", "10%"], "leave --cut out, or --steps"),
            (["peart", "--steps", "75%, 0%"], "peart says how far the dose falls: leave --steps out"),
        ],
    )
    def test_what_is_no_list_of_shares_is_refused(self, options: list[str], said: str, run: Run) -> None:
        done = run("taper", "--drug", "diazepam", "--from", "20 mg", *options)
        assert (done.code, done.out) == (2, "")
        assert said in done.err


class TestTimesOfDay:
    def test_four_mg_in_three_are_tablets(self, run: Run) -> None:
        done = run('taper --drug diazepam --from "4 mg" --cut "1 mg" --every 7d --times 3 --region uk')
        assert done.out.splitlines()[1:] == [
            "1,diazepam,1,1,2,7,1 mg less than the step before",
            "2,diazepam,1,1,1,7,",
            "3,diazepam,,1,1,7,",
            "4,diazepam,,,1,7,last dose; then nothing",
        ]

    def test_one_time_of_day_is_lowered_after_the_other(self, run: Run) -> None:
        done = run('taper --drug diazepam --from "12 mg" --cut "1 mg" --every 7d --times morning,night --region uk')
        pairs = list(zip(column(done.out, "morning_mg"), column(done.out, "night_mg"), strict=True))[:6]
        assert pairs == [("5", "7"), ("5", "6"), ("5", "5"), ("4", "5"), ("4", "4"), ("3", "4")]

    @given(
        st.integers(4, 80),
        st.sampled_from([ShareOfCurrent(Fraction(1, 10)), ShareOfStart(Fraction(1, 20))]),
        st.sampled_from([2, 3, 4]),
        st.sampled_from([Mass(1), Mass(Fraction(1, 2)), Mass(Fraction(1, 1000))]),
    )
    @settings(max_examples=30)
    def test_at_most_one_dose_of_a_day_is_not_made_of_tablets(
        self, start: int, cut: ShareOfCurrent | ShareOfStart, number: int, grid: Mass
    ) -> None:
        answer = divided(Mass(Fraction(start, 2)), TaperPlan(cut, 7), number, grid)
        alone = check(answer.schedule, UK, Preferences(liquid=False, tolerance=0, device_tolerance=0))
        for step, planned, total in zip(answer.schedule.steps, alone.steps, answer.written, strict=True):
            assert step.daily("drug") == total
            masses = [dose.mass for dose in step.doses]
            assert masses == sorted(masses)
            assert step.doses[-1].time == "night"
            unmade = [each for each in planned.doses if not each.answer.is_made]
            assert len(unmade) == (step.number in answer.unmade)

    @given(st.integers(8, 40), st.sampled_from([2, 3, 4]))
    @settings(max_examples=30)
    def test_where_the_day_falls_by_a_milligram_no_time_of_day_rises(self, start: int, number: int) -> None:
        answer = divided(Mass(start), TaperPlan(ShareOfStart(Fraction(1, start)), 7), number, Mass(1))
        assert not answer.unmade
        for before, after in pairwise(answer.schedule.steps):
            old = {dose.time: dose.mass for dose in before.doses}
            new = {dose.time: dose.mass for dose in after.doses}
            assert all(mass <= old[time] for time, mass in new.items())
            assert set(new) <= set(old)

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ("--times 5", "a day has no 5 times to divide a dose over: write 2, 3 or 4"),
            ("--region uk", "--region: it is for the doses at several --times of day"),
            ("--times 2 --region atlantis", "region 'atlantis' is not known"),
        ],
    )
    def test_what_makes_no_times_is_refused(self, options: str, said: str, run: Run) -> None:
        done = run(f"{BY_A_MILLIGRAM} --every 7d {options}")
        assert (done.code, done.out) == (2, "")
        assert said in done.err

    def test_without_a_region_the_tablets_of_most_countries_are_meant_and_that_is_told(self, run: Run) -> None:
        assert (
            "the tablets in most countries, as no --region was named"
            in run(f"{BY_A_MILLIGRAM} --every 7d --times 2").err
        )

    def test_a_shelf_of_ones_own_makes_them_of_any_drug(self, run: Run) -> None:
        call = 'taper --drug sertraline --from "100 mg" --cut "25 mg" --every 14d --times 2'
        done = run(f'{call} --tablet "50 mg/halves"')
        assert done.out.splitlines()[1:3] == [
            "1,sertraline,50,50,14,25 mg less than the step before",
            "2,sertraline,25,50,14,",
        ]
        assert "sertraline is not on record: this is arithmetic alone" in done.err
        alone = run(call)
        assert alone.code == 0
        assert "the times of day are even, not made of tablets; --region or --tablet names some" in alone.err


def divided(start: Mass, plan: TaperPlan, number: int, grid: Mass) -> Taper:
    makeable = Makeable(UK.solids("drug"), Preferences(liquid=False))
    return taper("drug", start, plan, round_to=grid, times=TIMES_OF_DAY[number], makeable=makeable)
