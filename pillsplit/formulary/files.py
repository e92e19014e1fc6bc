"""Files of the formulary, read as nouns: what is right of a file, and everything that is wrong in it.

Every reader takes a TOML table, the name of its place, and the list to which it adds the problems.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypedDict, TypeVar

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import InputError, Problem, did_you_mean, quoted
from pillsplit.formulary.fields import Fields, numbered, place
from pillsplit.formulary.product_codes import read_product_codes
from pillsplit.formulary.sources import SOURCE_FIELDS, read_source
from pillsplit.model.code import CodeSystem
from pillsplit.model.drug import Code, Drug, Equivalent, HalfLife
from pillsplit.model.form import Form, Release, Score
from pillsplit.model.product import LABEL_PARTS, Content, Excipient, Liquid, Product, ProductCode, Solid
from pillsplit.model.source import Fact, Source
from pillsplit.model.text import with_article

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from pillsplit.model.sought import Sought

T = TypeVar("T")
Reader = Callable[[Mapping[str, object], str, list[Problem]], T]
"""Reads the table of a file known by a name, and adds what is wrong to a list."""

LARGEST_FILE = 1_000_000
"""Bytes; no file of data is anywhere near it."""
MOST_POINTS = 100
"""Points in one line: TOML's reader walks a key of so many parts once for each of them."""
MOST_POINTS_IN_ALL = 50_000
"""Points in one file: each may be a table of its own."""

NOT_STATED = "not stated"
"""Stands for what a document that was read to its end does not say."""

_OF_ANY = {"name", "maker", "form"}
_OF_A_SOLID = _OF_ANY | {"strength", "score", "parts", "dividing", "packs"}
_OF_A_LIQUID = _OF_ANY | {
    "concentration",
    "step",
    "drops_per_ml",
    "drops_only",
    "bottles",
    "in_use_days",
    "excipients",
    "avoid",
    "handling",
}
"""The fields that `unverified` may name."""


class Region(NamedTuple):
    """A country or a group of countries: its short name (the folder), its title, and other names."""

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    language: str = ""
    """The code of the language that its people read; empty: English."""
    paper: str = ""
    """The paper that its printers hold; empty: A4."""


class RegionFile(NamedTuple):
    """What one file says of one drug in one region."""

    drug: str
    products: tuple[Product, ...]
    facts: tuple[Fact, ...]
    removed: tuple[str, ...] = ()
    """Ids of products on record that are not to be drawn on."""
    replace: bool = False
    """Whether nothing that is on record of the drug there is to be drawn on but what this file says."""
    sought: tuple[Sought, ...] = ()
    """What was looked for of its products, and not found."""


def read_file(
    file: Traversable,
    where: str,
    problems: list[Problem],
    reader: Callable[[Mapping[str, object], str, list[Problem]], T],
) -> T | None:
    """Let *reader* read the TOML *file*, known as *where*; None, with the problem noted, where it is no TOML."""
    table: Mapping[str, object] | None = None
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            wrong = f"is larger than {LARGEST_FILE:,} bytes: write one small file per region and drug"
        elif any(line.count(b".") > MOST_POINTS for line in data.splitlines()):
            wrong = f"has a line with more than {MOST_POINTS} points: write shorter keys and texts"
        elif data.count(b".") > MOST_POINTS_IN_ALL:
            wrong = f"has more than {MOST_POINTS_IN_ALL:,} points: write one small file per region and drug"
        else:
            table = tomllib.loads(data.decode("utf-8"))
    except OSError as error:
        wrong = f"cannot be read ({error.strerror}): check its permissions"
    except UnicodeDecodeError:
        wrong = "is not UTF-8 text: save it as UTF-8"
    except tomllib.TOMLDecodeError as error:
        wrong = f"is not TOML: {' '.join(str(error).split())}"
    except ValueError:
        wrong = "holds a number of thousands of digits: write a shorter one"
    except RecursionError:
        wrong = "is nested too deeply: write plain tables"
    if table is None:
        problems.append(Problem(where, wrong))
        return None
    return reader(table, where, problems)


def read_right(
    file: Traversable, where: str, reader: Callable[[Mapping[str, object], str, list[Problem]], T | None]
) -> T:
    """Return what *reader* reads of the TOML *file*, known as *where*.

    Raises:
        InputError: with every problem of the file, where anything in it is wrong.
    """
    problems: list[Problem] = []
    read = read_file(file, where, problems, reader)
    if problems or read is None:
        raise InputError(problems)
    return read


