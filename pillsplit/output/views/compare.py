"""A drug region beside region: as a page, as records and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pillsplit import __version__
from pillsplit.amounts.number import in_parts, plain, written
from pillsplit.model.combination import WHOLE, Combination
from pillsplit.model.form import Form
from pillsplit.model.product import Liquid, Solid
from pillsplit.model.text import listed
from pillsplit.output import document
from pillsplit.output.document import Json, data_head
from pillsplit.output.table import Column, Lines, Page, records_of, table_of
from pillsplit.output.view import View
from pillsplit.verbs.compare import Comparison, Regional

_LEAD = (
    "The finest piece by label is one that a label or a register was seen to allow.",
    "The smallest dose of tablets counts a tablet as divisible in halves where its division is not on record.",
    "A dose below the smallest one needs liquid; so may a dose above it that is no sum of the pieces.",
)


def view(comparison: Comparison, not_on_record: Sequence[str] = ()) -> View:
    """Return the regions side by side in every form; *not_on_record* are those that say nothing of the drug."""
    head = data_head("formulary compare", __version__)
    return View(
        page=lambda: page(comparison, not_on_record),
        records=lambda: records_of(columns(comparison), comparison.regions),
        document=lambda: head | body(comparison) | {"not_on_record": list(not_on_record)},
    )


def columns(comparison: Comparison) -> tuple[Column[Regional], ...]:
    """Return what is said of the drug in each region."""
    return (
        Column("region", "Region", plain=lambda each: each.shelf.region or "", words=lambda each: each.shelf.title),
        Column("drug", plain=lambda _: comparison.drug),
        Column(heading="Tablets", words=lambda each: _solids(each)),
        Column("tablets_mg", plain=lambda each: "; ".join(_tablets(each.solids))),
        Column("never_cut_mg", plain=lambda each: "; ".join(_never_cut(each.solids))),
        Column(
            "licensed_piece_mg",
            "Finest piece by label",
            plain=lambda each: plain(each.licensed.mass.mg) if each.licensed else "",
            words=lambda each: _piece(each.licensed) if each.licensed else "none seen" if each.solids else "",
        ),
        Column(
            "smallest_tablet_dose_mg",
            "Smallest dose of tablets",
            plain=lambda each: plain(each.smallest.mass.mg) if each.smallest else "",
            words=lambda each: _smallest(each.smallest) if each.smallest else "",
        ),
        Column(heading="Liquid", words=lambda each: "; ".join(_liquids(each))),
        Column(
            "liquid_mg_per_ml",
            plain=lambda each: "; ".join(plain(liquid.concentration.mg_per_ml) for liquid in each.liquids),
        ),
        Column("mg_per_drop", plain=lambda each: "; ".join(_per_drop(liquid) or "" for liquid in each.liquids)),
        Column("drops_per_ml", plain=lambda each: "; ".join(_drops(liquid) or "" for liquid in each.liquids)),
        Column(
            "liquid_needed_below_mg",
            "Liquid needed",
            plain=lambda each: plain(each.smallest.mass.mg) if each.smallest else "",
            words=lambda each: _needed(each),
        ),
    )


def page(comparison: Comparison, not_on_record: Sequence[str] = ()) -> Page:
    """Return the regions side by side, and what else they say of the drug."""
    return Page(
        f"{comparison.drug.capitalize()} in {len(comparison.regions)} regions",
        _LEAD,
        (
            table_of(columns(comparison), comparison.regions),
            Lines("Drops that differ by bottle", tuple(_bottles(comparison))),
            Lines("Not marketed", tuple(_absent(comparison))),
            Lines("Not on record for", (listed(not_on_record),) if not_on_record else ()),
        ),
    )


def body(comparison: Comparison) -> Json:
    """Return the document of a comparison."""
    return {
        "drug": comparison.drug,
        "regions": [
            {
                "region": each.shelf.region,
                "name": each.shelf.title,
                "tablets_mg": _tablets(each.solids),
                "never_cut_mg": _never_cut(each.solids),
                "licensed_piece_mg": plain(each.licensed.mass.mg) if each.licensed else None,
                "licensed_piece": document.items(each.licensed),
                "smallest_tablet_dose_mg": plain(each.smallest.mass.mg) if each.smallest else None,
                "smallest_tablet_dose": document.items(each.smallest),
                "liquids": [
                    {
                        "product": liquid.id,
                        "mg_per_ml": plain(liquid.concentration.mg_per_ml),
                        "mg_per_drop": _per_drop(liquid),
                        "drops_per_ml": _drops(liquid),
                    }
                    for liquid in each.liquids
                ],
                "liquid_needed_below_mg": plain(each.smallest.mass.mg) if each.smallest else None,
                "facts": [{"code": fact.code, "text": fact.text} for fact in each.shelf.facts],
            }
            for each in comparison.regions
        ],
    }


def _forms(solids: Iterable[Solid]) -> list[Form]:
    """Return the forms in the order in which they are declared, tablets first."""
    found = {solid.form for solid in solids}
    return [form for form in Form if form in found]


def _strengths(solids: Iterable[Solid]) -> list[str]:
    return [plain(mg) for mg in sorted({solid.strength.mg for solid in solids})]


def _tablets(solids: Iterable[Solid]) -> list[str]:
    """Return the strengths of the tablets that may be cut by their form, plain or film-coated."""
    return _strengths(solid for solid in solids if solid.form.is_divisible)


def _never_cut(solids: Sequence[Solid]) -> list[str]:
    """Return the strengths of each form that is never cut."""
    forms = (form for form in _forms(solids) if not form.is_divisible)
    return [strength for form in forms for strength in _strengths(each for each in solids if each.form is form)]


def _solids(each: Regional) -> str:
    said = []
    for form in _forms(each.solids):
        amounts = ", ".join(written(mg) for mg in sorted({s.strength.mg for s in each.solids if s.form is form}))
        said.append(f"{amounts} mg" if form is Form.TABLET else f"{form} {amounts} mg")
    return "; ".join(said) or "none"


def _piece(combination: Combination) -> str:
    """Say the one piece that a smallest dose is: ``0.25 mg (½ × 0.5 mg)``."""
    piece = combination.pieces[0]
    of = "whole" if piece.part == WHOLE else f"{in_parts(piece.part)} × {piece.product.amount}"
    return f"{combination.mass} ({of})"


def _smallest(combination: Combination) -> str:
    piece = combination.pieces[0]
    if not piece.product.source.is_seen:
        return f"{_piece(combination)}, not verified"
    if piece.part == WHOLE:
        return _piece(combination)
    if piece.product.parts is None:
        return f"{_piece(combination)}, division not on record"
    return _piece(combination) + (", division not verified" if "parts" in piece.product.unverified else "")


def _liquids(each: Regional) -> Iterable[str]:
    """Return each liquid once, however many makers it has; one maker whose label was seen verifies it."""
    seen: dict[str, bool] = {}
    for liquid in each.liquids:
        text = _liquid(liquid)
        seen[text] = seen.get(text, False) or liquid.source.is_seen
    return (text + ("" if verified else ", not verified") for text, verified in seen.items())


def _bottles(comparison: Comparison) -> Iterator[str]:
    """Yield for each region whose bottles drip differently which maker's drop holds what."""
    for each in comparison.regions:
        makers: dict[str, list[str]] = {}
        for liquid in each.liquids:
            if liquid.drop_mass:
                makers.setdefault(f"{liquid.drop_mass} a drop", []).append(liquid.maker)
        if len(makers) > 1:
            drops = "; ".join(f"{listed(names)} {drop}" for drop, names in makers.items())
            yield f"{each.shelf.title}: {drops}."


def _liquid(liquid: Liquid) -> str:
    if liquid.drops_per_ml:
        return f"{liquid.amount}, {written(liquid.drops_per_ml)} drops per mL: {liquid.drop_mass} a drop"
    return liquid.amount


def _per_drop(liquid: Liquid) -> str | None:
    return plain(liquid.drop_mass.mg) if liquid.drop_mass else None


def _drops(liquid: Liquid) -> str | None:
    return plain(liquid.drops_per_ml) if liquid.drops_per_ml else None


def _needed(each: Regional) -> str:
    where = f"below {each.smallest.mass}" if each.smallest else "for every dose"
    return where if each.liquids else f"{where}, and none is on record" if each.smallest else "none is on record"


def _absent(comparison: Comparison) -> Iterable[str]:
    for each in comparison.regions:
        for fact in each.shelf.facts:
            if fact.code == "not-marketed":
                unseen = "" if fact.source.is_seen else " (not verified)"
                yield f"{each.shelf.title}: {fact.text}{unseen}"
