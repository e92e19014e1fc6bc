"""What is written as FHIR reads back: the same doses on the same days."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.number import plain
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.formulary import published
from pillsplit.model.schedule import DAY, TIMES, Dose, Schedule, Step, times_without_name
from pillsplit.request import Request
from pillsplit.verbs.plan import plan
from tests.conftest import Run
from tests.fhir.there_and_back import FORMULARY, back, by_day, first_day

START = datetime.date(2026, 12, 1)


@pytest.mark.parametrize("name", published.names())
def test_every_published_schedule_comes_back_from_every_region(name: str) -> None:
    drugs = Request(schedule=name).read()[0].drugs
    here = [region for region in FORMULARY.region_names if set(drugs) <= set(FORMULARY.drugs_in(region))]
    assert "generic" in here
    for region in here:
        request = Request(schedule=name, region=region, start=START if len(drugs) > 1 else None)
        schedule, shelf = request.read()
        answer = plan(schedule, shelf, request.preferences, request.measuring)
        for made in (schedule, schedule.starting(START)):
            again = back(made)
            assert by_day(again) == by_day(schedule)
            assert [(step.days, step.start) for step in again.steps] == [
                (step.days, step.start) for step in made.steps if any(dose.mass for dose in step.doses)
            ]
        again = back(answer)
        assert by_day(again) == by_day(schedule)
        assert not again.remarks, region


masses = st.builds(lambda number, places: Mass(Fraction(number, 10**places)), st.integers(1, 10**6), st.integers(0, 6))
clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
times = st.one_of(
    st.just([DAY]),
    st.lists(st.sampled_from((*TIMES, "afternoon")), min_size=1, max_size=5, unique=True),
    st.lists(clocks, min_size=1, max_size=4, unique=True),
)


@st.composite
def doses_of(draw: st.DrawFn, drug: str) -> tuple[Dose, ...]:
    if draw(st.integers(0, 9)) == 0:
        mass = draw(masses)
        return tuple(Dose(drug, time, mass) for time in times_without_name(draw(st.integers(5, 12))))
    nothing = st.just(Mass(0)) if draw(st.integers(0, 4)) == 0 else masses
    return tuple(Dose(drug, time, draw(st.one_of(masses, nothing))) for time in draw(times))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    steps = []
    drugs = draw(st.sampled_from([("diazepam",), ("diazepam", "clonazepam")]))
    for number in range(1, draw(st.integers(1, 6)) + 1):
        doses = tuple(dose for drug in drugs for dose in draw(doses_of(drug)))
        if draw(st.integers(0, 5)) == 0:
            doses = tuple(Dose(dose.drug, dose.time, Mass(0)) for dose in doses)
        steps.append(Step(number, draw(st.integers(1, 40)), doses))
    schedule = Schedule(tuple(steps))
    assume(by_day(schedule))
    return schedule


SEEN: dict[str, int] = {}


@given(schedules())
@settings(max_examples=150)
def test_any_dated_schedule_comes_back_in_both_profiles(schedule: Schedule) -> None:
    made = schedule.starting(START)
    for profile in (None, "dated"):
        again = back(made, profile)
        assert by_day(again) == by_day(made)
        assert first_day(again) == first_day(made)
    totals = [bool(step.daily("diazepam")) for step in schedule.steps]
    SEEN["two drugs"] = SEEN.get("two drugs", 0) + (len(schedule.drugs) > 1)
    SEEN["a pause"] = SEEN.get("a pause", 0) + any(
        not now and any(totals[:place]) and any(totals[place:]) for place, now in enumerate(totals)
    )
    SEEN["places"] = SEEN.get("places", 0) + any(dose.time == "5th" for step in schedule.steps for dose in step.doses)


@pytest.mark.slow
def test_the_random_schedules_reach_the_hard_cases() -> None:
    test_any_dated_schedule_comes_back_in_both_profiles()
    assert set(SEEN) == {"two drugs", "a pause", "places"}
    assert all(count >= 3 for count in SEEN.values()), SEEN


@given(schedules())
@settings(max_examples=80)
def test_an_undated_schedule_comes_back_or_asks_for_dates(schedule: Schedule) -> None:
    taken = [bool(step.daily("diazepam")) for step in schedule.steps]
    while taken and not taken[-1]:
        taken.pop()
    if len(schedule.drugs) > 1 or not all(taken):
        with pytest.raises(UsageError, match="only dates say in FHIR what is when: add `start`"):
            back(schedule)
    else:
        assert by_day(back(schedule)) == by_day(schedule)


def test_a_dose_without_a_decimal_is_told_in_drops_where_one_product_makes_it_else_refused(run: Run) -> None:
    schedule = "10/3 mg x 14d, 3 mg x 14d, 2/3 mg x 14d"
    shelf = ("--drug", "diazepam", "--tablet", "2 mg", "--liquid", "10 mg/mL, 30 drops per mL, 20 mL")
    written = run("check", schedule, *shelf, "--format", "fhir")
    doses = [each["doseAndRate"][0]["doseQuantity"] for each in written.json["dosageInstruction"]]
    assert [(each["value"], each["unit"]) for each in doses] == [(10, "drop"), (3, "mg"), (2, "drop")]
    strength = written.json["contained"][0]["ingredient"][0]["strength"]
    assert (strength["numerator"]["value"], strength["denominator"]["value"]) == (1, 3)
    read = run("check", "-", *shelf, "--format", "json", stdin=written.out).json
    assert [step["doses"][0]["dose_mg"] for step in read["steps"]] == ["10/3", "3", "2/3"]
    refused = run("check", schedule, "--drug", "diazepam", "--tablet", "2 mg", "--format", "fhir")
    assert refused.code == 2
    assert refused.err.splitlines()[-1].startswith("pillsplit: step 1: 3⅓ mg has no decimal")


def test_what_a_shell_pipes_is_read_by_the_next_verb(run: Run) -> None:
    asked = ("--drug", "diazepam", "--from", "20 mg", "--cut", "10%", "--every", "14d", "--times", "morning,night")
    for more in ((), ("--start", "2026-12-01"), ("--start", "2026-12-01", "--profile", "dated")):
        written = run("taper", *asked, *more, "--format", "fhir", "--patient", "Patient/123")
        assert written.code == 0
        csv = run("taper", *asked, *more[:2])
        plans = [run("plan", "-", "--region", "uk", "--format", "json", stdin=each.out).json for each in (written, csv)]
        assert [step["doses"] for step in plans[0]["steps"]] == [step["doses"] for step in plans[1]["steps"]]
        assert [step["start"] for step in plans[0]["steps"]] == [step["start"] for step in plans[1]["steps"]]


def test_an_exchange_comes_back_with_both_drugs(run: Run) -> None:
    asked = "crossover --from clonazepam --dose 1.5mg --to diazepam --equivalents ashton --every 7d --times 3"
    assert run(f"{asked} --format fhir").code == 2
    written = run(f"{asked} --start 2026-12-01 --format fhir")
    assert [each["resource"]["id"] for each in written.json["entry"]] == ["clonazepam", "diazepam"]
    csv = run(f"{asked} --start 2026-12-01")
    nothing = {(drug, time, "0") for drug in ("clonazepam", "diazepam") for time in ("morning", "midday", "night")}
    read, plainly = (run("check", "-", "--format", "json", stdin=each.out).json for each in (written, csv))

    def taken(document: Any) -> list[object]:
        return [
            (step["start"], {(dose["drug"], dose["time"], dose["dose_mg"]) for dose in step["doses"]} - nothing)
            for step in document["steps"]
        ]

    assert taken(read) == taken(plainly)


def test_a_number_of_too_many_digits_is_refused_by_its_number() -> None:
    mass = Mass(Fraction(1, 2**20))
    assert by_day(back(Schedule((Step(1, 1, (Dose("diazepam", DAY, mass),)),)))) == {0: {("diazepam", DAY): mass}}
    mass = Mass(Fraction(10**19 + 1, 10**3))
    with pytest.raises(UsageError, match=plain(mass.mg)[:10]):
        back(Schedule((Step(1, 1, (Dose("diazepam", DAY, mass),)),)))


def test_a_supply_comes_back_as_what_is_made_each_day(run: Run) -> None:
    for schedule in ("nice-cks", "20 mg x 14d, 13.3 mg x 14d, 5 mg morning + 1 mg night x 10d, 0 mg x 7d, 2 mg x 3d"):
        asked = ("--drug", "diazepam", "--region", "uk", "--start", "2026-12-01")
        made = run("check", schedule, *asked, "--format", "json").json
        written = run("supply", schedule, *asked, "--format", "fhir")
        assert written.code == 0, written.err
        requests = [entry["resource"] for entry in written.json["entry"]]
        assert all(request["dosageInstruction"] for request in requests)
        assert all(
            "expectedSupplyDuration" in each["dispenseRequest"] for each in requests if "dispenseRequest" in each
        )
        again = run("check", "-", *asked[:4], "--format", "json", stdin=written.out)
        assert again.code == 0, again.err
        assert "the text" not in again.err

        def days(document: Any, key: str) -> dict[str, dict[str, str]]:
            found: dict[str, dict[str, str]] = {}
            for step in document["steps"]:
                first = datetime.date.fromisoformat(step["start"])
                doses = {dose["time"]: dose[key] for dose in step["doses"] if dose[key] != "0"}
                found |= {str(first + datetime.timedelta(days=day)): doses for day in range(step["days"]) if doses}
            return found

        assert days(again.json, "dose_mg") == days(made, "made_mg")


def test_a_supply_that_leaves_a_dose_out_says_so_in_the_request(run: Run) -> None:
    asked = ("--drug", "diazepam", "--region", "uk", "--start", "2026-12-01", "--no-liquid", "--tolerance", "0%")
    written = run("supply", "10 mg x 14d, 13.3 mg x 7d", *asked, "--format", "fhir")
    assert written.code == 1
    (entry,) = written.json["entry"]
    assert entry["resource"]["note"] == [
        {"text": "cannot be made with these products, and is not in this request: days 15 to 21: 13.3 mg"}
    ]


def test_a_file_of_fhir_ends_in_json_where_fhir_is_asked_for(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "order.json"
    assert run("check", "nice-cks", "--region", "uk", "--format", "fhir", "-o", str(file)).code == 0
    assert '"resourceType": "MedicationRequest"' in file.read_text(encoding="utf-8")
    assert run("plan", str(file), "--region", "uk").code == 0


def test_a_patient_and_a_profile_are_for_fhir_alone_and_a_patient_is_a_reference(run: Run) -> None:
    assert "--patient 'Patient/1': is for --format fhir" in run("check", "nice-cks", "--patient", "Patient/1").err
    assert "--profile 'dated': is for --format fhir" in run("check", "nice-cks", "--profile", "dated").err
    assert "write a reference" in run("check", "nice-cks", "--format", "fhir", "--patient", "me").err
    assert "--format 'fhir': is no form of this answer" in run("taper", "--rules", "--format", "fhir").err
    written = run("check", "nice-cks", "--format", "fhir", "--patient", "http://here/Patient/1")
    assert written.json["subject"] == {"reference": "http://here/Patient/1"}
    assert run("check", "nice-cks", "--format", "fhir").json["subject"] == {
        "display": "not stated: the patient is missing"
    }


def test_the_dated_profile_is_one_request_a_step_without_a_sequence(run: Run) -> None:
    asked = ("check", "5 mg morning + 2 mg night x 14d, 2 mg night x 14d", "--drug", "diazepam", "--region", "uk")
    written = run(*asked, "--start", "2026-12-01", "--format", "fhir", "--profile", "dated").json
    requests = [entry["resource"] for entry in written["entry"]]
    assert [len(each["dosageInstruction"]) for each in requests] == [2, 1]
    for request in requests:
        assert all("sequence" not in each for each in request["dosageInstruction"])
        bounds = [each["timing"]["repeat"]["boundsPeriod"] for each in request["dosageInstruction"]]
        assert all(each == bounds[0] for each in bounds)
    assert "--start" in run(*asked, "--format", "fhir", "--profile", "dated").err


def test_how_a_dose_is_made_stands_beside_it_in_words(run: Run) -> None:
    written = run("check", "13.3 mg x 14d", "--drug", "diazepam", "--region", "uk", "--format", "fhir").json
    (instruction,) = written["dosageInstruction"]
    assert instruction["text"] == "13.3 mg daily for 14 days"
    assert instruction["patientInstruction"].startswith("1 × 5 mg tablet + ")
    assert " mL of 0.4 mg/mL oral s" in instruction["patientInstruction"]
    assert instruction["doseAndRate"][0]["doseQuantity"]["value"] == 13.3
