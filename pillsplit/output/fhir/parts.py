"""The parts of a medication request: quantities, timings, and what it is of."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from pillsplit.amounts.number import in_parts, plain, written
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.model.code import ADDRESSES
from pillsplit.model.drug import Drug
from pillsplit.model.form import Form
from pillsplit.model.product import Liquid, Product, Solid
from pillsplit.model.schedule import AFTERNOON, DAY, is_clock
from pillsplit.output.document import Json

MOST_DIGITS = 18
"""Digits of a decimal: FHIR asks systems to hold so many."""
_UCUM = "http://unitsofmeasure.org"
_DRUG_FORMS = "http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm"
_WHEN = {"morning": "MORN", "midday": "NOON", AFTERNOON: "AFT", "evening": "EVE", "night": "NIGHT"}
NO_PATIENT = "not stated: the patient is missing"


@frozen
class Unit:
    """What a quantity is counted in, with its code."""

    word: str
    system: str
    code: str


MG = Unit("mg", _UCUM, "mg")
ML = Unit("mL", _UCUM, "mL")
DROP = Unit("drop", _UCUM, "[drp]")
DAYS = Unit("d", _UCUM, "d")
TABLET = Unit("tablet", _DRUG_FORMS, "TAB")
CAPSULE = Unit("capsule", _DRUG_FORMS, "CAP")


def unit_of(product: Product, *, in_drops: bool = False) -> Unit:
    """Return what a product is counted in."""
    if isinstance(product, Liquid):
        return DROP if in_drops else ML
    capsules = (Form.CAPSULE, Form.PROLONGED_RELEASE_CAPSULE, Form.GASTRO_RESISTANT_CAPSULE)
    return CAPSULE if product.form in capsules else TABLET


def decimal(value: Fraction) -> Decimal | None:
    """Return a number as FHIR writes it; None for one whose decimals do not end, or are too many."""
    text = plain(value)
    if "/" in text or len(text.lstrip("0.").replace(".", "")) > MOST_DIGITS:
        return None
    return Decimal(text)


def quantity(value: Fraction, unit: Unit, where: str) -> Json:
    """Return a quantity.

    Raises:
        UsageError: for a number that FHIR cannot hold; *where* it stands begins the line.
    """
    number = decimal(value)
    if number is None:
        raise UsageError(
            f"{where}: {written(value)} {unit.word} has no decimal of at most {MOST_DIGITS} digits, and FHIR holds no "
            "other number: write another dose, or another format"
        )
    return {"value": number, "unit": unit.word, "system": unit.system, "code": unit.code}


def in_words(value: Fraction, unit: Unit) -> str:
    """Write an amount as people read it: ``2.5 mg``, ``1½ tablets``, ``3 drops``."""
    if unit in (MG, ML):
        return f"{written(value)} {unit.word}"
    number = written(value) if unit == DROP else in_parts(value)
    return f"{number} {unit.word}{'' if 0 < value <= 1 else 's'}"


def strength(product: Product, unit: Unit) -> Json:
    """Return the strength of a product as a ratio that is exact: 1 mg in 3 drops where decimals do not end."""
    if isinstance(product, Solid):
        one = product.strength.mg
    else:
        one = product.concentration.mg_per_ml
        if unit == DROP and product.drop_mass:
            one = product.drop_mass.mg
    mass, of = (one, Fraction(1)) if decimal(one) is not None else (Fraction(one.numerator), Fraction(one.denominator))
    return {"numerator": quantity(mass, MG, product.name), "denominator": quantity(of, unit, product.name)}


def concept(drug: str, known: Drug | None, text: str = "") -> Json:
    """Return a drug with its codes, where they are on record, and its name."""
    coding = [
        {"system": ADDRESSES[code.system][0], "code": code.code, "display": drug}
        for code in (known.codes if known else ())
    ]
    return ({"coding": coding} if coding else {}) | {"text": text or drug}


def medication(product: Product, known: Drug | None, unit: Unit) -> Json:
    """Return a product, with its codes where they are on record, to be contained in its request.

    Several codes of one system are of packs: none of them is written, for what is dispensed may be another.
    """
    systems = [code.system for code in product.codes]
    coding = [
        {"system": ADDRESSES[code.system][0], "code": code.code, "display": product.name}
        for code in product.codes
        if code.system in ADDRESSES and systems.count(code.system) == 1
    ]
    return {
        "resourceType": "Medication",
        "id": "product",
        "code": ({"coding": coding} if coding else {}) | {"text": product.name},
        "form": {"text": str(product.form)},
        "ingredient": [{"itemCodeableConcept": concept(product.drug, known), "strength": strength(product, unit)}],
    }


def subject(patient: str | None) -> Json:
    """Return whom a request is for: ``Patient/123``, or a text that says that this is missing.

    Raises:
        UsageError: for what is no reference.
    """
    if patient is None:
        return {"display": NO_PATIENT}
    kind, _, identity = patient.rpartition("/")
    if not (kind.endswith("Patient") and identity) or any(char.isspace() for char in patient) or len(patient) > 200:
        raise UsageError("write a reference, such as Patient/123", field="patient", value=patient)
    return {"reference": patient}


@frozen
class Days:
    """Days in a row: how many, and from which date on where one is known."""

    days: int
    start: datetime.date | None

    @property
    def end(self) -> datetime.date | None:
        """The last day."""
        return self.start and self.start + datetime.timedelta(days=self.days - 1)

    @property
    def words(self) -> str:
        """``for 14 days``, with the dates where they are known."""
        plainly = f"for {self.days} {'day' if self.days == 1 else 'days'}"
        return f"{plainly}, from {self.start} to {self.end}" if self.start else plainly

    @property
    def bounds(self) -> Json:
        """The bounds of a timing."""
        if self.start is None:
            return {"boundsDuration": {"value": Decimal(self.days), "unit": "d", "system": _UCUM, "code": "d"}}
        return {"boundsPeriod": {"start": str(self.start), "end": str(self.end)}}


def timing(days: Days, time: str, frequency: int = 1) -> Json:
    """Return when a dose is taken: at a time of day, or so often a day."""
    repeat = days.bounds | {"frequency": Decimal(frequency), "period": Decimal(1), "periodUnit": "d"}
    if time in _WHEN:
        repeat["when"] = [_WHEN[time]]
    elif is_clock(time):
        repeat["timeOfDay"] = [f"{time}:00"]
    return {"repeat": repeat}


def is_named(time: str) -> bool:
    """Return whether a request can say a time: a place such as ``2nd`` has no code."""
    return time == DAY or time in _WHEN or is_clock(time)


def identity(*parts: object) -> str:
    """Return an id made of *parts*, with the signs that an id may have."""
    text = "-".join(str(part) for part in parts if part)
    return "".join(char if char.isascii() and (char.isalnum() or char in "-.") else "-" for char in text)[:64] or "x"


def bundle(resources: Iterable[Json]) -> Json:
    """Return a collection of *resources*, each with an address of its own."""
    from hashlib import sha256
    from uuid import UUID

    from pillsplit.output.renderers.fhir import as_fhir

    def address(resource: Json) -> str:
        return f"urn:uuid:{UUID(bytes=sha256(as_fhir(resource).encode()).digest()[:16], version=5)}"

    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": address(each), "resource": each} for each in resources],
    }


def mass_in_mg(mass: Mass, where: str) -> Json:
    """Return a mass as a quantity in mg, as `quantity` does."""
    return quantity(mass.mg, MG, where)
