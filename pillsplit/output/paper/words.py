"""What whoever takes the doses reads, sentence by sentence, in their language.

Each sentence stands here whole, so that a catalogue translates it whole. Nothing here says what the tool does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby

from attrs import frozen

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.model.combination import EIGHTH, HALF, QUARTER, THIRD, WHOLE, Measured
from pillsplit.model.device import Dropper, Spoon, Syringe
from pillsplit.model.form import Form
from pillsplit.model.product import Liquid, Product, Solid
from pillsplit.model.schedule import AFTERNOON, Pause, is_clock
from pillsplit.output.languages.language import Language
from pillsplit.output.paper.wishes import When
from pillsplit.verbs.calendar import CalendarDose, Change, Day, Moment, Take

_PRINTED = re.compile(r"([0-9.]+ ?(?:mg|micrograms?|mcg)) ?/ ?([0-9.]*) ?m[lL]\b")


@frozen
class Words:
    """The person's words in one language."""

    language: Language

    def strength(self, product: Solid) -> str:
        """Write ``5 mg``."""
        return self.language.amount(product.strength)

    def medicine(self, product: Product) -> str:
        """Name a product as a person calls it, with its maker where it has one on record."""
        say, drug = self.language.say, self.language.drug(product.drug)
        if isinstance(product, Liquid):
            strength = self.printed(product)
            if product.form is Form.DROPS:
                return say("{drug} drops, {strength}", drug=drug, strength=self._of_maker(product))
            return say("{drug} liquid, {strength}", drug=drug, strength=strength)
        strength = self.strength(product)
        match product.form:
            case Form.CAPSULE:
                return say("{drug} capsules, {strength}", drug=drug, strength=strength)
            case Form.ODT:
                return say("{drug} tablets that melt on the tongue, {strength}", drug=drug, strength=strength)
            case Form.FILM:
                return say("{drug} films that melt on the tongue, {strength}", drug=drug, strength=strength)
            case Form.SOLUBLE | Form.EFFERVESCENT:
                return say("{drug} tablets to dissolve in water, {strength}", drug=drug, strength=strength)
            case Form.SUBLINGUAL:
                return say("{drug} tablets to melt under the tongue, {strength}", drug=drug, strength=strength)
            case Form.PROLONGED_RELEASE:
                return say("{drug} prolonged-release tablets, {strength}", drug=drug, strength=strength)
            case _:
                return say("{drug} tablets, {strength}", drug=drug, strength=strength)

    def printed(self, product: Liquid) -> str:
        """Write the strength of a liquid as its bottle has it: ``5 mg in 5 mL``, else for one millilitre."""
        if match := _PRINTED.search(product.name):
            mass, volume = Mass.parse(match[1]), Volume.parse(f"{match[2] or '1'} mL")
            if Concentration(mass.mg / volume.ml) == product.concentration:
                return self._in(mass, volume)
        return self._in(product.concentration.mass(Volume(1)), Volume(1))

    def _of_maker(self, product: Liquid) -> str:
        """Write the strength of a liquid with its maker: drops are those of one maker's bottle."""
        return f"{self.printed(product)} ({product.maker})" if product.maker else self.printed(product)

    def _in(self, mass: Mass, volume: Volume) -> str:
        return self.language.say(
            "{mass} in {volume}", mass=self.language.amount(mass), volume=self.language.amount(volume)
        )

    def pieces(self, product: Solid, part: Fraction, number: int) -> str:
        """Say how many pieces of one kind are taken: ``2 tablets of 5 mg``, ``half a tablet of 5 mg``."""
        count, strength = self.language.count, self.strength(product)
        if part == HALF:
            return count("half a tablet of {strength}", "{count} half tablets of {strength}", number, strength=strength)
        if part == THIRD:
            return count(
                "a third of a tablet of {strength}",
                "{count} thirds of a tablet of {strength}",
                number,
                strength=strength,
            )
        if part == QUARTER:
            return count(
                "a quarter of a tablet of {strength}",
                "{count} quarters of a tablet of {strength}",
                number,
                strength=strength,
            )
        if part == EIGHTH:
            return count(
                "an eighth of a tablet of {strength}",
                "{count} eighths of a tablet of {strength}",
                number,
                strength=strength,
            )
        if product.form is Form.CAPSULE:
            return count("{count} capsule of {strength}", "{count} capsules of {strength}", number, strength=strength)
        if product.form is Form.FILM:
            return count("{count} film of {strength}", "{count} films of {strength}", number, strength=strength)
        return count("{count} tablet of {strength}", "{count} tablets of {strength}", number, strength=strength)

    def unmade(self) -> str:
        """Say that a dose cannot be made."""
        return self.language.say("This dose cannot be made yet: ask before this day what to take.")

    def lines(self, dose: CalendarDose, now: Moment) -> Iterator[str]:
        """Yield what is taken for a dose, one kind a line, with what is cut and kept and how a liquid is measured."""
        for (product, part), group in groupby(dose.takes, key=kind):
            takes = list(group)
            how = dict.fromkeys(text for take in takes for text in self.how(take, now))
            yield ". ".join(filter(None, (self.pieces(product, part, len(takes)), " ".join(how))))
        if dose.liquid:
            yield f"{self.liquid(dose.liquid)}. {self.measured(dose.liquid)}"

    def how(self, take: Take, now: Moment) -> Iterator[str]:
        """Say what is cut for a piece and what becomes of the rest, or that a kept part is used."""
        if take.part == WHOLE:
            return
        yield self._cut(take)
        if take.cut is not None:
            yield self._rest(take, now)

    def _cut(self, take: Take) -> str:
        say = self.language.say
        match take.part, take.cut:
            case part, None if part == HALF:
                return say("Use the half that you kept.")
            case part, None if part == THIRD:
                return say("Use a third that you kept.")
            case part, None if part == QUARTER:
                return say("Use the quarter that you kept.")
            case _, None:
                return say("Use the eighth that you kept.")
            case part, _ if part == THIRD:
                return say("Cut a new tablet in three.")
            case part, _ if part == HALF:
                return say("Cut a new tablet in half.")
            case part, cut if part == QUARTER and cut == WHOLE:
                return say("Cut a new tablet in half, and one half in two.")
            case part, cut if part == QUARTER:
                return say("Cut the half that you kept in two.")
            case _, cut if cut == WHOLE:
                return say("Cut a new tablet in half, one half in two, and one quarter in two.")
            case _, cut if cut == HALF:
                return say("Cut the half that you kept in two, and one quarter in two.")
            case _:
                return say("Cut the quarter that you kept in two.")

    def _rest(self, take: Take, now: Moment) -> str:
        say, until = self.language.say, take.keeps_for
        if until is None:
            return say("The rest is not needed: take it back to the pharmacy.")
        if until.day == now.day:
            if until.time == now.time:
                return say("Keep the rest for the next piece.")
            return say("Keep the rest for later today.")
        if until.day == now.day + 1:
            return say("Keep the rest for tomorrow.")
        if until.date:
            return say("Keep the rest for {date}.", date=self.language.date(until.date))
        return say("Keep the rest for day {day}.", day=str(until.day))

    def sort(self, part: Fraction, form: Form) -> str:
        """Say what a picture of such a piece means."""
        say = self.language.say
        if part == WHOLE:
            return say("Take the whole capsule.") if form is Form.CAPSULE else say("Take it whole.")
        if part == HALF:
            return say("Cut along the dashed line. Take the black half.")
        if part == THIRD:
            return say("Cut along the dashed lines. Take the black third.")
        if part == QUARTER:
            return say("Cut along the dashed lines. Take the black quarter.")
        return say("Cut along the dashed lines. Take the black eighth.")

    def liquid(self, measured: Measured) -> str:
        """Say how much of a liquid is taken."""
        say, strength = self.language.say, self.printed(measured.product)
        if measured.drops is not None:
            return self._drops(measured.drops, self._of_maker(measured.product))
        return say("{volume} of the liquid {strength}", volume=self.language.amount(measured.volume), strength=strength)

    def _drops(self, drops: Fraction, strength: str) -> str:
        if drops.denominator == 1:
            return self.language.count(
                "{count} drop of the liquid {strength}", "{count} drops of the liquid {strength}", int(drops),
                strength=strength,
            )  # fmt: skip
        return self.language.say(
            "{number} drops of the liquid {strength}", number=self.language.number(drops), strength=strength
        )

    def measured(self, measured: Measured) -> str:
        """Say how a liquid is measured."""
        say, amount, fill = self.language.say, self.language.amount, measured.fills[0]
        times = len(measured.fills)
        match measured.device:
            case Syringe() as of if times == 1:
                return say("{size} syringe, to {mark}", size=amount(of.capacity), mark=self._mark(fill))
            case Syringe() as of:
                return say(
                    "{size} syringe: fill it to {mark}, {times} times",
                    size=amount(of.capacity),
                    mark=self._mark(fill),
                    times=str(times),
                )
            case Spoon():
                return self.language.count(
                    "Fill the {size} measure once.", "Fill the {size} measure {count} times.", times, size=amount(fill)
                )
            case _ if measured.drops is not None:
                return say("Hold the dropper upright and count the drops.")
            case _:
                return say("Measure {volume}.", volume=amount(measured.volume))

    def _mark(self, fill: Volume) -> str:
        return self.language.number(fill.ml)

    def time(self, when: When) -> str:
        """Name a time of day, with the time of the clock where it is known; a dose by its place has its number."""
        if is_clock(when.name):
            return when.name
        names = {
            "morning": self.language.say_as("time", "Morning"),
            "midday": self.language.say_as("time", "Midday"),
            AFTERNOON: self.language.say_as("time", "Afternoon"),
            "evening": self.language.say_as("time", "Evening"),
            "night": self.language.say_as("time", "Night"),
        }
        number = when.name.rstrip("dhnrst")
        name = names.get(when.name) or self.language.say("Dose {number} of the day", number=number)
        return f"{name}, {when.clock:%H:%M}" if when.clock else name

    def made(self, made: Mass) -> str:
        """Say what is made where that is not quite the dose."""
        return self.language.say("What you take makes {made}.", made=self.language.amount(made))

    def change(self, change: Change, last: Mass | None = None) -> str:
        """Say how the dose of a day differs from that of the day before; *last* is what was taken before a pause."""
        say, drug = self.language.say, self.language.drug(change.drug)
        new, old = self.language.amount(change.new), self.language.amount(change.old)
        if not change.new:
            return say("From today no more {drug} (it was {old} a day).", drug=drug, old=old)
        if last == change.new:
            return say("Again from today: {drug}, {new} a day.", drug=drug, new=new)
        if last:
            return say(
                "Again from today: {drug}, {new} a day (it was {old} before the pause).",
                drug=drug,
                new=new,
                old=self.language.amount(last),
            )
        if not change.old:
            return say("New from today: {drug}, {new} a day.", drug=drug, new=new)
        return say("New dose from today: {drug}, {new} a day (it was {old}).", drug=drug, new=new, old=old)

    def pause(self, pause: Pause) -> str:
        """Say that a drug is not taken for now, and when it is again."""
        count, drug = self.language.count, self.language.drug(pause.drug)
        dose = self.language.amount(pause.again.daily(pause.drug))
        if pause.again.start:
            return count(
                "No {drug} today; {dose} again on {date}.",
                "No {drug} for {count} days; {dose} again on {date}.",
                pause.days,
                drug=drug,
                dose=dose,
                date=self.language.date(pause.again.start),
            )
        return count(
            "No {drug} today; {dose} again on day {day}.",
            "No {drug} for {count} days; {dose} again on day {day}.",
            pause.days,
            drug=drug,
            dose=dose,
            day=str(pause.day),
        )

    def moved(self) -> str:
        """Say that the same is taken at other times."""
        return self.language.say("From today: other times, or other amounts at each time.")

    def first_bottle(self, product: Liquid) -> str:
        """Say that the first bottle is opened."""
        return self.language.say("Open the first bottle today: {strength}.", strength=self.printed(product))

    def new_bottle(self, product: Liquid) -> str:
        """Say that a bottle takes the place of another."""
        return self.language.say(
            "New bottle from today: {strength}. Do not use the old one.", strength=self.printed(product)
        )

    def new_medicine(self, product: Product) -> str:
        """Say that another tablet comes in."""
        return self.language.say("New from today: {medicine}.", medicine=self.medicine(product))

    def no_more(self, product: Product) -> str:
        """Say that a tablet is not taken any more."""
        return self.language.say("From today you no longer need: {medicine}.", medicine=self.medicine(product))

    def new_device(self, measured: Measured) -> str:
        """Say that something else is measured with."""
        say, amount = self.language.say, self.language.amount
        match measured.device:
            case Syringe() as of:
                return say(
                    "New syringe from today: {size}, with a mark every {mark}.",
                    size=amount(of.capacity),
                    mark=amount(of.mark),
                )
            case Dropper():
                return say("From today, count drops.")
            case _:
                return say("New measure from today: {volume}.", volume=amount(measured.fills[0]))

    def cutting(self, products: Iterable[Solid]) -> Iterator[str]:
        """Yield what must be asked before tablets are cut whose label does not say that they may be."""
        for strength in dict.fromkeys(map(self.strength, products)):
            yield self.language.say(
                "Ask your pharmacist whether your {strength} tablets may be cut. "
                "If there is no line on the tablet, do not cut it.",
                strength=strength,
            )

    def day(self, day: Day | Moment, *, year: bool = False) -> str:
        """Name a day by its date or, where that is not known, by its number."""
        if day.date:
            return self.language.date(day.date, year=year)
        return self.language.say("day {day}", day=str(day.number if isinstance(day, Day) else day.day))

    def span(self, first: Day, last: Day) -> str:
        """Name some days in a row, with how many there are."""
        length = last.number - first.number + 1
        if first.date and last.date:
            if length == 1:
                return self.language.date(first.date, year=True)
            return self.language.count(
                "{first} to {last} ({count} day)",
                "{first} to {last} ({count} days)",
                length,
                first=self.language.date(first.date, year=True),
                last=self.language.date(last.date, year=True),
            )
        return self.language.count(
            "day {first}",
            "day {first} to day {last} ({count} days)",
            length,
            first=str(first.number),
            last=str(last.number),
        )


def kind(take: Take) -> tuple[Solid, Fraction]:
    """Return what pieces are told together by: their product and size."""
    return take.product, take.part
