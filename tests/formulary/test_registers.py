"""What real releases of registers hold: the smallest rows of each fault that an import once made of them."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from pillsplit.formulary.importers import french
from pillsplit.formulary.importers.bdpm_forms import words_of
from pillsplit.formulary.importers.findings import Findings, Origin
from pillsplit.formulary.importers.making import NotUnderstoodError
from pillsplit.formulary.importers.packs import sizes_in
from pillsplit.formulary.importers.registry import REGISTERS
from pillsplit.formulary.importers.spelling import international, is_named
from pillsplit.formulary.loader import Formulary
from pillsplit.model.form import Form, Score
from pillsplit.model.product import Liquid, Product, Solid
from tests.conftest import Run

TODAY = datetime.date(2026, 11, 29)
RELEASED = datetime.date(2026, 5, 1)


def read(folder: Path, register: str, drug: str) -> Findings:
    known = REGISTERS[register]
    return known.read(known.sort([folder]), Origin(drug, known.region, RELEASED, TODAY))


def told(found: Findings) -> list[str]:
    return [str(problem) for problem in found.problems]


def solid(product: Product) -> Solid:
    assert isinstance(product, Solid)
    return product


def liquid(product: Product) -> Liquid:
    assert isinstance(product, Liquid)
    return product


# Canada's DPD.


def dpd(folder: Path, *products: dict[str, str]) -> Path:
    """Write the rows of *products* as the register has them; what is not given is that of a plain tablet."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[str]] = {name: [] for name in ("drug", "ingred", "form", "route", "status", "package")}
    for number, given in enumerate(products, start=1):
        code = str(90000 + number)
        cells = {
            "class": "Human",
            "din": f"0224608{number}",
            "brand": "A BRAND",
            "ais": "1",
            "ingredients": f'"{code}","1","PREDNISOLONE","I","5","MG","","","N","","","","MG","",""',
            "form": "TABLET",
            "route": "ORAL",
            "packs": "",
        } | given
        rows["drug"].append(
            f'"{code}","","{cells["class"]}","{cells["din"]}","{cells["brand"]}","","N","","{cells["ais"]}",'
            '"09-NOV-2012","0106287001","","",""'
        )
        rows["ingred"].append(cells["ingredients"].replace("CODE", code))
        rows["form"].append(f'"{code}","85","{cells["form"]}","Comprimé"')
        rows["route"].append(f'"{code}","56","{cells["route"]}","Orale"')
        rows["status"].append(f'"{code}","Y","MARKETED","30-NOV-2007","COMMERCIALISÉ","",""')
        rows["package"].append(f'"{code}","","","","","{cells["packs"]}","",""')
    for name, lines in rows.items():
        (folder / f"{name}.txt").write_bytes("".join(f"{line}\r\n" for line in lines).encode("cp1252"))
    return folder


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("Veterinary", "for animals"),
        ("Disinfectant", "no medicine for people"),
        ("Radiopharmaceutical", "no medicine for people"),
        ("", "no medicine for people"),
    ],
)
def test_only_products_for_people_are_imported_from_canada(kind: str, reason: str, tmp_path: Path) -> None:
    found = read(dpd(tmp_path, {"class": kind}, {}), "dpd", "prednisolone")
    assert [product.id for product in found.products.values()] == ["ca-prednisolone-5mg-din02246082"]
    assert found.left_out == {reason: 1}
    assert found.problems == []


LIBRAX = (
    '"CODE","10260","CHLORDIAZEPOXIDE HYDROCHLORIDE","I","5","MG","","","N","","","Chlorhydrate","MG","",""\r\n'
    '"CODE","6301","CLIDINIUM BROMIDE","I","2.5","MG","","","N","","","Bromure de clidinium\r\n","MG","",""'
)


def test_a_combination_whose_row_spans_lines_never_passes_for_one_drug(tmp_path: Path) -> None:
    librax = {"ingredients": LIBRAX, "form": "CAPSULE", "ais": "2", "brand": "LIBRAX"}
    found = read(dpd(tmp_path, librax), "dpd", "chlordiazepoxide")
    assert (found.products, found.left_out, found.problems) == ({}, {"more than one substance": 1}, [])


@pytest.mark.parametrize("ais", ["2", "3"])
def test_a_product_of_which_an_ingredient_cannot_be_read_is_none(ais: str, tmp_path: Path) -> None:
    """Whatever hides a row, the number of ingredients in drug.txt tells that one is missing."""
    one = LIBRAX.split("\r\n", maxsplit=1)[0]
    found = read(dpd(tmp_path, {"ingredients": one, "ais": ais, "form": "CAPSULE"}), "dpd", "chlordiazepoxide")
    assert (found.products, found.left_out) == ({}, {"more than one substance": 1})
    broken = '"CODE","6301","CLIDINIUM'
    (tmp_path / "2").mkdir()
    found = read(
        dpd(tmp_path / "2", {"ingredients": f"{one}\r\n{broken}", "ais": "1", "form": "CAPSULE"}, {}),
        "dpd",
        "chlordiazepoxide",
    )
    assert told(found) == ["ingred.txt:2: has a quotation mark that is not closed"]


@pytest.mark.parametrize(("ais", "said"), [("0", "0"), ("", "no number of"), ("x", "x")])
def test_another_number_of_ingredients_than_is_registered_is_told(ais: str, said: str, tmp_path: Path) -> None:
    row = LIBRAX.split("\r\n", maxsplit=1)[0]
    found = read(dpd(tmp_path, {"ingredients": row, "ais": ais, "form": "CAPSULE"}), "dpd", "chlordiazepoxide")
    assert (found.products, found.left_out) == ({}, {})
    assert told(found) == [f"drug.txt:1: is registered with {said} active ingredients, and 1 can be read"]


def test_an_ingredient_that_stands_twice_is_one(tmp_path: Path) -> None:
    row = LIBRAX.split("\r\n", maxsplit=1)[0]
    folder = dpd(tmp_path, {"ingredients": f"{row}\r\n{row}", "form": "CAPSULE"})
    found = read(folder, "dpd", "chlordiazepoxide")
    assert (len(found.products), found.problems, found.left_out) == (1, [], {})


