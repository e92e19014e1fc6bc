"""The French BDPM: `CIS_bdpm.txt`, `CIS_COMPO_bdpm.txt` and, for packs, `CIS_CIP_bdpm.txt`.

Tab-separated, without a header, in Windows-1252 as published. Whether a tablet may be divided stands in the words of
its form (*sécable*, *quadrisécable*), now and then in its name only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import prod
from pathlib import Path

from attrs import evolve

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import quoted
from pillsplit.formulary.importers import french
from pillsplit.formulary.importers.findings import Findings, Origin
from pillsplit.formulary.importers.lines import Row, tabbed
from pillsplit.formulary.importers.making import (
    Division,
    NotUnderstoodError,
    Said,
    agree,
    by_route,
    concentration_of,
    form_of,
    made,
    whole_numbers,
)
from pillsplit.formulary.importers.registry import Files
from pillsplit.formulary.importers.spelling import plain_letters
from pillsplit.model.code import ProductCodeSystem
from pillsplit.model.product import Form, Product, Score

_PRODUCTS = ("code", "name", "form", "routes", "licence", "procedure", "marketed")
_COMPOSITION = ("code", "element", "substance_code", "substance", "dose", "per", "nature")
_PACKS = ("code", "cip7", "pack", "licence", "marketed")

_FORMS = {
    "comprime": Form.TABLET,
    "comprime pellicule": Form.TABLET,
    "comprime orodispersible": Form.ODT,
    "lyophilisat": Form.ODT,
    "lyophilisat oral": Form.ODT,
    "film orodispersible": Form.FILM,
    "comprime sublingual": Form.SUBLINGUAL,
    "comprime gingival": Form.BUCCAL,
    "comprime dispersible": Form.SOLUBLE,
    "comprime dispersible et orodispersible": Form.ODT,
    "comprime orodispersible ou dispersible": Form.ODT,
    "comprime pour solution buvable": Form.SOLUBLE,
    "comprime pour suspension buvable": Form.SOLUBLE,
    "comprime effervescent": Form.EFFERVESCENT,
    "comprime a croquer": Form.CHEWABLE,
    "comprime a croquer ou dispersible": Form.CHEWABLE,
    "comprime dispersible ou a croquer": Form.CHEWABLE,
    "comprime a croquer ou a sucer": Form.CHEWABLE,
    "comprime enrobe": Form.SUGAR_COATED,
    "comprime drageifie": Form.SUGAR_COATED,
    "comprime a liberation prolongee": Form.PROLONGED_RELEASE,
    "comprime pellicule a liberation prolongee": Form.PROLONGED_RELEASE,
    "comprime enrobe a liberation prolongee": Form.PROLONGED_RELEASE,
    "comprime osmotique a liberation prolongee": Form.PROLONGED_RELEASE,
    "comprime a liberation modifiee": Form.PROLONGED_RELEASE,
    "comprime pellicule a liberation modifiee": Form.PROLONGED_RELEASE,
    "comprime enrobe a liberation modifiee": Form.PROLONGED_RELEASE,
    "comprime gastro-resistant": Form.GASTRO_RESISTANT,
    "comprime pellicule gastro-resistant": Form.GASTRO_RESISTANT,
    "comprime enrobe gastro-resistant": Form.GASTRO_RESISTANT,
    "gelule": Form.CAPSULE,
    "capsule": Form.CAPSULE,
    "capsule molle": Form.CAPSULE,
    "gelule a liberation prolongee": Form.PROLONGED_RELEASE_CAPSULE,
    "gelule a liberation modifiee": Form.PROLONGED_RELEASE_CAPSULE,
    "capsule a liberation prolongee": Form.PROLONGED_RELEASE_CAPSULE,
    "microgranule a liberation prolongee en gelule": Form.PROLONGED_RELEASE_CAPSULE,
    "gelule gastro-resistant": Form.GASTRO_RESISTANT_CAPSULE,
    "microgranule gastro-resistant en gelule": Form.GASTRO_RESISTANT_CAPSULE,
    "solution buvable": Form.SOLUTION,
    "sirop": Form.SOLUTION,
    "solution buvable en gouttes": Form.DROPS,
    "solution buvable gouttes": Form.DROPS,
    "suspension buvable": Form.SUSPENSION,
}
"""The dose forms by the register's words, as `_words` reads them."""
_ROUTES = {"orale": "oral", "sublinguale": "sublingual", "buccale": "buccal", "gingivale": "buccal"}
_DIVIDED = re.compile(r"\b(quadri)?secable\b")
_IN_FOUR = Division(Score.UNKNOWN, 4, "Registered as divisible in four (quadrisécable).")
_IN_TWO = Division(Score.HALF, 2, "Registered as divisible (sécable).")
_PLAIN = Division(Score.UNKNOWN, 1, "Registered as a plain tablet, not as divisible (sécable).", ("parts",))


