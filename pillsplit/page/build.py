"""Build the page: gather the packages, let Node bundle the scripts and compile the Python, write one HTML file."""

from __future__ import annotations

import base64
import datetime
import gzip
import hashlib
import html
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import pillsplit
from pillsplit import __version__
from pillsplit.errors import InputError, UsageError
from pillsplit.formulary import published
from pillsplit.formulary.lint import check_folder
from pillsplit.formulary.loader import Formulary, shipped
from pillsplit.page import bridge
from pillsplit.page.about import about
from pillsplit.page.what_if import CHANGES

HERE = Path(__file__).parent
OLDEST_NODE = 20
FIRST = "nice-cks"
"""The published schedule that the page opens with."""
PACKAGES = ("attrs", "click", "jinja2", "markupsafe", "tabulate")
"""What `pillsplit` stands on; all of it is pure Python, or falls back to it."""
PACKAGES_FOR_SOME = ("icalendar", "python-dateutil", "tzdata", "typing-extensions", "openpyxl", "et-xmlfile")
"""What only some forms need; it goes in where it is installed."""
POLICY = (
    "default-src 'none'; script-src {scripts} 'wasm-unsafe-eval'; worker-src blob:{own}; style-src 'unsafe-inline'; "
    "img-src data:; connect-src 'none'; form-action 'none'; base-uri 'none'; frame-src 'self'{manifest}"
)
PARTS = {"worker.js": "worker", "pyodide.asm.wasm": "wasm", "stdlib.zip": "stdlib", "site.zip": "site"}
"""The files that are inlined, and what the page calls them."""
_PIECE = 1 << 18
_LINE = 400
_FORMS = {
    "csv": "CSV, for a spreadsheet",
    "xlsx": "Excel (.xlsx)",
    "ics": "calendar file (.ics)",
    "html": "the person’s sheet (.html)",
    "svg": "picture of the doses (.svg)",
    "fhir": "FHIR, for a clinical record",
    "json": "JSON, for a program",
}
_NEED_A_TOOL = ("ics", "xlsx")
_SKIPPED = re.compile(r"(^|/)(tests?|__pycache__|node_modules)/|\.(so|pyd|pyi|c|h|typed)$|(^|/)\.\.(/|$)")


def build(
    output: Path,
    *,
    pyodide: Path | None = None,
    formulary: Sequence[Path] = (),
    region: str = "",
    served: Path | None = None,
) -> int:
    """Write the page to *output*, and to the folder *served* as it is served over https; return its size in bytes.

    *pyodide* is the folder of npm's package, with esbuild beside it; *formulary* and *region* are baked in.

    Raises:
        UsageError: where a tool is missing or a folder cannot be used.
        InputError: where a folder of data is wrong.
    """
    modules = _modules(pyodide)
    _node()
    for folder in formulary:
        _, problems = check_folder(folder, datetime.date.today())
        if problems:
            raise InputError(problems)
    named = Formulary(*formulary).region(region).name if region else ""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        own = _gathered(work / "site", formulary)
        _run(modules, work)
        shutil.copy(modules / "pyodide" / "pyodide.asm.wasm", work / "pyodide.asm.wasm")
        parts = {part: _packed((work / part).read_bytes()) for part in PARTS}
        given = _given(formulary, own, named)
        page = _page(work, parts, given, modules, is_served=False)
        _written(output, page)
        if served:
            _serve(served, _page(work, parts, given, modules, is_served=True), work)
    return len(page.encode())


def _modules(pyodide: Path | None) -> Path:
    """Return the folder of npm's modules that holds pyodide and esbuild."""
    places = [pyodide.parent] if pyodide else [HERE / "node_modules", Path("pillsplit/page/node_modules")]
    for place in places:
        if (place / "pyodide" / "pyodide.asm.wasm").is_file() and (place / "esbuild").is_dir():
            return place.resolve()
    where = pyodide or HERE
    raise UsageError(
        f"pyodide and esbuild are not in {where.name}: run `npm ci` in the folder pillsplit/page "
        f"(Node {OLDEST_NODE} or newer with npm), and name node_modules/pyodide in it",
        field="pyodide",
    )


def _node() -> None:
    program = shutil.which("node")
    if program is None:
        raise UsageError(f"building the page needs Node {OLDEST_NODE} or newer, with npm: install it from nodejs.org")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    if not (match := re.match(r"v(\d+)", said)) or int(match[1]) < OLDEST_NODE:
        raise UsageError(f"building the page needs Node {OLDEST_NODE} or newer, not {said or 'this one'}")


def _run(modules: Path, work: Path) -> None:
    command = ["node", str(HERE / "build.mjs"), str(modules), str(work / "site"), str(work)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        # A line of bundled code says nothing to anybody.
        last = [line for line in done.stderr.splitlines() if line.strip() and len(line) < _LINE][-12:]
        raise UsageError("the page could not be built:\n" + "\n".join(last))


def _gathered(site: Path, formulary: Sequence[Path]) -> list[str]:
    """Copy the packages as they are installed to *site*; return where folders of one's own lie in the page."""
    _copied(Path(pillsplit.__file__).parent, site / "pillsplit", skip=("_data", "page/web", "page/notices"))
    with_data = shipped()
    assert isinstance(with_data, Path), "the data lie in a folder"
    _copied(with_data, site / "pillsplit" / "_data")
    for name in _installed():
        for file in metadata.files(name) or ():
            if not _SKIPPED.search(str(file)) and ".dist-info/" not in str(file):
                target = site / str(file)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(file.locate()), target)
    for number, folder in enumerate(formulary):
        _copied(folder, site / "own" / str(number))
    return [f"/site/own/{number}" for number, _ in enumerate(formulary)]


