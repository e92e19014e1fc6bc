"""Each importer over a register of real size, 100,000 rows a file: in seconds, and in a memory that does not grow."""

from __future__ import annotations

import datetime
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pillsplit.formulary.importers.findings import Findings, Origin
from pillsplit.formulary.importers.registry import REGISTERS

ROOT = Path(__file__).parent.parent.parent
FIXTURES = Path(__file__).parent / "data" / "import"
ROWS = 100_000
SECONDS = 10
MEGABYTES = 60


def _append(file: Path, rows: Iterator[str]) -> None:
    with file.open("ab") as out:
        out.writelines(f"{row}\n".encode("cp1252") for row in rows)


def _lines_of(file: Path) -> list[str]:
    return file.read_bytes().decode("cp1252").splitlines()


def ndc(folder: Path) -> None:
    product = _lines_of(folder / "product.txt")[1].replace("CLONAZEPAM", "IBUPROFEN")
    package = _lines_of(folder / "package.txt")[1]
    for name, row in (("product.txt", product), ("package.txt", package)):
        _append(folder / name, (row.replace(row.partition("\t")[0], f"9{n}_x") for n in range(ROWS)))


def bdpm(folder: Path) -> None:
    for file in list(folder.iterdir()):
        row = re.sub("DIAZ.PAM", "IBUPROFEN", _lines_of(file)[0])
        _append(file, (row.replace("60000001", str(70_000_000 + n)) for n in range(ROWS)))


def dpd(folder: Path) -> None:
    for file in list(folder.iterdir()):
        row = _lines_of(file)[0].replace("CLONAZEPAM", "IBUPROFEN")
        _append(file, (row.replace('"7001"', f'"{80_000 + n}"') for n in range(ROWS)))


def dmd(folder: Path) -> None:
    for name, record in (("f_vmp2", "VMP"), ("f_amp2", "AMP"), ("f_vmpp2", "VMPP")):
        file = folder / f"{name}_3010526.xml"
        text = file.read_text(encoding="utf-8")
        found = re.search(rf"<{record}>.*?</{record}>", text, re.DOTALL)
        assert found
        other = re.sub(r"<VPID>\d+", "<VPID>{}", found[0].replace("Clonazepam", "Ibuprofen"))
        more = "".join(other.replace("{}", str(900_000 + n)) for n in range(ROWS))
        file.write_text(text.replace(f"</{record}S>", f"{more}</{record}S>"), encoding="utf-8")


def spl(folder: Path) -> None:
    """Of a label, which is one document: sections as large as are read, and as many as make the size of the others."""
    file = folder / "clonazepam.xml"
    text = file.read_text(encoding="utf-8")
    found = re.search(r"<subject>.*?</subject>", text, re.DOTALL)
    body = "</structuredBody>"
    assert found
    assert body in text
    other = found[0].replace("CLONAZEPAM", "IBUPROFEN")
    section = f"<component><section>{other * 2000}</section></component>"
    file.write_text(text.replace(body, f"{section * 5}{body}", 1), encoding="utf-8")


def cima(folder: Path) -> None:
    file = folder / "Prescripcion.xml"
    text = file.read_text(encoding="utf-8")
    found = re.search(r"<prescription>.*?</prescription>", text, re.DOTALL)
    assert found
    other = found[0].replace("<cod_principio_activo>1<", "<cod_principio_activo>4<")
    more = "".join(other.replace("600001", str(700_000 + n)) for n in range(ROWS))
    file.write_text(text.replace("</aemps_prescripcion>", f"{more}</aemps_prescripcion>"), encoding="utf-8")


def fest(folder: Path) -> None:
    """Of each catalogue the same share; the whole has as many entries as the others have rows."""
    file = folder / "fest251.xml"
    text = file.read_text(encoding="utf-8")
    for record, key in (
        ("OppfVirkestoff", "ID_D"),
        ("OppfLegemiddelMerkevare", "ID_S4"),
        ("OppfLegemiddelpakning", "ID_B9"),
    ):
        rows = re.findall(rf"<{record}>.*?</{record}>", text, re.DOTALL)
        other = next(row for row in rows if key in row).replace("Diazepam", "Annet").replace(key, "ID_X{}")
        more = "".join(other.replace("{}", str(n)) for n in range(ROWS // 3))
        text = text.replace(f"<{record}>", f"{more}<{record}>", 1)
    file.write_text(text, encoding="utf-8")


GROWN: dict[str, Callable[[Path], None]] = {
    "ndc": ndc,
    "bdpm": bdpm,
    "dpd": dpd,
    "dmd": dmd,
    "spl": spl,
    "fest": fest,
    "cima": cima,
}


def read(register: str, folder: Path) -> Findings:
    known = REGISTERS[register]
    day = datetime.date(2026, 5, 1)
    drug = "diazepam" if register == "bdpm" else "clonazepam"
    return known.read(known.sort([folder]), Origin(drug, known.region, day, day))


def test_every_importer_is_tried() -> None:
    assert GROWN.keys() == REGISTERS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("register", GROWN)
def test_a_register_of_real_size_is_read_in_seconds_and_little_memory(register: str, tmp_path: Path) -> None:
    folder = tmp_path / register
    shutil.copytree(FIXTURES / register, folder)
    before = read(register, folder)
    GROWN[register](folder)
    command = [sys.executable, __file__, register, str(folder)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    products, problems, seconds, kilobytes = done.stdout.split()
    assert (int(products), int(problems)) == (len(before.products), len(before.problems))
    assert float(seconds) < SECONDS
    assert int(kilobytes) < MEGABYTES * 1024


def measured(register: str, folder: str) -> None:
    """Read in a process of its own, and print what was found, the seconds it took and the memory that it took more."""
    read(register, FIXTURES / register)
    before = resource.getrusage(resource.RUSAGE_SELF)
    found = read(register, Path(folder))
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(len(found.products), len(found.problems), seconds, after.ru_maxrss - before.ru_maxrss)


if __name__ == "__main__":
    measured(*sys.argv[1:])
