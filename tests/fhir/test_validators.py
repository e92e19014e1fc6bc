"""Two validators that share no code, offline, accept everything that is written: fhir.resources, and Medplum's."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pillsplit.formulary import published
from pillsplit.formulary.loader import Formulary
from pillsplit.model.code import ADDRESSES
from tests.conftest import Run
from tests.fhir.orders import hl7s_example

pytestmark = pytest.mark.validators
HERE = Path(__file__).parent
START = "--start 2026-12-01"
ASKED = [
    *(
        f"{verb} {name} --region {region} {more}"
        for name in published.names()
        for verb, more in (("check", START), ("supply", START), ("plan", f"{START} --profile dated"))
        for region in ("uk", "us", "de")
    ),
    "check nice-cks --region uk",
    "fit '13.3 mg x 14d, 11.7 mg x 14d' --drug diazepam --region uk --patient Patient/123",
    "taper --drug diazepam --from '20 mg' --cut 10% --every 14d --times morning,night",
    f"crossover --from clonazepam --dose 1.5mg --to diazepam --equivalents ashton --every 7d --times 3 {START}",
    "check '10/3 mg x 14d' --drug diazepam --liquid '10 mg/mL, 30 drops per mL, 20 mL'",
    f"supply '5 mg 08:00 + 2 mg 20:00 x 14d' --drug diazepam --region fr {START} --device dropper",
    "check '5 mg 5 times a day x 14d' --drug diazepam --region uk",
]
"""What is asked; every kind of it is written at least once."""


def missing(what: str) -> None:
    """Skip the test; on the machine that lets changes land, what is missing is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"missing: {what}")
    pytest.skip(f"missing: {what}")


def by_fhir_resources(resources: list[Any]) -> list[list[str]]:
    try:
        from fhir.resources.R4B import get_fhir_model_class
    except ImportError:
        missing("fhir.resources (the extra `fhir`)")
    found: list[list[str]] = []
    for resource in resources:
        try:
            get_fhir_model_class(resource["resourceType"]).model_validate(resource)
        except ValueError as error:
            found.append([str(error)])
        else:
            found.append([])
    return found


def by_medplum(resources: list[Any]) -> list[list[str]]:
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules").is_dir():
        missing("Medplum's validator (`npm ci --prefix tests/fhir`)")
    ran = subprocess.run(
        [str(node), "validate.mjs"], input=json.dumps(resources), capture_output=True, cwd=HERE, encoding="utf-8"
    )
    assert ran.returncode == 0, ran.stderr
    found: list[list[str]] = json.loads(ran.stdout)
    return found


VALIDATORS = pytest.mark.parametrize("validate", [by_fhir_resources, by_medplum])


@pytest.fixture
def written(run: Run) -> list[Any]:
    """Everything that is asked, as it is written."""
    found = []
    for asked in ASKED:
        ran = run(f"{asked} --format fhir")
        if ran.code == 2 and "is not on record" in ran.err:
            continue
        assert ran.code in (0, 1), f"{asked}: {ran.err}"
        found.append(ran.json)
    assert len(found) > len(ASKED) * 3 // 4
    return found


@VALIDATORS
def test_both_accept_everything_that_is_written(validate: Any, written: list[Any]) -> None:
    for asked, said in zip(written, validate(written), strict=True):
        assert not said, f"{json.dumps(asked)[:500]}: {said}"


@VALIDATORS
def test_both_see_what_is_planted(validate: Any, written: list[Any]) -> None:
    plain = next(each for each in written if each["resourceType"] == "MedicationRequest")
    bundled = next(each for each in written if each["resourceType"] == "Bundle")

    def without_subject(resource: Any) -> None:
        del resource["subject"]

    def with_a_field(resource: Any) -> None:
        resource["colour"] = "red"

    def with_a_wrong_type(resource: Any) -> None:
        resource["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["value"] = "five"

    planted = []
    for wrong in (without_subject, with_a_field, with_a_wrong_type):
        for document in (plain, bundled):
            copied = copy.deepcopy(document)
            wrong(copied if document is plain else copied["entry"][-1]["resource"])
            planted.append(copied)
    assert all(validate(planted))


@VALIDATORS
def test_neither_sees_that_a_record_contradicts_itself(validate: Any) -> None:
    assert validate([hl7s_example()]) == [[]]


UNITS = {
    ("http://unitsofmeasure.org", "mg"): "mg",
    ("http://unitsofmeasure.org", "mL"): "mL",
    ("http://unitsofmeasure.org", "[drp]"): "drop",
    ("http://unitsofmeasure.org", "d"): "d",
    ("http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm", "TAB"): "tablet",
    ("http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm", "CAP"): "capsule",
}
WHEN = {"MORN", "NOON", "AFT", "EVE", "NIGHT"}


def test_every_code_is_one_of_these(written: list[Any]) -> None:
    formulary = Formulary()
    nouns = [formulary.drug(name) for name in formulary.drug_names] + [
        product
        for region in formulary.region_names
        for product in formulary.shelf(formulary.region(region), formulary.drugs_in(region)).products
    ]
    known = {
        (address, code.code) for noun in nouns for code in noun.codes for address in ADDRESSES.get(code.system, ())[:1]
    }
    seen: set[str] = set()

    def check(value: Any) -> None:
        if isinstance(value, list):
            for each in value:
                check(each)
        if isinstance(value, dict):
            if "system" in value and "unit" in value:
                assert UNITS[value["system"], value["code"]] == value["unit"]
                seen.add(value["code"])
            elif "system" in value:
                assert (value["system"], value["code"]) in known
                seen.add(value["system"])
            assert set(value.get("when", [])) <= WHEN
            assert value.get("periodUnit", "d") == "d"
            for each in value.values():
                check(each)

    check(written)
    assert {"mg", "mL", "[drp]", "d", "TAB", "http://snomed.info/sct", "http://www.whocc.no/atc"} <= seen