def read_region(table: Mapping[str, object], where: str, problems: list[Problem], name: str = "") -> Region:
    """Read the ``region.toml`` of the region called *name*."""
    fields = Fields(table, where, problems)
    title = fields.text("name", required=True)
    aliases = tuple(alias.lower() for alias in fields.texts("aliases"))
    checked = fields.date("checked", required=True)
    language, paper = fields.text("language"), fields.text("paper")
    facts = []
    for number, note in fields.tables("note"):
        inner = Fields(note, place(where, f"note {number}"), problems)
        code = inner.text("code", required=True)
        facts.append(_fact(inner, code, inner.texts("drugs"), checked))
    fields.finish()
    return Region(name, title or name, aliases, tuple(facts), language, paper)


def read_region_file(table: Mapping[str, object], where: str, problems: list[Problem]) -> RegionFile:
    """Read a ``regions/<region>/<drug>.toml``: what is right of it, with what is wrong added to *problems*."""
    fields = Fields(table, where, problems)
    drug = fields.text("drug", required=True).lower()
    removed = fields.texts("removed")
    replace = fields.flag("replace")
    facts = tuple(
        _fact(Fields(absent, place(where, f"absent {number}"), problems), "not-marketed", (drug,))
        for number, absent in fields.tables("absent")
    )
    products: dict[str, Product] = {}
    for number, entry in fields.tables("product"):
        identity = entry.get("id")
        named = numbered("product", number, identity)
        product = _product(Fields(entry, place(where, named), problems), drug)
        if product and product.id in products:
            problems.append(Problem(place(where, named), "id: stands twice in this file"))
        if product:
            products[product.id] = product
    sought: tuple[Sought, ...] = ()
    if fields.has("sought"):
        from pillsplit.formulary.seeking import read_sought  # most answers read a file without any

        sought = read_sought(fields, drug, where, problems)
    if removed and replace:
        fields.wrong("removed: nothing on record is drawn on where replace = true stands: leave it out")
    fields.finish()
    return RegionFile(drug, tuple(products.values()), facts, removed, replace, sought)


def read_drug(table: Mapping[str, object], where: str, problems: list[Problem]) -> Drug | None:
    """Read a ``drugs/<drug>.toml``."""
    fields = Fields(table, where, problems)
    name = fields.text("name", required=True).lower()
    fields.date("checked", required=True)
    brands_table = fields.table("brands") or {}
    brands = Fields(brands_table, place(where, "brands"), problems)
    brands_source = read_source(brands) if "source" in brands_table else None
    regions = [name for name in brands_table if name not in SOURCE_FIELDS]
    by_region = tuple((region, brands.texts(region)) for region in regions)
    maximum = maximum_fact = half_life = None
    if (inner_table := fields.table("daily_maximum")) is not None:
        inner = Fields(inner_table, place(where, "daily_maximum"), problems)
        maximum = inner.amount("amount", Mass.parse, required=True)
        maximum_fact = _fact(inner, "daily-maximum", (name,))
    if (inner_table := fields.table("half_life")) is not None:
        half_life = _half_life(Fields(inner_table, place(where, "half_life"), problems))
    releases = _releases(fields, where, problems)
    equivalents = tuple(
        equivalent
        for number, entry in fields.tables("equivalent")
        if (equivalent := _equivalent(Fields(entry, place(where, f"equivalent {number}"), problems)))
    )
    codes = tuple(
        code
        for number, entry in fields.tables("code")
        if (code := _code(Fields(entry, place(where, f"code {number}"), problems)))
    )
    fields.finish()
    if not name:
        return None
    return Drug(name, by_region, brands_source, maximum, maximum_fact, half_life, equivalents, releases, codes)


def _code(fields: Fields) -> Code | None:
    system = fields.one_of("system", CodeSystem, required=True)
    code = fields.text("code", required=True)
    source = read_source(fields)
    fields.finish()
    return Code(system, code, source) if system and code else None


def _releases(fields: Fields, where: str, problems: list[Problem]) -> tuple[tuple[str, Release], ...]:
    """Read the table of brands that are of one release only."""
    table = fields.table("releases") or {}
    inner = Fields(table, place(where, "releases"), problems)
    found = [(brand, inner.one_of(brand, Release, required=True)) for brand in table]
    return tuple((" ".join(brand.lower().split()), release) for brand, release in found if release)


def _half_life(fields: Fields) -> HalfLife | None:
    hours = fields.span("hours")
    metabolite = fields.text("active_metabolite")
    metabolite_hours = fields.span("metabolite_hours")
    source = read_source(fields)
    fields.finish()
    if not (hours or metabolite_hours):
        fields.wrong("hours: are missing, of the drug and of its metabolite")
        return None
    return HalfLife(hours, source, metabolite, metabolite_hours)


