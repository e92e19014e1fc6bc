"""What a folder of data must hold beyond well-formed fields: agreement within a product and between files.

Reading refuses what cannot be used; here is looked for what can be used and is wrong all the same: a name that says
another strength, a fact without a document, a brand of two drugs.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from attrs import field, frozen

from pillsplit.amounts.dates import read_date
from pillsplit.amounts.number import AmountError
from pillsplit.amounts.quantity import Concentration, Mass
from pillsplit.errors import Problem, quoted, shown
from pillsplit.formulary.devices import read_devices
from pillsplit.formulary.fields import place
from pillsplit.formulary.files import RegionFile, read_drug, read_file, read_region, read_region_file
from pillsplit.formulary.hosts import read_hosts, refusals
from pillsplit.formulary.leaflet import read_leaflet
from pillsplit.formulary.loader import shipped, unknown_removed
from pillsplit.formulary.rules import read_rules
from pillsplit.formulary.seeking import sought_for_nothing
from pillsplit.formulary.variations import read_variations
from pillsplit.formulary.words import read_words
from pillsplit.model.code import product_code_key
from pillsplit.model.drug import Drug
from pillsplit.model.form import Score
from pillsplit.model.product import Product, ProductCode, Solid
from pillsplit.model.source import Evidence, Fact, Source
from pillsplit.model.text import with_article

TO_BE_CONFIRMED = "to be confirmed: "
"""What a source begins with that names the document in which nobody has looked yet."""

_AMOUNT = re.compile(
    r"(?<![\w.,/])[0-9][0-9.,/ ]*?\s?(?:mg|micrograms?|mcg|µg|g)(?![A-Za-z])(?:\s*/\s*[0-9.,]*\s*mL(?![A-Za-z]))?",
    re.IGNORECASE,
)
_OF_A_PRIMARY = (Evidence.LABEL, Evidence.REGISTER, Evidence.GUIDANCE)
_URL = re.compile(r"https?://[^\s/]+\.[^\s]+")
_IN_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{7,40} \S")
_MARKS = {Score.NONE: 1, Score.HALF: 2, Score.THIRD: 3, Score.CROSS: 4, Score.UNKNOWN: 4}
"""The most parts that a tablet with such a mark can be divided into."""
_OF_WHOLE_FORMS = (Score.NONE, Score.UNKNOWN)
"""What may stand for a form that is never cut; unknown where its label speaks of a score all the same."""


def check_folder(folder: Path, today: datetime.date) -> tuple[int, list[Problem]]:
    """Read every data file of *folder* and return how many there are, and everything that is wrong in them."""
    checker = _Checker(folder, today)
    files = 0
    for path in sorted(folder.rglob("*.toml")):
        files += checker.file(path, path.relative_to(folder).parts)
    if not files:
        checker.problems.append(Problem(str(folder), "holds no data: write regions/<region>/<drug>.toml in it"))
    return files, checker.problems


def amounts_in(name: str) -> list[Mass | Concentration]:
    """Return the strengths and concentrations that a product's name says, in order.

    >>> [str(amount) for amount in amounts_in("Clonazepam 500 microgram tablets, like 2 mg/5 mL")]
    ['0.5 mg', '0.4 mg/mL']
    """
    found: list[Mass | Concentration] = []
    for match in _AMOUNT.finditer(name):
        text = " ".join(match[0].split())
        kind: type[Mass | Concentration] = Concentration if text.lower().endswith("ml") else Mass
        try:
            found.append(kind.parse(text))
        except AmountError:
            continue
    return found


def names_a_document(source: str) -> bool:
    """Say whether *source* is a URL, a path in a repository at a commit, or a document named in three words or more."""
    text = source.removeprefix(TO_BE_CONFIRMED)
    return bool(_URL.search(text) or _IN_REPOSITORY.search(text) or len(re.findall(r"[^\W\d_]{2,}", text)) >= 3)


@frozen
class _Checker:
    """Reads one file after the other, and remembers what may stand only once."""

    folder: Path
    today: datetime.date
    problems: list[Problem] = field(factory=list)
    ids: dict[str, str] = field(factory=dict)
    brands: dict[str, str] = field(factory=dict)
    codes: dict[tuple[str, str], str] = field(factory=dict)
    product_codes: dict[tuple[str, str], str] = field(factory=dict)
    regions: dict[str, str] = field(factory=dict)

    def wrong(self, where: str, what: str) -> None:
        self.problems.append(Problem(where, what))

    def file(self, path: Path, parts: tuple[str, ...]) -> int:
        """Plan one file; return 1 where it lies in a place that is known, else 0."""
        where = str(path)
        match parts:
            case ("drugs", name):
                if drug := read_file(path, where, self.problems, read_drug):
                    self._drug(drug, where, name)
            case ("regions", region, "region.toml"):
                self._region(path, where, region)
            case ("regions", region, name):
                self._region_file(path, where, region, name)
            case ("rules.toml",):
                self._rules(path, where)
            case ("devices.toml",):
                self._devices(path, where)
            case ("hosts.toml",):
                read_file(path, where, self.problems, read_hosts)
            case ("variations.toml",):
                self._variations(path, where)
            case ("leaflet.toml",):
                for thing in read_file(path, where, self.problems, read_leaflet) or ():
                    self._source(thing.source, place(where, f"thing {thing.code}"))
            case ("synonyms.toml",):
                read_file(path, where, self.problems, read_words)
            case ("schedules", _):
                read_file(path, where, self.problems, lambda *_: None)
            case _:
                self.wrong(where, "is not in a place that is known: see drugs/ and regions/<region>/")
                return 0
        return 1

    def _rules(self, path: Path, where: str) -> None:
        if file := read_file(path, where, self.problems, read_rules):
            for name, rule in file.rules.items():
                self._source(rule.source, place(where, f"rule {name}"))
            for number, statement in enumerate(file.statements, start=1):
                self._source(statement.source, place(where, f"statement {number}"))

    def _devices(self, path: Path, where: str) -> None:
        if file := read_file(path, where, self.problems, read_devices):
            for device in file.items:
                self._source(device.source, place(where, f"device {device.id}"))
            for number, tolerance in enumerate(file.tolerances, start=1):
                self._source(tolerance.source, place(where, f"tolerance {number}"))
            for note in file.notes:
                self._source(note.fact.source, place(where, f"note {note.fact.code}"))

    def _variations(self, path: Path, where: str) -> None:
        for number, variation in enumerate(read_file(path, where, self.problems, read_variations) or (), start=1):
            self._source(variation.fact.source, place(where, f"variation {number}"))

    def _drug(self, drug: Drug, where: str, name: str) -> None:
        if f"{drug.name}.toml" != name:
            self.wrong(where, f"name: is {quoted(drug.name)}: name the file {shown(drug.name)}.toml")
        for brand in {*drug.names}:
            if self.brands.setdefault(brand, drug.name) != drug.name:
                self.wrong(where, f"brands: {quoted(brand)} stands for {shown(self.brands[brand])} too: write it once")
        for code in drug.codes:
            if self.codes.setdefault((code.system, code.code), drug.name) != drug.name:
                other = self.codes[code.system, code.code]
                self.wrong(where, f"code: {quoted(code.code)} stands for {shown(other)} too: write it once")
            self._source(code.source, place(where, f"code {code.code}"))
        if drug.brands_source:
            self._source(drug.brands_source, place(where, "brands"))
        if drug.maximum_fact:
            self._source(drug.maximum_fact.source, place(where, "daily_maximum"))
        if drug.half_life:
            self._source(drug.half_life.source, place(where, "half_life"))
        for number, equivalent in enumerate(drug.equivalents, start=1):
            at = place(where, f"equivalent {number}")
            self._source(equivalent.source, at)
            if equivalent.low > equivalent.high:
                self.wrong(at, f"amount_high: is below the amount, {equivalent.low}: write the larger there")

    def _region(self, path: Path, where: str, name: str) -> None:
        region = read_file(path, where, self.problems, partial(read_region, name=name))
        if region is None:
            return
        for alias in {region.name, region.title.lower(), *region.aliases}:
            if self.regions.setdefault(alias, name) != name:
                self.wrong(
                    where, f"aliases: {quoted(alias)} stands for {shown(self.regions[alias])} too: write it once"
                )
        self._facts(region.facts, where, "note")

    def _region_file(self, path: Path, where: str, region: str, name: str) -> None:
        file = read_file(path, where, self.problems, read_region_file)
        if file is None:
            return
        if file.drug and f"{file.drug}.toml" != name:
            self.wrong(where, f"drug: is {quoted(file.drug)}: name the file {shown(file.drug)}.toml")
        self._facts(file.facts, where, "absent")
        for product in file.products:
            if product.id in self.ids and self.ids[product.id] != where:
                self.wrong(where, f"id {quoted(product.id)}: stands in {self.ids[product.id]} too")
            self.ids.setdefault(product.id, where)
            at = place(where, product.id)
            self._source(product.source, at)
            self.problems.extend(Problem(at, what) for what in _disagreements(product))
            for code in product.codes:
                self._product_code(code, product, at)
        self._removed(file, where, region, name)
        self._sought(file, where, region, name)

    def _product_code(self, code: ProductCode, product: Product, at: str) -> None:
        key = (code.system, product_code_key(code.system, code.code))
        if self.product_codes.setdefault(key, product.id) != product.id:
            other = shown(self.product_codes[key])
            self.wrong(at, f"code: {quoted(code.code)} stands for {other} too: write it once")
        if code.source != product.source:
            self._source(code.source, place(at, f"code {code.code}"))

    def _removed(self, file: RegionFile, where: str, region: str, name: str) -> None:
        if file.removed:
            ids = [product.id for product in _on_record(region, name)]
            self.problems.extend(unknown_removed(where, each, ids) for each in file.removed if each not in ids)

    def _sought(self, file: RegionFile, where: str, region: str, name: str) -> None:
        """Hold what was looked for against the products of the file, and those on record that it leaves there."""
        if not file.sought:
            return
        left = () if file.replace else _on_record(region, name)
        products = {each.id: each for each in (*left, *file.products) if each.id not in file.removed}
        for number, sought in enumerate(file.sought, start=1):
            at = place(where, f"sought {number}")
            for source in sought.where:
                self._names(source, at, "where")
            if sought.checked > self.today:
                self.wrong(at, f"checked: {sought.checked} is after {self.today}: write the day of looking")
            self.problems.extend(Problem(at, what) for what in sought_for_nothing(sought, products))

    def _facts(self, facts: tuple[Fact, ...], where: str, kind: str) -> None:
        for number, fact in enumerate(facts, start=1):
            self._source(fact.source, place(where, f"{kind} {number}"))

    def _names(self, text: str, where: str, field: str) -> None:
        """Look whether a text names a document, and none on a refused host."""
        if text and not names_a_document(text):
            self.wrong(where, f"{field}: {quoted(text)} names no document: write its URL, or its title and publisher")
        for refusal in refusals(text):
            self.wrong(where, f"{field}: {refusal}")

    def _source(self, source: Source, where: str) -> None:
        self._names(source.text, where, "source")
        if source.primary and (source.text.startswith(TO_BE_CONFIRMED) or source.evidence not in _OF_A_PRIMARY):
            self.wrong(
                where,
                f"primary: is true, yet the evidence is {source.evidence}: only the regulator's, the maker's or the "
                "label itself, which was seen, is primary",
            )
        if source.text.startswith(TO_BE_CONFIRMED) and source.is_seen:
            self.wrong(where, f'evidence: is {source.evidence}, yet the source is to be confirmed: write "unverified"')
        if source.evidence is Evidence.STATED:
            self.wrong(
                where,
                'evidence: "stated" is for the command line: write label, register, guidance, article or unverified',
            )
        if source.checked and source.checked > self.today:
            self.wrong(where, f"checked: {source.checked} is after {self.today}: write the day on which it was checked")
        if source.as_of is not None:
            first = _first_day(source.as_of)
            if first is None:
                self.wrong(where, f"as_of: {quoted(source.as_of)} is no date: write YYYY, YYYY-MM or YYYY-MM-DD")
            elif source.checked and first > source.checked:
                self.wrong(where, f"as_of: {source.as_of} is after the day on which it was checked, {source.checked}")


def _on_record(region: str, name: str) -> tuple[Product, ...]:
    """Return the products that ship in a file of that region and name."""
    path = shipped() / "regions" / region / name
    file = read_file(path, name, [], read_region_file) if path.is_file() else None
    return file.products if file else ()


def _disagreements(product: Product) -> Iterator[str]:
    """Yield what of a product contradicts the rest of it."""
    amount = product.strength if isinstance(product, Solid) else product.concentration
    if amount not in amounts_in(product.name):
        yield f"name: {quoted(product.name)} does not say {amount}, as the product does: write the strength in the name"
    if product.maker and product.maker not in product.name:
        yield f"name: {quoted(product.name)} does not say the maker, {shown(product.maker)}: write it in brackets"
    for name in product.unverified:
        if getattr(product, name) in (None, (), "", False):
            yield f"unverified: names {shown(name)}, of which nothing is said here"
    if isinstance(product, Solid):
        if product.parts and product.parts > _MARKS[product.score]:
            yield f"parts: is {product.parts}, yet the score is {product.score}: look at the label again"
        never = f"score: {with_article(product.form)} is never divided"
        if not product.form.is_divisible and product.score not in _OF_WHOLE_FORMS:
            yield f'{never}: write "none", or "unknown" with what its label says of a score under dividing'
        if not product.form.is_divisible and product.score is Score.UNKNOWN and not product.dividing:
            yield f'{never}: write "none", or under dividing what its label says'


def _first_day(text: str) -> datetime.date | None:
    """Return the first day of a year, a month or a day written in figures, or None."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        return None
    try:
        return read_date((text + "-01-01")[:10])
    except AmountError:
        return None
