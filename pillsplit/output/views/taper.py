"""The answer of `taper`: remarks, a page, a schedule as records and as a document; and the rules that there are."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pillsplit import __version__
from pillsplit.amounts.number import plain, rounded, written_percent
from pillsplit.amounts.quantity import Mass
from pillsplit.model.drug import Drug
from pillsplit.model.rule import Rule, TaperPlan, cut_in_words
from pillsplit.model.schedule import Schedule
from pillsplit.model.text import listed
from pillsplit.output.document import Json, bare_head
from pillsplit.output.schedule import ScheduleRow, schedule_records, schedule_steps, schedule_table
from pillsplit.output.table import Column, Lines, Page, records_of, table_of
from pillsplit.output.view import View
from pillsplit.output.words import capitalized, count_in_words, days_in_words, source_in_words, steps_in_words
from pillsplit.tapers.split_day import nearest
from pillsplit.tapers.taper import FINEST, STOP_SHARE, Taper

NOT_ADVICE = "this is arithmetic, not advice on a dose or a pace"


def view(taper: Taper, said: Sequence[str]) -> View:
    """Return the answer of `taper` in every form, with the remarks that were *said* of it."""
    return View(
        page=lambda: page(taper, said),
        records=lambda: schedule_records(taper.schedule),
        document=lambda: bare_head("taper", __version__) | body(taper) | {"remarks": list(said)},
        beside_records=lambda: said,
    )


def remarks(taper: Taper, drug: Drug, schedule: Schedule) -> list[str]:
    """Say by which rule the steps were written, how they end, what was rounded, and what to think of.

    *schedule* is the whole one that the taper belongs to; its days and dates count.
    """
    return [
        *_on_the_plan(taper.plan),
        *_on_holds(taper),
        *_on_the_end(taper, schedule),
        *_on_rounding(taper),
        *on_daily_maximum(drug, taper.written[0]),
        *_on_half_life(taper, drug),
        NOT_ADVICE,
    ]


def page(taper: Taper, said: Sequence[str]) -> Page:
    """Return what a person reads: how much, how long, and the step by step, with each cut (its share to 0.1%)."""
    drug, written = taper.drug, taper.written
    return Page(
        f"{drug} from {written[0]} a day: {count_in_words(len(written), 'step')}, {days_in_words(taper.schedule.days)}",
        (),
        (schedule_table(taper.schedule, _cuts(taper)), Lines("Notes", capitalized(said))),
    )


def body(taper: Taper) -> Json:
    """Return what the document of `taper` holds besides its head; `steps` is a schedule that every verb reads."""
    return {
        "drug": taper.drug,
        "rule": _rule_name(taper.plan),
        "start_mg": plain(taper.written[0].mg),
        "to_mg": plain(taper.to.mg),
        "stop_below_mg": plain(taper.stop_below.mg),
        "round_to_mg": plain(taper.round_to.mg),
        "steps": schedule_steps(taper.schedule),
        "summary": {
            "steps": len(taper.schedule.steps),
            "days": taper.schedule.days,
            "rounded": list(taper.rounded),
            "held": list(taper.held),
        },
        "holds": [{"step": number, "days": hold.days} for number, hold in taper.holds],
    }


def rules_view(rules: Sequence[Rule]) -> View:
    """Return the rules that there are in every form."""
    return View(
        page=lambda: rules_page(rules),
        records=lambda: records_of(RULES, rules),
        document=lambda: bare_head("taper", __version__) | rules_body(rules),
    )


def rules_page(rules: Sequence[Rule]) -> Page:
    """Return the rules that there are, each with what its source says, how it is read, and the source."""
    return Page(
        f"{len(rules)} rules of tapering",
        ("None is a default, and none is advice. A pace is chosen with `pace`; the slowest is written where none is.",),
        (table_of(RULES, rules), *(Lines(rule.name, capitalized(_on_the_rule(rule))) for rule in rules)),
    )


def rules_body(rules: Sequence[Rule]) -> Json:
    """Return the rules as a document."""
    return {
        "rules": [
            {
                "name": rule.name,
                "title": rule.title,
                "sentence": rule.sentence,
                "read_as": rule.read_as,
                "caution": rule.caution,
                "drugs": list(rule.drugs),
                "at_most_mg": rule.at_most and plain(rule.at_most.mg),
                "paces": [{"name": pace.name, "days": pace.days, "cut": cut_in_words(pace.cut)} for pace in rule.paces],
                "evidence": str(rule.source.evidence),
                "source": rule.source.text,
                "checked": rule.source.checked and rule.source.checked.isoformat(),
            }
            for rule in rules
        ]
    }


RULES: tuple[Column[Rule], ...] = (
    Column("rule", "Rule", plain=lambda rule: rule.name),
    Column("title", "What it is", plain=lambda rule: rule.title),
    Column(heading="Paces", words=lambda rule: _paces(rule)),
    Column("sentence", plain=lambda rule: rule.sentence),
    Column("read_as", plain=lambda rule: rule.read_as),
    Column("caution", plain=lambda rule: rule.caution),
    Column("evidence", plain=lambda rule: str(rule.source.evidence)),
    Column("source", plain=lambda rule: rule.source.text),
)
"""What is said of each rule."""


def on_daily_maximum(drug: Drug, dose: Mass) -> Iterator[str]:
    """Yield a remark where *dose* is above what is plausible in a day."""
    if drug.daily_maximum and dose > drug.daily_maximum:
        yield f"{dose} of {drug.name} a day is above the plausible {drug.daily_maximum}: is it a tenfold slip?"


def _cuts(taper: Taper) -> tuple[Column[ScheduleRow], ...]:
    """Return what is said of the cut before each step but the first: its size, and its share of the dose before."""
    numbers = [step.number for step in taper.schedule.steps[1:]]
    doses = list(pairwise(taper.written))
    cuts = dict(zip(numbers, (str(old - new) for old, new in doses), strict=True))
    percentages = dict(zip(numbers, (f"{rounded((old - new).over(old) * 100, 1)}%" for old, new in doses), strict=True))
    return _of_step("Cut", cuts), _of_step("Of the dose before", percentages)


def _of_step(heading: str, said: Mapping[int, str]) -> Column[ScheduleRow]:
    """Return a column of what is *said* of steps, by their numbers, each once."""
    return Column(heading=heading, words=lambda row: said.get(row.step.number, "") if row.first else "")


def _about(mass: Mass) -> str:
    """Write a mass that may have many decimals: exactly where it is short, else to 0.001 mg and as “about”."""
    on_grid = nearest(mass, FINEST)
    if not on_grid:
        return f"less than {FINEST}"
    return str(mass) if on_grid == mass else f"about {on_grid}"


def _on_the_plan(plan: TaperPlan) -> Iterator[str]:
    if not plan.rule:
        yield f"{cut_in_words(plan.cut)}, {_rhythm(plan)}: as asked, by no named rule"
        return
    yield f"{plan.title}: {cut_in_words(plan.cut)}, {_rhythm(plan)}"
    yield from _on_the_rule(plan.rule)


def _rhythm(plan: TaperPlan) -> str:
    """Say how long the steps last."""
    if plan.rhythm:
        return f"in steps of {listed(map(str, plan.rhythm))} days in turn"
    return f"every {days_in_words(plan.days)}"


def _on_holds(taper: Taper) -> Iterator[str]:
    doses = {step.number: step.daily(taper.drug) for step in taper.schedule.steps}
    for number, hold in taper.holds:
        yield f"step {number}, on {doses[number]}, is held {days_in_words(hold.days)} longer"


def _on_the_rule(rule: Rule) -> Iterator[str]:
    yield f"what the source says: {rule.sentence}"
    yield f"how it is read here: {rule.read_as}"
    if rule.caution:
        yield rule.caution
    yield f"source: {source_in_words(rule.source)}"


def _on_the_end(taper: Taper, schedule: Schedule) -> Iterator[str]:
    last = taper.written[-1]
    weeks = f" ({schedule.days // 7} weeks)" if schedule.days % 7 == 0 else ""
    lasts = f"{count_in_words(len(schedule.steps), 'step')}, {days_in_words(schedule.days)}{weeks} in all"
    if taper.to:
        yield f"{lasts}; the last is {last} a day, the dose asked for, and no cut follows it"
        return
    final = schedule.steps[-1].end
    day = (final + datetime.timedelta(days=1)).isoformat() if final else f"day {schedule.days + 1}"
    yield f"{lasts}; from {day} on nothing is taken: the last cut is from {last} to nothing"
    if taper.stop_assumed:
        yield (
            f"a cut by a share of the dose never reaches 0: {written_percent(STOP_SHARE)} of the start, "
            f"{taper.stop_below}, is taken as the end, and `stop_below` sets another"
        )
    if taper.next_exact and taper.next_exact < taper.stop_below:
        yield f"the next dose, {_about(taper.next_exact)}, would be below {taper.stop_below} and is not written"
    elif taper.next_exact:
        on_grid = nearest(taper.next_exact, taper.round_to)
        rounds = f"{on_grid}, below {taper.stop_below}" if on_grid else "nothing"
        yield f"the next dose, {_about(taper.next_exact)}, rounds to {rounds}: a finer `round_to` writes it"


def _on_rounding(taper: Taper) -> Iterator[str]:
    if taper.rounded:
        yield (
            f"{steps_in_words(taper.rounded)}: rounded to multiples of {taper.round_to}, each from its exact dose, "
            "to the nearest (of two, the larger) and never above the step before"
        )
    if taper.held:
        yield f"{steps_in_words(taper.held)}: rounding leaves the dose of the step before"
    if taper.unmade:
        yield (
            f"{steps_in_words(taper.unmade)}: no tablets add up to the day: all doses but one are made of tablets, and "
            "that one is what is left over (`round_to` writes days that tablets make)"
        )
    if taper.of_tablets:
        yield f"each day is divided over {listed(taper.times)} in doses of tablets, the larger later in the day"
    elif taper.uneven:
        yield (
            f"{steps_in_words(taper.uneven)}: the day does not divide evenly over {listed(taper.times)} "
            f"in multiples of {taper.round_to}; the larger shares are later in the day"
        )


def _on_half_life(taper: Taper, drug: Drug) -> Iterator[str]:
    """Yield a remark where the next cut comes before five half-lives have passed."""
    if not drug.half_life:
        return
    spans = ((drug.name, drug.half_life.hours), (drug.half_life.metabolite, drug.half_life.metabolite_hours))
    slow = [(name, hours) for name, hours in spans if hours and hours[1] * 5 > taper.plan.shortest * 24]
    if slow and len(taper.written) > 1:
        lives = listed(
            f"{name} ({hours[0]} to {hours[1]} hours): up to {-(-hours[1] * 5 // 24)} days" for name, hours in slow
        )
        yield (
            f"a level settles in about five half-lives, of {lives}; with {days_in_words(taper.plan.shortest)} a step "
            "the next cut may come before"
        )


def _paces(rule: Rule) -> str:
    if rule.asks_half_point:
        return "asks for `half_point`, `cut` and `every`"
    return "; ".join(_pace(pace.name, pace.days) for pace in rule.paces)


def _pace(name: str, days: int) -> str:
    return f"{name}: {days_in_words(days)} a step" if name else f"{days_in_words(days)} a step"


def _rule_name(plan: TaperPlan) -> Json:
    rule = plan.rule
    return {
        "name": rule.name if rule else None,
        "pace": plan.pace or None,
        "days": plan.days,
        "rhythm": list(plan.rhythm),
        "cut": cut_in_words(plan.cut),
        "source": rule.source.text if rule else None,
        "caution": rule.caution if rule else "",
    }