def _installed() -> Iterator[str]:
    yield from PACKAGES
    for name in PACKAGES_FOR_SOME:
        try:
            metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        yield name


def _copied(folder: Path, target: Path, skip: Iterable[str] = ()) -> None:
    for file in sorted(folder.rglob("*")):
        place = file.relative_to(folder).as_posix()
        if file.is_file() and not _SKIPPED.search(place) and not place.startswith(tuple(f"{each}/" for each in skip)):
            (target / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target / place)


def _packed(data: bytes) -> str:
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


def _given(formulary: Sequence[Path], own: Sequence[str], region: str) -> dict[str, Any]:
    """Return what the page knows from the start: its lists, the examples, and what a clinic has baked in."""
    found = about(map(str, formulary))
    there = [form for form in _FORMS if form not in _NEED_A_TOOL or form in found["tools"]]
    return {
        "about": found,
        "dated": _dated(formulary),
        "examples": [
            {"name": name} | _called("example", {"name": name, "formulary": list(map(str, formulary))})
            for name in published.names()
        ],
        "first": FIRST,
        "region": region,
        "formulary": list(own),
        "forms": [[form, _FORMS[form]] for form in there],
        "changes": [[name, change.label] for name, change in CHANGES.items()],
    }


def _called(call: str, given: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(bridge.answered(call, json.dumps(given)))
    return said


def _dated(formulary: Sequence[Path]) -> str:
    """Return the day of the youngest fact of all."""
    every = Formulary(*formulary)
    days: list[datetime.date] = []
    for name in every.region_names:
        region = every.region(name)
        days += [
            product.source.checked
            for product in every.shelf(region, every.drugs_in(name)).products
            if product.source.checked
        ]
    return max(days).isoformat()


def _page(work: Path, parts: Mapping[str, str], given: Mapping[str, Any], modules: Path, *, is_served: bool) -> str:
    script = (work / "page.js").read_text(encoding="utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    inlined = [_inlined(name, data) for name, data in parts.items()]
    text = json.dumps(given, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    known = f'<script type="application/json" id="given">{text}</script>'
    fill = {
        "policy": POLICY.format(
            scripts=f"'sha256-{digest}'",
            own=" 'self'" if is_served else "",
            manifest="; manifest-src 'self'" if is_served else "",
        ),
        "served": '<link rel="manifest" href="manifest.webmanifest">' if is_served else "",
        "served-note": " This copy is served: the browser fetches it once and keeps it, so that it opens offline."
        if is_served
        else "",
        "style": (work / "style.css").read_text(encoding="utf-8").strip(),
        "version": html.escape(__version__),
        "dated": html.escape(str(given["dated"])),
        "licences": _licences(modules),
        "parts": "\n".join([known, *inlined]),
        "script": script,
    }
    template = (HERE / "web" / "index.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{([a-z-]+)\}\}", lambda match: fill[match[1]], template)


def _inlined(name: str, data: str) -> str:
    """Return a part in pieces that a browser reads one after the other, and does other things in between."""
    pieces = (data[at : at + _PIECE] for at in range(0, len(data), _PIECE))
    return "\n".join(
        f'<script type="application/octet-stream" data-part="{PARTS[name]}">{piece}</script>' for piece in pieces
    )


def _licences(modules: Path) -> str:
    """Return the notices of everything that is in the file."""
    version = json.loads((modules / "pyodide" / "package.json").read_text(encoding="utf-8"))["version"]
    texts = [(f"Pyodide {version}", _notice("pyodide.txt")), ("Python 3.14", _notice("python.txt"))]
    for name in _installed():
        found = metadata.distribution(name)
        said = [
            Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
            for file in found.files or ()
            if ".dist-info/" in str(file) and "licen" in file.name.lower()
        ]
        texts.append((f"{name} {found.version}", "\n".join(said) or str(found.metadata["License"] or "")))
    return "".join(f"<h3>{html.escape(name)}</h3><pre>{html.escape(text.strip())}</pre>" for name, text in texts)


def _notice(name: str) -> str:
    return (HERE / "notices" / name).read_text(encoding="utf-8")


def _serve(folder: Path, page: str, work: Path) -> None:
    """Write the page as it is served, with its manifest and what keeps it on the device, to *folder*."""
    icon = base64.b64encode((HERE / "web" / "icon.svg").read_bytes()).decode()
    manifest = json.loads((HERE / "web" / "manifest.webmanifest").read_text(encoding="utf-8"))
    manifest["icons"][0]["src"] = f"data:image/svg+xml;base64,{icon}"
    worker = (work / "service-worker.js").read_text(encoding="utf-8")
    built = hashlib.sha256(page.encode()).hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"the folder {folder.name} cannot be made ({error.strerror}): name another") from None
    _written(folder / "index.html", page)
    _written(folder / "manifest.webmanifest", json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
    _written(folder / "service-worker.js", worker.replace("{{build}}", built))


def _written(target: Path, text: str) -> None:
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({error.strerror}): name another file", field="output") from None
