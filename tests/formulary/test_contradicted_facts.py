"""What an audit found contradicted stays mended, for every file: drops by their bottle, marks by their label's word."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import groupby

import pytest

from pillsplit.formulary.loader import GENERIC, Formulary
from pillsplit.model.form import Score
from pillsplit.model.product import Liquid, Product, Solid
from pillsplit.model.source import Evidence
from tests.conftest import Run

FORMULARY = Formulary()
PRODUCTS: list[Product] = [
    product
    for name in FORMULARY.region_names
    for product in FORMULARY.shelf(FORMULARY.region(name), FORMULARY.drugs_in(name)).products
]
BY_ID = {product.id: product for product in PRODUCTS}

DROPS = {
    # id: drops a millilitre, and what the label counts: so many drops are so many milligrams
    "it-diazepam-drops-5mg-per-ml-ansiolin": ("20", "4", "1"),
    "it-diazepam-drops-5mg-per-ml-abc": ("25", "25", "5"),
    "it-diazepam-drops-5mg-per-ml-tranquirit": ("25", "25", "5"),
    "it-clotiazepam-drops-10mg-per-ml-rizen": ("25", "5", "2"),
    "de-diazepam-drops-10mg-per-ml-ratiopharm": ("20", "20", "10"),
    "de-diazepam-drops-10mg-per-ml-valocordin": ("28", "28", "10"),
    "fr-diazepam-drops-10mg-per-ml-valium": ("30", "3", "1"),
    "ch-diazepam-drops-12.5mg-per-ml-psychopax": ("75/2", "6", "2"),
    "at-diazepam-drops-12.5mg-per-ml-psychopax": ("75/2", "3", "1"),
    "ch-clonazepam-drops-2.5mg-per-ml-rivotril": ("25", "1", "0.1"),
    "br-clonazepam-drops-2.5mg-per-ml-rivotril": ("25", "1", "0.1"),
    "it-lorazepam-drops-2mg-per-ml-dorom": ("40", "20", "1"),
    "it-lormetazepam-drops-2.5mg-per-ml-minias": ("25", "10", "1"),
    "it-delorazepam-drops-1mg-per-ml-en": ("26", "26", "1"),
    "it-bromazepam-drops-2.5mg-per-ml-abc": ("25", "15", "1.5"),
}


@pytest.mark.parametrize("identity", DROPS)
def test_a_bottle_drips_as_its_own_label_counts(identity: str) -> None:
    product = BY_ID[identity]
    assert isinstance(product, Liquid)
    per_ml, drops, mg = (Fraction(number) for number in DROPS[identity])
    assert product.drops_per_ml == per_ml
    assert product.concentration.mg_per_ml / per_ml * drops == mg


@pytest.mark.hazard("H07")
def test_drops_belong_to_a_maker_that_the_name_says() -> None:
    counted = [product for product in PRODUCTS if isinstance(product, Liquid) and product.drops_per_ml]
    assert len(counted) > len(DROPS)
    for product in counted:
        assert product.maker, product.id
        assert f"({product.maker})" in product.name, product.id


def test_makers_of_one_concentration_that_drip_differently_are_in_the_data() -> None:
    liquids = [product for product in PRODUCTS if isinstance(product, Liquid) and product.drops_per_ml]
    alike = groupby(
        sorted(liquids, key=lambda each: (each.id.split("-")[0], each.drug, each.concentration.mg_per_ml)),
        key=lambda each: (each.id.split("-")[0], each.drug, each.concentration.mg_per_ml),
    )
    differing = {key[:2] for key, group in alike if len({each.drops_per_ml for each in group}) > 1}
    assert differing == {("it", "diazepam"), ("de", "diazepam")}


DIVISION: dict[str, tuple[Score, int]] = {
    "at-diazepam-2mg-gewacalm": (Score.HALF, 1),
    "at-diazepam-5mg-gewacalm": (Score.HALF, 1),
    "at-diazepam-10mg-gewacalm": (Score.HALF, 1),
    "at-lorazepam-2.5mg-temesta": (Score.HALF, 2),
    "de-lorazepam-1mg-tavor": (Score.HALF, 1),
    "de-lorazepam-2mg-tavor": (Score.UNKNOWN, 1),
    "de-lorazepam-1mg-dura": (Score.HALF, 1),
    "de-lorazepam-1mg-ratiopharm": (Score.HALF, 2),
    "de-bromazepam-6mg-dura": (Score.CROSS, 4),
    "es-diazepam-5mg-vir": (Score.HALF, 2),
    "es-diazepam-5mg-prodes": (Score.NONE, 1),
    "es-lorazepam-5mg-pensa": (Score.HALF, 2),
    "uk-diazepam-5mg-ddsa": (Score.NONE, 1),
    "uk-clonazepam-0.5mg-rivopharm": (Score.HALF, 2),
    "uk-clonazepam-1mg-neuraxpharm": (Score.CROSS, 2),
    "uk-clonazepam-2mg-neuraxpharm": (Score.CROSS, 2),
    "uk-lorazepam-1mg-morningside": (Score.HALF, 2),
    "us-clonazepam-1mg-klonopin": (Score.NONE, 1),
    "us-lorazepam-0.5mg-sun": (Score.NONE, 1),
    "us-lorazepam-1mg-sun": (Score.HALF, 2),
    "pl-clonazepam-2mg-tzf": (Score.CROSS, 4),
    "jp-clonazepam-0.5mg-rivotril": (Score.NONE, 1),
}


@pytest.mark.parametrize("identity", DIVISION)
def test_a_tablet_divides_as_its_label_says(identity: str) -> None:
    product = BY_ID[identity]
    assert isinstance(product, Solid)
    assert (product.score, product.parts) == DIVISION[identity]
    assert product.dividing


def test_a_mark_that_is_not_for_equal_doses_leaves_the_tablet_whole() -> None:
    said = re.compile(r"for swallowing|ornament|cannot be divided|not divide it into equal")
    found = [product for product in PRODUCTS if isinstance(product, Solid) and said.search(product.dividing or "")]
    assert len(found) >= 10
    assert {product.parts for product in found} == {1}


@pytest.mark.hazard("H01")
def test_a_notch_for_swallowing_is_not_cut_in_a_plan(run: Run) -> None:
    done = run("check '5 mg x 7d, 2.5 mg x 7d' --drug diazepam --region at --without at-diazepam-5mg-actavis")
    assert "½" not in done.out
    assert "5 mg/halves" not in done.out


def test_a_description_without_a_score_is_read_one_way() -> None:
    for product in PRODUCTS:
        if isinstance(product, Solid) and product.score is Score.NONE:
            assert product.parts == 1, product.id


def test_what_an_advocate_wrote_is_an_article() -> None:
    generic = [product for product in PRODUCTS if product.id.startswith(f"{GENERIC}-")]
    peart = [product for product in generic if product.source.text.startswith("Peart")]
    assert {product.source.evidence for product in peart} == {Evidence.ARTICLE}


PRIMARY = {
    "dailymed.nlm.nih.gov",
    "api.fda.gov",
    "nctr-crs.fda.gov",
    "medicines.org.uk",
    "medicines.ie",
    "cima.aemps.es",
    "fass.se",
    "base-donnees-publique.medicaments.gouv.fr",
    "gazzettaufficiale.it",
    "ds-pharma.jp",
    "rosemontpharma.com",
    "aldo-union.com",
}


def test_a_primary_document_is_the_regulators_or_the_makers_own() -> None:
    primary = [product.source for product in PRODUCTS if product.source.primary]
    assert len(primary) >= 40
    for source in primary:
        hosts = re.findall(r"https?://(?:www\.)?([^/ ]+)", source.text, re.IGNORECASE)
        assert hosts
        assert {host.lower() for host in hosts} <= PRIMARY, source.text
        assert source.is_seen


@pytest.mark.parametrize("call", ["show at diazepam", "show ch", "compare diazepam", "show at diazepam --format json"])
def test_drops_are_told_as_decimals_where_these_end(call: str, run: Run) -> None:
    told = run(f"formulary {call}").out
    assert "37.5" in told
    assert "75/2" not in told
