"""`pillsplit crossover`: exchange one drug for another, step by step."""

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
    DURATION,
    MASS_ABOVE_0,
    first_day,
    pace_assumed,
    required,
    tablets_of,
    times_of,
    writing_options,
)
from pillsplit.cli.taper_texts import read_cut
from pillsplit.cli.verb import Answering
from pillsplit.errors import UsageError, shown
from pillsplit.formulary.loader import Formulary
from pillsplit.model.drug import Drug
from pillsplit.output.views import crossover as telling
from pillsplit.solver.attainable import Makeable
from pillsplit.tapers.crossover import Crossover, crossover, followed_by
from pillsplit.tapers.equivalents import End, Equivalence, equivalence, refuse_one_drug
from pillsplit.tapers.taper import FINEST, taper


@frozen
class _Asked:
    """The options of one call, as they were given."""

    from_: str | None
    dose: Mass | None
    to: str | None
    equivalents: str | None
    range_: str | None
    every: int | None
    stages: int | None
    then_taper: str | None
    taper_every: int | None
    cut: Fraction | Mass | None
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

    def equivalence(self, old: Drug, new: Drug) -> Equivalence:
        """Return what the named table says; without one, say what each would."""
        refuse_one_drug(old, new)
        if self.equivalents is None:
            tables = telling.by_table(old, new, self._dose())
            says = f"{self._dose()} of {old.name} is {tables}" if tables else "no table on record holds both drugs"
            raise UsageError(f"no table of equivalents is a default: name one with --equivalents\n  {says}")
        return equivalence(old, new, self.equivalents, End(self.range_) if self.range_ else None)

    def tablets(self, drug: str) -> tuple[Makeable | None, list[str]]:
        """Return what tablets make of one of the drugs, for its times of day, and a remark where that is not known."""
        return tablets_of(
            drug, self.times, region=self.region, tablet=self.tablet, split=self.split, formulary=self.formulary
        )

    def exchange(self, equal: Equivalence) -> tuple[Crossover, list[str]]:
        """Return the exchange that the options come to, and what was assumed in it."""
        makeable, said = self.tablets(equal.old)
        return crossover(
            self._dose(),
            equal,
            required(self.every, "--every", "how long a stage of the exchange lasts", "7d"),
            times=times_of(self.times),
            stages=self.stages,
            round_to=self.round_to,
            makeable=makeable,
        ), said

    def then(self, exchange: Crossover, formulary: Formulary) -> tuple[Crossover, list[str]]:
        """Return the exchange with the taper that is to follow it, and what was assumed in it."""
        if self.then_taper is None:
            self._refuse_what_belongs_to_a_taper()
            return exchange, []
        rule = formulary.rule(self.then_taper)
        if isinstance(self.cut, Mass):
            raise UsageError(f'--cut {self.cut}: write a share, such as --cut "10%"')
        plan = rule.plan(self.pace, self.taper_every, half_point=self.half_point, share=self.cut)
        makeable, said = self.tablets(exchange.equivalence.new)
        following = taper(
            exchange.equivalence.new,
            exchange.new_dose,
            plan,
            stop_below=self.stop_below,
            round_to=FINEST if self.round_to is None else self.round_to,
            times=times_of(self.times),
            makeable=makeable,
            number=len(exchange.stages),
        )
        return followed_by(exchange, following), [*said, *pace_assumed(rule, self.pace)]

    def _dose(self) -> Mass:
        dose: Mass = required(self.dose, "--dose", "the daily dose that is taken now", '"1.5 mg"')
        return dose

    def _refuse_what_belongs_to_a_taper(self) -> None:
        only = {
            "--taper-every": self.taper_every,
            "--cut": self.cut,
            "--pace": self.pace,
            "--half-point": self.half_point,
            "--stop-below": self.stop_below,
        }
        for option, value in only.items():
            if value is not None:
                raise UsageError(f"{option} is for the taper after the exchange: name its rule with --then-taper")


@click.command("crossover", cls=Answering)
@click.argument("drugs", metavar="[OLD NEW]", nargs=-1)
@click.option("--from", "from_", metavar="DRUG", help="The drug that is taken now, or a brand of it.")
@click.option("--dose", type=MASS_ABOVE_0, metavar="MASS", help="Its daily dose.")
@click.option("--to", metavar="DRUG", help="The drug to exchange it for.")
@click.option("--equivalents", metavar="TABLE", help="The table of equivalents; none is a default.")
@click.option(
    "--range",
    "range_",
    type=OneOf([str(end) for end in End]),
    help="Where it gives a range: least or most of --to.",
)
@click.option("--tables", "show_tables", is_flag=True, help="List the tables of equivalents with their sources.")
@click.option("--every", type=DURATION, metavar="DAYS", help="How long a stage of the exchange lasts: 7d.")
@click.option(
    "--stages",
    type=click.IntRange(min=1),
    metavar="N",
    help="In how many stages; with --times as many as times, or a multiple.",
)
@click.option("--then-taper", metavar="RULE", help="Follow with a taper of --to by this rule; see `taper --rules`.")
@click.option("--taper-every", type=DURATION, metavar="DAYS", help="How long a step of that taper lasts.")
@click.option("--cut", type=Amount("cut", read_cut), metavar="SHARE", help="How far it falls, for the rule hyperbolic.")
@writing_options
def command(*, drugs: tuple[str, ...], show_tables: bool, **options: Any) -> int:
    """Write the exchange of OLD for NEW, one dose of the day after the other, the night dose first.

    The day's total in equivalents stays the same; the tables differ, so one must be named. The answer is a CSV
    that every other verb reads.
    """
    asked = _Asked(**options | _named(drugs, options["from_"], options["to"]))
    formulary = Formulary(*asked.formulary)
    if show_tables:
        known = [formulary.drug(name) for name in formulary.drug_names]
        return run(telling.tables_view(known), asked.format or "text", asked.output)
    old = formulary.drug(
        formulary.drug_name(required(asked.from_, "--from", "the drug that is taken now", "clonazepam"))
    )
    new = formulary.drug(formulary.drug_name(required(asked.to, "--to", "the drug to exchange it for", "diazepam")))
    exchange, said_of_old = asked.exchange(asked.equivalence(old, new))
    exchange, assumed = asked.then(exchange, formulary)
    exchange = evolve(exchange, first_day=first_day(exchange.schedule.days, asked.start, asked.end))
    said = [*told(), *telling.remarks(exchange, old, new, formulary.statements), *said_of_old, *assumed]
    shown = telling.view(exchange, said)
    if asks_for_fhir(asked.format, asked.patient, asked.profile):
        from pillsplit.output.fhir.requests import of_schedule  # few ask for it, and it costs

        shown = evolve(shown, fhir=lambda: of_schedule(exchange.schedule, [old, new], asked.patient, asked.profile))
    return run(shown, asked.format or "csv", asked.output)


def _named(drugs: tuple[str, ...], old: str | None, new: str | None) -> dict[str, str | None]:
    """Return the two drugs, which may be named without --from and --to.

    Raises:
        UsageError: where more than two are named.
    """
    both = list(drugs)
    old = old or (both.pop(0) if both else None)
    new = new or (both.pop(0) if both else None)
    if both:
        raise UsageError(f"{shown(both[0])} is one drug too many: name the one that is taken, and the one for it")
    return {"from_": old, "to": new}
