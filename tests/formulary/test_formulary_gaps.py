"""`formulary gaps`: everything that is unknown or unverified is on the work list, and nothing else."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pillsplit import gaps
from pillsplit.formulary.loader import Formulary, shipped
from tests.conftest import Run

DATA = Path(str(shipped()))
FORMULARY = Formulary()


def gaps_by_definition(product: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Read one product as it is written: the fields of which nothing is said, and those that were not seen."""
    if "strength" in product:
        unknown = {name for name in ("score", "parts") if product[name] == "unknown"} | ({"packs"} - product.keys())
    else:
        unknown = {"bottles", "in_use_days"} - product.keys()
        assert (
            product.get("in_use_days") is None or product["in_use_days"] == "not stated" or product["in_use_days"] > 0
        )
        if product["form"] == "oral drops":
            unknown |= {"drops_per_ml"} - product.keys()
    unverified = {"whole product"} if product["evidence"] == "unverified" else set(product.get("unverified", []))
    return unknown, unverified


@pytest.mark.parametrize("region", FORMULARY.region_names)
def test_the_work_list_holds_what_the_files_leave_open(region: str) -> None:
    drugs = FORMULARY.drugs_in(region)
    expected = {}
    for drug in drugs:
        table = tomllib.loads((DATA / "regions" / region / f"{drug}.toml").read_text(encoding="utf-8"))
        for product in table.get("product", []):
            if any(gaps_by_definition(product)):
                expected[product["id"]] = gaps_by_definition(product)
    shelf = FORMULARY.shelf(FORMULARY.region(region), drugs)
    facts = {fact.code for fact in shelf.facts}
    found = {gap.subject: (set(gap.unknown), set(gap.unverified)) for gap in gaps(shelf) if gap.subject not in facts}
    assert found == expected


def test_what_touches_a_dose_stands_first_and_is_counted(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("formulary gaps uk --format csv").out)))
    touches = [row["touches_a_dose"] for row in rows]
    assert touches == sorted(touches, reverse=True)
    assert set(touches) == {"yes", "no"}
    first = run("formulary gaps uk").out
    assert f"United Kingdom: {touches.count('yes')} that touch a dose, {len(rows)} in all" in first
    assert first.startswith(f"{len(rows)} things to look up")


def test_score_parts_and_drops_touch_a_dose_and_packs_do_not(run: Run) -> None:
    rows = {row["subject"]: row for row in csv.DictReader(io.StringIO(run("formulary gaps es --format csv").out))}
    assert rows["es-diazepam-drops-2mg-per-ml-prodes"]["unknown"] == "drops_per_ml; in_use_days"
    assert rows["es-diazepam-drops-2mg-per-ml-prodes"]["touches_a_dose"] == "yes"
    assert rows["es-clonazepam-2mg-rivotril"]["unverified"] == "packs"
    assert rows["es-clonazepam-2mg-rivotril"]["touches_a_dose"] == "no"


def test_the_whole_list_names_every_region_and_the_drugs_themselves(run: Run) -> None:
    document = run("formulary gaps --format json").json["gaps"]
    assert {gap["region"] for gap in document} == {FORMULARY.region(name).title for name in FORMULARY.region_names} | {
        "Every region"
    }
    subjects = {(gap["drug"], gap["subject"]) for gap in document if gap["region"] == "Every region"}
    assert ("clonazepam", "equivalent by sps-ukmi") in subjects
    assert ("clonazepam", "equivalent by ashton") not in subjects
    assert ("diazepam", "brand names") in subjects


def test_a_drug_narrows_the_list(run: Run) -> None:
    document = run("formulary gaps uk clonazepam --format json").json["gaps"]
    assert {gap["drug"] for gap in document} == {"clonazepam"}


def test_stale_products_are_on_the_list(run: Run) -> None:
    before = run("formulary gaps nl --format json").json["gaps"]
    after = run("formulary gaps nl --today 2030-01-01 --format json").json["gaps"]
    assert len(after) > len(before)
    for gap in after:
        assert any(re.fullmatch(r"anything since 2026-11-\d\d", each) for each in gap["unverified"])


def test_an_empty_list_says_that_nothing_is_left(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "regions" / "xx" / "diazepam.toml"
    file.parent.mkdir(parents=True)
    file.write_text(
        'drug = "diazepam"\n\n[[product]]\nid = "xx-diazepam-5mg"\nname = "Diazepam 5 mg tablets"\nform = "tablet"\n'
        'strength = "5 mg"\nscore = "half"\nparts = 2\npacks = [28]\nsource = "Label of Diazepam 5 mg tablets"\n'
        'evidence = "label"\nchecked = 2026-11-22\n',
        encoding="utf-8",
    )
    done = run("formulary", "gaps", "xx", "--formulary", str(tmp_path))
    assert done.out == "0 things to look up\n\nNothing is left to look up.\n"


def test_a_region_that_is_not_known_is_refused(run: Run) -> None:
    done = run("formulary gaps atlantis")
    assert (done.code, done.out) == (2, "")
