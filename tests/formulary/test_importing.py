"""Products from the public files of seven registers: each against a fixture by hand, and against a wrong one."""

from __future__ import annotations

import datetime
import shutil
import sys
import tomllib
import tracemalloc
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import InputError, Problem
from pillsplit.formulary.files import read_region_file
from pillsplit.formulary.importers import elements, findings, lines
from pillsplit.formulary.importers.findings import Findings, Origin
from pillsplit.formulary.importers.registry import REGISTERS
from pillsplit.formulary.importers.writing import region_file
from pillsplit.formulary.lint import check_folder
from pillsplit.formulary.loader import Formulary
from pillsplit.model.form import Form, Score
from pillsplit.model.product import Content, Excipient, Liquid, Product, Solid, sorted_products
from pillsplit.model.source import Evidence, Source
from tests.conftest import Run

FIXTURES = Path(__file__).parent / "data" / "import"
TODAY = datetime.date(2026, 11, 29)
RELEASED = datetime.date(2026, 5, 1)


def imported(folder: str | Path, drug: str) -> Findings:
    path = FIXTURES / folder
    register = REGISTERS[path.name.partition("-")[0]]
    return register.read(register.sort([path]), Origin(drug, register.region, RELEASED, TODAY))


def in_short(product: Product) -> str:
    """Say in one line what a row came to: amount, form, score, parts, packs or bottles, maker."""
    if isinstance(product, Solid):
        parts = "?" if product.parts is None else str(product.parts)
        sizes = " ".join(map(str, product.packs))
        return f"{product.amount} {product.form} | {product.score} {parts} | {sizes} | {product.maker}"
    sizes = " ".join(map(str, product.bottles))
    return f"{product.amount} {product.form} | {sizes} | {product.maker}"


READ = {
    ("ndc", "clonazepam"): [
        "0.125 mg orodispersible tablet | none 1 | 60 | Example Labs",
        "0.5 mg tablet | unknown ? | 100 500 | Example Labs",
        "1 mg tablet | unknown ? |  | Klonopin, Sample Pharma",
    ],
    ("ndc", "diazepam"): [
        "2 mg tablet | unknown ? |  | Example Labs",
        "1 mg/mL oral solution | 500 mL | Example Labs",
        "5 mg/mL oral solution | 30 mL | Example Labs",
    ],
    ("ndc", "zolpidem"): ["10 mg tablet | unknown 1 |  | Example Labs"],
    ("ndc", "chlordiazepoxide"): [],
    ("bdpm", "diazepam"): [
        "2 mg tablet | half 2 |  | NOM",
        "5 mg tablet | unknown 1 |  | Modele",
        "10 mg tablet | half 2 | 30 100 | Exemple",
        "10 mg/mL oral drops | 20 mL | Valium Modele",
    ],
    ("bdpm", "bromazepam"): ["6 mg tablet | unknown 4 | 30 | Exemple"],
    ("bdpm", "zolpidem"): ["10 mg tablet | half 2 |  | EG"],
    ("bdpm", "chlordiazepoxide"): [],
    ("dpd", "clonazepam"): [
        "0.25 mg tablet | unknown ? | 100 500 | EX-CLONAZEPAM, EXAMPLE INC",
        "2 mg tablet | unknown ? | 100 500 1000 | EX-CLONAZEPAM, EXAMPLE INC",
    ],
    ("dpd", "lorazepam"): [
        "1 mg tablet | unknown ? |  | EX-LORAZEPAM 1MG",
        "1 mg sublingual tablet | none 1 |  | EX-LORAZEPAM SUBLINGUAL",
    ],
    ("dpd", "zolpidem"): ["10 mg orodispersible tablet | none 1 |  | EX-ZOLPIDEM ODT"],
    ("dpd", "diazepam"): ["1 mg/mL oral solution | 30 mL 100 mL | EX-DIAZEPAM SOLUTION"],
    ("dmd", "clonazepam"): [
        "0.5 mg orodispersible tablet | none 1 |  | ",
        "0.5 mg tablet | unknown ? | 30 100 | ",
        "0.4 mg/mL oral solution | 150 mL | ",
    ],
    ("dmd", "diazepam"): ["5 mg tablet | unknown ? |  | "],
    ("spl", "clonazepam"): [
        "0.125 mg orodispersible tablet | unknown 1 | 60 | Example Labs",
        "0.25 mg tablet | unknown ? |  | Example Labs",
        "0.5 mg tablet | half 2 | 100 500 | Example Labs",
        "1 mg tablet | none 1 | 100 | Klonopin, Example Labs",
        "2 mg tablet | cross 4 |  | Example Labs",
        "3 mg tablet | unknown 1 |  | Example Labs",
        "0.2 mg/mL oral solution | 120 mL | Example Labs",
    ],
    ("cima", "clonazepam"): [
        "0.5 mg tablet | unknown ? | 60 500 | EJEMPLO, S.A.",
        "2.5 mg/mL oral drops | 10 mL | EJEMPLO, S.A.",
    ],
    ("cima", "diazepam"): [
        "5 mg sublingual tablet | none 1 | 30 | EJEMPLO, S.A.",
        "10 mg tablet | unknown 1 | 25 | EJEMPLO, S.A.",
    ],
    ("cima", "clorazepate"): ["5 mg capsule | none 1 | 30 | EJEMPLO, S.A."],
    ("fest", "clonazepam"): [
        "0.5 mg tablet | unknown 2 | 50 100 | Rivotril, Eksempel AS",
        "0.5 mg orodispersible tablet | none 1 | 30 | Eksempel AS",
        "2 mg tablet | unknown 4 | 100 | Rivotril, Eksempel AS",
        "2.5 mg/mL oral drops | 10 mL | Rivotril, Eksempel AS",
    ],
    ("fest", "diazepam"): [
        "5 mg capsule | none 1 | 30 | Eksempel AS",
        "5 mg tablet | unknown 1 | 25 | Stesolid, Eksempel AS",
    ],
    ("fest", "zolpidem"): ["10 mg tablet | unknown ? | 30 | Eksempel AS"],
    ("spl", "diazepam"): ["5 mg tablet | half 2 |  | Example Labs"],
}


