"""A US label in SPL XML, as DailyMed has it, with the score of each tablet (SPLSCORE).

A score of 1 is a tablet that is not divided, 2 one in halves, 4 one in quarters. The NLM warns that some values are
wrong; they are the register's word, and the evidence says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from attrs import evolve

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import quoted, shown
from pillsplit.formulary.importers.elements import elements, text_of
from pillsplit.formulary.importers.findings import Findings, Origin
from pillsplit.formulary.importers.making import (
    NOT_BECAUSE_COATED,
    NOTHING_SAID,
    WITH_A_DROPPER,
    Division,
    NotUnderstoodError,
    Said,
    agree,
    concentration_of,
    made,
    mass_of,
    volume_of,
)
from pillsplit.formulary.importers.ndc import BY_MOUTH, coated_or_not, for_others, is_over
from pillsplit.formulary.importers.packs import size_of
from pillsplit.formulary.importers.registry import Files
from pillsplit.model.code import ProductCodeSystem
from pillsplit.model.form import Form, Score
from pillsplit.model.product import Product

_SECTIONS = 3
"""How deep the sections of a label stand below its root: component, structuredBody, component."""
_SCORES = {
    "1": Division(Score.NONE, 1, "The label data give one part (SPL score value 1)."),
    "2": Division(Score.HALF, 2, "The label data give two parts (SPL score value 2)."),
    "3": Division(
        Score.UNKNOWN, 1, "The label data give three parts (SPL score value 3): no halves.", ("parts",), True
    ),
    "4": Division(Score.CROSS, 4, "The label data give four parts (SPL score value 4)."),
}


MOST_ELEMENTS = 500_000
"""Elements of one label; the longest has a tenth of it."""


def read(files: Files, origin: Origin) -> Findings:
    """Read the products of the drug in one label; where the label says its date, that is the release."""
    findings = Findings(origin)
    path = files["label"]
    labeler, number = "", 0
    for around, element in elements(path, _SECTIONS, findings, MOST_ELEMENTS):
        if element.tag == "code" and len(around) == 1 and (reason := _left_out(element)):
            findings.leave_out(reason)
            break
        if element.tag == "effectiveTime" and len(around) == 1:
            origin = evolve(origin, released=_day(element.get("value", "")) or origin.released)
        elif element.tag == "representedOrganization" and "author" in around:
            labeler = text_of(element, "name") or labeler
        for outer, inner in _products(element):
            number += 1
            code = _code(inner)
            place = f"{path.name}: product {number}{f', NDC {shown(code)}' if code else ''}"
            try:
                product = _product(outer, inner, place, labeler, origin, findings)
            except NotUnderstoodError as error:
                findings.wrong(place, str(error))
            else:
                if product:
                    findings.add(place, product)
    return findings


def _left_out(kind: Element) -> str:
    """Return why a document of this kind is no label of a medicine for people; empty where it is one."""
    code = kind.get("code", "")
    if code in _OF_ANIMALS:
        return "for animals"
    reason = for_others(kind.get("displayName", "") or _OF_PEOPLE.get(code, code and "OTHER"))
    return "no label of a medicine for people" if reason == "no medicine for people" else reason


_OF_ANIMALS = ("50577-6", "50578-4")
"""The codes of animal labels, over the counter and on prescription."""
_OF_PEOPLE = {"34390-5": "HUMAN OTC DRUG LABEL", "34391-3": "HUMAN PRESCRIPTION DRUG LABEL"}


def _products(section: Element) -> Iterator[tuple[Element, Element]]:
    """Yield what a section says of each product: what is around it, and the product itself."""
    for subject in section.iter("subject"):
        outer = subject.find("manufacturedProduct")
        if outer is not None:
            inner = next((found for name in _INNER if (found := outer.find(name)) is not None), None)
            if inner is not None:
                yield outer, inner


_INNER = ("manufacturedProduct", "manufacturedMedicine")


def _product(
    outer: Element, inner: Element, place: str, labeler: str, origin: Origin, findings: Findings
) -> Product | None:
    ingredients = list(_ingredients(inner))
    if not any(origin.names(name) for name, _ in ingredients):
        return None
    if len({name for name, _ in ingredients}) > 1:
        findings.leave_out("more than one substance")
        return None
    routes = [code.get("displayName", "") for code in outer.iter("routeCode")]
    if not BY_MOUTH.intersection(route.upper() for route in routes):
        findings.leave_out("not taken by mouth")
        return None
    if _is_over(outer, origin.released):
        findings.leave_out("not marketed")
        return None
    licences = (code.get("displayName", "") for code in outer.iterfind("subjectOf/approval/code"))
    if reason := next(filter(None, (for_others("", licence) for licence in licences)), ""):
        findings.leave_out(reason)
        return None
    code = _code(inner)
    if not code:
        raise NotUnderstoodError("has no code")
    if len(ingredients) > 1:
        raise NotUnderstoodError("has two parts of the same substance")
    form_code = inner.find("formCode")
    words = "" if form_code is None else form_code.get("displayName", "")
    form, coated = coated_or_not(words, "; ".join(routes))
    amount = _amount(ingredients[0][1])
    packs, bottles = _sizes(inner, form, place, origin, findings)
    brand = text_of(inner, "name")
    agree(amount, brand)
    containers = (each.get("displayName", "") for each in inner.iter("formCode"))
    said = Said(
        form,
        amount,
        maker=labeler if not brand or origin.names(brand) else ", ".join(filter(None, (brand, labeler))),
        code=f"ndc{code}",
        number=(ProductCodeSystem.NDC, code),
        source=origin.source(*place.split(": ", maxsplit=1)),
        division=_division(outer, place, coated, findings),
        packs=packs,
        bottles=bottles,
        handling=WITH_A_DROPPER if any("DROPPER" in container.upper() for container in containers) else "",
    )
    return made(origin, said)


def _code(inner: Element) -> str:
    code = inner.find("code")
    return "" if code is None else code.get("code", "")


def _ingredients(inner: Element) -> Iterator[tuple[str, Element | None]]:
    """Yield the active ingredients with their quantities."""
    for ingredient in inner.findall("ingredient"):
        if ingredient.get("classCode", "").startswith("ACTI"):
            yield text_of(ingredient, "ingredientSubstance/name"), ingredient.find("quantity")
    for ingredient in inner.findall("activeIngredient"):
        yield text_of(ingredient, "activeIngredientSubstance/name"), ingredient.find("quantity")


def _amount(quantity: Element | None) -> Mass | Concentration:
    if quantity is None:
        raise NotUnderstoodError("gives no strength")
    above, below = _ratio(quantity)
    mass = mass_of(*above)
    if below[1].lower() in ("ml", "l"):
        return concentration_of(mass, volume_of(*below))
    if below not in (("1", "1"), ("1", ""), ("1", "{tbl}")):
        raise NotUnderstoodError(f"its strength is per {shown(f'{below[0]} {below[1]}')}")
    return mass


def _ratio(quantity: Element) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return numerator and denominator of a quantity, each as its value and unit."""
    found = []
    for name in ("numerator", "denominator"):
        part = quantity.find(name)
        if part is None or "value" not in part.attrib:
            raise NotUnderstoodError(f"gives no {name} of a quantity")
        found.append((part.get("value", ""), part.get("unit", "")))
    return found[0], found[1]


