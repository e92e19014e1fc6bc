"""What is new on a day, so that it stands in a box of its own: a bottle, a strength, a device, a dose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pillsplit.model.combination import Measured
from pillsplit.model.product import Product
from pillsplit.model.schedule import Schedule
from pillsplit.output.paper.words import Words
from pillsplit.verbs.calendar import Calendar, Day


def events(calendar: Calendar, words: Words) -> Mapping[int, tuple[str, ...]]:
    """Return what is new on each day that has anything new, by its number; the dose itself is not among it."""
    found: dict[int, list[str]] = defaultdict(list)
    for number, text in (*_bottles(calendar, words), *_strengths(calendar, words), *_devices(calendar, words)):
        found[number].append(text)
    return {number: tuple(texts) for number, texts in found.items()}


def changes(day: Day, schedule: Schedule, words: Words) -> Iterator[str]:
    """Yield how the dose of a day is another than on the day before, and where a drug is not taken for now."""
    for change in day.changes:
        if pause := schedule.pause(change.drug, day.number):
            yield words.pause(pause)
        else:
            yield words.change(change, None if change.old else schedule.last_taken(change.drug, day.number))
    if day.moved:
        yield words.moved()


def _bottles(calendar: Calendar, words: Words) -> Iterator[tuple[int, str]]:
    for plan in calendar.plan.bottles:
        for number, bottle in enumerate(plan.bottles):
            yield bottle.opened, words.new_bottle(plan.product) if number else words.first_bottle(plan.product)
        if not plan.bottles:
            first = next(day for day, measured in _measured(calendar) if measured.product.id == plan.product.id)
            yield first, words.first_bottle(plan.product)


def _strengths(calendar: Calendar, words: Words) -> Iterator[tuple[int, str]]:
    """Yield the tablets that come in after the first day, and those that are not taken as long as their drug is."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    until: dict[str, int] = {}
    products: dict[str, Product] = {}
    for day in calendar.days:
        for dose in day.doses:
            if dose.takes or dose.liquid:
                until[dose.dose.drug] = day.number
            for take in dose.takes:
                products[take.product.id] = take.product
                first.setdefault(take.product.id, day.number)
                last[take.product.id] = day.number
    for identity, product in products.items():
        if first[identity] > 1:
            yield first[identity], words.new_medicine(product)
        if last[identity] < until[product.drug]:
            yield last[identity] + 1, words.no_more(product)


def _devices(calendar: Calendar, words: Words) -> Iterator[tuple[int, str]]:
    """Yield what a drug is measured with on a day, and was not when it was measured last."""
    before: dict[str, set[str]] = {}
    for day in calendar.days:
        now: dict[str, set[str]] = {}
        for measured in (dose.liquid for dose in day.doses if dose.liquid):
            drug, device = measured.product.drug, measured.device.id if measured.device else ""
            if drug in before and device not in before[drug] | now.get(drug, set()):
                yield day.number, words.new_device(measured)
            now.setdefault(drug, set()).add(device)
        before |= now


def _measured(calendar: Calendar) -> Iterator[tuple[int, Measured]]:
    return ((day.number, dose.liquid) for day in calendar.days for dose in day.doses if dose.liquid)
