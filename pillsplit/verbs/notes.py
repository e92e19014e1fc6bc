"""What must be said with a plan: of its doses, of the schedule, and of the plan as a whole; all of it in one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from attrs import evolve

from pillsplit.amounts.number import rounded_percent, significant, written
from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.errors import Note
from pillsplit.model.answer import Answer
from pillsplit.model.combination import HALF, MOST_OF_A_PART, PARTS, WHOLE, Measured, Piece, amount_of
from pillsplit.model.form import Form
from pillsplit.model.plan import Plan, PlannedDose, PlannedStep
from pillsplit.model.preferences import ANY_RELEASE
from pillsplit.model.product import Liquid, Product
from pillsplit.model.source import Evidence
from pillsplit.model.text import listed, off_by
from pillsplit.verbs.drops import notes_on_drops
from pillsplit.verbs.release import notes_on_mixing

if TYPE_CHECKING:
    from pillsplit.model.bottles import BottlePlan
    from pillsplit.model.device import Devices

_NOTHING, _NO_VOLUME = Mass(0), Volume(0)
_OF_PARTS = dict(zip(PARTS, ("wholes", "halves", "thirds", "quarters", "eighths"), strict=True))
_SHAKE = "shake the bottle before each dose"
COARSE = Fraction(1, 10)
"""A measure is coarse where its device may be off by more than this share of the dose."""


def noted(plan: Plan) -> Plan:
    """Return *plan* with everything that must be said with it."""
    of_steps = _Collected(plan)
    of_steps.collect()
    known: NotesOnProducts = {}
    devices = _devices(plan)
    of_liquids = dict(_notes_on_liquids(plan))
    steps = []
    for step in plan.steps:
        doses = []
        said: set[str] = set()
        for planned in step.doses:
            drug = planned.dose.drug
            own = of_steps.notes[step.step.number, drug] if drug not in said else []
            said.add(drug)
            notes = (*planned.notes, *own, *notes_on_answer(planned.answer, known))
            if planned.answer.combination and planned.answer.combination.count > plan.preferences.max_pieces:
                notes = (*notes, _many_pieces(planned.answer.combination.count, plan))
            if planned.liquid:
                of_liquid = of_liquids[planned.liquid.product.id]
                notes = (*notes, *notes_on_measured(planned.answer, planned.liquid, devices), *of_liquid)
            doses.append(PlannedDose(planned.dose, planned.answer, notes))
        steps.append(PlannedStep(step.step, step.first_day, tuple(doses)))
    of_bottles = (note for bottles in plan.bottles for note in notes_on_bottles(bottles))
    return evolve(plan, steps=tuple(steps), notes=(*plan.notes, *of_bottles))


def _devices(plan: Plan) -> Devices | None:
    if not plan.bottles:
        return None
    if plan.measuring.devices is not None:
        return plan.measuring.devices
    from pillsplit.formulary.loader import devices_on_record

    return devices_on_record()


def _many_pieces(count: int, plan: Plan) -> Note:
    return Note(
        "many-pieces", f"{count} pieces for one dose, more than the usual {plan.preferences.max_pieces} (`max_pieces`)"
    )


class _Day(NamedTuple):
    """What is wanted and made of one drug on a day of a step, and what is measured."""

    step: PlannedStep
    wanted: Mass
    made: Mass | None
    """None where some dose cannot be made."""
    volume: Volume
    error: Mass
    """What the devices may be off by, as far as that is on record."""
    doses: tuple[PlannedDose, ...]


class _Collected:
    """What is remarkable about the steps, by step number and drug."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.notes: dict[tuple[int, str], list[Note]] = defaultdict(list)

    def collect(self) -> None:
        """Look at every step."""
        days = {drug: [_day(step, drug) for step in self._plan.steps] for drug in self._plan.schedule.drugs}
        for drug, of_drug in days.items():
            self._above_maximum(drug, of_drug)
            if self._plan.preferences.release == ANY_RELEASE:
                self._release_changes(drug, of_drug)
        self._as_read()
        for drug, of_drug in days.items():
            others = [each for other, each in days.items() if other != drug]
            self._changes(drug, of_drug, others)
        for step, gap in self._plan.schedule.gaps():
            text = f"{gap} {'day' if gap == 1 else 'days'} without a step before {step.start}"
            self._say(step.number, step.doses[0].drug, "date-gap", text)

    def _say(self, number: int, drug: str, code: str, text: str) -> None:
        self.notes[number, drug].append(Note(code, text))

    def _above_maximum(self, drug: str, days: Iterable[_Day]) -> None:
        known = self._plan.shelf.drug(drug)
        if not (known and (maximum := known.daily_maximum)):
            return
        for day in days:
            if day.wanted > maximum:
                text = f"{day.wanted} of {drug} a day is above the plausible {maximum}: is it a tenfold slip?"
                self._say(day.step.step.number, drug, "above-daily-maximum", text)

    def _release_changes(self, drug: str, days: Sequence[_Day]) -> None:
        releases = [
            frozenset(
                item.product.release
                for planned in day.doses
                if planned.answer.combination
                for item in planned.answer.combination.items
            )
            for day in days
        ]
        for day, note in zip(days, notes_on_mixing(drug, releases), strict=True):
            if note:
                self.notes[day.step.step.number, drug].append(note)

    def _as_read(self) -> None:
        for step in self._plan.schedule.steps:
            for remark in step.remarks if step.doses else ():
                self._say(step.number, step.doses[0].drug, "as-read", remark)

    def _changes(self, drug: str, days: Sequence[_Day], others: Sequence[Sequence[_Day]]) -> None:
        """Say what the change from the last step that could be made comes to, of one drug."""
        before: _Day | None = None
        for index, day in enumerate(days):
            if index:
                self._wanted_changes(drug, self._last_taken(drug, days, index), day, _falls(others, index))
            if before and before.made is not None and day.made is not None:
                self._made_changes(drug, before, day)
            if day.made is not None:
                before = day

    def _last_taken(self, drug: str, days: Sequence[_Day], index: int) -> Mass:
        """Return the day's total that the day at *index* follows: across days without the drug, the one before them."""
        wanted = days[index - 1].wanted
        if wanted or not days[index].wanted:
            return wanted
        return self._plan.schedule.last_taken(drug, days[index].step.first_day) or wanted

    def _wanted_changes(self, drug: str, old: Mass, day: _Day, another_falls: bool) -> None:
        number, new = day.step.step.number, day.wanted
        if new > old and not another_falls:
            self._say(number, drug, "dose-rises", f"{drug} rises from {old} to {new} a day")
        if not (old and new) or HALF <= new.over(old) <= 2:
            return
        if old == 10 * new or new == 10 * old:
            self._say(number, drug, "tenfold", f"{drug} from {old} to {new} a day is exactly tenfold: is it a slip?")
        if 2 * new < old:
            percent = rounded_percent((old - new).over(old))
            self._say(number, drug, "large-fall", f"{drug} falls from {old} to {new} a day in one step, by {percent}")

    def _made_changes(self, drug: str, before: _Day, day: _Day) -> None:
        number = day.step.step.number
        assert before.made is not None
        assert day.made is not None
        of_before = f"step {before.step.step.number}"
        if day.made > before.made and day.wanted <= before.wanted:
            wanted = "is to fall" if day.wanted < before.wanted else "is to stay"
            text = f"{drug} {wanted}, yet {day.made} is made after {before.made} in {of_before}"
            self._say(number, drug, "made-rises", text)
        elif day.wanted < before.wanted and day.made >= before.made:
            text = f"{drug} falls from {before.wanted} to {day.wanted}, yet {day.made} is made in both"
            self._say(number, drug, "no-fall", f"{text}: the cut from {of_before} vanishes")
        if day.wanted < before.wanted and before.volume and day.volume > before.volume:
            self._say(
                number,
                drug,
                "volume-rises",
                f"more liquid and fewer tablets: {_much(day)} after {_much(before)} in {of_before}, for less {drug}",
            )
        if day.made != before.made and day.wanted != before.wanted:
            difference = Mass(abs((before.made - day.made).mg))
            self._too_coarse(drug, before, day, difference)
            self._within_variation(drug, before, day, difference)

    def _too_coarse(self, drug: str, before: _Day, day: _Day, difference: Mass) -> None:
        """Say where measuring may be off by more than the *difference* of two steps."""
        error = max(before.error, day.error)
        if difference < error:
            text = (
                f"{drug}: this day's {day.made} and the {before.made} of step {before.step.step.number} differ by "
                f"{difference}, and measuring may be off by {off_by(error)}: they cannot be told apart"
            )
            self._say(day.step.step.number, drug, "cut-below-error", text)

    def _within_variation(self, drug: str, before: _Day, day: _Day, difference: Mass) -> None:
        """Say where two steps differ by less than a cut piece of either may hold too much or too little."""
        pieces = [*_cut(before), *_cut(day)]
        largest = max(reversed(pieces), key=_mass_of_one, default=None)  # of two alike the later
        if largest is None or difference >= _mass_of_one(largest) * MOST_OF_A_PART:
            return  # the limits are read only where one of them may matter
        from pillsplit.formulary.variations import variations_on_record
        from pillsplit.model.variation import Standing, Varying

        error = _mass_of_one(largest) * max(
            each.share
            for each in variations_on_record()
            if each.of is Varying.PART and each.kind is Standing.LIMIT and each.is_about(drug)
        )
        if difference < error:
            text = (
                f"the step of {difference} is smaller than what {_one(largest)} may be off by "
                f"({significant(error.mg)} mg)"
            )
            self._say(day.step.step.number, drug, "cut-below-variation", text)