@pytest.mark.parametrize(("register", "drug"), READ)
def test_a_register_is_read_as_its_rows_say(register: str, drug: str) -> None:
    found = imported(register, drug)
    assert found.problems == []
    assert [in_short(product) for product in sorted_products(found.products.values())] == READ[register, drug]


@pytest.mark.parametrize(
    ("register", "drug", "left_out"),
    [
        ("ndc", "clonazepam", {"not marketed": 1}),
        ("ndc", "diazepam", {"not taken by mouth": 1}),
        ("ndc", "chlordiazepoxide", {"more than one substance": 1}),
        ("bdpm", "diazepam", {"not marketed": 1, "not taken by mouth": 1}),
        ("bdpm", "chlordiazepoxide", {"more than one substance": 1}),
        ("dpd", "clonazepam", {"not marketed": 1}),
        ("dpd", "diazepam", {"not taken by mouth": 1}),
        (
            "dmd",
            "clonazepam",
            {"no licensed product to be had": 1, "no longer valid": 1, "not taken by mouth": 1},
        ),
        ("spl", "clonazepam", {"not taken by mouth": 1}),
        ("cima", "clonazepam", {"not taken by mouth": 1, "not marketed": 1, "more than one substance": 1}),
        (
            "fest",
            "clonazepam",
            {"not marketed": 1, "not licensed here": 1, "not taken by mouth": 1, "more than one substance": 1},
        ),
    ],
)
def test_what_is_left_out_is_counted_by_its_reason(register: str, drug: str, left_out: dict[str, int]) -> None:
    assert imported(register, drug).left_out == left_out


