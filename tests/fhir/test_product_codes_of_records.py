"""A product that a record names by its code: that drug and that strength are meant, and it is written so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import InputError
from pillsplit.model.code import ADDRESSES, ProductCodeSystem
from pillsplit.model.schedule import Schedule
from tests.conftest import Run
from tests.fhir.orders import UCUM, Json, days, dosage, mg, order, tablets, text
from tests.fhir.there_and_back import read

DIN, CIS, DMD, NDC, AIC, ATC = (
    *(ADDRESSES[ProductCodeSystem(system)][0] for system in ("din", "cis", "dmd", "ndc", "aic")),
    "http://www.whocc.no/atc",
)
DROP = {"value": 3, "unit": "drops", "system": UCUM, "code": "[drp]"}


def coded(*codes: tuple[str, str], name: str = "") -> Json:
    coding = [{"system": system, "code": code} for system, code in codes]
    return {"coding": coding} | ({"text": name} if name else {})


def once(dose: Json, *codes: tuple[str, str], name: str = "") -> Schedule:
    return read(text(order(dosage(dose, days(7)), of=coded(*codes, name=name))))


def wrong(document: Json) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(text(document))
    return [str(problem) for problem in caught.value.problems]


def strength(number: int, unit: str, system: str) -> Json:
    per = {"value": 1, "unit": unit, "system": system, "code": unit}
    return {"numerator": mg(number), "denominator": per}


@pytest.mark.parametrize(
    ("code", "dose", "drug", "made"),
    [
        ((DIN, "00362158"), tablets(2), "diazepam", "10 mg"),
        ((CIS, "66106869"), tablets(2), "diazepam", "4 mg"),
        ((CIS, "63196256"), DROP, "diazepam", "1 mg"),
        ((DMD, "1257511000001107"), tablets(3), "diazepam", "6 mg"),
        (("http://snomed.info/sct", "1257511000001107"), tablets(3), "diazepam", "6 mg"),
        ((NDC, "0172-3925"), tablets(1), "diazepam", "2 mg"),
        ((NDC, "0172-3925-60"), tablets(1), "diazepam", "2 mg"),
        ((NDC, "00172392560"), tablets(1), "diazepam", "2 mg"),
        ((AIC, "033227024"), tablets(2), "lorazepam", "5 mg"),
        ((DIN, "00362158"), mg(4), "diazepam", "4 mg"),
    ],
)
def test_a_code_says_the_drug_and_the_strength(code: tuple[str, str], dose: Json, drug: str, made: str) -> None:
    schedule = once(dose, code)
    assert schedule.drugs == (drug,)
    assert schedule.steps[0].doses[0].mass == Mass.parse(made)
    assert not schedule.remarks


def test_a_code_of_the_drug_beside_it_agrees() -> None:
    assert once(tablets(1), (DIN, "00362158"), (ATC, "N05BA01")).drugs == ("diazepam",)


def test_a_name_of_another_strength_is_told_and_the_code_read() -> None:
    schedule = once(tablets(1), (DIN, "00362158"), name="Diazepam 2 mg tablets")
    assert schedule.steps[0].doses[0].mass == Mass.parse("5 mg")
    assert any("says 2 mg, the code 5 mg: the code is read" in said for said in schedule.remarks)


@pytest.mark.parametrize(
    ("concept", "told"),
    [
        (coded((DIN, "00362158"), (DIN, "00405329")), "by its codes: keep one of them"),
        (coded((DIN, "00362158"), (ATC, "N05BA06")), "is lorazepam and diazepam, by its codes and names"),
        (coded((DIN, "00362158"), name="Lorazepam"), "is diazepam and lorazepam, by its codes and names"),
        (coded((DIN, "99999999")), "has neither a known code nor a name"),
        (coded((DIN, "00362158x")), "has neither a known code nor a name"),
        (coded(("https://example.org/codes", "00362158")), "has neither a known code nor a name"),
    ],
)
def test_codes_that_differ_or_are_not_known_are_refused(concept: Json, told: str) -> None:
    assert any(told in said for said in wrong(order(dosage(tablets(1), days(7)), of=concept)))


@pytest.mark.parametrize(
    ("code", "said", "right"),
    [
        ((DIN, "00362158"), strength(5, "TAB", "http://example.org/units"), True),
        ((DIN, "00362158"), strength(2, "TAB", "http://example.org/units"), False),
        ((CIS, "63196256"), strength(10, "mL", UCUM), True),
        ((CIS, "63196256"), strength(5, "mL", UCUM), False),
        ((CIS, "63196256"), strength(10, "TAB", "http://example.org/units"), False),
    ],
)
def test_a_strength_in_the_structure_must_be_that_of_the_code(code: tuple[str, str], said: Json, right: bool) -> None:
    contained: dict[str, Any] = {
        "resourceType": "Medication",
        "id": "m",
        "code": coded(code),
        "ingredient": [{"itemCodeableConcept": {"text": "diazepam"}, "strength": said}],
    }
    document = order(dosage(mg(2), days(7)), contained=[contained], medicationReference={"reference": "#m"})
    del document["medicationCodeableConcept"]
    if right:
        assert read(text(document)).drugs == ("diazepam",)
    else:
        assert any("by its code, and" in problem and "by its strength" in problem for problem in wrong(document))


def test_drops_of_a_bottle_without_drops_on_record_are_not_those_of_another() -> None:
    (said,) = wrong(order(dosage(DROP, days(7)), of=coded((DMD, "19677811000001102"))))
    assert "how many drops of Diazepam 2 mg/5 mL oral suspension are in a millilitre is not on record" in said


def test_tablets_of_a_liquid_are_refused_by_its_name() -> None:
    (said,) = wrong(order(dosage(tablets(2), days(7)), of=coded((CIS, "63196256"))))
    assert "2 tablets of 'Diazepam 10 mg/mL oral drops (Valium)', whose strength is in a millilitre" in said


def test_supply_writes_the_code_of_each_product_and_reads_it_back(run: Run) -> None:
    arguments = ("--drug", "diazepam", "--region", "ca", "--start", "2026-12-01", "--format", "fhir")
    document = run("supply", "20 mg x 14d", *arguments).out
    medication = json.loads(document)["entry"][0]["resource"]["contained"][0]
    assert medication["code"]["coding"] == [
        {"system": DIN, "code": "00405337", "display": "Diazepam 10 mg tablets (AA Pharma)"}
    ]
    assert run("check", "-", "--region", "ca", stdin=document).code == 0


def test_of_several_packs_none_is_written(run: Run) -> None:
    arguments = ("--drug", "diazepam", "--region", "uk", "--start", "2026-12-01", "--format", "fhir")
    for entry in json.loads(run("supply", "20 mg x 14d", *arguments).out)["entry"]:
        code = entry["resource"]["contained"][0]["code"]
        assert all(each["system"] != DMD for each in code.get("coding", ()))