@pytest.mark.parametrize("brand", ["LIBRAX 5 MG/2.5 MG", "LIBRAX 5MG + 2.5MG", "LIBRAX 5 mg / 2500 mcg"])
def test_a_name_with_the_strengths_of_two_is_none_of_one(brand: str, tmp_path: Path) -> None:
    row = LIBRAX.split("\r\n", maxsplit=1)[0]
    found = read(dpd(tmp_path, {"ingredients": row, "brand": brand, "form": "CAPSULE"}), "dpd", "chlordiazepoxide")
    assert found.products == {}
    assert "and one substance of it can be read" in told(found)[0]


def test_a_row_of_another_drug_that_cannot_be_read_is_one_line_and_no_failure(run: Run, tmp_path: Path) -> None:
    folder = dpd(tmp_path / "dpd", {})
    with (folder / "ingred.txt").open("ab") as file:
        file.write('"102820","21077","PLERIXAFOR\r\n"102821","21078","OTHER"\r\n"102822","x"\r\n'.encode("cp1252"))
    arguments = ("--drug", "prednisolone", "--released", "2026-05-01")
    done = run("formulary", "import", "dpd", str(folder), *arguments)
    assert done.code == 0
    assert done.err.splitlines()[0] == (
        "note: 3 rows that do not name prednisolone cannot be read, the first at ingred.txt:2: has a quotation mark "
        "that is not closed"
    )


def test_a_row_whose_cell_holds_a_line_break_is_read(tmp_path: Path) -> None:
    row = '"CODE","21077","PREDNISOLONE","I","5","MG","","","N","","5 MG\r\n ","Prednisolone","MG","",""'
    found = read(dpd(tmp_path, {"ingredients": row}), "dpd", "prednisolone")
    assert (len(found.products), found.problems, found.elsewhere) == (1, [], [])


@pytest.mark.parametrize(
    ("text", "packs"),
    [
        ("100, 500, 1000", (100, 500, 1000)),
        ("(3X10)/100/500", (30, 100, 500)),
        ("100, 4 X 25 (CONTROL PACK)", (100,)),
        ("(1X10)/30/1000", (10, 30, 1000)),
        ("3X10", (30,)),
        ("100/500/1000 BOTTLES", (100, 500, 1000)),
        ("100/500/1000/100UNIT DOSE", (100, 500, 1000)),
        ("100 TABLETS & 500 TABLETS", (100, 500)),
        ("100 - 500 COMPRIMES", (100, 500)),
        ("BOTTLES OF 100 & 500 U/D 100/620/700", (100, 500, 620, 700)),
        ("100/1,000", (100, 1000)),
        ("7 BLISTERS OF 4", (28,)),
        ("3 BLISTER CARDS X 10 TABLETS", (30,)),
        ("1 BOTTLE OF 100", (100,)),
        ("100'S / 30 X 10'S", (100, 300)),
        ("HDPE BOTTLES 100 OR 500", (100, 500)),
        ("30 CAPLETS PER BOTTLE", (30,)),
        ("10X10X10", (1000,)),
        ("", ()),
    ],
)
def test_packs_are_read_where_canada_writes_them(text: str, packs: tuple[int, ...], tmp_path: Path) -> None:
    found = read(dpd(tmp_path, {"packs": text}), "dpd", "prednisolone")
    assert [solid(product).packs for product in found.products.values()] == [packs]
    assert found.problems == []


def test_what_is_no_pack_is_no_number_of_tablets() -> None:
    for text in ("A BAG", "10 TO 20", "1.5", "100 MG", "3XX10", "0"):
        with pytest.raises(NotUnderstoodError, match="is no number of tablets"):
            sizes_in(text, ("TABLETS",))


@pytest.mark.parametrize(
    ("packs", "bottles"),
    [
        ("500ML/2L", ["500 mL", "2000 mL"]),
        ("100 & 500 ML", ["100 mL", "500 mL"]),
        ("250 - 500 ML", ["250 mL", "500 mL"]),
        ("1X100ML", ["100 mL"]),
        ("10 X 5 ML", ["5 mL"]),
        ("1,000ML", ["1000 mL"]),
        ("120 ML (PLASTIC BOTTLE)", ["120 mL"]),
        ("30 ML WITH DROPPER", ["30 mL"]),
    ],
)
def test_bottles_of_a_liquid_share_the_unit_that_follows(packs: str, bottles: list[str], tmp_path: Path) -> None:
    row = '"CODE","1","PREDNISOLONE","I","5","MG","","5","N","ML","","","MG","",""'
    found = read(dpd(tmp_path, {"ingredients": row, "form": "SOLUTION", "packs": packs}), "dpd", "prednisolone")
    assert found.problems == []
    assert [[str(bottle) for bottle in liquid(p).bottles] for p in found.products.values()] == [bottles]
    assert [bool(liquid(product).handling) for product in found.products.values()] == ["DROPPER" in packs]


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("CAPSULE (EXTENDED RELEASE)", Form.PROLONGED_RELEASE_CAPSULE),
        ("CAPSULE (DELAYED RELEASE)", Form.GASTRO_RESISTANT_CAPSULE),
        ("TABLET (DELAYED-RELEASE)", Form.GASTRO_RESISTANT),
        ("CAPSULE (SUSTAINED-RELEASE)", Form.PROLONGED_RELEASE_CAPSULE),
        ("TABLET (CHEWABLE)", Form.CHEWABLE),
        ("CAPSULE (CONTROLLED RELEASE)", Form.PROLONGED_RELEASE_CAPSULE),
        ("TABLET (EFFERVESCENT)", Form.EFFERVESCENT),
        ("CAPSULE (ENTERIC-COATED)", Form.GASTRO_RESISTANT_CAPSULE),
        ("CAPSULE (EXTENDED-RELEASE)", Form.PROLONGED_RELEASE_CAPSULE),
        ("CAPSULE (DELAYED-RELEASE)", Form.GASTRO_RESISTANT_CAPSULE),
        ("TABLET (ENTERIC COATED)", Form.GASTRO_RESISTANT),
        ("TABLET (MODIFIED RELEASE)", Form.PROLONGED_RELEASE),
        ("FILM (SOLUBLE)", Form.FILM),
    ],
)
def test_forms_of_real_releases_of_canada_are_known_and_never_cut(words: str, form: Form, tmp_path: Path) -> None:
    (product,) = read(dpd(tmp_path, {"form": words}), "dpd", "prednisolone").products.values()
    assert (product.form, solid(product).parts, solid(product).score) == (form, 1, Score.NONE)


