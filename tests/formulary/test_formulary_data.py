"""Every data file that ships: the shared checks, what must be on record, and the counts that the README states."""

from __future__ import annotations

import datetime
import re
import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pillsplit.amounts.quantity import Concentration, Mass
from pillsplit.formulary.lint import amounts_in, check_folder, names_a_document
from pillsplit.formulary.loader import GENERIC, Formulary, shipped
from pillsplit.model.product import Solid
from tests.conftest import Run

FORMULARY = Formulary()
REGIONS = [FORMULARY.region(name) for name in FORMULARY.region_names]
SHELVES = [FORMULARY.shelf(region, FORMULARY.drugs_in(region.name)) for region in REGIONS]
PRODUCTS = [product for shelf in SHELVES for product in shelf.products]
DATA = Path(str(shipped()))
README = Path(__file__).parent.parent.parent / "README.md"
COUNTRIES = {
    *("us", "uk", "ie", "ca", "au", "nz", "de", "fr", "nl", "es", "it", "se", "in"),
    *("ch", "at", "be", "dk", "no", "fi", "pl", "pt", "br", "jp"),
}
OTHER_DRUGS = [
    "alprazolam",
    "bromazepam",
    "chlordiazepoxide",
    "clobazam",
    "clorazepate",
    "flurazepam",
    "lorazepam",
    "lormetazepam",
    "nitrazepam",
    "oxazepam",
    "prazepam",
    "temazepam",
    "triazolam",
    "flunitrazepam",
    "zolpidem",
    "zopiclone",
]


def test_the_checks_that_anyone_may_run_find_nothing_in_the_shipped_data() -> None:
    files, problems = check_folder(DATA, datetime.date(2026, 11, 29))
    assert problems == []
    assert files == len(list(DATA.rglob("*.toml")))


def test_the_command_says_that_the_shipped_data_is_clean(run: Run) -> None:
    done = run("formulary", "check", str(DATA))
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(" files, nothing wrong.\n")


def test_the_countries_and_most_countries_are_on_record_each_with_the_two_drugs() -> None:
    assert {region.name for region in REGIONS} == COUNTRIES | {GENERIC}
    for region in REGIONS:
        assert {"diazepam", "clonazepam"} <= set(FORMULARY.drugs_in(region.name)), region.name
        assert FORMULARY.shelf(region, ["diazepam"]).solids("diazepam")
        assert FORMULARY.shelf(region, ["clonazepam"]).solids("clonazepam")
        lorazepam = FORMULARY.shelf(region, ["lorazepam"])
        assert lorazepam.products or any(fact.code == "not-marketed" for fact in lorazepam.facts), region.name


@pytest.mark.parametrize("region", ["us", "ca", "fr", "uk"])
def test_four_countries_have_products_or_say_that_there_are_none(region: str) -> None:
    """What neither has a product nor a document that says so is left out: it is listed here so that it is seen."""
    left_out = {
        "ca": {"lormetazepam", "prazepam", "flunitrazepam"},
        "uk": {"bromazepam", "clorazepate", "prazepam", "flunitrazepam"},
    }.get(region, set())
    assert set(OTHER_DRUGS) - set(FORMULARY.drugs_in(region)) == left_out
    for drug in set(OTHER_DRUGS) - left_out:
        shelf = FORMULARY.shelf(FORMULARY.region(region), [drug])
        assert shelf.products or any(fact.code == "not-marketed" for fact in shelf.facts), drug


def test_every_drug_of_a_region_has_a_file_of_its_own() -> None:
    shipped_drugs = {path.stem for path in (DATA / "drugs").glob("*.toml")}
    assert {drug for region in REGIONS for drug in FORMULARY.drugs_in(region.name)} <= shipped_drugs


@pytest.mark.parametrize("path", sorted((DATA / "drugs").glob("*.toml")), ids=lambda path: path.stem)
def test_a_drug_says_on_what_each_of_its_facts_rests(path: Path) -> None:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    facts: list[dict[str, Any]] = [table["brands"], *table.get("equivalent", [])]
    for fact in [*facts, *(table[name] for name in ("daily_maximum", "half_life") if name in table)]:
        assert names_a_document(fact["source"]), path.stem
        assert fact["evidence"] in ("label", "register", "guidance", "unverified")
        assert isinstance(fact["checked"], datetime.date)


@pytest.mark.hazard("H09")
def test_a_brand_stands_for_one_drug_only() -> None:
    brands = {name: {drug for drug in FORMULARY.drug_names if name in FORMULARY.drug(drug).names} for name in _brands()}
    assert all(len(drugs) == 1 for drugs in brands.values())
    assert FORMULARY.drug_name("Klonopin") == FORMULARY.drug_name("RIVOTRIL ") == "clonazepam"


def _brands() -> set[str]:
    return {name for drug in FORMULARY.drug_names for name in FORMULARY.drug(drug).names}


@pytest.mark.hazard("H10")
def test_what_is_to_be_confirmed_is_never_told_as_seen() -> None:
    for product in PRODUCTS:
        if product.source.text.startswith("to be confirmed"):
            assert not product.source.is_seen, product.id


