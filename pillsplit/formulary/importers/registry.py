"""Products of one drug from the public files of medicines registers, as data of the formulary.

One module a source; `findings` gathers what was read and what could not be, `lines` and `elements` read files of any
size a row at a time, `making` turns a row's words into a product, and `writing` turns products into a file.
The files are read as untrusted: no entity is expanded, no row is believed that contradicts itself, and memory is
bounded by the rows of the one drug, not by the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from importlib import import_module
from pathlib import Path

from attrs import frozen

from pillsplit.errors import UsageError
from pillsplit.formulary.importers.findings import Findings, Origin
from pillsplit.model.text import listed

Files = Mapping[str, Path]
"""The files of one release, each under its role."""


@frozen
class Register:
    """One public source: how its files are called, and where its products are sold."""

    name: str
    title: str
    region: str
    needed: Mapping[str, str]
    """How the files are called, by role: patterns in lower case."""
    optional: Mapping[str, str] = {}
    dated: bool = False
    """Whether the file itself says when it was released."""

    def read(self, files: Files, origin: Origin) -> Findings:
        """Read the products of one drug, and everything that could not be understood."""
        reader: Callable[[Files, Origin], Findings] = import_module(f"pillsplit.formulary.importers.{self.name}").read
        return reader(files, origin)

    def sort(self, paths: list[Path]) -> dict[str, Path]:
        """Give each file its role by its name; a folder stands for the files in it.

        Raises:
            UsageError: where a file is missing, not there, or there twice.
        """
        found: dict[str, Path] = {}
        for path in paths:
            if not path.exists():
                raise UsageError(f"{path} is not there: name the files of {self.title}, or their folder")
            for file in sorted(path.iterdir()) if path.is_dir() else [path]:
                role = self._role(file)
                if role is None and not path.is_dir():
                    raise UsageError(f"{file.name} is no file of {self.title} that is read here: {self._names()}")
                if role and role in found:
                    raise UsageError(f"{found[role].name} and {file.name} are of one kind: name one of them")
                if role:
                    found[role] = file
        if missing := [name for role, name in self.needed.items() if role not in found]:
            raise UsageError(f"{self.title}: {', '.join(missing)} is missing: {self._names()}")
        return found

    def _role(self, file: Path) -> str | None:
        roles = {**self.needed, **self.optional}
        fitting = (role for role, pattern in roles.items() if fnmatchcase(file.name.lower(), pattern))
        return next(fitting, None) if file.is_file() else None

    def _names(self) -> str:
        optional = f", and {listed(self.optional.values())} where at hand" if self.optional else ""
        return f"it needs {listed(self.needed.values())}{optional}"


REGISTERS = {
    register.name: register
    for register in (
        Register("spl", "a US label in SPL XML", "us", {"label": "*.xml"}, dated=True),
        Register("ndc", "the FDA's NDC directory", "us", {"product": "product*.txt"}, {"package": "package*.txt"}),
        Register(
            "bdpm",
            "the French BDPM",
            "fr",
            {"products": "cis_bdpm*.txt", "composition": "cis_compo*.txt"},
            {"packs": "cis_cip_bdpm*.txt"},
        ),
        Register(
            "dmd",
            "the UK dm+d",
            "uk",
            {
                "vmp": "f_vmp2*.xml",
                "amp": "f_amp2*.xml",
                "ingredient": "f_ingredient2*.xml",
                "lookup": "f_lookup2*.xml",
            },
            {"vmpp": "f_vmpp2*.xml"},
        ),
        Register(
            "cima",
            "Spain's nomenclátor",
            "es",
            {
                "prescription": "prescripcion*.xml",
                "substances": "diccionario_principios_activos*.xml",
                "forms": "diccionario_forma_farmaceutica.xml",
                "routes": "diccionario_vias_administracion*.xml",
            },
            {
                "units": "diccionario_unidad_contenido*.xml",
                "makers": "diccionario_laboratorios*.xml",
                "situations": "diccionario_situacion_registro*.xml",
            },
            dated=True,
        ),
        Register("fest", "Norway's FEST", "no", {"fest": "fest*.xml"}, dated=True),
        Register(
            "dpd",
            "Health Canada's DPD",
            "ca",
            {name: f"{name}.txt" for name in ("drug", "ingred", "form", "status", "route")},
            {"package": "package.txt", "company": "comp.txt"},
        ),
    )
}
"""The sources by the name that the command line knows them by."""
