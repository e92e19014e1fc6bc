"""Combinations, products and steps in words, by the conventions of safe medication text."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import zip_longest

from pillsplit.amounts.number import in_parts, rounded_percent, written, written_percent
from pillsplit.formulary.loader import GENERIC
from pillsplit.model.combination import Combination, Measured, Piece
from pillsplit.model.form import Form
from pillsplit.model.preferences import Preferences, Split
from pillsplit.model.product import Liquid, Product, Solid
from pillsplit.model.schedule import AFTERNOON, DAY, Pause, Schedule, at_time
from pillsplit.model.shelf import Shelf
from pillsplit.model.source import Evidence, Source
from pillsplit.model.text import listed

NOTHING = "nothing"


def in_words(combination: Combination, shelf: Shelf) -> str:
    """Say what is taken: ``1 × 10 mg tablet + ½ × 5 mg tablet``; what is added up is the made dose."""
    return " + ".join(item_in_words(item, shelf) for item in combination.items) or NOTHING


def item_in_words(item: Piece | Measured, shelf: Shelf) -> str:
    """Say one item: ``½ × 5 mg tablet``, ``3.3 mL of 1 mg/mL oral solution``, ``10 drops of 10 mg/mL oral drops``."""
    product = shelf.short_names[item.product.id]
    if isinstance(item, Piece):
        return f"{in_parts(item.count * item.part)} × {product}"
    return f"{item.amount} of {product}"


def in_short(combination: Combination) -> str:
    """Say what is taken as briefly as it is safe: ``10 + 5 + 2 × 2 mg``, ``½ × 5 mg + 0.9 mL``, ``3 drops``.

    A piece of anything but a plain tablet says what it is of.
    """
    says: list[str] = []
    pieces = combination.pieces
    for piece, after in zip_longest(pieces, pieces[1:]):
        form = piece.product.form
        number = piece.count * piece.part
        times = "" if number == 1 else f"{in_parts(number)} × "
        last = after is None or form is not Form.TABLET or after.product.form is not Form.TABLET
        unit = f" mg{'' if form is Form.TABLET else f' {_SHORT_FORMS.get(form, str(form))}'}" if last else ""
        says.append(f"{times}{written(piece.product.strength.mg)}{unit}")
    if measured := combination.liquid:
        says.append(measured.amount)
    return " + ".join(says) or NOTHING


_SHORT_FORMS = {Form.ODT: "ODT", Form.PROLONGED_RELEASE: "prolonged-release", Form.SUBLINGUAL: "sublingual"}


def sentence(text: str) -> str:
    """Write *text* as a sentence: with a capital, and a full stop where it has no question mark."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('?') else '.'}"


