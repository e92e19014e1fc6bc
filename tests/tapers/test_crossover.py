"""An exchange keeps its total, goes from night to morning, names its table, and is read by every verb."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.formulary.loader import Formulary
from pillsplit.formulary.published import content
from pillsplit.model.schedule import DAY, TIMES, Dose, Step
from pillsplit.output.schedule import schedule_csv
from pillsplit.schedules.reader import read_bytes, read_text
from pillsplit.tapers.crossover import Crossover, crossover, followed_by
from pillsplit.tapers.equivalents import End, Equivalence, equivalence, equivalences, tables_of
from pillsplit.tapers.taper import taper
from tests.conftest import Run
from tests.definitions import crossover as oracle

FORMULARY = Formulary()
TABLES = oracle.tables()
PAIRS = [
    (table, old, new, end)
    for table, drugs in TABLES.items()
    for old in drugs
    for new in drugs
    if old != new
    for end in (list(End) if drugs[old][0] != drugs[old][1] or drugs[new][0] != drugs[new][1] else [None])
]
"""Every exchange that the data has a number for."""


def amounts(table: str, old: str, new: str, end: End | None) -> dict[str, Fraction]:
    """By the data files: for the least of the new drug take the high end of the old one's range and its own low end."""
    of_old, of_new = TABLES[table][old], TABLES[table][new]
    return {old: of_old[0], new: of_new[1]} if end is End.MOST else {old: of_old[1], new: of_new[0]}


def equal(table: str, old: str, new: str, end: End | None = None) -> Equivalence:
    return equivalence(FORMULARY.drug(old), FORMULARY.drug(new), table, end)


CLONAZEPAM = "crossover --from clonazepam --dose '1.5 mg' --to diazepam --every 7d"
THREE = f"{CLONAZEPAM} --equivalents ashton --times morning,midday,night"


# The exchange


@st.composite
def exchanges(draw: st.DrawFn) -> tuple[tuple[str, str, str, End | None], Mass, tuple[str, ...], int | None]:
    pair = draw(st.sampled_from(PAIRS))
    dose = Mass(Fraction(draw(st.integers(8, 4000)), draw(st.sampled_from((1, 8, 10, 100)))))
    chosen = draw(st.sets(st.sampled_from(TIMES)))
    times = tuple(time for time in TIMES if time in chosen) or (DAY,)
    return pair, dose, times, draw(st.none() | st.integers(1, 4).map(lambda number: number * len(times)))


@given(exchanges())
def test_the_total_in_equivalents_is_the_same_at_every_step(
    case: tuple[tuple[str, str, str, End | None], Mass, tuple[str, ...], int | None],
) -> None:
    pair, dose, times, stages = case
    _, old, new, _ = pair
    answer = crossover(dose, equal(*pair), 7, times=times, stages=stages)
    by_table = amounts(*pair)
    days = [day for _, day in oracle.steps(schedule_csv(answer.schedule))]
    assert {oracle.total(day, by_table) for day in days} == {10 * dose.mg / by_table[old]}
    assert len(days) == (stages or (3 if times == (DAY,) else len(times)))
    assert all(set(day) == {old, new} for day in days)
    assert oracle.of(days[-1], old) == 0
    assert oracle.of(days[-1], new) == dose.mg * by_table[new] / by_table[old]
    for before, after in pairwise(days):
        assert oracle.of(after, old) < oracle.of(before, old)
        assert oracle.of(after, new) > oracle.of(before, new)


