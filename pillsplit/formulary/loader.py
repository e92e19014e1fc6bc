"""The formulary: regional products and drugs from TOML, with everything wrong in a file.

The data lies in one small file per region and drug (``regions/<region>/<drug>.toml``), so that an answer reads
only what it needs. Folders given beside the shipped one add to it, product by product: a product whose id is on
record already takes its place, one whose id is listed under `removed` is not drawn on, and a file with `replace` is
all that is drawn on of its drug. One file is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pillsplit.errors import InputError, Problem, UsageError, did_you_mean, quoted, shown
from pillsplit.formulary.files import Region, RegionFile, read_drug, read_region, read_region_file, read_right
from pillsplit.model.code import ADDRESSES, ProductCodeSystem, product_code_key, product_systems
from pillsplit.model.drug import Drug
from pillsplit.model.product import Liquid, Product, sorted_products
from pillsplit.model.shelf import Shelf
from pillsplit.model.source import Fact
from pillsplit.model.text import listed

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from pillsplit.formulary.rules import RuleFile
    from pillsplit.model.device import Devices
    from pillsplit.model.rule import Rule, Statement
    from pillsplit.model.sought import Sought

GENERIC = "generic"


class DrugIndex(NamedTuple):
    """What drugs are known by."""

    by_name: dict[str, str]
    """The drug of each name and brand, written small."""
    by_code: dict[tuple[str, str], str]
    """The drug of each code, with the address of its code system before it."""


OWN_TABLETS = 'for any other drug name its tablets, such as `tablet` "5 mg/halves"'
"""What to do where a drug is not on record."""


def shipped() -> Traversable:
    """Return the folder of the data that ships with the package, installed or in a checkout."""
    checkout = Path(__file__).parents[2] / "formulary"
    if checkout.is_dir():
        return checkout
    from importlib.resources import files

    return files("pillsplit") / "_data"


class Formulary:
    """Regions, products and drugs, read from the shipped data and from folders that add to it or override it.

    Raises (from every method that reads):
        InputError: with every problem of the file that was needed.
    """

    def __init__(self, *folders: Path) -> None:
        for folder in folders:
            if not _is_folder(folder):
                named = shown(str(folder), 200)
                raise UsageError(f"{named} is not a folder: name the folder that holds regions/ and drugs/")
        self._roots: tuple[Traversable, ...] = (shipped(), *folders)
        self._regions: dict[str, Region] = {}
        self._by_product_code: dict[ProductCodeSystem, dict[str, Product]] = {}

    @cached_property
    def region_names(self) -> tuple[str, ...]:
        """The short names of all regions, sorted."""
        return tuple(sorted({name for root in self._roots for name in _names(root / "regions")}))

    @cached_property
    def drug_names(self) -> tuple[str, ...]:
        """The names of all drugs, sorted; what a folder of one's own says of a region makes its drug known."""
        named = {name for root in self._roots for name in _stems(root / "drugs", ".toml")}
        for root in self._roots[1:]:
            for region in _names(root / "regions"):
                named.update(_stems(root / "regions" / region, ".toml"))
        return tuple(sorted(named - {"region"}))

    def region(self, name: str) -> Region:
        """Return the region called *name*: its short name, its title or another of its names.

        Raises:
            UsageError: where there is none, with the nearest names.
        """
        wanted = " ".join(name.lower().split())
        if wanted in self.region_names:
            return self._region(wanted)
        regions = [self._region(each) for each in self.region_names]
        for region in regions:
            if wanted in (region.title.lower(), *region.aliases):
                return region
        known = [each for region in regions for each in (region.name, region.title.lower(), *region.aliases)]
        raise UsageError(
            f"region {quoted(name)} is not known{did_you_mean(wanted, known)}: "
            "`pillsplit formulary list` shows them all"
        )

    def drug_name(self, name: str) -> str:
        """Return the substance called *name*, itself or by a brand.

        Raises:
            UsageError: where there is none, with the nearest names.
        """
        wanted = name.strip().lower()
        if wanted in self.drug_names:
            return wanted
        drugs = [self.drug(each) for each in self.drug_names]
        for drug in drugs:
            if wanted in drug.names:
                return drug.name
        means = {each: drug.name for drug in drugs for each in drug.names}
        raise UsageError(f"drug {quoted(name)} is not on record{did_you_mean(wanted, means, means)}")

    def drug(self, name: str) -> Drug:
        """Return what is known of the substance *name*; a bare `Drug` where that is nothing."""
        for root in reversed(self._roots):
            file = root / "drugs" / f"{name}.toml"
            if file.is_file():
                return read_right(file, _place(root, "drugs", f"{name}.toml"), read_drug)
        return Drug(name)

    @cached_property
    def index(self) -> DrugIndex:
        """What every drug on record is known by: its names, its brands and its codes."""
        by_name: dict[str, str] = {}
        by_code: dict[tuple[str, str], str] = {}
        for drug in map(self.drug, self.drug_names):
            by_name |= dict.fromkeys((*drug.names, *(brand for brand, _ in drug.releases)), drug.name)
            by_code |= {(address, code.code): drug.name for code in drug.codes for address in ADDRESSES[code.system]}
        return DrugIndex(by_name, by_code)

    def product_by_code(self, address: str, code: str) -> Product | None:
        """Return the product, of any region, that has a code of the code system with that address.

        Only the files that hold a code of the system are read, and they only once.
        """
        for system in product_systems(address):
            if found := self._products_by(system).get(product_code_key(system, code)):
                return found
        return None

    def _products_by(self, system: ProductCodeSystem) -> dict[str, Product]:
        if system not in self._by_product_code:
            found: dict[str, Product] = {}
            for root in self._roots:
                for region in _names(root / "regions"):
                    for drug in _stems(root / "regions" / region, ".toml"):
                        found |= self._coded(root, region, drug, system)
            self._by_product_code[system] = found
        return self._by_product_code[system]

    def _coded(self, root: Traversable, region: str, drug: str, system: ProductCodeSystem) -> dict[str, Product]:
        file = root / "regions" / region / f"{drug}.toml"
        if drug == "region" or f'"{system}"'.encode() not in file.read_bytes():
            return {}
        where = _place(root, "regions", region, f"{drug}.toml")
        return {
            product_code_key(system, each.code): product
            for product in read_right(file, where, read_region_file).products
            for each in product.codes
            if each.system is system
        }

    def drugs_in(self, region: str) -> tuple[str, ...]:
        """Return the drugs that have a file in *region* (a short name), sorted."""
        found = {name for root in self._roots for name in _stems(root / "regions" / region, ".toml")}
        return tuple(sorted(found - {"region"}))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of tapering, sorted by name; a folder's own stands for the shipped one of its name."""
        rules = {name: rule for file in self._rule_files for name, rule in file.rules.items()}
        return tuple(rules[name] for name in sorted(rules))

    def rule(self, name: str) -> Rule:
        """Return the rule of tapering called *name*.

        Raises:
            UsageError: where there is none, with the names of all.
        """
        names = [rule.name for rule in self.rules]
        if (wanted := name.strip().lower()) not in names:
            titled = [rule.name for rule in self.rules if wanted and wanted in rule.title.lower().split()]
            near = f" (did you mean {' or '.join(titled)}?)" if titled else did_you_mean(wanted, names)
            raise UsageError(f"rule {quoted(name)} is not known{near}: the rules are {listed(names)}")
        return self.rules[names.index(wanted)]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What sources say of exchanging one drug for another."""
        return tuple(statement for file in self._rule_files for statement in file.statements)

    @cached_property
    def _rule_files(self) -> tuple[RuleFile, ...]:
        from pillsplit.formulary.rules import read_rules  # only those who write a schedule need it

        files = []
        for root in self._roots:
            file = root / "rules.toml"
            if file.is_file():
                files.append(read_right(file, _place(root, "rules.toml"), read_rules))
        return tuple(files)

    def shelf(self, region: Region, drugs: Iterable[str]) -> Shelf:
        """Return the products of *drugs* (names of substances) in *region*.

        Raises:
            UsageError: where a drug has no file there.
        """
        drugs = tuple(drugs)
        products: dict[str, Product] = {}
        facts = list(region.facts)
        sought: list[Sought] = []
        for drug in drugs:
            files = list(self._region_files(region.name, drug))
            if not files:
                raise UsageError(f"{self.not_here(drug, region)}; {OWN_TABLETS}")
            said: list[Fact] = []
            looked: list[Sought] = []
            for where, file in files:
                if file.replace:
                    products = {identity: product for identity, product in products.items() if product.drug != drug}
                    said, looked = [], []
                for identity in file.removed:
                    if products.pop(identity, None) is None:
                        raise InputError([unknown_removed(where, identity, products)])
                products |= {product.id: product for product in file.products}
                said += file.facts
                looked += file.sought
            facts += said
            sought += looked
        ordered = sorted_products(products.values())
        return Shelf(
            region.name,
            ordered,
            tuple(self.drug(drug) for drug in drugs),
            region.title,
            tuple(fact for fact in facts if not fact.drugs or set(fact.drugs) & set(drugs)),
            tuple(sought),
            tuple(product for product in ordered if isinstance(product, Liquid) and product.drops_per_ml),
        )

    def not_here(self, drug: str, region: Region) -> str:
        """Say that there is no product of *drug* in *region*, and of which drugs there are."""
        place = f"{region.title[0].lower()}{region.title[1:]}" if region.name == GENERIC else region.title
        here = self.drugs_in(region.name)
        return f"{drug} is not on record for {place}: on record {'is' if len(here) == 1 else 'are'} {', '.join(here)}"

    def devices(self) -> Devices:
        """Return the devices on record for measuring liquids."""
        from pillsplit.formulary.devices import (  # only where a liquid is measured: keeps the start lean
            FILE,
            read_devices,
        )
        from pillsplit.model.device import Devices

        devices = Devices()
        for root in self._roots:
            file = root / FILE
            if file.is_file():
                devices = read_right(file, _place(root, FILE), partial(read_devices, known=devices))
        return devices

    def _region_files(self, region: str, drug: str) -> Iterator[tuple[str, RegionFile]]:
        for root in self._roots:
            file = root / "regions" / region / f"{drug}.toml"
            if file.is_file():
                where = _place(root, "regions", region, f"{drug}.toml")
                yield where, read_right(file, where, read_region_file)

    def _region(self, name: str) -> Region:
        if name not in self._regions:
            self._regions[name] = self._read_region(name)
        return self._regions[name]

    def _read_region(self, name: str) -> Region:
        region = Region(name, name)
        for root in self._roots:
            file = root / "regions" / name / "region.toml"
            if file.is_file():
                where = _place(root, "regions", name, "region.toml")
                region = read_right(file, where, partial(read_region, name=name))
        return region


def unknown_removed(where: str, identity: str, products: Iterable[str]) -> Problem:
    """Return the problem that a product to be removed is none of *products*."""
    return Problem(where, f"removed: {quoted(identity)} is not on record here{did_you_mean(identity, products)}")


@cache
def devices_on_record() -> Devices:
    """Return the devices that ship with the package."""
    return Formulary().devices()


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long to be one
        return False


def _names(folder: Traversable) -> Iterator[str]:
    if folder.is_dir():
        yield from (entry.name for entry in folder.iterdir() if entry.is_dir())


def _stems(folder: Traversable, suffix: str) -> Iterator[str]:
    if folder.is_dir():
        yield from (entry.name.removesuffix(suffix) for entry in folder.iterdir() if entry.name.endswith(suffix))


def _place(root: Traversable, *parts: str) -> str:
    """Name a data file: by its path in a folder that was given, by its place in the formulary where it ships."""
    return str(root.joinpath(*parts)) if root != shipped() else "/".join(parts)
