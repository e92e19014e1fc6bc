"""The answer of a plan in one or two sentences, and what else is said of it as a whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction

from pillsplit.amounts.number import written, written_percent
from pillsplit.errors import Note
from pillsplit.model.codes import Verdict
from pillsplit.model.combination import WHOLE
from pillsplit.model.plan import Plan, PlannedDose, PlannedStep
from pillsplit.model.product import Form, Liquid, Shelf, Solid
from pillsplit.model.text import listed
from pillsplit.output.words import count_in_words, gathered, ranges, sentence, steps_in_words

_WEEK = 7
_TABLETS = tuple(verdict for verdict in Verdict if verdict not in (Verdict.LIQUID, Verdict.UNREACHABLE))


def place(shelf: Shelf) -> str:
    """Say where the products are from: ``in the United Kingdom``, ``here``."""
    if not shelf.region:
        return "here"
    article = "the " if shelf.title.startswith(("United", "Netherlands")) else ""
    return f"in {article}{shelf.title}"


def summary(plan: Plan) -> str:
    """Say which steps tablets make, which take liquid, and which cannot be made; a sentence for each drug."""
    return " ".join(_of_drug(plan, drug) for drug in plan.schedule.drugs)


def ladder(plan: Plan) -> str:
    """Say how many steps tablets alone make within each share; nothing where they make every step exactly."""
    steps, within = len(plan.steps), plan.tablets_within
    if within[Fraction(0)] == steps:
        return ""
    rungs = []
    before = -1
    for share, number in within.items():
        if number != before:
            rungs.append(f"{number} {f'within {written_percent(share)}' if share else 'exactly'}")
        before = number
    return f"With tablets alone: {', '.join(rungs)}, of {count_in_words(steps, 'step')}."


class _Span:
    """Steps in the reader's words: weeks, where every step lasts whole weeks, else steps by their numbers."""

    def __init__(self, plan: Plan) -> None:
        self.in_weeks = all(step.step.days % _WEEK == 0 and (step.first_day - 1) % _WEEK == 0 for step in plan.steps)
        self._steps = plan.steps

    def counted(self, chosen: Iterable[PlannedStep]) -> str:
        """Write ``44 of 50 weeks``, or ``all 25 steps``."""
        steps = list(chosen)
        if self.in_weeks:
            some, of_all = (sum(each.step.days for each in part) // _WEEK for part in (steps, self._steps))
            return _of(some, of_all, "week")
        return _of(len(steps), len(self._steps), "step")

    def named(self, chosen: Iterable[PlannedStep]) -> str:
        """Write ``weeks 45–50``, or ``steps 23–25``."""
        steps = list(chosen)
        if not self.in_weeks:
            return steps_in_words(each.step.number for each in steps)
        weeks = [
            week for each in steps for week in range((each.first_day - 1) // _WEEK + 1, each.last_day // _WEEK + 1)
        ]
        return f"{'week' if len(weeks) == 1 else 'weeks'} {ranges(weeks)}"

    def first(self, step: PlannedStep) -> str:
        """Write ``week 33``, or ``step 17``."""
        return f"week {(step.first_day - 1) // _WEEK + 1}" if self.in_weeks else f"step {step.step.number}"


def _of(some: int, of_all: int, noun: str) -> str:
    if some == of_all:
        return f"the only {noun}" if of_all == 1 else f"all {of_all} {noun}s"
    return f"{some} of {of_all} {noun}{'' if of_all == 1 else 's'}"


def _of_drug(plan: Plan, drug: str) -> str:
    span = _Span(plan)
    chosen = [step for step in plan.steps if any(each.dose.drug == drug for each in step.doses)]
    tablets = _steps(chosen, drug, lambda planned: planned.answer.verdict in _TABLETS)
    liquid = _steps(chosen, drug, lambda planned: planned.answer.verdict is Verdict.LIQUID, some=True)
    needing = _steps(chosen, drug, lambda planned: planned.answer.needs_liquid, some=True)
    unmade = _steps(chosen, drug, lambda planned: not planned.answer.is_made, some=True)
    several = len(plan.schedule.drugs) > 1
    says = [_by_tablets(plan, drug, span, tablets, several)] if tablets or not (liquid or unmade) else []
    if liquid:
        says.append(_by_liquid(plan, drug, span, liquid, [step for step in needing if step not in unmade]))
    if unmade:
        says.append(_unmade(plan, drug, span, unmade))
    if not needing:
        says.append("none needs liquid")
    if plan.undivided:
        says.append(f"{steps_in_words(plan.undivided)} cannot be divided in {plan.divide}")
    text = "; ".join(says)
    if several and not says[0].startswith(drug.capitalize()):
        text = f"{drug}: {text}"
    return sentence(text)


def _steps(
    steps: Iterable[PlannedStep], drug: str, which: Callable[[PlannedDose], bool], *, some: bool = False
) -> list[PlannedStep]:
    """Return the steps all of whose doses of a drug, or *some* of them, are so."""
    kind = any if some else all
    return [step for step in steps if kind(which(each) for each in step.doses if each.dose.drug == drug)]


def _by_tablets(plan: Plan, drug: str, span: _Span, steps: list[PlannedStep], several: bool) -> str:
    solids: dict[str, Solid] = {}
    for step in plan.steps:
        for planned in step.doses:
            if planned.dose.drug == drug and planned.answer.combination:
                solids.update((piece.product.id, piece.product) for piece in planned.answer.combination.pieces)
    if not solids:
        return f"no tablet makes {'a step' if steps else 'any step'}" if not steps else "nothing is to be taken"
    text = f"{_named(solids.values(), drug if several else '')} make {span.counted(steps)}"
    exact = [step for step in steps if all(each.answer.is_exact for each in step.doses if each.dose.drug == drug)]
    if near := [step for step in steps if step not in exact]:
        text += f", {steps_in_words(each.step.number for each in near)} nearly"
    if cut := next((part for part in _finest(plan, drug, steps)), None):
        text += f", {cut[0]} from {span.first(cut[1])}" if cut[1] is not steps[0] else f", with {cut[0]}"
    return text


_OF_PARTS = {2: "halves", 3: "thirds", 4: "quarters", 8: "eighths"}


def _finest(plan: Plan, drug: str, steps: list[PlannedStep]) -> Iterator[tuple[str, PlannedStep]]:
    """Yield the sizes of cut pieces, joined, with the first step that has one."""
    first: dict[str, PlannedStep] = {}
    for step in plan.steps:
        for planned in step.doses:
            if planned.dose.drug == drug and planned.answer.combination:
                for piece in planned.answer.combination.pieces:
                    if piece.part != WHOLE:
                        first.setdefault(_OF_PARTS[piece.part.denominator], step)
    if first:
        yield listed(first), next(iter(first.values()))


def _named(solids: Iterable[Solid], drug: str) -> str:
    """Name products by their strengths: ``Tablets of 2, 5 and 10 mg``, ``Clonazepam ODTs of 0.125 mg``."""
    by_form: dict[str, set[Fraction]] = {}
    for solid in solids:
        noun = "tablets" if solid.form is Form.TABLET else f"{solid.form}s"
        by_form.setdefault(noun, set()).add(solid.strength.mg)
    says = listed(
        f"{noun} of {listed(written(each) for each in sorted(strengths))} mg" for noun, strengths in by_form.items()
    )
    text = f"{drug} {says}" if drug else says
    return f"{text[:1].upper()}{text[1:]}"


def _by_liquid(plan: Plan, drug: str, span: _Span, liquid: list[PlannedStep], needing: list[PlannedStep]) -> str:
    product = plan.liquids.get(drug)
    assert product
    named = span.named(liquid)
    verb = "takes" if named.startswith(("week ", "step ")) else "take"
    text = f"{named} {verb} the {_liquid(product)}{_bottles(plan, drug)}"
    if len(needing) < len(liquid):
        steps = steps_in_words(each.step.number for each in needing)
        return f"{text}, {steps} cannot be made without it"
    return f"{text}, and cannot be made without it"


def _liquid(product: Liquid) -> str:
    return f"{product.concentration} {'drops' if product.drops_per_ml else 'liquid'}"


def _bottles(plan: Plan, drug: str) -> str:
    bottles = plan.bottles_of(drug)
    if bottles is None or bottles.count is None:
        return ""
    least = "at least " if bottles.is_least else ""
    return f" ({least}{count_in_words(bottles.count, 'bottle')})"


def _unmade(plan: Plan, drug: str, span: _Span, steps: list[PlannedStep]) -> str:
    named = steps_in_words(each.step.number for each in steps)
    if plan.preferences.liquid and not plan.shelf.liquids(drug):
        verb = "needs" if len(steps) == 1 else "need"
        return f"{named} {verb} a liquid, and none is on record {place(plan.shelf)}"
    if not plan.preferences.liquid:
        return f"{named} cannot be made of tablets alone, and liquids are left out"
    return f"{named} cannot be made"


_OF_DATA = ("unverified", "label-on-dividing", "opened-life-unknown", "bottle-size-unknown", "error-unknown")
"""The notes that are about what is on record, not about the doses."""
OF_MEASURING = (
    "shake",
    "compounded",
    "handling",
    "avoid-material",
    "drops-in-syringe",
    "enfit-low-dose",
    "dropper-upright",
)
"""The notes that whoever measures must read."""


def notes(plan: Plan, without: Collection[str] = ()) -> tuple[str, ...]:
    """Say what must be said with the doses, each sentence once with all its steps; and what rests on no document.

    Notes with a code of *without* are left for another verb to say.
    """
    hidden = {*_OF_DATA, _SCORE, *without}
    said = ((number, note.text) for number, note in _said(plan) if note.code not in hidden)
    own = ((step.step.number, step.step.note) for step in plan.steps if step.step.note)
    return (
        *(sentence(note.text) for note in plan.notes if note.code not in hidden),
        *(sentence(f"{steps_in_words(numbers)}: {text}") for text, numbers in gathered(said).items()),
        *(f"{_capital(steps_in_words(numbers))} (own note): {text}" for text, numbers in gathered(own).items()),
        *_to_be_looked_at(plan),
        *_unverified(plan),
    )


_SCORE = "score-unknown"


def _to_be_looked_at(plan: Plan) -> Iterator[str]:
    """Name in one sentence the tablets that are cut although nothing is on record of dividing them."""
    steps = [number for number, note in _said(plan) if note.code == _SCORE]
    names = {
        piece.product.name: None
        for _, planned in plan.doses
        if planned.answer.combination
        for piece in planned.answer.combination.pieces
        if piece.part != WHOLE and piece.product.parts is None
    }
    if names:
        yield (
            f"{_capital(steps_in_words(dict.fromkeys(steps)))}: whether {listed(names)} may be divided is not on record: "
            "look at the tablet before cutting."
        )


def data_notes(plan: Plan) -> tuple[str, ...]:
    """Say what the data behind the doses leaves open, each sentence once."""
    every = [*(note for _, note in _said(plan)), *plan.notes]
    return tuple(dict.fromkeys(sentence(note.text) for note in every if note.code in _OF_DATA))


def _said(plan: Plan) -> Iterator[tuple[int, Note]]:
    return ((step.step.number, note) for step, planned in plan.doses for note in planned.notes)


def _unverified(plan: Plan) -> Iterator[str]:
    """Name in one sentence what touches a dose and was not seen in a document."""
    names: Mapping[str, None] = dict.fromkeys(
        note.text.partition(":")[0] for _, note in _said(plan) if note.code == "unverified"
    )
    if names:
        yield f"Not confirmed in a document, look before you rely on it: {listed(names)}."


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
