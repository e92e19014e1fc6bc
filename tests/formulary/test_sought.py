"""What was looked for and not found: read, held against what is on record, counted, and told under each gap."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from pillsplit.formulary.lint import check_folder
from pillsplit.formulary.loader import Formulary
from pillsplit.model.product import Liquid, Solid
from pillsplit.model.sought import Thing
from pillsplit.verbs.audit import COUNTED_DRUGS, audit
from pillsplit.verbs.gaps import gaps
from tests.conftest import Run

TODAY = datetime.date(2026, 11, 29)
FORMULARY = Formulary()
TARGETS = ("us", "uk", "ca", "au", "de", "fr", "es", "it")
SOURCE = """\
source = "https://example.org/a/label"
evidence = "label"
checked = 2026-11-01
"""
TABLET = """
[[product]]
id = "x-{mg}mg"
name = "Diazepam {mg} mg tablets"
form = "tablet"
strength = "{mg} mg"
score = "unknown"
parts = {parts}
"""
DROPS = """
[[product]]
id = "x-drops"
name = "Diazepam 10 mg/mL oral drops"
form = "oral drops"
concentration = "10 mg/mL"
"""
SOUGHT = """
[[sought]]
what = "{what}"
{products}
where = ["https://example.org/a/label", "The maker's own leaflet of 2026"]
found = "The text ends before it describes the tablet."
checked = 2026-11-28
"""


def written(folder: Path, *sought: str) -> Path:
    file = folder / "regions" / "x" / "diazepam.toml"
    file.parent.mkdir(parents=True)
    products = (TABLET.format(mg=2, parts='"unknown"'), TABLET.format(mg=5, parts=1), DROPS)
    tables = [*(each + SOURCE for each in products), *sought]
    file.write_text('drug = "diazepam"\n' + "".join(tables), encoding="utf-8")
    return folder


def sought(what: str, products: str = "") -> str:
    return SOUGHT.format(what=what, products=f"products = {products}" if products else "")


def test_what_was_looked_for_is_counted_apart(tmp_path: Path) -> None:
    formulary = Formulary(written(tmp_path, sought("division"), sought("opened life", '["x-drops"]')))
    found = audit(formulary.shelf(formulary.region("x"), ["diazepam"]), TODAY)
    assert (found.division.count, found.division.sought, found.division.open, found.division.of) == (1, 1, 0, 2)
    assert (found.opened_life.count, found.opened_life.sought, found.opened_life.open) == (0, 1, 0)


def test_what_nobody_looked_for_stays_open(tmp_path: Path) -> None:
    formulary = Formulary(written(tmp_path, sought("drops")))
    found = audit(formulary.shelf(formulary.region("x"), ["diazepam"]), TODAY)
    assert (found.division.sought, found.division.open) == (0, 1)
    assert (found.opened_life.sought, found.opened_life.open) == (0, 1)


def test_a_gap_tells_where_and_when_it_was_looked_for(tmp_path: Path, run: Run) -> None:
    folder = written(tmp_path, sought("division"), sought("bottles"))
    shown = " ".join(run("formulary", "gaps", "x", "--formulary", str(folder)).out.split())
    assert "Looked for and not found" in shown
    assert "(a) division of diazepam, on 2026-11-28: The text ends before it describes the tablet." in shown
    assert "Looked in: https://example.org/a/label ; The maker's own leaflet of 2026" in shown
    assert "division on record 1 of 2 (1 looked for and not found)" in shown
    document = run("formulary", "gaps", "x", "--formulary", str(folder), "--format", "json").json["gaps"]
    by_id = {each["subject"]: [one["what"] for one in each["sought"]] for each in document}
    assert by_id == {"x-2mg": ["division"], "x-5mg": [], "x-drops": ["bottles"]}
    rows = run("formulary", "gaps", "x", "--formulary", str(folder), "--format", "csv").out
    assert "division, 2026-11-28" in rows


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (sought("division", '["x-3mg"]'), "products: 'x-3mg' is not on record here (did you mean"),
        (sought("division", '["x-5mg"]'), "products: the division of 'x-5mg' is on record: leave it out"),
        (sought("division", '["x-drops"]'), "products: 'x-drops' has no division: leave it out"),
        (sought("packs").replace("packs", "price"), "what: 'price' is not known: write one of division, packs"),
        (sought("packs").replace("where =", "whence ="), "where: is missing"),
        (sought("packs").replace("https://example.org/a/label", "there"), "where: 'there' names no document"),
        (sought("packs").replace('found = "The', 'found = "…"\nsaid = "The'), "found: is still to be filled in"),
        (sought("packs").replace("2026-11-28", "2027-01-01"), "checked: 2027-01-01 is after 2026-11-29"),
    ],
)
def test_a_wrong_record_is_told(record: str, told: str, tmp_path: Path) -> None:
    problems = check_folder(written(tmp_path, record), TODAY)[1]
    assert any(told in problem.what for problem in problems), problems


def test_a_record_of_what_every_product_has_on_record_is_wrong(tmp_path: Path) -> None:
    folder = written(tmp_path)
    file = folder / "regions" / "x" / "diazepam.toml"
    text = file.read_text(encoding="utf-8").replace('parts = "unknown"', "parts = 1") + sought("division")
    file.write_text(text, encoding="utf-8")
    (problem,) = check_folder(folder, TODAY)[1]
    assert problem.what == "what: the division is on record of every product here: leave this out"


def test_a_file_of_ones_own_is_held_against_what_ships(tmp_path: Path) -> None:
    file = tmp_path / "regions" / "uk" / "diazepam.toml"
    file.parent.mkdir(parents=True)
    record = sought("division", '["uk-diazepam-2mg", "uk-diazepam-5mg-ddsa"]')
    file.write_text(f'drug = "diazepam"\n{record}', encoding="utf-8")
    (problem,) = check_folder(tmp_path, TODAY)[1]
    assert problem.what == "products: the division of 'uk-diazepam-5mg-ddsa' is on record: leave it out"


@pytest.mark.parametrize("region", TARGETS)
def test_in_the_regions_of_the_target_each_unknown_division_was_looked_for(region: str) -> None:
    """What is not on record of the three drugs' tablets, and of every liquid's opened life, is in the gaps."""
    place = FORMULARY.region(region)
    shelf = FORMULARY.shelf(place, FORMULARY.drugs_in(region))
    told = {gap.subject: {each.what for each in gap.sought} for gap in gaps(shelf)}
    for product in shelf.products:
        if isinstance(product, Solid) and product.drug in COUNTED_DRUGS and product.form.is_divisible:
            assert Thing.DIVISION.is_on_record(product) or Thing.DIVISION in told[product.id], product.id
        if isinstance(product, Liquid):
            assert Thing.OPENED_LIFE.is_on_record(product) or Thing.OPENED_LIFE in told[product.id], product.id
