"""Answers as JSON documents: shelf, preferences and combinations, amounts as text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pillsplit.amounts.number import plain, written_percent
from pillsplit.errors import Note
from pillsplit.model.answer import Answer
from pillsplit.model.codes import Why
from pillsplit.model.combination import Combination, Measured, Piece
from pillsplit.model.device import Syringe, Tolerance
from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import Plan
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Product, Solid
from pillsplit.model.shelf import Shelf
from pillsplit.model.way import Way

SCHEMA = 2

Json = dict[str, Any]


def head(
    command: str,
    version: str,
    shelf: Shelf,
    preferences: Preferences,
    measuring: Measuring | None = None,
    ways: Iterable[Way] = (),
) -> Json:
    """Return what every document starts with that stands on a shelf."""
    return {
        "pillsplit": version,
        "schema": SCHEMA,
        "command": command,
        "shelf": {"region": shelf.region, "products": [product(each) for each in shelf.products]},
        "ways": [way(each) for each in ways],
        "preferences": asked(preferences, measuring or Measuring()),
    }


def plan_head(command: str, version: str, plan: Plan) -> Json:
    """Return what the document of a verb starts with that tells from a plan."""
    return head(command, version, plan.shelf, plan.preferences, plan.measuring, plan.ways)


def asked(preferences: Preferences, measuring: Measuring) -> Json:
    """Return what was allowed and preferred."""
    return {
        "split": str(preferences.split),
        "max_pieces": preferences.max_pieces,
        "prefer": str(preferences.prefer),
        "max_volume_ml": plain(preferences.max_volume.ml),
        "max_fills": measuring.max_fills,
        "tolerance": written_percent(preferences.tolerance),
        "device_tolerance": written_percent(preferences.device_tolerance),
        "tablets_within": written_percent(preferences.tablets_within),
        "liquid": preferences.liquid,
        "switch": str(preferences.switch),
        "release": preferences.release,
        "device": list(measuring.have),
        "liquid_step": None if preferences.liquid_step is None else str(preferences.liquid_step),
        "in_use_days": measuring.in_use_days,
        "interval": measuring.interval,
    }


def way(each: Way) -> Json:
    """Return one way to measure: the volumes from the least to the most, and how far the device may be off."""
    device = each.device
    drops = each.in_drops
    return {
        "product": each.liquid.id,
        "device": device.name if device else f"marks of {each.spans[0].step}",
        "capacity_ml": plain(device.capacity.ml) if isinstance(device, Syringe) else None,
        "mark_ml": plain(device.mark.ml if isinstance(device, Syringe) else each.spans[0].step.ml),
        "least_ml": plain(each.least.ml),
        "most_ml": plain(each.most.ml),
        "drops": drops,
        "error": _error(device.tolerance) if device and device.tolerance else None,
    }


def _error(tolerance: Tolerance) -> Json:
    below = tolerance.below_half_of_capacity, tolerance.below_half_of_volume
    return {
        "of_volume": written_percent(tolerance.of_volume),
        "below_half_of_capacity": None if below[0] is None else written_percent(below[0]),
        "below_half_of_volume": None if below[1] is None else written_percent(below[1]),
    }


def bare_head(command: str, version: str) -> Json:
    """Return what a document starts with where no shelf is asked: a schedule is written before one is chosen."""
    return {"pillsplit": version, "schema": SCHEMA, "command": command, "shelf": None, "preferences": None}


def data_head(command: str, version: str) -> Json:
    """Return what a document starts with that is of the data itself."""
    return {"pillsplit": version, "schema": SCHEMA, "command": command}


def product(each: Product) -> Json:
    """Return a product with its source."""
    common = {
        "id": each.id,
        "drug": each.drug,
        "name": each.name,
        "form": str(each.form),
        "release": str(each.release),
    }
    if isinstance(each, Solid):
        own: Json = {
            "strength_mg": plain(each.strength.mg),
            "parts": "unknown" if each.parts is None else each.parts,
            "score": str(each.score),
        }
    else:
        own = {
            "concentration_mg_per_ml": plain(each.concentration.mg_per_ml),
            "bottles_ml": [plain(size.ml) for size in each.bottles],
            "in_use_days": each.in_use_days,
        }
        if each.drops_per_ml:
            own["drops_per_ml"] = plain(each.drops_per_ml)
    return (
        common
        | own
        | {
            "evidence": str(each.source.evidence),
            "source": each.source.text,
            "checked": each.source.checked and each.source.checked.isoformat(),
            "unverified": list(each.unverified),
            "stale": each.source.stale,
        }
    )


def item(each: Piece | Measured) -> Json:
    """Return one item of a combination."""
    if isinstance(each, Piece):
        return {
            "product": each.product.id,
            "part": str(each.part),
            "count": each.count,
            "mg": plain(each.mass.mg),
        }
    return {
        "product": each.product.id,
        "ml": plain(each.volume.ml),
        "drops": None if each.drops is None else plain(each.drops),
        "device": each.device.name if each.device else f"marks of {each.step}",
        "mg": plain(each.mass.mg),
        "error_mg": None if each.error is None else plain(each.error.mg),
    }


def items(combination: Combination | None) -> list[Json]:
    """Return the items of a combination; none where there is none."""
    return [item(each) for each in combination.items] if combination else []


def answer(each: Answer) -> Json:
    """Return how one dose is made, or why not."""
    why = _why(each.why)
    if why and each.why_no_liquid:
        why["liquid"] = _why(each.why_no_liquid)
    return {
        "dose_mg": plain(each.dose.mg),
        "verdict": str(each.verdict),
        "needs_liquid": each.needs_liquid,
        "items": items(each.combination),
        "made_mg": plain(each.combination.mass.mg) if each.combination else None,
        "difference_mg": plain(each.difference.mg) if each.combination else None,
        "below": _neighbour(each.below),
        "above": _neighbour(each.above),
        "liquid_below": _neighbour(each.liquid_below),
        "liquid_above": _neighbour(each.liquid_above),
        "why": why,
    }


def notes(said: tuple[Note, ...]) -> list[Json]:
    """Return notes with their codes."""
    return [{"code": note.code, "text": note.text} for note in said]


def _why(why: Why | None) -> Json | None:
    if why is None:
        return None
    numbers = {
        "grid_mg": why.grid and plain(why.grid.mg),
        "needed": why.needed,
        "allowed": why.allowed,
        "least_mg": why.least and plain(why.least.mg),
        "volume_ml": why.volume and plain(why.volume.ml),
        "most_ml": why.most and plain(why.most.ml),
    }
    return {"code": str(why.code), "text": why.text} | {key: each for key, each in numbers.items() if each is not None}


def _neighbour(combination: Combination | None) -> Json | None:
    return {"mg": plain(combination.mass.mg), "items": items(combination)} if combination else None
