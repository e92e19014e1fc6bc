"""The French BDPM: `CIS_bdpm.txt`, `CIS_COMPO_bdpm.txt` and, for packs, `CIS_CIP_bdpm.txt`.

Tab-separated, without a header, in Windows-1252 as published. Whether a tablet may be divided stands in the words of
its form (*sécable*, *quadrisécable*), now and then in its name only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from attrs import evolve

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import quoted
from pillsplit.formulary.importers.findings import Findings, Origin, plain_letters
from pillsplit.formulary.importers.lines import Row, tabbed
from pillsplit.formulary.importers.making import (
    Division,
    NotUnderstoodError,
    Said,
    agree,
    concentration_of,
    form_of,
    made,
    mass_of,
    volume_of,
    whole_numbers,
)
from pillsplit.formulary.importers.registry import Files
from pillsplit.formulary.lint import amounts_in
from pillsplit.model.product import Form, Product, Score

_PRODUCTS = ("code", "name", "form", "routes", "licence", "procedure", "marketed")
_COMPOSITION = ("code", "element", "substance_code", "substance", "dose", "per", "nature")
_PACKS = ("code", "cip7", "pack", "licence", "marketed")

_FORMS = {
    "comprime": Form.TABLET,
    "comprime pellicule": Form.TABLET,
    "comprime orodispersible": Form.ODT,
    "lyophilisat oral": Form.ODT,
    "comprime sublingual": Form.SUBLINGUAL,
    "comprime a liberation prolongee": Form.PROLONGED_RELEASE,
    "comprime pellicule a liberation prolongee": Form.PROLONGED_RELEASE,
    "comprime enrobe": Form.SUGAR_COATED,
    "comprime drageifie": Form.SUGAR_COATED,
    "gelule": Form.CAPSULE,
    "capsule": Form.CAPSULE,
    "capsule molle": Form.CAPSULE,
    "solution buvable": Form.SOLUTION,
    "sirop": Form.SOLUTION,
    "solution buvable en gouttes": Form.DROPS,
    "suspension buvable": Form.SUSPENSION,
}
_DIVIDED = re.compile(r"\b(quadri)?secable\b")
_IN_FOUR = Division(Score.UNKNOWN, 4, "Registered as divisible in four (quadrisécable).")
_IN_TWO = Division(Score.HALF, 2, "Registered as divisible (sécable).")
_PLAIN = Division(Score.UNKNOWN, 1, "Registered as a plain tablet, not as divisible (sécable).", ("parts",))


def read(files: Files, origin: Origin) -> Findings:
    """Read the marketed products of the drug that are swallowed."""
    findings = Findings()
    codes = {
        row["code"]
        for row in tabbed(files["composition"], _COMPOSITION, findings)
        if origin.names(row["substance"]) and row["nature"] in ("SA", "FT")
    }
    composition = _gathered(files["composition"], _COMPOSITION, codes)
    packs = _gathered(files["packs"], _PACKS, codes, findings) if "packs" in files else {}
    for row in tabbed(files["products"], _PRODUCTS, findings):
        if row["code"] not in codes:
            continue
        if not row["marketed"].lower().startswith("commercialis"):
            findings.leave_out("not marketed")
            continue
        if "orale" not in row["routes"].lower() and "sublinguale" not in row["routes"].lower():
            findings.leave_out("not taken by mouth")
            continue
        parts = composition[row["code"]]
        if any(part["nature"] == "SA" and not origin.names(part["substance"]) for part in parts):
            findings.leave_out("more than one substance")
            continue
        try:
            product = _product(row, parts, packs.get(row["code"], []), origin, findings)
        except NotUnderstoodError as error:
            findings.wrong(row.place, str(error))
        else:
            findings.add(row.place, product)
    return findings


def _gathered(
    path: Path, columns: tuple[str, ...], codes: set[str], findings: Findings | None = None
) -> dict[str, list[Row]]:
    """Return the rows of the products of the drug, by product; without *findings*, problems were noted before."""
    rows: dict[str, list[Row]] = {}
    for row in tabbed(path, columns, findings or Findings()):
        if row["code"] in codes:
            rows.setdefault(row["code"], []).append(row)
    return rows


def _product(row: Row, parts: Iterable[Row], packs: Iterable[Row], origin: Origin, findings: Findings) -> Product:
    words, name = plain_letters(row["form"]), row["name"]
    form = form_of(_DIVIDED.sub("", words), _FORMS)
    amount = _amount(name, [part for part in parts if origin.names(part["substance"])])
    sizes, bottles = _sizes(packs, form, findings)
    said = Said(
        form,
        amount,
        maker=_maker(name, origin.drug),
        code=f"cis{row['code']}",
        source=origin.source(row.file, f"{row.line}, CIS {row['code']}"),
        division=_division(words, plain_letters(name)),
        packs=sizes,
        bottles=bottles,
    )
    return made(origin, said)


def _amount(name: str, parts: Iterable[Row]) -> Mass | Concentration:
    """Return the dose that the composition gives, of salt and base the one that the name says."""
    amounts = list(dict.fromkeys(_dose(part) for part in parts if part["dose"]))
    if not amounts:
        raise NotUnderstoodError("its composition gives no dose")
    if said := [amount for amount in amounts if amount in amounts_in(name)]:
        return said[0]
    agree(amounts[0], name)
    if len(amounts) > 1:
        raise NotUnderstoodError(f"its composition gives {amounts[0]} and {amounts[1]}, and its name says neither")
    return amounts[0]


def _dose(part: Row) -> Mass | Concentration:
    """Read a dose such as ``0,25 g`` per ``100 ml``, ``10 mg`` per ``un comprimé``."""
    number, _, unit = part["dose"].rpartition(" ")
    mass = mass_of(number, unit)
    if match := re.fullmatch(r"([0-9,]*) ?(ml|l)\b.*", part["per"].lower()):
        return concentration_of(mass, volume_of(match[1], match[2]))
    return mass


def _division(form: str, name: str) -> Division:
    if match := _DIVIDED.search(form):
        return _IN_FOUR if match[1] else _IN_TWO
    if match := _DIVIDED.search(name):
        said = _IN_FOUR if match[1] else _IN_TWO
        return evolve(said, said=f"{said.said[:-1]} by its name only, not by its form.", unverified=("parts",))
    return _PLAIN


def _sizes(packs: Iterable[Row], form: Form, findings: Findings) -> tuple[tuple[int, ...], tuple[Volume, ...]]:
    """Read the marketed packs: how many tablets, or how many millilitres."""
    sizes: list[int] = []
    bottles: list[Volume] = []
    for pack in packs:
        words = " ".join(plain_letters(pack["pack"]).split())
        if not plain_letters(pack["marketed"]).startswith("declaration de commercialisation"):
            continue
        lead = re.match(r"([0-9]+) [a-z]", words)
        counted = re.search(r"(?:([0-9]+) ?x ?)?([0-9]+) (?:comprime|gelule|capsule|lyophilisat)", words)
        volume = re.search(r"([0-9]+(?:,[0-9]+)?) ?(ml|l)\b", words)
        if form.is_liquid and volume:
            bottles.append(volume_of(volume[1], volume[2]))
        elif not form.is_liquid and counted:
            times = int(lead[1]) if lead and lead.start(1) != counted.start(2) else 1
            sizes += whole_numbers([str(times * int(counted[1] or 1) * int(counted[2]))])
        else:
            what = f"the pack {quoted(pack['pack'])} is not understood"
            findings.wrong(pack.place, f"{what}: the product is kept without it")
    return tuple(sizes), tuple(bottles)


def _maker(name: str, drug: str) -> str:
    """Return what stands before the strength, without the drug: ``Arrow``, ``Valium Roche``."""
    before = re.split(r"[0-9,]", name, maxsplit=1)[0]
    words = [word for word in before.split() if plain_letters(word) != drug]
    return " ".join(word if len(word) <= 3 else word.capitalize() for word in words)