def test_a_tablet_for_the_mouth_is_not_one_to_swallow(tmp_path: Path) -> None:
    rows = ({"route": "SUBLINGUAL"}, {"route": "BUCCAL"}, {"route": "ORAL"})
    forms = [product.form for product in read(dpd(tmp_path, *rows), "dpd", "prednisolone").products.values()]
    assert forms == [Form.SUBLINGUAL, Form.BUCCAL, Form.TABLET]


# The French BDPM.


def bdpm(folder: Path, *products: Mapping[str, object]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[str]] = {"CIS_bdpm": [], "CIS_COMPO_bdpm": [], "CIS_CIP_bdpm": []}
    for number, given in enumerate(products, start=1):
        code = str(given.get("code", 60000000 + number))
        marketed = "Commercialisée\t01/01/1990\t\t\t X\tNon"
        rows["CIS_bdpm"].append(
            f"{code}\t{given['name']}\t{given['form']}\t{given.get('routes', 'orale')}\tAutorisation active\t"
            f"Procédure nationale\t{marketed}"
        )
        parts: list[tuple[str, str, str, str]] = given["parts"]  # type: ignore[assignment]
        rows["CIS_COMPO_bdpm"] += [
            f"{code}\tx\t1\t{what}\t{dose}\t{per}\t{kind}\t1\t" for what, dose, per, kind in parts
        ]
        packs: list[tuple[str, str]] = given.get("packs", [])  # type: ignore[assignment]
        rows["CIS_CIP_bdpm"] += [
            f"{code}\t3000001\t{pack}\t{licence}\tDéclaration de commercialisation\t01/01/1990\tx"
            for pack, licence in packs
        ]
    for name, lines in rows.items():
        (folder / f"{name}.txt").write_bytes("".join(f"{line}\r\n" for line in lines).encode("cp1252"))
    return folder


TABLET = "un comprimé"
SUBUTEX = {
    "code": "65150204",
    "name": "SUBUTEX 2 mg, comprimé sublingual",
    "form": "comprimé",
    "routes": "sublinguale",
    "parts": [("CHLORHYDRATE DE BUPRÉNORPHINE", "2,16 mg", TABLET, "SA"), ("BUPRÉNORPHINE", "2 mg", TABLET, "FT")],
}


def one(folder: Path, drug: str, product: Mapping[str, object]) -> Product:
    found = read(bdpm(folder, product), "bdpm", drug)
    assert found.problems == []
    (product_read,) = found.products.values()
    return product_read


def test_a_french_tablet_whose_route_alone_is_sublingual_is_a_sublingual_one(tmp_path: Path) -> None:
    product = one(tmp_path, "buprenorphine", SUBUTEX)
    assert (product.id, product.form, solid(product).parts) == (
        "fr-buprenorphine-2mg-sl-cis65150204",
        Form.SUBLINGUAL,
        1,
    )


@pytest.mark.parametrize("routes", ["intratumorale", "péritumorale", "intramusculaire;intraveineuse", ""])
def test_a_route_that_only_sounds_like_the_mouth_is_none(routes: str, tmp_path: Path) -> None:
    found = read(bdpm(tmp_path, {**SUBUTEX, "routes": routes}), "bdpm", "buprenorphine")
    assert (found.products, found.left_out) == ({}, {"not taken by mouth": 1})


@pytest.mark.parametrize(
    ("name", "parts", "drug", "amount"),
    [
        ("ZOLOFT 25 mg, gélule", [("SERTRALINE", "25,000 mg", TABLET, "FT")], "sertraline", "25 mg"),
        (
            "LEVETIRACETAM KRKA 1000 mg, comprimé",
            [("LÉVÉTIRACÉTAM", "1 000 mg", TABLET, "SA")],
            "levetiracetam",
            "1000 mg",
        ),
        (
            "HAVLANE, comprimé",
            [("MESILATE DE LOPRAZOLAM", "1,245 mg", TABLET, "SA"), ("LOPRAZOLAM", "1 mg", TABLET, "FT")],
            "loprazolam",
            "1 mg",
        ),
        (
            "LEVOTHYROX 100 microgrammes, comprimé sécable",
            [
                ("LÉVOTHYROXINE SODIQUE", "100 microgrammes", TABLET, "SA"),
                ("LÉVOTHYROXINE", "97,28 microgrammes", TABLET, "FT"),
            ],
            "levothyroxine",
            "0.1 mg",
        ),
        (
            "TERALITHE 250 mg, comprimé",
            [("CARBONATE DE LITHIUM", "250 mg", TABLET, "SA"), ("LITHIUM", "6,8 mEq", TABLET, "FT")],
            "lithium",
            "250 mg",
        ),
        ("GABAPENTINE X 100 mg", [("GABAPENTINE", "100 mg", TABLET, "SA")], "gabapentin", "100 mg"),
        ("X 0,1 milligramme", [("LÉVOTHYROXINE", "100 microgramme(s)", TABLET, "SA")], "levothyroxine", "0.1 mg"),
        ("X 100 µg", [("LÉVOTHYROXINE", "0,1 milligrammes", TABLET, "SA")], "levothyroxine", "0.1 mg"),
        (
            "DEPAKOTE 250 mg, comprimé gastro-résistant",
            [("ACIDE VALPROÏQUE", "250,00 mg", TABLET, "FT"), ("DIVALPROATE DE SODIUM", "269,10 mg", TABLET, "SA")],
            "valproic acid",
            "250 mg",
        ),
        (
            "L-THYROXIN HENNING 175 microgrammes, comprimé sécable",
            [
                ("LÉVOTHYROXINE SODIQUE", "", "", "SA"),
                ("THYROXINE SODIQUE ANHYDRE", "175 microgrammes", TABLET, "FT"),
            ],
            "levothyroxine",
            "0.175 mg",
        ),
        ("VICTAN 2 mg", [("LOFLAZÉPATE D'ÉTHYLE", "2 mg", TABLET, "SA")], "ethyl-loflazepate", "2 mg"),
        ("TRANXENE 5 mg", [("CLORAZÉPATE DIPOTASSIQUE", "5 mg", TABLET, "SA")], "clorazepate", "5 mg"),
        ("DEPAKINE 200 mg", [("ACIDE VALPROÏQUE", "200 mg", TABLET, "SA")], "valproic acid", "200 mg"),
    ],
)
def test_french_doses_are_read_as_the_french_write_them(
    name: str, parts: list[tuple[str, str, str, str]], drug: str, amount: str, tmp_path: Path
) -> None:
    assert one(tmp_path, drug, {"name": name, "form": "comprimé", "parts": parts}).amount == amount


