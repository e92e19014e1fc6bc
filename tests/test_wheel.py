"""What is installed is what was tested: the wheel and the source archive, in environments of their own."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def call(*words: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(word) for word in words], cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


pytestmark = pytest.mark.install


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    call(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_data_and_nothing_that_is_not_code_or_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    data = {str(path.relative_to(ROOT / "formulary")) for path in (ROOT / "formulary").rglob("*") if path.is_file()}
    assert {name.removeprefix("pillsplit/_data/") for name in names if "_data/" in name} == data
    assert "pillsplit/py.typed" in names
    assert all(name.startswith(("pillsplit/", "pillsplit-")) for name in names)


def test_the_wheel_works_in_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    call(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    binaries = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    call(binaries / "python", "-m", "pip", "install", "-q", wheel, cwd=tmp_path)
    text = call(binaries / "pillsplit", "check", "nice-cks", "--region", "uk", cwd=tmp_path)
    assert "4 × 10 mg" in text
    assert "nice-cks" in call(binaries / "python", "-m", "pillsplit", "formulary", "schedules", cwd=tmp_path)
    assert "For the pharmacy" in call(binaries / "pillsplit", "report", "nice-cks", "--region", "uk", cwd=tmp_path)
    sheet = ("report", "nice-cks", "--region", "de", "--for", "person")
    assert "Ihr Plan für Diazepam" in call(binaries / "pillsplit", *sheet, cwd=tmp_path)
    # As a zip, out of which nothing is unpacked; the libraries are those of the environment.
    call(binaries / "python", "-m", "pip", "uninstall", "-q", "-y", "pillsplit", cwd=tmp_path)
    run = f"import sys; sys.path.insert(0, {str(wheel)!r}); from pillsplit.cli.main import main; sys.exit(main())"
    zipped = call(binaries / "python", "-c", run, *sheet, cwd=tmp_path)
    assert "Ihr Plan für Diazepam" in zipped
