"""Answers as JSON documents: shelf, preferences and combinations, amounts as text."""

from __future__ import annotations

from typing import Any

from pillsplit.amounts.number import plain, written_percent
from pillsplit.errors import Note
from pillsplit.model.answer import Answer
from pillsplit.model.combination import Combination, Measured, Piece
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Product, Shelf, Solid
from pillsplit.solver.tablets import Why

SCHEMA = 1

Json = dict[str, Any]


def head(command: str, version: str, shelf: Shelf, preferences: Preferences) -> Json:
    """Return what every document starts with."""
    return {
        "pillsplit": version,
        "schema": SCHEMA,
        "command": command,
        "shelf": {"region": shelf.region, "products": [product(each) for each in shelf.products]},
        "preferences": {
            "split": str(preferences.split),
            "max_pieces": preferences.max_pieces,
            "prefer": str(preferences.prefer),
            "max_volume_ml": plain(preferences.max_volume.ml),
            "tolerance": written_percent(preferences.tolerance),
            "liquid": preferences.liquid,
        },
    }


def bare_head(command: str, version: str) -> Json:
    """Return what a document starts with where no shelf is asked: a schedule is written before one is chosen."""
    return {"pillsplit": version, "schema": SCHEMA, "command": command, "shelf": None, "preferences": None}


def data_head(command: str, version: str) -> Json:
    """Return what a document starts with that is of the data itself."""
    return {"pillsplit": version, "schema": SCHEMA, "command": command}


def product(each: Product) -> Json:
    """Return a product with its source."""
    common = {"id": each.id, "drug": each.drug, "name": each.name, "form": str(each.form)}
    if isinstance(each, Solid):
        own: Json = {
            "strength_mg": plain(each.strength.mg),
            "parts": "unknown" if each.parts is None else each.parts,
            "score": str(each.score),
        }
    else:
        own = {"concentration_mg_per_ml": plain(each.concentration.mg_per_ml), "step_ml": plain(each.step.ml)}
        if each.drops_per_ml:
            own["drops_per_ml"] = each.drops_per_ml
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
        "mg": plain(each.mass.mg),
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
        "verdict": each.verdict,
        "needs_liquid": each.needs_liquid,
        "items": items(each.combination),
        "made_mg": plain(each.combination.mass.mg) if each.combination else None,
        "difference_mg": plain(each.difference.mg) if each.combination else None,
        "below": _neighbour(each.below),
        "above": _neighbour(each.above),
        "why": why,
    }


def notes(said: tuple[Note, ...]) -> list[Json]:
    """Return notes with their codes."""
    return [{"code": note.code, "text": note.text} for note in said]


def _why(why: Why | None) -> Json | None:
    return {"code": why.code, "text": why.text} if why else None


def _neighbour(combination: Combination | None) -> Json | None:
    return {"mg": plain(combination.mass.mg), "items": items(combination)} if combination else None
