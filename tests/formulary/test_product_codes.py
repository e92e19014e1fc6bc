"""Codes of products: their forms and check digits, in the data, through the importers and as a file of data."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest

from pillsplit.errors import Problem
from pillsplit.formulary.files import read_region_file
from pillsplit.formulary.importers.writing import region_file
from pillsplit.formulary.lint import check_folder
from pillsplit.formulary.loader import Formulary
from pillsplit.model.code import ADDRESSES, ProductCodeSystem, product_code_fault, product_code_key
from tests.conftest import Run
from tests.data_files import TABLET

FORMULARY = Formulary()
TODAY = datetime.date(2026, 11, 29)
PRODUCTS = [
    (region, product)
    for region in FORMULARY.region_names
    for product in FORMULARY.shelf(FORMULARY.region(region), FORMULARY.drugs_in(region)).products
]
SYSTEMS = {"fr": {"cis", "cip"}, "ca": {"din"}, "uk": {"dmd"}, "us": {"ndc"}, "it": {"aic"}}
RIGHT = {
    "pzn": ["03011530", "00000000"],
    "cis": ["63196256"],
    "cip": ["3111303", "3400931113034"],
    "din": ["00405329"],
    "dmd": ["321196004", "1257511000001107"],
    "ndc": ["0172-3925", "0172-3925-60", "62135-767", "51079-284-01", "00172392560"],
    "aic": ["033227012", "049712019"],
    "cima": ["82223"],
    "fest": ["ID_4A2A0B1C-0000-4000-8000-0123456789AB"],
    "npl": ["19741101000053"],
}


@pytest.mark.parametrize("system", ProductCodeSystem)
def test_a_right_code_is_taken_and_each_slip_in_its_length_refused(system: ProductCodeSystem) -> None:
    for code in RIGHT[system]:
        assert product_code_fault(system, code) == ""
        for slip in (code[:2], code + "0" * 19, code + "x", f" {code}", "x" + code[1:], ""):
            assert product_code_fault(system, slip).startswith(f"is no code of {system}"), slip


@pytest.mark.parametrize("system", ["pzn", "cip", "dmd", "aic"])
def test_every_slip_in_one_digit_is_found_by_the_check_digit(system: str) -> None:
    code = RIGHT[system][-1] if system != "pzn" else RIGHT[system][0]
    for place, digit in enumerate(code):
        for other in "0123456789":
            slip = code[:place] + other + code[place + 1 :]
            if other != digit:
                assert product_code_fault(ProductCodeSystem(system), slip), slip


def test_a_pack_and_a_product_of_the_us_have_the_same_key_however_they_are_written() -> None:
    ndc = ProductCodeSystem.NDC
    assert {product_code_key(ndc, code) for code in ("0172-3925", "0172-3925-60", "00172392560")} == {"001723925"}
    assert product_code_key(ndc, "62135-767") == product_code_key(ndc, "62135-0767-24") == "621350767"
    assert product_code_key(ProductCodeSystem.PZN, "03011530") == "03011530"


def test_the_codes_on_record_are_of_their_country_and_right_and_of_one_product_each() -> None:
    seen: dict[tuple[str, str], str] = {}
    for region, product in PRODUCTS:
        for code in product.codes:
            assert code.system in SYSTEMS[region]
            assert not product_code_fault(code.system, code.code)
            assert code.source.checked
            key = code.system, product_code_key(code.system, code.code)
            assert seen.setdefault(key, product.id) == product.id
    counts = {region: sum(bool(each.codes) for place, each in PRODUCTS if place == region) for region in SYSTEMS}
    assert counts["fr"] >= 45
    assert counts["ca"] >= 45
    assert counts["uk"] >= 15


def test_a_product_is_found_by_each_of_its_codes_under_each_address() -> None:
    for _, product in PRODUCTS:
        for code in product.codes:
            for address in ADDRESSES.get(code.system, ()):
                found = FORMULARY.product_by_code(address, code.code)
                assert found
                assert found.id == product.id
    assert FORMULARY.product_by_code("http://hl7.org/fhir/sid/ndc", "9999-9999") is None
    assert FORMULARY.product_by_code("https://example.org/codes", "63196256") is None


OWN = 'source = "https://example.org/a/register"\nevidence = "register"\nchecked = 2026-11-02\n'


def code(system: str, number: str, own: str = "") -> str:
    return f'\n[[product.code]]\nsystem = "{system}"\ncode = "{number}"\n{own}'


def test_a_code_has_a_source_of_its_own_or_that_of_its_product_and_is_written_so() -> None:
    text = TABLET + code("pzn", "03011530") + code("din", "00405329", OWN)
    problems: list[Problem] = []
    (product,) = read_region_file(tomllib.loads(text), "x", problems).products
    assert not problems
    assert [str(each.source.evidence) for each in product.codes] == ["label", "register"]
    again = read_region_file(tomllib.loads(region_file("diazepam", [product])), "x", problems).products
    assert again == (product,)


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (code("pzn", "03011531"), "code: '03011531' is no code of pzn, by its check digit: copy it"),
        (code("pzn", "3011530"), "code: '3011530' is no code of pzn: write eight digits"),
        (code("abc", "1"), "system: 'abc' is not known: write one of pzn, cis"),
        (code("din", "00405329", 'source = "https://example.org/a/b"\n'), "evidence: is missing"),
        (code("din", "00405329", "strength = 5\n"), "strength: is not a field that is known here"),
        (code("din", "00405329") * 2, "code: '00405329' stands twice: write it once"),
        ("code = 5\n", "code: write each as a table under its own [[code]]"),
    ],
)
def test_a_wrong_code_is_told_with_its_place(codes: str, told: str) -> None:
    problems: list[Problem] = []
    read_region_file(tomllib.loads(TABLET + codes), "x", problems)
    assert any(told in problem.what for problem in problems), problems


def test_one_code_of_two_products_is_wrong_data(tmp_path: Path) -> None:
    second = TABLET.partition("\n\n")[2].replace("x-diazepam-5mg", "y-diazepam-5mg")
    folder = tmp_path / "regions" / "x"
    folder.mkdir(parents=True)
    file = folder / "diazepam.toml"
    file.write_text(TABLET + code("ndc", "0172-3925") + "\n" + second + code("ndc", "0172-3925-60"), encoding="utf-8")
    (problem,) = check_folder(tmp_path, TODAY)[1]
    assert "'0172-3925-60' stands for x-diazepam-5mg too: write it once" in problem.what


def test_codes_are_shown_to_people_and_machines(run: Run) -> None:
    shown = " ".join(run("formulary show fr diazepam").out.split())
    assert "10 mg/mL oral drops (Valium): CIS 63196256; CIP 3111303, 3400931113034" in shown
    products = run("formulary show fr diazepam --format json").json["products"]
    (drops,) = [each for each in products if "drops" in each["form"]]
    assert {"system": "cis", "code": "63196256"} in drops["codes"]
    assert "cis 63196256; cip 3111303; cip 3400931113034" in run("formulary show fr diazepam --format csv").out
