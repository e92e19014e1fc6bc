"""`pillsplit taper`: write a schedule by rule."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from attrs import evolve, frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.cli.choices import OneOf
from pillsplit.cli.defaults import told
from pillsplit.cli.options import Amount
from pillsplit.cli.run import asks_for_fhir, run
from pillsplit.cli.taper_options import (
    MASS,
    MASS_ABOVE_0,
    RHYTHM,
    drug_named,
    first_day,
    no_rule,
    pace_assumed,
    required,
    tablets_of,
    times_of,
    writing_options,
)
from pillsplit.cli.taper_texts import AskedCut, AskedHold, read_cut_in_time, read_hold, read_levels
from pillsplit.cli.verb import Answering
from pillsplit.errors import UsageError, shown
from pillsplit.formulary.loader import Formulary
from pillsplit.model.rule import Band, Bands, Cut, InParts, Levels, Rule, ShareOfCurrent, ShareOfStart, TaperPlan
from pillsplit.output.views import taper as telling
from pillsplit.tapers.hold import held
from pillsplit.tapers.taper import FINEST, NOTHING, taper


@frozen
class _Asked:
    """The options of one call, as they were given."""

    rule_argument: str | None
    rule: str | None
    drug: str | None
    from_: Mass | None
    to: Mass | None
    every: tuple[int, ...] | None
    cut: AskedCut | None
    of: str | None
    steps: tuple[Fraction, ...] | None
    hold: tuple[AskedHold, ...]
    pace: str | None
    half_point: Mass | None
    stop_below: Mass | None
    round_to: Mass | None
    times: tuple[str, ...] | None
    region: str | None
    tablet: tuple[str, ...]
    split: str | None
    start: datetime.date | None
    end: datetime.date | None
    formulary: tuple[Path, ...]
    format: str | None
    patient: str | None
    profile: str | None
    output: Path | None

    def plan(self, formulary: Formulary) -> tuple[TaperPlan, list[str]]:
        """Return the plan that the options come to, and what was assumed in it."""
        if self.rule_argument and self.rule:
            raise UsageError(f"the rule is named twice, {self.rule_argument} and {self.rule}: name it once")
        name = self.rule_argument or self.rule
        if name is None:
            return self._own_plan(formulary), []
        rule = _rule(formulary, name)
        if self.steps:
            raise UsageError(f"--steps: {rule.name} says how far the dose falls: leave --steps out, or the rule")
        if self.cut and not rule.asks_half_point:
            raise UsageError(f"--cut: {rule.name} says how far the dose falls: leave --cut out, or the rule")
        if self.cut and (isinstance(self.cut.amount, Mass) or self.cut.period):
            raise UsageError(f'--cut {self.cut.amount}: {rule.name} takes a share: write it like --cut "10%"')
        if self.of:
            raise UsageError(f"--of: {rule.name} says of which dose a cut is a share: leave --of out, or the rule")
        return self._by_rule(rule), pace_assumed(rule, self.pace)

    def _by_rule(self, rule: Rule) -> TaperPlan:
        share = self.cut.amount if self.cut and isinstance(self.cut.amount, Fraction) else None
        first, *others = (
            rule.plan(self.pace, days, half_point=self.half_point, share=share) for days in self.every or (None,)
        )
        return evolve(first, rhythm=tuple(plan.days for plan in (first, *others))) if others else first

    def _own_plan(self, formulary: Formulary) -> TaperPlan:
        if self.cut is None and self.steps is None:
            raise no_rule(formulary)
        if self.half_point or self.pace:
            option = "--half-point" if self.half_point else "--pace"
            raise UsageError(f"{option} belongs to a rule: name the rule, or leave it out")
        if self.steps:
            return self._in_levels(self.steps)
        assert self.cut
        cut, period = self.cut.amount, self.cut.period
        if self.of and isinstance(cut, Mass):
            raise UsageError(f"--of is for a cut in percent: leave it out with --cut {cut}")
        every: tuple[int, ...] = self.every or (() if period is None else (period,))
        required(every or None, "--every", "how long a step lasts", "14d")
        parts = 1 if period is None else self._parts(every, period)
        return _plan(self._own_cut(cut, parts), every)

    def _in_levels(self, levels: tuple[Fraction, ...]) -> TaperPlan:
        for option, value in (("--cut", self.cut), ("--of", self.of), ("--to", self.to)):
            if value:
                raise UsageError(f"--steps says how far the dose falls: leave {option} out, or --steps")
        every: tuple[int, ...] = required(self.every, "--every", "how long a step lasts", "14d")
        return _plan(Levels(tuple(level for level in levels if level)), every)

    def _own_cut(self, cut: Fraction | Mass, parts: int) -> Cut:
        """Return a cut that is made in so many steps."""
        if isinstance(cut, Mass):
            return Bands((Band(cut * Fraction(1, parts), NOTHING),))
        if self.of == "start":
            return ShareOfStart(cut / parts)
        return ShareOfCurrent(cut) if parts == 1 else InParts(cut, parts)

    @staticmethod
    def _parts(every: tuple[int, ...], period: int) -> int:
        """Return in how many steps a cut that is meant for *period* is made."""
        if len(every) > 1 and sum(every) == period:
            return len(every)
        if len(every) > 1 or period % every[0]:
            days = ",".join(f"{each}d" for each in every)
            near = max(each for each in range(1, min(every[0], period) + 1) if period % each == 0)
            raise UsageError(
                f"--every {days} does not come to the {period} days in which the cut is made: write --every {near}d "
                f"or --every {period}d"
            )
        return period // every[0]

    @property
    def end_on(self) -> Mass:
        """The daily dose to end on."""
        if self.steps and self.steps[-1] and self.from_:
            return self.from_ * self.steps[-1]
        return self.to or NOTHING


def _plan(cut: Cut, every: tuple[int, ...]) -> TaperPlan:
    return TaperPlan(cut, every[0], rhythm=every if len(set(every)) > 1 else ())


def _rule(formulary: Formulary, name: str) -> Rule:
    try:
        return formulary.rule(name)
    except UsageError:
        try:
            drug = formulary.drug_name(name)
        except UsageError:
            drug = ""
        if not drug:
            raise
        raise UsageError(f"{shown(name)} is a drug, not a rule: write --drug {drug}, and a rule or --cut") from None


@click.command("taper", cls=Answering)
@click.argument("rule_argument", metavar="[RULE]", required=False)
@click.option("--rule", metavar="NAME", help="The rule, where it is not named as RULE.")
@click.option("--rules", "show_rules", is_flag=True, help="List the rules with their sources.")
@click.option("--drug", metavar="NAME", help="The drug or a brand of it.")
@click.option("--from", "from_", type=MASS_ABOVE_0, metavar="MASS", help="The daily dose that is taken now.")
@click.option("--to", type=MASS, metavar="MASS", help="The daily dose to end on.  [default: 0 mg]")
@click.option("--every", type=RHYTHM, metavar="DAYS", help="How long a step lasts: 14d, 2w; in turn: 7d,7d,7d,21d.")
@click.option(
    "--cut",
    type=Amount("cut", read_cut_in_time),
    metavar="SHARE",
    help='How far a step falls: "10%", "1 mg"; in a time: "5% per 10d", "10% per 28d".',
)
@click.option(
    "--of",
    type=OneOf(["current", "start"]),
    help="Of which dose --cut is a share: that of the step before, or the first.  [default: current]",
)
@click.option(
    "--steps",
    type=Amount("steps", read_levels),
    metavar="LIST",
    help='The doses as shares of the first: "75%, 50%, 25%, 12.5%, 0%".',
)
@click.option(
    "--hold",
    type=Amount("hold", read_hold),
    multiple=True,
    metavar="TEXT",
    help='Stay longer: "2w after 10 mg", "2w from day 57". Repeatable.',
)
@writing_options
def command(*, show_rules: bool, **options: Any) -> int:
    """Write a schedule by RULE, or by --cut and --every, as a CSV that every other verb reads.

    No rule is a default; --rules lists them. What a rule writes is no advice.
    """
    asked = _Asked(**options)
    formulary = Formulary(*asked.formulary)
    if show_rules:
        return run(telling.rules_view(formulary.rules), asked.format or "text", asked.output)
    plan, assumed = asked.plan(formulary)
    drug, unknown = drug_named(formulary, required(asked.drug, "--drug", "the drug", "diazepam"))
    makeable, uneven = tablets_of(
        drug.name,
        asked.times,
        region=asked.region,
        tablet=asked.tablet,
        split=asked.split,
        formulary=asked.formulary,
    )
    answer = taper(
        drug.name,
        required(asked.from_, "--from", "the daily dose that is taken now", '"20 mg"'),
        plan,
        to=asked.end_on,
        stop_below=asked.stop_below,
        round_to=FINEST if asked.round_to is None else asked.round_to,
        times=times_of(asked.times),
        makeable=makeable,
    )
    longer = sum(each.days for each in asked.hold)
    if day := first_day(answer.schedule.days + longer, asked.start, asked.end):
        answer = evolve(answer, schedule=answer.schedule.starting(day))
    for each in asked.hold:
        answer = held(answer, each.hold(day))
    said = [*told(), *unknown, *assumed, *uneven, *telling.remarks(answer, drug, answer.schedule)]
    shown = telling.view(answer, said)
    if asks_for_fhir(asked.format, asked.patient, asked.profile):
        from pillsplit.output.fhir.requests import of_schedule  # few ask for it, and it costs

        shown = evolve(shown, fhir=lambda: of_schedule(answer.schedule, [drug], asked.patient, asked.profile))
    return run(shown, asked.format or "csv", asked.output)
