"""What changed between two answers, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pillsplit.model.codes import Verdict
from pillsplit.output.words import count_in_words, sentence, steps_in_a_sentence

Dose = Mapping[str, str]
"""One dose of an answer's digest."""
MOST = 4
"""Sentences; where there would be more, the rest is counted."""


def changes(before: Sequence[Dose], after: Sequence[Dose]) -> list[str]:
    """Say what is different in *after*: ``Step 3 now needs liquid.``; nothing where nothing is."""
    if not before or before == after:
        return []
    if _places(before) != _places(after):
        return _otherwise(before, after)
    said: dict[str, list[int]] = {}
    for old, new in zip(before, after, strict=True):
        if what := _change(old, new):
            said.setdefault(what, []).append(int(new["step"]))
    lines = [_said(sorted(set(numbers)), what) for what, numbers in said.items()]
    rest = len(lines) - MOST
    return lines if rest <= 0 else [*lines[:MOST], sentence(f"and {count_in_words(rest, 'more change')}")]


def _said(steps: Sequence[int], what: str) -> str:
    one = len(steps) == 1
    does = what.replace("{s}", "s" if one else "").replace("{is}", "is" if one else "are")
    return sentence(f"{steps_in_a_sentence(steps)} {does}")


def _places(doses: Iterable[Dose]) -> list[tuple[str, str, str]]:
    return [(each["step"], each["drug"], each["time"]) for each in doses]


def _change(old: Dose, new: Dose) -> str:
    """Say what became of one dose, as it stands behind ``step 3``; ``{s}`` and ``{is}`` are of its verb."""
    made, was_made = (each["verdict"] != Verdict.UNREACHABLE for each in (new, old))
    if made is not was_made:
        return "can now be made" if made else "can no longer be made"
    if bool(new["needs"]) is not bool(old["needs"]):
        return "now need{s} liquid" if new["needs"] else "no longer need{s} liquid"
    liquid, was_liquid = (each["verdict"] == Verdict.LIQUID for each in (new, old))
    if liquid is not was_liquid:
        return "now take{s} liquid" if liquid else "no longer take{s} liquid"
    if new["verdict"] != old["verdict"]:
        return f"{{is}} now made of {_OF[Verdict(new['verdict'])]}"
    if new["take"] != old["take"]:
        return f"{{is}} now {new['take']}"
    return ""


_OF = {
    Verdict.WHOLE: "whole tablets",
    Verdict.HALVES: "halves",
    Verdict.THIRDS: "thirds",
    Verdict.QUARTERS: "quarters",
    Verdict.EIGHTHS: "eighths",
}


def _otherwise(before: Sequence[Dose], after: Sequence[Dose]) -> list[str]:
    """Say how an answer differs whose steps are others."""
    old, new = ({each["step"] for each in doses} for doses in (before, after))
    said = []
    if len(old) != len(new):
        said.append(f"{count_in_words(len(new), 'step')} now, {len(old)} before")
    for what, verdict in (("take liquid", Verdict.LIQUID), ("cannot be made", Verdict.UNREACHABLE)):
        was, is_ = (len({each["step"] for each in doses if each["verdict"] == verdict}) for doses in (before, after))
        if was != is_:
            said.append(f"{is_} {what}, {was} before")
    return [sentence("; ".join(said))] if said else []
