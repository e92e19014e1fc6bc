"""The answer of `titrate` as a document: all that its page says, with exact amounts."""

from __future__ import annotations

from pillsplit.amounts.number import plain, rounded
from pillsplit.amounts.quantity import Volume
from pillsplit.model.codes import VERDICTS
from pillsplit.model.combination import Combination
from pillsplit.model.device import Device, Dropper, Spoon, Syringe, Tolerance
from pillsplit.model.product import Liquid, Product, Source
from pillsplit.output import document
from pillsplit.output.document import Json
from pillsplit.output.measuring import PLACES, how_in_words
from pillsplit.output.views.titrate import devices_used
from pillsplit.output.words import in_words
from pillsplit.verbs.alternatives import MADE_UP, Reached
from pillsplit.verbs.bottles import BottlePlan
from pillsplit.verbs.measuring import error_of, error_share, step_of
from pillsplit.verbs.titrate import MeasuredPlan, TitratedDose, TitratedStep, Titration


def body(titration: Titration) -> Json:
    """Return what the document of `titrate` holds besides its head."""
    measuring = titration.measuring
    used = devices_used(titration)
    tolerances = {device.tolerance.text: device.tolerance for device in used if device.tolerance}
    return {
        "schedule": {"title": titration.schedule.title, "source": titration.schedule.source},
        "measuring": {
            "have": [each.name for each in measuring.at_hand.items] if measuring.have else None,
            "max_fills": measuring.max_fills,
            "switch": str(measuring.switch),
            "from_step": measuring.from_step,
            "interval_days": measuring.interval,
            "in_use_days": measuring.in_use_days,
        },
        "steps": [_step(step, titration) for step in titration.steps],
        "bottles": [_bottles(plan) for plan in titration.plan.bottles],
        "switch": {"changes": titration.plan.changes, "once": _once(titration.once)},
        "made_up": [
            {
                "drug": each.drug,
                "concentration_mg_per_ml": plain(each.concentration.mg_per_ml),
                "doses": [_reached(reached, titration) for reached in each.doses],
            }
            for each in titration.made_up
        ],
        "impossible": [_place(each) for each in titration.impossible],
        "tried_mg_per_ml": [plain(each.mg_per_ml) for each in MADE_UP],
        "summary": {
            "steps": len(titration.steps),
            "days": titration.schedule.days,
            **{verdict: len(titration.numbers(verdict)) for verdict in VERDICTS},
            "tablets": len(titration.numbers("whole", "halves", "quarters")),
            "practical": titration.practical,
        },
        "notes": document.notes(titration.notes),
        "products_used": [_used(product) for product in titration.products_used],
        "devices": [_device(device) for device in used],
        "tolerances": [_tolerance(each) for each in tolerances.values()],
        "facts": [{"code": fact.code, "text": fact.text, "source": fact.source.text} for fact in titration.shelf.facts],
    }


def _step(step: TitratedStep, titration: Titration) -> Json:
    return {
        "step": step.step.number,
        "days": step.step.days,
        "first_day": step.first_day,
        "start": step.step.start and step.step.start.isoformat(),
        "note": step.step.note,
        "doses": [
            {"drug": titrated.dose.drug, "time": titrated.dose.time}
            | document.answer(titrated.answer)
            | {
                "tablets": _tablets(titrated.answer.combination, titration),
                "liquid": _liquid(titrated, titration),
                "notes": document.notes(titrated.notes),
            }
            for titrated in step.doses
        ],
    }


def _liquid(titrated: TitratedDose, titration: Titration) -> Json | None:
    made, measured = titrated.answer.combination, titrated.liquid
    if not (made and measured and measured.device):
        return None
    device = measured.device
    error, share = error_of(measured), error_share(measured)
    return {
        "product": measured.product.id,
        "ml": plain(measured.volume.ml),
        "drops": None if measured.drops is None else plain(measured.drops),
        "mg": plain(measured.mass.mg),
        "device": device.name,
        "device_id": device.id,
        "mark_ml": plain(step_of(measured).ml),
        "fills_ml": [plain(fill.ml) for fill in device.fills(measured.volume)],
        "exact": not titrated.answer.difference,
        "error_mg": None if error is None else plain(error.mg),
        "error_percent": None if share is None else plain(share * 100),
        "error_percent_rounded": None if share is None else rounded(share * 100, PLACES),
        "how": how_in_words(made, titration.shelf),
    }


def _bottles(plan: BottlePlan) -> Json:
    return {
        "product": plan.product.id,
        "size_ml": _ml(plan.size),
        "in_use_days": plan.life,
        "ml": plain(plan.volume.ml),
        "count": plan.count,
        "at_least": plan.is_least,
        "discarded_ml": _ml(plan.discarded),
        "intervals": [
            {
                "from_day": each.first,
                "to_day": each.last,
                "ml": plain(each.volume.ml),
                "bottles": each.opened,
                "discarded_ml": _ml(each.discarded),
            }
            for each in plan.intervals
        ],
        "opened": [
            {
                "from_day": each.opened,
                "to_day": each.last,
                "usable_until_day": each.kept_until,
                "ml": plain(each.used.ml),
            }
            for each in plan.bottles
        ],
    }


def _once(plan: MeasuredPlan) -> Json:
    return {
        "changes": plan.changes,
        "bottles": [
            {
                "product": each.product.id,
                "size_ml": _ml(each.size),
                "count": each.count,
                "at_least": each.is_least,
                "ml": plain(each.volume.ml),
            }
            for each in plan.bottles
        ],
    }


def _place(reached: Reached) -> Json:
    return {
        "drug": reached.drug,
        "step": reached.step,
        "time": reached.time,
        "dose_mg": plain(reached.answer.dose.mg),
    }


def _reached(reached: Reached, titration: Titration) -> Json:
    made = reached.answer.combination
    assert made
    assert made.liquid
    assert made.liquid.device
    return _place(reached) | {
        "tablets": _tablets(made, titration),
        "ml": plain(made.liquid.volume.ml),
        "device": made.liquid.device.name,
        "made_mg": plain(made.mass.mg),
        "difference_mg": plain(reached.answer.difference.mg),
    }


def _used(product: Product) -> Json:
    """Return what the page says of a product that is used, beyond what the shelf of every document holds."""
    in_drops = isinstance(product, Liquid) and product.drops_per_ml is not None
    return {
        "product": product.id,
        "as_of": product.source.as_of,
        "mg_per_drop": plain(product.step_mass.mg) if isinstance(product, Liquid) and in_drops else None,
    }


def _device(device: Device) -> Json:
    own: Json = {}
    match device:
        case Syringe():
            own = {"capacity_ml": plain(device.capacity.ml), "mark_ml": plain(device.mark.ml)}
        case Spoon():
            own = {"measures_ml": [plain(each.ml) for each in device.measures]}
        case Dropper():
            own = {"drops_per_ml": device.drops_per_ml}
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


def _tablets(made: Combination | None, titration: Titration) -> str | None:
    return in_words(Combination(made.pieces), titration.shelf) if made and made.pieces else None


def _ml(volume: Volume | None) -> str | None:
    return None if volume is None else plain(volume.ml)
