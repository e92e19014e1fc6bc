"""The answer for one dose: how it is made, or why it cannot be, and what lies next to it."""

from __future__ import annotations

from functools import cached_property

from attrs import evolve, frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.model.codes import Verdict, Why
from pillsplit.model.combination import Combination
from pillsplit.model.noun import Noun

_NOTHING = Mass(0)


@frozen(eq=False, repr=False, slots=False)
class Answer(Noun):
    """How one dose is made, or why it cannot be.

    Raises:
        ValueError: where a verdict of tablets comes with a liquid, one of liquid without, or one of nothing with any.
    """

    dose: Mass
    verdict: Verdict
    needs_liquid: bool
    """Whether tablets alone do not make it, not even near enough; a plan may take liquid although they do."""
    options: tuple[Combination, ...]
    """Every combination of equal burden, the one that is taken first; empty where the dose cannot be made."""
    below: Combination | None = None
    """Where tablets alone do not make the dose exactly: the nearest smaller dose that they make."""
    above: Combination | None = None
    liquid_below: Combination | None = None
    """Where the dose cannot be made although there is a liquid: the nearest that pieces and liquid make."""
    liquid_above: Combination | None = None
    why: Why | None = None
    """Where tablets alone do not make the dose exactly: the reason."""
    why_no_liquid: Why | None = None
    """Where the dose cannot be made at all: why no liquid serves."""

    def __attrs_post_init__(self) -> None:
        made = self.combination
        if (made is None) is not (self.verdict is Verdict.UNREACHABLE):
            raise ValueError(f"{self.dose}: {self.verdict} goes with {'no' if made else 'a'} combination")
        if made and (made.liquid is None) is (self.verdict is Verdict.LIQUID):
            raise ValueError(f"{self.dose}: {self.verdict} does not go with this combination")

    @property
    def combination(self) -> Combination | None:
        """What is taken; None where the dose cannot be made."""
        return self.options[0] if self.options else None

    @cached_property
    def difference(self) -> Mass:
        """The made dose less the dose, below 0 where less is made; 0 where nothing is made."""
        return self.combination.mass - self.dose if self.combination else _NOTHING

    @property
    def is_made(self) -> bool:
        """Whether it can be made, exactly or near enough."""
        return bool(self.options)

    @property
    def is_exact(self) -> bool:
        """Whether it is made without a difference."""
        return bool(self.options) and not self.difference

    def taking(self, combination: Combination) -> Answer:
        """Return the answer with another of its options taken."""
        others = tuple(each for each in self.options if each != combination)
        return self if combination == self.combination else evolve(self, options=(combination, *others))
