"""Records that are broken or meant to break: one line for each thing that is wrong, and no traceback."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from pillsplit.errors import InputError
from tests.conftest import Run
from tests.fhir.orders import Json, bundle, dates, days, dosage, mg, order, text
from tests.fhir.there_and_back import read

MEDICATION: Json = {
    "resourceType": "Medication",
    "id": "m",
    "code": {"text": "diazepam 5 mg tablets", "coding": [{"system": "http://www.whocc.no/atc", "code": "N05BA01"}]},
    "ingredient": [
        {
            "isActive": True,
            "itemCodeableConcept": {"text": "diazepam"},
            "strength": {"numerator": mg(5), "denominator": {"value": 1, "unit": "tablet"}},
        }
    ],
}
FULL: Json = bundle(
    order(
        dosage(
            {"value": 1, "unit": "tablet"}, dates("2026-12-01", "2026-12-14"), sequence=1, text="1 tablet", when=["HS"]
        ),
        dosage(mg(2.5), dates("2026-12-15", "2026-12-28"), sequence=2, timeOfDay=["08:00:00"], dayOfWeek=["mon"]),
        contained=[MEDICATION],
        doNotPerform=False,
        dispenseRequest={
            "quantity": {"value": 14, "unit": "tablet"},
            "expectedSupplyDuration": days(1)["boundsDuration"],
        },
    ),
    MEDICATION,
)
del FULL["entry"][0]["resource"]["medicationCodeableConcept"]
FULL["entry"][0]["resource"]["medicationReference"] = {"reference": "#m"}
FULL["entry"][0]["resource"]["dosageInstruction"][0]["timing"]["code"] = {"coding": [{"code": "BED"}]}
FULL["entry"][0]["resource"]["dosageInstruction"][1]["additionalInstruction"] = [{"text": "with water"}]
OTHERS: tuple[object, ...] = (
    None,
    5,
    -1,
    1e300,
    "5",
    "",
    [],
    ["x"],
    {},
    {"x": 1},
    True,
    [[]],
    [None],
    "\u0000",
    "a" * 5000,
)


def places(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every place of a document."""
    yield way
    if isinstance(value, dict):
        for key, each in value.items():
            yield from places(each, (*way, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from places(each, (*way, index))


def with_other(way: tuple[str | int, ...], value: object) -> Any:
    document: Any = copy.deepcopy(FULL)
    if not way:
        return value
    at = document
    for key in way[:-1]:
        at = at[key]
    at[way[-1]] = value
    return document


def test_the_full_record_is_read() -> None:
    assert read(text(FULL)).days == 28


@pytest.mark.parametrize("way", list(places(FULL)), ids=lambda way: ".".join(map(str, way)) or "all")
def test_a_wrong_type_at_any_place_is_told_in_lines_or_plays_no_part(way: tuple[str | int, ...]) -> None:
    for value in OTHERS:
        document = json.dumps(with_other(way, value))
        if '"resourceType"' not in document:
            continue
        try:
            schedule = read(document)
        except InputError as error:
            lines = str(error).splitlines()
            assert lines
            assert all(line.startswith("order.json") and ": " in line and len(line) < 400 for line in lines), lines
        else:
            assert schedule.steps
            assert way[-1] == "value" or all(dose.mass.mg <= 5 for step in schedule.steps for dose in step.doses)


def failed(run: Run, record: str | bytes) -> str:
    ran = run("check", "-", "--region", "uk", stdin=record)
    assert ran.code == 3
    (line,) = ran.err.splitlines()
    return line


def test_deep_nesting_is_told_in_a_line(run: Run) -> None:
    deep = '{"resourceType": "MedicationRequest", "x": ' + "[" * 100_000 + "]" * 100_000 + "}"
    assert "is nested too deeply" in failed(run, deep)
    deep = '{"resourceType": "MedicationRequest", "x": ' + '{"a":' * 100_000 + "1" + "}" * 100_001
    assert "is nested too deeply" in failed(run, deep)


def test_a_record_of_a_hundred_megabytes_is_not_read(run: Run) -> None:
    large = b'{"resourceType": "Bundle", "x": "' + b"a" * 100_000_000 + b'"}'
    assert "is larger than 1,000,000 bytes" in failed(run, large)


def test_references_in_a_circle_end(run: Run) -> None:
    medication = {**MEDICATION, "ingredient": [{"itemReference": {"reference": "#m"}}]}
    document = order(dosage(mg(5), days(14)), contained=[medication])
    del document["medicationCodeableConcept"]
    document["medicationReference"] = {"reference": "#m"}
    assert read(text(document)).days == 14
    document["medicationReference"] = {"reference": "MedicationRequest/x"}
    assert "names no Medication" in failed(run, text(document))


@pytest.mark.parametrize("identity", ["../../../etc/passwd", "a/b", "\n\n", "x" * 3000, "'; drop", "\u202e"])
def test_an_id_is_only_ever_said(run: Run, identity: str) -> None:
    line = failed(run, text(order(identity=identity)))
    assert len(line) < 300
    assert "dosageInstruction" in line
    document = order(dosage(mg(5), days(14)))
    del document["medicationCodeableConcept"]
    document["medicationReference"] = {"reference": f"Medication/{identity}"}
    assert "is not in this document, and nothing is looked up elsewhere" in failed(run, text(document))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("1e400", "is not from 0 up with at most 18 digits"),
        ("1E-400", "is not from 0 up with at most 18 digits"),
        ("9" * 5000, "is not from 0 up with at most 18 digits"),
        ("1e999999999999999999999", "holds a number that is none of FHIR's"),
        ("NaN", "holds a number that is none of FHIR's"),
        ("-Infinity", "holds a number that is none of FHIR's"),
        ("1.0.0", "is not JSON"),
    ],
)
def test_numbers_that_are_none_are_told_in_a_line(run: Run, number: str, said: str) -> None:
    record = text(order(dosage(mg(77), days(14)))).replace("77", number)
    assert said in failed(run, record)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ('{"resourceType": "Patient"}', "is a Patient: give a MedicationRequest"),
        ('{"resourceType": 5}', "has no resourceType"),
        ('{"x": "resourceType", "resourceType": null}', "has no resourceType"),
        ('{"resourceType": "Bundle"}', "holds no MedicationRequest to read"),
        ('{"resourceType": "Bundle", "entry": {}}', "is no list"),
        ('{"resourceType": "Bundle",', "is not JSON"),
    ],
)
def test_what_is_no_request_is_told_in_a_line(run: Run, record: str, said: str) -> None:
    assert said in failed(run, record)


