"""The codes of the drugs: each of its form, each of one drug, each from a document."""

from __future__ import annotations

import re
from pathlib import Path

from pillsplit.formulary.lint import check_folder
from pillsplit.formulary.loader import Formulary
from pillsplit.model.code import ADDRESSES, CodeSystem, is_snomed
from tests.formulary.test_fields_of_the_data import TODAY

FORMULARY = Formulary()
FORMS = {CodeSystem.ATC: r"N0[35][A-Z]{2}[0-9]{2}", CodeSystem.SNOMED: r"[0-9]{6,18}", CodeSystem.RXNORM: r"[0-9]{3,7}"}


def test_every_code_has_the_form_of_its_system_and_a_source() -> None:
    codes = [code for name in FORMULARY.drug_names for code in FORMULARY.drug(name).codes]
    assert len(codes) > 45
    for code in codes:
        assert re.fullmatch(FORMS[code.system], code.code), code
        assert code.source.text
        assert code.source.checked
        if code.system is CodeSystem.SNOMED:
            assert is_snomed(code.code), code
    assert len({(code.system, code.code) for code in codes}) == len(codes)
    assert is_snomed("387264003")
    assert not is_snomed("387264030")


def test_a_drug_is_found_by_each_of_its_codes_under_each_address() -> None:
    for name in FORMULARY.drug_names:
        for code in FORMULARY.drug(name).codes:
            assert {FORMULARY.index.by_code[address, code.code] for address in ADDRESSES[code.system]} == {name}


def test_one_code_of_two_drugs_is_wrong_data(tmp_path: Path) -> None:
    (tmp_path / "drugs").mkdir()
    for name in ("one", "two"):
        (tmp_path / "drugs" / f"{name}.toml").write_text(
            f'name = "{name}"\nchecked = 2026-11-01\n[[code]]\nsystem = "rxnorm"\ncode = "1"\n'
            'source = "https://example.org/a/list"\nevidence = "register"\nchecked = 2026-11-01\n',
            encoding="utf-8",
        )
    _, problems = check_folder(tmp_path, TODAY)
    assert [problem.what for problem in problems] == ["code: '1' stands for one too: write it once"]
