"""What else would serve where the devices and liquids at hand do not: another device, more fills, another liquid.

What is named here was planned by the one solver, so that who gets it will be given that same plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from pillsplit.amounts.number import written
from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import Note, listed
from pillsplit.model.combination import Combination, Measured
from pillsplit.model.device import LOW_SHARE, Devices, Syringe
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Evidence, Form, Liquid, Shelf, Source
from pillsplit.solver.dose import Answer, Solver
from pillsplit.solver.liquids import ways_by_device
from pillsplit.solver.tablets import Why
from pillsplit.verbs.measuring import MOST_FILLS, Measuring, error_of, planned

MADE_UP = tuple(
    Concentration(Fraction(number)) for number in ("10", "5", "2", "1", "0.5", "0.2", "0.1", "0.05", "0.02", "0.01")
)
"""The concentrations that are tried where nothing on the shelf serves, the strongest first."""
_NOT_A_PRODUCT = Source("no product: a concentration that was tried", Evidence.STATED)


@frozen
class Reached:
    """A dose that nothing at hand reaches: where it stands, and how it is made with something else, if at all."""

    drug: str
    step: int
    time: str
    answer: Answer


@frozen
class MadeUp:
    """A liquid that is not on the shelf, and the doses that it would reach."""

    drug: str
    concentration: Concentration
    doses: tuple[Reached, ...]


class Serving:
    """What else there is for the doses of one drug, beyond what the person has."""

    def __init__(self, solver: Solver, shelf: Shelf, drug: str, preferences: Preferences, measuring: Measuring) -> None:
        self._solver, self._drug = solver, drug
        self._preferences, self._measuring = preferences, measuring
        self._liquids = shelf.liquids(drug)
        self._made_up: dict[tuple[Concentration, bool], Solver] = {}

    def where_unreachable(self, answer: Answer) -> tuple[Answer, Note | None]:
        """Say of a dose that is not reached whether another device or more fills would do for the same liquids."""
        if self._liquids and not self._solver.ways and self._preferences.liquid:
            why = Why("no-liquid", "no device named here measures a liquid of it")
            answer = evolve(answer, why_no_liquid=why)
        any_device = self._measuring_with(self._liquids, self._measuring.devices, self._measuring.max_fills)
        if self._measuring.have and (made := any_device.with_liquid(answer.dose)):
            return answer, Note("other-device", f"{answer.dose}: another device would reach it: {in_short(made)}")
        for fills in range(self._measuring.max_fills + 1, MOST_FILLS + 1):
            solver = self._measuring_with(self._liquids, self._measuring.at_hand, fills)
            if made := solver.with_liquid(answer.dose):
                text = (
                    f"{answer.dose}: {fills} fills for one dose would reach it (--max-fills {fills}): {in_short(made)}"
                )
                return answer, Note("more-fills", text)
        return answer, None

    def made_up(self, doses: Sequence[Reached]) -> tuple[list[MadeUp], list[Reached]]:
        """Return the liquids that would have to be made up for *doses*, and the doses that none of them reaches.

        The first is the one that reaches the most; then the one with the fewest volumes that are small for their
        device; then the strongest. Devices that the person has go before others.
        """
        found: list[MadeUp] = []
        left = list(doses)
        for own in (True, False) if self._measuring.have else (True,):
            while left:
                tried = [(self._reached(concentration, left, own=own), concentration) for concentration in MADE_UP]
                reached, concentration = max(
                    tried, key=lambda each: (len(each[0]), -sum(_is_low(dose.answer) for dose in each[0]))
                )
                if not reached:
                    break
                found.append(MadeUp(self._drug, concentration, tuple(reached)))
                places = {(each.step, each.time) for each in reached}
                left = [each for each in left if (each.step, each.time) not in places]
        return found, left

    def alone(self, answers: Iterable[Answer]) -> Liquid | None:
        """Return the liquid on the shelf that would do for all *answers* that are measured; the most exact one."""
        found = []
        for liquid in self._liquids:
            solver = self._measuring_with((liquid,), self._measuring.at_hand, self._measuring.max_fills)
            made = [planned(solver, each.dose, liquid=not each.needs_liquid) for each in answers if _liquid(each)]
            if all(map(_liquid, made)):
                found.append((sum(bool(each.difference) for each in made), sum(map(_is_low, made)), liquid.id, liquid))
        return min(found, key=lambda each: each[:3])[-1] if found else None

    def note_on_change(self, before: Answer, after: Answer) -> Note | None:
        """Say where measuring may be off by more than two steps differ, and what would tell the two doses apart."""
        if not (before.combination and after.combination) or before.dose == after.dose:
            return None
        liquids = [each for each in map(_liquid, (before, after)) if each]
        errors = [error for each in liquids if (error := error_of(each))]
        difference = distance(before, after)
        if not errors or difference >= max(errors):
            return None
        apart = f"differ by {difference}" if difference else "come out the same"
        names = listed(dict.fromkeys(each.device.name for each in liquids if each.device))
        return Note(
            "cut-below-error",
            f"this dose and that of the step before {apart}, and measuring may be off by {max(errors)}: with the "
            f"{names} they cannot be told apart; {self._telling_apart(before, after)}",
        )

    def _telling_apart(self, before: Answer, after: Answer) -> str:
        """Say what would tell two doses apart: more of them in tablets, another device or another liquid."""
        for what, solver in self._alternatives():
            again = [
                planned(solver, each.dose, liquid=not each.needs_liquid and _liquid(each) is not None)
                for each in (before, after)
            ]
            if are_apart(*again):
                used = (f"{each.product.name} {_with_what(each)}" for each in map(_liquid, again) if each)
                return f"{what}{listed(dict.fromkeys(used))} would do"
        return f"no device on record would do, with any liquid from {MADE_UP[0]} to {MADE_UP[-1]}"

    def _alternatives(self) -> Iterator[tuple[str, Solver]]:
        """Yield what may be tried, each with words for it: first what takes nothing that is not at hand."""
        hand, fills = self._measuring.at_hand, self._measuring.max_fills
        capacities = {each.capacity for each in hand.items if isinstance(each, Syringe)}
        for volume in sorted(capacities, reverse=True):
            if volume < self._preferences.max_volume:
                smaller = evolve(self._preferences, max_volume=volume)
                ways = ways_by_device(self._liquids, hand.items, smaller, fills)
                yield f'with more in tablets (--max-volume "{volume}"), ', self._solver.measuring(ways)
        for liquid in self._liquids:
            yield "", self._measuring_with((liquid,), self._measuring.devices, fills)
        for concentration in MADE_UP:
            yield "", self._with_made_up(concentration, own=False)

    def _reached(self, concentration: Concentration, doses: Iterable[Reached], *, own: bool) -> list[Reached]:
        solver = self._with_made_up(concentration, own=own)
        made = ((each, solver.with_liquid(each.answer.dose)) for each in doses)
        return [evolve(each, answer=_as_made(each.answer, combination)) for each, combination in made if combination]

    def _with_made_up(self, concentration: Concentration, *, own: bool) -> Solver:
        if (concentration, own) not in self._made_up:
            liquid = Liquid(
                id=f"{self._drug}-made-up",
                drug=self._drug,
                name=f"a liquid of {concentration}",
                form=Form.SUSPENSION,
                concentration=concentration,
                step=Volume(1),
                source=_NOT_A_PRODUCT,
            )
            devices = self._measuring.at_hand if own else self._measuring.devices
            self._made_up[concentration, own] = self._measuring_with((liquid,), devices, self._measuring.max_fills)
        return self._made_up[concentration, own]

    def _measuring_with(self, liquids: Iterable[Liquid], devices: Devices, max_fills: int) -> Solver:
        return self._solver.measuring(ways_by_device(liquids, devices.items, self._preferences, max_fills))


def in_short(made: Combination) -> str:
    """Say what is measured of a combination, in what, and how much tablets hold beside it."""
    measured = made.liquid
    assert measured
    beside = made.mass - measured.mass
    tablets = f"{beside} in tablets and " if beside else ""
    amount = str(measured.volume) if measured.drops is None else f"{written(measured.drops)} drops"
    return f"{tablets}{amount} of {measured.product.name}, {_with_what(measured)}"


def _with_what(measured: Measured) -> str:
    device = measured.device
    assert device
    marks = f" marked every {device.mark}" if isinstance(device, Syringe) else ""
    return f"with a {device.name}{marks}"


def are_apart(before: Answer, after: Answer) -> bool:
    """Say whether two made doses differ by at least what either may be off by; an error not on record hides all."""
    if not (before.combination and after.combination):
        return False
    errors = [error_of(before.combination.liquid), error_of(after.combination.liquid)]
    difference = distance(before, after)
    return bool(difference) and all(error is not None and difference >= error for error in errors)


def distance(before: Answer, after: Answer) -> Mass:
    """Return by how much two made doses differ."""
    assert before.combination
    assert after.combination
    masses = sorted((before.combination.mass, after.combination.mass))
    return masses[1] - masses[0]


def _as_made(answer: Answer, combination: Combination) -> Answer:
    return evolve(answer, verdict="liquid", combination=combination, why_no_liquid=None)


def _liquid(answer: Answer) -> Measured | None:
    return answer.combination.liquid if answer.combination else None


def is_low(measured: Measured) -> bool:
    """Say whether a fill is small for its syringe: below a fifth of the capacity."""
    device = measured.device
    return isinstance(device, Syringe) and min(device.fills(measured.volume)) < device.capacity * LOW_SHARE


def _is_low(answer: Answer) -> bool:
    measured = _liquid(answer)
    return measured is not None and is_low(measured)
