"""The answer of `titrate`: how each liquid dose is measured, and the bottles."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from pillsplit import __version__
from pillsplit.amounts.number import plain, rounded
from pillsplit.model.combination import Combination, Measured
from pillsplit.model.device import Device, Dropper, Spoon, Syringe, Tolerance
from pillsplit.model.plan import Plan, PlannedDose
from pillsplit.model.source import Source
from pillsplit.model.text import off_by
from pillsplit.output.bottles import bottle_line, bottle_table
from pillsplit.output.document import Json, plan_head
from pillsplit.output.hints import hint_lines
from pillsplit.output.measuring import PLACES, device_in_words, how_in_words
from pillsplit.output.summary import notes, summary
from pillsplit.output.table import Column, Lines, Page, records_of, table_of
from pillsplit.output.view import View
from pillsplit.output.views import plan_data
from pillsplit.output.views.check import details
from pillsplit.output.views.plan_rows import (
    CHANGE,
    DAYS,
    DIFFERENCE,
    DOSE,
    DRUG,
    MADE,
    NOTES,
    START,
    STEP,
    TIME,
    VERDICT,
    DoseRow,
    dose_rows,
    why,
)
from pillsplit.output.words import (
    gathered,
    in_short,
    in_words,
    sentence,
    source_in_words,
    steps_in_words,
    title,
)
from pillsplit.verbs.hints import MADE_UP, Hint, hints


def _liquid(row: DoseRow) -> Measured | None:
    return row.planned.liquid


def _tablets(row: DoseRow, *, short: bool) -> str:
    made = row.planned.answer.combination
    if not made or not made.pieces:
        return ""
    pieces = Combination(made.pieces)
    return in_short(pieces) if short else in_words(pieces, row.plan.shelf)


def _device(row: DoseRow) -> str:
    measured = _liquid(row)
    return measured.device.name if measured and measured.device else ""


def _error(row: DoseRow) -> str:
    measured = _liquid(row)
    if measured is None:
        return ""
    return "not on record" if measured.error is None else off_by(measured.error)


COLUMNS = (
    STEP,
    DAYS,
    START,
    DRUG,
    TIME,
    DOSE,
    VERDICT,
    Column[DoseRow](
        "tablets",
        "Tablets",
        plain=lambda row: _tablets(row, short=False),
        words=lambda row: _tablets(row, short=True) if row.planned.answer.is_made else "–",
    ),
    Column[DoseRow]("product", plain=lambda row: liquid.product.id if (liquid := _liquid(row)) else ""),
    Column[DoseRow](
        "ml",
        "Liquid",
        plain=lambda row: plain(liquid.volume.ml) if (liquid := _liquid(row)) else "",
        words=lambda row: liquid.amount if (liquid := _liquid(row)) else "",
    ),
    Column[DoseRow](
        "drops",
        plain=lambda row: plain(liquid.drops) if (liquid := _liquid(row)) and liquid.drops is not None else "",
    ),
    Column[DoseRow]("device", "Measured with", plain=_device),
    Column[DoseRow]("mark_ml", plain=lambda row: plain(liquid.step.ml) if (liquid := _liquid(row)) else ""),
    Column[DoseRow]("fills", plain=lambda row: str(len(liquid.fills)) if (liquid := _liquid(row)) else ""),
    Column[DoseRow](
        "exact",
        plain=lambda row: ("yes" if row.planned.answer.is_exact else "no") if row.planned.answer.is_made else "",
    ),
    MADE,
    DIFFERENCE,
    Column[DoseRow](
        "error_mg",
        "Error",
        plain=lambda row: plain(error.mg) if (liquid := _liquid(row)) and (error := liquid.error) is not None else "",
        words=_error,
    ),
    Column[DoseRow](
        "error_percent",
        plain=lambda row: (
            plain(share * 100) if (liquid := _liquid(row)) and (share := liquid.error_share) is not None else ""
        ),
    ),
    Column[DoseRow]("why", plain=lambda row: why(row.planned) if not row.planned.answer.is_made else ""),
    CHANGE,
    NOTES,
)
_SHOWN = tuple(column for column in COLUMNS if column not in (VERDICT, CHANGE))


def view(plan: Plan) -> View:
    """Return how the liquid of a plan is measured."""
    return View(
        page=lambda: page(plan),
        records=lambda: records_of(COLUMNS, dose_rows(plan)),
        document=lambda: plan_head("titrate", __version__, plan) | body(plan),
        products=plan.shelf.products,
    )


def page(plan: Plan) -> Page:
    """Return what a carer and a pharmacist read: the doses with liquid first, then bottles, notes, devices."""
    rows = [row for row in dose_rows(plan) if row.planned.liquid or not row.planned.answer.is_made]
    return Page(
        title(plan.schedule, plan.shelf),
        (summary(plan),),
        (
            table_of(_SHOWN, rows),
            Lines("Bottles", tuple(bottle_line(each) for each in plan.bottles)),
            Lines("What would serve", tuple(hint_lines(plan))),
            Lines("Notes", notes(plan)),
            Lines("How each dose is measured", tuple(_measures(plan)), detail=True),
            evolve(
                bottle_table(plan.bottles, plan.schedule.steps[0].start), detail=True, heading="Bottles by interval"
            ),
            Lines("Devices", tuple(_device_lines(plan)), detail=True),
            *details(plan),
        ),
    )


def _measures(plan: Plan) -> Iterator[str]:
    said = (
        (step.step.number, f"{planned.dose.mass}: {how_in_words(made, plan.shelf)}")
        for step, planned in plan.doses
        if (made := planned.answer.combination) and made.liquid
    )
    return (sentence(f"{steps_in_words(numbers)}, {text.rstrip('.')}") for text, numbers in gathered(said).items())


def devices_used(plan: Plan) -> list[Device]:
    """Return the devices that some dose is measured with, in the order of the plan."""
    used = {
        planned.liquid.device.id: planned.liquid.device
        for _, planned in plan.doses
        if planned.liquid and planned.liquid.device
    }
    return list(used.values())


def _device_lines(plan: Plan) -> Iterator[str]:
    used = devices_used(plan)
    yield from (device_in_words(device) for device in used)
    tolerances = {device.tolerance.text: device.tolerance for device in used if device.tolerance}
    yield from (f"{text.rstrip('.')}; {source_in_words(each.source)}" for text, each in tolerances.items())


def body(plan: Plan) -> Json:
    """Return what the document of `titrate` holds besides its head: that of `check`, and how each is measured."""
    document = plan_data.body(plan)
    for step, planned_step in zip(document["steps"], plan.steps, strict=True):
        for dose, planned in zip(step["doses"], planned_step.doses, strict=True):
            dose["liquid"] = _measured(planned, plan)
    used = devices_used(plan)
    tolerances = {device.tolerance.text: device.tolerance for device in used if device.tolerance}
    return document | {
        "bottles": [plan_data.bottles(each) for each in plan.bottles],
        "hints": [_hint(each) for each in hints(plan)],
        "tried_mg_per_ml": [plain(each.mg_per_ml) for each in MADE_UP],
        "devices": [_device_document(device) for device in used],
        "tolerances": [_tolerance(each) for each in tolerances.values()],
    }


def _measured(planned: PlannedDose, plan: Plan) -> Json | None:
    made, measured = planned.answer.combination, planned.liquid
    if not (made and measured):
        return None
    share = measured.error_share
    return {
        "product": measured.product.id,
        "ml": plain(measured.volume.ml),
        "drops": None if measured.drops is None else plain(measured.drops),
        "mg": plain(measured.mass.mg),
        "device": measured.device.name if measured.device else f"marks of {measured.step}",
        "device_id": measured.device.id if measured.device else None,
        "mark_ml": plain(measured.step.ml),
        "fills_ml": [plain(fill.ml) for fill in measured.fills],
        "exact": planned.answer.is_exact,
        "error_mg": None if measured.error is None else plain(measured.error.mg),
        "error_percent": None if share is None else plain(share * 100),
        "error_percent_rounded": None if share is None else rounded(share * 100, PLACES),
        "how": how_in_words(made, plan.shelf),
    }


def _hint(hint: Hint) -> Json:
    return {
        "drug": hint.drug,
        "what": hint.what,
        "max_fills": hint.fills,
        "concentration_mg_per_ml": hint.concentration and plain(hint.concentration.mg_per_ml),
        "max_volume_ml": hint.max_volume and plain(hint.max_volume.ml),
        "steps": [plan_data.step(step) for step in hint.steps],
    }


def _device_document(device: Device) -> Json:
    own: Json = {}
    match device:
        case Syringe():
            own = {"capacity_ml": plain(device.capacity.ml), "mark_ml": plain(device.mark.ml)}
        case Spoon():
            own = {"measures_ml": [plain(each.ml) for each in device.measures]}
        case Dropper():
            own = {"drops_per_ml": device.drops_per_ml and plain(device.drops_per_ml)}
    return (
        {"id": device.id, "name": device.name, "kind": str(device.kind)}
        | own
        | _source(device.source)
        | {"unverified": list(device.unverified)}
    )


def _tolerance(tolerance: Tolerance) -> Json:
    return {"kind": str(tolerance.kind), "text": tolerance.text} | _source(tolerance.source)


def _source(source: Source) -> Json:
    return {
        "evidence": str(source.evidence),
        "source": source.text,
        "checked": source.checked and source.checked.isoformat(),
    }
