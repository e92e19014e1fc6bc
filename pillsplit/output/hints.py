"""What would serve where the plan does not, in words."""

from __future__ import annotations

from collections.abc import Iterator

from pillsplit.model.plan import Plan, PlannedDose
from pillsplit.output.words import gathered, in_short, sentence, steps_in_a_sentence, steps_in_words
from pillsplit.verbs.hints import MADE_UP, Hint, hints


def hint_lines(plan: Plan, *, how: bool = True) -> Iterator[str]:
    """Say of each drug with a dose that cannot be made what would make it, and *how* that plan makes it."""
    found = {hint.drug: hint for hint in hints(plan)}
    for drug in plan.schedule.drugs:
        unmade = [step.step.number for step, each in plan.doses if each.dose.drug == drug and not each.answer.is_made]
        if hint := found.get(drug):
            yield sentence(_what(hint))
            yield from _how(hint) if how else ()
        elif unmade and plan.preferences.liquid:
            steps = steps_in_words(dict.fromkeys(unmade))
            yield sentence(
                f"{steps}: of the liquids of {drug} that were tried, from {MADE_UP[0]} to {MADE_UP[-1]} and measured "
                "with the devices here, none makes every dose and lets each cut be seen"
            )


def _what(hint: Hint) -> str:
    steps = steps_in_a_sentence(step.step.number for step in hint.steps)
    inexact = dict.fromkeys(
        step.step.number for step in hint.steps if step.step.number in hint.unmade and not step.is_exact
    )
    if inexact:
        steps += f" ({steps_in_a_sentence(inexact)} not exactly)"
    match hint.what:
        case "fills":
            return f"{hint.fills} fills of a syringe for one dose would make every dose (`max_fills` {hint.fills})"
        case "device":
            return "the usual devices would make every dose: name none, or others (`device`)"
        case _:
            most = f", at most {hint.max_volume} of it a dose (`max_volume`)," if hint.max_volume else ""
            return (
                f"a liquid of {hint.concentration} of {hint.drug}{most} would make {steps}: a pharmacy would have to "
                "make it up; no recipe is given here"
            )


def _how(hint: Hint) -> Iterator[str]:
    said = (
        (step.step.number, f"{each.dose.mass}: {in_short(each.answer.combination)}{_with(each)}")
        for step in hint.steps
        if step.step.number in hint.unmade
        for each in step.doses
        if each.answer.combination
    )
    for text, numbers in gathered(said).items():
        yield sentence(f"{steps_in_words(numbers)}, {text}")


def _with(planned: PlannedDose) -> str:
    device = planned.liquid.device if planned.liquid else None
    return f", with the {device.name}" if device else ""
