"""A substance: its names, and what is known of it."""

from __future__ import annotations

from attrs import frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.model.code import CodeSystem
from pillsplit.model.form import Release
from pillsplit.model.noun import Noun
from pillsplit.model.source import Fact, Source


@frozen(eq=False, repr=False, slots=False)
class Equivalent(Noun):
    """The amount of a drug that a named table holds equal to 10 mg of diazepam; some tables give a range."""

    table: str
    low: Mass
    high: Mass
    source: Source


@frozen(eq=False, repr=False, slots=False)
class HalfLife(Noun):
    """Elimination half-lives in hours, from shortest to longest, of the drug and of its active metabolite."""

    hours: tuple[int, int] | None
    source: Source
    metabolite: str = ""
    metabolite_hours: tuple[int, int] | None = None


@frozen(eq=False, repr=False, slots=False)
class Code(Noun):
    """The code that a code system has for a substance."""

    system: CodeSystem
    code: str
    source: Source


@frozen(eq=False, repr=False, slots=False)
class Drug(Noun):
    """A substance: its names and what is known of it."""

    name: str
    brands: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Brand names by region."""
    brands_source: Source | None = None
    daily_maximum: Mass | None = None
    """The plausible daily maximum: a dose above it may be a tenfold slip."""
    maximum_fact: Fact | None = None
    half_life: HalfLife | None = None
    equivalents: tuple[Equivalent, ...] = ()
    releases: tuple[tuple[str, Release], ...] = ()
    """The brands that are of one release only, in lower case: ``xanax xr`` is prolonged."""
    codes: tuple[Code, ...] = ()
    """What record systems know it by."""

    def release_of(self, name: str) -> Release | None:
        """Return the release that a brand *name* says; None for one that says none."""
        return dict(self.releases).get(" ".join(name.lower().split()))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that it is known by, in lower case."""
        return (self.name, *(brand.lower() for _, brands in self.brands for brand in brands))
