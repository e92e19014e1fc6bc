"""The products of a region with all that is on record of them: as a page, as records and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pillsplit import __version__
from pillsplit.amounts.number import plain, written
from pillsplit.model.drug import Drug
from pillsplit.model.product import Content, Liquid, Product, Solid
from pillsplit.model.shelf import Shelf
from pillsplit.model.source import Fact, Source
from pillsplit.model.text import listed
from pillsplit.output import document
from pillsplit.output.document import Json
from pillsplit.output.sources import Sources
from pillsplit.output.table import Column, Lines, Page, Table, records_of, table_of
from pillsplit.output.view import View
from pillsplit.output.words import divisible

NOT_MARKETED = "not-marketed"
UNSEEN = "*"
"""Stands behind what was not seen in a document."""
_FEW = 3
"""So many drugs are named in a title."""


def view(shelf: Shelf) -> View:
    """Return the products of a shelf, with all that is on record of them, in every form."""
    region: Json = {"region": shelf.region}
    return View(
        page=lambda: page(shelf),
        records=lambda: records_of(PRODUCTS, (region | _body_of(product) for product in shelf.products)),
        document=lambda: document.data_head("formulary show", __version__) | body(shelf),
    )


def _plain(key: str) -> Column[Json]:
    """Return the column of one key of a product's document."""
    return Column(key, plain=lambda product: _cell(product.get(key)))


PRODUCTS = tuple(
    map(
        _plain,
        (
            "region",
            "drug",
            "id",
            "name",
            "form",
            "strength_mg",
            "concentration_mg_per_ml",
            "mg_per_drop",
            "drops_per_ml",
            "score",
            "parts",
            "dividing",
            "packs",
            "bottles_ml",
            "in_use_days",
            "excipients_mg_per_ml",
            "avoid",
            "handling",
            "unverified",
            "codes",
            "evidence",
            "primary",
            "source",
            "as_of",
            "checked",
        ),
    )
)
"""What is said of each product, of its document and its region."""


def solid_columns(sources: Sources) -> tuple[Column[Solid], ...]:
    """Return what people read of a tablet or capsule; its source stands among *sources*."""
    return (
        Column(heading="Tablet or capsule", words=_short),
        Column(
            heading="Score",
            words=lambda each: str(each.score) + _unseen(each, "score") if each.form.is_divisible else "",
        ),
        Column(
            heading="Divided",
            words=lambda each: divisible(each).removeprefix("division ") + _unseen(each, "parts"),
        ),
        Column(heading="Packs", words=lambda each: _numbers(each.packs) + _unseen(each, "packs")),
        Column(heading="Source", words=lambda each: sources.mark(each.source)),
    )


def liquid_columns(sources: Sources) -> tuple[Column[Liquid], ...]:
    """Return what people read of a liquid; its source stands among *sources*."""
    return (
        Column(heading="Liquid", words=_short),
        Column(
            heading="mg per mL",
            words=lambda each: written(each.concentration.mg_per_ml) + _unseen(each, "concentration"),
        ),
        Column(heading="Counted", words=_counting),
        Column(heading="Each holds", words=lambda each: f"{each.drop_mass} a drop" if each.drop_mass else ""),
        Column(heading="Bottles", words=lambda each: ", ".join(map(str, each.bottles)) + _unseen(each, "bottles")),
        Column(heading="Once opened", words=_opened_life),
        Column(heading="Holds", words=lambda each: "; ".join(map(_excipient, each.excipients))),
        Column(heading="Keep from", words=lambda each: ", ".join(each.avoid) + _unseen(each, "avoid")),
        Column(heading="Source", words=lambda each: sources.mark(each.source)),
    )


def page(shelf: Shelf) -> Page:
    """Return tables of products for each drug, what their labels say, what is not marketed, and the sources below."""
    sources = Sources()
    parts: list[Table | Lines] = []
    solids, liquids = solid_columns(sources), liquid_columns(sources)
    for drug in shelf.drugs:
        parts += [
            table_of(solids, shelf.solids(drug.name), f"{drug.name.capitalize()}, tablets and capsules"),
            table_of(liquids, shelf.liquids(drug.name), f"{drug.name.capitalize()}, liquids"),
            *_of_drug(shelf, drug, sources),
        ]
    rules = [fact for fact in shelf.facts if fact.code != NOT_MARKETED]
    parts.append(Lines("Prescribing and dispensing", tuple(_fact_line(fact, sources) for fact in rules)))
    if any(UNSEEN in text for part in parts for text in _texts(part)):
        parts.append(Lines(f"Marked {UNSEEN}", ("Not seen in a document: have it confirmed before relying on it.",)))
    parts.append(Lines("Sources", sources.lines))
    few = len(shelf.drugs) <= _FEW
    drugs = listed([drug.name for drug in shelf.drugs]) if few else f"{len(shelf.drugs)} drugs"
    return Page(f"{shelf.title}: {drugs}, {_count(shelf.products)}", (), tuple(parts))


def body(shelf: Shelf) -> Json:
    """Return the document of a shelf: every product, and every fact beside them."""
    return {
        "region": shelf.region,
        "products": [_body_of(product) for product in shelf.products],
        "facts": [
            {"code": fact.code, "text": fact.text, "evidence": str(fact.source.evidence), "source": fact.source.text}
            for fact in shelf.facts
        ],
    }


