"""What a request is of: the drug, by its code or else by its name, and the strength of the product."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pillsplit.amounts.number import AmountError
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError, quoted
from pillsplit.formulary.own_products import NO_DRUG
from pillsplit.model.form import Release
from pillsplit.model.product import Liquid, Product
from pillsplit.model.product_amount import Counted
from pillsplit.schedules.fhir.element import Element
from pillsplit.schedules.fhir.resources import Document
from pillsplit.schedules.fhir.strength import Strength, stated_strength, strength_by_text, strength_of
from pillsplit.schedules.fhir.units import Amount, Unit
from pillsplit.schedules.steps import Reading, WeighDrug

_OF_OTHER_RELEASE = (
    r"(?i)\b(?:retard|(?:prolonged|extended|modified|sustained|slow)[ -]release|xr|er|sr|lp|verzögert\w*)\b"
)


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
    product: Product | None = None
    """The product on record that a code names."""

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
        if self.product and amount.unit.of is Counted.DROP and isinstance(self.product, Liquid):
            return self._drops(amount, self.product)
        self._refuse_another_form(amount)
        counted = amount.counted
        if amount.unit.is_piece and re.search(r"(?i)caps|kaps|gélule|cápsula", self.text):
            counted = Amount(amount.number, Unit(of=Counted.CAPSULE)).counted
        if weigh is None:
            raise AmountError(f"{counted} is no mass: write the dose in mg, or name the strength of the product")
        mass, product = weigh(self.drug, counted)
        remark(f"no strength is said: {counted} is {mass}, of {product}")
        return mass

    @staticmethod
    def _drops(amount: Amount, liquid: Liquid) -> Mass:
        if liquid.drop_mass is None:
            raise AmountError(f"how many drops of {liquid.name} are in a millilitre is not on record: write mg or mL")
        return liquid.drop_mass * amount.number

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
    products = {each.id: each for code in codes if asked.known and (each := asked.known.product_by_code(*code))}
    if len({(each.drug, strength_of(each)) for each in products.values()}) > 1:
        at.wrong(f"is {' and '.join(each.name for each in products.values())}, by its codes: keep one of them")
        return None
    product = next(iter(products.values()), None)
    found = dict.fromkeys((*by_code, *([product.drug] if product else ()), *by_name))
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
    stated = stated_strength(ingredient) if ingredient else None
    if product and stated and _differs(stated, product):
        at.wrong(f"is {product.name} by its code, and {stated} by its strength: correct the one or the other")
        return None
    stated = stated or (strength_of(product) if product else None)
    name = "" if name == drug else name
    written = written or (product.name if product else "")
    return Medicine(drug, name, written, stated, strength_by_text(texts), bool(found), product)


def _differs(stated: Strength, product: Product) -> bool:
    """Whether a strength is another than that of the product which a code names."""
    if stated.of.of is Counted.DROP and isinstance(product, Liquid):
        return product.drop_mass not in (None, stated.mass)
    own = strength_of(product)
    return not own.of.agrees(stated.of) or own.mass != stated.mass


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


def remarks_on(medicine: Medicine) -> Iterator[str]:
    """Yield what must be said of a medicine: what it is taken to be, two strengths, or another release."""
    if not medicine.is_known and medicine.drug not in medicine.text.lower():
        what = quoted(medicine.text) if medicine.text else "what has no name"
        yield f"{what} is not known by code or name: it is taken to be what was asked for, {medicine.drug}"
    stated, said = medicine.stated, medicine.by_text
    if stated and said and stated.of.agrees(said.of) and stated.mass != said.mass:
        by = "code" if medicine.product else "structure"
        yield f"the name {quoted(medicine.text)} says {said.mass}, the {by} {stated.mass}: the {by} is read"
    if match := re.search(_OF_OTHER_RELEASE, medicine.text):
        yield f"{quoted(medicine.text)} says {quoted(match[0])}: `release` names what to draw on"
    elif (product := medicine.product) and product.release is not Release.IMMEDIATE:
        yield f"{product.name} is meant by its code, whose release is {product.release}: `release` names it"


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
