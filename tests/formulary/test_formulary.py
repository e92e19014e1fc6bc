"""The formulary: what ships is sound, and what is wrong in a file of anyone's is told with its place."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from pillsplit.amounts.quantity import Concentration, Mass
from pillsplit.errors import InputError, UsageError
from pillsplit.formulary import published
from pillsplit.formulary.lint import check_folder
from pillsplit.formulary.loader import Formulary, shipped
from pillsplit.model.product import Liquid, Solid
from tests.conftest import Run
from tests.data_files import TABLET

FORMULARY = Formulary()
SHELVES = [FORMULARY.shelf(FORMULARY.region(region), FORMULARY.drugs_in(region)) for region in FORMULARY.region_names]
PRODUCTS = [product for shelf in SHELVES for product in shelf.products]
DATA = Path(str(shipped()))


def test_the_shipped_data_is_clean() -> None:
    files, problems = check_folder(DATA, datetime.date.today())
    assert problems == []
    assert files >= len(FORMULARY.region_names) * 3


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.id)
def test_a_shipped_product_is_whole(product: Solid | Liquid) -> None:
    assert product.id.startswith(tuple(FORMULARY.region_names))
    assert product.drug in product.id
    assert product.drug in FORMULARY.drug_names
    assert product.source.checked is not None
    if isinstance(product, Solid):
        assert Mass.parse(str(product.strength)) == product.strength
        assert product.form.is_divisible or product.parts == 1
    else:
        assert Concentration.parse(str(product.concentration)) == product.concentration
        assert (product.drop is None) == (product.drops_per_ml is None)


def test_no_two_shipped_products_share_an_id() -> None:
    ids = [product.id for product in PRODUCTS]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("region", "drug", "amounts"),
    [
        ("generic", "diazepam", {"2 mg", "5 mg", "10 mg", "1 mg/mL"}),
        ("generic", "clonazepam", {"0.5 mg", "2 mg"}),
        ("us", "diazepam", {"2 mg", "5 mg", "10 mg", "1 mg/mL", "5 mg/mL"}),
        ("us", "clonazepam", {"0.125 mg", "0.25 mg", "0.5 mg", "1 mg", "2 mg"}),
        ("uk", "diazepam", {"2 mg", "5 mg", "10 mg", "0.4 mg/mL", "1 mg/mL"}),
        ("uk", "clonazepam", {"0.5 mg", "1 mg", "2 mg", "0.1 mg/mL", "0.4 mg/mL"}),
        ("uk", "lorazepam", {"0.5 mg", "1 mg", "2.5 mg", "1 mg/mL"}),
    ],
)
def test_the_regions_hold_what_is_marketed(region: str, drug: str, amounts: set[str]) -> None:
    shelf = FORMULARY.shelf(FORMULARY.region(region), [drug])
    assert {product.amount for product in shelf.products} == amounts


@pytest.mark.hazard("H01")
def test_scores_belong_to_products_not_to_strengths() -> None:
    shelf = FORMULARY.shelf(FORMULARY.region("us"), ["clonazepam"])
    one_mg = {product.maker: product.parts for product in shelf.solids("clonazepam") if product.amount == "1 mg"}
    assert len(set(one_mg.values())) > 1


@pytest.mark.parametrize("name", published.names())
def test_a_published_schedule_has_its_source(name: str) -> None:
    found = published.published(name)
    assert found.source
    assert found.title
    assert FORMULARY.region(found.region)


@pytest.mark.parametrize(("name", "region"), [("UK", "uk"), ("united kingdom", "uk"), ("gb", "uk"), ("USA", "us")])
def test_a_region_is_found_by_its_names(name: str, region: str) -> None:
    assert FORMULARY.region(name).name == region


def test_an_unknown_name_gets_the_nearest_ones() -> None:
    with pytest.raises(UsageError, match="did you mean united kingdom"):
        FORMULARY.region("unitd kingdom")
    with pytest.raises(UsageError, match="did you mean klonopin"):
        FORMULARY.drug_name("clonopin")


@pytest.mark.hazard("H15")
def test_drugs_have_a_plausible_daily_maximum_with_its_source() -> None:
    for name in ("diazepam", "clonazepam", "lorazepam"):
        drug = FORMULARY.drug(name)
        assert drug.daily_maximum
        assert drug.maximum_fact
        assert drug.maximum_fact.source.text


def folder(tmp_path: Path, text: str | bytes, name: str = "regions/x/diazepam.toml") -> Path:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


WRONG = {
    "drug = ": "is not TOML: Invalid value (at end of document)",
    'drug = "diazepam"\n[[product]\n': "is not TOML: Expected",
    TABLET.replace(
        '"5 mg"', '"0 mg"'
    ): "product 1 (x-diazepam-5mg): strength: '0 mg' is nothing: write an amount above 0",
    TABLET.replace('"5 mg"', "5.0"): "strength: write the amount as a text with its unit, in quotes",
    TABLET.replace('"5 mg"', '"5"'): "strength: '5' has no unit: write 5 mg",
    TABLET.replace('strength = "5 mg"\n', ""): "strength: is missing",
    TABLET.replace("parts = 2", "parts = 5"): 'parts: write 1, 2, 3, 4 or "unknown"',
    TABLET.replace("parts = 2", "parts = true"): 'parts: write 1, 2, 3, 4 or "unknown"',
    TABLET.replace("parts = 2", "parts = 3"): "parts: is 3, yet the score is half: look at the label again",
    TABLET.replace('form = "tablet"', 'form = "capsule"'): "parts: a capsule is never divided: write 1",
    TABLET.replace('form = "tablet"', 'form = "effervescent tablet"'): "parts: an effervescent tablet is",
    TABLET.replace('form = "tablet"', 'form = "pill"'): "form: 'pill' is not known: write one of tablet, ",
    TABLET.replace(
        'score = "half"', 'score = "fifth"'
    ): "score: 'fifth' is not known: write one of none, half, third, cross, unknown",
    TABLET.replace(
        "checked = 2026-11-22", 'checked = "2026-11-22"'
    ): "checked: write checked = 2026-11-22, without quotes",
    TABLET.replace('source = "Label of Diazepam 5 mg tablets"\n', ""): "source: is missing",
    TABLET.replace('evidence = "label"', 'evidence = "hearsay"'): "evidence: 'hearsay' is not known",
    TABLET.replace("parts = 2", "partz = 2"): "partz: is not a field that is known here (did you mean parts?)",
    TABLET.replace('id = "x', 'id = "X'): "id: 'X-diazepam-5mg' has other signs than a-z, 0-9, point and hyphen",
    TABLET + TABLET.split("\n\n")[1]: "product 2 (x-diazepam-5mg): id: stands twice in this file",
    TABLET.replace('drug = "diazepam"', 'drug = "clonazepam"'): "drug: is 'clonazepam': name the file clonazepam.toml",
    TABLET + "packs = 28\n": "packs: write a list of whole numbers from 1 up, such as packs = [28, 56]",
    TABLET + 'dividing = ""\n': 'dividing: write a text in quotes, such as dividing = "…"',
    TABLET.replace("[[product]]", "[product]"): "product: write each as a table under its own [[product]]",
    "x = " + "[" * 5000: "is nested too deeply: write plain tables",
}


@pytest.mark.parametrize(("text", "message"), WRONG.items(), ids=range(len(WRONG)))
def test_what_is_wrong_in_a_data_file_is_told_with_its_place(text: str, message: str, run: Run, tmp_path: Path) -> None:
    done = run("formulary", "check", str(folder(tmp_path, text)))
    assert (done.code, done.out) == (3, "")
    assert message in done.err
    assert all(line.startswith(f"pillsplit: {tmp_path}/regions/x/diazepam.toml: ") for line in done.err.splitlines())


def test_everything_wrong_in_every_file_is_told_at_once(run: Run, tmp_path: Path) -> None:
    folder(tmp_path, "drug = ", "regions/x/a.toml")
    folder(tmp_path, TABLET.replace('"5 mg"', '"0 mg"').replace("parts = 2", "parts = 9"))
    folder(tmp_path, b"\xff\xfe", "drugs/b.toml")
    done = run("formulary", "check", str(tmp_path))
    assert done.code == 3
    assert {line.split("/")[-1].split(":")[0] for line in done.err.splitlines()} == {
        "a.toml",
        "diazepam.toml",
        "b.toml",
    }


def test_one_id_in_two_files_is_told(run: Run, tmp_path: Path) -> None:
    folder(tmp_path, TABLET)
    folder(tmp_path, TABLET, "regions/y/diazepam.toml")
    done = run("formulary", "check", str(tmp_path))
    assert done.code == 3
    assert "id 'x-diazepam-5mg': stands in" in done.err


def test_a_folder_without_data_is_told(run: Run, tmp_path: Path) -> None:
    assert "holds no data" in run("formulary", "check", str(tmp_path)).err
    assert run("formulary", "check", str(tmp_path / "nowhere")).code == 2
    assert run("formulary", "check", str(folder(tmp_path, TABLET))).out == "1 file, nothing wrong.\n"


def test_a_wrong_file_stops_an_answer_that_needs_it(run: Run, tmp_path: Path) -> None:
    folder(tmp_path, TABLET.replace('"5 mg"', '"0 mg"'), "regions/uk/diazepam.toml")
    done = run("check", "nice-cks", "--region", "uk", "--formulary", str(tmp_path))
    assert (done.code, done.out) == (3, "")
    assert "strength: '0 mg' is nothing" in done.err


def test_a_folder_of_ones_own_adds_and_overrides(tmp_path: Path) -> None:
    folder(tmp_path, TABLET.replace("x-diazepam-5mg", "uk-diazepam-5mg"), "regions/uk/diazepam.toml")
    both = Formulary(tmp_path)
    shelf = both.shelf(both.region("uk"), ["diazepam"])
    before = FORMULARY.shelf(FORMULARY.region("uk"), ["diazepam"])
    assert {product.id for product in shelf.products} == {product.id for product in before.products}
    assert next(p for p in shelf.solids("diazepam") if p.id == "uk-diazepam-5mg").parts == 2


def test_an_input_error_holds_every_problem(tmp_path: Path) -> None:
    folder(tmp_path, TABLET.replace('"5 mg"', '"0 mg"').replace("parts = 2", "parts = 9"), "regions/uk/diazepam.toml")
    both = Formulary(tmp_path)
    with pytest.raises(InputError) as error:
        both.shelf(both.region("uk"), ["diazepam"])
    assert len(error.value.problems) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("list", "United Kingdom"),
        ("show uk", "uk-diazepam-2mg"),
        ("show us klonopin", "us-clonazepam-0.125mg-odt"),
        ("show uk diazepam", "https://www.medicines.org.uk/emc/product/5783/smpc"),
        ("schedules", "nice-cks"),
    ],
)
def test_the_data_can_be_shown(arguments: str, said: str, run: Run) -> None:
    done = run(f"formulary {arguments}")
    assert (done.code, done.err) == (0, "")
    assert said in done.out


@pytest.mark.parametrize(
    "arguments", ["show atlantis", "show uk nonsense", "show generic zopiclone", "show", "nonsense", "check"]
)
def test_what_cannot_be_shown_is_wrong_usage(arguments: str, run: Run) -> None:
    done = run(f"formulary {arguments}")
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