def _of_drug(shelf: Shelf, drug: Drug, sources: Sources) -> Iterator[Lines]:
    """Yield what the labels say beside the tables, the ids, what is not marketed, and what is known of the drug."""
    named = drug.name.capitalize()
    solids, liquids = shelf.solids(drug.name), shelf.liquids(drug.name)
    if not (solids or liquids):
        yield Lines(named, ("No product is on record.",))
    yield Lines(f"{named}: what the labels say of dividing", _gathered(solids, "dividing"))
    yield Lines(f"{named}: measuring and keeping", _gathered(liquids, "handling"))
    here: tuple[Product, ...] = (*solids, *liquids)
    yield Lines(f"{named}: ids for `use` and `without`", tuple(f"{_short(each)}: {each.id}" for each in here))
    yield Lines(f"{named}: codes", tuple(f"{_short(each)}: {_codes(each)}" for each in here if each.codes))
    absent = [fact for fact in shelf.facts if fact.code == NOT_MARKETED and drug.name in fact.drugs]
    yield Lines(f"{named}: not marketed", tuple(_fact_line(fact, sources) for fact in absent))
    yield Lines(f"About {drug.name}", tuple(_about(drug, shelf.region, sources)))


def _about(drug: Drug, region: str | None, sources: Sources) -> Iterable[str]:
    if names := dict(drug.brands).get(region or ""):
        yield f"Brands here: {', '.join(names)}{_marked(drug.brands_source, sources) if drug.brands_source else ''}"
    if drug.daily_maximum and (maximum := drug.maximum_fact):
        said = f"{drug.daily_maximum}. {maximum.text}{_marked(maximum.source, sources)}"
        yield f"Plausible daily maximum, above which a dose is questioned: {said}"
    if life := drug.half_life:
        own = f"{_span(life.hours)} hours" if life.hours else "of the drug itself not on record"
        of = life.metabolite or "its active metabolite"
        active = f"; of {of} {_span(life.metabolite_hours)} hours" if life.metabolite_hours else ""
        yield f"Half-life {own}{active}{_marked(life.source, sources)}"
    for equal in drug.equivalents:
        amount = f"{equal.low}" if equal.low == equal.high else f"{equal.low} to {equal.high}"
        yield f"Held equal to diazepam 10 mg by table {equal.table}: {amount}{_marked(equal.source, sources)}"


def _marked(source: Source, sources: Sources) -> str:
    """Return what stands behind a fact: the sign of what was not seen, and the number of its source."""
    return f"{'' if source.is_seen else UNSEEN} {sources.mark(source)}"


def _short(product: Product) -> str:
    """Return the product's name without its drug: ``5 mg tablets (Berk)``."""
    unseen = "" if product.source.is_seen else UNSEEN
    return product.name.removeprefix(f"{product.drug.capitalize()} ") + unseen


def _codes(product: Product) -> str:
    """Write the codes of a product by their systems: ``CIS 63196256; CIP 3111303, 3400931113034``."""
    by_system: dict[str, list[str]] = {}
    for code in product.codes:
        by_system.setdefault(code.system.upper(), []).append(code.code)
    return "; ".join(f"{system} {', '.join(codes)}" for system, codes in by_system.items())


def _counting(liquid: Liquid) -> str:
    if liquid.drops_per_ml:
        only = "drops only" if liquid.drops_only else "drops"
        return f"{only}, {written(liquid.drops_per_ml)} per mL{_unseen(liquid, 'drops_per_ml')}"
    return f"by {liquid.step}{_unseen(liquid, 'step')}" if liquid.step else ""


def _opened_life(liquid: Liquid) -> str:
    if liquid.life_not_stated:
        return "not stated"
    return f"{liquid.in_use_days} days{_unseen(liquid, 'in_use_days')}" if liquid.in_use_days else "unknown"


def _excipient(content: Content) -> str:
    return f"{content.excipient}, {content.per_ml}" if content.per_ml else f"{content.excipient}, amount not stated"


def _gathered(found: Iterable[Product], field: str) -> tuple[str, ...]:
    """Return each statement once, after the products that it is said of."""
    said: dict[str, list[str]] = {}
    for product in found:
        if text := getattr(product, field):
            said.setdefault(text + _unseen(product, field), []).append(_short(product))
    return tuple(f"{', '.join(names)}: {text}" for text, names in said.items())


def _fact_line(fact: Fact, sources: Sources) -> str:
    return f"{fact.text}{_marked(fact.source, sources)}"


def _unseen(product: Product, field: str) -> str:
    return UNSEEN if field in product.unverified else ""


def _texts(part: Table | Lines) -> Iterable[str]:
    return part.lines if isinstance(part, Lines) else (cell for row in part.rows for cell in row)


def _numbers(values: Iterable[int]) -> str:
    return ", ".join(map(str, values)) or "unknown"


def _span(hours: tuple[int, int]) -> str:
    return str(hours[0]) if hours[0] == hours[1] else f"{hours[0]} to {hours[1]}"


def _count(found: Sequence[Product]) -> str:
    return f"{len(found)} {'product' if len(found) == 1 else 'products'}"


def _body_of(each: Product) -> Json:
    known = document.product(each) | {
        "maker": each.maker or None,
        "as_of": each.source.as_of,
        "primary": each.source.primary,
        "codes": [{"system": str(code.system), "code": code.code} for code in each.codes],
    }
    if isinstance(each, Solid):
        return known | {"dividing": each.dividing or None, "packs": list(each.packs)}
    return known | {
        "mg_per_drop": plain(each.drop_mass.mg) if each.drop_mass else None,
        "drops_only": each.drops_only,
        "bottles_ml": [plain(bottle.ml) for bottle in each.bottles],
        "in_use_days": "not stated" if each.life_not_stated else each.in_use_days,
        "excipients_mg_per_ml": {
            str(content.excipient): plain(content.per_ml.mg_per_ml) if content.per_ml else None
            for content in each.excipients
        },
        "avoid": list(each.avoid),
        "handling": each.handling or None,
    }


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(" ".join(each.values()) if isinstance(each, dict) else str(each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{key} {'not stated' if each is None else each}" for key, each in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
