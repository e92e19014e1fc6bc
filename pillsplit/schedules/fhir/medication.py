"""What a request is of: the drug, by its code or else by its name, and the strength of the product."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from pillsplit.amounts.number import AmountError
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError, quoted
from pillsplit.formulary.own_products import NO_DRUG
from pillsplit.model.product_amount import Counted
from pillsplit.schedules.fhir.element import Element
from pillsplit.schedules.fhir.resources import Document
from pillsplit.schedules.fhir.units import Amount, Unit, unit_of
from pillsplit.schedules.steps import Reading, WeighDrug

_MASS = r"([0-9]+(?:[.,][0-9]+)?) ?(mg|micrograms?|mcg|µg|μg|g)(?![a-zµμ])"
_PER_ML = rf"{_MASS} ?(?:/|per|pro|par|in) ?([0-9]+(?:[.,][0-9]+)?)? ?ml(?![a-z])"
_OF_OTHER_RELEASE = (
    r"(?i)\b(?:retard|(?:prolonged|extended|modified|sustained|slow)[ -]release|xr|er|sr|lp|verzögert\w*)\b"
)


class Strength(NamedTuple):
    """The mass in one of what is counted: a tablet, a millilitre, a drop."""

    mass: Mass
    of: Unit

    def mass_of(self, amount: Amount) -> Mass | None:
        """Return the mass of an amount; None where it is counted otherwise."""
        return self.mass * amount.number if self.of.agrees(amount.unit) else None


class Medicine(NamedTuple):
    """What a request is of."""

    drug: str
    name: str
    """A name that it was written by, where that is another than the drug's."""
    text: str
    """What it is called in full."""
    stated: Strength | None
    """The strength that the structure says."""
    by_text: Strength | None
    """The strength that the name says."""
    is_known: bool = True
    """Whether a code or a name says the drug; else it is the one that was asked of."""

    def weigh(self, amount: Amount, weigh: WeighDrug | None, remark: Callable[[str], None]) -> Mass:
        """Return the mass of an amount: by the strength stated, else by that of the name, else by the products here.

        Raises:
            AmountError: where nothing says it, with what to write instead.
            UsageError: where the products cannot be told.
        """
        if amount.unit.mg is not None:
            return Mass(amount.number * amount.unit.mg)
        if self.stated and (mass := self.stated.mass_of(amount)) is not None:
            return mass
        if self.by_text and (mass := self.by_text.mass_of(amount)) is not None:
            remark(f"the strength is taken from the name {quoted(self.text)}: {amount} is {mass}")
            return mass
        self._refuse_another_form(amount)
        counted = amount.counted
        if amount.unit.is_piece and re.search(r"(?i)caps|kaps|gélule|cápsula", self.text):
            counted = Amount(amount.number, Unit(of=Counted.CAPSULE)).counted
        if weigh is None:
            raise AmountError(f"{counted} is no mass: write the dose in mg, or name the strength of the product")
        mass, product = weigh(self.drug, counted)
        remark(f"no strength is said: {counted} is {mass}, of {product}")
        return mass

    def _refuse_another_form(self, amount: Amount) -> None:
        """Refuse tablets of what has its strength in a millilitre, and millilitres of what has it in a tablet."""
        for known in filter(None, (self.stated, self.by_text)):
            if known.of.is_liquid is not amount.unit.is_liquid:
                per = "a millilitre or a drop" if known.of.is_liquid else "a tablet"
                raise AmountError(
                    f"{amount} of {quoted(self.text)}, whose strength is in {per}: write the dose in mg, or in what it "
                    "is measured"
                )


def medicine_of(request: Element, document: Document, asked: Reading) -> Medicine | None:
    """Return what *request* is of; None, with the problem noted, where that is not known."""
    concept, at = request.element("medicationCodeableConcept"), request
    ingredients: list[Element] = []
    if reference := request.element("medicationReference"):
        if concept:
            request.wrong("is said twice, as a concept and as a reference: write one of them", "medicationReference")
            return None
        resource = document.resolved(request, reference)
        if resource is None:
            if reference.text("reference"):
                return None
            concept = Element({"text": reference.text("display")}, reference.path, request.problems)
        else:
            at = resource
            if resource.value.get("resourceType") != "Medication":
                reference.wrong("names no Medication: write one", "reference")
                return None
            refuse_modifiers(resource)
            concept = resource.element("code")
            ingredients = [each for each in resource.elements("ingredient") if each.flag("isActive") is not False]
    elif concept is None:
        said = (
            "is as in R5: write medicationCodeableConcept or medicationReference" if request.has("medication") else ""
        )
        request.wrong(said or "is missing: write medicationCodeableConcept or medicationReference", "medication[x]")
        return None
    if len(ingredients) > 1:
        at.wrong("are several, and a dose is of one drug: give a request for each", "ingredient")
        return None
    concepts = [each for each in (concept, *(each.element("itemCodeableConcept") for each in ingredients)) if each]
    return _of(concepts, ingredients[0] if ingredients else None, at, asked)


