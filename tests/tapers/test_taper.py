"""A taper is what its rule says: against closed forms, at the command line, and through a pipe into `check`."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from attrs import asdict, frozen
from hypothesis import Phase, assume, find, given, settings
from hypothesis import strategies as st

from pillsplit import __version__
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.formulary.loader import Formulary
from pillsplit.model.rule import (
    Band,
    Bands,
    Cut,
    Hyperbolic,
    InParts,
    Levels,
    ShareOfCurrent,
    ShareOfStart,
    TaperPlan,
)
from pillsplit.model.schedule import DAY, TIMES
from pillsplit.output.schedule import schedule_csv
from pillsplit.schedules.reader import read_text
from pillsplit.tapers.split_day import divided_over_times, earliest_cut, nearest
from pillsplit.tapers.taper import Taper, following_dose, next_dose, taper
from tests.conftest import Run
from tests.definitions import taper as oracle

FORMULARY = Formulary()
MG = Mass(1)
FINE = Mass(Fraction(1, 10**40))


def exact(answer: Taper) -> list[Fraction]:
    return [dose.mg for dose in answer.exact]


def dosed(out: str) -> list[str]:
    """The daily doses of a printed CSV."""
    header, *rows = (line.split(",") for line in out.splitlines())
    return [row[header.index("dose_mg")] for row in rows]


starts = st.builds(lambda n, d: Mass(Fraction(n, d)), st.integers(1, 400), st.sampled_from((1, 2, 3, 4, 8, 10)))
parts = st.builds(lambda n, d: Fraction(n, max(n + 1, d)), st.integers(1, 40), st.sampled_from((3, 7, 10, 20, 40, 50)))
grids = st.sampled_from(
    (Fraction(1, 1000), Fraction(1, 8), Fraction(1, 10), Fraction(1, 3), Fraction(1, 2), Fraction(2))
)
day_times = st.one_of(
    st.just((DAY,)), st.sets(st.sampled_from(TIMES), min_size=1).map(lambda s: tuple(t for t in TIMES if t in s))
)


@st.composite
def cuts(draw: st.DrawFn, start: Mass) -> Cut:
    share = draw(parts)
    match draw(st.integers(0, 5)):
        case 0:
            return ShareOfCurrent(share)
        case 1:
            return ShareOfStart(share, draw(st.none() | parts))
        case 2:
            edges = sorted(draw(st.sets(st.integers(1, 30), max_size=3)), reverse=True)
            return Bands(tuple(Band(start * draw(parts), Mass(edge)) for edge in (*edges, 0)))
        case 3:
            return InParts(share, draw(st.integers(2, 5)))
        case 4:
            return Levels(tuple(sorted(draw(st.sets(parts, min_size=1, max_size=5)), reverse=True)))
        case _:
            return Hyperbolic(draw(starts), share)


@frozen
class Call:
    """The arguments of one call of `taper`; the answer itself would be too long to show."""

    from_: Mass
    plan: TaperPlan
    to: Mass
    stop_below: Mass | None
    round_to: Mass
    times: tuple[str, ...]

    @property
    def answer(self) -> Taper:
        return taper("diazepam", **asdict(self, recurse=False))


@st.composite
def calls(draw: st.DrawFn) -> Call:
    start = draw(starts)
    days, others = draw(st.integers(1, 40)), draw(st.lists(st.integers(1, 40), max_size=3))
    to = start * draw(st.sampled_from((Fraction(0), Fraction(0), Fraction(1, 3), Fraction(9, 10))))
    return Call(
        start,
        TaperPlan(draw(cuts(start)), days, rhythm=(days, *others) if others else ()),
        to=to,
        stop_below=None if to else draw(st.none() | st.builds(lambda part: start * part, parts)),
        round_to=Mass(draw(grids)),
        times=draw(day_times),
    )


# The rules, each against its closed form


@given(starts, parts, parts)
def test_a_proportional_taper_is_the_start_times_what_is_left_to_the_nth(
    start: Mass, share: Fraction, stop: Fraction
) -> None:
    wanted = oracle.by_share_of_current(start.mg, share, start.mg * stop)
    assume(wanted[-1] != start.mg * stop)  # a dose at the limit itself may be rounded to below it, and goes unwritten
    answer = taper("diazepam", start, TaperPlan(ShareOfCurrent(share), 14), stop_below=start * stop, round_to=FINE)
    assert exact(answer) == wanted


@given(starts, parts)
def test_a_cut_by_a_share_of_the_start_falls_evenly_to_nothing(start: Mass, share: Fraction) -> None:
    answer = taper("diazepam", start, TaperPlan(ShareOfStart(share), 14), round_to=FINE)
    assert exact(answer) == oracle.by_share_of_start(start.mg, share)


@given(starts, parts, st.integers(2, 6), parts)
def test_a_cut_in_parts_is_the_share_less_after_them_all_and_even_between(
    start: Mass, share: Fraction, number: int, stop: Fraction
) -> None:
    wanted = oracle.by_share_in_parts(start.mg, share, number, start.mg * stop)
    assume(wanted[-1] != start.mg * stop)
    assume(len(wanted) <= 1000)  # more steps are refused, which another test asks
    answer = taper("diazepam", start, TaperPlan(InParts(share, number), 7), stop_below=start * stop, round_to=FINE)
    assert exact(answer) == wanted


@given(starts, st.sets(parts, min_size=1))
def test_levels_are_shares_of_the_start(start: Mass, shares: set[Fraction]) -> None:
    levels = sorted(shares, reverse=True)
    answer = taper("diazepam", start, TaperPlan(Levels(tuple(levels)), 14), round_to=FINE)
    assert exact(answer) == [start.mg, *(start.mg * share for share in levels)]
    assert not answer.next_exact


@given(starts)
def test_pearts_rule_counts_eightieths_of_the_start(start: Mass) -> None:
    answer = taper("clonazepam", start, FORMULARY.rule("peart").plan(), round_to=start * Fraction(1, 80))
    assert exact(answer) == [dose.mg for dose in answer.written] == oracle.peart(start.mg)
    assert {step.days for step in answer.schedule.steps} == {7}


def test_a_cut_is_halved_from_the_dose_that_is_exactly_at_the_part_on() -> None:
    cut = ShareOfStart(Fraction(1, 10), halved_at=Fraction(1, 2))
    assert [str(next_dose(Mass(dose), Mass(20), cut)) for dose in (20, 12, 10, 9, 1)] == [
        "18 mg",
        "10 mg",
        "9 mg",
        "8 mg",
        "0 mg",
    ]


@pytest.mark.parametrize("pace", ["slow", "fast"])
def test_the_bands_of_cks_hold_for_every_start_to_a_quarter_of_a_milligram(pace: str) -> None:
    for quarters in range(1, 161):
        start = Mass(Fraction(quarters, 4))
        answer = taper("diazepam", start, FORMULARY.rule("cks").plan(pace))
        assert exact(answer) == oracle.cks(start.mg, pace), start


@pytest.mark.parametrize(("pace", "share", "days"), [("slow", Fraction(1, 20), 28), ("fast", Fraction(1, 10), 14)])
def test_asam_has_a_slow_and_a_fast_end(pace: str, share: Fraction, days: int) -> None:
    answer = taper("lorazepam", Mass(6), FORMULARY.rule("asam-2025").plan(pace))
    assert exact(answer) == oracle.by_share_of_current(Fraction(6), share, Fraction(6, 40))
    assert {step.days for step in answer.schedule.steps} == {days}


@pytest.mark.parametrize("start", [Fraction(20), Fraction(15, 2), Fraction(1), Fraction(1, 4)])
def test_scotland_takes_a_milligram_a_step(start: Fraction) -> None:
    assert exact(taper("diazepam", Mass(start), FORMULARY.rule("scotland").plan())) == oracle.scotland(start)


@given(starts, starts, parts)
def test_a_hyperbolic_taper_falls_by_equal_steps_of_effect(start: Mass, half_point: Mass, share: Fraction) -> None:
    plan = FORMULARY.rule("hyperbolic").plan(days=14, half_point=half_point, share=share)
    answer = taper("diazepam", start, plan, round_to=FINE)
    assert exact(answer) == oracle.hyperbolic(start.mg, half_point.mg, share)


# What holds for every taper


@given(calls())
def test_a_taper_falls_and_ends(call: Call) -> None:
    answer = call.answer
    written = [dose.mg for dose in answer.written]
    assert all(new <= old for old, new in pairwise(written))
    assert all(new < old for old, new in pairwise(exact(answer)))
    assert written[-1] > 0
    if answer.to:
        assert written[-1] == answer.to.mg
    else:
        assert exact(answer)[-1] >= answer.stop_below.mg
        following = following_dose(answer.exact, answer.plan.cut)
        assert following == answer.next_exact
        limit = max(answer.stop_below.mg, Fraction(1, 10**9))
        assert following.mg < limit or oracle.on_grid(following.mg, answer.round_to.mg) < limit
        assert written[-1] >= limit


@given(calls())
def test_each_step_is_written_from_its_exact_dose(call: Call) -> None:
    answer = call.answer
    written = [dose.mg for dose in answer.written]
    assert written == oracle.written(exact(answer), answer.round_to.mg, answer.to.mg, answer.stop_below.mg)
    rounded = [step.number for step, w, e in zip(answer.schedule.steps, written, exact(answer), strict=True) if w != e]
    assert list(answer.rounded) == rounded
    assert list(answer.held) == [n for n, (old, new) in enumerate(pairwise(written), start=2) if old == new]


@given(calls())
def test_no_time_of_day_ever_rises_and_the_night_has_the_most(call: Call) -> None:
    answer = call.answer
    for old, new in pairwise(answer.schedule.steps):
        for time in answer.times:
            before = sum(dose.mass.mg for dose in old.doses if dose.time == time)
            assert sum(dose.mass.mg for dose in new.doses if dose.time == time) <= before
    for step in answer.schedule.steps:
        day = [dose.mass.mg for dose in step.doses]
        assert day == sorted(day)


@given(calls(), st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 1, 1)))
def test_a_written_taper_is_read_back_the_same(call: Call, first: datetime.date | None) -> None:
    answer = call.answer
    schedule = answer.schedule.starting(first) if first else answer.schedule
    assert read_text(schedule_csv(schedule), "", str.lower).steps == schedule.steps


HARD_CASES: dict[str, Callable[[Taper], bool]] = {
    "rounding holds a dose": lambda answer: bool(answer.held),
    "a dose rounds to nothing": lambda answer: bool(answer.next_exact) and answer.next_exact >= answer.stop_below,
    "a dose rounds to below the limit": lambda answer: (
        answer.next_exact >= answer.stop_below > nearest(answer.next_exact, answer.round_to) > Mass(0)
    ),
    "the limit ends it": lambda answer: bool(answer.stop_below) and answer.next_exact < answer.stop_below,
    "a target off the grid": lambda answer: bool(answer.to) and nearest(answer.to, answer.round_to) != answer.to,
    "uneven parts of four times": lambda answer: len(answer.times) == 4 and bool(answer.uneven),
    "a tie": lambda answer: any((dose.over(answer.round_to) * 2) % 2 == 1 for dose in answer.exact[1:]),
    "one step": lambda answer: len(answer.exact) == 1,
}


@pytest.mark.parametrize("case", HARD_CASES)
def test_the_strategy_reaches_the_hard_cases(case: str) -> None:
    find(
        calls(),
        lambda call: HARD_CASES[case](call.answer),
        settings=settings(phases=(Phase.generate,), max_examples=3000),
    )


# Shares of the day, every small one


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_a_day_is_divided_as_even_as_can_be_and_larger_at_night(times: int) -> None:
    names = TIMES[-times:]
    for units in range(13):
        [only] = oracle.even_days(units, times)
        assert tuple(share.mg for share in divided_over_times(Mass(units), names, MG).values()) == only


@given(starts, grids, day_times)
def test_shares_add_up_whatever_the_grid(total: Mass, grid: Fraction, times: tuple[str, ...]) -> None:
    day = divided_over_times(total, times, Mass(grid))
    assert tuple(day) == times
    assert sum(share.mg for share in day.values()) == total.mg
    assert list(day.values()) == sorted(day.values())
    assert max(day.values()) - min(day.values()) <= Mass(grid)


def test_the_earliest_dose_gives_way_first() -> None:
    at_start = {"morning": Mass(10), "night": Mass(10)}
    assert earliest_cut(Mass(19), at_start) == {"morning": Mass(9), "night": Mass(10)}
    assert earliest_cut(Mass(10), at_start) == {"morning": Mass(0), "night": Mass(10)}
    assert earliest_cut(Mass(4), at_start) == {"morning": Mass(0), "night": Mass(4)}


# The command line


TEN = ("taper", "--drug", "diazepam", "--from", "20 mg", "--every", "14d", "--cut", "10%")


def test_ten_percent_a_fortnight_is_written_from_exact_doses_and_says_what_it_rounded(run: Run) -> None:
    done = run(*TEN)
    assert done.code == 0
    assert dosed(done.out)[:6] == ["20", "18", "16.2", "14.58", "13.122", "11.81"]
    assert dosed(done.out)[-1] == "0.501"
    assert done.out.endswith("36,diazepam,0.501,14,last dose; then nothing\n")
    assert "steps 6–36: rounded to multiples of 0.001 mg" in done.err
    assert "from day 505 on nothing is taken: the last cut is from 0.501 mg to nothing" in done.err
    assert "2.5% of the start, 0.5 mg, is taken as the end" in done.err
    assert "not advice" in done.err


def test_a_share_of_the_start_comes_to_nothing_by_itself(run: Run) -> None:
    done = run(*TEN, "--of", "start")
    assert dosed(done.out) == ["20", "18", "16", "14", "12", "10", "8", "6", "4", "2"]
    assert "stop" not in done.err


def test_a_cut_may_be_an_amount_and_a_taper_may_end_above_nothing(run: Run) -> None:
    done = run('taper --drug diazepam --from "10 mg" --to "4.5 mg" --every 2w --cut "2 mg"')
    assert dosed(done.out) == ["10", "8", "6", "4.5"]
    assert done.out.endswith("4,diazepam,4.5,14,the dose asked for\n")
    assert "no cut follows it" in done.err


def test_a_coarse_grid_holds_a_dose_rather_than_raise_it_and_says_so(run: Run) -> None:
    done = run(*TEN, "--round-to", "2 mg", "--stop-below", "1 mg")
    assert dosed(done.out)[:8] == ["20", "18", "16", "14", "14", "12", "10", "10"]
    assert "rounding leaves the dose of the step before" in done.err


def test_a_next_dose_too_small_to_write_is_told_as_such(run: Run) -> None:
    done = run('taper --drug diazepam --from "0.001 mg" --every 14d --cut 99% --stop-below "0.0001 mg"')
    assert dosed(done.out) == ["0.001"]
    assert "the next dose, less than 0.001 mg, would be below 0.0001 mg" in done.err


def test_no_dose_is_rounded_below_the_one_asked_for_at_the_end(run: Run) -> None:
    done = run('taper --drug diazepam --from "10 mg" --to "4.5 mg" --every 14d --cut 10% --round-to "2 mg"')
    assert dosed(done.out) == ["10", "10", "8", "8", "6", "6", "6", "4.5", "4.5"]


def test_a_dose_that_rounds_to_nothing_is_the_end(run: Run) -> None:
    done = run(*TEN, "--round-to", "5 mg")
    assert dosed(done.out)[-1] == "5"
    assert "rounds to nothing: a finer --round-to writes it" in done.err


def test_times_of_day_are_exact_and_the_larger_share_is_at_night(run: Run) -> None:
    done = run('taper --drug diazepam --from "5 mg" --every 7d --cut "1 mg" --times night,morning --round-to "1 mg"')
    assert done.out.splitlines()[:4] == [
        "step,drug,morning_mg,night_mg,days,note",
        "1,diazepam,2,3,7,1 mg less than the step before",
        "2,diazepam,2,2,7,",
        "3,diazepam,1,2,7,",
    ]
    assert done.out.splitlines()[-1] == "5,diazepam,,1,7,last dose; then nothing"
    assert "each day is divided over morning and night in doses of tablets" in done.err


@pytest.mark.parametrize(
    ("option", "first", "last"),
    [("--start 2027-02-20", "2027-02-20", "2027-03-06"), ("--end 2027-03-12", "2027-02-20", "2027-03-06")],
)
def test_dates_run_from_the_first_day_on_or_back_from_the_last(option: str, first: str, last: str, run: Run) -> None:
    done = run(f'taper --drug diazepam --from "3 mg" --every 7d --cut "1 mg" {option}')
    rows = done.out.splitlines()
    assert rows[0] == "step,drug,dose_mg,days,start,note"
    assert (rows[1].split(",")[4], rows[3].split(",")[4]) == (first, last)
    assert "from 2027-03-13 on nothing is taken" in done.err


def test_the_text_shows_each_cut_and_the_markdown_and_json_hold_the_same(run: Run) -> None:
    text = run(*TEN, "--format", "text")
    assert "diazepam from 20 mg a day: 36 steps, 504 days" in text.out
    assert "2 14 days 18 mg 2 mg 10%" in " ".join(text.out.split())
    assert text.err == ""
    assert max(len(line) for line in text.out.splitlines()) <= 100
    assert "| 2 | 14 days | 18 mg | 2 mg | 10% |" in run(*TEN, "--format", "markdown").out
    document = run(*TEN, "--format", "json").json
    assert (document["pillsplit"], document["command"], document["drug"]) == (__version__, "taper", "diazepam")
    assert document["steps"][5]["doses"] == [{"drug": "diazepam", "time": "day", "dose_mg": "11.81"}]
    assert document["summary"] == {"steps": 36, "days": 504, "rounded": list(range(6, 37)), "held": []}


def test_output_goes_to_a_file_that_check_reads(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    assert run(*TEN, "--output", str(file)).out == ""
    assert run("check", str(file), "--region", "uk", "--format", "json").json["summary"]["steps"] == 36


@pytest.mark.hazard("H15")
def test_a_brand_stands_for_its_drug_and_a_dose_above_the_plausible_is_told(run: Run) -> None:
    done = run('taper peart --drug Valium --from "200 mg"')
    assert done.out.splitlines()[1].startswith("1,diazepam,200,7,")
    assert "is it a tenfold slip?" in done.err


def test_a_step_shorter_than_five_half_lives_is_told_as_such(run: Run) -> None:
    assert "diazepam (20 to 100 hours): up to 21 days and nordazepam (36 to 200 hours): up to 42 days" in run(*TEN).err
    assert "half-lives" not in run('taper --drug lorazepam --from "2 mg" --every 7d --cut "0.5 mg"').err


# Rules at the command line


def test_without_a_rule_the_command_says_which_there_are(run: Run) -> None:
    done = run('taper --drug diazepam --from "20 mg"')
    assert (done.code, done.out) == (2, "")
    assert all(f"{rule.name}: " in done.err for rule in FORMULARY.rules)
    assert "no rule is a default" in done.err


@pytest.mark.parametrize("form", ["text", "markdown", "csv", "json"])
def test_the_rules_are_listed_with_their_sources_in_every_form(form: str, run: Run) -> None:
    done = run("taper", "--rules", "--format", form)
    assert done.code == 0
    plain = " ".join(done.out.replace("\\", "").split())
    for rule in FORMULARY.rules:
        assert rule.name in plain
        assert rule.source.text.split()[0] in plain


def test_the_slow_end_is_written_where_none_is_named_and_that_is_told(run: Run) -> None:
    plain, fast = (
        run("taper cks --drug diazepam --from '40 mg'"),
        run("taper --rule cks --pace fast --drug diazepam --from '40 mg'"),
    )
    assert dosed(plain.out)[:3] == ["40", "38", "36"]
    assert dosed(fast.out)[:3] == ["40", "36", "32"]
    assert "the slow end of cks is written; --pace fast writes the other" in plain.err
    assert "writes the other" not in fast.err


@pytest.mark.hazard("H21")
def test_a_rule_is_told_with_its_sentence_its_reading_and_its_source(run: Run) -> None:
    err = run('taper peart --drug diazepam --from "15 mg"').err
    for said in (
        "2.5% of the initial dose a week",
        "last third begins",
        "an advocate",
        "not a guideline",
        "benzosupport.org",
    ):
        assert said in err


def test_a_hyperbolic_taper_is_labelled_in_the_remarks_and_in_the_file(run: Run) -> None:
    done = run('taper hyperbolic --half-point "5 mg" --cut 10% --every 14d --drug diazepam --from "20 mg"')
    assert "Not validated in humans for this drug" in done.err
    assert "not validated in humans" in done.out.splitlines()[1]
    assert len(dosed(done.out)) == 10


def test_scotland_with_two_times_keeps_the_night_dose_to_the_last(run: Run) -> None:
    done = run('taper scotland --pace fast --drug diazepam --from "20 mg" --times morning,night')
    rows = done.out.splitlines()
    assert rows[2] == "2,diazepam,9,10,14,"
    assert rows[12] == "12,diazepam,,9,14,"


def test_a_rule_of_a_folder_of_ones_own_stands_beside_the_shipped_ones(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(
        '[[rule]]\nname = "ward"\ntitle = "t"\nsentence = "s"\nread_as = "r"\nsource = "x"\nevidence = "guidance"\n'
        'checked = 2026-11-22\n[[rule.pace]]\ndays = 5\ncut = "50%"\nof = "start"\n',
        encoding="utf-8",
    )
    done = run("taper", "ward", "--drug", "diazepam", "--from", "4 mg", "--formulary", str(tmp_path))
    assert dosed(done.out) == ["4", "2"]
    assert run("taper", "peart", "--drug", "diazepam", "--from", "4 mg", "--formulary", str(tmp_path)).code == 0


WRONG: list[tuple[str, str]] = [
    ("taper peart --drug diazepam", "--from is missing"),
    ('taper peart --from "20 mg"', "--drug is missing"),
    ('taper peart --drug diazepan --from "20 mg"', "did you mean diazepam"),
    ('taper peart --rule cks --drug diazepam --from "20 mg"', "named twice"),
    ('taper paert --drug diazepam --from "20 mg"', "did you mean peart?"),
    ('taper cks --drug clonazepam --from "2 mg"', "cks is a rule for diazepam, not for clonazepam"),
    ('taper cks --drug diazepam --from "41 mg"', "cks speaks of 40 mg a day or less"),
    ('taper scotland --drug diazepam --from "30 mg"', "scotland speaks of 20 mg a day or less"),
    ('taper peart --drug diazepam --from "20 mg" --pace slow', "it has one pace"),
    ('taper cks --drug diazepam --from "20 mg" --pace quick', "its paces are slow and fast"),
    ('taper cks --drug diazepam --from "20 mg" --every 3d', "steps of 7 to 14 days, not of 3"),
    ('taper peart --drug diazepam --from "20 mg" --every 14d', "steps of 7 days, not of 14"),
    ('taper peart --drug diazepam --from "20 mg" --cut 10%', "leave --cut out"),
    ('taper peart --drug diazepam --from "20 mg" --of start', "leave --of out"),
    ('taper peart --drug diazepam --from "20 mg" --half-point "2 mg"', "leave --half-point out"),
    ('taper hyperbolic --drug diazepam --from "20 mg" --half-point "2 mg"', "write all three"),
    ('taper hyperbolic --drug diazepam --from "20 mg" --half-point "2 mg" --cut "1 mg" --every 7d', "takes a share"),
    ('taper hyperbolic --drug diazepam --from "20 mg" --half-point "2 mg" --cut 5% --every 7d --pace slow', "no pace"),
    ('taper --cut 10% --drug diazepam --from "20 mg"', "--every is missing"),
    ('taper --cut 10% --every 7d --pace slow --drug diazepam --from "20 mg"', "--pace belongs to a rule"),
    ('taper --cut 0% --every 7d --drug diazepam --from "20 mg"', "is no cut"),
    ('taper --cut 100% --every 7d --drug diazepam --from "20 mg"', "is no cut"),
    ('taper --cut 10 --every 7d --drug diazepam --from "20 mg"', "has no unit"),
    ('taper --cut "1 mg" --of start --every 7d --drug diazepam --from "20 mg"', "--of is for a cut in percent"),
    ('taper --cut "1 mg" --every 7d --drug diazepam --from "20 mg" --to "20 mg"', "a taper falls"),
    ('taper --cut "0.001 mg" --every 7d --drug diazepam --from "20 mg"', "after 1,000 steps the dose is still 19 mg"),
    (
        'taper --cut "0.00000001%" --every 1d --drug diazepam --from "20 mg"',
        "after 1,000 steps the dose is still 20 mg",
    ),
    ('taper --cut 10% --stop-below "0 mg" --every 7d --drug diazepam --from "20 mg"', "is nothing"),
    (
        'taper --cut 10% --stop-below "21 mg" --every 7d --drug diazepam --from "20 mg"',
        "--stop-below: 21 mg is above the first dose, 20 mg",
    ),
    ('taper --cut 10% --stop-below "1 mg" --to "5 mg" --every 7d --drug diazepam --from "20 mg"', "a taper to nothing"),
    ('taper --cut 10% --every 3660d --drug diazepam --from "20 mg"', "lasts 131,760 days"),
    ('taper --cut 10% --every 7d --drug diazepam --from "0 mg"', "is nothing"),
    ('taper --cut 10% --every 7d --drug diazepam --from "-5 mg"', "is negative"),
    ('taper --cut 10% --every 7d --drug diazepam --from "20 mg" --round-to "0 mg"', "is nothing"),
    ('taper --cut 10% --every 7d --drug diazepam --from "20 mg" --times noon', "is not a time of day"),
    ('taper --cut 10% --every 7d --drug diazepam --from "20 mg" --times night,night', "stands twice"),
    ('taper --cut 10% --every 7d --drug diazepam --from "20 mg" --start tomorrow', "write it as 2026-12-01"),
    ('taper --cut 10% --every 7d --drug diazepam --from "20 mg" --start 2026-02-30', "is not a date"),
    ('taper --cut 10% --every 7d --drug diazepam --from "20 mg" --end 9999-01-01', "write a year from"),
    (
        'taper --cut 10% --every 7d --drug diazepam --from "20 mg" --start 2026-12-01 --end 2027-12-01',
        "--start and --end",
    ),
    ('taper peart --drug diazepam --from "20 mg" --output /nowhere/plan.csv', "cannot be written"),
]


@pytest.mark.parametrize(("call", "said"), WRONG, ids=[call for call, _ in WRONG])
def test_what_cannot_be_acted_on_is_told_on_one_line(call: str, said: str, run: Run) -> None:
    done = run(call)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"from_": Mass(0)}, "`from_`: 0 mg is nothing"),
        ({"round_to": Mass(0)}, "`round_to`: 0 mg is nothing"),
        ({"stop_below": Mass(0)}, "never reaches 0"),
    ],
)
def test_the_library_refuses_what_makes_no_taper(options: dict[str, Any], said: str) -> None:
    arguments = {"from_": Mass(20)} | options
    with pytest.raises(UsageError, match=said):
        taper("diazepam", plan=TaperPlan(ShareOfCurrent(Fraction(1, 10)), 14), **arguments)


def test_a_dose_that_rounds_to_below_the_limit_is_not_written(run: Run) -> None:
    done = run(*TEN, "--round-to", "2 mg", "--stop-below", "2.5 mg")
    assert dosed(done.out)[-1] == "4"
    assert "the next dose, about 2.702 mg, rounds to 2 mg, below 2.5 mg" in done.err


# Through a pipe


RULES = {
    "asam-2025 slow": "asam-2025",
    "asam-2025 fast": "asam-2025 --pace fast",
    "cks slow": "cks",
    "cks fast": "cks --pace fast",
    "hyperbolic": 'hyperbolic --half-point "4 mg" --cut 12.5% --every 14d',
    "peart": "peart",
    "scotland": "scotland --times morning,night",
    "10%": "--cut 10% --every 7d",
}


@pytest.mark.parametrize("when", ["", "--start 2026-12-01", "--end 2026-12-01"], ids=["undated", "forward", "back"])
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_feeds_check(rule: str, when: str, run: Run) -> None:
    plan = run(f'taper {RULES[rule]} --drug diazepam --from "20 mg" --round-to "0.5 mg" {when}')
    checked = run("check - --region uk --format json", stdin=plan.out)
    assert (plan.code, checked.code) == (0, 0)
    days = [dose["dose_mg"] for step in checked.json["steps"] for dose in step["doses"]]
    assert len(days) >= len(plan.out.splitlines()) - 1
    assert checked.json["summary"]["practical"]
    assert (checked.json["steps"][0]["start"] is None) == (when == "")


@pytest.mark.parametrize("region", FORMULARY.region_names)
def test_every_region_reads_what_taper_writes(region: str, run: Run) -> None:
    for drug, start in (("diazepam", "10 mg"), ("clonazepam", "1 mg")):
        plan = run(f'taper peart --drug {drug} --from "{start}" --times morning,night --format json')
        checked = run(f"check - --region {region} --format json", stdin=plan.out)
        assert checked.code in (0, 1)
        assert [step["days"] for step in checked.json["steps"]] == [
            step["days"] for step in json.loads(plan.out)["steps"]
        ]
