"""The FDA's NDC directory: `product.txt` and, for packs, `package.txt`.

Tab-separated with a header. It says nothing of scores.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import quoted
from pillsplit.formulary.importers.findings import Findings, Origin
from pillsplit.formulary.importers.forms import by_route, form_of, known_as
from pillsplit.formulary.importers.lines import Row, with_header
from pillsplit.formulary.importers.making import (
    NOT_BECAUSE_COATED,
    NOTHING_SAID,
    WITH_A_DROPPER,
    NotUnderstoodError,
    Said,
    agree,
    concentration_of,
    made,
    mass_of,
    volume_of,
)
from pillsplit.formulary.importers.packs import LONGEST_TEXT, size_of
from pillsplit.formulary.importers.registry import Files
from pillsplit.model.code import ProductCodeSystem
from pillsplit.model.form import Form
from pillsplit.model.product import Product

_PRODUCT = (
    "PRODUCTID",
    "PRODUCTNDC",
    "PROPRIETARYNAME",
    "DOSAGEFORMNAME",
    "ROUTENAME",
    "ENDMARKETINGDATE",
    "LABELERNAME",
    "SUBSTANCENAME",
    "ACTIVE_NUMERATOR_STRENGTH",
    "ACTIVE_INGRED_UNIT",
)
_PACKAGE = ("PRODUCTID", "NDCPACKAGECODE", "PACKAGEDESCRIPTION", "ENDMARKETINGDATE")

FORMS = known_as(
    {
        "tablet": Form.TABLET,
        "tablet, film coated": Form.TABLET,
        "tablet, coated": Form.TABLET,
        "tablet, coated particles": Form.TABLET,
        "tablet, multilayer": Form.TABLET,
        "tablet, orally disintegrating": Form.ODT,
        "tablet, soluble": Form.SOLUBLE,
        "tablet, dispersible": Form.SOLUBLE,
        "tablet, for suspension": Form.SOLUBLE,
        "tablet, for solution": Form.SOLUBLE,
        "tablet, effervescent": Form.EFFERVESCENT,
        "tablet, chewable": Form.CHEWABLE,
        "film": Form.FILM,
        "film, soluble": Form.FILM,
        "tablet, delayed release": Form.GASTRO_RESISTANT,
        "tablet, delayed release particles": Form.GASTRO_RESISTANT,
        "tablet, orally disintegrating, delayed release": Form.GASTRO_RESISTANT,
        "tablet, film coated, delayed release": Form.GASTRO_RESISTANT,
        "tablet, coated, delayed release": Form.GASTRO_RESISTANT,
        "tablet, coated, extended release": Form.PROLONGED_RELEASE,
        "tablet, chewable, extended release": Form.PROLONGED_RELEASE,
        "tablet, extended release": Form.PROLONGED_RELEASE,
        "tablet, film coated, extended release": Form.PROLONGED_RELEASE,
        "tablet, multilayer, extended release": Form.PROLONGED_RELEASE,
        "tablet, sugar coated": Form.SUGAR_COATED,
        "capsule": Form.CAPSULE,
        "capsule, gelatin coated": Form.CAPSULE,
        "capsule, coated": Form.CAPSULE,
        "capsule, coated pellets": Form.CAPSULE,
        "capsule, liquid filled": Form.CAPSULE,
        "capsule, extended release": Form.PROLONGED_RELEASE_CAPSULE,
        "capsule, coated, extended release": Form.PROLONGED_RELEASE_CAPSULE,
        "capsule, film coated, extended release": Form.PROLONGED_RELEASE_CAPSULE,
        "capsule, delayed release": Form.GASTRO_RESISTANT_CAPSULE,
        "capsule, delayed release pellets": Form.GASTRO_RESISTANT_CAPSULE,
        "solution": Form.SOLUTION,
        "solution, concentrate": Form.SOLUTION,
        "concentrate": Form.SOLUTION,
        "liquid": Form.SOLUTION,
        "syrup": Form.SOLUTION,
        "elixir": Form.SOLUTION,
        "suspension": Form.SUSPENSION,
        "suspension/ drops": Form.SUSPENSION,
        "solution/ drops": Form.DROPS,
    }
)
"""The dose forms by the words of the FDA's list, which its labels use too."""
BY_MOUTH = {"ORAL", "SUBLINGUAL", "BUCCAL"}


def read(files: Files, origin: Origin) -> Findings:
    """Read the products of the drug that are swallowed and still marketed on the day of the release."""
    findings = Findings(origin)
    rows: dict[str, Row] = {}
    for row in with_header(files["product"], _PRODUCT, findings):
        substances = list(filter(None, re.split(r"\s*;\s*", row["SUBSTANCENAME"])))
        if not any(map(origin.names, substances)):
            continue
        if reason := _left_out(row, substances, origin.released):
            findings.leave_out(reason)
        else:
            rows[row["PRODUCTID"]] = row
    packages: dict[str, list[Row]] = {}
    findings.codes.update(rows)
    if "package" in files:
        for row in with_header(files["package"], _PACKAGE, findings):
            if row["PRODUCTID"] in rows and not is_over(row["ENDMARKETINGDATE"], origin.released):
                packages.setdefault(row["PRODUCTID"], []).append(row)
    for identity, row in rows.items():
        try:
            product = _product(row, packages.get(identity, []), origin, findings)
        except NotUnderstoodError as error:
            findings.wrong(row.place, str(error))
        else:
            findings.add(row.place, product)
    return findings