@pytest.mark.hazard("H18")
@pytest.mark.parametrize("register", REGISTERS)
def test_every_product_says_file_release_and_row(register: str) -> None:
    released = {"spl": "2026-03-12", "fest": "2026-09-08", "cima": "2026-11-01"}.get(register, "2026-05-01")
    files = {path.name for path in (FIXTURES / register).iterdir()}
    for product in imported(register, "clonazepam" if register != "bdpm" else "diazepam").products.values():
        assert product.source.evidence is Evidence.REGISTER
        assert product.source.primary
        assert product.source.checked == TODAY
        assert product.source.as_of == released
        file, release, row = product.source.text.split(", ", maxsplit=2)
        assert file in files
        assert release == f"release of {released}"
        assert any(char.isdigit() for char in row)


def test_the_row_named_is_the_row_it_came_from() -> None:
    for register, drug in (("ndc", "clonazepam"), ("bdpm", "diazepam"), ("dpd", "clonazepam")):
        for product in imported(register, drug).products.values():
            file, _, line, code = product.source.text.split(", ")
            rows = (FIXTURES / register / file).read_bytes().decode("cp1252").splitlines()
            assert code.split(" ")[1] in rows[int(line.split(" ")[1]) - 1]


KEPT = "the product is kept without it"
A_NUMBER = "write a number with its unit, such as 2.5 mg"
THE_NUMBER = "write the number with its unit, such as 2.5 mg"
WRONG = {
    "ndc": (
        "clonazepam",
        2,
        [
            "product.txt:3: '1,000' is unclear, a thousand or a decimal: write 1000 or 1",
            "product.txt:4: its strength is nothing",
            "product.txt:5: the form 'LOZENGE' is not known here",
            "product.txt:6: 0.2 mg/mL is no strength of a tablet",
            "product.txt:7: '1 [iU]' has the unknown unit '[iU]': write the number with its unit, such as 2.5 mg",
            f"package.txt:2: the pack 'a handful in a bag' is not understood: {KEPT}",
        ],
    ),
    "bdpm": (
        "diazepam",
        1,
        [
            "CIS_CIP_bdpm.txt:1: the pack 'un peu de tout' is not understood: the product is kept without it",
            "CIS_bdpm.txt:2: its name, 'DIAZEPAM EXEMPLE 5 mg, comprimé', says 5 mg, and its strength is 50 mg",
            "CIS_bdpm.txt:3: the form 'comprimé à sucer' is not known here",
            "CIS_bdpm.txt:4: its composition gives no dose",
            "CIS_bdpm.txt:5: 'deux mg' is not an amount: write a number with its unit, such as 2.5 mg",
            "CIS_bdpm.txt:6: has 2 columns, and at least 7 are needed",
        ],
    ),
    "dpd": (
        "clonazepam",
        1,
        [
            "drug.txt:6: has a quotation mark that is not closed",
            "drug.txt:7: has 3 columns, and at least 9 are needed",
            "package.txt:1: the pack 'A BAG' is not understood: the product is kept without it",
            "drug.txt:3: its name, 'EX-CLONAZEPAM 2 MG', says 2 mg, and its strength is 0.5 mg",
            "drug.txt:4: the form 'KIT' is not known here",
            "drug.txt:5: '1 UNIT' has the unknown unit 'UNIT': write the number with its unit, such as 2.5 mg",
        ],
    ),
    "dmd": (
        "clonazepam",
        1,
        [
            "f_vmpp2_3010526.xml:19: is no XML from column 18 on: what follows was not read",
            "f_vmpp2_3010526.xml: VPPID 2: the pack 'a few tablet' is not understood: the product is kept without it",
            "f_vmp2_3010526.xml: VPID 511: its name, 'Clonazepam 2mg tablets', says 2 mg, and its strength is 20 mg",
            "f_vmp2_3010526.xml: VPID 512: the form 'Chewing gum' is not known here",
            "f_vmp2_3010526.xml: VPID 513: gives no strength",
        ],
    ),
    "cima": (
        "clonazepam",
        1,
        [
            f"Prescripcion.xml: CN 600001: the pack 'caja comprimidos' is not understood: {KEPT}",
            "Prescripcion.xml: CN 600002: '1.000' is unclear, a thousand or a decimal",
            "Prescripcion.xml: CN 600003: the form 'CHICLE' is not known here",
            "Prescripcion.xml: CN 600004: its name, 'CLONAZEPAM 2 mg', says 2 mg, and its strength is 1 mg",
            "Prescripcion.xml: CN 600005: has no number (nro_definitivo)",
            "Prescripcion.xml: CN 600006: its strength is per 2 dosis",
            "Prescripcion.xml:10: is no XML from column 2 on: what follows was not read",
        ],
    ),
    "fest": (
        "clonazepam",
        1,
        [
            "fest251.xml:22: is no XML from column 1 on: what follows was not read",
            "fest251.xml: ID_B1: the pack 'en neve stk' is not understood: the product is kept without it",
            f"fest251.xml: ID_B2: 'mye mg' is not an amount: {A_NUMBER}",
            "fest251.xml: ID_B3: its strength is per 2 dose",
            "fest251.xml: ID_B4: the form 'Tyggegummi' is not known here",
        ],
    ),
    "spl": (
        "clonazepam",
        2,
        [
            f"clonazepam.xml: product 2, NDC 9001-0030: 'half mg' is not an amount: {A_NUMBER}",
            "clonazepam.xml: product 3, NDC 9001-0031: the form 'LOZENGE' is not known here",
            "clonazepam.xml: product 4: has no code",
            "clonazepam.xml: product 5, NDC 9001-0033: its score is '7', which is not understood: taken as unknown",
            f"clonazepam.xml: product 6, NDC 9001-0034: '1 [iU]' has the unknown unit '[iU]': {THE_NUMBER}",
            "clonazepam.xml:226: is no XML from column 11 on: what follows was not read",
        ],
    ),
}


