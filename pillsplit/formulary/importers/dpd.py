"""Health Canada's Drug Product Database: `drug.txt`, `ingred.txt`, `form.txt`, `status.txt`, `route.txt`.

Comma-separated rows of quoted cells, without a header as published. `package.txt` adds packs, `comp.txt` companies.
It says nothing of scores.
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
    concentration_of,
    form_of,
    made,
    mass_of,
    volume_of,
    whole_numbers,
)
from pillsplit.formulary.importers.registry import Files
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
    "tablet (extended-release)": Form.PROLONGED_RELEASE,
    "tablet (sublingual)": Form.SUBLINGUAL,
    "capsule": Form.CAPSULE,
    "solution": Form.SOLUTION,
    "syrup": Form.SOLUTION,
    "liquid": Form.SOLUTION,
    "elixir": Form.SOLUTION,
    "suspension": Form.SUSPENSION,
    "drops": Form.DROPS,
}
_BY_MOUTH = {"ORAL", "SUBLINGUAL", "BUCCAL"}


def read(files: Files, origin: Origin) -> Findings:
    """Read the marketed products of the drug that are swallowed."""
    findings = Findings()
    codes = {
        row["DRUG_CODE"]
        for row in comma_separated(files["ingred"], _COLUMNS["ingred"], findings)
        if origin.names(row["INGREDIENT"])
    }
    tables = {
        role: _gathered(files, role, codes, Findings() if role == "ingred" else findings)
        for role in _COLUMNS
        if role in files
    }
    for code, (row, *_) in tables["drug"].items():
        rows = {role: found.get(code, []) for role, found in tables.items()}
        if reason := _left_out(rows):
            findings.leave_out(reason)
            continue
        try:
            product = _product(row, rows, origin, findings)
        except NotUnderstoodError as error:
            findings.wrong(row.place, str(error))
        else:
            findings.add(row.place, product)
    return findings


def _gathered(files: Files, role: str, codes: set[str], findings: Findings) -> dict[str, list[Row]]:
    """Return the rows of one file that are of the drug, by its code."""
    rows: dict[str, list[Row]] = {}
    for row in comma_separated(files[role], _COLUMNS[role], findings):
        if row["DRUG_CODE"] in codes:
            rows.setdefault(row["DRUG_CODE"], []).append(row)
    return rows


def _left_out(rows: dict[str, list[Row]]) -> str:
    """Return why a product is none of those looked for; empty where it is one."""
    current = [row["STATUS"].upper() for row in rows["status"] if row["CURRENT"].upper() == "Y"]
    if "MARKETED" not in current:
        return "not marketed"
    if not _BY_MOUTH.intersection(row["ROUTE"].upper() for row in rows["route"]):
        return "not taken by mouth"
    return "more than one substance" if len(rows["ingred"]) > 1 else ""


def _product(row: Row, rows: dict[str, list[Row]], origin: Origin, findings: Findings) -> Product:
    forms = [each["FORM"] for each in rows["form"]]
    if len(forms) != 1:
        raise NotUnderstoodError(f"has {len(forms)} forms")
    form = form_of(forms[0], _FORMS)
    if form is Form.TABLET and "ORAL" not in [each["ROUTE"].upper() for each in rows["route"]]:
        form = Form.SUBLINGUAL
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
    """Read ``100/500/1000``, ``100, 500 & 1000 TABLETS``, ``30/100ML``; what is none of these is noted."""
    packs: list[int] = []
    bottles: list[Volume] = []
    for row in packages:
        text = row["SIZE"].upper()
        if not text:
            continue
        sizes = re.sub(r" ?(TABLETS?|TABS?|CAPSULES?|CAPS?)$", "", text)
        volume = re.fullmatch(r"(.*[0-9]) ?(ML|L)", sizes)
        numbers = [each.strip() for each in re.split(r"[/,&]", volume[1] if volume else sizes)]
        try:
            if volume and form.is_liquid:
                bottles += [volume_of(number, volume[2]) for number in numbers]
            elif volume or form.is_liquid:
                raise NotUnderstoodError("the unit is another")
            else:
                packs += whole_numbers(numbers)
        except NotUnderstoodError:
            what = f"the pack {quoted(row['SIZE'])} is not understood"
            findings.wrong(row.place, f"{what}: the product is kept without it")
    return tuple(packs), tuple(bottles)