@given(exchanges())
def test_one_time_of_day_is_exchanged_after_the_other_from_the_night_back(
    case: tuple[tuple[str, str, str, End | None], Mass, tuple[str, ...], int | None],
) -> None:
    pair, dose, times, stages = case
    answer = crossover(dose, equal(*pair), 7, times=times, stages=stages)
    _, old, new, _ = pair
    per_time = len(answer.stages) // len(times)
    for number, stage in enumerate(answer.stages, start=1):
        at = {drug: {dose.time for dose in stage.step.doses if dose.drug == drug and dose.mass} for drug in (old, new)}
        done = number // per_time
        begun = -(-number // per_time)
        assert at[old] == set(times[: len(times) - done])
        assert at[new] == set(times[len(times) - begun :])


@given(exchanges())
def test_a_written_exchange_is_read_back_the_same(
    case: tuple[tuple[str, str, str, End | None], Mass, tuple[str, ...], int | None],
) -> None:
    pair, dose, times, stages = case
    schedule = crossover(dose, equal(*pair), 7, times=times, stages=stages).schedule
    assert read_text(schedule_csv(schedule), "", str.lower).steps == schedule.steps


def test_the_strategy_reaches_ranges_rounded_parts_and_doses_without_an_end() -> None:
    generate = settings(phases=(Phase.generate,), max_examples=2000)

    def answer(case: tuple[tuple[str, str, str, End | None], Mass, tuple[str, ...], int | None]) -> Crossover:
        return crossover(case[1], equal(*case[0]), 7, times=case[2], stages=case[3])

    find(exchanges(), lambda case: case[0][3] is End.MOST and case[0][2] != "diazepam", settings=generate)
    find(exchanges(), lambda case: answer(case).parts_rounded, settings=generate)
    find(exchanges(), lambda case: "/" in schedule_csv(answer(case).schedule).splitlines()[-1], settings=generate)
    find(exchanges(), lambda case: len(case[2]) > 1 and (case[3] or 0) > len(case[2]), settings=generate)


# Tables


def test_every_table_converts_every_pair_as_its_file_says() -> None:
    drugs = {name: FORMULARY.drug(name) for name in FORMULARY.drug_names}
    for table, old, new, end in PAIRS:
        by_table = amounts(table, old, new, end)
        found = equivalence(drugs[old], drugs[new], table, end)
        assert found.converted(Mass(1)).mg == by_table[new] / by_table[old], (table, old, new, end)
    assert len(PAIRS) > 500


@pytest.mark.parametrize(
    ("dose", "old", "new", "table", "expected"),
    [
        ("0.5 mg", "clonazepam", "diazepam", "ashton", "10 mg"),
        ("1 mg", "clonazepam", "diazepam", "va-dod-2021", "10 mg"),
        ("2 mg", "lorazepam", "diazepam", "ashton", "20 mg"),
        ("2 mg", "lorazepam", "diazepam", "va-dod-2021", "10 mg"),
        ("2 mg", "lorazepam", "diazepam", "nhs-scotland-2024", "20 mg"),
        ("1 mg", "alprazolam", "diazepam", "ashton", "20 mg"),
        ("30 mg", "temazepam", "diazepam", "va-dod-2021", "20 mg"),
        ("30 mg", "diazepam", "clonazepam", "ashton", "1.5 mg"),
        ("15 mg", "zopiclone", "diazepam", "nhs-scotland-2024", "10 mg"),
        ("1 mg", "clonazepam", "lorazepam", "va-dod-2021", "2 mg"),
    ],
)
def test_the_tables_say(dose: str, old: str, new: str, table: str, expected: str) -> None:
    assert equal(table, old, new).converted(Mass.parse(dose)) == Mass.parse(expected)


def test_the_least_is_never_above_the_most_and_the_way_back_turns_them_round() -> None:
    there, back = (FORMULARY.drug(name) for name in ("flurazepam", "diazepam"))
    least, most = (equivalence(there, back, "ashton", end) for end in End)
    assert (least.converted(Mass(30)), most.converted(Mass(30))) == (Mass(10), Mass(20))
    assert equivalence(back, there, "ashton", End.LEAST).converted(Mass(10)) == Mass(15)
    assert [each.end for each in equivalences(there, back)] == [End.LEAST, End.MOST, End.LEAST, End.MOST, None]


def test_diazepam_is_in_every_table_by_definition_and_no_table_holds_an_unknown() -> None:
    clonazepam, diazepam, unknown = (FORMULARY.drug(name) for name in ("clonazepam", "diazepam", "aspirin"))
    assert tables_of(clonazepam, diazepam) == ("ashton", "nhs-scotland-2024", "sps-ukmi", "va-dod-2021")
    assert tables_of(clonazepam, unknown) == ()


WHO = {
    "alprazolam": "0.5",
    "bromazepam": "3",
    "clobazam": "10",
    "flunitrazepam": "1",
    "lorazepam": "0.5",
    "lormetazepam": "0.75",
    "nitrazepam": "5",
    "oxazepam": "15",
    "temazepam": "10",
    "triazolam": "0.25",
}
"""What the WHO's table of 2009 sets against 5 mg of diazepam, in mg."""


def test_the_table_of_the_who_holds_its_ten_drugs_and_exchanges_any_two_of_them() -> None:
    assert {name for name in FORMULARY.drug_names if "who-2009" in tables_of(FORMULARY.drug(name))} - {"diazepam"} == {
        *WHO
    }
    for old, amount in WHO.items():
        assert equal("who-2009", old, "diazepam").converted(Mass(Fraction(amount))) == Mass(5)
        for new, other in WHO.items():
            if old != new:
                assert equal("who-2009", old, new).converted(Mass(Fraction(amount))) == Mass(Fraction(other))


# Followed by a taper


def test_the_published_scottish_schedule_is_written_by_its_own_rule(run: Run) -> None:
    """Lorazepam 1 mg twice a day to diazepam, then down: the same doses, day by day, as the guide prints."""
    done = run(
        "crossover --from lorazepam --dose '2 mg' --to diazepam --equivalents nhs-scotland-2024 --every 14d"
        " --times morning,night --then-taper scotland --pace fast"
    )
    published = read_bytes(content("scotland-lorazepam"), "", str.lower).steps

    def taken(steps: tuple[Step, ...]) -> list[tuple[int, set[Dose]]]:
        return [(step.days, {dose for dose in step.doses if dose.mass}) for step in steps]

    assert taken(read_text(done.out, "", str.lower).steps) == taken(published[1:])


def test_the_last_stage_is_the_first_step_of_the_taper_and_lasts_as_long_as_the_longer() -> None:
    exchange = crossover(Mass(1), equal("va-dod-2021", "clonazepam", "diazepam"), 7, times=("morning", "night"))
    plan = FORMULARY.rule("cks").plan()
    whole = followed_by(exchange, taper("diazepam", exchange.new_dose, plan, times=exchange.times, number=2))
    assert [step.number for step in whole.schedule.steps] == list(range(1, len(whole.schedule.steps) + 1))
    assert [step.days for step in whole.schedule.steps[:3]] == [7, 14, 14]
    assert [step.daily("diazepam").mg for step in whole.schedule.steps[:4]] == [5, 10, 9, 8]
    assert "then by the rule cks (slow)" in whole.schedule.steps[1].note
    longer = crossover(Mass(1), exchange.equivalence, 21, times=("morning", "night"))
    followed = followed_by(longer, taper("diazepam", longer.new_dose, plan, number=2))
    assert [step.days for step in followed.schedule.steps[:3]] == [21, 21, 14]


# The command line


def test_three_times_a_day_are_exchanged_in_three_steps(run: Run) -> None:
    done = run(THREE)
    assert done.code == 0
    assert done.out.splitlines() == [
        "step,drug,morning_mg,midday_mg,night_mg,days,note",
        "1,clonazepam,0.5,0.5,,7,the night dose is diazepam now; the day equals diazepam 30 mg (ashton)",
        "1,diazepam,,,10,7,",
        "2,clonazepam,0.5,,,7,the midday dose is diazepam now; the day equals diazepam 30 mg (ashton)",
        "2,diazepam,,10,10,7,",
        "3,clonazepam,0,,,7,the morning dose is diazepam now; the day equals diazepam 30 mg (ashton)",
        "3,diazepam,10,10,10,7,",
    ]


@pytest.mark.hazard("H19")
def test_the_table_its_ratio_its_source_and_the_other_tables_are_told(run: Run) -> None:
    err = run(THREE).err
    assert "by ashton, clonazepam 0.5 mg = diazepam 10 mg: 20 mg of diazepam for each 1 mg of clonazepam" in err
    assert "source: guidance, checked 2026-11-22: https://eguideline.guidelinecentral.com" in err
    assert "30 mg of diazepam by ashton, nhs-scotland-2024 and sps-ukmi; 15 mg of diazepam by va-dod-2021" in err
    assert "the exchange takes 3 steps of 7 days, 21 days" in err


def test_what_peart_says_is_told_as_his_and_only_of_the_exchange_he_speaks_of(run: Run) -> None:
    err = run(THREE).err
    assert "Dr Reg Peart, an advocate, states" in err
    assert "2 to 3 weeks" in err
    assert "This is his statement, not a guideline" in err
    assert "Peart" not in run(THREE.replace("clonazepam", "lorazepam")).err


def test_no_table_is_a_default_and_without_one_all_are_shown_with_what_they_make_of_the_dose(run: Run) -> None:
    done = run(CLONAZEPAM)
    assert (done.code, done.out) == (2, "")
    assert "no table of equivalents is a default" in done.err
    assert "15 mg of diazepam by va-dod-2021" in done.err


def test_a_range_asks_which_end_and_says_which_was_taken(run: Run) -> None:
    call = "crossover --from flurazepam --dose '30 mg' --to diazepam --equivalents ashton --every 7d --times night"
    asked = run(call)
    assert asked.code == 2
    assert "flurazepam 30 mg = diazepam 10 mg and flurazepam 15 mg = diazepam 10 mg" in asked.err
    assert "add --range least or --range most" in asked.err
    assert run(f"{call} --range least").out.splitlines()[2] == "1,diazepam,10,7,"
    most = run(f"{call} --range most")
    assert most.out.splitlines()[2] == "1,diazepam,20,7,"
    assert "ashton (most diazepam of its range)" in most.err


def test_without_times_the_day_is_exchanged_in_equal_parts_and_that_is_told(run: Run) -> None:
    done = run(f"{CLONAZEPAM} --equivalents ashton")
    assert [day for _, day in oracle.steps(done.out)] == [
        {"clonazepam": {"dose_mg": Fraction(old)}, "diazepam": {"dose_mg": Fraction(new)}}
        for old, new in ((1, 10), ("1/2", 20), (0, 30))
    ]
    assert "1 of 3 parts of the day's dose are diazepam now" in done.out
    assert "3 equal parts of the day's dose: --times or --stages writes it otherwise" in done.err


def test_more_stages_than_times_exchange_each_dose_in_parts(run: Run) -> None:
    done = run(f"{CLONAZEPAM} --equivalents ashton --times morning,night --stages 4")
    assert "1,clonazepam,0.75,0.375,7,1 of 2 parts of the night dose are diazepam now" in done.out
    assert [oracle.of(day, "diazepam") for _, day in oracle.steps(done.out)] == [
        Fraction(15, 2),
        15,
        Fraction(45, 2),
        30,
    ]


@pytest.mark.hazard("H19")
def test_parts_of_a_dose_are_multiples_of_a_microgram_and_their_rounding_is_told(run: Run) -> None:
    call = "crossover --from clonazepam --dose '0.1 mg' --to diazepam --equivalents ashton --every 7d"
    done = run(f"{call} --times night --stages 3")
    assert [oracle.of(day, "clonazepam") for _, day in oracle.steps(done.out)] == [
        Fraction("0.067"),
        Fraction("0.033"),
        0,
    ]
    assert [oracle.of(day, "diazepam") for _, day in oracle.steps(done.out)] == [Fraction("0.66"), Fraction("1.34"), 2]
    assert "its parts are rounded to 0.001 mg" in done.err


def test_a_dose_that_does_not_divide_evenly_is_divided_in_doses_of_tablets(run: Run) -> None:
    done = run(THREE.replace("1.5 mg", "1 mg"))
    assert "1,clonazepam,0.25,0.25,,7," in done.out
    assert "1,diazepam,,,10,7," in done.out
    assert "does not divide evenly" not in done.err


def test_a_dose_of_tablets_that_are_not_on_record_is_rounded_and_that_is_told(run: Run) -> None:
    call = "crossover --from temazepam --dose '20 mg' --to diazepam --equivalents va-dod-2021 --every 7d --times 3"
    done = run(call)
    assert "1,temazepam,6.666,6.667,,7," in done.out
    assert "20 mg of temazepam does not divide evenly: its parts are rounded to 0.001 mg" in done.err


def test_a_new_dose_without_an_end_is_exact_unless_it_is_rounded_and_both_are_told(run: Run) -> None:
    call = "crossover --from temazepam --dose '20 mg' --to diazepam --equivalents va-dod-2021 --every 7d --times night"
    exact, rounded = run(call), run(f"{call} --round-to '0.5 mg'")
    assert "1,diazepam,40/3,7," in exact.out
    assert "13⅓ mg of diazepam has no end as a decimal: --round-to rounds it" in exact.err
    assert "1,diazepam,13.5,7," in rounded.out
    assert "so that the day's total is equal to diazepam 13.5 mg and not to 13⅓ mg" in rounded.err
    assert "in every step" not in rounded.err


@pytest.mark.hazard("H19")
def test_an_amount_that_was_not_seen_in_a_document_is_told_as_such(run: Run) -> None:
    err = run(THREE.replace("ashton", "sps-ukmi")).err
    assert "source: unverified" in err


def test_dates_run_through_the_exchange_and_the_taper(run: Run) -> None:
    done = run(f"{THREE} --then-taper peart --start 2026-12-01")
    dates = [line.split(",")[6] for line in done.out.splitlines()[1:]]
    assert dates[:7] == ["2026-12-01"] * 2 + ["2026-12-08"] * 2 + ["2026-12-15"] * 2 + ["2026-12-22"]
    back = run(f"{THREE} --then-taper peart --end 2028-01-01")
    assert "from 2028-01-02 on nothing is taken" in back.err


def test_the_text_shows_both_drugs_and_the_constant_total_and_json_is_a_schedule(run: Run) -> None:
    text = run(f"{THREE} --format text")
    assert "clonazepam 1.5 mg a day to diazepam 30 mg a day, 21 days" in text.out
    assert "3 7 days clonazepam 0 mg 0 mg 30 mg" in " ".join(text.out.split())
    assert max(len(line) for line in text.out.splitlines() if "http" not in line) <= 100
    assert text.err == ""
    assert "| 1 | 7 days | clonazepam | 0.5 mg | 0.5 mg |" in run(f"{THREE} --format markdown").out
    document = run(f"{THREE} --format json").json
    assert document["equivalents"]["table"] == "ashton"
    assert [each["diazepam_mg"] for each in document["totals"]] == ["30", "30", "30"]
    assert (document["from"]["dose_mg"], document["to"]["dose_mg"]) == ("1.5", "30")


@pytest.mark.parametrize("form", ["text", "markdown", "csv", "json"])
def test_the_tables_are_listed_with_their_sources_in_every_form(form: str, run: Run) -> None:
    done = run("crossover", "--tables", "--format", form)
    assert done.code == 0
    for table in TABLES:
        assert table in done.out
    assert "eguideline" in done.out


def test_the_listed_tables_hold_what_the_files_hold(run: Run) -> None:
    listed = run("crossover --tables --format json").json["equivalents"]
    found = {(e["table"], e["drug"]): (Fraction(e["amount_mg"]), Fraction(e["amount_high_mg"])) for e in listed}
    assert found == {
        (table, drug): span for table, drugs in TABLES.items() for drug, span in drugs.items() if drug != "diazepam"
    }


WRONG: list[tuple[str, str]] = [
    ("crossover", "--from is missing"),
    ("crossover --from clonazepam", "--to is missing"),
    ("crossover --from clonazepam --to diazepam", "--dose is missing"),
    (CLONAZEPAM.removesuffix(" --every 7d") + " --equivalents ashton", "--every is missing"),
    (CLONAZEPAM.replace("diazepam", "clonazepam"), "name two drugs"),
    (
        CLONAZEPAM.replace("diazepam", "zolpidem") + " --equivalents va-dod-2021",
        "the tables that do are ashton and nhs",
    ),
    (CLONAZEPAM.replace("clonazepam", "zaleplon"), "no table on record holds both drugs"),
    (CLONAZEPAM.replace("clonazepam", "zaleplon") + " --equivalents ashton", "no table on record does"),
    (f"{CLONAZEPAM} --equivalents ashtn", "does not hold clonazepam and diazepam"),
    (f"{CLONAZEPAM} --equivalents ashton --range both", "is not known: write least or most"),
    (f"{CLONAZEPAM} --equivalents ashton --stages 0", "--stages"),
    (f"{CLONAZEPAM} --equivalents ashton --stages 5 --times morning,night", "no multiple of the 2 times of day"),
    (f"{CLONAZEPAM} --equivalents ashton --stages 2000", "the exchange takes 2,000 stages"),
    (f"{CLONAZEPAM} --equivalents ashton --cut 10%", "--cut is for the taper after the exchange"),
    (f"{CLONAZEPAM} --equivalents ashton --stop-below '1 mg'", "--stop-below is for the taper"),
    (f"{CLONAZEPAM} --equivalents ashton --then-taper slowly", "rule 'slowly' is not known"),
    (f"{CLONAZEPAM} --equivalents ashton --then-taper peart --cut '1 mg'", "write a share"),
    (
        f"{CLONAZEPAM} --equivalents ashton --then-taper scotland",
        "scotland speaks of 20 mg a day or less, not of 30 mg",
    ),
    (f"{CLONAZEPAM} --equivalents ashton --round-to '60 mg'", "makes nothing of 10 mg of diazepam"),
    (f"{CLONAZEPAM} --equivalents ashton --start 2026-12-01 --end 2027-12-01", "--start and --end"),
    (THREE.replace("1.5 mg", "0.002 mg"), "cannot be divided over 3 times of day"),
    (THREE.replace("1.5 mg", "0 mg"), "is nothing"),
]


@pytest.mark.parametrize(("call", "said"), WRONG, ids=[call for call, _ in WRONG])
def test_what_cannot_be_acted_on_is_told_on_one_line(call: str, said: str, run: Run) -> None:
    done = run(call)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""


def test_the_library_refuses_what_makes_no_exchange() -> None:
    ratio = equal("ashton", "clonazepam", "diazepam")
    with pytest.raises(UsageError, match="`dose`: 0 mg is nothing"):
        crossover(Mass(0), ratio, 7)
    with pytest.raises(UsageError, match="`round_to`: 0 mg is nothing"):
        crossover(Mass(1), ratio, 7, round_to=Mass(0))


# Through a pipe


@pytest.mark.parametrize("region", FORMULARY.region_names)
def test_every_region_reads_an_exchange_in_either_direction(region: str, run: Run) -> None:
    for old, new in (("clonazepam", "diazepam"), ("diazepam", "clonazepam")):
        plan = run(
            f"crossover --from {old} --dose '2 mg' --to {new} --equivalents va-dod-2021 --every 7d"
            " --times morning,night --then-taper peart"
        )
        checked = run(f"check - --region {region} --format json", stdin=plan.out)
        assert plan.code == 0
        assert checked.code in (0, 1)
        assert len(checked.json["steps"]) == len(oracle.steps(plan.out))


@pytest.mark.parametrize(
    "rule", ["asam-2025", "cks --pace fast", "peart", "hyperbolic --half-point '3 mg' --cut 20% --taper-every 14d"]
)
@pytest.mark.parametrize("when", ["", "--start 2026-12-01", "--end 2026-12-01"], ids=["undated", "forward", "back"])
def test_every_rule_may_follow(rule: str, when: str, run: Run) -> None:
    plan = run(f"{THREE} --round-to '0.5 mg' --then-taper {rule} {when}")
    checked = run("check - --region uk --format json", stdin=plan.out)
    assert (plan.code, checked.code) == (0, 0)
    assert len(checked.json["steps"]) == len(oracle.steps(plan.out))
