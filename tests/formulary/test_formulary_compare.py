"""`formulary compare`: the regions side by side say what the documents say, and the smallest dose is the smallest."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillsplit import compare
from pillsplit.amounts.quantity import Mass
from pillsplit.formulary.loader import Formulary, shipped
from pillsplit.model.form import Form, Score
from pillsplit.model.product import Solid
from pillsplit.model.shelf import Shelf
from pillsplit.model.source import Evidence, Source
from tests.conftest import Run

DATA = Path(str(shipped()))
FORMULARY = Formulary()

FACTS: dict[tuple[str, str], tuple[str, str | None, str | None, list[tuple[str, str | None]]]] = {
    # region, drug: plain tablets, finest piece by label, smallest dose of tablets, liquids as mg/mL and mg a drop
    ("us", "diazepam"): ("2 5 10", "1", "1", [("1", None), ("5", None)]),
    ("uk", "diazepam"): ("2 5 10", "2", "1", [("0.4", None), ("0.4", None), ("1", None)]),
    ("ie", "diazepam"): ("2 5 10", "10", "1", []),
    ("ca", "diazepam"): ("2 5 10", "2", "1", []),
    ("au", "diazepam"): ("2 5", "2", "1", [("1", None)]),
    ("nz", "diazepam"): ("2 5", "2", "1", []),
    ("de", "diazepam"): ("2 5 10", "2", "1", [("10", "0.5"), ("10", "0.5"), ("10", "5/14")]),
    ("fr", "diazepam"): ("2 5 10", "2", "2", [("10", "1/3")]),
    ("nl", "diazepam"): ("2 5 10", "2", "1", []),
    ("es", "diazepam"): ("2 2.5 5 10 25", "1", "1", [("2", None)]),
    ("it", "diazepam"): ("2 5 10", "1", "1", [("5", "0.2"), ("5", "0.25"), ("5", "0.2"), ("5", "0.2")]),
    ("se", "diazepam"): ("2 5 10", "2", "1", []),
    ("in", "diazepam"): ("2 5 10", None, "1", [("0.4", None)]),
    ("generic", "diazepam"): ("2 5 10", "2", "1", [("1", None)]),
    ("ch", "diazepam"): ("5 10", "5", "2.5", [("12.5", "1/3")]),
    ("at", "diazepam"): ("2 5 10", "2", "2", [("12.5", "1/3")]),
    ("be", "diazepam"): ("2 5 10", "2", "1", []),
    ("dk", "diazepam"): ("2 5", "2", "1", []),
    ("no", "diazepam"): ("2 5", "2", "1", []),
    ("fi", "diazepam"): ("2 5 10", "2", "1", []),
    ("pl", "diazepam"): ("2 5", "2", "1", [("0.4", None)]),
    ("pt", "diazepam"): ("5 10", None, "2.5", []),
    ("br", "diazepam"): ("5 10", "5", "2.5", []),
    ("jp", "diazepam"): ("2 5 10", "2", "1", [("1", None)]),
    ("us", "clonazepam"): ("0.5 1 2", "0.125", "0.125", []),
    ("uk", "clonazepam"): ("0.5 1 2", "0.25", "0.25", [("0.1", None), ("0.1", None), ("0.4", None), ("0.4", None)]),
    ("ie", "clonazepam"): ("0.5 2", "0.5", "0.25", [("0.1", None)]),
    ("ca", "clonazepam"): ("0.25 0.5 1 2", "0.25", "0.125", []),
    ("au", "clonazepam"): ("0.5 2", "0.125", "0.125", [("2.5", "0.1")]),
    ("nz", "clonazepam"): ("0.5 2", "0.125", "0.125", [("2.5", "0.1")]),
    ("de", "clonazepam"): ("0.5 2", "0.25", "0.25", [("2.5", "0.1")] * 2),
    ("fr", "clonazepam"): ("2", "0.5", "0.5", [("2.5", "0.1")]),
    ("nl", "clonazepam"): ("0.5 2", "0.25", "0.25", [("2.5", "0.1")]),
    ("es", "clonazepam"): ("0.5 2", "0.25", "0.25", [("2.5", "0.1")]),
    ("it", "clonazepam"): ("0.5 2", "0.25", "0.25", [("2.5", "0.1")]),
    ("se", "clonazepam"): ("0.5 2", "0.25", "0.25", [("2.5", "0.1")]),
    ("in", "clonazepam"): ("0.25 0.5 1 2", None, "0.125", []),
    ("generic", "clonazepam"): ("0.5 2", "0.5", "0.25", []),
    ("ch", "clonazepam"): ("0.5 2", "0.25", "0.25", [("2.5", "0.1")]),
    ("at", "clonazepam"): ("0.5 2", "0.5", "0.25", []),
    ("be", "clonazepam"): ("0.5 2", None, "0.25", [("2.5", "0.1")]),
    ("dk", "clonazepam"): ("0.5 2", "0.5", "0.25", [("2.5", "0.1")]),
    ("no", "clonazepam"): ("0.5 2", "0.5", "0.25", []),
    ("fi", "clonazepam"): ("0.5 2", "0.5", "0.25", []),
    ("pl", "clonazepam"): ("0.5 2", "0.125", "0.125", []),
    ("pt", "clonazepam"): ("0.5 2", None, "0.25", []),
    ("br", "clonazepam"): ("0.5 2", "0.25", "0.25", [("2.5", "0.1")]),
    ("jp", "clonazepam"): ("0.5 1 2", "0.5", "0.5", []),
}


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return {}


@pytest.mark.parametrize(("region", "drug"), FACTS)
def test_the_comparison_says_what_the_documents_say(region: str, drug: str, run: Run, told: dict[str, Any]) -> None:
    if drug not in told:
        done = run("formulary", "compare", drug, "--format", "json")
        assert (done.code, done.err) == (0, "")
        told[drug] = {each["region"]: each for each in done.json["regions"]}
    here = told[drug][region]
    tablets, licensed, smallest, liquids = FACTS[region, drug]
    assert here["tablets_mg"] == tablets.split()
    assert here["licensed_piece_mg"] == licensed
    assert here["smallest_tablet_dose_mg"] == here["liquid_needed_below_mg"] == smallest
    assert [(liquid["mg_per_ml"], liquid["mg_per_drop"]) for liquid in here["liquids"]] == liquids


@pytest.mark.parametrize("drug", ["diazepam", "clonazepam"])
def test_every_region_stands_in_the_comparison(drug: str, run: Run) -> None:
    assert {region for region, name in FACTS if name == drug} == set(FORMULARY.region_names)
    text = run("formulary", "compare", drug).out
    for name in FORMULARY.region_names:
        assert FORMULARY.region(name).title in text


def test_drops_per_millilitre_differ_by_region_and_by_maker(run: Run) -> None:
    regions = {each["region"]: each for each in run("formulary compare diazepam --format json").json["regions"]}
    drops = {name: [liquid["drops_per_ml"] for liquid in each["liquids"]] for name, each in regions.items()}
    assert (drops["fr"], drops["es"]) == (["30"], [None])
    assert (drops["de"], drops["it"]) == (["20", "20", "28"], ["25", "20", "25", "25"])


def test_what_is_not_marketed_is_told(run: Run) -> None:
    text = run("formulary compare diazepam --format markdown").out
    assert "- Canada: No oral liquid of diazepam is marketed" in text
    assert re.search(r"^\| Canada .*\| below 1 mg, and none is on record \|$", text, re.M)
    assert re.search(r"^\| Australia .*\| below 1 mg \|$", text, re.M)


def test_a_number_and_its_unit_stay_on_one_line(run: Run) -> None:
    for drug in ("diazepam", "clonazepam", "lorazepam"):
        lines = run("formulary", "compare", drug).out.splitlines()
        assert all(len(line) <= 100 for line in lines)
        cells = [cell.strip() for line in lines for cell in line.split("  ")]
        assert not any(cell[:2] in ("mg", "mL", "× ") for cell in cells), drug


def test_a_brand_names_the_drug_and_an_unknown_one_is_refused(run: Run) -> None:
    assert run("formulary compare valium").out == run("formulary compare diazepam").out
    done = run("formulary compare valiun")
    assert (done.code, done.out) == (2, "")
    assert "did you mean valium" in done.err


def test_a_drug_of_few_regions_says_where_it_is_not_on_record(run: Run) -> None:
    text = run("formulary compare loprazolam").out
    assert text.startswith("Loprazolam in 2 regions")
    assert "- Australia, Austria, Belgium" in text


def test_the_rows_and_the_document_say_the_same(run: Run) -> None:
    regions = run("formulary compare clonazepam --format json").json["regions"]
    rows = list(csv.DictReader(io.StringIO(run("formulary compare clonazepam --format csv").out)))
    assert [row["region"] for row in rows] == [each["region"] for each in regions]
    for row, each in zip(rows, regions, strict=True):
        assert row["tablets_mg"].split("; ") == each["tablets_mg"]
        assert row["smallest_tablet_dose_mg"] == each["smallest_tablet_dose_mg"]
        assert row["mg_per_drop"] == "; ".join(liquid["mg_per_drop"] or "" for liquid in each["liquids"])
    markdown = run("formulary compare clonazepam --format markdown").out
    assert markdown.count("\n| ") == len(regions) + 2


def smallest_by_definition(products: list[dict[str, Any]], *, seen_only: bool) -> Fraction | None:
    """Look at every tablet of the file as it is written: its strength over its parts, unknown counting as halves."""
    pieces = []
    for product in products:
        if "strength" not in product or (seen_only and product["evidence"] == "unverified"):
            continue
        number, unit = product["strength"].split()
        parts = product["parts"]
        if seen_only and (parts == "unknown" or "parts" in product.get("unverified", [])):
            parts = 1
        factor = Fraction(1, 1000) if unit.startswith("microgram") else Fraction(1)
        pieces.append(Fraction(number) * factor / (2 if parts == "unknown" else parts))
    return min(pieces, default=None)


@pytest.mark.parametrize("drug", FORMULARY.drug_names)
def test_the_smallest_dose_is_the_smallest_piece_of_the_data_as_written(drug: str) -> None:
    for name in FORMULARY.region_names:
        path = DATA / "regions" / name / f"{drug}.toml"
        if not path.exists():
            continue
        products = tomllib.loads(path.read_text(encoding="utf-8")).get("product", [])
        (found,) = compare([FORMULARY.shelf(FORMULARY.region(name), [drug])], drug).regions
        assert (found.smallest.mass.mg if found.smallest else None) == smallest_by_definition(products, seen_only=False)
        assert (found.licensed.mass.mg if found.licensed else None) == smallest_by_definition(products, seen_only=True)


SOLIDS = st.builds(
    lambda number, tenths, form, parts, evidence, unverified: Solid(
        id=f"x-{number}",
        drug="x",
        name="x",
        form=form,
        strength=Mass(Fraction(tenths, 10)),
        score=Score.UNKNOWN,
        parts=parts if form is Form.TABLET else 1,
        source=Source("a label of x", evidence),
        unverified=("parts",) if unverified else (),
    ),
    st.integers(0, 10**6),
    st.integers(1, 200),
    st.sampled_from([Form.TABLET, Form.TABLET, Form.CAPSULE, Form.ODT]),
    st.sampled_from([None, 1, 2, 4]),
    st.sampled_from([Evidence.LABEL, Evidence.REGISTER, Evidence.UNVERIFIED]),
    st.booleans(),
)


@given(st.lists(SOLIDS, max_size=8, unique_by=lambda solid: solid.id))
def test_no_piece_is_finer_than_the_finest(solids: list[Solid]) -> None:
    (found,) = compare([Shelf("x", tuple(solids))], "x").regions
    parts = {solid.id: (solid.parts or 2) if solid.form is Form.TABLET else 1 for solid in solids}
    smallest = min((solid.strength.mg / parts[solid.id] for solid in solids), default=None)
    seen = [
        solid.strength.mg / (1 if solid.parts is None or solid.unverified else solid.parts)
        for solid in solids
        if solid.source.is_seen
    ]
    assert (found.smallest.mass.mg if found.smallest else None) == smallest
    assert (found.licensed.mass.mg if found.licensed else None) == min(seen, default=None)
    if found.licensed and found.smallest:
        assert found.smallest.mass <= found.licensed.mass


def test_drops_are_told_by_their_maker_where_others_drip_differently(run: Run) -> None:
    text = run("formulary compare diazepam").out
    assert "Drops that differ by bottle" in text
    assert "- Italy: ABC, Ratiopharm and Tranquirit 0.2 mg a drop; Ansiolin 0.25 mg a drop." in text
    assert "- France" not in text.partition("Not marketed")[0], "there is one bottle on record"


def test_a_film_coated_tablet_is_no_form_that_is_never_cut(run: Run) -> None:
    spain = next(
        each for each in run("formulary compare zolpidem --format json").json["regions"] if each["region"] == "es"
    )
    assert (spain["tablets_mg"], spain["never_cut_mg"]) == (["5", "10"], [])