def test_a_name_that_says_another_strength_is_told_in_french_too(tmp_path: Path) -> None:
    levothyrox = {
        "name": "LEVOTHYROX 75 microgrammes, comprimé",
        "form": "comprimé",
        "parts": [("LÉVOTHYROXINE SODIQUE", "100 microgrammes", TABLET, "SA")],
    }
    found = read(bdpm(tmp_path, levothyrox), "bdpm", "levothyroxine")
    assert found.products == {}
    assert "says 0.075 mg, and its strength is 0.1 mg" in told(found)[0]


@pytest.mark.parametrize(
    ("name", "dose", "per", "packs", "amount"),
    [
        ("RIVOTRIL 2,5 mg/ml, solution buvable en goutte", "2,5 mg", "1 ml", [], "2.5 mg/mL"),
        ("BETAMETHASONE ARROW 0,05 %, solution buvable", "50 mg", "100 ml", [], "0.5 mg/mL"),
        ("BETAMETHASONE EG 0,05 POUR CENT, solution", "0,05 %", "un flacon de 30 ml", [], "0.5 mg/mL"),
        ("BETAMETHASONE BIOGARAN 0,05 POUR CENT, solution", "0,015 g", "un flacon de 30 ml", [], "0.5 mg/mL"),
        ("ORAMORPH 10 mg/5 ml, solution buvable", "10,0 mg", "un récipient unidose", [], "2 mg/mL"),
        ("LASILIX 10 mg/ml, solution buvable", "0,600 g", "un flacon", ["1 flacon en verre de 60 ml"], "10 mg/mL"),
        ("X 0,05 POURCENT, solution buvable", "0,015 g", "un flacon", ["1 flacon de 30 ml"], "0.5 mg/mL"),
        ("X 0,05 pour 100, solution buvable", "0,015 g", "un flacon", ["1 flacon de 30 ml"], "0.5 mg/mL"),
        ("X 10 mg pour 5 ml, solution buvable", "10 mg", "une ampoule", [], "2 mg/mL"),
        ("X 10 mg par 5 ml, solution buvable", "10 mg", "un sachet-dose", [], "2 mg/mL"),
    ],
)
def test_a_french_liquid_is_read_by_its_volume_or_by_its_name(
    name: str, dose: str, per: str, packs: list[str], amount: str, tmp_path: Path
) -> None:
    row = {
        "name": name,
        "form": "solution buvable gouttes",
        "parts": [("CLONAZÉPAM", dose, per, "SA")],
        "packs": [(pack, "Présentation active") for pack in packs],
    }
    assert one(tmp_path, "clonazepam", row).amount == amount


def test_a_liquid_whose_container_does_not_fit_its_name_is_told(tmp_path: Path) -> None:
    row = {
        "name": "ORAMORPH 10 mg/5 ml, solution buvable",
        "form": "solution buvable",
        "parts": [("CLONAZÉPAM", "30 mg", "un récipient unidose", "SA")],
    }
    found = read(bdpm(tmp_path, row), "bdpm", "clonazepam")
    assert "its composition gives 30 mg in a container, and its name no concentration that fits" in told(found)[0]


def test_a_bottle_with_a_dropper_says_so_and_not_how_many_drops(tmp_path: Path) -> None:
    row = {
        "name": "VALIUM ROCHE 1 %, solution buvable en gouttes",
        "form": "solution buvable en gouttes",
        "parts": [("DIAZÉPAM", "1 g", "100 ml", "SA")],
        "packs": [("1 flacon(s) en verre brun de 20  ml avec compte-gouttes", "Présentation active")],
    }
    product = liquid(one(tmp_path, "diazepam", row))
    assert (product.form, product.drops_per_ml, product.maker) == (Form.DROPS, None, "Valium Roche")
    assert product.handling.startswith("Comes with a dropper; the register does not say")


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("solution buvable gouttes", Form.DROPS),
        ("gélule à libération prolongée", Form.PROLONGED_RELEASE_CAPSULE),
        ("gélule gastro-résistant(e)", Form.GASTRO_RESISTANT_CAPSULE),
        ("comprimé gastro-résistant(e)", Form.GASTRO_RESISTANT),
        ("comprimé effervescent(e) ", Form.EFFERVESCENT),
        ("comprimé effervescent(e) sécable", Form.EFFERVESCENT),
        ("comprimé dispersible sécable", Form.SOLUBLE),
        ("comprimé à croquer", Form.CHEWABLE),
        ("comprimé à libération modifiée", Form.PROLONGED_RELEASE),
        ("lyophilisat", Form.ODT),
        ("comprimé dispersible ou à croquer", Form.CHEWABLE),
        ("comprimé enrobé gastro-résistant(e)", Form.GASTRO_RESISTANT),
        ("comprimé enrobé à libération prolongée", Form.PROLONGED_RELEASE),
        ("gélule à libération modifiée", Form.PROLONGED_RELEASE_CAPSULE),
        ("film orodispersible", Form.FILM),
        ("comprimé pelliculé à libération modifiée", Form.PROLONGED_RELEASE),
        ("microgranule à libération prolongée en gélule", Form.PROLONGED_RELEASE_CAPSULE),
        ("comprimé(s)", Form.TABLET),
        ("comprimés effervescents", Form.EFFERVESCENT),
        ("gélules gastro-résistantes", Form.GASTRO_RESISTANT_CAPSULE),
        ("comprimé gastro résistant", Form.GASTRO_RESISTANT),
        ("comprimé pelliculé dispersible", Form.SOLUBLE),
        ("comprimé osmotique pelliculé à libération prolongée", Form.PROLONGED_RELEASE),
        ("comprimé à libération prolongée pelliculé", Form.PROLONGED_RELEASE),
        ("comprimé à mâcher", Form.CHEWABLE),
        ("microgranules en gélule", Form.CAPSULE),
        ("capsule molle gastro-résistante", Form.GASTRO_RESISTANT_CAPSULE),
        ("gouttes buvables", Form.DROPS),
        ("solution buvable ou", Form.SOLUTION),
        ("poudre en gélule", Form.CAPSULE),
        ("solution buvable en récipient unidose", Form.SOLUTION),
    ],
)
def test_forms_of_real_french_releases_are_known(words: str, form: Form, tmp_path: Path) -> None:
    per = "1 ml" if form.is_liquid else TABLET
    row = {"name": "X 5 mg", "form": words, "parts": [("DIAZÉPAM", "5 mg", per, "SA")]}
    if form.is_liquid:
        row["name"] = "X 5 mg/ml"
    product = one(tmp_path, "diazepam", row)
    assert product.form is form
    assert product.form.is_liquid or solid(product).parts == 1