def _of(concepts: list[Element], ingredient: Element | None, at: Element, asked: Reading) -> Medicine | None:
    texts = list(dict.fromkeys(text for each in concepts for text in _texts(each)))
    codes = [(each.text("system"), each.text("code")) for concept in concepts for each in concept.elements("coding")]
    by_code = dict.fromkeys(drug for code in codes if asked.known and (drug := asked.known.by_code(*code)))
    by_name = dict(pair for text in texts for pair in _named(text, asked))
    found = dict.fromkeys((*by_code, *by_name))
    if len(found) > 1:
        at.wrong(f"is {' and '.join(found)}, by its codes and names: correct the one or the other")
        return None
    written = texts[0] if texts else ""
    drug, name = next(iter(found), ""), next(iter(by_name.values()), "")
    if not drug and asked.drug and _may_be(asked.drug, written, asked):
        drug = asked.drug
    if not drug:
        said = f"{quoted(written)} is not known by code or name" if written else "has neither a known code nor a name"
        at.wrong(f"{said}: name it, `drug`")
        return None
    if found:
        try:
            drug = asked.resolve(drug)
        except UsageError as error:
            at.wrong(str(error))
            return None
    stated = _stated(ingredient) if ingredient else None
    return Medicine(drug, name if name != drug else "", written, stated, _by_text(texts), bool(found))


def _may_be(drug: str, written: str, asked: Reading) -> bool:
    """Return whether what is not known may be *drug*: it was named for it, or is the one of products named."""
    return asked.known is None or asked.known.is_named or drug == NO_DRUG or drug in written.lower()


def _texts(concept: Element) -> Iterator[str]:
    yield from filter(None, [concept.text("text"), *(each.text("display") for each in concept.elements("coding"))])


def _named(text: str, asked: Reading) -> Iterator[tuple[str, str]]:
    """Yield the drugs that a text names, each with the longest run of words that is a name of it."""
    words = re.findall(r"[^\W\d_][\w'-]*", text[:300])
    if asked.known is None:
        return
    place = 0
    while place < len(words):
        for size in range(min(4, len(words) - place), 0, -1):
            name = " ".join(words[place : place + size]).lower()
            if drug := asked.known.by_name(name):
                yield drug, name
                place += size - 1
                break
        place += 1


def _stated(ingredient: Element) -> Strength | None:
    """Return the strength of an ingredient; None where there is none, or, with the problem noted, a wrong one."""
    ratio = ingredient.element("strength")
    if ratio is None:
        return None
    numerator, denominator = ratio.element("numerator"), ratio.element("denominator")
    if numerator is None or denominator is None:
        ratio.wrong("lacks a numerator or a denominator: write both, such as 5 mg and 1 tablet")
        return None
    mass, number = numerator.number("value"), denominator.number("value")
    of = unit_of(denominator) if denominator.has("unit") or denominator.has("code") else Unit()
    unit = unit_of(numerator)
    if mass is None or number is None or of is None or unit is None:
        return None
    if unit.mg is None or of.mg is not None or not mass or not number:
        ratio.wrong("is no mass in a tablet, a millilitre or a drop: write one, such as 5 mg and 1 tablet")
        return None
    return Strength(Mass(mass * unit.mg / number), of)


def _by_text(texts: list[str]) -> Strength | None:
    """Return the strength that names say, where they say one only."""
    found = {strength for text in texts for strength in _strengths(text.lower())}
    return found.pop() if len(found) == 1 else None


def _strengths(text: str) -> Iterator[Strength]:
    for mass, unit, number in re.findall(_PER_ML, text):
        if number and not Fraction(number.replace(",", ".")):
            continue
        try:
            per = Mass.parse(f"{mass} {unit}")
        except AmountError:
            continue
        yield Strength(per * (1 / Fraction((number or "1").replace(",", "."))), Unit(of=Counted.ML))
    for mass, unit in re.findall(_MASS, re.sub(_PER_ML, " ", text)):
        try:
            yield Strength(Mass.parse(f"{mass} {unit}"), Unit())
        except AmountError:
            continue


def remarks_on(medicine: Medicine) -> Iterator[str]:
    """Yield what must be said of a medicine: what it is taken to be, two strengths, or a name of another release."""
    if not medicine.is_known and medicine.drug not in medicine.text.lower():
        what = quoted(medicine.text) if medicine.text else "what has no name"
        yield f"{what} is not known by code or name: it is taken to be what was asked for, {medicine.drug}"
    stated, said = medicine.stated, medicine.by_text
    if stated and said and stated.of.agrees(said.of) and stated.mass != said.mass:
        yield f"the name {quoted(medicine.text)} says {said.mass}, the structure {stated.mass}: the structure is read"
    if match := re.search(_OF_OTHER_RELEASE, medicine.text):
        yield f"{quoted(medicine.text)} says {quoted(match[0])}: `release` names what to draw on"


def refuse_modifiers(resource: Element) -> None:
    """Refuse extensions that change what the rest means, wherever in a resource they stand."""
    stack: list[tuple[object, str]] = [(resource.value, "")]
    while stack:
        value, path = stack.pop()
        if isinstance(value, dict):
            if value.get("modifierExtension"):
                found = value["modifierExtension"]
                first = found[0] if isinstance(found, list) and found else found
                url = first.get("url") if isinstance(first, dict) else None
                resource.wrong(
                    f"{quoted(url) if isinstance(url, str) else 'an extension'} changes what is meant, and is not "
                    "known: take it out, and what it says with it",
                    f"{path}modifierExtension",
                )
            stack.extend(
                (each, f"{path}{key}.") for key, each in value.items() if key not in ("contained", "modifierExtension")
            )
        elif isinstance(value, list):
            stack.extend((each, f"{path[:-1]}[{index}].") for index, each in enumerate(value))
    if resource.has("implicitRules"):
        resource.wrong("changes what is meant, and is not known: take it out", "implicitRules")
