"""Sources that are no documents: content farms, staging copies and short links are refused by list."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from pillsplit.formulary.hosts import refusals, refused_hosts
from pillsplit.formulary.lint import check_folder
from tests.data_files import TABLET

TODAY = datetime.date(2026, 11, 29)
FILE = TABLET.replace("Label of Diazepam 5 mg tablets", "{}").replace('"label"', '"{}"')


def problems(folder: Path, source: str, evidence: str = "label", more: str = "") -> list[str]:
    file = folder / "regions" / "x" / "diazepam.toml"
    file.parent.mkdir(parents=True)
    file.write_text(FILE.format(source, evidence) + more, encoding="utf-8")
    return [problem.what for problem in check_folder(folder, TODAY)[1]]


@pytest.mark.parametrize(
    ("source", "host"),
    [
        ("https://de.411answers.com/a/wie-liest-man-eine-spritze.html", "de.411answers.com"),
        ("https://411answers.com/a", "411answers.com"),
        ("http://SPSUAT.devitup.co/?p=64906", "spsuat.devitup.co"),
        ("https://nps.staging.intersquad.co/medicine-finder", "nps.staging.intersquad.co"),
        ("https://dev.rosemontpharma.com/x", "dev.rosemontpharma.com"),
        ("https://www-uat.example.org/x", "www-uat.example.org"),
        ("https://deploy.studylib.es/doc/1", "deploy.studylib.es"),
        ("https://sps-preview.azurewebsites.net/x", "sps-preview.azurewebsites.net"),
        ("https://en.healthyorganicgreentea.com/Foglietti-illustrativi-J7W", "en.healthyorganicgreentea.com"),
        ("The label of a maker, at https://bit.ly/3abc", "bit.ly"),
        ("http://localhost:8000/label", "localhost"),
        ("https://medicines.org.uk/emc/product/1 ; https://www.tabsul.com/x", "www.tabsul.com"),
    ],
)
def test_such_a_host_is_refused_by_name(source: str, host: str, tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, source)
    assert problem.startswith(f"source: {host} ")
    assert ": name the " in problem


@pytest.mark.parametrize(
    "source",
    [
        "https://www.medicines.org.uk/emc/product/5783/smpc",
        "https://contest.com/x",
        "https://my411answers.com/label",
        "https://developer.example.org/x",
        "http://test.org/x",
        "A label that speaks of 411answers.com and of a test",
        "http://[x of a label of the maker",
    ],
)
def test_another_host_is_not(source: str, tmp_path: Path) -> None:
    assert problems(tmp_path, source) == []


def test_every_refusal_says_what_to_write_instead() -> None:
    assert all(": name the " in each.why and each.hosts for each in refused_hosts())
    assert list(refusals("https://dailymed.nlm.nih.gov/dailymed/lookup.cfm?setid=1")) == []


def test_only_what_was_seen_is_primary(tmp_path: Path) -> None:
    sound = "https://www.medicines.org.uk/emc/product/5783/smpc"
    for number, (source, evidence, told) in enumerate(
        [
            (sound, "label", False),
            (sound, "register", False),
            (sound, "article", True),
            (sound, "unverified", True),
            (f"to be confirmed: {sound}", "unverified", True),
        ]
    ):
        found = problems(tmp_path / str(number), source, evidence, "primary = true\n")
        assert bool(found) is told, (source, evidence)
        assert all(f"primary: is true, yet the evidence is {evidence}" in each for each in found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[host]]\nhosts = ["x.org"]\n', "why: is missing"),
        ('[[host]]\nwhy = "none: name the page"\nhost = ["x.org"]\n', "host: is not a field that is known here"),
        ('host = "x.org"\n', "host: write each as a table under its own [[host]]"),
    ],
)
def test_what_is_wrong_in_the_list_is_told(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "hosts.toml").write_text(text, encoding="utf-8")
    found = [str(problem) for problem in check_folder(tmp_path, TODAY)[1]]
    assert any(said in each for each in found)