def test_a_form_that_is_not_known_is_told_in_its_own_spelling(tmp_path: Path) -> None:
    row = {"name": "X 5 mg", "form": "pâte à mâcher sécable(e) ", "parts": [("DIAZÉPAM", "5 mg", TABLET, "SA")]}
    found = read(bdpm(tmp_path, row), "bdpm", "diazepam")
    assert told(found) == ["CIS_bdpm.txt:1: the form 'pâte à mâcher sécable(e)' is not known here"]
    row["form"] = "pâte à mâcher pelliculée à libération prolongée en récipient unidose"
    found = read(bdpm(tmp_path, row), "bdpm", "diazepam")
    assert told(found) == [f"CIS_bdpm.txt:1: the form '{row['form']}' is not known here"]
    assert words_of("comprimé(s) effervescent(e) sécable(s) ") == "comprime effervescent"


def test_a_scored_prolonged_release_tablet_keeps_the_registers_word(run: Run, tmp_path: Path) -> None:
    row = {
        "code": "61547468",
        "name": "CARBAMAZEPINE VIATRIS L.P. 200 mg, comprimé sécable à libération prolongée",
        "form": "comprimé sécable à libération prolongée",
        "parts": [("CARBAMAZÉPINE", "200 mg", TABLET, "SA")],
    }
    product = solid(one(tmp_path / "bdpm", "carbamazepine", row))
    assert (product.form, product.score, product.parts) == (Form.PROLONGED_RELEASE, Score.UNKNOWN, 1)
    assert product.dividing == "Registered as divisible (sécable); not cut here all the same, for its form."
    target = tmp_path / "own" / "regions" / "fr" / "carbamazepine.toml"
    target.parent.mkdir(parents=True)
    arguments = ("--drug", "carbamazépine", "--released", "2026-05-01", "--output", str(target))
    assert run("formulary", "import", "bdpm", str(tmp_path / "bdpm"), *arguments).code == 0
    assert run("formulary", "check", str(tmp_path / "own")).code == 0


@pytest.mark.parametrize(
    ("form", "name", "score", "parts"),
    [
        ("comprimé bisécable", "X 5 mg", Score.HALF, 2),
        ("comprimé trisécable", "X 5 mg", Score.THIRD, 3),
        ("comprimé sécable en 4 parties", "X 5 mg", Score.UNKNOWN, 4),
        ("comprimé non sécable", "X 5 mg", Score.UNKNOWN, 1),
        ("comprimé", "X 5 mg, comprimé non sécable", Score.UNKNOWN, 1),
        ("comprimé", "X 5 mg, comprimé sécable en quatre", Score.UNKNOWN, 4),
    ],
)
def test_what_is_said_of_dividing_is_read_whole(form: str, name: str, score: Score, parts: int, tmp_path: Path) -> None:
    row = {"name": name, "form": form, "parts": [("DIAZÉPAM", "5 mg", TABLET, "SA")]}
    product = solid(one(tmp_path, "diazepam", row))
    assert (product.form, product.score, product.parts) == (Form.TABLET, score, parts)


@pytest.mark.parametrize(
    ("pack", "licence", "sizes"),
    [
        ("plaquette(s) PVC de 30 comprimé(s) ( abrogée le 14/09/2022)", "Présentation abrogée", ()),
        ("plaquette(s) PVC de 30 comprimé(s)", "Présentation active", (30,)),
        ("plaquette(s) PVC de 28 (4 x 7) comprimés", "Présentation active", (28,)),
        ("boîte de 112 (4 boîtes de 28) comprimés", "Présentation active", (112,)),
        ("plaquette(s) PVC de 30 x 1 comprimé(s)", "Présentation active", (30,)),
        ("100 plaquette(s) PVC de 1 comprimé(s)", "Présentation active", (100,)),
        ("56 comprimés sous plaquettes de 4 x 14", "Présentation active", (56,)),
        ("plaquette(s) PVC de 30 comprimé(s)", "Présentation suspendue", ()),
        ("flacon de 1 000 comprimés", "Présentation active", (1000,)),
        ("plaquette(s) PVC PVDC aluminium de 10", "Présentation active", (10,)),
        ("1 boîte de 4 plaquettes de 7 comprimés", "Présentation active", (28,)),
    ],
)
def test_packs_that_are_licensed_are_counted(pack: str, licence: str, sizes: tuple[int, ...], tmp_path: Path) -> None:
    row = {
        "name": "X 5 mg",
        "form": "comprimé",
        "parts": [("DIAZÉPAM", "5 mg", TABLET, "SA")],
        "packs": [(pack, licence)],
    }
    assert solid(one(tmp_path, "diazepam", row)).packs == sizes


def test_a_product_whose_composition_has_a_row_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    folder = bdpm(
        tmp_path, {"code": "61", "name": "X 5 mg", "form": "comprimé", "parts": [("DIAZÉPAM", "5 mg", TABLET, "SA")]}
    )
    with (folder / "CIS_COMPO_bdpm.txt").open("ab") as file:
        file.write(b"61\tcomprime\t2\tATROPINE\r\n62\tcomprime\t2\tATROPINE\r\n")
    found = read(folder, "bdpm", "diazepam")
    assert found.products == {}
    assert told(found) == [
        "CIS_COMPO_bdpm.txt:2: has 4 columns, and at least 7 are needed",
        "CIS_bdpm.txt:1: what it holds is not known, for CIS_COMPO_bdpm.txt:2 cannot be read",
    ]
    assert found.count_elsewhere == 1


