"""The UK's dm+d in XML: `f_vmp2`, `f_amp2`, `f_ingredient2`, `f_lookup2` and, for packs, `f_vmpp2`.

A product here is a virtual one (VMP), such as "Diazepam 5mg tablets", of which at least one licensed actual product
(AMP) can be had; unlicensed specials are left out. The dm+d says nothing of scores.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from attrs import field, frozen

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import shown
from pillsplit.formulary.importers.elements import elements, text_of
from pillsplit.formulary.importers.findings import Findings, Origin
from pillsplit.formulary.importers.forms import by_route, form_of, known_as
from pillsplit.formulary.importers.making import (
    NOT_BECAUSE_COATED,
    NOTHING_SAID,
    NotUnderstoodError,
    Said,
    agree,
    concentration_of,
    made,
    mass_of,
    volume_of,
)
from pillsplit.formulary.importers.packs import whole_numbers
from pillsplit.formulary.importers.registry import Files
from pillsplit.model.code import ProductCodeSystem
from pillsplit.model.form import Form
from pillsplit.model.product import Product

_RECORDS = 2
"""How deep the records stand below the root, in lists; those of `f_ingredient2` stand right below it."""
_LICENSED = "0001"
_NOT_TO_BE_HAD = {"0006", "0007", "0009"}
"""Availability: special order, made extemporaneously, not available."""

_FORMS = known_as(
    {
        "tablet": Form.TABLET,
        "film-coated tablet": Form.TABLET,
        "orodispersible tablet": Form.ODT,
        "oral lyophilisate": Form.ODT,
        "orodispersible film": Form.FILM,
        "sublingual film": Form.FILM,
        "soluble tablet": Form.SOLUBLE,
        "dispersible tablet": Form.SOLUBLE,
        "effervescent tablet": Form.EFFERVESCENT,
        "chewable tablet": Form.CHEWABLE,
        "sublingual tablet": Form.SUBLINGUAL,
        "buccal tablet": Form.BUCCAL,
        "modified-release tablet": Form.PROLONGED_RELEASE,
        "prolonged-release tablet": Form.PROLONGED_RELEASE,
        "gastro-resistant tablet": Form.GASTRO_RESISTANT,
        "coated tablet": Form.SUGAR_COATED,
        "capsule": Form.CAPSULE,
        "modified-release capsule": Form.PROLONGED_RELEASE_CAPSULE,
        "prolonged-release capsule": Form.PROLONGED_RELEASE_CAPSULE,
        "gastro-resistant capsule": Form.GASTRO_RESISTANT_CAPSULE,
        "oral solution": Form.SOLUTION,
        "concentrate for oral solution": Form.SOLUTION,
        "oral liquid": Form.SOLUTION,
        "elixir": Form.SOLUTION,
        "syrup": Form.SOLUTION,
        "oral suspension": Form.SUSPENSION,
        "concentrate for oral suspension": Form.SUSPENSION,
        "oral drops": Form.DROPS,
        "drops": Form.DROPS,
    }
)
_BY_MOUTH = {"oral", "sublingual", "buccal", "oromucosal"}

Record = dict[str, str]
_Found = TypeVar("_Found", str, Record)


@frozen
class _Virtual:
    """What is gathered of one virtual product."""

    record: Record
    ingredients: list[Record] = field(factory=list)
    forms: list[str] = field(factory=list)
    routes: list[str] = field(factory=list)
    packs: list[Record] = field(factory=list)
    licensed: list[str] = field(factory=list)
    """The suppliers of licensed products that can be had."""


def read(files: Files, origin: Origin) -> Findings:
    """Read the virtual products of the drug that are licensed, to be had and swallowed."""
    findings = Findings(origin)
    substances = {
        record["ISID"]
        for _, record in _records(files["ingredient"], ("ING",), findings, depth=1)
        if origin.names(record.get("NM", "")) and record.get("ISID")
    }
    of_drug = {
        record.get("VPID", "")
        for _, record in _records(files["vmp"], ("VPI",), findings)
        if record.get("ISID") in substances
    }
    words = _words(files["lookup"], findings)
    for identity, virtual in _gathered(files, of_drug, findings).items():
        place = f"{files['vmp'].name}: VPID {identity}"
        try:
            if reason := _left_out(virtual, words):
                findings.leave_out(reason)
            else:
                findings.add(place, _product(virtual, words, files["vmp"].name, origin, findings))
        except NotUnderstoodError as error:
            findings.wrong(place, str(error))
    return findings


def _records(
    path: Path, names: Collection[str], findings: Findings, depth: int = _RECORDS
) -> Iterator[tuple[str, Record]]:
    """Yield the records called *names*, each as its texts by name."""
    for around, element in elements(path, depth, findings):
        if len(around) == depth and element.tag in names:
            yield element.tag, {child.tag: text_of(element, child.tag) for child in element}


def _words(path: Path, findings: Findings) -> dict[tuple[str, str], str]:
    """Return the words of forms, routes and units by the name of their list and their code."""
    return {
        (around[1], text_of(element, "CD")): text_of(element, "DESC")
        for around, element in elements(path, _RECORDS, findings)
        if len(around) == _RECORDS and around[1] in ("FORM", "ROUTE", "UNIT_OF_MEASURE")
    }


def _gathered(files: Files, of_drug: set[str], findings: Findings) -> dict[str, _Virtual]:
    """Return everything that the files say of the virtual products *of_drug*; problems of `f_vmp2` are noted before."""
    found: dict[str, _Virtual] = {}
    for name, record in _records(files["vmp"], ("VMP", "VPI", "DFORM", "DROUTE"), Findings()):
        identity = record.get("VPID", "")
        if identity not in of_drug:
            continue
        if name == "VMP":
            found[identity] = _Virtual(record)
        elif virtual := found.get(identity):
            if name == "VPI":
                _add(virtual.ingredients, record)
            elif name == "DFORM":
                _add(virtual.forms, record.get("FORMCD", ""))
            else:
                _add(virtual.routes, record.get("ROUTECD", ""))
    for _, record in _records(files["amp"], ("AMP",), findings):
        to_be_had = record.get("INVALID") != "1" and record.get("AVAIL_RESTRICTCD") not in _NOT_TO_BE_HAD
        if to_be_had and record.get("LIC_AUTHCD") == _LICENSED and (virtual := found.get(record.get("VPID", ""))):
            virtual.licensed.append(record.get("SUPPCD", ""))
    if "vmpp" in files:
        for _, record in _records(files["vmpp"], ("VMPP",), findings):
            if record.get("INVALID") != "1" and (virtual := found.get(record.get("VPID", ""))):
                virtual.packs.append({**record, "file": files["vmpp"].name})
    return found


def _add(known: list[_Found], found: _Found) -> None:
    """Add what was found, unless it stands there already."""
    if found not in known:
        known.append(found)


def _routes(virtual: _Virtual, words: dict[tuple[str, str], str]) -> set[str]:
    return _BY_MOUTH & {words.get(("ROUTE", route), "").lower() for route in virtual.routes}


def _left_out(virtual: _Virtual, words: dict[tuple[str, str], str]) -> str:
    """Return why a product is none of those looked for; empty where it is one."""
    if virtual.record.get("INVALID") == "1":
        return "no longer valid"
    if not virtual.licensed:
        return "no licensed product to be had"
    if len(virtual.ingredients) > 1:
        return "more than one substance"
    return "" if _routes(virtual, words) else "not taken by mouth"


def _product(
    virtual: _Virtual, words: dict[tuple[str, str], str], file: str, origin: Origin, findings: Findings
) -> Product:
    identity, name = virtual.record["VPID"], virtual.record.get("NM", "")
    if len(virtual.forms) != 1:
        raise NotUnderstoodError(f"has {len(virtual.forms)} forms")
    form_words = words.get(("FORM", virtual.forms[0]), virtual.forms[0])
    form = by_route(form_of(form_words, _FORMS), _routes(virtual, words))
    amount = _amount(virtual.ingredients[0], words)
    agree(amount, name)
    packs, bottles = _sizes(virtual.packs, form, words, findings)
    said = Said(
        form,
        amount,
        maker="",
        code=f"vmp{identity}",
        number=(ProductCodeSystem.DMD, identity),
        source=origin.source(file, f"VPID {identity}"),
        division=NOT_BECAUSE_COATED if "coated" in form_words.lower() else NOTHING_SAID,
        packs=packs,
        bottles=bottles,
    )
    return made(origin, said)


def _amount(ingredient: Record, words: dict[tuple[str, str], str]) -> Mass | Concentration:
    """Read the strength of a virtual product: so much, perhaps per so many millilitres."""
    if not ingredient.get("STRNT_NMRTR_VAL"):
        raise NotUnderstoodError("gives no strength")
    mass = mass_of(ingredient["STRNT_NMRTR_VAL"], _unit(ingredient, "STRNT_NMRTR_UOMCD", words))
    if not ingredient.get("STRNT_DNMTR_VAL"):
        return mass
    unit = _unit(ingredient, "STRNT_DNMTR_UOMCD", words)
    if unit.lower() not in ("ml", "litre"):
        raise NotUnderstoodError(f"its strength is per {shown(ingredient['STRNT_DNMTR_VAL'])} {shown(unit)}")
    return concentration_of(mass, volume_of(ingredient["STRNT_DNMTR_VAL"], unit))


def _unit(record: Record, name: str, words: dict[tuple[str, str], str]) -> str:
    code = record.get(name, "")
    return words.get(("UNIT_OF_MEASURE", code), code)


def _sizes(
    packs: Iterable[Record], form: Form, words: dict[tuple[str, str], str], findings: Findings
) -> tuple[tuple[int, ...], tuple[Volume, ...]]:
    sizes: list[int] = []
    bottles: list[Volume] = []
    for pack in packs:
        unit = _unit(pack, "QTY_UOMCD", words).lower()
        quantity = pack.get("QTYVAL", "")
        try:
            if form.is_liquid:
                bottles.append(volume_of(quantity, unit))
            elif unit in ("tablet", "capsule", "film"):
                sizes += whole_numbers([quantity])
            else:
                raise NotUnderstoodError("the unit is another")
        except NotUnderstoodError:
            place = f"{pack['file']}: VPPID {shown(pack.get('VPPID', ''))}"
            findings.pack_not_understood(place, f"{quantity} {unit}")
    return tuple(sizes), tuple(bottles)