@pytest.mark.hazard("H18")
@pytest.mark.parametrize("register", WRONG)
def test_each_row_that_cannot_be_understood_is_told_and_the_rest_goes_on(register: str) -> None:
    drug, products, told = WRONG[register]
    found = imported(f"{register}-wrong", drug)
    assert [str(problem) for problem in found.problems] == told
    assert len(found.products) == products


@pytest.mark.parametrize("register", WRONG)
def test_the_command_tells_them_writes_the_rest_and_exits_with_3(register: str, run: Run, tmp_path: Path) -> None:
    drug, products, told = WRONG[register]
    target = tmp_path / "out.toml"
    arguments = ["--drug", drug, "--released", "2026-05-01", "--output", str(target)]
    done = run("formulary", "import", register, str(FIXTURES / f"{register}-wrong"), *arguments)
    assert (done.code, done.out) == (3, "")
    assert done.err.splitlines()[: len(told)] == [f"pillsplit: {text}" for text in told]
    assert f"note: {products} product" in done.err
    assert len(tomllib.loads(target.read_text(encoding="utf-8"))["product"]) == products


def reread(text: str) -> tuple[Product, ...]:
    problems: list[Problem] = []
    file = read_region_file(tomllib.loads(text), "x.toml", problems)
    assert problems == []
    return file.products


@pytest.mark.parametrize(("register", "drug"), [key for key, products in READ.items() if products])
def test_what_is_written_reads_back_as_the_same_products(register: str, drug: str) -> None:
    found = imported(register, drug)
    assert reread(region_file(drug, found.products.values(), "From a fixture")) == sorted_products(
        found.products.values()
    )


@pytest.mark.parametrize("register", REGISTERS)
def test_what_is_written_stands_the_checks_and_answers(register: str, run: Run, tmp_path: Path) -> None:
    drug = "diazepam" if register == "bdpm" else "clonazepam"
    region = REGISTERS[register].region
    target = tmp_path / "regions" / region / f"{drug}.toml"
    target.parent.mkdir(parents=True)
    done = run(
        *("formulary", "import", register, str(FIXTURES / register), "--drug", drug),
        *("--released", "2026-05-01", "--output", str(target)),
    )
    assert (done.code, done.out) == (0, "")
    assert check_folder(tmp_path, TODAY) == (1, [])
    products = reread(target.read_text(encoding="utf-8"))
    formulary = Formulary(tmp_path)
    shelf = formulary.shelf(formulary.region(region), [drug])
    assert set(products) <= set(shelf.products)
    for verb in ("check", "plan"):
        done = run(verb, "4 mg x 1d", "--drug", drug, "--region", region, "--formulary", str(tmp_path))
        assert done.code == 0