def test_a_pack_of_several_strengths_is_told(tmp_path: Path) -> None:
    parts = [("DIAZÉPAM", "0,5 mg", TABLET, "SA"), ("DIAZÉPAM", "1 mg", TABLET, "SA")]
    row = {"name": "X 0,5 mg, comprimé - X 1 mg, comprimé", "form": "comprimé", "parts": parts}
    found = read(bdpm(tmp_path, row), "bdpm", "diazepam")
    assert (found.products, told(found)) == ({}, ["CIS_bdpm.txt:1: holds more than one strength"])


def test_what_is_homeopathic_is_none(tmp_path: Path) -> None:
    row = {"name": "X", "form": "granules", "parts": [("DIAZÉPAM", "9CH", TABLET, "SA")]}
    path = bdpm(tmp_path, row) / "CIS_bdpm.txt"
    text = path.read_bytes().decode("cp1252").replace("Procédure nationale", "Enreg homéo (Proc. Nat.)")
    path.write_bytes(text.encode("cp1252"))
    found = read(tmp_path, "bdpm", "diazepam")
    assert (found.products, told(found), found.left_out) == ({}, [], {"homeopathic": 1})


@pytest.mark.parametrize("licence", ["Autorisation abrogée", "Autorisation archivée", "Autorisation suspendue"])
def test_a_product_without_a_licence_is_none(licence: str, tmp_path: Path) -> None:
    row = {"name": "X 5 mg", "form": "comprimé", "parts": [("DIAZÉPAM", "5 mg", TABLET, "SA")]}
    path = bdpm(tmp_path, row) / "CIS_bdpm.txt"
    text = path.read_bytes().decode("cp1252").replace("Autorisation active", licence)
    path.write_bytes(text.encode("cp1252"))
    found = read(tmp_path, "bdpm", "diazepam")
    assert (found.products, found.left_out) == ({}, {"no longer licensed": 1})


def test_packs_of_which_nobody_says_that_they_are_sold_are_not_counted(tmp_path: Path) -> None:
    row = {
        "name": "X 5 mg",
        "form": "comprimé",
        "parts": [("DIAZÉPAM", "5 mg", TABLET, "SA")],
        "packs": [("plaquette(s) de 30 comprimé(s)", "Présentation active")],
    }
    path = bdpm(tmp_path, row) / "CIS_CIP_bdpm.txt"
    text = path.read_bytes().decode("cp1252")
    path.write_bytes(text.replace("de commercialisation", "de commercialisation non communiquée").encode("cp1252"))
    (product,) = read(tmp_path, "bdpm", "diazepam").products.values()
    assert solid(product).packs == ()


def test_a_folder_with_every_file_of_the_french_release_is_read(tmp_path: Path) -> None:
    row = {"name": "X 5 mg", "form": "comprimé", "parts": [("DIAZÉPAM", "5 mg", TABLET, "SA")]}
    folder = bdpm(tmp_path, row)
    for name in ("CIS_CIP_Dispo_Spec.txt", "CIS_GENER_bdpm.txt", "CIS_HAS_SMR_bdpm.txt", "CIS_CPD_bdpm.txt"):
        (folder / name).write_text("", encoding="utf-8")
    assert len(read(folder, "bdpm", "diazepam").products) == 1


@pytest.mark.parametrize(
    ("name", "maker"),
    [
        ("VALPROATE DE SODIUM ARROW 200 mg", "Arrow"),
        ("METHADONE AP-HP 5 mg", "AP-HP"),
        ("VALPROATE EG 200 mg", "EG"),
        ("DEPAKINE CHRONO 500 mg", "Depakine Chrono"),
    ],
)
def test_the_maker_is_what_is_no_drug_and_no_salt(name: str, maker: str, tmp_path: Path) -> None:
    drug = "methadone" if "METHADONE" in name else "valproate"
    dose = f"{name.split()[-2]} mg"
    row = {"name": name, "form": "comprimé", "parts": [(drug.upper(), dose, TABLET, "SA")]}
    assert one(tmp_path, drug, row).maker == maker


@pytest.mark.parametrize(("text", "value"), [("25,000", 25), ("1 000", 1000), ("1 245,5", 1245.5), ("0,25", 0.25)])
def test_french_numbers(text: str, value: float) -> None:
    assert float(french.number(text)) == value


@pytest.mark.parametrize("text", ["", "deux", "1,2,3", "1 00", "-1", "1e3"])
def test_what_is_no_french_number_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstoodError):
        french.number(text)


# Names.


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("gabapentine", "gabapentin"),
        ("prégabaline", "pregabalin"),
        ("Clorazépate", "clorazepate"),
        ("LÉVOTHYROXINE", "levothyroxine"),
        ("levotiroxina", "levothyroxine"),
        ("sertralina", "sertraline"),
        ("sertralin", "sertraline"),
        ("baclofeno", "baclofen"),
        ("karbamazepin", "carbamazepine"),
        ("omeprazol", "omeprazole"),
        ("topiramato", "topiramate"),
        ("litio", "lithium"),
        ("baclofène", "baclofen"),
        ("acide  valproïque", "valproic acid"),
        ("sertraline", "sertraline"),
    ],
)
def test_a_name_in_the_registers_language_is_the_international_one(given: str, name: str) -> None:
    assert international(given) == name
    assert is_named(name, given.upper())


@pytest.mark.parametrize(
    ("drug", "substance"),
    [
        ("clonazepam", "Klonazepam"),
        ("oxazepam", "Oksazepam"),
        ("morphine", "MORFINA"),
        ("methadone", "METADONA"),
        ("chlordiazepoxide", "Clordiazepóxido"),
        ("zolpidem", "Zolpidemtartrat"),
        ("clorazepate", "CLORAZEPATO DIPOTASICO"),
        ("ethyl-loflazepate", "LOFLAZÉPATE D'ÉTHYLE"),
    ],
)
def test_a_substance_is_known_in_the_spelling_of_other_languages(drug: str, substance: str) -> None:
    assert is_named(drug, substance) is (substance != "Zolpidemtartrat"), "a salt in one word is told by its register"


@pytest.mark.parametrize("substance", ["NOR-DIAZEPAM", "N-DESMETHYL-DIAZEPAM", "DESMÉTHYL DIAZÉPAM"])
def test_what_the_body_makes_of_a_drug_is_another(substance: str) -> None:
    assert not is_named("diazepam", substance)