def _cut(day: _Day) -> Iterator[Piece]:
    """Yield the cut pieces of a day all of whose doses are made."""
    for planned in day.doses:
        assert planned.answer.combination is not None
        yield from (piece for piece in planned.answer.combination.pieces if piece.part != WHOLE)


def _mass_of_one(piece: Piece) -> Mass:
    return piece.product.strength * piece.part


def _one(piece: Piece) -> str:
    """Write one piece as it is called: ``half a 5 mg tablet``."""
    article = "an" if piece.product.amount.startswith(_SAID_WITH_A_VOWEL) else "a"
    return f"{_OF_ONE[piece.part]} {article} {piece.product.amount} {piece.product.form}"


_OF_ONE = dict(zip(PARTS, ("", "half", "a third of", "a quarter of", "an eighth of"), strict=True))
_SAID_WITH_A_VOWEL = ("8", "11 ", "18 ")


def _day(step: PlannedStep, drug: str) -> _Day:
    doses = tuple(planned for planned in step.doses if planned.dose.drug == drug)
    made = [planned.answer.combination for planned in doses]
    total = None if None in made else sum((each.mass for each in made if each), start=_NOTHING)
    measured = [planned.liquid for planned in doses if planned.liquid]
    volume = sum((each.volume for each in measured), start=_NO_VOLUME)
    error = sum((each.error or _NOTHING for each in measured), start=_NOTHING)
    return _Day(step, step.step.daily(drug), total, volume, error, doses)


