"""What `pillsplit page` says where it cannot build, and what it builds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pillsplit.page.build import HERE, build
from tests.browsing import missing
from tests.conftest import Run
from tests.page.browsers import MODULES, Chromium


def stand_in(folder: Path) -> Path:
    """Make a folder that looks like npm's."""
    (folder / "pyodide").mkdir(parents=True)
    (folder / "pyodide" / "pyodide.asm.wasm").touch()
    (folder / "esbuild").mkdir()
    return folder / "pyodide"


def test_without_what_npm_installs_one_line_says_so(run: Run, tmp_path: Path) -> None:
    said = run("page", "-o", str(tmp_path / "page.html"), "--pyodide", str(tmp_path))
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("pillsplit: --pyodide: pyodide and esbuild are not in ")
    assert "npm ci" in said.err
    assert len(said.err.splitlines()) == 1


def test_without_node_one_line_says_so(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pyodide = stand_in(tmp_path / "node_modules")
    monkeypatch.setenv("PATH", str(tmp_path))
    said = run("page", "-o", str(tmp_path / "page.html"), "--pyodide", str(pyodide))
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "needs Node 20 or newer, with npm" in said.err


def test_an_old_node_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pyodide = stand_in(tmp_path / "node_modules")
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v18.20.0\n", encoding="utf-8")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    said = run("page", "-o", str(tmp_path / "page.html"), "--pyodide", str(pyodide))
    assert "needs Node 20 or newer, not v18.20.0" in said.err


def test_a_wrong_formulary_or_country_is_told_before_anything_is_built(run: Run, tmp_path: Path) -> None:
    pyodide = stand_in(tmp_path / "node_modules")
    page = str(tmp_path / "page.html")
    said = run("page", "-o", page, "--pyodide", str(pyodide), "--region", "atlantis")
    assert "region 'atlantis' is not known" in said.err
    folder = tmp_path / "ours" / "regions" / "uk"
    folder.mkdir(parents=True)
    (folder / "diazepam.toml").write_text("drug = 1\n", encoding="utf-8")
    said = run("page", "-o", page, "--pyodide", str(pyodide), "--formulary", str(tmp_path / "ours"))
    assert said.code == 3
    assert "diazepam.toml" in said.err
    assert not Path(page).exists()


def test_what_npm_installs_is_pinned() -> None:
    import json

    named = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in (named["dependencies"] | named["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")


@pytest.mark.browser
def test_the_file_is_small_enough_and_holds_its_licences(page: Path) -> None:
    assert page.stat().st_size <= 13_000_000
    text = page.read_text(encoding="utf-8")
    for said in (
        "Mozilla Public License, v. 2.0",
        "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2",
        "jinja2 3",
        "attrs 2",
    ):
        assert said in text
    assert "{{" not in text.split("<script")[0]
    for folder in (HERE.parents[1], page.parent):
        assert str(folder) not in text.split("<script")[0]


@pytest.mark.browser
def test_two_builds_of_the_same_sources_are_the_same(page: Path, tmp_path: Path) -> None:
    build(tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == page.read_bytes()


@pytest.mark.browser
def test_a_clinic_bakes_in_its_products_and_its_country(browser: Chromium, tmp_path: Path) -> None:
    if not MODULES.is_dir():
        missing("pyodide (`npm ci` in pillsplit/page)")
    folder = tmp_path / "ours" / "regions" / "ie"
    folder.mkdir(parents=True)
    (folder / "diazepam.toml").write_text(
        'drug = "diazepam"\n\n[[product]]\nid = "clinic-diazepam-3mg"\nname = "Diazepam 3 mg tablets (our own)"\n'
        'form = "tablet"\nstrength = "3 mg"\nscore = "half"\nparts = 2\nsource = "https://pharmacy.example/our-tablets"\n'
        'evidence = "label"\nchecked = 2026-11-22\n',
        encoding="utf-8",
    )
    file = tmp_path / "clinic.html"
    build(file, formulary=[tmp_path / "ours"], region="Ireland")
    opened = browser.open(file)
    opened.answered()
    assert opened.page.locator("#region").input_value() == "ie"
    opened.paste("dose_mg,days\n3,14\n1.5,14\n")
    assert [row["How to take it"] for row in opened.doses()] == ["1 × 3 mg tablet", "½ × 3 mg tablet"]
    opened.close()
