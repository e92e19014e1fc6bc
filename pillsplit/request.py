"""What is asked: a schedule, a shelf, preferences, devices and a day, as whoever asks writes them.

The command line, a page, a batch and a library user hand in the same request. Texts are read here, and what is wrong
with one names its field.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.errors import UsageError, did_you_mean, quoted
from pillsplit.formulary.loader import GENERIC, OWN_TABLETS, Formulary
from pillsplit.model.drug import Drug
from pillsplit.model.measuring import INTERVAL, Measuring
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Product, sorted_products
from pillsplit.model.schedule import Schedule
from pillsplit.model.shelf import Shelf
from pillsplit.model.text import listed
from pillsplit.schedules.source import read_schedule
from pillsplit.schedules.steps import Known, Resolve, WeighDrug

if TYPE_CHECKING:
    from pillsplit.model.product_amount import ProductAmount

_DEFAULTS = Preferences()
MOST_NAMED = 60
"""Tablets, liquids, products, devices or folders that one request names of a kind."""
LONGEST_TEXT = 4_096
"""Signs of each; no path is longer."""
STAND_IN = "1 mg/mL"
"""The liquid that stands in where only a liquid step is named and a drug has none."""


@frozen(kw_only=True, eq=False, slots=False)
class Request:
    """One request. Every field has the name that its option has on the command line.

    Reading it raises `UsageError` for a field that cannot be acted on and `InputError` for a file that is wrong.
    """

    schedule: str = ""
    """A file's name, ``-``, the name of a published schedule, or the schedule itself."""
    region: str = GENERIC
    drug: str | None = None
    """The drug, or a brand of it, where the schedule does not say."""
    tablet: tuple[str, ...] = ()
    liquid: tuple[str, ...] = ()
    """A shelf of one's own: with these, no product of a region is drawn on."""
    liquid_step: Mass | None = None
    use: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    release: str | None = None
    formulary: tuple[Path, ...] = ()
    device: tuple[str, ...] = ()
    split: str = str(_DEFAULTS.split)
    max_pieces: int = _DEFAULTS.max_pieces
    max_volume: Volume = _DEFAULTS.max_volume
    max_fills: int = 1
    tolerance: Fraction = _DEFAULTS.tolerance
    device_tolerance: Fraction = _DEFAULTS.device_tolerance
    tablets_within: Fraction = _DEFAULTS.tablets_within
    no_liquid: bool = False
    switch: str = str(_DEFAULTS.switch)
    prefer: str = str(_DEFAULTS.prefer)
    start: datetime.date | None = None
    """The date of day 1 of the whole schedule."""
    from_day: int | None = None
    """Only what is left of the schedule from this day on is asked."""
    on: datetime.date | None = None
    """The same by the date of that day."""
    hold: int | None = None
    """Days for which the doses of that day are taken first."""
    have: tuple[str, ...] = ()
    """What is in the house, such as ``2 mg=40``."""
    interval: int = INTERVAL
    in_use_days: int | None = None
    today: datetime.date = field(factory=datetime.date.today)
    """The day on which the age of the data is judged."""
    standard_input: Callable[[int], bytes] | None = None
    """Gives at most so many bytes of what ``-`` stands for."""
    remarks: list[str] = field(factory=list, init=False)
    """What is to be remarked on how it was read."""

    @cached_property
    def preferences(self) -> Preferences:
        """How doses may be made."""
        try:
            return Preferences(
                split=self.split,
                max_pieces=self.max_pieces,
                prefer=self.prefer,
                max_volume=self.max_volume,
                tolerance=self.tolerance,
                device_tolerance=self.device_tolerance,
                tablets_within=self.tablets_within,
                liquid=not self.no_liquid,
                switch=self.switch,
                release=self.release,
                liquid_step=self.liquid_step,
            )
        except ValueError as error:
            raise UsageError(str(error)) from None

    @cached_property
    def measuring(self) -> Measuring:
        """What is measured with."""
        devices = Formulary(*self.formulary).devices() if self.formulary else None
        try:
            return Measuring(devices, self.device, self.max_fills, self.interval, self.in_use_days)
        except ValueError as error:
            raise UsageError(str(error)) from None

    def __attrs_post_init__(self) -> None:
        for name in ("tablet", "liquid", "use", "without", "formulary", "device", "have"):
            written = getattr(self, name)
            if len(written) > MOST_NAMED:
                raise UsageError(f"{len(written):,} are named: name at most {MOST_NAMED}", field=name)
            if long := next((text for text in map(str, written) if len(text) > LONGEST_TEXT), None):
                raise UsageError(f"is longer than {LONGEST_TEXT:,} signs: write a shorter one", field=name, value=long)

    def read(self) -> tuple[Schedule, Shelf]:
        """Read the schedule and take the products for its drugs from the shelf."""
        formulary = Formulary(*self.formulary)
        drug = self._drug(formulary)
        schedule = read_schedule(
            self.schedule,
            self._resolver(formulary),
            drug,
            self.standard_input,
            weigh=self._weigher(formulary),
            start=self.start,
            known=known_of(formulary)._replace(is_named=self.drug is not None),
        )
        if self.drug and drug not in schedule.drugs:
            self.remarks.append(f"`drug` {self.drug} is not used: the schedule is of {listed(schedule.drugs)}")
        elif self.drug and drug and self.drug.strip().lower() != drug:
            schedule = evolve(schedule, names=(*schedule.names, (drug, self.drug)))
        self.remarks.extend(schedule.remarks)
        for step in schedule.steps:
            place = ": ".join(filter(None, (schedule.title, f"step {step.number}")))
            self.remarks.extend(f"{place}: {remark}" for remark in step.remarks)
        return self._left(dated(schedule, self.start)), self._shelf(formulary, schedule.drugs)

    def shelf(self) -> Shelf:
        """Take the products of the one drug that is named, where no schedule says which."""
        formulary = Formulary(*self.formulary)
        drug = self._drug(formulary)
        if drug is None:
            raise UsageError("of which drug? Name one (`drug`)")
        if self._is_own:
            asked = [] if self.drug is None else [drug]
            named = dict.fromkeys([*asked, *(product.drug for product in self._own_products(formulary, drug))])
            if len(named) > 1:
                raise UsageError(f"of which drug, {' or '.join(named)}? Name products of one drug")
            (drug,) = named
        return self._shelf(formulary, (self._resolver(formulary)(drug),))

    def drug_resolver(self) -> Resolve:
        """Return what turns a drug's name, or a brand of it, into the substance on the shelf."""
        return self._resolver(Formulary(*self.formulary))

    def shelf_of(self, drugs: tuple[str, ...]) -> Shelf:
        """Take the products for *drugs* from the shelf; one of one's own may hold those of others too."""
        formulary = Formulary(*self.formulary)
        if self._is_own:
            drugs = (*dict.fromkeys((*drugs, *(each.drug for each in self._own_products(formulary, drugs[0])))),)
        return self._shelf(formulary, drugs)

    def _left(self, schedule: Schedule) -> Schedule:
        """Return what is left of *schedule* on the day that is asked from, and remark what is not."""
        if self.from_day is None and self.on is None and self.hold is None:
            return schedule
        from pillsplit.schedules.rest import rest  # few have begun, and it costs

        left = rest(schedule, from_day=self.from_day, on=self.on, hold=self.hold)
        steps, days = len(left.steps), left.last_day - (self.hold or 0)
        first = f"day {schedule.last_day - days + 1}{f' ({left.steps[0].start})' if left.steps[0].start else ''}"
        held = f"; before that, {self.hold} more days on the doses of that day" if self.hold else ""
        self.remarks.append(
            f"this is what is left from {first} on: {steps} of {len(schedule.steps)} steps, {days} of "
            f"{schedule.last_day} days{held}"
        )
        return left

    @property
    def _is_own(self) -> bool:
        return bool(self.tablet or self.liquid)

    def _shelf(self, formulary: Formulary, drugs: tuple[str, ...]) -> Shelf:
        if self._is_own:
            shelf = self._own_shelf(formulary, drugs)
        else:
            shelf = formulary.shelf(formulary.region(self.region), drugs)
        shelf = self._narrowed(shelf).on(self.today)
        if self.liquid_step is None:
            return shelf
        for drug in drugs:
            if not shelf.liquids(drug):
                from pillsplit.formulary.own_products import read_liquid

                self.remarks.append(f"there is no liquid of {drug} here: one of {STAND_IN} is assumed")
                liquid = read_liquid(STAND_IN, drug)
                shelf = evolve(shelf, products=sorted_products((*shelf.products, liquid)))
        return shelf

    def _drug(self, formulary: Formulary) -> str | None:
        if self.drug is None:
            return self._drug_of_own_products(formulary) if self._is_own else None
        if self._is_own:
            return _known_or(formulary, self.drug.strip().lower())
        return _on_record(formulary, self.drug)

    def _drug_of_own_products(self, formulary: Formulary) -> str:
        """Return the one drug that the products of one's own are of, where they name it."""
        from pillsplit.formulary.own_products import NO_DRUG

        named = {product.drug for product in self._own_products(formulary, NO_DRUG)}
        return named.pop() if len(named) == 1 else NO_DRUG

    def _own_shelf(self, formulary: Formulary, drugs: tuple[str, ...]) -> Shelf:
        from pillsplit.formulary.own_products import commas_told

        products = self._own_products(formulary, drugs[0] if len(drugs) == 1 else None)
        for name, texts in (("tablet", self.tablet), ("liquid", self.liquid)):
            self.remarks.extend(remark for text in texts for remark in commas_told(name, text))
        ids = [product.id for product in products]
        if twice := next((each for each in ids if ids.count(each) > 1), None):
            raise UsageError(f"{twice} is named twice: name each tablet and liquid once")
        if strange := next((product.drug for product in products if product.drug not in drugs), None):
            raise UsageError(f"the schedule has no {strange}: it is of {', '.join(drugs)}")
        known = tuple(formulary.drug(drug) if drug in formulary.drug_names else Drug(drug) for drug in drugs)
        return Shelf(None, sorted_products(products), known)

    def _own_products(self, formulary: Formulary, only: str | None) -> list[Product]:
        """Read the products of a shelf of one's own; *only* is meant where one names no drug."""
        from pillsplit.formulary.own_products import read_liquid, read_tablets  # most ask for a country's

        products: list[Product] = [
            *(tablet for text in self.tablet for tablet in read_tablets(text, only)),
            *(read_liquid(text, only) for text in self.liquid),
        ]
        return [evolve(product, drug=_known_or(formulary, product.drug)) for product in products]

    def _resolver(self, formulary: Formulary) -> Resolve:
        """Return what turns a drug's name as written into the substance on the shelf."""
        if self._is_own:
            return lambda name: _known_or(formulary, name.strip().lower())
        region = formulary.region(self.region)
        here = formulary.drugs_in(region.name)

        def resolve(name: str) -> str:
            drug = _on_record(formulary, name)
            if drug not in here:
                raise UsageError(f"{formulary.not_here(drug, region)}; {OWN_TABLETS}")
            return drug

        return resolve

    def _weigher(self, formulary: Formulary) -> WeighDrug:
        """Return what gives the mass of so many tablets, drops or millilitres of a drug that are here."""

        def weigh(drug: str, amount: ProductAmount) -> tuple[Mass, str]:
            from pillsplit.model.product_amount import weighed  # most schedules are in mg

            if self._is_own:
                products = tuple(self._own_products(formulary, drug))
            else:
                products = formulary.shelf(formulary.region(self.region), (drug,)).products
            kept = [each for each in products if each.id not in self.without and (not self.use or each.id in self.use)]
            return weighed(amount, kept, drug)

        return weigh

    def _narrowed(self, shelf: Shelf) -> Shelf:
        ids = [product.id for product in shelf.products]
        for each in (*self.use, *self.without):
            if each not in ids:
                raise UsageError(f"product {quoted(each)} is not on this shelf{did_you_mean(each, ids)}")
        kept = tuple(p for p in shelf.products if (not self.use or p.id in self.use) and p.id not in self.without)
        return evolve(shelf, products=kept)