def read(files: Files, origin: Origin) -> Findings:
    """Read the marketed products of the drug that are taken by mouth."""
    findings = Findings(origin)
    findings.codes.update(
        row["code"]
        for row in tabbed(files["composition"], _COMPOSITION, Findings(origin))
        if row["nature"] in _ACTIVE and origin.names(row["substance"])
    )
    composition = _gathered(files["composition"], _COMPOSITION, findings)
    packs = _gathered(files["packs"], _PACKS, findings) if "packs" in files else {}
    for row in tabbed(files["products"], _PRODUCTS, findings):
        if row["code"] not in findings.codes:
            continue
        if not row["marketed"].lower().startswith("commercialis"):
            findings.leave_out("not marketed")
            continue
        routes = {_ROUTES.get(route.strip(), "") for route in plain_letters(row["routes"]).split(";")} - {""}
        if not routes:
            findings.leave_out("not taken by mouth")
            continue
        parts = composition[row["code"]]
        if any(part["nature"] == "SA" and not origin.names(part["substance"]) for part in parts):
            findings.leave_out("more than one substance")
            continue
        try:
            if place := findings.unread.get((files["composition"].name, row["code"])):
                raise NotUnderstoodError(f"what it holds is not known, for {place} cannot be read")
            product = _product(row, routes, parts, packs.get(row["code"], []), origin, findings)
        except NotUnderstoodError as error:
            findings.wrong(row.place, str(error))
        else:
            findings.add(row.place, product)
    return findings


def _gathered(path: Path, columns: tuple[str, ...], findings: Findings) -> dict[str, list[Row]]:
    """Return the rows of the products of the drug, by product."""
    rows: dict[str, list[Row]] = {}
    for row in tabbed(path, columns, findings):
        if row["code"] in findings.codes:
            rows.setdefault(row["code"], []).append(row)
    return rows


def _product(
    row: Row, routes: set[str], parts: Iterable[Row], packs: Iterable[Row], origin: Origin, findings: Findings
) -> Product:
    name = row["name"]
    form = by_route(form_of(_words(row["form"]), _FORMS, row["form"]), routes)
    sizes, bottles = _sizes(packs, form, findings)
    amount = _amount(name, form, [part for part in parts if origin.names(part["substance"])], bottles)
    said = Said(
        form,
        amount,
        maker=_maker(name, origin),
        code=f"cis{row['code']}",
        number=(ProductCodeSystem.CIS, row["code"]),
        source=origin.source(row.file, f"{row.line}, CIS {row['code']}"),
        division=_division(plain_letters(row["form"]), plain_letters(name)),
        packs=sizes,
        bottles=bottles,
        handling=_DROPPER if form.is_liquid and any("compte-gouttes" in pack["pack"] for pack in packs) else "",
    )
    return made(origin, said)


_DROPPER = "Comes with a dropper; the register does not say how many drops are in a millilitre."


def _words(form: str) -> str:
    """Return the words of a form without accents, endings of the plural or the feminine, and what is said of dividing.

    >>> _words("comprimé(s) effervescent(e) sécable(s) ")
    'comprime effervescent'
    """
    plain = re.sub(r"\((?:s|e|es)\)", "", plain_letters(form))
    return " ".join(_DIVIDED.sub("", plain).replace("gastroresistant", "gastro-resistant").split())


def _amount(name: str, form: Form, parts: Iterable[Row], bottles: tuple[Volume, ...]) -> Mass | Concentration:
    """Return the dose that the composition gives; of salt and base the one that the name says, else the base."""
    doses = list(dict.fromkeys(dose for part in _base_first(parts) if (dose := _dose(part))))
    if not doses:
        raise NotUnderstoodError("its composition gives no dose")
    if form.is_liquid and not any(isinstance(dose, Concentration) for dose in doses):
        doses = [_concentration(name, dose, bottles) for dose in doses if isinstance(dose, Mass)]
    said = french.amounts(name)
    if found := [dose for dose in doses if dose in said]:
        return found[0]
    agree(doses[0], name, said)
    return doses[0]