def test_a_copy_in_utf_8_gives_the_same_products(tmp_path: Path) -> None:
    folder = tmp_path / "bdpm"
    folder.mkdir()
    for path in (FIXTURES / "bdpm").iterdir():
        text = path.read_bytes().decode("cp1252")
        assert not text.isascii()
        (folder / path.name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert imported(folder, "diazepam").products == imported("bdpm", "diazepam").products


def test_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    folder = tmp_path / "dpd"
    shutil.copytree(FIXTURES / "dpd", folder)
    for path in folder.iterdir():
        path.write_text("".join(reversed(path.read_text(encoding="utf-8").splitlines(keepends=True))), encoding="utf-8")
    before, after = imported("dpd", "clonazepam"), imported(folder, "clonazepam")
    assert {in_short(p) for p in after.products.values()} == {in_short(p) for p in before.products.values()}


BOMB = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
HOSTILE = {
    f'<?xml version="1.0"?>{BOMB}<document>&c;</document>': "declares a document type or entities",
    '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><document>&x;</document>': "declares a document type",
    '<!DOCTYPE d SYSTEM "http://example.org/d.dtd"><document/>': "declares a document type or entities",
    "<a>" * 10_000: "has more than 200 elements in one another",
    "not XML at all": "is no XML from column 1 on",
    "": "is no XML from column 1 on",
    "<document>&undefined;</document>": "is no XML from column",
    "<document attribute=>": "is no XML from column",
} | {
    f'<?xml version="1.0" encoding="{name}"?><document/>': "is in an encoding that is not known here: save it as UTF-8"
    for name in (
        "TF-8",
        "utf-7",
        "utf-32",
        "ucs-4",
        "ebcdic",
        "big5",
        "gb2312",
        "hex",
        "rot13",
        "zip",
        "idna",
        "undefined",
    )
}


@pytest.mark.parametrize(("text", "said"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_a_hostile_file_is_refused_in_one_line(text: str, said: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "label.xml"
    path.write_text(text, encoding="utf-8")
    done = run("formulary", "import", "spl", str(path), "--drug", "clonazepam")
    assert (done.code, done.out) == (3, "")
    first, second = done.err.splitlines()
    assert said in first
    assert "has no product of clonazepam" in second
    assert "root:" not in done.err


def test_no_entity_of_a_label_is_expanded(run: Run) -> None:
    done = run("formulary", "import", "spl", str(FIXTURES / "spl-hostile"), "--drug", "clonazepam")
    assert (done.code, done.out) == (3, "")
    assert "haha" not in done.err


def test_an_element_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(elements, "LARGEST_ELEMENT", 100_000)
    path = tmp_path / "label.xml"
    path.write_text(f"<document><text>{'x' * 300_000}</text></document>", encoding="utf-8")
    found = Findings()
    assert list(elements.elements(path, 3, found)) == []
    assert [str(problem) for problem in found.problems] == [
        "label.xml: has an element larger than 100,000 bytes: what follows was not read"
    ]


def test_a_line_that_would_fill_the_memory_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", 1000)
    path = tmp_path / "rows.txt"
    path.write_text(f"a\tb\n{'x' * 5000}\nc\td\n", encoding="utf-8")
    found = Findings()
    rows = list(lines.tabbed(path, ("one", "two"), found))
    assert [(row.place, row["two"]) for row in rows] == [("rows.txt:1", "b"), ("rows.txt:3", "d")]
    assert [str(problem) for problem in found.problems] == ["rows.txt:2: is longer than 1,000 bytes"]


def test_problems_beyond_a_thousand_are_counted_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "MOST_PROBLEMS", 3)
    found = Findings()
    for number in range(10):
        found.wrong(f"x:{number}", "is wrong")
    assert (len(found.problems), found.more_problems) == (3, 7)


def peak(folder: Path, drug: str) -> int:
    """Return the most bytes that an import holds at once."""
    tracemalloc.start()
    imported(folder, drug)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_memory_is_bounded_by_the_rows_of_the_drug_and_not_by_the_file(tmp_path: Path) -> None:
    """Ten times the rows of other drugs, in text and in XML, and hardly more memory."""
    peaks: dict[str, list[int]] = {"bdpm": [], "dmd": []}
    for times in (1, 10):
        for register in peaks:
            folder = tmp_path / str(times) / register
            shutil.copytree(FIXTURES / register, folder)
        text = (FIXTURES / "bdpm" / "CIS_bdpm.txt").read_bytes().splitlines(keepends=True)[-1]
        other = b"".join(text.replace(b"60000009", f"{70_000_000 + n}".encode()) for n in range(400 * times))
        with (tmp_path / str(times) / "bdpm" / "CIS_bdpm.txt").open("ab") as file:
            file.write(other)
        path = tmp_path / str(times) / "dmd" / "f_amp2_3010526.xml"
        amp = "<AMP><APID>{}</APID><VPID>999</VPID><NM>Another product</NM></AMP>"
        more = "".join(amp.format(number) for number in range(400 * times))
        path.write_text(path.read_text(encoding="utf-8").replace("</AMPS>", f"{more}</AMPS>"), encoding="utf-8")
        for register in peaks:
            peaks[register].append(peak(tmp_path / str(times) / register, "diazepam"))
    for register, (small, large) in peaks.items():
        assert large < 2 * small + 100_000, register


def test_without_its_library_the_reading_of_xml_says_how_to_install_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "defusedxml", None)
    monkeypatch.setitem(sys.modules, "defusedxml.common", None)
    done = run("formulary", "import", "spl", str(FIXTURES / "spl"), "--drug", "clonazepam")
    assert (done.code, done.out) == (2, "")
    assert done.err == ("pillsplit: XML is read with defusedxml: install it with `pip install 'pillsplit[import]'`\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("ndc {ndc} --drug clonazepam", "does not say when it was released: write it with --released"),
        ("ndc {nowhere} --drug clonazepam --released 2026-05-01", "is not there"),
        ("ndc {ndc}/package.txt --drug clonazepam --released 2026-05-01", "product*.txt is missing"),
        ("bdpm {ndc}/product.txt --drug clonazepam --released 2026-05-01", "is no file of the French BDPM"),
        ("ndc {ndc} {ndc} --drug clonazepam --released 2026-05-01", "are of one kind: name one of them"),
        ("ndc {ndc} --drug '../x' --released 2026-05-01", "write its international name"),
        ("ndc {ndc} --drug clonazepam --released yesterday", "is not a date"),
        ("ndc {ndc} --released 2026-05-01", "Missing option '--drug'"),
        ("nonsense {ndc} --drug clonazepam", "is not known: write spl, ndc"),
        ("ndc --drug clonazepam", "needs FILE"),
    ],
)
def test_wrong_usage_is_told_in_one_line(arguments: str, said: str, run: Run) -> None:
    done = run(f"formulary import {arguments}".format(ndc=FIXTURES / "ndc", nowhere=FIXTURES / "nowhere"))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_a_file_with_other_columns_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "product.txt").write_text("PRODUCTID\tSUBSTANCENAME\n", encoding="utf-8")
    done = run("formulary", "import", "ndc", str(tmp_path), "--drug", "clonazepam", "--released", "2026-05-01")
    assert (done.code, done.out) == (3, "")
    assert "product.txt:1: has no column PRODUCTNDC, PROPRIETARYNAME" in done.err