def _on_record(formulary: Formulary, name: str) -> str:
    try:
        return formulary.drug_name(name)
    except UsageError as error:
        raise UsageError(f"{error}: {OWN_TABLETS}") from None


def _known_or(formulary: Formulary, name: str) -> str:
    try:
        return formulary.drug_name(name)
    except UsageError:
        return name


def dated(schedule: Schedule, start: datetime.date | None) -> Schedule:
    """Return *schedule* with a date for each step, from *start* on; one with dates of its own keeps them.

    Raises:
        UsageError: where *start* contradicts these, or the calendar comes to its end.
    """
    own = next((step.start for step in schedule.steps if step.start), None)
    if own and start and own != start:
        raise UsageError(f"the schedule has dates of its own and begins on {own}: leave out the start {start}")
    if own or start is None:
        return schedule
    if start > datetime.date.max - datetime.timedelta(days=schedule.days):
        raise UsageError(f"from {start} the plan would go on after the year 9999: write an earlier start")
    return schedule.starting(start)


def known_of(formulary: Formulary) -> Known:
    """Return what the drugs on record are known by: looked up when a record of FHIR asks for it."""
    return Known(
        by_name=lambda name: formulary.index.by_name.get(name),
        by_code=lambda system, code: formulary.index.by_code.get((system, code)),
        product_by_code=formulary.product_by_code,
    )
