"""The FDA's NDC directory: `product.txt` and, for packs, `package.txt`.

Tab-separated with a header. It says nothing of scores.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from math import prod

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import quoted
from pillsplit.formulary.importers.findings import Findings, Origin
from pillsplit.formulary.importers.lines import Row, with_header
from pillsplit.formulary.importers.making import (
    NOT_BECAUSE_COATED,
    NOTHING_SAID,
    NotUnderstoodError,
    Said,
    by_route,
    concentration_of,
    form_of,
    made,
    mass_of,
    volume_of,
    whole_numbers,
)
from pillsplit.formulary.importers.registry import Files
from pillsplit.model.code import ProductCodeSystem
from pillsplit.model.product import Form, Product

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

FORMS = {
    "tablet": Form.TABLET,
    "tablet, film coated": Form.TABLET,
    "tablet, coated": Form.TABLET,
    "tablet, orally disintegrating": Form.ODT,
    "tablet, soluble": Form.SOLUBLE,
    "tablet, for suspension": Form.SOLUBLE,
    "tablet, for solution": Form.SOLUBLE,
    "tablet, effervescent": Form.EFFERVESCENT,
    "tablet, chewable": Form.CHEWABLE,
    "film": Form.FILM,
    "film, soluble": Form.FILM,
    "tablet, delayed release": Form.GASTRO_RESISTANT,
    "tablet, delayed release particles": Form.GASTRO_RESISTANT,
    "tablet, orally disintegrating, delayed release": Form.GASTRO_RESISTANT,
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
    "capsule, delayed release": Form.GASTRO_RESISTANT_CAPSULE,
    "capsule, delayed release pellets": Form.GASTRO_RESISTANT_CAPSULE,
    "solution": Form.SOLUTION,
    "solution, concentrate": Form.SOLUTION,
    "concentrate": Form.SOLUTION,
    "liquid": Form.SOLUTION,
    "syrup": Form.SOLUTION,
    "elixir": Form.SOLUTION,
    "suspension": Form.SUSPENSION,
    "solution/ drops": Form.DROPS,
}
"""The dose forms by the words of the FDA's list, which its labels use too."""
BY_MOUTH = {"ORAL", "SUBLINGUAL", "BUCCAL"}


def read(files: Files, origin: Origin) -> Findings:
    """Read the products of the drug that are swallowed and still marketed on the day of the release."""
    findings = Findings(origin)
    rows: dict[str, Row] = {}
    for row in with_header(files["product"], _PRODUCT, findings):
        substances = [text.strip() for text in row["SUBSTANCENAME"].split(";")]
        if not any(map(origin.names, substances)):
            continue
        if len(substances) > 1:
            findings.leave_out("more than one substance")
        elif not BY_MOUTH.intersection(re.split(r"; *", row["ROUTENAME"].upper())):
            findings.leave_out("not taken by mouth")
        elif is_over(row["ENDMARKETINGDATE"], origin.released):
            findings.leave_out("not marketed")
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


def is_over(end: str, released: datetime.date) -> bool:
    """Say whether marketing ended before *released*; *end* is eight figures, or empty where it goes on."""
    return bool(re.fullmatch(r"[0-9]{8}", end)) and end < released.strftime("%Y%m%d")


def coated_or_not(form: str, route: str) -> tuple[Form, bool]:
    """Return the dose form that the FDA's words stand for, and whether it is a coated tablet.

    Raises:
        NotUnderstoodError: where they stand for none that is known here.
    """
    found = by_route(form_of(form, FORMS), re.split(r"; *", route.lower()))
    return found, found is Form.TABLET and "COATED" in form.upper()


def _product(row: Row, packages: Iterable[Row], origin: Origin, findings: Findings) -> Product:
    form, coated = coated_or_not(row["DOSAGEFORMNAME"], row["ROUTENAME"])
    packs, bottles = _sizes(packages, form, findings)
    said = Said(
        form,
        _amount(row["ACTIVE_NUMERATOR_STRENGTH"], row["ACTIVE_INGRED_UNIT"]),
        maker=_maker(row["PROPRIETARYNAME"], row["LABELERNAME"], origin),
        code=f"ndc{row['PRODUCTNDC']}",
        number=(ProductCodeSystem.NDC, row["PRODUCTNDC"]),
        source=origin.source(row.file, f"{row.line}, NDC {row['PRODUCTNDC']}"),
        division=NOT_BECAUSE_COATED if coated else NOTHING_SAID,
        packs=packs,
        bottles=bottles,
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
    """Read ``10 BLISTER PACK in 1 CARTON (…)  > 10 TABLET in 1 BLISTER PACK`` as a pack of 100."""
    packs: list[int] = []
    bottles: list[Volume] = []
    for package in packages:
        text = re.sub(r"\([^)]*\)", "", package["PACKAGEDESCRIPTION"])
        levels = [re.match(r"([0-9]*\.?[0-9]+) (.+?) in 1 ", level.strip()) for level in text.split(">")]
        counts = [(level[1], level[2]) for level in levels if level]
        if len(counts) < len(levels):
            findings.wrong(package.place, f"the pack {quoted(package['PACKAGEDESCRIPTION'])} is not understood")
        elif form.is_liquid and counts[-1][1].lower() == "ml":
            bottles.append(volume_of(*counts[-1]))
        elif not form.is_liquid:
            packs.append(prod(whole_numbers(number for number, _ in counts)))
    return tuple(packs), tuple(bottles)


def _maker(brand: str, labeler: str, origin: Origin) -> str:
    """Return the brand with its labeler, or the labeler alone where the brand is the drug's own name."""
    return labeler if origin.names(brand) or not brand else f"{brand}, {labeler}"