def _much(day: _Day) -> str:
    """Write what is measured on a day: ``3 drops``, ``0.75 mL``."""
    measured = next(each.liquid for each in day.doses if each.liquid)
    return amount_of(day.volume, measured.product) if measured.drops is not None else str(day.volume)


def _falls(others: Iterable[Sequence[_Day]], index: int) -> bool:
    return any(days[index].wanted < days[index - 1].wanted for days in others)


NotesOnProducts = dict[tuple[str, int], tuple[Note, ...]]
"""What is said of a product by its id and into how many parts a dose has it cut (0 of a liquid); worked out once."""


def notes_on_answer(answer: Answer, known: NotesOnProducts | None = None) -> Iterator[Note]:
    """Yield what must be said with a combination: differences, unknown scores, cuts beyond the label, evidence, age.

    *known* keeps what was said of the products of one shelf from one answer to the next.
    """
    if not answer.combination:
        return
    if answer.difference:
        yield Note("not-exact", f"{answer.combination.mass} is made, {difference_in_words(answer)}")
    known = {} if known is None else known
    for item in answer.combination.items:
        parts = item.part.denominator if isinstance(item, Piece) else 0
        said = known.get((item.product.id, parts))
        if said is None:
            said = known[item.product.id, parts] = (
                *(_notes_on_cut(item) if isinstance(item, Piece) and item.part != WHOLE else ()),
                *_notes_on_evidence(item.product, cut=parts > 1),
                *_notes_on_age(item.product),
            )
        yield from said


