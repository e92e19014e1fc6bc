"""A folder of one's own: it adds, overrides and removes, product by product, and one file is enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from pillsplit.errors import InputError
from pillsplit.formulary.loader import Formulary
from tests.conftest import Run
from tests.data_files import TABLET
from tests.formulary.test_datachecks import LIQUID, write

SHIPPED = Formulary()


def ids(formulary: Formulary, region: str, drug: str) -> set[str]:
    return {product.id for product in formulary.shelf(formulary.region(region), [drug]).products}


BEFORE = ids(SHIPPED, "uk", "diazepam")


def test_a_folder_with_one_file_adds_a_product(tmp_path: Path) -> None:
    write(tmp_path, TABLET.replace("x-diazepam-5mg", "uk-diazepam-5mg-ours"), "regions/uk/diazepam.toml")
    assert ids(Formulary(tmp_path), "uk", "diazepam") == BEFORE | {"uk-diazepam-5mg-ours"}


def test_a_product_with_a_known_id_takes_its_place(tmp_path: Path) -> None:
    write(tmp_path, TABLET.replace("x-diazepam-5mg", "uk-diazepam-5mg"), "regions/uk/diazepam.toml")
    formulary = Formulary(tmp_path)
    assert ids(formulary, "uk", "diazepam") == BEFORE
    shelf = formulary.shelf(formulary.region("uk"), ["diazepam"])
    assert next(product for product in shelf.solids("diazepam") if product.id == "uk-diazepam-5mg").parts == 2


def test_a_removed_product_is_not_drawn_on(run: Run, tmp_path: Path) -> None:
    write(tmp_path, 'drug = "diazepam"\nremoved = ["uk-diazepam-10mg"]\n', "regions/uk/diazepam.toml")
    assert ids(Formulary(tmp_path), "uk", "diazepam") == BEFORE - {"uk-diazepam-10mg"}
    assert run("formulary", "check", str(tmp_path)).out == "1 file, nothing wrong.\n"
    done = run("check", "20 mg x 1d", "--drug", "diazepam", "--region", "uk", "--formulary", str(tmp_path))
    assert "uk-diazepam-10mg]" not in done.out


def test_a_later_folder_removes_what_an_earlier_one_added(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write(one, TABLET.replace("x-diazepam-5mg", "uk-diazepam-5mg-ours"), "regions/uk/diazepam.toml")
    write(two, 'drug = "diazepam"\nremoved = ["uk-diazepam-5mg-ours"]\n', "regions/uk/diazepam.toml")
    assert ids(Formulary(one, two), "uk", "diazepam") == BEFORE
    with pytest.raises(InputError, match="removed: 'uk-diazepam-5mg-ours' is not on record"):
        ids(Formulary(two, one), "uk", "diazepam")


def test_what_is_removed_must_be_there(run: Run, tmp_path: Path) -> None:
    write(tmp_path, 'drug = "diazepam"\nremoved = ["uk-diazepam-10gm"]\n', "regions/uk/diazepam.toml")
    done = run("check", "nice-cks", "--region", "uk", "--formulary", str(tmp_path))
    assert (done.code, done.out) == (3, "")
    assert "removed: 'uk-diazepam-10gm' is not on record here (did you mean uk-diazepam-10mg" in done.err


def test_a_new_region_needs_one_file_only(run: Run, tmp_path: Path) -> None:
    write(tmp_path, TABLET, "regions/tr/diazepam.toml")
    done = run("check", "15 mg x 2d", "--drug", "diazepam", "--region", "tr", "--formulary", str(tmp_path))
    assert done.code == 0
    assert "3 × 5 mg" in done.out


def test_a_new_drug_needs_one_file_only(run: Run, tmp_path: Path) -> None:
    text = TABLET.replace("diazepam", "midazolam").replace("Diazepam", "Midazolam")
    write(tmp_path, text, "regions/uk/midazolam.toml")
    done = run("check", "7.5 mg x 2d", "--drug", "midazolam", "--region", "uk", "--formulary", str(tmp_path))
    assert done.code == 0
    assert "5 + ½ × 5 mg" in done.out
    assert "midazolam" in run("formulary", "list", "--formulary", str(tmp_path)).out
    assert run("check", "7.5 mg x 2d", "--drug", "midazolam", "--region", "uk").code == 2


def test_the_regions_names_may_be_overridden(tmp_path: Path) -> None:
    write(tmp_path, 'name = "Albion"\naliases = ["gb"]\nchecked = 2026-11-22\n', "regions/uk/region.toml")
    assert Formulary(tmp_path).region("albion").name == "uk"


@pytest.mark.parametrize("format_", ["text", "markdown", "csv", "json"])
def test_show_tells_every_field_of_a_product_in_every_form(format_: str, run: Run, tmp_path: Path) -> None:
    file = LIQUID + (
        'maker = "Acme"\nbottles = ["150 mL"]\nin_use_days = 120\navoid = ["PVC"]\nhandling = "Shake it well."\n'
        'unverified = ["in_use_days"]\nas_of = "2024-05"\n'
    )
    file = file.replace("oral solution", "oral solution (Acme)", 1)
    write(tmp_path, file + TABLET.partition("\n\n")[2] + 'packs = [28, 30]\ndividing = "It divides into halves."\n')
    done = run("formulary", "show", "x", "--formulary", str(tmp_path), "--format", format_)
    assert (done.code, done.err) == (0, "")
    for said in (
        "0.4",
        "150",
        "120",
        "PVC",
        "Shake it well.",
        "It divides into halves.",
        "example.org",
        "2024-05",
    ):
        assert said in done.out, said


@pytest.mark.hazard("H10")
def test_show_marks_what_was_not_seen(run: Run) -> None:
    text = run("formulary show us diazepam").out
    assert "90 days*" in text
    assert "2 mg tablets (Valium)*" in text
    assert "Marked *" in text
    assert "Held equal to diazepam 10 mg by table sps-ukmi: 0.5 mg*" in run("formulary show uk clonazepam").out
    assert "*" not in run("formulary show fr chlordiazepoxide").out


def test_show_says_milligrams_per_millilitre_and_per_drop(run: Run) -> None:
    text = run("formulary show fr diazepam").out
    assert "⅓ mg" in text
    assert "30 per mL" in text
    assert "mg per" in text


def test_show_of_a_drug_that_is_not_marketed_says_so(run: Run) -> None:
    text = run("formulary show uk triazolam").out
    assert "No product is on record." in text
    assert "Triazolam was withdrawn in October 1991" in text


def test_show_stays_within_the_page(run: Run) -> None:
    for region in SHIPPED.region_names:
        lines = run("formulary", "show", region).out.splitlines()
        assert all(len(line) <= 100 or "http" in line or "/" in line for line in lines), region


@pytest.mark.hazard("H20")
def test_markup_in_the_data_is_text(run: Run, tmp_path: Path) -> None:
    write(tmp_path, TABLET.replace("Diazepam 5 mg tablets", "Diazepam 5 mg <b>tablets</b> | =cmd()", 1))
    done = run("formulary", "show", "x", "--formulary", str(tmp_path), "--format", "markdown")
    assert "<b>" not in done.out
    assert "\\|" in done.out
