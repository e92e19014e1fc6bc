"""Compile what the page carries with the very Python that will run it; `build.mjs` runs this within Pyodide.

What is kept of the standard library: every module that was loaded while the page's functions were called once
(`warm_up`), every module that the packages import anywhere, and what these import in turn at their top.
"""

from __future__ import annotations

import ast
import importlib._bootstrap_external
import importlib.util
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

SITE = Path("/site")
"""Where the packages lie as they are installed: sources, templates and data."""
DATED = (1980, 1, 1, 0, 0, 0)
"""The date of every member, so that two builds of the same sources are the same."""
ALWAYS = ("_pyodide", "pyodide", "pyodide_js", "importlib", "collections", "re", "json", "zipimport")
"""Packages of the standard library and of Pyodide that are kept as a whole."""
_ENCODINGS = (
    "aliases ascii cp1252 cp437 idna iso8859_1 iso8859_15 latin_1 mac_roman punycode raw_unicode_escape unicode_escape "
    "utf_16 utf_16_be utf_16_le utf_32 utf_8 utf_8_sig"
)
ENCODINGS = _ENCODINGS.split()
"""Encodings that a file may be in, or that Python asks for by name: no import says so."""
_NEVER = ("tests", "test", "idlelib", "ensurepip", "lib2to3", "turtledemo", "venv")


def compile_all(stdlib: str, target: str) -> None:
    """Write ``stdlib.zip`` and ``site.zip`` to the folder *target*, compiled and uncompressed.

    *stdlib* is the zip file of the standard library that Pyodide ships.
    """
    with zipfile.ZipFile(stdlib) as archive:
        sources = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    site = {
        str(path.relative_to(SITE)): path.read_bytes()
        for path in sorted(SITE.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    kept = _kept(sources, site)
    _write(Path(target) / "stdlib.zip", ((name, data) for name, data in sources.items() if name in kept))
    _write(Path(target) / "site.zip", site.items())


def _kept(sources: dict[str, bytes], site: dict[str, bytes]) -> set[str]:
    """Name the files of the standard library that are kept."""
    wanted = [name for name in sys.modules if _file(name, sources)]
    wanted += [f"encodings.{name}" for name in ENCODINGS]
    for name, data in site.items():
        if name.endswith(".py"):
            wanted += _imports(data, everywhere=True)
    kept: set[str] = set()
    while wanted:
        module = wanted.pop()
        parts = module.split(".")
        for number in range(1, len(parts) + 1):
            file = _file(".".join(parts[:number]), sources)
            if file and file not in kept and parts[0] not in _NEVER:
                kept.add(file)
                wanted += _imports(sources[file], everywhere=False)
    return kept | {name for name in sources if name.split("/")[0] in ALWAYS and not _is_test(name)}


def _is_test(name: str) -> bool:
    return any(part in _NEVER for part in name.split("/"))


def _file(module: str, sources: dict[str, bytes]) -> str:
    """Return the file of a module in the standard library; nothing where it is built in, or another's."""
    path = module.replace(".", "/")
    return next((name for name in (f"{path}/__init__.py", f"{path}.py") if name in sources), "")


def _imports(source: bytes, *, everywhere: bool) -> Iterator[str]:
    """Yield the modules that a source imports: anywhere, or at its top and outside what only type checkers read."""
    tree = ast.parse(source)
    nodes: Iterable[ast.AST] = ast.walk(tree) if everywhere else _top(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def _top(tree: ast.Module) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(node))


def _write(target: Path, files: Iterable[tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files):
            if name.endswith(".py"):
                name, data = f"{name}c", _compiled(data, name)
            archive.writestr(zipfile.ZipInfo(name, DATED), data)


def _compiled(source: bytes, name: str) -> bytes:
    code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    digest = importlib.util.source_hash(source)
    return bytes(importlib._bootstrap_external._code_to_hash_pyc(code, digest, checked=False))  # type: ignore[attr-defined]