@pytest.mark.parametrize("drug", Formulary().drug_names)
def test_no_drug_on_record_answers_to_the_name_of_another(drug: str) -> None:
    assert [other for other in Formulary().drug_names if is_named(other, drug.upper())] == [drug]


def test_an_import_by_the_french_name_of_a_known_drug_is_of_that_drug(run: Run, tmp_path: Path) -> None:
    row = {"name": "TRANXENE 5 mg", "form": "gélule", "parts": [("CLORAZÉPATE DIPOTASSIQUE", "5 mg", TABLET, "SA")]}
    folder = bdpm(tmp_path, row)
    for drug in ("clorazépate", "Clorazepato", "Tranxene"):
        done = run("formulary", "import", "bdpm", str(folder), "--drug", drug, "--released", "2026-05-01")
        assert (done.code, tomllib.loads(done.out)["drug"]) == (0, "clorazepate")


# Norway's FEST.


def test_fest_states_dividing_crushing_and_opening() -> None:
    folder = Path(__file__).parent / "data" / "import" / "fest"
    said = {
        (product.amount, str(product.form)): solid(product).dividing
        for drug in ("clonazepam", "diazepam", "zolpidem")
        for product in read(folder, "fest", drug).products.values()
        if isinstance(product, Solid)
    }
    assert said == {
        ("0.5 mg", "tablet"): "Registered as divisible in two.",
        ("2 mg", "tablet"): "Registered as divisible in four. May be crushed.",
        ("0.5 mg", "orodispersible tablet"): "",
        ("5 mg", "tablet"): "Registered as not divisible.",
        ("5 mg", "capsule"): "The capsule may be opened.",
        ("10 mg", "tablet"): "Not to be crushed.",
    }


# The register as the shelf.


def test_with_replace_the_register_is_the_shelf_and_without_it_is_added(run: Run, tmp_path: Path) -> None:
    row = {"name": "VALIUM 4 mg", "form": "comprimé", "parts": [("DIAZÉPAM", "4 mg", TABLET, "SA")]}
    folder = bdpm(tmp_path / "bdpm", row)
    shelves = {}
    for replace in ((), ("--replace",)):
        own = tmp_path / f"own{len(replace)}"
        target = own / "regions" / "fr" / "diazepam.toml"
        target.parent.mkdir(parents=True)
        arguments = ("--drug", "diazepam", "--released", "2026-05-01", "--output", str(target), *replace)
        assert run("formulary", "import", "bdpm", str(folder), *arguments).code == 0
        assert run("formulary", "check", str(own)).code == 0
        formulary = Formulary(own)
        shelf = formulary.shelf(formulary.region("fr"), ["diazepam", "lorazepam"])
        shelves[replace] = [product.id for product in shelf.products if product.drug == "diazepam"]
        assert any(product.drug == "lorazepam" for product in shelf.products)
        assert bool(replace) is not any(
            fact.drugs == ("diazepam",) for fact in shelf.facts if fact.code == "not-marketed"
        )
        done = run("check", "8 mg x 1d", "--drug", "diazepam", "--region", "fr", "--formulary", str(own))
        assert done.code == 0
    assert shelves[("--replace",)] == ["fr-diazepam-4mg-cis60000001"]
    assert len(shelves[()]) == 1 + len(Formulary().shelf(Formulary().region("fr"), ["diazepam"]).products)


def test_what_replaces_all_removes_nothing_besides(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "regions" / "fr" / "diazepam.toml"
    file.parent.mkdir(parents=True)
    file.write_text('drug = "diazepam"\nreplace = true\nremoved = ["fr-diazepam-2mg-teva"]\n', encoding="utf-8")
    done = run("formulary", "check", str(tmp_path))
    assert done.code == 3
    assert "removed: nothing on record is drawn on where replace = true stands: leave it out" in done.err


# The NDC directory and US labels.

NDC_HEADER = (
    "PRODUCTID\tPRODUCTNDC\tPROPRIETARYNAME\tDOSAGEFORMNAME\tROUTENAME\tENDMARKETINGDATE\tLABELERNAME\tSUBSTANCENAME\t"
    "ACTIVE_NUMERATOR_STRENGTH\tACTIVE_INGRED_UNIT"
)


def ndc(folder: Path, *rows: str) -> Path:
    (folder / "product.txt").write_text("\n".join((NDC_HEADER, *rows)) + "\n", encoding="utf-8")
    return folder


def test_two_rows_that_say_the_same_are_one_product_with_the_packs_of_both(tmp_path: Path) -> None:
    row = "0069-4200_{}\t0069-4200\tValium\tTABLET\tORAL\t\tPfizer\tDIAZEPAM\t{}\tmg/1"
    ndc(tmp_path, row.format("a", 5), row.format("b", "5.0").replace("Pfizer", "PFIZER."))
    (tmp_path / "package.txt").write_text(
        "PRODUCTID\tNDCPACKAGECODE\tPACKAGEDESCRIPTION\tENDMARKETINGDATE\n"
        "0069-4200_a\t1\t100 TABLET in 1 BOTTLE (0069-4200-01) \t\n0069-4200_b\t2\t500 TABLET in 1 BOTTLE (x) \t\n",
        encoding="utf-8",
    )
    found = read(tmp_path, "ndc", "diazepam")
    assert [solid(product).packs for product in found.products.values()] == [(100, 500)]
    assert found.problems == []
    ndc(tmp_path, row.format("a", 5), row.format("b", 5).replace("Pfizer", "Other"))
    found = read(tmp_path, "ndc", "diazepam")
    assert told(found) == [
        "product.txt:3: us-diazepam-5mg-ndc0069-4200 stands twice, and its two rows differ: the first is kept"
    ]


def label(folder: Path, kind: str) -> Path:
    text = (Path(__file__).parent / "data" / "import" / "spl" / "clonazepam.xml").read_text(encoding="utf-8")
    begin, end = text.split("<effectiveTime", maxsplit=1)
    folder.mkdir()
    (folder / "label.xml").write_text(f"{begin}{kind}<effectiveTime{end}", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ('<code code="34391-3" displayName="HUMAN PRESCRIPTION DRUG LABEL"/>', ""),
        ('<code code="50578-4" displayName="PRESCRIPTION ANIMAL DRUG LABEL"/>', "for animals"),
        ('<code code="50577-6"/>', "for animals"),
        ('<code code="50578-4" displayName="ANIMAL DRUG"/>', "for animals"),
        ('<code code="53409-9" displayName="BULK INGREDIENT"/>', "no label of a medicine for people"),
        ('<code code="53409-9"/>', "no label of a medicine for people"),
        ('<code code="34390-5"/>', ""),
    ],
)
def test_only_labels_of_medicines_for_people_are_read(kind: str, reason: str, tmp_path: Path) -> None:
    found = read(label(tmp_path / "spl", kind), "spl", "clonazepam")
    assert bool(found.products) is not bool(reason)
    assert not reason or found.left_out == {reason: 1}