def test_a_drug_that_a_register_does_not_have_writes_nothing(run: Run) -> None:
    done = run("formulary", "import", "ndc", str(FIXTURES / "ndc"), "--drug", "temazepam", "--released", "2026-05-01")
    assert (done.code, done.out) == (3, "")
    assert "has no product of temazepam: nothing is written" in done.err


def test_a_brand_names_the_drug(run: Run) -> None:
    done = run("formulary", "import", "spl", str(FIXTURES / "spl"), "--drug", "Klonopin")
    assert done.code == 0
    assert 'drug = "clonazepam"' in done.out


@pytest.mark.parametrize(
    ("substance", "drug", "same"),
    [
        ("DIAZÉPAM", "diazepam", True),
        ("CLORAZÉPATE DIPOTASSIQUE", "clorazepate", True),
        ("ZOLPIDEM (TARTRATE DE)", "zolpidem", True),
        ("ESZOPICLONE", "zopiclone", False),
        ("LORMETAZEPAM", "lorazepam", False),
        ("NORDIAZEPAM", "diazepam", False),
        ("", "diazepam", False),
    ],
)
def test_a_substance_is_the_drug_by_its_whole_name(substance: str, drug: str, same: bool) -> None:
    assert Origin(drug, "x", RELEASED, TODAY).names(substance) is same