def difference_in_words(answer: Answer) -> str:
    """Say how far a made dose is from the wanted one: ``0.005 mg (0.31%) more than 1.62 mg``."""
    size = Mass(abs(answer.difference.mg))
    more = "more" if answer.difference > _NOTHING else "less"
    return f"{size} ({rounded_percent(size.over(answer.dose))}) {more} than {answer.dose}"


def _notes_on_cut(piece: Piece) -> Iterator[Note]:
    product = piece.product
    if product.parts is None:
        yield Note(
            "score-unknown",
            f"whether {product.name} may be divided is not on record: look at the tablet before cutting",
        )
    if product.parts is not None and not product.label_gives(piece.part):
        yield Note("beyond-label", f"cutting {product.name} into {_OF_PARTS[piece.part]} goes beyond the label")
    elif product.parts is None and piece.is_guess and piece.part < Fraction(1, 2):
        yield Note("beyond-label", f"no label on record says that {product.name} come in {_OF_PARTS[piece.part]}")
    if product.dividing:
        yield Note("label-on-dividing", f"{product.name}: {product.dividing.rstrip('.')}")


_RELIED_ON = {"strength", "concentration", "drops_per_ml"}
_RELIED_ON_IN_CUTS = {"score", "parts"}
_SEVERAL = {"parts": "parts", "drops_per_ml": "drops per mL"}
"""The fields that are said of several things, in words; the others are words themselves."""


def _notes_on_evidence(product: Product, *, cut: bool) -> Iterator[Note]:
    if not product.source.is_seen:
        yield Note("unverified", f"{product.name}: not seen in a document; confirm with {product.source.text}")
        return
    relied = _RELIED_ON | (_RELIED_ON_IN_CUTS if cut else set())
    if fields := [field for field in product.unverified if field in relied]:
        were = "were" if len(fields) > 1 or fields[0] in _SEVERAL else "was"
        words = listed(_SEVERAL.get(field, field) for field in fields)
        yield Note("unverified", f"{product.name}: its {words} {were} not seen in a document; check it")


def _notes_on_age(product: Product) -> Iterator[Note]:
    """Yield a note on a product that was checked too long before the day on which the shelf is read (`Shelf.on`)."""
    if product.source.stale:
        yield Note(
            "stale",
            f"{product.name}: last checked on {product.source.checked}, more than two years ago; look it up again",
        )