def _equivalent(fields: Fields) -> Equivalent | None:
    table = fields.text("table", required=True)
    low = fields.amount("amount", Mass.parse, required=True)
    high = fields.amount("amount_high", Mass.parse) or low
    source = read_source(fields)
    fields.finish()
    return Equivalent(table, low, high, source) if low and high else None


def _product(fields: Fields, drug: str) -> Product | None:
    before = len(fields.problems)
    identity = fields.text("id", required=True)
    if identity and not all(char in "abcdefghijklmnopqrstuvwxyz0123456789.-" for char in identity):
        fields.wrong(f"id: {quoted(identity)} has other signs than a-z, 0-9, point and hyphen: write it with these")
    name = fields.text("name", required=True)
    maker = fields.text("maker")
    form = fields.one_of("form", Form, required=True)
    source = read_source(fields)
    common: _Common = {
        "id": identity,
        "drug": drug,
        "name": name,
        "maker": maker,
        "unverified": _unverified(fields, form),
        "source": source,
        "codes": read_product_codes(fields, source),
    }
    product: Product | None = None
    if form:
        product = _liquid(fields, form, common) if form.is_liquid else _solid(fields, form, common)
        fields.finish()
    return product if len(fields.problems) == before else None


def _unverified(fields: Fields, form: Form | None) -> tuple[str, ...]:
    """Take the names of the fields that were not seen in a document; a slip there would hide a note."""
    names = fields.texts("unverified")
    known = _OF_A_LIQUID if form and form.is_liquid else _OF_A_SOLID
    for name in names:
        if form and name not in known:
            fields.wrong(f"unverified: {quoted(name)} is not a field of such a product{did_you_mean(name, known)}")
    return names


def _solid(fields: Fields, form: Form, common: _Common) -> Solid | None:
    before = len(fields.problems)
    strength = fields.amount("strength", Mass.parse, required=True)
    score = fields.one_of("score", Score, required=True)
    parts = fields.raw("parts")
    if parts not in (*LABEL_PARTS, "unknown") or isinstance(parts, bool):
        fields.wrong('parts: write 1, 2, 3, 4 or "unknown": into how many equal parts the label says it may be divided')
    elif not form.is_divisible and parts != 1:
        fields.wrong(f"parts: {with_article(form)} is never divided: write 1")
    dividing = fields.text("dividing")
    packs = fields.counts("packs")
    if not (strength and score) or len(fields.problems) > before:
        return None
    return Solid(
        **common,
        form=form,
        strength=strength,
        score=score,
        parts=parts if isinstance(parts, int) else None,
        dividing=dividing,
        packs=packs,
    )


def _liquid(fields: Fields, form: Form, common: _Common) -> Liquid | None:
    concentration = fields.amount("concentration", Concentration.parse, required=True)
    drops = fields.number("drops_per_ml", most=1000)
    step = fields.amount("step", Volume.parse)
    if drops and step:
        fields.wrong("step: a liquid counted in drops has the drop as its step: leave step out")
    if drops and not fields.has("maker"):
        fields.wrong("maker: is missing: drops belong to one maker's bottle, and other bottles drip differently")
    drops_only = fields.flag("drops_only")
    bottles = fields.amounts("bottles", Volume.parse)
    in_use_days, life_not_stated = fields.count_or("in_use_days", NOT_STATED, most=3650)
    excipients = _excipients(fields)
    avoid = fields.texts("avoid")
    handling = fields.text("handling")
    if not concentration:
        return None
    return Liquid(
        **common,
        form=form,
        concentration=concentration,
        step=step,
        drops_per_ml=drops,
        drops_only=drops_only,
        bottles=bottles,
        in_use_days=in_use_days,
        life_not_stated=life_not_stated,
        excipients=excipients,
        avoid=avoid,
        handling=handling,
    )


def _excipients(fields: Fields) -> tuple[Content, ...]:
    """Read the table of excipients, each with its mass in a millilitre or with no amount stated."""
    table = fields.table("excipients") or {}
    inner = Fields(table, place(fields.place, "excipients"), fields.problems)
    found = []
    for excipient in Excipient:
        key = excipient.replace(" ", "_")
        if key in table:
            stated = inner.amount_or(key, NOT_STATED, Concentration.parse)
            found.append(Content(excipient, stated))
    inner.finish(known=(each.replace(" ", "_") for each in Excipient))
    return tuple(found)


def _fact(fields: Fields, code: str, drugs: tuple[str, ...], checked: object = None) -> Fact:
    text = fields.text("text", required=True)
    source = read_source(fields, dated=checked is None)
    fields.finish()
    return Fact(text, source, code, drugs)


class _Common(TypedDict):
    """What every product has."""

    id: str
    drug: str
    name: str
    maker: str
    unverified: tuple[str, ...]
    source: Source
    codes: tuple[ProductCode, ...]
