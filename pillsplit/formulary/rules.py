"""The file of taper rules, read as nouns, with everything that is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from pillsplit.amounts.number import AmountError, read_number, read_percent
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Problem, quoted
from pillsplit.formulary.fields import Fields, numbered, place
from pillsplit.formulary.sources import read_source
from pillsplit.model.rule import Band, Bands, Cut, Pace, Rule, ShareOfCurrent, ShareOfStart, Statement


@frozen
class RuleFile:
    """What a ``rules.toml`` says: rules by name, and statements on exchanging one drug for another."""

    rules: Mapping[str, Rule]
    statements: tuple[Statement, ...]


def read_rules(table: Mapping[str, object], where: str, problems: list[Problem]) -> RuleFile:
    """Read a ``rules.toml``: what is right of it, with what is wrong added to *problems*."""
    fields = Fields(table, where, problems)
    rules: dict[str, Rule] = {}
    for number, entry in fields.tables("rule"):
        name = entry.get("name")
        inner = Fields(entry, place(where, numbered("rule", number, name)), problems)
        rule = _rule(inner)
        if rule.name in rules:
            inner.wrong("name: stands twice in this file")
        rules[rule.name] = rule
    statements = tuple(
        _statement(Fields(entry, place(where, f"statement {number}"), problems))
        for number, entry in fields.tables("statement")
    )
    fields.finish()
    return RuleFile(rules, statements)


def _rule(fields: Fields) -> Rule:
    asks_half_point = fields.flag("asks_half_point")
    paces = [
        pace
        for number, entry in fields.tables("pace")
        if (pace := _pace(Fields(entry, place(fields.place, f"pace {number}"), fields.problems)))
    ]
    names = [pace.name for pace in paces]
    if len(set(names)) < len(names) or (len(names) > 1 and "" in names):
        fields.wrong('pace: give each of several paces a name of its own, such as name = "slow"')
    days = [pace.days for pace in paces]
    if days != sorted(days, reverse=True):
        fields.wrong(
            "pace: write the slowest pace first, the one with the longest steps: it is taken where none is named"
        )
    if asks_half_point and paces:
        fields.wrong("pace: a rule that asks for a half-point has none: leave it out")
    if not (asks_half_point or paces):
        fields.wrong("pace: is missing: write how long a step lasts and how far the dose falls under [[rule.pace]]")
    rule = Rule(
        name=fields.text("name", required=True),
        title=fields.text("title", required=True),
        sentence=fields.text("sentence", required=True),
        read_as=fields.text("read_as", required=True),
        source=read_source(fields),
        caution=fields.text("caution"),
        drugs=fields.texts("drugs"),
        at_most=fields.amount("at_most", Mass.parse),
        earliest_first=fields.flag("earliest_first"),
        asks_half_point=asks_half_point,
        paces=tuple(paces),
    )
    fields.finish()
    return rule


def _pace(fields: Fields) -> Pace | None:
    name = fields.text("name")
    days = fields.count("days", most=366, required=True)
    bands = [
        _band(Fields(entry, place(fields.place, f"band {n}"), fields.problems)) for n, entry in fields.tables("band")
    ]
    share = fields.amount("cut", _share, required=not bands)
    of = fields.text("of", required=share is not None)
    halved_at = fields.amount("halved_at", _part)
    fields.finish()
    cut: Cut | None = None
    if bands and (share or of):
        fields.wrong("cut: stands beside bands: write the one or the other")
    elif bands:
        cut = _bands(bands, fields)
    elif of not in ("current", "start"):
        fields.wrong('of: write "current" or "start": of which dose the cut is a share')
    elif of == "current" and halved_at:
        fields.wrong("halved_at: only a share of the start is halved: leave it out")
    elif share:
        cut = ShareOfCurrent(share) if of == "current" else ShareOfStart(share, halved_at)
    return Pace(name, days, cut) if days and cut else None


def _bands(bands: list[Band | None], fields: Fields) -> Bands | None:
    read = [band for band in bands if band]
    edges = [band.down_to for band in read]
    if len(read) < len(bands):
        return None
    if edges != sorted(set(edges), reverse=True) or edges[-1]:
        fields.wrong("band: write the highest band first, and the last one without down_to: it goes down to 0")
        return None
    return Bands(tuple(read))


def _band(fields: Fields) -> Band | None:
    cut = fields.amount("cut", Mass.parse, required=True)
    down_to = fields.amount("down_to", Mass.parse)
    fields.finish()
    return Band(cut, down_to or Mass(0)) if cut else None


def _statement(fields: Fields) -> Statement:
    statement = Statement(
        fields.text("text", required=True), read_source(fields), fields.text("old"), fields.text("new")
    )
    fields.finish()
    return statement


def _share(text: str) -> Fraction:
    """Read a share above 0 and below 1, as a percentage."""
    share = read_percent(text)
    if share >= 1:
        raise AmountError(f"{quoted(text)} is all of the dose or more: write a percentage below 100%")
    return share


def _part(text: str) -> Fraction:
    """Read a part below 1, such as ``1/3``."""
    part = read_number(text)[0]
    if part >= 1:
        raise AmountError(f"{quoted(text)} is not a part: write a number below 1, such as 1/3")
    return part