@pytest.mark.parametrize(
    ("region", "identities"),
    [
        (
            "in",
            {
                *(f"in-clonazepam-{mg}mg{form}" for mg in ("0.25", "0.5", "1", "2") for form in ("", "-odt")),
                *(f"in-diazepam-{mg}mg" for mg in (2, 5, 10)),
                "in-diazepam-solution-0.4mg-per-ml-calmpose",
            },
        ),
        ("ie", {"ie-diazepam-2mg", "ie-diazepam-5mg", "ie-lorazepam-1mg", "ie-lorazepam-2.5mg"}),
        ("us", {"us-diazepam-2mg-valium", "us-diazepam-5mg-valium"}),
        ("nz", {"nz-clonazepam-drops-2.5mg-per-ml-rivotril"}),
    ],
)
def test_what_no_document_was_seen_of_is_unverified(region: str, identities: set[str]) -> None:
    """Of the three drugs of every region; what else is generally known only is unverified by its source."""
    three = {"diazepam", "clonazepam", "lorazepam"}
    products = [product for product in PRODUCTS if product.id.startswith(f"{region}-") and product.drug in three]
    unverified = {product.id for product in products if not product.source.is_seen}
    assert unverified == identities


@pytest.mark.parametrize(
    "identity",
    [
        "ca-diazepam-5mg-aa",
        "ca-diazepam-10mg-aa",
        "ca-clonazepam-0.5mg-rivotril",
        "ca-clonazepam-2mg-rivotril",
        "ca-clonazepam-1mg-pms",
        "ie-clonazepam-0.5mg-rivotril",
        "ie-clonazepam-2mg-rivotril",
        "ca-alprazolam-2mg-xanax-ts",
    ],
)
def test_a_division_that_no_document_was_seen_of_is_marked(identity: str) -> None:
    product = next(product for product in PRODUCTS if product.id == identity)
    assert isinstance(product, Solid)
    assert product.parts in (2, 4)
    assert "parts" in product.unverified


def test_an_id_says_region_drug_and_strength() -> None:
    for shelf in SHELVES:
        for product in shelf.products:
            assert product.id.startswith(f"{shelf.region}-{product.drug}-"), product.id
            mg = product.strength.mg if isinstance(product, Solid) else product.concentration.mg_per_ml
            assert re.search(rf"-{re.escape(_decimal(mg))}mg(-|$)", product.id), product.id


def _decimal(number: Fraction) -> str:
    return f"{Decimal(number.numerator) / Decimal(number.denominator)}"


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("gb", "uk"),
        ("GB", "uk"),
        ("United  Kingdom", "uk"),
        ("great britain", "uk"),
        ("deutschland", "de"),
        ("DEU", "de"),
        ("España", "es"),
        ("nederland", "nl"),
        ("Éire", "ie"),
        ("sverige", "se"),
        ("Bharat", "in"),
        ("italia", "it"),
        ("aotearoa", "nz"),
        ("Schweiz", "ch"),
        ("Österreich", "at"),
        ("Suomi", "fi"),
        ("brasil", "br"),
        ("日本", "jp"),
        ("The Netherlands", "nl"),
        ("u.s.a.", "us"),
        ("Most Countries", "generic"),
        *((f" {region.name.upper()} ", region.name) for region in REGIONS),
        *((region.title, region.name) for region in REGIONS),
    ],
)
def test_a_region_answers_to_its_codes_and_its_names(name: str, region: str) -> None:
    assert FORMULARY.region(name).name == region


def test_every_country_has_a_three_letter_code() -> None:
    codes = ["usa", "gbr", "irl", "can", "aus", "nzl", "deu", "fra", "nld", "esp", "ita", "swe", "ind"]
    codes += ["che", "aut", "bel", "dnk", "nor", "fin", "pol", "prt", "bra", "jpn"]
    assert {FORMULARY.region(code).name for code in codes} == COUNTRIES


@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        ("Diazepam 5 mg tablets (Berk)", ["5 mg"]),
        ("Alprazolam 250 microgram tablets", ["0.25 mg"]),
        ("Diazepam 10 mg/10 mL elixir (Orion)", ["1 mg/mL"]),
        ("RIVOTRIL 2,5 mg/ml, solution buvable", ["2.5 mg/mL"]),
        ("EX-CLONAZEPAM 2MG", ["2 mg"]),
        ("Temazepam tablets (marked T/10 and G)", []),
        ("Clonazepam 1,000 mg", []),
    ],
)
def test_the_amounts_in_a_name_are_read(name: str, amounts: list[str]) -> None:
    assert [str(amount) for amount in amounts_in(name)] == amounts


def test_every_strength_reads_back_as_it_is_written() -> None:
    for product in PRODUCTS:
        if isinstance(product, Solid):
            assert Mass.parse(str(product.strength)) == product.strength
        else:
            assert Concentration.parse(str(product.concentration)) == product.concentration


def test_the_readme_states_how_much_is_on_record() -> None:
    text = README.read_text(encoding="utf-8")
    found = re.search(r"(\d+) countries[^.]*?(\d+) drugs[^.]*?(\d+) products", text)
    assert found, "the README states no counts"
    countries, drugs, products = map(int, found.groups())
    assert countries == len(REGIONS) - 1
    assert drugs == len(FORMULARY.drug_names)
    assert products == len(PRODUCTS)


@pytest.mark.parametrize("region", FORMULARY.region_names)
@pytest.mark.parametrize(
    ("schedule", "drugs"),
    [
        ("nice-cks", {"diazepam"}),
        ("solution-26-weeks", {"diazepam"}),
        ("us-label-clonazepam", {"clonazepam"}),
        ("scotland-lorazepam", {"diazepam", "lorazepam"}),
    ],
)
def test_every_published_schedule_is_answered_in_every_region_with_its_own_drug(
    schedule: str, drugs: set[str], region: str, run: Run
) -> None:
    done = run("check", schedule, "--region", region, "--format", "json")
    assert done.code in (0, 1)
    sold = {drug for drug in drugs if FORMULARY.shelf(FORMULARY.region(region), [drug]).products}
    assert {product["drug"] for product in done.json["shelf"]["products"]} == sold
    assert {dose["drug"] for step in done.json["steps"] for dose in step["doses"]} <= drugs
