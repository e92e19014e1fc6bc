"""The answer of a plan in one or two sentences, and what else is said of it as a whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from fractions import Fraction

from pillsplit.amounts.number import written, written_percent
from pillsplit.errors import Note
from pillsplit.formulary.loader import GENERIC
from pillsplit.model.codes import Verdict
from pillsplit.model.combination import WHOLE, Piece
from pillsplit.model.form import Form
from pillsplit.model.plan import Plan, PlannedDose, PlannedStep
from pillsplit.model.product import Liquid, Solid
from pillsplit.model.shelf import Shelf
from pillsplit.model.text import listed
from pillsplit.output.words import (
    count_in_words,
    gathered,
    ranges_in_a_sentence,
    sentence,
    source_in_words,
    steps_in_a_sentence,
    steps_in_words,
)

_WEEK = 7
_TABLETS = tuple(verdict for verdict in Verdict if verdict not in (Verdict.LIQUID, Verdict.UNREACHABLE))


def place(shelf: Shelf) -> str:
    """Say where the products are from: ``in the United Kingdom``, ``here``."""
    if not shelf.region:
        return "here"
    if shelf.region == GENERIC:
        return f"in {shelf.title.lower()}"
    article = "the " if shelf.title.startswith(("United", "Netherlands")) else ""
    return f"in {article}{shelf.title}"


def summary(plan: Plan) -> str:
    """Say which steps tablets make, which take liquid, and which cannot be made; a sentence for each drug."""
    return " ".join(_of_drug(plan, drug) for drug in plan.schedule.drugs)


def ladder(plan: Plan) -> str:
    """Say how many steps tablets alone make within each share; nothing where they make every step exactly."""
    steps, within = len(plan.steps), plan.tablets_within
    if within[_EXACTLY] == steps:
        return ""
    most = max(within)
    if steps == 1:
        near = next((share for share, number in within.items() if number), None)
        come = "come" if near else "do not come"
        return f"Tablets alone {come} within {written_percent(near or most)}."
    rungs = [f"{within[_EXACTLY] or 'none'} of {steps} steps exactly"]
    before = within[_EXACTLY]
    for share, number in within.items():
        if number > before:
            rungs.append(f"{number} within {written_percent(share)}")
            before = number
    if before == within[_EXACTLY]:
        rungs.append(f"{'no more' if before else 'none'} within {written_percent(most)}")
    return f"Tablets alone make {', '.join(rungs)}."


_EXACTLY = Fraction(0)


class _Span:
    """Steps of a drug in the reader's words: weeks, where every step lasts whole weeks, else steps by their numbers."""

    def __init__(self, plan: Plan, steps: list[PlannedStep]) -> None:
        self.in_weeks = len(plan.steps) > 1 and all(
            step.step.days % _WEEK == 0 and (step.first_day - 1) % _WEEK == 0 for step in plan.steps
        )
        self._only = len(plan.steps) == 1
        self._steps = steps
        self._its = "its " if len(steps) < len(plan.steps) else ""

    def counted(self, chosen: list[PlannedStep]) -> str:
        """Write ``44 of 50 weeks``, ``all 25 steps``, or ``40 of its 42 weeks`` where the plan has others too."""
        if self._only:
            return "the only step"
        if self.in_weeks:
            some, of_all = (sum(each.step.days for each in part) // _WEEK for part in (chosen, self._steps))
            noun = "week"
        else:
            some, of_all, noun = len(chosen), len(self._steps), "step"
        nouns = noun if of_all == 1 else f"{noun}s"
        if some < of_all:
            return f"{some} of {self._its}{of_all} {nouns}"
        return f"its only {noun}" if of_all == 1 else f"all {f'its {of_all}' if self._its else of_all} {nouns}"

    def named(self, chosen: list[PlannedStep]) -> tuple[str, bool]:
        """Write ``weeks 45–50``, or ``steps 23–25``; and say whether it is more than one."""
        if self._only:
            return "the only step", False
        if not self.in_weeks:
            return _steps_named(chosen), len(chosen) > 1
        weeks = [
            week for each in chosen for week in range((each.first_day - 1) // _WEEK + 1, each.last_day // _WEEK + 1)
        ]
        return f"{'week' if len(weeks) == 1 else 'weeks'} {ranges_in_a_sentence(weeks)}", len(weeks) > 1

    def first(self, step: PlannedStep) -> str:
        """Write ``week 33``, or ``step 17``."""
        return f"week {(step.first_day - 1) // _WEEK + 1}" if self.in_weeks else f"step {step.step.number}"


def _steps_named(steps: Iterable[PlannedStep]) -> str:
    return steps_in_a_sentence(step.step.number for step in steps)


def _of_drug(plan: Plan, drug: str) -> str:
    chosen = [step for step in plan.steps if any(each.dose.drug == drug for each in step.doses)]
    span = _Span(plan, chosen)
    tablets = _steps(chosen, drug, lambda planned: planned.answer.verdict in _TABLETS)
    liquid = _steps(chosen, drug, lambda planned: planned.answer.verdict is Verdict.LIQUID, some=True)
    needing = _steps(chosen, drug, lambda planned: planned.answer.needs_liquid, some=True)
    made = _steps(needing, drug, lambda planned: planned.answer.is_made)
    unmade = _steps(chosen, drug, lambda planned: not planned.answer.is_made, some=True)
    says = []
    if tablets:
        says.append(_by_tablets(drug, span, tablets))
    if liquid:
        says.append(_by_liquid(plan, drug, span, liquid, made))
    if unmade:
        says.append(_unmade(plan, drug, unmade))
    if near := _inexact(plan, drug, chosen):
        says.append(near)
    if not needing:
        says.append("no liquid is needed" if len(plan.steps) == 1 else "none needs liquid")
    if plan.undivided:
        says.append(f"{steps_in_a_sentence(plan.undivided)} cannot be divided in {plan.divide}")
    text = "; ".join(says)
    return sentence(f"{drug}: {text}" if len(plan.schedule.drugs) > 1 else text)


def _steps(
    steps: Iterable[PlannedStep], drug: str, which: Callable[[PlannedDose], bool], *, some: bool = False
) -> list[PlannedStep]:
    """Return the steps all of whose doses of a drug, or *some* of them, are so."""
    kind = any if some else all
    return [step for step in steps if kind(which(each) for each in step.doses if each.dose.drug == drug)]


def _pieces(drug: str, steps: Iterable[PlannedStep]) -> Iterator[tuple[PlannedStep, Piece]]:
    """Yield every piece of a drug with its step."""
    for step in steps:
        for planned in step.doses:
            if planned.dose.drug == drug and planned.answer.combination:
                yield from ((step, piece) for piece in planned.answer.combination.pieces)


def _by_tablets(drug: str, span: _Span, steps: list[PlannedStep]) -> str:
    solids = {piece.product.id: piece.product for _, piece in _pieces(drug, steps)}
    if not solids:
        return "nothing is to be taken" if len(steps) == 1 else f"nothing is to be taken in {_steps_named(steps)}"
    return f"{_named(solids.values())} make {span.counted(steps)}{_cuts(drug, span, steps)}"


_OF_PARTS = {2: "halves", 3: "thirds", 4: "quarters", 8: "eighths"}


def _cuts(drug: str, span: _Span, steps: list[PlannedStep]) -> str:
    """Say what tablets are cut into, and from when on: ``, halves from week 33``."""
    cut = [(step, _OF_PARTS[piece.part.denominator]) for step, piece in _pieces(drug, steps) if piece.part != WHOLE]
    if not cut:
        return ""
    first, parts = cut[0][0], listed(dict.fromkeys(part for _, part in cut))
    return f", with {parts}" if first is steps[0] else f", {parts} from {span.first(first)}"


def _inexact(plan: Plan, drug: str, steps: Iterable[PlannedStep]) -> str:
    """Name the steps that are made, and not exactly."""
    near = _steps(steps, drug, lambda planned: planned.answer.is_made and not planned.answer.is_exact, some=True)
    if not near:
        return ""
    named = "it is" if len(plan.steps) == 1 else f"{_steps_named(near)} {'is' if len(near) == 1 else 'are'}"
    return f"{named} not made exactly (see below)"


def _named(solids: Iterable[Solid]) -> str:
    """Name products by their strengths: ``tablets of 2, 5 and 10 mg``, ``orodispersible tablets of 0.125 mg``."""
    by_form: dict[str, set[Fraction]] = {}
    for solid in solids:
        noun = "tablets" if solid.form is Form.TABLET else f"{solid.form}s"
        by_form.setdefault(noun, set()).add(solid.strength.mg)
    return listed(
        f"{noun} of {listed(written(each) for each in sorted(strengths))} mg" for noun, strengths in by_form.items()
    )


def _by_liquid(plan: Plan, drug: str, span: _Span, liquid: list[PlannedStep], needing: list[PlannedStep]) -> str:
    product = plan.liquids.get(drug)
    assert product
    named, many = span.named(liquid)
    text = (
        f"{named} {'take' if many else 'takes'} the {_liquid(product)}{_bottles(plan, drug)}{_cuts(drug, span, liquid)}"
    )
    if not needing:
        return text
    if len(needing) < len(liquid):
        return f"{text}, {_steps_named(needing)} cannot be made without {_it(product)}"
    return f"{text}, and cannot be made without {_it(product)}"


def _liquid(product: Liquid) -> str:
    return f"{product.concentration} {'drops' if product.drops_per_ml else 'liquid'}"


def _it(product: Liquid) -> str:
    return "them" if product.drops_per_ml else "it"


def _bottles(plan: Plan, drug: str) -> str:
    bottles = plan.bottles_of(drug)
    if bottles is None or bottles.count is None:
        return ""
    least = "at least " if bottles.is_least else ""
    return f" ({least}{count_in_words(bottles.count, 'bottle')})"


def _unmade(plan: Plan, drug: str, steps: list[PlannedStep]) -> str:
    named = "the only step" if len(plan.steps) == 1 else _steps_named(steps)
    if not plan.preferences.liquid:
        return f"{named} cannot be made of tablets alone, and liquids are left out (`no_liquid`)"
    if not plan.shelf.liquids(drug):
        verb = "needs" if len(steps) == 1 else "need"
        none = f"none is on record {place(plan.shelf)}" if plan.shelf.region else "none is named"
        return f"{named} {verb} a liquid, and {none}"
    taken = plan.bottles_of(drug)
    return f"{named} cannot be made, not even with {_it(taken.product) if taken else 'a liquid'}"


_OF_DATA = ("unverified", "label-on-dividing", "opened-life-unknown", "bottle-size-unknown", "error-unknown")
"""The notes that are about what is on record, not about the doses."""
OF_MEASURING = (
    "shake",
    "compounded",
    "excipients",
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
    doses = [(step.step.number, planned) for step, planned in plan.doses]
    own = ((step.step.number, step.step.note) for step in plan.steps if step.step.note)
    return told(plan.notes, doses, list(_said(plan)), own, without)


def told(
    of_all: Iterable[Note],
    doses: Iterable[tuple[int, PlannedDose]],
    said: Sequence[tuple[int, Note]],
    own: Iterable[tuple[int, str]],
    without: Collection[str] = (),
) -> tuple[str, ...]:
    """Say what `notes` does of the notes *of_all* doses and of those that are *said* of one, by the steps' numbers.

    *doses* are those that are made, and *own* the notes that the schedule itself has.
    """
    hidden = {*_OF_DATA, _SCORE, *without}
    seen = ((number, note.text) for number, note in said if note.code not in hidden)
    return (
        *(sentence(note.text) for note in of_all if note.code not in hidden),
        *(sentence(f"{steps_in_words(numbers)}: {text}") for text, numbers in gathered(seen).items()),
        *(f"{_capital(steps_in_words(numbers))} (own note): {text}" for text, numbers in gathered(own).items()),
        *_to_be_looked_at(doses),
        *unverified(note for _, note in said),
    )


_SCORE = "score-unknown"


def _to_be_looked_at(doses: Iterable[tuple[int, PlannedDose]]) -> Iterator[str]:
    """Name in one sentence the tablets that are cut although nothing is on record of dividing them."""
    cut = [
        (number, piece.product.name)
        for number, planned in doses
        if planned.answer.combination
        for piece in planned.answer.combination.pieces
        if piece.part != WHOLE and piece.product.parts is None
    ]
    if cut:
        steps, names = (dict.fromkeys(each) for each in zip(*cut, strict=True))
        yield (
            f"{_capital(steps_in_words(steps))}: whether {listed(names)} may be divided is not on "
            "record: look at the tablet before cutting."
        )


def data_notes(plan: Plan) -> tuple[str, ...]:
    """Say what the data behind the doses leaves open, each sentence once."""
    said = (*(note for _, note in _said(plan)), *plan.notes)
    off = any(note.code == "cut-below-variation" for note in said)
    return (*told_of_data(said), *(of_variations(plan.schedule.drugs) if off else ()))


def told_of_data(notes: Iterable[Note]) -> tuple[str, ...]:
    """Say what some notes leave open about the data, each sentence once."""
    return tuple(dict.fromkeys(sentence(note.text) for note in notes if note.code in _OF_DATA))


def of_variations(drugs: Iterable[str]) -> list[str]:
    """Say what is on record of how far tablets of *drugs* and parts of them may be off, each with its source."""
    from pillsplit.formulary.variations import variations_on_record  # only where a step is as small

    return [
        f"{each.fact.text} ({source_in_words(each.fact.source)})"
        for each in variations_on_record()
        if any(map(each.is_about, drugs))
    ]


def _said(plan: Plan) -> Iterator[tuple[int, Note]]:
    return ((step.step.number, note) for step, planned in plan.doses for note in planned.notes)


def unverified(notes: Iterable[Note]) -> Iterator[str]:
    """Name in one sentence what touches a dose and was not seen in a document."""
    if names := dict.fromkeys(note.text.partition(":")[0] for note in notes if note.code == "unverified"):
        yield f"Not seen in a document, look before relying on it: {listed(_shortened(names))}."


def _shortened(names: Iterable[str]) -> Iterator[str]:
    """Yield *names* without what the next one ends with too: ``5 mL`` before ``1 mL oral syringe``."""
    every = list(names)
    for name, after in zip(every, [*every[1:], ""], strict=True):
        yield name.removesuffix(_SYRINGE) if name.endswith(_SYRINGE) and after.endswith(_SYRINGE) else name


_SYRINGE = " oral syringe"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
