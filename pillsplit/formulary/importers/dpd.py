"""Health Canada's Drug Product Database: `drug.txt`, `ingred.txt`, `form.txt`, `status.txt`, `route.txt`.

Comma-separated rows of quoted cells, which may span lines, without a header as published. `package.txt` adds packs,
`comp.txt` companies. It holds products for animals and disinfectants beside medicines, and says nothing of scores.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import quoted, shown
from pillsplit.formulary.importers.findings import Findings, Origin
from pillsplit.formulary.importers.lines import Row, comma_separated
from pillsplit.formulary.importers.making import (
    NotUnderstoodError,
    Said,
    agree,
    by_route,
    concentration_of,
    form_of,
    made,
    mass_of,
    sizes_in,
    volume_of,
)
from pillsplit.formulary.importers.registry import Files
from pillsplit.model.code import ProductCodeSystem
from pillsplit.model.product import Form, Product

_COLUMNS: dict[str, tuple[str, ...]] = {
    "drug": ("DRUG_CODE", "CATEGORY", "CLASS", "DIN", "BRAND_NAME", "DESCRIPTOR", "PEDIATRIC", "ACCESSION", "AIS"),
    "ingred": (
        "DRUG_CODE",
        "INGREDIENT_CODE",
        "INGREDIENT",
        "SUPPLIED",
        "STRENGTH",
        "STRENGTH_UNIT",
        "STRENGTH_TYPE",
        "DOSAGE_VALUE",
        "BASE",
        "DOSAGE_UNIT",
    ),
    "form": ("DRUG_CODE", "FORM_CODE", "FORM"),
    "status": ("DRUG_CODE", "CURRENT", "STATUS"),
    "route": ("DRUG_CODE", "ROUTE_CODE", "ROUTE"),
    "package": ("DRUG_CODE", "UPC", "SIZE_UNIT", "TYPE", "SIZE", "INFORMATION"),
    "company": ("DRUG_CODE", "MFR_CODE", "COMPANY_CODE", "COMPANY"),
}
_FORMS = {
    "tablet": Form.TABLET,
    "tablet (immediate release)": Form.TABLET,
    "tablet (orally disintegrating)": Form.ODT,
    "tablet (film-coated)": Form.TABLET,
    "tablet (orodispersible)": Form.ODT,
    "tablet (sublingual)": Form.SUBLINGUAL,
    "tablet (buccal)": Form.BUCCAL,
    "tablet (for suspension)": Form.SOLUBLE,
    "tablet (soluble)": Form.SOLUBLE,
    "tablet (effervescent)": Form.EFFERVESCENT,
    "tablet (chewable)": Form.CHEWABLE,
    "tablet (extended-release)": Form.PROLONGED_RELEASE,
    "tablet (extended release)": Form.PROLONGED_RELEASE,
    "tablet (sustained-release)": Form.PROLONGED_RELEASE,
    "tablet (controlled-release)": Form.PROLONGED_RELEASE,
    "tablet (delayed and extended-release)": Form.PROLONGED_RELEASE,
    "tablet (delayed-release)": Form.GASTRO_RESISTANT,
    "tablet (delayed release)": Form.GASTRO_RESISTANT,
    "tablet (enteric-coated)": Form.GASTRO_RESISTANT,
    "capsule": Form.CAPSULE,
    "capsule (immediate release)": Form.CAPSULE,
    "capsule (extended release)": Form.PROLONGED_RELEASE_CAPSULE,
    "capsule (sustained-release)": Form.PROLONGED_RELEASE_CAPSULE,
    "capsule (controlled release)": Form.PROLONGED_RELEASE_CAPSULE,
    "capsule (controlled-delivery)": Form.PROLONGED_RELEASE_CAPSULE,
    "capsule (delayed release)": Form.GASTRO_RESISTANT_CAPSULE,
    "capsule (enteric-coated)": Form.GASTRO_RESISTANT_CAPSULE,
    "solution": Form.SOLUTION,
    "syrup": Form.SOLUTION,
    "liquid": Form.SOLUTION,
    "elixir": Form.SOLUTION,
    "suspension": Form.SUSPENSION,
    "drops": Form.DROPS,
}
_BY_MOUTH = {"oral", "sublingual", "buccal"}
_FOR_PEOPLE = "human"
_OF_PACKS = (
    *("TABLET", "TABLETS", "TAB", "TABS", "CAPSULE", "CAPSULES", "CAP", "CAPS", "COMPRIME", "COMPRIMES", "COMPRIMÉS"),
    *("BOTTLE", "BOTTLES", "BTL", "BLISTER", "BLISTERS", "BLISTER PACK", "BLISTER PACKS", "PACK", "CONTROL PACK"),
    *("UNIT DOSE", "UNIT-DOSE", "U/D", "UD", "OF", "AND", "ET"),
)
"""Words beside the numbers of a pack."""


def read(files: Files, origin: Origin) -> Findings:
    """Read the marketed products of the drug that are for people and taken by mouth."""
    findings = Findings(origin)
    findings.codes.update(
        row["DRUG_CODE"]
        for row in comma_separated(files["ingred"], _COLUMNS["ingred"], Findings(origin))
        if origin.names(row["INGREDIENT"])
    )
    tables = {role: _gathered(files, role, findings) for role in _COLUMNS if role in files}
    for code, (row, *_) in tables["drug"].items():
        rows = {role: found.get(code, []) for role, found in tables.items()}
        if reason := _left_out(row, rows):
            findings.leave_out(reason)
            continue
        try:
            _complete(row, rows)
            product = _product(row, rows, origin, findings)
        except NotUnderstoodError as error:
            findings.wrong(row.place, str(error))
        else:
            findings.add(row.place, product)
    return findings


def _gathered(files: Files, role: str, findings: Findings) -> dict[str, list[Row]]:
    """Return the rows of one file that are of the drug, by its code."""
    rows: dict[str, list[Row]] = {}
    for row in comma_separated(files[role], _COLUMNS[role], findings):
        if row["DRUG_CODE"] in findings.codes:
            rows.setdefault(row["DRUG_CODE"], []).append(row)
    return rows


def _left_out(drug: Row, rows: dict[str, list[Row]]) -> str:
    """Return why a product is none of those looked for; empty where it is one."""
    if drug["CLASS"].lower() != _FOR_PEOPLE:
        return "for animals" if drug["CLASS"].lower() == "veterinary" else "no medicine for people"
    current = [row["STATUS"].upper() for row in rows["status"] if row["CURRENT"].upper() == "Y"]
    if "MARKETED" not in current:
        return "not marketed"
    if not _BY_MOUTH.intersection(row["ROUTE"].lower() for row in rows["route"]):
        return "not taken by mouth"
    return "more than one substance" if len(rows["ingred"]) > 1 or drug["AIS"] not in ("0", "1") else ""


def _complete(drug: Row, rows: dict[str, list[Row]]) -> None:
    """Refuse a product of which not as many ingredients were read as it is registered with.

    Raises:
        NotUnderstoodError: with both numbers.
    """
    if drug["AIS"] != str(len(rows["ingred"])):
        raise NotUnderstoodError(
            f"is registered with {shown(drug['AIS'])} active ingredients, and {len(rows['ingred'])} can be read"
        )


def _product(row: Row, rows: dict[str, list[Row]], origin: Origin, findings: Findings) -> Product:
    forms = [each["FORM"] for each in rows["form"]]
    if len(forms) != 1:
        raise NotUnderstoodError(f"has {len(forms)} forms")
    form = by_route(form_of(forms[0], _FORMS), {each["ROUTE"].lower() for each in rows["route"]})
    amount = _amount(rows["ingred"][0])
    brand = row["BRAND_NAME"]
    agree(amount, brand)
    packs, bottles = _sizes(rows.get("package", []), form, findings)
    companies = [each["COMPANY"] for each in rows.get("company", [])]
    said = Said(
        form,
        amount,
        maker=", ".join(dict.fromkeys((brand, *companies))),
        code=f"din{row['DIN']}",
        number=(ProductCodeSystem.DIN, row["DIN"]),
        source=origin.source(row.file, f"{row.line}, DIN {row['DIN']}"),
        packs=packs,
        bottles=bottles,
    )
    return made(origin, said)


def _amount(ingredient: Row) -> Mass | Concentration:
    """Read ``5`` ``MG``, perhaps per ``5`` ``ML``."""
    mass = mass_of(ingredient["STRENGTH"], ingredient["STRENGTH_UNIT"])
    unit = ingredient["DOSAGE_UNIT"].upper()
    if unit in ("ML", "L"):
        return concentration_of(mass, volume_of(ingredient["DOSAGE_VALUE"], unit))
    if unit not in ("", "TAB", "CAP") or ingredient["DOSAGE_VALUE"] not in ("", "1"):
        per = f"{ingredient['DOSAGE_VALUE'] or '1'} {unit}".rstrip()
        raise NotUnderstoodError(f"its strength is per {shown(per)}")
    return mass


def _sizes(packages: Sequence[Row], form: Form, findings: Findings) -> tuple[tuple[int, ...], tuple[Volume, ...]]:
    """Read ``100/500/1000``, ``100, 500 & 1000 TABLETS``, ``30/100ML``; what is none of these is noted.

    They stand among the information on the product; few rows have them in the column of sizes.
    """
    packs: list[int] = []
    bottles: list[Volume] = []
    for row in packages:
        if not (text := row["INFORMATION"] or row["SIZE"]):
            continue
        try:
            if form.is_liquid:
                bottles += _bottles(text.upper())
            else:
                packs += sizes_in(text, _OF_PACKS)
        except NotUnderstoodError:
            what = f"the pack {quoted(text)} is not understood"
            findings.wrong(row.place, f"{what}: the product is kept without it")
    return tuple(packs), tuple(bottles)


def _bottles(text: str) -> list[Volume]:
    """Read ``100ML``, ``30/100ML``, ``500ML/2L``: a number without a unit has the one that follows."""
    found: list[Volume] = []
    unit = ""
    for item in reversed(re.split(r"[/,&]", text)):
        match = re.fullmatch(r"\s*([0-9.]+)\s*(ML|L)?\s*(?:BOTTLES?)?\s*", item)
        unit = (match and match[2]) or unit
        if not match or not unit:
            raise NotUnderstoodError(f"{quoted(item)} is no volume")
        found.append(volume_of(match[1], unit))
    return found
