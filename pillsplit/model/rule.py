"""Nouns of a taper by rule: how far the dose falls, how long a step lasts, and who says so."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from pillsplit.amounts.number import written, written_percent
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError, quoted
from pillsplit.model.source import Source
from pillsplit.model.text import listed


@frozen
class ShareOfCurrent:
    """A cut by a share of the dose before it: the cuts get smaller, and 0 is never reached."""

    share: Fraction


@frozen
class ShareOfStart:
    """A cut by a share of the starting dose; by half of it where the dose is at or below *halved_at* of the start."""

    share: Fraction
    halved_at: Fraction | None = None


@frozen
class Band:
    """A cut by a fixed amount, until the dose is down to the edge of the band."""

    cut: Mass
    down_to: Mass


@frozen
class Bands:
    """Cuts by fixed amounts, from the highest band to the one that goes down to 0; no cut goes past an edge."""

    bands: tuple[Band, ...]


@frozen
class Hyperbolic:
    """Equal steps of D/(D+X), D the dose and X the half-point, each by a share of what D/(D+X) is at the start."""

    half_point: Mass
    share: Fraction


@frozen
class InParts:
    """A cut by a share of the dose, made in equal parts over so many steps; then again of the dose it has come to."""

    share: Fraction
    steps: int


@frozen
class Levels:
    """The doses themselves, as shares of the starting dose, each smaller than the one before; then nothing."""

    shares: tuple[Fraction, ...]


Cut = ShareOfCurrent | ShareOfStart | Bands | Hyperbolic | InParts | Levels


@frozen
class Pace:
    """One pace of a rule: how long a step lasts, in days, and how far the dose falls after it."""

    name: str
    """Its name where the rule gives a range (``slow``, ``fast``); empty for the only one."""
    days: int
    cut: Cut


@frozen
class Rule:
    """A published rule of tapering: what its source says, and how that is read here."""

    name: str
    title: str
    sentence: str
    """What the source says, in our words."""
    read_as: str
    """What was decided where the source leaves room."""
    source: Source
    caution: str = ""
    drugs: tuple[str, ...] = ()
    """The drugs that it is about; empty means any."""
    at_most: Mass | None = None
    """The largest starting dose that it speaks of."""
    earliest_first: bool = False
    """Whether the earliest dose of the day is cut first and the night dose last."""
    asks_half_point: bool = False
    """Whether it is `Hyperbolic`, with a half-point, a share and a length of step that only the user can give."""
    paces: tuple[Pace, ...] = ()
    """Its paces, the slowest first."""

    def refuse(self, drug: str, start: Mass) -> None:
        """Refuse a start of which the rule does not speak.

        Raises:
            UsageError: with what it does speak of.
        """
        if self.drugs and drug not in self.drugs:
            raise UsageError(f"{self.name} is a rule for {listed(self.drugs)}, not for {drug}: name another rule")
        if self.at_most and start > self.at_most:
            raise UsageError(
                f"{self.name} speaks of {self.at_most} a day or less, not of {start}: "
                "name another rule or a lower start"
            )

    def plan(
        self,
        pace: str | None = None,
        days: int | None = None,
        *,
        half_point: Mass | None = None,
        share: Fraction | None = None,
    ) -> TaperPlan:
        """Return the plan at *pace* (the slowest where none is named), with steps of *days* where its range has them.

        *half_point* and *share* are for the rule that asks for them, and for no other.

        Raises:
            UsageError: for what the rule does not have or does not ask for, and for what it asks for in vain.
        """
        if self.asks_half_point:
            return self._asking(pace, days, half_point, share)
        if half_point or share:
            field = "half_point" if half_point else "share"
            raise UsageError(f"{self.name} says how far the dose falls: leave `{field}` out", field=field)
        names = [each.name for each in self.paces]
        if pace is not None and pace not in names:
            has = f"its paces are {listed(names)}" if all(names) else "it has one pace"
            raise UsageError(f"{self.name} has no pace {quoted(pace)}: {has}", field="pace")
        chosen = self.paces[0] if pace is None else self.paces[names.index(pace)]
        shortest, longest = min(each.days for each in self.paces), max(each.days for each in self.paces)
        if days is not None and not shortest <= days <= longest:
            span = f"{shortest} days" if shortest == longest else f"{shortest} to {longest} days"
            raise UsageError(f"{self.name} has steps of {span}, not of {days}: write such a length or none")
        return TaperPlan(chosen.cut, days or chosen.days, self, chosen.name)

    def _asking(self, pace: str | None, days: int | None, half_point: Mass | None, share: Fraction | None) -> TaperPlan:
        if pace is not None:
            raise UsageError(
                f"{self.name} has no pace {quoted(pace)}: write the days of a step and the cut instead", field="pace"
            )
        if not (half_point and share and days):
            raise UsageError(
                f"{self.name} has no half-point, cut or length of step of its own: write all three, such as "
                '`half_point` "2 mg", `share` "10%" and 14 days for a step'
            )
        return TaperPlan(Hyperbolic(half_point, share), days, self)


@frozen
class TaperPlan:
    """How a dose is to fall: by which cut, in steps of how many days, and by which rule at which pace, if any."""

    cut: Cut
    days: int
    """Of a step; of the first one where they differ."""
    rule: Rule | None = None
    pace: str = ""
    rhythm: tuple[int, ...] = ()
    """The days of steps that differ, in turn; empty where all last as long."""

    def lasting(self, place: int) -> int:
        """Return the days of a step by its *place*, the first being 0."""
        return self.rhythm[place % len(self.rhythm)] if self.rhythm else self.days

    @property
    def shortest(self) -> int:
        """The days of the shortest step."""
        return min(self.rhythm, default=self.days)

    @property
    def never_ends(self) -> bool:
        """Whether its doses get smaller for ever and never come to nothing."""
        return isinstance(self.cut, ShareOfCurrent | InParts)

    @property
    def title(self) -> str:
        """The plan in a few words: ``by the rule asam-2025 (slow)``, ``10% less than the step before``."""
        if self.rule and isinstance(self.cut, Hyperbolic):
            return f"by the rule {self.rule.name} with half-point {self.cut.half_point}; not validated in humans"
        if self.rule:
            return f"by the rule {self.rule.name}{f' ({self.pace})' if self.pace else ''}"
        return cut_in_words(self.cut)


def cut_in_words(cut: Cut) -> str:
    """Say how far the dose falls from step to step."""
    match cut:
        case ShareOfCurrent(share):
            return f"{written_percent(share)} less than the step before"
        case ShareOfStart(share, halved_at):
            halved = f", half of that at or below {written(halved_at)} of the start" if halved_at else ""
            return f"{written_percent(share)} of the start less than the step before{halved}"
        case Bands(bands):
            *upper, last = bands
            until = "".join(f"{band.cut} less until {band.down_to}, " for band in upper)
            return f"{until}then {last.cut} less" if until else f"{last.cut} less than the step before"
        case InParts(share, steps):
            return f"{written_percent(share)} less in {steps} steps, in equal cuts, then again of the dose that is left"
        case Levels(shares):
            return f"{listed(map(written_percent, shares))} of the start, then nothing"
        case Hyperbolic(half_point, share):  # pragma: no branch (the last of the cuts)
            return f"D/(D+{half_point}) falls by {written_percent(share)} of what it is at the start"


@frozen
class Hold:
    """A pause in a taper: so many days longer on one dose, named by itself or by a day of the plan."""

    days: int
    at: Mass | None = None
    """The daily dose that is held."""
    from_day: int | None = None
    """The day on which it begins, counted from 1 in the plan with the holds before it."""


@frozen
class Statement:
    """What one source says of the exchange of one drug for another; of any two where it names none."""

    text: str
    source: Source
    old: str = ""
    new: str = ""

    def is_about(self, old: str, new: str) -> bool:
        """Say whether it speaks of the exchange of *old* for *new*."""
        return self.old in ("", old) and self.new in ("", new)
