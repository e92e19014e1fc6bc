"""The counts that the data of a region are judged by, against the files as they are written."""

from __future__ import annotations

import csv
import datetime
import io
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pillsplit.formulary.loader import Formulary, shipped
from pillsplit.verbs.audit import audit
from tests.conftest import Run

DATA = Path(str(shipped()))
FORMULARY = Formulary()
TODAY = datetime.date(2026, 11, 28)
DIVISIBLE = {"tablet", "film-coated tablet"}
THREE = {"diazepam", "clonazepam", "lorazepam"}


def by_definition(region: str) -> dict[str, tuple[int, int]]:
    """Count in the files themselves: what is said, of how many."""
    products: list[dict[str, Any]] = []
    for path in (DATA / "regions" / region).glob("*.toml"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        products += [{"drug": table["drug"], **product} for product in table.get("product", [])]

    def counted(of: list[dict[str, Any]], *fields: str) -> int:
        return sum(
            product["evidence"] != "unverified"
            and all(
                product.get(field) not in (None, "unknown") and field not in product.get("unverified", ())
                for field in fields
            )
            for product in of
        )

    tablets = [product for product in products if product["form"] in DIVISIBLE]
    three = [product for product in tablets if product["drug"] in THREE]
    liquids = [product for product in products if "concentration" in product]
    return {
        "primary": (sum(product.get("primary", False) for product in products), len(products)),
        "division": (counted(tablets, "parts"), len(tablets)),
        "division_counted": (counted(three, "parts"), len(three)),
        "opened_life": (counted(liquids, "in_use_days"), len(liquids)),
    }


@pytest.mark.parametrize("region", FORMULARY.region_names)
def test_the_counts_are_those_of_the_files(region: str) -> None:
    place = FORMULARY.region(region)
    found = audit(FORMULARY.shelf(place, FORMULARY.drugs_in(region)), TODAY)
    for name, (count, of) in by_definition(region).items():
        share = getattr(found, name)
        assert (share.count, share.of) == (count, of), name
        assert share.percent == (count * 100 // of if of else None)
    assert found.primary.of == found.seen.of == found.current.of == found.products
    assert found.division_counted.count <= found.division.count


def test_every_form_of_the_audit_says_the_same(run: Run) -> None:
    document = run("formulary audit --format json").json["regions"]
    rows = list(csv.DictReader(io.StringIO(run("formulary audit --format csv").out)))
    text = " ".join(run("formulary audit").out.split())
    assert {each["region"] for each in document} == set(FORMULARY.region_names)
    for row, each in zip(rows, document, strict=True):
        assert row["region"] == each["region"]
        assert (row["primary"], row["primary_of"]) == (str(each["primary"]["count"]), str(each["products"]))
        numbers = [each["division"][name] for name in ("count", "sought", "open")]
        assert sum(numbers) == each["division"]["of"]
        assert "/".join(map(str, numbers)) in text
        assert row["division_sought"] == str(each["division"]["sought"])
    total = sum(each["products"] for each in document)
    assert text.startswith(f"{total} products in {len(document)} regions, and what they rest on")


def test_the_page_fits_a_screen_and_one_region_may_be_asked_for(run: Run) -> None:
    assert all(len(line) <= 100 for line in run("formulary audit").out.splitlines())
    done = run("formulary audit uk --format json").json["regions"]
    assert [each["region"] for each in done] == ["uk"]
    several = run("formulary audit us uk us Canada --format json").json["regions"]
    assert [each["region"] for each in several] == ["us", "uk", "ca"]
    assert run("formulary audit uk nowhere").code == 2


def test_the_work_list_ends_with_the_counts_of_its_regions(run: Run) -> None:
    (each,) = run("formulary audit uk --format json").json["regions"]
    flat = " ".join(run("formulary gaps uk").out.split())
    primary, division = each["primary"], each["division"]
    assert f"United Kingdom: primary sources {primary['count']} of {primary['of']}, division on record" in flat
    assert f"division on record {division['count']} of {division['of']}" in flat


def product(folder: Path, **fields: str) -> dict[str, Any]:
    lines = {
        "id": '"x-diazepam-5mg"',
        "name": '"Diazepam 5 mg tablets"',
        "form": '"tablet"',
        "strength": '"5 mg"',
        "score": '"half"',
        "parts": "2",
        "source": '"https://www.medicines.org.uk/emc/product/1/smpc"',
        "evidence": '"label"',
        "checked": "2026-11-28",
    } | fields
    file = folder / "regions" / "x" / "diazepam.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    body = "\n".join(f"{key} = {value}" for key, value in lines.items())
    file.write_text(f'drug = "diazepam"\n\n[[product]]\n{body}\n', encoding="utf-8")
    formulary = Formulary(folder)
    found = audit(formulary.shelf(formulary.region("x"), ["diazepam"]), TODAY)
    names = ("primary", "seen", "division", "division_counted", "opened_life", "current")
    return {name: getattr(found, name).count for name in names}


ALL = {"primary": 0, "seen": 1, "division": 1, "division_counted": 1, "opened_life": 0, "current": 1}


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, {}),
        ({"primary": "true"}, {"primary": 1}),
        ({"parts": "1"}, {}),
        ({"parts": '"unknown"'}, {"division": 0, "division_counted": 0}),
        ({"unverified": '["parts"]'}, {"division": 0, "division_counted": 0, "seen": 0}),
        ({"unverified": '["packs"]', "packs": "[28]"}, {}),
        ({"evidence": '"unverified"'}, {"division": 0, "division_counted": 0, "seen": 0}),
        ({"form": '"capsule"', "score": '"none"', "parts": "1"}, {"division": 0, "division_counted": 0}),
        ({"checked": "2024-11-27"}, {"current": 0}),
        ({"checked": "2024-11-28"}, {}),
        ({"as_of": '"2015-12"'}, {"current": 0}),
        ({"as_of": '"2024"'}, {}),
    ],
)
def test_what_counts(fields: dict[str, str], counts: dict[str, int], tmp_path: Path) -> None:
    assert product(tmp_path, **fields) == ALL | counts


@pytest.mark.parametrize(
    ("life", "counted"),
    [
        ("", 0),
        ("in_use_days = 90", 1),
        ('in_use_days = "not stated"', 1),
        ('in_use_days = 90\nunverified = ["in_use_days"]', 0),
    ],
)
def test_an_opened_life_that_is_not_stated_counts_as_looked_up(life: str, counted: int, tmp_path: Path) -> None:
    file = tmp_path / "regions" / "x" / "diazepam.toml"
    file.parent.mkdir(parents=True)
    file.write_text(
        'drug = "diazepam"\n\n[[product]]\nid = "x-l"\nname = "Diazepam 1 mg/mL oral solution"\n'
        f'form = "oral solution"\nconcentration = "1 mg/mL"\n{life}\nsource = "https://x.example.org/l"\n'
        'evidence = "label"\nchecked = 2026-11-28\n',
        encoding="utf-8",
    )
    formulary = Formulary(tmp_path)
    assert audit(formulary.shelf(formulary.region("x"), ["diazepam"]), TODAY).opened_life.count == counted