def test_a_bundle_of_too_many_entries_is_told_in_a_line(run: Run) -> None:
    record = text({"resourceType": "Bundle", "entry": [{}] * 6000})
    assert "has more than 5,000 entries" in failed(run, record)


def test_a_plan_of_too_many_steps_is_told_in_a_line(run: Run) -> None:
    turns = [dosage(mg(5), days(3000), sequence=n, frequency=1, period=2, periodUnit="d") for n in (1, 2)]
    assert "more than 5,000 steps" in failed(run, text(order(*turns)))


def test_thousands_of_dosages_on_one_day_are_told_in_a_line(run: Run) -> None:
    together = order(*(dosage(mg(1), days(3000), sequence=1, when=["MORN"]) for _ in range(2000)))
    assert "is taken beside more than 100 others" in failed(run, text(together))
    bounds = dates("2026-12-01", "2035-12-01")
    together = order(*(dosage(mg(1), bounds, sequence=1, dayOfWeek=["mon"]) for _ in range(2000)))
    assert "is taken beside more than 100 others" in failed(run, text(together))


def test_thousands_of_problems_are_told_in_time(run: Run) -> None:
    wrong = [{"sequence": number} for number in range(20_000)]
    ran = run("check", "-", "--region", "uk", stdin=text(order(*wrong)))
    assert ran.code == 3
    assert len(ran.err.splitlines()) < 100
