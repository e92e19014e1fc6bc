"""Is this schedule practical? Each step with its combination and its verdict."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from pillsplit.amounts.number import rounded
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Note, listed
from pillsplit.model.combination import QUARTER, WHOLE, Piece
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Evidence, Product, Shelf
from pillsplit.model.schedule import Dose, Schedule, Step
from pillsplit.solver.dose import VERDICTS, Answer, Solver

if TYPE_CHECKING:
    from pillsplit.model.device import Devices
    from pillsplit.verbs.finer import Finer

_CAUTIOUS = Preferences()


@frozen
class CheckedDose:
    """One dose, how it is made, and what must be said with it."""

    dose: Dose
    answer: Answer
    notes: tuple[Note, ...] = ()


@frozen
class CheckedStep:
    """One step with all its doses; it counts under the hardest verdict among them."""

    step: Step
    doses: tuple[CheckedDose, ...]

    @property
    def verdict(self) -> str:
        """The hardest verdict among the doses."""
        return max((checked.answer.verdict for checked in self.doses), key=VERDICTS.index)


@frozen
class Check:
    """The answer of `check`: every step in order, on what it rests."""

    schedule: Schedule
    shelf: Shelf
    preferences: Preferences
    steps: tuple[CheckedStep, ...]
    divide: int | None = None
    """In how many parts daily doses were to be divided, where that was asked."""
    undivided: tuple[int, ...] = ()
    """The numbers of the steps with a daily dose that cannot be divided so."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many steps there are of each verdict."""
        return Counter(step.verdict for step in self.steps)

    @property
    def practical(self) -> bool:
        """Whether every dose can be made, with or without liquid, and divided where that was asked."""
        return not self.counts["unreachable"] and not self.undivided

    def numbers(self, *verdicts: str) -> list[int]:
        """Return the numbers of the steps that count under one of *verdicts*."""
        return [step.step.number for step in self.steps if step.verdict in verdicts]

    @property
    def products_used(self) -> tuple[Product, ...]:
        """The products that some dose draws on, in the order of the shelf."""
        used = {
            identity
            for step in self.steps
            for checked in step.doses
            if checked.answer.combination
            for identity in checked.answer.combination.product_ids
        }
        return tuple(product for product in self.shelf.products if product.id in used)


def check(
    schedule: Schedule,
    shelf: Shelf,
    preferences: Preferences = _CAUTIOUS,
    devices: Callable[[], Devices] | None = None,
) -> Check:
    """Answer each dose of *schedule* from the products of *shelf*, with every note that belongs to it.

    *devices* gives the devices on record, those that ship where nothing is said; it is asked only where the steps of
    the liquids do not reach a dose, or not exactly, to say whether a finer device would.
    """
    finer: Finer | None = None
    solvers = {drug: Solver(shelf, drug, preferences) for drug in schedule.drugs}
    said = notes_on_schedule(schedule, shelf)
    known: NotesOnProducts = {}
    steps = []
    for step in schedule.steps:
        doses = []
        for dose in step.doses:
            solver = solvers[dose.drug]
            answer = solver.answer(dose.mass)
            notes = [*said.pop((step.number, dose.drug), ()), *notes_on_answer(answer, known)]
            if solver.ways and (answer.difference or not answer.combination):
                finer = finer or _finer(shelf, preferences, devices)
                notes += finer.notes(dose.drug, solver, answer)
            doses.append(CheckedDose(dose, answer, tuple(notes)))
        steps.append(CheckedStep(step, tuple(doses)))
    return Check(schedule, shelf, preferences, tuple(steps))


def _finer(shelf: Shelf, preferences: Preferences, devices: Callable[[], Devices] | None) -> Finer:
    from pillsplit.verbs.finer import Finer  # only where a dose asks for it: keeps the start lean

    if devices is not None:
        return Finer(shelf, preferences, devices())
    from pillsplit.formulary.loader import devices_on_record

    return Finer(shelf, preferences, devices_on_record())