@pytest.mark.parametrize(
    ("kind", "licence", "reason"),
    [
        ("HUMAN PRESCRIPTION DRUG", "ANDA", ""),
        ("HUMAN OTC DRUG", "", ""),
        ("PRESCRIPTION ANIMAL DRUG", "NDA", "for animals"),
        ("HUMAN PRESCRIPTION DRUG", "NADA", "for animals"),
        ("BULK INGREDIENT", "", "no medicine for people"),
    ],
)
def test_only_medicines_for_people_are_read_from_the_directory(
    kind: str, licence: str, reason: str, tmp_path: Path
) -> None:
    row = "a\t0069-4200\tValium\tTABLET\tORAL\t\tPfizer\tDIAZEPAM\t5\tmg/1"
    text = f"{NDC_HEADER}\tPRODUCTTYPENAME\tMARKETINGCATEGORYNAME\n{row}\t{kind}\t{licence}\n"
    (tmp_path / "product.txt").write_text(text, encoding="utf-8")
    found = read(tmp_path, "ndc", "diazepam")
    assert found.left_out == ({reason: 1} if reason else {})
    assert bool(found.products) is not bool(reason)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SUBSTANCENAME": "DIAZEPAM; DIAZEPAM"}, "has two parts of the same substance"),
        ({"ENDMARKETINGDATE": "01/31/2020"}, "the end of its marketing, '01/31/2020', is no date in 8 figures"),
        ({"PROPRIETARYNAME": "Valium 10 mg"}, "its name, 'Valium 10 mg', says 10 mg, and its strength is 5 mg"),
        ({"SUBSTANCENAME": "DIAZEPAM;"}, ""),
        ({"DOSAGEFORMNAME": "TABLET,FILM COATED"}, ""),
        ({"DOSAGEFORMNAME": "TABLET, MULTILAYER"}, ""),
    ],
)
def test_a_row_of_the_directory_is_told_or_read(given: dict[str, str], said: str, tmp_path: Path) -> None:
    cells = ("a", "0069-4200", "Valium", "TABLET", "ORAL", "", "Pfizer", "DIAZEPAM", "5", "mg/1")
    row = dict(zip(NDC_HEADER.split("\t"), cells, strict=True)) | given
    found = read(ndc(tmp_path, "\t".join(row.values())), "ndc", "diazepam")
    assert told(found) == ([f"product.txt:2: {said}"] if said else [])
    assert bool(found.products) is not bool(said)


@pytest.mark.parametrize(
    ("form", "unit", "package", "size"),
    [
        ("TABLET", "mg/1", "10 BLISTER PACK in 1 CARTON (a)  / 10 TABLET in 1 BLISTER PACK (b)", "100"),
        ("SOLUTION", "mg/5mL", "1 BOTTLE in 1 CARTON / 1 L in 1 BOTTLE", "1000 mL"),
        ("SOLUTION", "mg/5mL", "1 BOTTLE, DROPPER in 1 CARTON > 30 mL in 1 BOTTLE, DROPPER", "30 mL"),
        ("SOLUTION", "mg/5mL", "100 g in 1 BOTTLE", ""),
        ("TABLET", "mg/1", "0.5 TABLET in 1 BAG", ""),
    ],
)
def test_a_pack_of_the_directory_is_read_or_told_and_its_product_kept(
    form: str, unit: str, package: str, size: str, tmp_path: Path
) -> None:
    ndc(tmp_path, f"a\t0069-4200\tValium\t{form}\tORAL\t\tPfizer\tDIAZEPAM\t5\t{unit}")
    header = "PRODUCTID\tNDCPACKAGECODE\tPACKAGEDESCRIPTION\tENDMARKETINGDATE"
    (tmp_path / "package.txt").write_text(f"{header}\na\t1\t{package}\t\n", encoding="utf-8")
    found = read(tmp_path, "ndc", "diazepam")
    (product,) = found.products.values()
    sizes = product.packs if isinstance(product, Solid) else liquid(product).bottles
    assert [str(each) for each in sizes] == ([size] if size else [])
    assert bool(found.problems) is not bool(size)
    assert isinstance(product, Solid) or bool(product.handling) is ("DROPPER" in package)


@pytest.mark.parametrize(
    "cell", ["123 " * 50_000, "1" * 200_000, "aeo" * 60_000 + "x", "10X" * 60_000 + "1", "(" * 200_000]
)
def test_a_cell_longer_than_any_is_told_and_not_pondered(cell: str, tmp_path: Path) -> None:
    """What is looked for in a text would take minutes in one that is made for it."""
    row = {"name": cell, "form": "sirop", "parts": [("DIAZÉPAM", "5 mg", cell, "SA")]}
    packs = [(cell, "Présentation active")]
    assert read(bdpm(tmp_path / "fr", {**row, "packs": packs}), "bdpm", "diazepam").problems
    assert read(bdpm(tmp_path / "form", {**row, "form": cell}), "bdpm", "diazepam").problems
    assert read(dpd(tmp_path / "ca", {"packs": cell}), "dpd", "prednisolone").problems
    ndc(tmp_path, "a\t0069-4200\tValium\tTABLET\tORAL\t\tPfizer\tDIAZEPAM\t5\tmg/1")
    header = "PRODUCTID\tNDCPACKAGECODE\tPACKAGEDESCRIPTION\tENDMARKETINGDATE"
    (tmp_path / "package.txt").write_text(f"{header}\na\t1\t{cell}\t\n", encoding="utf-8")
    assert read(tmp_path, "ndc", "diazepam").problems
