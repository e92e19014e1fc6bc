"""What is read of a record, what is told, and what is refused with its place."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pillsplit.errors import InputError
from pillsplit.model.schedule import Schedule
from tests.conftest import Run
from tests.fhir.orders import (
    EDQM,
    UCUM,
    Json,
    bundle,
    dates,
    days,
    dosage,
    hl7s_example,
    mg,
    order,
    tablets,
    text,
)
from tests.fhir.there_and_back import read


def told(schedule: Schedule) -> list[tuple[int, str]]:
    return [
        (step.days, ", ".join(f"{dose.drug} {dose.time} {dose.mass}" for dose in step.doses)) for step in schedule.steps
    ]


def problems(document: Json | str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(text(document) if isinstance(document, dict) else document)
    return str(caught.value).splitlines()


def once(**more: Any) -> Schedule:
    return read(text(order(dosage(mg(5), days(14), **more))))


# HL7's own example.


def test_hl7s_example_is_read_and_each_of_its_contradictions_told() -> None:
    schedule = read(text(hl7s_example()))
    assert told(schedule) == [(5, "diazepam day 20 mg"), (8, "diazepam day 10 mg"), (7, "diazepam day 5 mg")]
    assert [str(step.start) for step in schedule.steps] == ["2015-01-16", "2015-01-23", "2015-01-31"]
    place = "MedicationRequest/taper"
    assert [each for each in schedule.remarks if "the strength" not in each] == [
        f"{place}.dosageInstruction[0]: the text '4 tablets daily for 7 days' says 7 days, the structure 5 days",
        f"{place}.dosageInstruction[1]: the text '2 tablets daily for 7 days' says 7 days, the structure 8 days",
        f"{place}.dispenseRequest.quantity says 51 tablets, the steps take 43 tablets",
        "there is a gap: nothing is said of diazepam on 2015-01-21 to 2015-01-22 (2 days)",
    ]


# Length and order of the steps.


def test_steps_follow_one_another_by_their_sequence_whatever_their_order_in_the_list() -> None:
    document = order(dosage(mg(10), days(14), sequence=2), dosage(mg(20), days(7), sequence=1))
    assert told(read(text(document))) == [(7, "diazepam day 20 mg"), (14, "diazepam day 10 mg")]


def test_equal_numbers_are_taken_together() -> None:
    document = order(
        dosage(mg(5), days(14), sequence=1, when=["MORN"]),
        dosage(mg(2.5), days(14), sequence=1, when=["NIGHT"]),
        dosage(mg(5), days(14), sequence=2, when=["NIGHT"]),
    )
    assert told(read(text(document))) == [
        (14, "diazepam morning 5 mg, diazepam night 2.5 mg"),
        (14, "diazepam night 5 mg"),
    ]


def test_without_a_sequence_dates_say_the_order() -> None:
    late, early = dosage(mg(5), dates("2026-12-15", "2026-12-28")), dosage(mg(10), dates("2026-12-01", "2026-12-14"))
    assert told(read(text(order(late, early)))) == [(14, "diazepam day 10 mg"), (14, "diazepam day 5 mg")]
    late, early = dosage(mg(5), days(14)), dosage(mg(10), days(14))
    assert len(problems(order(late, early))) == 1
    assert "has neither a sequence nor dates" in problems(order(late, early))[0]


def test_a_week_is_seven_days_and_an_instant_its_day() -> None:
    weeks = {"boundsDuration": {"value": 2, "unit": "weeks", "system": UCUM, "code": "wk"}}
    assert read(text(order(dosage(mg(5), weeks)))).days == 14
    schedule = read(text(order(dosage(mg(5), dates("2026-12-01T08:00:00+01:00", "2026-12-14T23:59:59Z")))))
    assert schedule.days == 14
    (said,) = schedule.remarks
    assert said.endswith("boundsPeriod: of the instants the days are read, 2026-12-01 to 2026-12-14, both inclusive")


def test_two_drugs_go_on_side_by_side_by_their_dates() -> None:
    document = bundle(
        order(dosage(mg(1), dates("2026-12-01", "2026-12-14")), of="clonazepam", identity="a"),
        order(dosage(mg(10), dates("2026-12-08", "2026-12-21")), identity="b"),
    )
    assert told(read(text(document))) == [
        (7, "clonazepam day 1 mg"),
        (7, "clonazepam day 1 mg, diazepam day 10 mg"),
        (7, "diazepam day 10 mg"),
    ]


def test_dates_against_the_sequence_are_refused_and_an_overlap_of_two_orders_is_told() -> None:
    one, other = dates("2026-12-01", "2026-12-14"), dates("2026-12-14", "2026-12-28")
    (said,) = problems(order(dosage(mg(10), one, sequence=1), dosage(mg(5), other, sequence=2)))
    assert said.startswith(
        "order.json: MedicationRequest/x.dosageInstruction[1]: comes after sequence 1, and begins on"
    )
    document = bundle(
        order(dosage(mg(10), one, when=["MORN"]), identity="a"), order(dosage(mg(5), one, when=["NIGHT"]), identity="b")
    )
    schedule = read(text(document))
    assert told(schedule) == [(14, "diazepam morning 10 mg, diazepam night 5 mg")]
    assert "there is an overlap" in schedule.remarks[0]


def test_the_same_order_twice_is_refused_and_two_strengths_at_one_time_add_up() -> None:
    one = dates("2026-12-01", "2026-12-14")
    twice = bundle(order(dosage(mg(5), one), identity="a"), order(dosage(mg(5), one), identity="b"))
    assert "beside order.json: MedicationRequest/a" in problems(twice)[0]
    document = bundle(
        order(dosage(tablets(1), one), identity="a", of="Diazepam 10 mg tablets"),
        order(dosage(tablets(2), one), identity="b", of="Diazepam 2 mg tablets"),
    )
    assert told(read(text(document))) == [(14, "diazepam day 14 mg")]


# Times and patterns.


@pytest.mark.parametrize(
    ("more", "times"),
    [
        ({"frequency": 1, "period": 1, "periodUnit": "d"}, "day"),
        ({"frequency": 2, "period": 1, "periodUnit": "d"}, "morning night"),
        ({"frequency": 3, "period": 1, "periodUnit": "d"}, "morning midday night"),
        ({"frequency": 5, "period": 1, "periodUnit": "d"}, "1st 2nd 3rd 4th 5th"),
        ({"frequency": 1, "period": 8, "periodUnit": "h"}, "morning midday night"),
        ({"frequency": 1, "period": 24, "periodUnit": "h"}, "day"),
        ({"when": ["MORN", "HS"]}, "morning night"),
        ({"frequency": 2, "period": 1, "periodUnit": "d", "when": ["NOON", "AFT"]}, "midday afternoon"),
        ({"timeOfDay": ["08:00:00", "20:30:00"]}, "08:00 20:30"),
        ({"when": ["ACM", "PCV"]}, "morning evening"),
    ],
)
def test_times_of_day_are_read(more: Json, times: str) -> None:
    (step,) = once(**more).steps
    assert " ".join(dose.time for dose in step.doses) == times


def test_days_in_turn_and_days_of_the_week_are_written_out() -> None:
    assert told(read(text(order(dosage(mg(5), days(3), frequency=1, period=2, periodUnit="d"))))) == [
        (1, "diazepam day 5 mg"),
        (1, "diazepam day 0 mg"),
        (1, "diazepam day 5 mg"),
    ]
    week = dates("2026-12-01", "2026-12-07")  # from a Tuesday on
    document = order(dosage(mg(5), week, frequency=1, period=1, periodUnit="d", dayOfWeek=["mon", "wed", "fri"]))
    assert told(read(text(document))) == [
        (1, "diazepam day 0 mg"),
        (1, "diazepam day 5 mg"),
        (1, "diazepam day 0 mg"),
        (1, "diazepam day 5 mg"),
        (2, "diazepam day 0 mg"),
        (1, "diazepam day 5 mg"),
    ]


# Amounts and drugs.


@pytest.mark.parametrize(
    ("quantity", "mass"),
    [
        (mg(2.5), "2.5 mg"),
        ({"value": 500, "unit": "ug", "system": UCUM, "code": "ug"}, "0.5 mg"),
        ({"value": 0.01, "unit": "g", "system": UCUM, "code": "g"}, "10 mg"),
        ({"value": 5, "unit": "mg"}, "5 mg"),
        (tablets(0.5), "2.5 mg"),
        ({"value": 1, "unit": "Tablet", "system": EDQM, "code": "15054000"}, "5 mg"),
        ({"value": 1, "unit": "Tablette", "system": UCUM, "code": "1"}, "5 mg"),
        ({"value": 2, "unit": "錠", "system": "urn:oid:1.2.392.100495.20.2.101", "code": "TAB"}, "10 mg"),
        (
            {
                "value": 1,
                "unit": "Stück",
                "system": "https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_BMP_DOSIEREINHEIT",
                "code": "1",
            },
            "5 mg",
        ),
        ({"value": 1, "unit": "comprimé(s)"}, "5 mg"),
    ],
)
def test_units_are_read(quantity: Json, mass: str) -> None:
    (step,) = read(text(order(dosage(quantity, days(14)), of="Diazepam 5 mg Tabletten"))).steps
    assert str(step.doses[0].mass) == mass


def test_a_strength_that_is_stated_goes_before_the_name_and_a_difference_is_told() -> None:
    medication = {
        "resourceType": "Medication",
        "id": "m",
        "code": {"text": "Diazepam 5 mg tablets"},
        "ingredient": [
            {
                "itemCodeableConcept": {"text": "diazepam"},
                "strength": {"numerator": mg(2), "denominator": {"value": 1, "system": UCUM, "code": "1"}},
            }
        ],
    }
    document = order(dosage(tablets(2), days(14)), contained=[medication])
    del document["medicationCodeableConcept"]
    document["medicationReference"] = {"reference": "#m"}
    schedule = read(text(document))
    assert told(schedule) == [(14, "diazepam day 4 mg")]
    assert schedule.remarks == (
        "MedicationRequest/x: the name 'Diazepam 5 mg tablets' says 5 mg, the structure 2 mg: the structure is read",
    )
    for reference, found in (("Medication/m", True), ("http://here/fhir/Medication/m", True), ("Medication/n", False)):
        asked = copy.deepcopy(document)
        del asked["contained"]
        asked["medicationReference"] = {"reference": reference}
        both = bundle(asked, medication)
        both["entry"][0]["fullUrl"] = "http://here/fhir/MedicationRequest/x"
        both["entry"][1]["fullUrl"] = "http://here/fhir/Medication/m"
        if found:
            assert told(read(text(both))) == [(14, "diazepam day 4 mg")]
        else:
            assert "'Medication/n' is not in this document" in problems(both)[0]


def test_a_drug_is_known_by_its_code_or_its_brand() -> None:
    atc = {"coding": [{"system": "http://www.whocc.no/atc", "code": "N05BA06"}]}
    assert read(text(order(dosage(mg(1), days(14)), of=atc))).drugs == ("lorazepam",)
    rxnorm = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "596"}]}
    assert read(text(order(dosage(mg(1), days(14)), of=rxnorm))).drugs == ("alprazolam",)
    schedule = read(text(order(dosage(mg(1), days(14)), of="Xanax XR 1 mg")))
    assert schedule.names == (("alprazolam", "xanax xr"),)
    assert "prednisone" in problems(order(dosage(mg(5), days(14)), of="prednisone"))[0]
    assert read(text(order(dosage(mg(5), days(14)), of="1 of mine")), "diazepam").drugs == ("diazepam",)


def test_a_drug_that_is_not_known_is_what_was_named_for_it_and_that_is_told(run: Run) -> None:
    document = text(order(dosage(tablets(2), days(14)), of="Prednisone 5 mg tablets"))
    told_of = "is not known by code or name: it is taken to be what was asked for"
    for more, code, said in (
        ((), 3, "is not known by code or name: name it, --drug"),
        (("--tablet", "clonazepam 2 mg"), 3, "is not known by code or name: name it, --drug"),
        (("--drug", "clonazepam"), 0, f"{told_of}, clonazepam"),
        (("--tablet", "5 mg"), 0, f"{told_of}, drug not named"),
        (("--tablet", "prednisone 5 mg"), 0, "the strength is taken from the name"),
    ):
        ran = run("check", "-", *more, stdin=document)
        assert (ran.code, said in ran.err) == (code, True), (more, ran.err)


def test_a_code_and_a_name_of_two_drugs_are_refused() -> None:
    both = {"coding": [{"system": "http://snomed.info/sct", "code": "387264003"}], "text": "Lorazepam 1 mg"}
    (said,) = problems(order(dosage(mg(1), days(14)), of=both))
    assert said.startswith("order.json: MedicationRequest/x: is diazepam and lorazepam, by its codes and names: ")


def test_orders_that_are_over_are_left_out_with_a_remark() -> None:
    document = bundle(
        order(dosage(mg(10), days(14)), identity="old", status="stopped"),
        order(dosage(mg(5), days(14)), identity="wrong", status="entered-in-error"),
        order(dosage(mg(2), days(14)), identity="new"),
    )
    schedule = read(text(document))
    assert told(schedule) == [(14, "diazepam day 2 mg")]
    assert schedule.remarks == (
        "MedicationRequest/old is stopped, and left out",
        "MedicationRequest/wrong is entered-in-error, and left out",
    )


def test_tablets_without_a_strength_are_weighed_by_the_shelf_or_refused_with_the_option(run: Run) -> None:
    document = text(order(dosage(tablets(2), days(14))))
    refused = run("check", "-", "--region", "uk", stdin=document)
    assert refused.code == 3
    assert "MedicationRequest/x.dosageInstruction[0].doseAndRate[0].doseQuantity: " in refused.err
    assert "--tablet" in refused.err
    named = run("check", "-", "--tablet", "5 mg", "--format", "json", stdin=document)
    assert named.json["steps"][0]["doses"][0]["dose_mg"] == "10"
    assert "note: diazepam: no strength is said: 2 tablets is 10 mg, of diazepam 5 mg tablets" in named.err


def test_drops_are_those_of_the_product(run: Run) -> None:
    drops = {"value": 6, "unit": "drops", "system": UCUM, "code": "[drp]"}
    shelf = ("--liquid", "10 mg/mL, 30 drops per mL, 20 mL")
    read_ = run("check", "-", *shelf, "--format", "json", stdin=text(order(dosage(drops, days(14)))))
    assert read_.json["steps"][0]["doses"][0]["dose_mg"] == "2"


def test_millilitres_are_those_of_the_strength_that_is_said() -> None:
    ml = {"value": 2.5, "unit": "mL", "system": UCUM, "code": "mL"}
    schedule = read(text(order(dosage(ml, days(14)), of="Diazepam 2 mg/5 ml oral solution")))
    assert told(schedule) == [(14, "diazepam day 1 mg")]


def test_tablets_of_a_liquid_and_millilitres_of_a_tablet_are_refused() -> None:
    ml = {"value": 5, "unit": "mL", "system": UCUM, "code": "mL"}
    piece = {"value": 5, "unit": "Stück", "system": UCUM, "code": "1"}
    for dose, of in ((tablets(1), "Diazepam 2 mg/5 mL"), (piece, "Diazepam 2 mg/5 mL"), (ml, "Diazepam 5 mg tablets")):
        (said,) = problems(order(dosage(dose, days(14)), of=of))
        assert "whose strength is in a" in said


# What is refused, with its place.

PLAIN = order(dosage(mg(5), days(14), sequence=1))
AT = "order.json: MedicationRequest/x.dosageInstruction[0]"


def changed(path: str, value: object) -> Json:
    """Return the plain order with one thing other; *path* leads into its dosage."""
    document = copy.deepcopy(PLAIN)
    at: Any = document["dosageInstruction"][0]
    *way, last = path.split(".")
    for key in way:
        at = at[int(key)] if isinstance(at, list) else at[key]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("timing.repeat.boundsDuration", None, f"{AT}.timing.repeat: does not say how long it lasts"),
        ("timing.repeat.boundsDuration.code", "mo", f"{AT}.timing.repeat.boundsDuration: 'mo' is not UCUM's d or wk"),
        ("timing.repeat.boundsDuration.value", 1.5, f"{AT}.timing.repeat.boundsDuration.value: is not from 1 to"),
        ("timing.repeat.periodUnit", None, f"{AT}.timing.repeat.periodUnit: is missing"),
        ("timing.repeat.frequencyMax", 2, f"{AT}.timing.repeat.frequencyMax: says a range"),
        ("timing.repeat.periodMax", 2, f"{AT}.timing.repeat.periodMax: says a range"),
        ("timing.repeat.count", 14, f"{AT}.timing.repeat.count: says how often in all"),
        ("timing.repeat.duration", 14, f"{AT}.timing.repeat.duration: says how long one dose takes, not how long the"),
        ("timing.repeat.period", 3.5, f"{AT}.timing.repeat: 1 in 7/2 d is not so often a day"),
        ("timing.repeat.when", ["C"], f"{AT}.timing.repeat.when: 'C' is no time of day of its own"),
        ("timing.repeat.timeOfDay", ["25:00"], f"{AT}.timing.repeat.timeOfDay: '25:00' is no full minute"),
        ("timing.repeat.dayOfWeek", ["Monday"], f"{AT}.timing.repeat.dayOfWeek: 'Monday' is no day of the week"),
        ("timing.repeat.frequency", 40, f"{AT}.timing.repeat.frequency: is 40: write from 1 to 12"),
        ("timing.repeat", None, f"{AT}.timing.repeat: does not say how long it lasts"),
        ("timing", None, f"{AT}.timing: has no timing"),
        ("asNeededBoolean", True, f"{AT}.asNeededBoolean: is taken as needed"),
        ("asNeededCodeableConcept", {"text": "sleep"}, f"{AT}.asNeededCodeableConcept: is taken as needed"),
        ("doseAndRate.0.doseRange", {"low": mg(5), "high": mg(10)}, f"{AT}.doseAndRate[0].doseRange: is a range"),
        ("doseAndRate.0.rateRatio", {"numerator": mg(5)}, f"{AT}.doseAndRate[0].rateRatio: is a rate, and no dose"),
        ("doseAndRate", [{"doseQuantity": mg(5)}, {"doseQuantity": mg(2)}], f"{AT}.doseAndRate: has two doses"),
        ("doseAndRate", None, f"{AT}.doseAndRate: is missing"),
        ("doseQuantity", mg(5), f"{AT}.doseQuantity: is as before R4"),
        ("doseAndRate.0.doseQuantity.comparator", "<", f"{AT}.doseAndRate[0].doseQuantity.comparator: says less"),
        ("doseAndRate.0.doseQuantity.code", "mmol", f"{AT}.doseAndRate[0].doseQuantity: the unit 'mmol' 'mg' is"),
        ("doseAndRate.0.doseQuantity.unit", "tablet", f"{AT}.doseAndRate[0].doseQuantity: the code 'mg' and the unit"),
        ("doseAndRate.0.doseQuantity.value", -5, f"{AT}.doseAndRate[0].doseQuantity.value: is not from 0 up"),
        ("doseAndRate.0.doseQuantity.value", "5", f"{AT}.doseAndRate[0].doseQuantity.value: is no number"),
        ("modifierExtension", [{"url": "http://x/y"}], f"{AT}.modifierExtension: 'http://x/y' changes what is meant"),
        ("timing.modifierExtension", [{"url": "http://x"}], f"{AT}.timing.modifierExtension: 'http://x' changes"),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_refused_with_its_place(path: str, value: object, said: str) -> None:
    first = problems(changed(path, value))[0]
    assert first.startswith(said), first


def test_a_text_alone_is_never_read_as_a_dose() -> None:
    document = order({"text": "5 mg nocte for 2 weeks"})
    (said,) = problems(document)
    assert said.startswith(f"{AT}: has a text only, '5 mg nocte for 2 weeks', and a text is never read as a dose: ")


def test_everything_that_is_wrong_is_told_at_once() -> None:
    document = order(
        dosage({"value": 5, "unit": "spoons"}, days(14), sequence=1),
        dosage(mg(5), {}, sequence=2, frequency=1, period=1),
        status="finished",
        doNotPerform=True,
    )
    assert [each.removeprefix("order.json: MedicationRequest/x").split(": ")[0] for each in problems(document)] == [
        ".status",
        ".doNotPerform",
        ".dosageInstruction[0].doseAndRate[0].doseQuantity",
        ".dosageInstruction[1].timing.repeat",
        ".dosageInstruction[1].timing.repeat.periodUnit",
    ]


# The text against the structure.


@pytest.mark.parametrize(
    ("said", "notes"),
    [
        ("5 mg daily for 14 days", 0),
        ("5 mg at night for 2 weeks", 0),
        ("5 mg once a day, 1 tablet of 5 mg", 0),
        ("2½ tablets of 2 mg daily, from 08:00", 2),
        ("10 mg daily for 14 days", 1),
        ("5 mg daily for 10 days", 1),
        ("5 mg daily for 2 months", 1),
        ("5 mg daily from 2026-12-01", 1),
    ],
)
def test_numbers_of_the_text_that_the_structure_does_not_say_are_told(said: str, notes: int) -> None:
    assert len(once(text=said).remarks) == notes, once(text=said).remarks


# How countries write it.


def test_the_french_way_with_ucd_units_and_a_period_is_read() -> None:
    unit = {"value": 0.5, "unit": "comprimé", "system": EDQM, "code": "15054000"}
    document = order(
        dosage(unit, dates("2026-12-01", "2026-12-14"), frequency=1, period=1, periodUnit="d", when=["NIGHT"]),
        of={"text": "LORAZEPAM 1 mg, comprimé sécable"},
    )
    assert told(read(text(document))) == [(14, "lorazepam night 0.5 mg")]


def test_the_japanese_way_with_a_rate_is_refused_with_its_place() -> None:
    tab = {"value": 2, "unit": "錠", "system": "urn:oid:1.2.392.100495.20.2.101", "code": "TAB"}
    document = order(dosage(tab, days(14)), of="ジアゼパム錠5mg")
    document["dosageInstruction"][0]["doseAndRate"][0]["rateRatio"] = {"numerator": tab, "denominator": days(1)}
    said = problems(document)
    assert said[0] == (
        "order.json: MedicationRequest/x: 'ジアゼパム錠5mg' is not known by code or name: name it, `drug`"
    )
    assert said[1].startswith(f"{AT}.doseAndRate[0].rateRatio: is a rate, and no dose")


def test_the_austrian_way_with_entries_by_date_is_read() -> None:
    one, other = dates("2026-12-01", "2026-12-14"), dates("2026-12-15", "2026-12-28")
    piece = {"value": 1, "unit": "Stück", "system": UCUM, "code": "{Stueck}"}
    half = {**piece, "value": 0.5}
    document = order(
        dosage(piece, one, when=["MORN"]), dosage(half, other, when=["MORN"]), of="Gewacalm 5 mg Tabletten"
    )
    assert told(read(text(document))) == [(14, "diazepam morning 5 mg"), (14, "diazepam morning 2.5 mg")]


def test_the_german_prescription_with_a_text_alone_is_refused() -> None:
    document = order({"text": "1-0-0-1"}, of="Diazepam 5 mg Tabletten")
    assert "has a text only, '1-0-0-1'" in problems(document)[0]
