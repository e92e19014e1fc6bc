"""What the page knows before anything is asked: countries, drugs, examples, rules, devices, and about itself."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pillsplit import __version__
from pillsplit.amounts.number import written_percent
from pillsplit.formulary import published
from pillsplit.formulary.loader import Formulary
from pillsplit.model.drug import Drug
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid, Product
from pillsplit.model.rule import Rule, cut_in_words
from pillsplit.model.source import Source
from pillsplit.output.formats import FORMATS
from pillsplit.output.languages.language import LANGUAGES
from pillsplit.output.words import days_in_words, product_in_words, source_in_words
from pillsplit.request import Request

Found = dict[str, Any]
_UNSEEN = {"in_use_days": "days once opened", "drops_per_ml": "drops per mL", "parts": "division"}
_DEFAULTS = Request()


def about(folders: Iterable[str] = ()) -> Found:
    """Return what fills the page's lists, from the data that ships and from *folders* beside it."""
    formulary = Formulary(*map(Path, folders))
    drugs = {name: formulary.drug(name) for name in formulary.drug_names}
    return {
        "version": __version__,
        "countries": [_country(formulary, name, drugs) for name in formulary.region_names],
        "examples": [
            {"name": each.name, "title": each.title, "source": each.source, "region": each.region}
            for each in published.everything()
        ],
        "rules": [_rule(rule) for rule in formulary.rules],
        "devices": [{"name": device.name, "usual": device.usual} for device in formulary.devices().items],
        "languages": dict(LANGUAGES),
        "limits": _limits(),
        "tools": tools(),
    }


def _country(formulary: Formulary, name: str, drugs: dict[str, Drug]) -> Found:
    here = formulary.drugs_in(name)
    return {
        "name": name,
        "title": formulary.region(name).title,
        "drugs": [{"name": drug, "brands": list(_brands(drugs[drug], name))} for drug in here],
    }


def _brands(drug: Drug, region: str) -> Iterator[str]:
    """Yield the brands of a drug: those of the region where some are known there, else those of all."""
    by_region = dict(drug.brands)
    yield from by_region.get(region) or dict.fromkeys(brand for brands in by_region.values() for brand in brands)


def _rule(rule: Rule) -> Found:
    return {
        "name": rule.name,
        "title": rule.title,
        "sentence": rule.sentence,
        "read_as": rule.read_as,
        "caution": rule.caution,
        "source": source_in_words(rule.source),
        "drugs": list(rule.drugs),
        "asks": rule.asks_half_point,
        "paces": [
            {
                "name": pace.name,
                "says": f"{f'{pace.name}: ' if pace.name else ''}{cut_in_words(pace.cut)}, "
                f"every {days_in_words(pace.days)}",
            }
            for pace in rule.paces
        ],
    }


def _limits() -> Found:
    """Return the limits that hold where nothing else is written, as their fields show them."""
    preferences = Preferences()
    return {
        "split": str(preferences.split),
        "prefer": str(preferences.prefer),
        "switch": str(preferences.switch),
        "max_pieces": str(preferences.max_pieces),
        "max_fills": str(_DEFAULTS.max_fills),
        "max_volume": str(preferences.max_volume),
        "tolerance": written_percent(preferences.tolerance),
        "device_tolerance": written_percent(preferences.device_tolerance),
        "tablets_within": written_percent(preferences.tablets_within),
        "interval": days_in_words(_DEFAULTS.interval),
    }


def tools() -> list[str]:
    """Name the forms of download that need a library which may not be there, of those that are."""
    from importlib.util import find_spec

    needs = {"ics": "icalendar"} | ({"xlsx": "openpyxl"} if "xlsx" in FORMATS else {})
    return [form for form, module in needs.items() if find_spec(module)]


def products_of(products: Iterable[Product]) -> list[Found]:
    """Return what stands beside each tick box: what a product is, how it is divided, and on what that rests."""
    return [
        {
            "id": product.id,
            "drug": product.drug,
            "name": product.name,
            "kind": "liquid" if isinstance(product, Liquid) else "tablet",
            "says": product_in_words(product),
            "evidence": _evidence(product.source),
            "source": source_in_words(product.source),
            "unseen": ", ".join(_UNSEEN.get(name, name.replace("_", " ")) for name in product.unverified),
        }
        for product in products
    ]


def _evidence(source: Source) -> str:
    return f"{source.evidence}{f', {source.checked}' if source.checked else ''}"


def dated(products: Iterable[Product]) -> datetime.date | None:
    """Return the day of the youngest fact among products; None where none has a date."""
    return max((each.source.checked for each in products if each.source.checked), default=None)


def is_old(products: Iterable[Product]) -> bool:
    """Say whether any fact was checked too long ago."""
    return any(each.source.stale for each in products)
