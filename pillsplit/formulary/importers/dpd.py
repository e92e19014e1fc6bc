"""Health Canada's Drug Product Database: `drug.txt`, `ingred.txt`, `form.txt`, `status.txt`, `route.txt`.

Comma-separated rows of quoted cells, which may span lines, without a header as published. `package.txt` adds packs,
`comp.txt` companies. It holds products for animals and disinfectants beside medicines, and says nothing of scores.
"""

from __future__ import annotations

from collections.abc import Sequence

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import shown
from pillsplit.formulary.importers.findings import Findings, Origin
from pillsplit.formulary.importers.forms import by_route, form_of, known_as
from pillsplit.formulary.importers.lines import Row, comma_separated
from pillsplit.formulary.importers.making import (
    WITH_A_DROPPER,
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
from pillsplit.model.form import Form
from pillsplit.model.product import Product

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
_FORMS = known_as(
    {
        "tablet": Form.TABLET,
        "tablet (immediate release)": Form.TABLET,
        "tablet (orally disintegrating)": Form.ODT,
        "tablet (orodispersible)": Form.ODT,
        "tablet (film-coated)": Form.TABLET,
        "tablet (sublingual)": Form.SUBLINGUAL,
        "tablet (buccal)": Form.BUCCAL,
        "tablet (for suspension)": Form.SOLUBLE,
        "tablet (soluble)": Form.SOLUBLE,
        "tablet (dispersible)": Form.SOLUBLE,
        "tablet (effervescent)": Form.EFFERVESCENT,
        "tablet (chewable)": Form.CHEWABLE,
        "tablet (extended-release)": Form.PROLONGED_RELEASE,
        "tablet (sustained-release)": Form.PROLONGED_RELEASE,
        "tablet (controlled-release)": Form.PROLONGED_RELEASE,
        "tablet (prolonged-release)": Form.PROLONGED_RELEASE,
        "tablet (modified-release)": Form.PROLONGED_RELEASE,
        "tablet (slow-release)": Form.PROLONGED_RELEASE,
        "tablet (combined release)": Form.PROLONGED_RELEASE,
        "tablet (delayed and extended-release)": Form.PROLONGED_RELEASE,
        "tablet (delayed-release)": Form.GASTRO_RESISTANT,
        "tablet (enteric-coated)": Form.GASTRO_RESISTANT,
        "tablet (sugar-coated)": Form.SUGAR_COATED,
        "tablet (coated)": Form.SUGAR_COATED,
        "film": Form.FILM,
        "film (soluble)": Form.FILM,
        "capsule": Form.CAPSULE,
        "capsule (immediate release)": Form.CAPSULE,
        "capsule (liquid filled)": Form.CAPSULE,
        "capsule (extended release)": Form.PROLONGED_RELEASE_CAPSULE,
        "capsule (sustained-release)": Form.PROLONGED_RELEASE_CAPSULE,
        "capsule (controlled release)": Form.PROLONGED_RELEASE_CAPSULE,
        "capsule (controlled-delivery)": Form.PROLONGED_RELEASE_CAPSULE,
        "capsule (prolonged-release)": Form.PROLONGED_RELEASE_CAPSULE,
        "capsule (modified-release)": Form.PROLONGED_RELEASE_CAPSULE,
        "capsule (delayed release)": Form.GASTRO_RESISTANT_CAPSULE,
        "capsule (enteric-coated)": Form.GASTRO_RESISTANT_CAPSULE,
        "solution": Form.SOLUTION,
        "solution (concentrate)": Form.SOLUTION,
        "syrup": Form.SOLUTION,
        "liquid": Form.SOLUTION,
        "elixir": Form.SOLUTION,
        "suspension": Form.SUSPENSION,
        "drops": Form.DROPS,
    }
)
_BY_MOUTH = {"oral", "sublingual", "buccal"}
_FOR_PEOPLE = "human"
_OF_PACKS = (
    *("TABLET", "TABLETS", "TAB", "TABS", "CAPSULE", "CAPSULES", "CAP", "CAPS", "CAPLET", "CAPLETS"),
    *("COMPRIME", "COMPRIMES", "COMPRIMÉ", "COMPRIMÉS", "PLAQUETTE", "PLAQUETTES", "BOUTEILLE", "BOUTEILLES"),
    *("BOTTLE", "BOTTLES", "BTL", "BTLS", "BLISTER", "BLISTERS", "CARD", "CARDS", "CARTON", "CARTONS", "BOX", "BOXES"),
    *("STRIP", "STRIPS", "PACK", "PACKS", "PACKAGE", "PACKAGES", "CONTROL", "HDPE", "PLASTIC", "GLASS", "BULK"),
    *("UNIT DOSE", "UNIT-DOSE", "U/D", "UD", "DROPPER", "WITH", "OF", "PER", "AND", "OR", "ET", "OU"),
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
    """Return the rows of one file that are of the drug, by its code; of two that say the same, one."""
    rows: dict[str, list[Row]] = {}
    for row in comma_separated(files[role], _COLUMNS[role], findings):
        if row["DRUG_CODE"] in findings.codes:
            known = rows.setdefault(row["DRUG_CODE"], [])
            if all(row.cells != each.cells for each in known):
                known.append(row)
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
    number = drug["AIS"]
    several = number.isdecimal() and number.lstrip("0") not in ("", "1")
    return "more than one substance" if several or len(rows["ingred"]) > 1 else ""


def _complete(drug: Row, rows: dict[str, list[Row]]) -> None:
    """Refuse a product of which not as many ingredients were read as it is registered with.

    Raises:
        NotUnderstoodError: with both numbers.
    """
    if drug["AIS"].lstrip("0") != str(len(rows["ingred"])):
        number = shown(drug["AIS"]) or "no number of"
        raise NotUnderstoodError(
            f"is registered with {number} active ingredients, and {len(rows['ingred'])} can be read"
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
        handling=WITH_A_DROPPER if any("DROPPER" in _text(each).upper() for each in rows.get("package", [])) else "",
    )
    return made(origin, said)


def _amount(ingredient: Row) -> Mass | Concentration:
    """Read ``5`` ``MG``, perhaps per ``5`` ``ML``."""
    mass = mass_of(ingredient["STRENGTH"], ingredient["STRENGTH_UNIT"])
    unit = ingredient["DOSAGE_UNIT"].upper()
    if unit in ("ML", "L"):
        return concentration_of(mass, volume_of(ingredient["DOSAGE_VALUE"], unit))
    if unit not in _ONE or ingredient["DOSAGE_VALUE"] not in ("", "1"):
        per = f"{ingredient['DOSAGE_VALUE'] or '1'} {unit}".rstrip()
        raise NotUnderstoodError(f"its strength is per {shown(per)}")
    return mass


_ONE = ("", "TAB", "TABLET", "CAP", "CAPSULE", "FILM")
"""Units of which a strength is that of one."""


def _sizes(packages: Sequence[Row], form: Form, findings: Findings) -> tuple[tuple[int, ...], tuple[Volume, ...]]:
    """Read ``100/500/1000``, ``100, 500 & 1000 TABLETS``, ``30/100ML``; what is none of these is noted.

    They stand among the information on the product; few rows have them in the column of sizes.
    """
    packs: list[int] = []
    bottles: list[Volume] = []
    for row in packages:
        if not (text := _text(row)):
            continue
        try:
            if form.is_liquid:
                bottles += bottles_in(text, _OF_PACKS)
            else:
                packs += sizes_in(text, _OF_PACKS)
        except NotUnderstoodError:
            findings.pack_not_understood(row.place, text)
    return tuple(packs), tuple(bottles)


def _text(package: Row) -> str:
    return package["INFORMATION"] or package["SIZE"]
