"""`pillsplit taper`: write a schedule by rule."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from attrs import evolve, frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.cli.options import Amount
from pillsplit.cli.run import run
from pillsplit.cli.taper_options import (
    DURATION,
    MASS,
    MASS_ABOVE_0,
    first_day,
    no_rule,
    pace_assumed,
    read_cut,
    required,
    times_of,
    writing_options,
)
from pillsplit.errors import UsageError
from pillsplit.formulary.loader import Formulary
from pillsplit.model.rule import Band, Bands, ShareOfCurrent, ShareOfStart, TaperPlan
from pillsplit.output.views import taper as telling
from pillsplit.tapers.taper import FINEST, NOTHING, taper


@frozen
class _Asked:
    """The options of one call, as they were given."""

    rule_argument: str | None
    rule: str | None
    drug: str | None
    from_: Mass | None
    to: Mass | None
    every: int | None
    cut: Fraction | Mass | None
    of: str | None
    pace: str | None
    half_point: Mass | None
    stop_below: Mass | None
    round_to: Mass | None
    times: tuple[str, ...] | None
    start: datetime.date | None
    end: datetime.date | None
    formulary: tuple[Path, ...]
    format: str | None
    output: Path | None

    def plan(self, formulary: Formulary) -> tuple[TaperPlan, list[str]]:
        """Return the plan that the options come to, and what was assumed in it."""
        if self.rule_argument and self.rule:
            raise UsageError(f"the rule is named twice, {self.rule_argument} and {self.rule}: name it once")
        name = self.rule_argument or self.rule
        if name is None:
            return self._own_plan(formulary), []
        rule = formulary.rule(name)
        if self.cut and not rule.asks_half_point:
            raise UsageError(f"--cut: {rule.name} says how far the dose falls: leave --cut out, or the rule")
        if isinstance(self.cut, Mass):
            raise UsageError(f'--cut {self.cut}: {rule.name} takes a share: write it like --cut "10%"')
        if self.of:
            raise UsageError(f"--of: {rule.name} says of which dose a cut is a share: leave --of out, or the rule")
        plan = rule.plan(self.pace, self.every, half_point=self.half_point, share=self.cut)
        return plan, pace_assumed(rule, self.pace)

    def _own_plan(self, formulary: Formulary) -> TaperPlan:
        if self.cut is None:
            raise no_rule(formulary)
        if self.half_point or self.pace:
            option = "--half-point" if self.half_point else "--pace"
            raise UsageError(f"{option} belongs to a rule: name the rule, or leave it out")
        days = required(self.every, "--every", "how long a step lasts", "14d")
        if isinstance(self.cut, Fraction):
            return TaperPlan((ShareOfStart if self.of == "start" else ShareOfCurrent)(self.cut), days)
        if self.of:
            raise UsageError(f"--of is for a cut in percent: leave it out with --cut {self.cut}")
        return TaperPlan(Bands((Band(self.cut, NOTHING),)), days)


@click.command("taper")
@click.argument("rule_argument", metavar="[RULE]", required=False)
@click.option("--rule", metavar="NAME", help="The rule, where it is not named as RULE.")
@click.option("--rules", "show_rules", is_flag=True, help="List the rules with their sources.")
@click.option("--drug", metavar="NAME", help="The drug or a brand of it.")
@click.option("--from", "from_", type=MASS_ABOVE_0, metavar="MASS", help="The daily dose that is taken now.")
@click.option("--to", type=MASS, metavar="MASS", help="The daily dose to end on.  [default: 0 mg]")
@click.option("--every", type=DURATION, metavar="DAYS", help="How long a step lasts: 14d, 2w.")
@click.option("--cut", type=Amount("cut", read_cut), metavar="SHARE", help='How far a step falls: "10%", or "1 mg".')
@click.option(
    "--of",
    type=click.Choice(["current", "start"]),
    help="Of which dose --cut is a share: that of the step before, or the first.  [default: current]",
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
    drug = formulary.drug(formulary.drug_name(required(asked.drug, "--drug", "the drug", "diazepam")))
    answer = taper(
        drug.name,
        required(asked.from_, "--from", "the daily dose that is taken now", '"20 mg"'),
        plan,
        to=asked.to or NOTHING,
        stop_below=asked.stop_below,
        round_to=FINEST if asked.round_to is None else asked.round_to,
        times=times_of(asked.times),
    )
    if day := first_day(answer.schedule.days, asked.start, asked.end):
        answer = evolve(answer, schedule=answer.schedule.starting(day))
    said = [*assumed, *telling.remarks(answer, drug, answer.schedule)]
    return run(telling.view(answer, said), asked.format or "csv", asked.output)
