"""Norway's FEST: one XML file of catalogues, each entry with its codes in words; it states how a tablet may be divided.

Read are the substances and their strengths (`KatVirkestoff`), the brands (`KatLegemiddelMerkevare`) and, for what is
marketed and in which packs, the packages (`KatLegemiddelpakning`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree.ElementTree import Element

from attrs import evolve, field, frozen

from pillsplit.amounts.dates import read_date
from pillsplit.amounts.number import AmountError
from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import shown
from pillsplit.formulary.importers import french
from pillsplit.formulary.importers.elements import elements, text_of
from pillsplit.formulary.importers.findings import Findings, Origin
from pillsplit.formulary.importers.forms import by_route, form_of, known_as
from pillsplit.formulary.importers.making import (
    NOTHING_SAID,
    Division,
    NotUnderstoodError,
    Said,
    agree,
    concentration_of,
    made,
    mass_of,
    volume_of,
)
from pillsplit.formulary.importers.packs import bottles_in, sizes_in
from pillsplit.formulary.importers.registry import Files
from pillsplit.model.code import ProductCodeSystem
from pillsplit.model.form import Form, Score
from pillsplit.model.product import Product

_ENTRIES = 2
"""How deep the entries stand below the root, in their catalogues."""
_FORMS = known_as(
    {
        "tablett": Form.TABLET,
        "tablett, filmdrasjert": Form.TABLET,
        "filmdrasjert tablett": Form.TABLET,
        "smeltetablett": Form.ODT,
        "lyofilisat, oral": Form.ODT,
        "lyofilisattablett": Form.ODT,
        "smeltefilm": Form.FILM,
        "sublingvalfilm": Form.FILM,
        "dispergerbar tablett": Form.SOLUBLE,
        "oppløselig tablett": Form.SOLUBLE,
        "brusetablett": Form.EFFERVESCENT,
        "tyggetablett": Form.CHEWABLE,
        "sublingvaltablett": Form.SUBLINGUAL,
        "resoriblett, sublingval": Form.SUBLINGUAL,
        "bukkaltablett": Form.BUCCAL,
        "depottablett": Form.PROLONGED_RELEASE,
        "tablett med modifisert frisetting": Form.PROLONGED_RELEASE,
        "enterotablett": Form.GASTRO_RESISTANT,
        "drasjert tablett": Form.SUGAR_COATED,
        "tablett, drasjert": Form.SUGAR_COATED,
        "kapsel": Form.CAPSULE,
        "kapsel, hard": Form.CAPSULE,
        "kapsel, myk": Form.CAPSULE,
        "depotkapsel": Form.PROLONGED_RELEASE_CAPSULE,
        "depotkapsel, hard": Form.PROLONGED_RELEASE_CAPSULE,
        "kapsel med modifisert frisetting": Form.PROLONGED_RELEASE_CAPSULE,
        "kapsel med modifisert frisetting, hard": Form.PROLONGED_RELEASE_CAPSULE,
        "enterokapsel": Form.GASTRO_RESISTANT_CAPSULE,
        "enterokapsel, hard": Form.GASTRO_RESISTANT_CAPSULE,
        "enterokapsel, myk": Form.GASTRO_RESISTANT_CAPSULE,
        "mikstur": Form.SOLUTION,
        "mikstur, oppløsning": Form.SOLUTION,
        "mikstur, oppløsning i endosebeholder": Form.SOLUTION,
        "konsentrat til mikstur": Form.SOLUTION,
        "konsentrat til mikstur, oppløsning": Form.SOLUTION,
        "sirup": Form.SOLUTION,
        "mikstur, suspensjon": Form.SUSPENSION,
        "dråper": Form.DROPS,
        "dråper, suspensjon": Form.SUSPENSION,
        "dråper, oppløsning": Form.DROPS,
        "orale dråper, oppløsning": Form.DROPS,
    }
)
_ROUTES = {"oral": "oral", "sublingval": "sublingual", "bukkal": "buccal"}
_LICENSED = "legemiddel"
_EXPIRED = "U"
"""The status of an entry that is kept, and no longer in force (utgått)."""
_OF_ANIMALS = "Q"
"""What the codes of veterinary medicines begin with (ATCvet)."""
_DIVIDED = {
    "1": Division(Score.UNKNOWN, 1, "Registered as not divisible."),
    "2": Division(Score.UNKNOWN, 2, "Registered as divisible in two."),
    "4": Division(Score.UNKNOWN, 4, "Registered as divisible in four."),
}
"""What the codes of `Deling` say; 0 is nothing."""
_AT_TAKING = "AdministreringLegemiddel/"
_SAID = {
    ("KanKnuses", "1"): "May be crushed.",
    ("KanKnuses", "2"): "Not to be crushed.",
    ("KanApnes", "1"): "The capsule may be opened.",
    ("KanApnes", "2"): "The capsule is not to be opened.",
}


@frozen
class _Strength:
    """A strength of a substance: so much, perhaps in so much."""

    substance: str
    above: tuple[str, str]
    below: tuple[str, str]


@frozen
class _Brand:
    """What is gathered of one brand in one form and strength."""

    entry: Element
    packs: list[tuple[str, str]] = field(factory=list)
    """The sizes of its marketed packages, each with its unit."""
    marketed: list[bool] = field(factory=list)
    """Whether each of its packages is marketed."""


def read(files: Files, origin: Origin) -> Findings:
    """Read the licensed brands of the drug that are marketed and taken by mouth."""
    findings = Findings(origin)
    path = files["fest"]
    strengths, released = _strengths(path, origin, findings)
    origin = evolve(origin, released=released or origin.released)
    for identity, brand in _brands(path, strengths, origin).items():
        place = f"{path.name}: {shown(identity)}"
        try:
            if reason := _left_out(brand, strengths):
                findings.leave_out(reason)
            else:
                findings.add(place, _product(brand, strengths, path.name, origin, findings))
        except NotUnderstoodError as error:
            findings.wrong(place, str(error))
    return findings


def _strengths(path: Path, origin: Origin, findings: Findings) -> tuple[dict[str, _Strength], datetime.date | None]:
    """Return the strengths of the drug and its salts by their ids, and the day on which the file was drawn."""
    released = None
    names: dict[str, bool] = {}
    salts: dict[str, list[str]] = {}
    found: dict[str, _Strength] = {}
    for _, entry in elements(path, _ENTRIES, findings):
        if entry.tag == "HentetDato":
            released = _day(entry.text or "")
        elif (substance := entry.find("Virkestoff")) is not None:
            identity = text_of(substance, "Id")
            names[identity] = any(origin.names(text_of(substance, name)) for name in ("Navn", "NavnEngelsk"))
            salts[identity] = [(each.text or "").strip() for each in substance.iterfind("RefVirkestoff")]
        elif (strength := entry.find("VirkestoffMedStyrke")) is not None:
            found[text_of(strength, "Id")] = _Strength(
                text_of(strength, "RefVirkestoff"),
                _quantity(strength, "Styrke"),
                _quantity(strength, "StyrkeNevner"),
            )
    of_drug = {identity for identity, named in names.items() if named}
    of_drug |= {salt for identity in of_drug for salt in salts[identity]}
    return {identity: each for identity, each in found.items() if each.substance in of_drug}, released


def _brands(path: Path, strengths: dict[str, _Strength], origin: Origin) -> dict[str, _Brand]:
    """Return the brands that hold one of *strengths*, with their packages; problems of the file were noted before."""
    found: dict[str, _Brand] = {}
    for _, entry in elements(path, _ENTRIES, Findings()):
        if _code(entry, "Status") == _EXPIRED:
            continue
        if (brand := entry.find("LegemiddelMerkevare")) is not None:
            if any(each in strengths for each in _refs(brand)):
                found[text_of(brand, "Id")] = _Brand(brand)
        elif (package := entry.find("Legemiddelpakning")) is not None:
            for info in package.iterfind("Pakningsinfo"):
                if of := found.get(text_of(info, "RefLegemiddelMerkevare")):
                    marketed = _is_marketed(package, origin.released)
                    of.marketed.append(marketed)
                    if marketed:
                        of.packs.append((text_of(info, "Pakningsstr"), _code(info, "EnhetPakning")))
    return found


def _refs(brand: Element) -> list[str]:
    return [text_of(each, "RefVirkestoffMedStyrke") for each in brand.iterfind("SortertVirkestoffMedStyrke")]


def _is_marketed(package: Element, released: datetime.date) -> bool:
    """Say whether a package is on the market on the day of the release."""
    begun = _day(text_of(package, "Markedsforingsinfo/Markedsforingsdato"))
    gone = _day(text_of(package, "Markedsforingsinfo/AvregDato"))
    return begun is not None and begun <= released and (gone is None or gone > released)


def _left_out(brand: _Brand, strengths: dict[str, _Strength]) -> str:
    """Return why a brand is none of those looked for; empty where it is one."""
    if _code(brand.entry, "Atc").upper().startswith(_OF_ANIMALS):
        return "for animals"
    if _words(brand.entry, "Preparattype").lower() != _LICENSED:
        return "not licensed here"
    others = [each for each in _refs(brand.entry) if each not in strengths]
    if others or len(_refs(brand.entry)) > 1 or brand.entry.find("SortertVirkestoffUtenStyrke") is not None:
        return "more than one substance"
    if not any(brand.marketed):
        return "not marketed"
    return "" if _routes(brand.entry) else "not taken by mouth"


def _routes(brand: Element) -> set[str]:
    words = (each.get("DN", "").lower() for each in brand.iterfind("AdministreringLegemiddel/Administrasjonsvei"))
    return {english for word in words for norwegian, english in _ROUTES.items() if word.startswith(norwegian)}


def _product(brand: _Brand, strengths: dict[str, _Strength], file: str, origin: Origin, findings: Findings) -> Product:
    entry = brand.entry
    identity = text_of(entry, "Id")
    form = by_route(form_of(_words(entry, "LegemiddelformKort"), _FORMS), _routes(entry))
    packs, bottles = _sizes(brand.packs, form, f"{file}: {shown(identity)}", findings)
    name, producer = text_of(entry, "Varenavn"), text_of(entry, "ProduktInfo/Produsent")
    amount = _amount(strengths[_refs(entry)[0]])
    full_name = text_of(entry, "NavnFormStyrke")
    if form.is_liquid and isinstance(amount, Mass):
        amount = french.concentration_by_name(full_name, amount, bottles)
    agree(amount, full_name, french.amounts(full_name))
    said = Said(
        form,
        amount,
        maker=", ".join(filter(None, ("" if origin.names(name) and producer else name, producer))),
        code=f"fest{identity.removeprefix('ID_')[:8]}",
        number=(ProductCodeSystem.FEST, identity),
        source=origin.source(file, identity),
        division=_DIVIDED.get(_code(entry, _AT_TAKING + "Deling"), NOTHING_SAID),
        remark=" ".join(said for (name, code), said in _SAID.items() if _code(entry, _AT_TAKING + name) == code),
        packs=packs,
        bottles=bottles,
    )
    return made(origin, said)


def _amount(strength: _Strength) -> Mass | Concentration:
    mass = mass_of(_decimal(strength.above[0]), strength.above[1])
    number, unit = strength.below
    if unit.lower() in ("ml", "l"):
        return concentration_of(mass, volume_of(_decimal(number), unit))
    if number not in ("", "1"):
        raise NotUnderstoodError(f"its strength is per {shown(f'{number} {unit}')}")
    return mass


def _sizes(
    packs: Iterable[tuple[str, str]], form: Form, place: str, findings: Findings
) -> tuple[tuple[int, ...], tuple[Volume, ...]]:
    """Read the sizes of packages, of tablets by number and of liquids by volume."""
    sizes: list[int] = []
    bottles: list[Volume] = []
    for size, unit in packs:
        try:
            if form.is_liquid:
                bottles += bottles_in(f"{_decimal(size)} {unit}", ())
            else:
                sizes += sizes_in(size, ())
        except NotUnderstoodError:
            findings.pack_not_understood(place, f"{size} {unit}")
    return tuple(sizes), tuple(bottles)


def _decimal(number: str) -> str:
    return _THOUSANDS.sub("", number).replace(",", ".")


_THOUSANDS = re.compile(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))")


def _quantity(parent: Element, name: str) -> tuple[str, str]:
    found = parent.find(name)
    return ("", "") if found is None else (found.get("V", ""), found.get("U", ""))


def _code(parent: Element, name: str) -> str:
    found = parent.find(name)
    return "" if found is None else found.get("V", "")


def _words(parent: Element, name: str) -> str:
    found = parent.find(name)
    return "" if found is None else found.get("DN", "") or found.get("V", "")


def _day(text: str) -> datetime.date | None:
    try:
        return read_date(text.strip()[:10])
    except AmountError:
        return None