def _left_out(row: Row, substances: Iterable[str], released: datetime.date) -> str:
    """Return why a row is none of those looked for; empty where it is one."""
    if reason := for_others(row.get("PRODUCTTYPENAME"), row.get("MARKETINGCATEGORYNAME")):
        return reason
    if len(set(substances)) > 1:
        return "more than one substance"
    if not BY_MOUTH.intersection(re.split(r"; *", row["ROUTENAME"].upper())):
        return "not taken by mouth"
    return "not marketed" if is_over(row["ENDMARKETINGDATE"], released) else ""


def for_others(kind: str, licence: str = "") -> str:
    """Return why a product of a *kind* and *licence*, in the FDA's words, is no medicine for people; empty if it is."""
    if "ANIMAL" in kind.upper() or licence.upper() in _FOR_ANIMALS:
        return "for animals"
    return "" if not kind or "HUMAN" in kind.upper() else "no medicine for people"


_FOR_ANIMALS = ("NADA", "ANADA", "CONDITIONAL NADA")


def is_over(end: str, released: datetime.date) -> bool:
    """Say whether marketing ended before *released*; *end* is eight figures, or empty where it goes on."""
    return bool(_DATE.fullmatch(end)) and end < released.strftime("%Y%m%d")


_DATE = re.compile(r"[0-9]{8}")


def coated_or_not(form: str, route: str) -> tuple[Form, bool]:
    """Return the dose form that the FDA's words stand for, and whether it is a coated tablet.

    Raises:
        NotUnderstoodError: where they stand for none that is known here.
    """
    found = by_route(form_of(form, FORMS), re.split(r"; *", route.lower()))
    return found, found is Form.TABLET and "COATED" in form.upper()


def _product(row: Row, packages: Iterable[Row], origin: Origin, findings: Findings) -> Product:
    form, coated = coated_or_not(row["DOSAGEFORMNAME"], row["ROUTENAME"])
    if ";" in row["SUBSTANCENAME"].strip("; "):
        raise NotUnderstoodError("has two parts of the same substance")
    if row["ENDMARKETINGDATE"] and not _DATE.fullmatch(row["ENDMARKETINGDATE"]):
        raise NotUnderstoodError(
            f"the end of its marketing, {quoted(row['ENDMARKETINGDATE'])}, is no date in 8 figures"
        )
    amount = _amount(row["ACTIVE_NUMERATOR_STRENGTH"], row["ACTIVE_INGRED_UNIT"])
    agree(amount, row["PROPRIETARYNAME"])
    packages = list(packages)
    packs, bottles = _sizes(packages, form, findings)
    said = Said(
        form,
        amount,
        maker=_maker(row["PROPRIETARYNAME"], row["LABELERNAME"], origin),
        code=f"ndc{row['PRODUCTNDC']}",
        number=(ProductCodeSystem.NDC, row["PRODUCTNDC"]),
        source=origin.source(row.file, f"{row.line}, NDC {row['PRODUCTNDC']}"),
        division=NOT_BECAUSE_COATED if coated else NOTHING_SAID,
        packs=packs,
        bottles=bottles,
        handling=WITH_A_DROPPER if any("DROPPER" in each["PACKAGEDESCRIPTION"].upper() for each in packages) else "",
    )
    return made(origin, said)


def _amount(number: str, unit: str) -> Mass | Concentration:
    """Read ``.5`` of ``mg/1``, ``5`` of ``mg/5mL``."""
    of, slash, per = unit.partition("/")
    mass = mass_of(number, of)
    if not slash or per.strip() == "1":
        return mass
    match = re.fullmatch(r"([0-9.]*) ?(m?L)", per.strip(), re.IGNORECASE)
    if not match:
        raise NotUnderstoodError(f"the unit {quoted(unit)} is not known here")
    return concentration_of(mass, volume_of(match[1], match[2]))


def _sizes(packages: Iterable[Row], form: Form, findings: Findings) -> tuple[tuple[int, ...], tuple[Volume, ...]]:
    packs: list[int] = []
    bottles: list[Volume] = []
    for package in packages:
        try:
            counts = _counts(package["PACKAGEDESCRIPTION"])
            if form.is_liquid:
                bottles.append(volume_of(*counts[-1]))
            else:
                packs.append(size_of(number for number, _ in counts))
        except NotUnderstoodError:
            findings.pack_not_understood(package.place, package["PACKAGEDESCRIPTION"])
    return tuple(packs), tuple(bottles)


def _counts(package: str) -> list[tuple[str, str]]:
    """Read ``10 BLISTER PACK in 1 CARTON (…)  > 10 TABLET in 1 BLISTER PACK`` as 10 of the one, 10 of the other.

    Raises:
        NotUnderstoodError: where a level is not written so.
    """
    if len(package) > LONGEST_TEXT:
        raise NotUnderstoodError("is too long for a pack")
    levels = re.split(r"\s[>/]\s", re.sub(r"\([^)]*\)", "", package))
    found = [re.match(r"([0-9]*\.?[0-9]+) (.+?) in 1 ", level.strip()) for level in levels]
    counts = [(level[1], level[2]) for level in found if level]
    if len(counts) < len(found):
        raise NotUnderstoodError(f"{quoted(package)} is no pack")
    return counts


def _maker(brand: str, labeler: str, origin: Origin) -> str:
    """Return the brand with its labeler, or the labeler alone where the brand is the drug's own name."""
    return labeler if origin.names(brand) or not brand else f"{brand}, {labeler}"
