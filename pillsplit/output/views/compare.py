"""A drug region beside region, as a page, as rows and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pillsplit.amounts.number import in_parts, plain, written
from pillsplit.errors import listed
from pillsplit.model.combination import WHOLE, Combination
from pillsplit.model.product import Evidence, Form, Liquid, Solid
from pillsplit.output import document
from pillsplit.output.document import Json
from pillsplit.output.table import Lines, Page, Table
from pillsplit.verbs.compare import Comparison, Regional

COLUMNS = (
    "region",
    "drug",
    "tablets_mg",
    "never_cut_mg",
    "licensed_piece_mg",
    "smallest_tablet_dose_mg",
    "liquid_mg_per_ml",
    "liquid_step_mg",
    "drops_per_ml",
    "liquid_needed_below_mg",
)

_LEAD = (
    "The finest piece by label is one that a label or a register was seen to allow.",
    "The smallest dose of tablets counts a tablet as divisible in halves where its division is not on record.",
    "A dose below the smallest one needs liquid; so may a dose above it that is no sum of the pieces.",
)


def page(comparison: Comparison, not_on_record: Sequence[str] = ()) -> Page:
    """Return the regions side by side, and what else they say of the drug."""
    drug = comparison.drug
    return Page(
        f"{drug.capitalize()} in {len(comparison.regions)} regions",
        _LEAD,
        (
            Table(
                (
                    "Region",
                    "Tablets",
                    "Finest piece by label",
                    "Smallest dose of tablets",
                    "Liquid and its step",
                    "Liquid needed",
                ),
                tuple(
                    (
                        each.shelf.title,
                        _solids(each),
                        _piece(each.licensed) if each.licensed else "none seen" if each.solids else "",
                        _smallest(each.smallest) if each.smallest else "",
                        "; ".join(_liquids(each)),
                        _needed(each),
                    )
                    for each in comparison.regions
                ),
            ),
            Lines("Not marketed", tuple(_absent(comparison))),
            Lines("Not on record for", (listed(not_on_record),) if not_on_record else ()),
        ),
    )


def rows(comparison: Comparison) -> Iterable[Sequence[str]]:
    """Return a row for each region, with plain amounts, under `COLUMNS`."""
    for told in body(comparison)["regions"]:
        cells = {name: told.get(name) for name in COLUMNS} | {"drug": comparison.drug}
        for name, key in (
            ("liquid_mg_per_ml", "mg_per_ml"),
            ("liquid_step_mg", "step_mg"),
            ("drops_per_ml", "drops_per_ml"),
        ):
            cells[name] = [liquid[key] for liquid in told["liquids"]]
        yield tuple(_cell(cells[name]) for name in COLUMNS)


def body(comparison: Comparison) -> Json:
    """Return the document of a comparison."""
    return {
        "drug": comparison.drug,
        "regions": [
            {
                "region": each.shelf.region,
                "name": each.shelf.title,
                "tablets_mg": _strengths(each.solids, Form.TABLET),
                "never_cut_mg": [
                    strength
                    for form in _forms(each.solids)
                    if form is not Form.TABLET
                    for strength in _strengths(each.solids, form)
                ],
                "licensed_piece_mg": plain(each.licensed.mass.mg) if each.licensed else None,
                "licensed_piece": document.items(each.licensed),
                "smallest_tablet_dose_mg": plain(each.smallest.mass.mg) if each.smallest else None,
                "smallest_tablet_dose": document.items(each.smallest),
                "liquids": [
                    {
                        "product": liquid.id,
                        "mg_per_ml": plain(liquid.concentration.mg_per_ml),
                        "step_mg": plain(liquid.step_mass.mg),
                        "drops_per_ml": liquid.drops_per_ml,
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


def _strengths(solids: Iterable[Solid], form: Form) -> list[str]:
    return [plain(mg) for mg in sorted({solid.strength.mg for solid in solids if solid.form is form})]


def _solids(each: Regional) -> str:
    told = []
    for form in _forms(each.solids):
        amounts = ", ".join(written(mg) for mg in sorted({s.strength.mg for s in each.solids if s.form is form}))
        told.append(f"{amounts} mg" if form is Form.TABLET else f"{form} {amounts} mg")
    return "; ".join(told) or "none"


def _piece(combination: Combination) -> str:
    """Say the one piece that a smallest dose is: ``0.25 mg (½ × 0.5 mg)``."""
    piece = combination.pieces[0]
    of = "whole" if piece.part == WHOLE else f"{in_parts(piece.part)} × {piece.product.amount}"
    return f"{combination.mass} ({of})"


def _smallest(combination: Combination) -> str:
    piece = combination.pieces[0]
    if piece.product.source.evidence is Evidence.UNVERIFIED:
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
        seen[text] = seen.get(text, False) or liquid.source.evidence is not Evidence.UNVERIFIED
    return (text + ("" if verified else ", not verified") for text, verified in seen.items())


def _liquid(liquid: Liquid) -> str:
    if liquid.drops_per_ml:
        return f"{liquid.amount}, {liquid.drops_per_ml} drops per mL: {liquid.step_mass} a drop"
    return f"{liquid.amount} by {liquid.step}: {liquid.step_mass}"


def _needed(each: Regional) -> str:
    where = f"below {each.smallest.mass}" if each.smallest else "for every dose"
    return where if each.liquids else f"{where}, and none is on record" if each.smallest else "none is on record"


def _absent(comparison: Comparison) -> Iterable[str]:
    for each in comparison.regions:
        for fact in each.shelf.facts:
            if fact.code == "not-marketed":
                unseen = " (not verified)" if fact.source.evidence is Evidence.UNVERIFIED else ""
                yield f"{each.shelf.title}: {fact.text}{unseen}"


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join("" if each is None else str(each) for each in value)
    return "" if value is None else str(value)