@pytest.mark.hazard("H18")
def test_two_scores_that_differ_are_told_and_neither_is_believed(tmp_path: Path) -> None:
    text = (FIXTURES / "spl" / "clonazepam.xml").read_text(encoding="utf-8")
    score = '<characteristic classCode="OBS"><code code="SPLSCORE"/><value value="4"/></characteristic>'
    folder = tmp_path / "spl"
    folder.mkdir()
    (folder / "x.xml").write_text(text.replace("<subjectOf>", f"<subjectOf>{score}", 1), encoding="utf-8")
    found = imported(folder, "clonazepam")
    assert [problem.what for problem in found.problems] == [
        "its score is '2 and 4', which is not understood: taken as unknown"
    ]
    half = next(product for product in found.products.values() if product.amount == "0.5 mg")
    assert isinstance(half, Solid)
    assert (half.score, half.parts) == (Score.UNKNOWN, None)


def test_a_label_whose_marketing_has_ended_is_left_out(tmp_path: Path) -> None:
    text = (FIXTURES / "spl" / "clonazepam.xml").read_text(encoding="utf-8")
    ended = '<marketingAct><effectiveTime><high value="20200101"/></effectiveTime></marketingAct>'
    folder = tmp_path / "spl"
    folder.mkdir()
    (folder / "x.xml").write_text(
        text.replace("<consumedIn>", f"<subjectOf>{ended}</subjectOf><consumedIn>", 1), "utf-8"
    )
    found = imported(folder, "clonazepam")
    assert found.left_out == {"not marketed": 1, "not taken by mouth": 1}


# Import → TOML → load, for whatever products and whatever rows.

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).filter(
    lambda text: text == text.strip() and text != "…"
)
AMOUNTS = st.fractions(min_value=Fraction(1, 1000), max_value=500, max_denominator=1000)
SOURCES = st.builds(
    Source,
    TEXTS,
    st.sampled_from([kind for kind in Evidence if kind is not Evidence.STATED]),
    st.dates(datetime.date(1990, 1, 1), datetime.date(8999, 12, 31)),
    st.none() | TEXTS,
    st.booleans(),
)
IDS = st.text("abc019.-", min_size=1, max_size=20)
SOLIDS = st.builds(
    Solid,
    id=IDS,
    drug=st.just("diazepam"),
    name=TEXTS,
    form=st.just(Form.TABLET),
    strength=AMOUNTS.map(Mass),
    score=st.sampled_from(list(Score)),
    parts=st.sampled_from([None, 1, 2, 3, 4]),
    source=SOURCES,
    maker=st.just("") | TEXTS,
    dividing=st.just("") | TEXTS,
    packs=st.lists(st.integers(1, 5000), max_size=3).map(tuple),
    unverified=st.lists(st.sampled_from(["packs", "parts", "score"]), unique=True).map(tuple),
)
DROPS = st.none() | st.integers(1, 60).map(Fraction) | st.just(Fraction(75, 2))
CONTENTS = st.lists(
    st.builds(Content, st.sampled_from(list(Excipient)), st.none() | AMOUNTS.map(Concentration)),
    max_size=3,
    unique_by=lambda content: content.excipient,
).map(lambda contents: tuple(sorted(contents, key=lambda content: list(Excipient).index(content.excipient))))
LIQUIDS = st.builds(
    lambda life, maker, drops, **fields: Liquid(
        **fields,
        maker=maker,
        drops_per_ml=drops if maker else None,
        in_use_days=life if isinstance(life, int) else None,
        life_not_stated=life == "not stated",
    ),
    drops=DROPS,
    excipients=CONTENTS,
    id=IDS,
    drug=st.just("diazepam"),
    name=TEXTS,
    form=st.sampled_from([Form.SOLUTION, Form.SUSPENSION, Form.DROPS]),
    concentration=AMOUNTS.map(Concentration),
    source=SOURCES,
    drops_only=st.booleans(),
    maker=st.just("") | TEXTS,
    bottles=st.lists(AMOUNTS.map(Volume), max_size=2).map(tuple),
    life=st.none() | st.integers(1, 3650) | st.just("not stated"),
    avoid=st.lists(TEXTS, max_size=2).map(tuple),
    handling=st.just("") | TEXTS,
    unverified=st.lists(st.sampled_from(["bottles", "in_use_days"]), unique=True).map(tuple),
)


