"""Steps written by a rule, from what stands in the fields of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from pillsplit.amounts.durations import read_duration
from pillsplit.amounts.number import AmountError, read_percent
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError, quoted
from pillsplit.formulary.loader import Formulary
from pillsplit.model.rule import Band, Bands, ShareOfCurrent, ShareOfStart, TaperPlan
from pillsplit.output.views import taper as telling
from pillsplit.page.asked import Given, Wrong, WrongPageError, wrong_of
from pillsplit.page.labels import with_labels
from pillsplit.page.rows import rows_of
from pillsplit.tapers.taper import FINEST, NOTHING, taper

T = TypeVar("T")


def written(given: Given) -> dict[str, Any]:
    """Return the rows that a rule writes, and what is to be said of them.

    The fields: ``rule`` (nothing for one's own cut), ``pace``, ``cut``, ``of``, ``every``, ``from_``, ``stop_below``,
    ``round_to``, ``half_point``, ``drug``.

    Raises:
        WrongPageError: with every field that is missing or wrong.
    """
    fields = _Fields(given)
    start = fields.needed("from_", Mass.parse, "write the daily dose that is taken now, such as 20 mg")
    drug = fields.needed("drug", str, "choose the drug first")
    stop = fields.read("stop_below", Mass.parse)
    grid = fields.read("round_to", Mass.parse)
    cut = fields.read("cut", _cut)
    days = fields.read("every", read_duration)
    half_point = fields.read("half_point", Mass.parse)
    name = fields.text("rule")
    if not name and not fields.wrong:
        if cut is None:
            fields.wrong.append(Wrong("write how far a step falls, such as 10% or 1 mg, or choose a rule", "cut"))
        if days is None:
            fields.wrong.append(Wrong("write how long a step lasts, such as 2 weeks", "every"))
    if fields.wrong:
        raise WrongPageError(fields.wrong)
    formulary = Formulary(*map(Path, given.get("formulary") or ()))
    try:
        if name:
            share = cut if isinstance(cut, Fraction) else None
            plan = formulary.rule(name).plan(fields.text("pace") or None, days, half_point=half_point, share=share)
        else:
            plan = _own(cut, days or 1, of_start=fields.text("of") == "start")
        answer = taper(formulary.drug_name(drug), start, plan, stop_below=stop, round_to=grid or FINEST)
    except UsageError as error:
        raise WrongPageError(wrong_of(error)) from None
    said = telling.remarks(answer, formulary.drug(answer.drug), answer.schedule)
    return {"rows": rows_of(answer.schedule), "remarks": [_sentence(each) for each in said], "title": plan.title}


def _sentence(said: str) -> str:
    return with_labels(f"{said[:1].upper()}{said[1:]}")


def _own(cut: Fraction | Mass | None, days: int, *, of_start: bool) -> TaperPlan:
    if isinstance(cut, Mass):
        return TaperPlan(Bands((Band(cut, NOTHING),)), days)
    return TaperPlan((ShareOfStart if of_start else ShareOfCurrent)(cut or Fraction(0)), days)


def _cut(text: str) -> Fraction | Mass:
    cut = read_percent(text) if text.endswith("%") else Mass.parse(text)
    if not cut or (isinstance(cut, Fraction) and cut >= 1):
        raise AmountError(f"{quoted(text)} is no cut: write a share above 0% and below 100%, or an amount such as 1 mg")
    return cut


class _Fields:
    """The fields of the rule, and what is wrong with them."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self.wrong: list[Wrong] = []

    def text(self, name: str) -> str:
        return str(self._given.get(name) or "").strip()

    def read(self, name: str, read: Callable[[str], T]) -> T | None:
        if not (text := self.text(name)):
            return None
        try:
            return read(text)
        except AmountError as error:
            self.wrong.append(Wrong(str(error), name))
            return None

    def needed(self, name: str, read: Callable[[str], T], missing: str) -> T:
        found = self.read(name, read)
        if found is None:
            if not self.text(name):
                self.wrong.append(Wrong(missing, name))
            raise WrongPageError(self.wrong)
        return found
