"""Medication requests by hand: what a test says of one, and the rest as it should be."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]
UCUM = "http://unitsofmeasure.org"
DRUG_FORM = "http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm"
EDQM = "http://standardterms.edqm.eu"


def mg(value: float | int) -> Json:
    return {"value": value, "unit": "mg", "system": UCUM, "code": "mg"}


def tablets(value: float | int) -> Json:
    return {"value": value, "unit": "TAB", "system": DRUG_FORM, "code": "TAB"}


def days(value: int) -> Json:
    return {"boundsDuration": {"value": value, "unit": "d", "system": UCUM, "code": "d"}}


def dates(start: str, end: str) -> Json:
    return {"boundsPeriod": {"start": start, "end": end}}


def repeat(bounds: Json, **more: Any) -> Json:
    daily = {"frequency": 1, "period": 1, "periodUnit": "d"}
    return {**bounds, **(more or daily)}


def dosage(dose: Json, bounds: Json, *, sequence: int | None = None, text: str = "", **more: Any) -> Json:
    """Return a dosage instruction: one dose, once a day where *more* of `repeat` says nothing else."""
    found: Json = {"timing": {"repeat": repeat(bounds, **more)}, "doseAndRate": [{"doseQuantity": dose}]}
    if sequence is not None:
        found = {"sequence": sequence} | found
    return found | ({"text": text} if text else {})


def order(*dosages: Json, of: str | Json = "diazepam", identity: str = "x", **more: Any) -> Json:
    """Return a request of a drug that is named, or of a concept."""
    concept = {"text": of} if isinstance(of, str) else of
    return {
        "resourceType": "MedicationRequest",
        "id": identity,
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": concept,
        "subject": {"reference": "Patient/1"},
        "dosageInstruction": list(dosages),
    } | more


def bundle(*resources: Json, kind: str = "collection") -> Json:
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": each} for each in resources]}


def text(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False)


def hl7s_example() -> Json:
    """Return HL7's example of a taper by its facts: its text, its periods and its quantity say three things."""
    steps = [(4, "2015-01-16", "2015-01-20"), (2, "2015-01-23", "2015-01-30"), (1, "2015-01-31", "2015-02-06")]
    return order(
        *(
            dosage(
                tablets(count),
                dates(start, end),
                sequence=number,
                text=f"{count} tablet{'s' if count > 1 else ''} daily for 7 days",
            )
            for number, (count, start, end) in enumerate(steps, start=1)
        ),
        of="Diazepam 5 mg tablets",
        identity="taper",
        dispenseRequest={"quantity": tablets(51)},
    )