def notes_on_schedule(schedule: Schedule, shelf: Shelf) -> dict[tuple[int, str], list[Note]]:
    """Collect what is remarkable about the schedule itself, by step and drug."""
    notes: dict[tuple[int, str], list[Note]] = defaultdict(list)
    for drug in schedule.drugs:
        known = shelf.drug(drug)
        if not (known and (maximum := known.daily_maximum)):
            continue
        for step in schedule.steps:
            if (daily := step.daily(drug)) > maximum:
                text = f"{daily} of {drug} a day is above the plausible {maximum}: is it a tenfold slip?"
                notes[step.number, drug].append(Note("above-daily-maximum", text))
    for step in schedule.steps:
        for remark in step.remarks if step.doses else ():
            notes[step.number, step.doses[0].drug].append(Note("as-read", remark))
    for step, drug, old, new in schedule.rises():
        notes[step.number, drug].append(Note("dose-rises", f"{drug} rises from {old} to {new} a day"))
    for step, days in schedule.gaps():
        text = f"{days} {'day' if days == 1 else 'days'} without a step before {step.start}"
        notes[step.number, step.doses[0].drug].append(Note("date-gap", text))
    return notes


NotesOnProducts = dict[tuple[str, Fraction], tuple[Note, ...]]
"""What is said of a product that a dose takes such a part of (0 of a liquid), by its id; each is worked out once."""


def notes_on_answer(answer: Answer, known: NotesOnProducts | None = None) -> Iterator[Note]:
    """Yield what must be said with a combination: differences, unknown scores, cuts beyond the label, evidence, age.

    *known* keeps what was said of the products of one shelf from one answer to the next.
    """
    if not answer.combination:
        return
    if difference := answer.difference:
        size = max(difference, Mass(0) - difference)
        percent = rounded(size.over(answer.dose) * 100, 2)
        yield Note(
            "not-exact",
            f"{answer.combination.mass} is made, {size} ({percent}%) {'more' if difference > Mass(0) else 'less'}"
            f" than {answer.dose}",
        )
    known = {} if known is None else known
    for piece in answer.combination.pieces:
        if piece.part != WHOLE:
            yield from _notes_on_cut(piece)
    for item in answer.combination.items:
        part = item.part if isinstance(item, Piece) else Fraction(0)
        if (item.product.id, part) not in known:
            known[item.product.id, part] = (
                *_notes_on_evidence(item.product, cut=0 < part < 1),
                *_notes_on_age(item.product),
            )
        yield from known[item.product.id, part]


def _notes_on_cut(piece: Piece) -> Iterator[Note]:
    product = piece.product
    part = "quarters" if piece.part == QUARTER else "halves"
    if product.parts is None:
        yield Note(
            "score-unknown",
            f"whether {product.name} may be divided is not on record: look at the tablet before cutting",
        )
    if (product.parts or 2) * piece.part < 1:
        yield Note("beyond-label", f"cutting {product.name} into {part} goes beyond the label")
    if product.dividing:
        yield Note("label-on-dividing", f"{product.name}: {product.dividing.rstrip('.')}")


_RELIED_ON = {"strength", "concentration", "drops_per_ml"}
_RELIED_ON_IN_CUTS = {"score", "parts"}


def _notes_on_evidence(product: Product, *, cut: bool) -> Iterator[Note]:
    if product.source.evidence is Evidence.UNVERIFIED:
        yield Note("unverified", f"{product.name}: not seen in a document; confirm with {product.source.text}")
        return
    relied = _RELIED_ON | (_RELIED_ON_IN_CUTS if cut else set())
    if fields := [field.replace("_", " ") for field in product.unverified if field in relied]:
        seen = "was not seen" if len(fields) == 1 else "were not seen"
        yield Note("unverified", f"{product.name}: its {listed(fields)} {seen} in a document; check it")


def _notes_on_age(product: Product) -> Iterator[Note]:
    """Yield a note on a product that was checked too long before the day on which the shelf is read (`Shelf.on`)."""
    if product.source.stale:
        yield Note(
            "stale",
            f"{product.name}: last checked on {product.source.checked}, more than two years ago; look it up again",
        )