def notes_on_measured(answer: Answer, measured: Measured, devices: Devices | None) -> Iterator[Note]:
    """Yield what must be said where *measured* is drawn up or counted with its device."""
    product, device = measured.product, measured.device
    if product.form is Form.SUSPENSION:
        yield Note("shake", _SHAKE)
    if product.source.evidence is Evidence.STATED:
        yield Note("compounded", f"{product.name}: no product on record; the pharmacy that makes it says how it keeps")
    if product.avoid:
        yield Note(
            "avoid-material",
            f"{product.name} must not touch {' or '.join(product.avoid)}: ask the pharmacy for a device of another "
            "material",
        )
    if (handling := product.handling.rstrip(".")) and handling.lower() != _SHAKE:
        yield Note("handling", f"{product.name}: {handling}")
    if measured.error is not None and measured.error.mg > COARSE * answer.dose.mg:
        yield Note(
            "coarse",
            f"measuring {measured.amount} of {product.name} may be off by {off_by(measured.error)}, "
            f"{rounded_percent(measured.error.over(answer.dose))} of the dose",
        )
    if device is None:
        return
    for fact in devices.notes_on(device.kind, measured.fills) if devices else ():
        yield Note(fact.code, fact.text)
    if product.drops_per_ml and not device.in_drops:
        drops = measured.volume.ml * product.drops_per_ml
        same = f"; {written(drops)} drops hold the same" if drops.denominator == 1 else ""
        yield Note(
            "drops-in-syringe",
            f"{product.name} is made to be counted in drops, and whether its label allows a syringe is not on record: "
            f"ask the pharmacist how {measured.volume} is drawn from its bottle{same}",
        )
    yield from _notes_on_device(measured)


def _notes_on_liquids(plan: Plan) -> Iterator[tuple[str, tuple[Note, ...]]]:
    """Yield for each liquid of the plan, by its id, what is the same of all its doses."""
    measured: dict[str, list[Measured]] = defaultdict(list)
    for _, planned in plan.doses:
        if planned.liquid:
            measured[planned.liquid.product.id].append(planned.liquid)
    for identity, doses in measured.items():
        product = doses[0].product
        volumes = [each.volume for each in doses]
        of_contents = _notes_on_excipients(product, min(volumes), max(volumes))
        yield identity, (*notes_on_drops(doses, plan.shelf), *of_contents)


def _notes_on_excipients(product: Liquid, least: Volume, most: Volume) -> Iterator[Note]:
    for content in product.excipients:
        holds = f"{product.name} holds {content.excipient}"
        if content.per_ml is None:
            yield Note("excipients", f"{holds}; its label does not say how much")
            continue
        low, high = content.per_ml.mass(least), content.per_ml.mass(most)
        much = f"{off_by(high)}" if low == high else f"{off_by(low)} to {off_by(high)}"
        yield Note("excipients", f"{holds}, {content.per_ml}: {much} in a dose")


def _notes_on_device(measured: Measured) -> Iterator[Note]:
    device = measured.device
    assert device
    if "mark" in device.unverified:
        yield Note("unverified", f"{device.name}: marks every {measured.step} were not seen in a document; look at it")
    if measured.error is None:
        yield Note("error-unknown", f"{device.name}: how far it may be off is not on record")
    elif device.tolerance and not device.tolerance.source.is_seen:
        yield Note(
            "unverified",
            f"{device.name}: how far it may be off was not seen in a document; confirm with "
            f"{device.tolerance.source.text.removeprefix('to be confirmed: ')}",
        )


def notes_on_bottles(plan: BottlePlan) -> Iterator[Note]:
    """Yield what is not on record of the bottles of a liquid, or was not seen in a document."""
    name = plan.product.name
    if plan.life is None:
        yield Note(
            "opened-life-unknown",
            f"{name}: how long an opened bottle may be used "
            f"{'is not stated by its label' if plan.product.life_not_stated else 'is not on record'}: ask the pharmacy "
            "(`in_use_days` says it)",
        )
    if plan.size is None:
        yield Note("bottle-size-unknown", f"{name}: what a bottle holds is not on record")
    fields = {"bottles": "bottle size", "in_use_days": "opened life"}
    if unseen := [text for key, text in fields.items() if key in plan.product.unverified]:
        verb, it = ("was", "it") if len(unseen) == 1 else ("were", "them")
        yield Note("unverified", f"{name}: its {listed(unseen)} {verb} not seen in a document; check {it}")