@given(st.lists(SOLIDS | LIQUIDS, max_size=4, unique_by=lambda product: product.id), st.text(max_size=60))
def test_any_products_written_read_back_as_the_same(products: list[Product], heading: str) -> None:
    assert reread(region_file("diazepam", products, heading)) == sorted_products(products)


ROWS = st.fixed_dictionaries(
    {
        "code": st.integers(0, 99).map(lambda number: f"9001-{number:04}"),
        "brand": st.sampled_from(["Clonazepam", "Klonopin", 'Say "x" \\ y', "Löwe’s", "A (b)"]),
        "form": st.sampled_from(["TABLET", "TABLET, FILM COATED", "CAPSULE", "SOLUTION", "WAFER"]),
        "number": st.sampled_from([".125", "0.5", "1", "2.50", "0", "1,000", "", "x"]),
        "unit": st.sampled_from(["mg/1", "mg/5mL", "mg/mL", "ug/1", "%"]),
        "labeler": TEXTS.filter(lambda text: "\t" not in text),
    }
)
HEADER = (FIXTURES / "ndc" / "product.txt").read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.hazard("H18")
@given(st.lists(ROWS, max_size=6))
def test_any_rows_imported_are_told_or_written_and_read_back_as_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    columns = HEADER.split("\t")
    table = [HEADER]
    for row in rows:
        cells = dict.fromkeys(columns, "") | {
            "PRODUCTID": row["code"],
            "PRODUCTNDC": row["code"],
            "PROPRIETARYNAME": row["brand"],
            "DOSAGEFORMNAME": row["form"],
            "ROUTENAME": "ORAL",
            "LABELERNAME": row["labeler"],
            "SUBSTANCENAME": "CLONAZEPAM",
            "ACTIVE_NUMERATOR_STRENGTH": row["number"],
            "ACTIVE_INGRED_UNIT": row["unit"],
        }
        table.append("\t".join(cells.values()))
    path = tmp_path_factory.mktemp("ndc") / "product.txt"
    path.write_text("\n".join(table) + "\n", encoding="utf-8")
    register = REGISTERS["ndc"]
    found = register.read(register.sort([path]), Origin("clonazepam", "us", RELEASED, TODAY))
    distinct = {row["code"] for row in rows}
    assert len(found.products) + len(found.problems) >= len(distinct)
    assert reread(region_file("clonazepam", found.products.values())) == sorted_products(found.products.values())


def test_a_missing_file_is_told_as_any_other(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(lines.tabbed(tmp_path / "nothing.txt", ("one",), Findings()))
    with pytest.raises(InputError, match="cannot be read"):
        list(elements.elements(tmp_path / "nothing.xml", 1, Findings()))