def _base_first(parts: Iterable[Row]) -> list[Row]:
    """Return the rows of a composition, the base (*fraction thérapeutique*), which labels count, before its salt."""
    return sorted((part for part in parts if part["dose"]), key=lambda part: part["nature"] != "FT")


def _dose(part: Row) -> Mass | Concentration | None:
    """Read a dose such as ``0,25 g`` per ``100 ml``, ``10 mg`` per ``un comprimé``, ``0,05 %``; None for no mass."""
    number, _, unit = part["dose"].rpartition(" ")
    if unit.lower() in _NO_MASS:
        return None
    if unit == "%":
        return french.share(number)
    mass = french.mass(number, unit)
    volume = french.volume(part["per"])
    return concentration_of(mass, volume) if volume else mass


_NO_MASS = {"meq", "mmol", "ui", "u.i."}
"""Units beside which another row gives the mass."""


def _concentration(name: str, dose: Mass, bottles: tuple[Volume, ...]) -> Concentration:
    """Return the concentration of a liquid whose composition counts a container: the name's, where the two agree."""
    for mass, concentration in french.parts_of_concentrations(name):
        if mass == dose or any(concentration.mass(bottle) == dose for bottle in bottles):
            return concentration
    raise NotUnderstoodError(f"its composition gives {dose} in a container, and its name no concentration that fits")


def _division(form: str, name: str) -> Division:
    if match := _DIVIDED.search(form):
        return _IN_FOUR if match[1] else _IN_TWO
    if match := _DIVIDED.search(name):
        said = _IN_FOUR if match[1] else _IN_TWO
        return evolve(said, said=f"{said.said[:-1]} by its name only, not by its form.", unverified=("parts",))
    return _PLAIN


def _sizes(packs: Iterable[Row], form: Form, findings: Findings) -> tuple[tuple[int, ...], tuple[Volume, ...]]:
    """Read the packs that are licensed and marketed: how many tablets, or how many millilitres."""
    sizes: list[int] = []
    bottles: list[Volume] = []
    for pack in packs:
        words = " ".join(plain_letters(pack["pack"]).split())
        marketed = plain_letters(pack["marketed"]).startswith("declaration de commercialisation")
        if not marketed or "abrogee" in plain_letters(pack["licence"]):
            continue
        counted = _COUNTED.search(words)
        volume = french.volume(words)
        if form.is_liquid and volume:
            bottles.append(volume)
        elif not form.is_liquid and counted:
            lead = _LEAD.match(words)
            times = int(lead[1]) if lead and lead.start(1) != counted.start("number") else 1
            inside = [number for number in (counted["times"], counted["number"]) if number]
            sizes += whole_numbers([str(times * prod(map(int, inside)))])
        else:
            what = f"the pack {quoted(pack['pack'])} is not understood"
            findings.wrong(pack.place, f"{what}: the product is kept without it")
    return tuple(sizes), tuple(bottles)


_LEAD = re.compile(r"([0-9]+) [a-z]")
_COUNTED = re.compile(
    r"(?:(?P<times>[0-9]+) ?x ?)?(?P<number>[0-9]+) (?:\([^)]*\) ?)?(?:comprime|gelule|capsule|lyophilisat|film)"
)
"""How many are in the innermost container: ``30 comprimé(s)``, ``30 x 1 comprimé``, ``28 (4 x 7) comprimés``."""
_ACTIVE = ("SA", "FT")


def _maker(name: str, origin: Origin) -> str:
    """Return what stands before the strength, without the drug and its salt: ``Arrow``, ``Valium Roche``."""
    before = re.split(r"[0-9,]", name, maxsplit=1)[0]
    words = [word for word in before.split() if not origin.names(word) and plain_letters(word) not in _OF_A_SALT]
    return " ".join("-".join(map(_capitalized, word.split("-"))) for word in words)


_OF_A_SALT = {"de", "du", "d'", "l.p.", "lp", "sodium", "sodique", "potassium", "dipotassique", "chlorhydrate"} | {
    "tartrate",
    "hemitartrate",
    "bromhydrate",
    "maleate",
    "fumarate",
    "mesilate",
    "phosphate",
    "base",
}


def _capitalized(word: str) -> str:
    return word if len(word) <= 3 else word.capitalize()