def ranges(numbers: Iterable[int]) -> str:
    """Write step numbers as a person does: ``4, 9–12``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def steps_in_words(numbers: Iterable[int]) -> str:
    """Write ``step 4`` or ``steps 4, 9–12``."""
    numbers = list(numbers)
    return f"{'step' if len(numbers) == 1 else 'steps'} {ranges(numbers)}"


def ranges_in_a_sentence(numbers: Iterable[int]) -> str:
    """Write numbers as they stand in a sentence: ``5, 9 and 11–13``."""
    return listed(ranges(numbers).split(", "))


def steps_in_a_sentence(numbers: Iterable[int]) -> str:
    """Write ``step 4``, or ``steps 23 and 25``."""
    numbers = list(numbers)
    return f"{'step' if len(numbers) == 1 else 'steps'} {ranges_in_a_sentence(numbers)}"


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_in_words(date: datetime.date, *, year: bool = False) -> str:
    """Write ``Mon 7 Dec`` or, with its year, ``Mon 7 Dec 2026``; never a bare row of numbers."""
    said = f"{_WEEKDAYS[date.weekday()]} {date.day} {_MONTHS[date.month - 1]}"
    return f"{said} {date.year}" if year else said


def plain_date(date: datetime.date) -> str:
    """Write ``7 Dec 2026``."""
    return date_in_words(date, year=True).partition(" ")[2]


_NONE_ON = {
    DAY: "none today",
    "morning": "none this morning",
    AFTERNOON: "none this afternoon",
    "evening": "none this evening",
    "night": "none tonight",
}


def none_in_words(time: str) -> str:
    """Say that nothing is taken at a *time* of day: ``none tonight``."""
    return _NONE_ON.get(time) or f"none {at_time(time)}"


def pause_in_words(pause: Pause, time: str = DAY, *, name: bool = False) -> str:
    """Say that nothing is taken for now and when it is again: ``none tonight; 7.5 mg again on Thu 3 Dec``.

    *time* is that of the dose that is left out; the drug is said where *name* is set.
    """
    none = none_in_words(time) if pause.days == 1 else f"none for {days_in_words(pause.days)}"
    doses = [dose.mass for dose in pause.again.doses if (dose.drug, dose.time) == (pause.drug, time) and dose.mass]
    amount = doses[0] if doses else pause.again.daily(pause.drug)
    when = date_in_words(pause.again.start) if pause.again.start else f"day {pause.day}"
    return f"{none}; {amount}{f' of {pause.drug}' if name else ''} again on {when}"


def days_in_words(days: int) -> str:
    """Write ``1 day`` or ``14 days``."""
    return f"{days} {'day' if days == 1 else 'days'}"


def weeks_in_words(days: int) -> str:
    """Write ``42 weeks`` of whole weeks, and ``10 days`` of others."""
    return count_in_words(days // 7, "week") if days % 7 == 0 else days_in_words(days)


def count_in_words(count: int, noun: str) -> str:
    """Write ``1 step`` or ``3 steps``."""
    return f"{count} {noun if count == 1 else f'{noun}s'}"


def capitalized(said: Iterable[str]) -> tuple[str, ...]:
    """Begin each remark as a sentence begins."""
    return tuple(f"{text[:1].upper()}{text[1:]}" for text in said)


def gathered(said: Iterable[tuple[int, str]]) -> Mapping[str, list[int]]:
    """Gather remarks on steps: each sentence once, with the numbers of its steps, in the order of first use."""
    steps: dict[str, dict[int, None]] = {}
    for number, text in said:
        steps.setdefault(text, {})[number] = None
    return {text: list(numbers) for text, numbers in steps.items()}


def no_region(shelf: Shelf) -> str:
    """Say in a first line that no region was named, where the products are those of most countries; else nothing."""
    return "; no region named, so for products in most countries" if shelf.region == GENERIC else ""


def title(schedule: Schedule, shelf: Shelf | None = None) -> str:
    """Say whose schedule it is, of which drugs and how long: ``Taper: diazepam, 26 steps, 364 days``.

    Where *shelf* is that of most countries, it is said that no region was named.
    """
    where = no_region(shelf) if shelf is not None else ""
    steps = len(schedule.steps)
    length = f"{steps} {'step' if steps == 1 else 'steps'}, {days_in_words(schedule.days)}"
    return f"{f'{schedule.title}: ' if schedule.title else ''}{listed(schedule.drugs)}, {length}{where}"


_SPLITS = {
    Split.LABEL: "divided as their labels say",
    Split.WHOLE: "never cut",
    Split.HALVES: "cut in halves where the form allows it",
    Split.THIRDS: "cut in thirds where the form allows it",
    Split.QUARTERS: "cut in quarters where the form allows it",
    Split.EIGHTHS: "cut in eighths where the form allows it",
}


def basis(shelf: Shelf, preferences: Preferences) -> str:
    """Say on which products and under which limits an answer stands."""
    products = f"the products of {shelf.title}" if shelf.region else "the products named"
    split = _SPLITS[preferences.split]
    solids = (each for each in shelf.products if isinstance(each, Solid))
    if preferences.split is Split.LABEL and any(each.parts is None for each in solids):
        split += ", in halves where that is not on record"
    within = f"within {written_percent(preferences.tolerance)}" if preferences.tolerance else "exactly"
    liquid = f"at most {preferences.max_volume} of one liquid {within}" if preferences.liquid else "no liquid"
    return (
        f"Made from {products}, {split}, at most {preferences.max_pieces} pieces a dose, {liquid}; "
        f"{str(preferences.prefer).replace('-', ' ')} first."
    )


def percent(share: Fraction, places: int = 2) -> str:
    """Write a share of one, from 0 up, as a percentage, rounded to so many decimals (`rounded_percent`)."""
    return rounded_percent(share, places)


def divisible(product: Solid) -> str:
    """Say how a solid may be divided, in two or three words."""
    if not product.form.is_divisible:
        return "never cut"
    return _DIVISIBLE[product.parts]


_DIVISIBLE = {
    None: "division not on record",
    1: "not divided",
    2: "in halves",
    3: "in thirds",
    4: "in halves or quarters",
    8: "in halves, quarters or eighths",
}


def counted(product: Liquid) -> str:
    """Say how a liquid is counted: ``1 mg/mL`` or ``20 drops per mL (0.5 mg a drop)``."""
    if product.drops_per_ml:
        return f"{written(product.drops_per_ml)} drops per mL ({product.drop_mass} a drop)"
    return f"{product.concentration}, by {product.step}" if product.step else str(product.concentration)


def product_in_words(product: Product) -> str:
    """Say how a product may be divided or counted."""
    if isinstance(product, Liquid):
        return counted(product)
    score = "" if product.form is not Form.TABLET else f"score {product.score}; "
    return f"{score}{divisible(product)}"


def product_line(product: Product) -> str:
    """Say what a product is, how it may be divided or counted, and on what that rests."""
    return f"{product.name} [{product.id}]: {product_in_words(product)}; {source_in_words(product.source)}"


def not_marketed(shelf: Shelf) -> tuple[str, ...]:
    """Say what is known not to be marketed."""
    return tuple(f"{fact.text} ({fact.source.text})" for fact in shelf.facts if fact.code == "not-marketed")


def source_in_words(source: Source) -> str:
    """Say what a fact rests on: ``label, checked 2026-11-22``."""
    if source.evidence is Evidence.STATED:
        return source.text
    as_of = f" of {source.as_of}" if source.as_of else ""
    checked = f", checked {source.checked}" if source.checked else ""
    if source.stale:
        checked += " (more than two years ago)"
    return f"{source.evidence}{as_of}{checked}: {source.text}"
