"""What contradicts itself in a folder of data is told; what a template leaves open is told too."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest

from pillsplit.formulary.lint import check_folder, names_a_document
from pillsplit.formulary.loader import Formulary
from pillsplit.formulary.template import region_file_template, region_template
from tests.conftest import Run
from tests.data_files import TABLET

TODAY = datetime.date(2026, 11, 22)

LIQUID = """\
drug = "diazepam"

[[product]]
id = "x-diazepam-solution-0.4mg-per-ml"
name = "Diazepam 2 mg/5 mL oral solution"
form = "oral solution"
concentration = "2 mg/5 mL"
step = "0.1 mL"
source = "https://example.org/diazepam-solution"
evidence = "label"
checked = 2026-11-22
"""
DRUG = """\
name = "diazepam"
checked = 2026-11-22

[brands]
uk = ["Valium"]
"""


def write(tmp_path: Path, text: str, name: str = "regions/x/diazepam.toml") -> Path:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return tmp_path


def problems(tmp_path: Path) -> list[str]:
    return [str(problem).removeprefix(f"{tmp_path}/") for problem in check_folder(tmp_path, TODAY)[1]]


def test_a_sound_tablet_and_a_sound_liquid_pass(tmp_path: Path) -> None:
    assert problems(write(tmp_path, TABLET)) == []
    assert problems(write(tmp_path, LIQUID)) == []


CONTRADICTIONS = {
    TABLET.replace('strength = "5 mg"', 'strength = "50 mg"'): "name: 'Diazepam 5 mg tablets' does not say 50 mg",
    LIQUID.replace('"2 mg/5 mL"', '"2 mg/mL"'): "name: 'Diazepam 2 mg/5 mL oral solution' does not say 2 mg/mL",
    TABLET.replace("Diazepam 5 mg tablets", "Diazepam tablets", 1): "name: 'Diazepam tablets' does not say 5 mg",
    TABLET + 'maker = "Berk"\n': "name: 'Diazepam 5 mg tablets' does not say the maker, Berk",
    TABLET.replace("parts = 2", "parts = 4"): "parts: is 4, yet the score is half: look at the label again",
    TABLET.replace('"half"', '"none"'): "parts: is 2, yet the score is none: look at the label again",
    TABLET.replace('"tablet"', '"capsule"').replace(
        "parts = 2", "parts = 1"
    ): 'score: a capsule is never divided: write "none"',
    TABLET.replace("Label of Diazepam 5 mg tablets", "somewhere"): "source: 'somewhere' names no document",
    TABLET.replace("Label of Diazepam", "to be confirmed: Label of Diazepam"): (
        'evidence: is label, yet the source is to be confirmed: write "unverified"'
    ),
    TABLET.replace('"label"', '"stated"'): 'evidence: "stated" is for the command line',
    TABLET.replace("2026-11-22", "2026-11-23"): "checked: 2026-11-23 is after 2026-11-22",
    TABLET + 'as_of = "2027-01"\n': "as_of: 2027-01 is after the day on which it was checked, 2026-11-22",
    TABLET + 'as_of = "last year"\n': "as_of: 'last year' is no date: write YYYY, YYYY-MM or YYYY-MM-DD",
    TABLET + 'as_of = "2026-02-30"\n': "as_of: '2026-02-30' is no date",
    TABLET + 'unverified = ["packs"]\n': "unverified: names packs, of which nothing is said here",
    TABLET.replace("parts = 2", 'parts = "unknown"') + 'unverified = ["parts"]\n': "unverified: names parts, of which",
    TABLET + 'unverified = ["pack"]\n': "unverified: 'pack' is not a field of such a product (did you mean packs?)",
    TABLET + 'unverified = ["step"]\n': "unverified: 'step' is not a field of such a product",
    LIQUID + 'unverified = ["parts"]\n': "unverified: 'parts' is not a field of such a product",
    TABLET.replace(
        "[[product]]", 'removed = ["uk-diazepam-9mg"]\n\n[[product]]'
    ): "removed: 'uk-diazepam-9mg' is not on record",
}


@pytest.mark.parametrize(("text", "said"), CONTRADICTIONS.items(), ids=range(len(CONTRADICTIONS)))
def test_a_contradiction_is_told_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    (found,) = problems(write(tmp_path, text))
    assert said in found
    assert found.startswith("regions/x/diazepam.toml: ")


def test_a_brand_of_two_drugs_is_told(tmp_path: Path) -> None:
    write(tmp_path, DRUG, "drugs/diazepam.toml")
    write(tmp_path, DRUG.replace('name = "diazepam"', 'name = "lorazepam"'), "drugs/lorazepam.toml")
    assert problems(tmp_path) == ["drugs/lorazepam.toml: brands: 'valium' stands for diazepam too: write it once"]


def test_a_name_of_two_regions_is_told(tmp_path: Path) -> None:
    region = 'name = "Utopia"\naliases = ["ut"]\nchecked = 2026-11-22\n'
    write(tmp_path, region, "regions/ut/region.toml")
    write(tmp_path, region.replace("Utopia", "Utah").replace('"ut"', '"utopia"'), "regions/xy/region.toml")
    assert problems(tmp_path) == ["regions/xy/region.toml: aliases: 'utopia' stands for ut too: write it once"]


def test_an_equivalent_that_falls_is_told(tmp_path: Path) -> None:
    text = DRUG + (
        '\n[[equivalent]]\ntable = "ashton"\namount = "2 mg"\namount_high = "1 mg"\n'
        'source = "https://example.org/table"\nevidence = "guidance"\nchecked = 2026-11-22\n'
    )
    (found,) = problems(write(tmp_path, text, "drugs/diazepam.toml"))
    assert "amount_high: is below the amount, 2 mg" in found


@pytest.mark.parametrize(
    ("source", "sound"),
    [
        ("https://www.medicines.org.uk/emc/product/5783/smpc", True),
        ("kellerberrin/UVIS@2a1ca19 GAEServer/x.sql", True),
        ("to be confirmed: BNF, medicinal forms of lorazepam", True),
        ("UK dm+d VMP/VMPP names in a public SQL code list", True),
        ("to be confirmed: BNF", False),
        ("internet", False),
        ("http://x", False),
        ("general knowledge", False),
    ],
)
def test_a_source_is_a_url_a_path_in_a_repository_or_a_named_document(source: str, sound: bool) -> None:
    assert names_a_document(source) is sound


def filled(template: str) -> str:
    """Fill in a template as a person would: a text for each thing that is left open."""
    answers = {
        "id": iter(["tr-diazepam-5mg", "tr-diazepam-solution-1mg-per-ml"]),
        "name": iter(["Diazepam 5 mg tablets", "Diazepam 5 mg/5 mL oral solution"]),
        "strength": iter(["5 mg"]),
        "concentration": iter(["5 mg/5 mL"]),
        "source": iter(["https://example.org/label"] * 2),
    }
    lines = []
    for line in template.splitlines():
        name = line.split(" = ")[0]
        lines.append(line.replace("…", next(answers[name])) if name in answers and '"…"' in line else line)
    return "\n".join(lines) + "\n"


def test_a_template_says_what_is_still_to_be_filled_in(tmp_path: Path) -> None:
    template = region_file_template("tr", "diazepam", TODAY)
    assert tomllib.loads(template)["drug"] == "diazepam"
    found = problems(write(tmp_path, template, "regions/tr/diazepam.toml"))
    open_fields = [text.split(": ")[2] for text in found]
    assert open_fields == ["id", "name", "source", "strength", "id", "name", "source", "concentration"]
    assert all(text.endswith(": is still to be filled in") for text in found)


def test_a_template_loads_cleanly_once_it_is_filled_in(tmp_path: Path) -> None:
    write(tmp_path, filled(region_file_template("tr", "diazepam", TODAY)), "regions/tr/diazepam.toml")
    write(tmp_path, region_template("Turkey", TODAY), "regions/tr/region.toml")
    assert problems(tmp_path) == []
    formulary = Formulary(tmp_path)
    shelf = formulary.shelf(formulary.region("turkey"), ["diazepam"])
    assert [product.amount for product in shelf.products] == ["5 mg", "1 mg/mL"]


def test_every_commented_line_of_a_template_is_a_field_that_is_known(tmp_path: Path) -> None:
    """Each "# field = …" taken out of its comment is understood by the reader, alone or as still to be filled in."""
    template = region_file_template("tr", "diazepam", TODAY)
    whole = "\n".join(
        line.removeprefix("# ") if line.startswith("# ") and " = " in line.split("#")[1] else line
        for line in template.splitlines()
        if not line.startswith("step = ")
    )
    for heading in ("[[absent]]", "[[product.code]]", "[[sought]]"):
        whole = whole.replace(f"# {heading}", heading)
    assert tomllib.loads(whole)["product"][1]["drops_per_ml"] == 20
    found = problems(write(tmp_path, whole, "regions/tr/diazepam.toml"))
    assert all(text.endswith("is still to be filled in") for text in found)
    assert len(found) == whole.count('= "…"') + whole.count('= ["…"]')


@pytest.mark.parametrize(("region", "written"), [("uk", ["diazepam.toml"]), ("tr", ["diazepam.toml", "region.toml"])])
def test_new_writes_into_its_place_and_check_goes_on_from_there(
    region: str, written: list[str], run: Run, tmp_path: Path
) -> None:
    done = run("formulary", "new", region, "Valium", str(tmp_path))
    assert done.code == 0
    assert sorted(path.name for path in (tmp_path / "regions" / region).iterdir()) == written
    done = run("formulary", "check", str(tmp_path))
    assert (done.code, done.out) == (3, "")
    assert "strength: is still to be filled in" in done.err
    done = run("formulary", "new", region, "diazepam", str(tmp_path))
    assert done.code == 2
    assert "is there already" in done.err


def test_new_prints_where_no_folder_is_named(run: Run) -> None:
    done = run("formulary new deutschland midazolam")
    assert (done.code, done.err) == (0, "")
    assert 'drug = "midazolam"' in done.out
    assert "de-midazolam-2mg" in done.out


@pytest.mark.parametrize("arguments", ["../etc diazepam", "uk ../../passwd", "uk ''", "'' diazepam", "uk"])
def test_new_refuses_what_is_no_name(arguments: str, run: Run) -> None:
    done = run(f"formulary new {arguments}")
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1


def test_new_says_where_it_cannot_write(run: Run, tmp_path: Path) -> None:
    (tmp_path / "regions").write_text("a file", encoding="utf-8")
    done = run("formulary", "new", "uk", "diazepam", str(tmp_path))
    assert done.code == 2
    assert "cannot be written" in done.err