def _division(outer: Element, place: str, coated: bool, findings: Findings) -> Division:
    """Read the score; two that differ are told, and neither is believed."""
    values = {
        value.get("value", "")
        for characteristic in outer.iter("characteristic")
        if (code := characteristic.find("code")) is not None and code.get("code") == "SPLSCORE"
        if (value := characteristic.find("value")) is not None and "nullFlavor" not in value.attrib
    }
    if not values:
        return NOT_BECAUSE_COATED if coated else NOTHING_SAID
    if len(values) == 1 and (score := next(iter(values))) in _SCORES:
        return _SCORES[score]
    said = quoted(" and ".join(sorted(values)))
    findings.wrong(place, f"its score is {said}, which is not understood: taken as unknown")
    return NOTHING_SAID


def _is_over(element: Element, released: datetime.date) -> bool:
    """Say whether the marketing of a product or pack ended before the release."""
    ends = element.iterfind("subjectOf/marketingAct/effectiveTime/high")
    return any(is_over(end.get("value", "")[:8], released) for end in ends)


def _sizes(
    inner: Element, form: Form, place: str, origin: Origin, findings: Findings
) -> tuple[tuple[int, ...], tuple[Volume, ...]]:
    """Read the packs: what is inside the innermost, times how many of it are in the next, and so on."""
    packs: list[int] = []
    bottles: list[Volume] = []
    for content in inner.findall("asContent"):
        if _is_over(content, origin.released):
            continue
        try:
            quantities = [_ratio(quantity)[0] for quantity in _levels(content)]
            if quantities and form.is_liquid:
                bottles.append(volume_of(*quantities[0]))
            elif quantities:
                packs.append(size_of(value for value, _ in quantities))
        except NotUnderstoodError as error:
            findings.wrong(place, f"a pack is not understood, {error}: the product is kept without it")
    return tuple(packs), tuple(bottles)


def _levels(content: Element | None) -> Iterable[Element]:
    """Yield the quantities of a pack from the innermost container outwards."""
    while content is not None:
        quantity = content.find("quantity")
        if quantity is not None:
            yield quantity
        container = next((each for each in content if each.tag.startswith("container")), None)
        content = None if container is None else container.find("asContent")


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text[:8])
    except ValueError:
        return None
