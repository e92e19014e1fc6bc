"""The French BDPM: `CIS_bdpm.txt`, `CIS_COMPO_bdpm.txt` and, for packs, `CIS_CIP_bdpm.txt`.

Tab-separated, without a header, in Windows-1252 as published. Whether a tablet may be divided stands in the words of
its form (*sécable*, *quadrisécable*), now and then in its name only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.formulary.importers import french
from pillsplit.formulary.importers.bdpm_forms import division_in, form_in
from pillsplit.formulary.importers.findings import Findings, Origin
from pillsplit.formulary.importers.forms import by_route
from pillsplit.formulary.importers.lines import Row, tabbed
from pillsplit.formulary.importers.making import (
    WITH_A_DROPPER,
    NotUnderstoodError,
    Said,
    agree,
    concentration_of,
    made,
)
from pillsplit.formulary.importers.packs import size_of
from pillsplit.formulary.importers.registry import Files
from pillsplit.formulary.importers.spelling import plain_letters
from pillsplit.model.code import ProductCodeSystem
from pillsplit.model.form import Form
from pillsplit.model.product import Product

_PRODUCTS = ("code", "name", "form", "routes", "licence", "procedure", "marketed")
_COMPOSITION = ("code", "element", "substance_code", "substance", "dose", "per", "nature")
_PACKS = ("code", "cip7", "pack", "licence", "marketed")

_ROUTES = {"orale": "oral", "sublinguale": "sublingual", "buccale": "buccal", "gingivale": "buccal"}
_ENDED = ("autorisation abrogee", "autorisation archivee", "autorisation retiree", "autorisation suspendue")


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
        if plain_letters(row["licence"]) in _ENDED:
            findings.leave_out("no longer licensed")
            continue
        if plain_letters(row["procedure"]).startswith("enreg homeo"):
            findings.leave_out("homeopathic")
            continue
        routes = {_ROUTES.get(route.strip(), "") for route in plain_letters(row["routes"]).split(";")} - {""}
        if not routes:
            findings.leave_out("not taken by mouth")
            continue
        parts = composition[row["code"]]
        if _others(parts, origin):
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


def _others(parts: Iterable[Row], origin: Origin) -> bool:
    """Say whether a composition holds another substance; a lone salt is the drug by its base, the next row."""
    salts = [part for part in parts if part["nature"] == "SA"]
    alone = len({part["substance"] for part in salts}) == 1
    return not alone and any(not origin.names(part["substance"]) for part in salts)


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
    form = by_route(form_in(row["form"]), routes)
    sizes, bottles = _sizes(packs, form, findings)
    active = [part for part in parts if part["nature"] in _ACTIVE]
    if len({part["dose"] for part in active if part["nature"] == "SA"}) > 1:
        raise NotUnderstoodError("holds more than one strength")
    amount = _amount(name, form, active, bottles)
    said = Said(
        form,
        amount,
        maker=_maker(name, origin),
        code=f"cis{row['code']}",
        number=(ProductCodeSystem.CIS, row["code"]),
        source=origin.source(row.file, f"{row.line}, CIS {row['code']}"),
        division=division_in(row["form"], name),
        packs=sizes,
        bottles=bottles,
        handling=WITH_A_DROPPER if any("compte-gouttes" in pack["pack"] for pack in packs) else "",
    )
    return made(origin, said)


def _amount(name: str, form: Form, parts: Iterable[Row], bottles: tuple[Volume, ...]) -> Mass | Concentration:
    """Return the dose that the composition gives; of salt and base the one that the name says, else the base."""
    doses = list(dict.fromkeys(dose for part in _base_first(parts) if (dose := _dose(part))))
    if not doses:
        raise NotUnderstoodError("its composition gives no dose")
    if form.is_liquid and not any(isinstance(dose, Concentration) for dose in doses):
        doses = [french.concentration_by_name(name, dose, bottles) for dose in doses if isinstance(dose, Mass)]
    said = french.amounts(name)
    amount = next((dose for dose in doses if dose in said), doses[0])
    agree(amount, name, said)
    return amount


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


def _sizes(packs: Iterable[Row], form: Form, findings: Findings) -> tuple[tuple[int, ...], tuple[Volume, ...]]:
    """Read the packs that are licensed and marketed: how many tablets, or how many millilitres."""
    sizes: list[int] = []
    bottles: list[Volume] = []
    for pack in packs:
        marketed = plain_letters(pack["marketed"]) == "declaration de commercialisation"
        if not marketed or plain_letters(pack["licence"]) != "presentation active":
            continue
        words = _THOUSAND.sub("", " ".join(plain_letters(pack["pack"]).split()))
        size = _size(words)
        volume = french.volume(words)
        if form.is_liquid and volume:
            bottles.append(volume)
        elif not form.is_liquid and size:
            sizes.append(size)
        else:
            findings.pack_not_understood(pack.place, pack["pack"])
    return tuple(sizes), tuple(bottles)


def _size(words: str) -> int:
    """Return how many tablets a pack holds, of all its containers; 0 where its words do not say."""
    counted = _COUNTED.search(words)
    if not counted:
        return 0
    outside = _CONTAINERS.findall(words[: counted.start()])
    try:
        return size_of(number for number in (*outside, counted["times"], counted["number"]) if number)
    except NotUnderstoodError:
        return 0


_THOUSAND = re.compile(r"(?<=[0-9]) (?=000(?![0-9]))")
_CONTAINERS = re.compile(r"(?:^|\bde )([0-9]+) [a-z]")
"""How many containers there are of those inside: ``3 plaquettes de 4 flacons de``."""
_COUNTED = re.compile(
    r"(?:(?P<times>[0-9]{1,6}) ?x ?)?(?<![0-9])(?P<number>[0-9]{1,6})(?: \([^)]*\))?(?: |$)"
    r"(?:comprime|gelule|capsule|lyophilisat|film|dragee|$)"
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
    "carbonate",
    "sulfate",
    "acetate",
    "citrate",
    "succinate",
    "besilate",
    "bromure",
    "acide",
    "base",
}


def _capitalized(word: str) -> str:
    return word if len(word) <= 3 else word.capitalize()
