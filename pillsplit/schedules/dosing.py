"""What a dose says: an amount, parts of a day, so many times a day, or days in turn.

``20 mg``, ``5-0-2.5-5 mg``, ``5 mg BD``, ``5 mg morning + 2.5 mg night``, ``5 mg / 4 mg alternate days``,
``7.5 mg Mon Wed Fri, 5 mg other days``, ``1½ tablets``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from pillsplit.amounts.number import LIKE_A_NUMBER, AmountError, plain, read_number, written
from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import quoted
from pillsplit.model.product_amount import Counted, ProductAmount
from pillsplit.model.schedule import DAY, MOST_TIMES, TIMES_OF_DAY, is_time, times_without_name
from pillsplit.schedules.clock import read_clock
from pillsplit.schedules.pattern import Doses, Pattern
from pillsplit.schedules.rows import Findings
from pillsplit.schedules.synonyms import synonyms

LONGEST = 300
"""Signs that a dose is written with."""
Weigh = Callable[[ProductAmount], tuple[Mass, str]]
"""Gives the mass of an amount of a product and the product's name, or raises `AmountError`."""


class Dosing:
    """Reads what a dose says; `remarks` holds how its amounts were read.

    Args:
        unit: The unit of what has none of its own.
        at: The time that is meant where none is said: that of a column, or the whole day.
        weigh: Weighs an amount of a product.
        findings: Takes what is to be remarked of the whole file.
    """

    def __init__(self, unit: str | None, at: str, weigh: Weigh, findings: Findings) -> None:
        self.unit, self.at, self.weigh, self.findings = unit, at, weigh, findings
        self.remarks: list[str] = []

    def read(self, text: str) -> Pattern:
        """Read a dose.

        Raises:
            AmountError: with what to write instead: both readings, where there are two.
        """
        text = _tidy(text)
        if in_turn := _in_turn(text):
            days = tuple(self._day(each) for each in in_turn)
            self.remarks.append(f"{quoted(text)} is read as days in turn, the first on {in_turn[0]}")
            return Pattern(days)
        parts = list(parts_of(text))
        if any(weekdays for _, weekdays in map(_weekdays, parts)):
            return self._week(text, parts)
        return Pattern((self._day(text),))

    def _week(self, text: str, parts: Sequence[str]) -> Pattern:
        days: list[Doses | None] = [None] * 7
        rest: Doses | None = None
        doses: Doses | None = None
        for part in parts:
            said, on = _weekdays(part)
            if not on:
                raise AmountError(
                    f"{quoted(part)} names no day of the week, as the rest of {quoted(text)} does: name them all"
                )
            if said or doses is None:
                doses = self._day(said)
            if on == OTHER:
                rest = doses
                continue
            for day in on:
                if days[day] is not None:
                    raise AmountError(f"{quoted(text)} names a day of the week twice: write each once")
                days[day] = doses
        if rest is None and None in days:
            rest = tuple((time, Mass(0)) for time, _ in next(day for day in days if day is not None))
            self.remarks.append(f"on the days of the week that {quoted(text)} does not name, nothing is taken")
        return Pattern(tuple(day if day is not None else rest or () for day in days), weekly=True)

    def _day(self, text: str) -> Doses:
        """Read the doses of one day."""
        if _says_none(text):
            return ((self.at, Mass(0)),)
        text = _in_figures(text)
        if slots := self._slots(text):
            return slots
        parts = list(parts_of(text, r" ?[+&] ?| and | und | et | e | y | en | och |[,;] "))
        if len(parts) > 1:
            return self._parts(text, parts)
        return self._one(text)

    def _parts(self, text: str, parts: Sequence[str]) -> Doses:
        self._allow_times(text)
        doses: list[tuple[str, Mass]] = []
        waiting: list[str] = []  # times whose amount is that of the part after it
        for part in parts:
            said, time = ("", alone) if (alone := time_named(part)) else _time(part)
            if time is None:
                raise AmountError(
                    f"{quoted(text)} is unclear, at one time or at several: write the sum, or a time beside each, such "
                    "as 5 mg morning + 2.5 mg night"
                )
            if not said and not doses:
                waiting.append(time)
                continue
            mass = self._amount(said) if said else doses[-1][1]
            doses += [(each, mass) for each in (*waiting, time)]
            waiting = []
        times = [time for time, _ in doses]
        if waiting or len(set(times)) < len(times):
            raise AmountError(f"{quoted(text)} names a time twice, or without a dose: write each once")
        return tuple(doses)

    def _one(self, text: str) -> Doses:
        said, number = _frequency(text)
        if number is not None:
            said, time = _time(said)
            if number == 1:
                return ((time or self.at, self._amount(said)),)
            if time is not None:
                raise AmountError(f"{quoted(text)} names a time and how often: write the one or the other")
            self._allow_times(text)
            mass = self._amount(said)
            return tuple((time, mass) for time in _times(text, number))
        said, time = _time(text)
        if time is not None and time != self.at:
            self._allow_times(text)
        if time is None:
            self._refuse_readings(text)
        return ((time or self.at, self._amount(said)),)

    def _allow_times(self, text: str) -> None:
        if self.at != DAY:
            raise AmountError(f"{quoted(text)} names times of day, and stands under {self.at}: write one dose")

    def _slots(self, text: str) -> Doses | None:
        """Read ``1-0-1`` and the like; None where *text* is no such thing."""
        match = re.fullmatch(rf"(?:(?P<each>\S.*?) )?(?P<slots>{_SLOT}(?: ?[-–—] ?{_SLOT})+)(?P<unit>.*)", text)
        if not match or (not match["unit"].strip(" 0123456789") and match["unit"].strip()):
            return None
        amounts = re.split(r" ?[-–—] ?", match["slots"])
        unit = match["unit"].strip()
        if re.match(r"(?:x|×|\*) ?[0-9]", unit):
            return None
        if match["each"] and (unit or not _is_amount(match["each"])):
            return None
        masses = [self._slot(each, unit, match["each"]) for each in amounts]
        if match["each"]:
            self.remarks.append(f"{quoted(text)} is read as so many times {match['each']}")
        written = f" {unit}" if unit else ""
        if len(masses) == 2:
            first, last = amounts
            before = f"{match['each']} " if match["each"] else ""
            raise AmountError(
                f"{quoted(text)} is unclear, morning and night or a range: write {before}{first}-0-0-{last}{written} "
                f"for the first, one dose such as {masses[-1]} for the other"
            )
        if len(masses) not in TIMES_OF_DAY:
            raise AmountError(
                f"{quoted(text)} has {len(masses)} parts: write 3 (morning, midday, night), 4 (morning, midday, "
                "evening, night), or a time beside each dose, such as 5 mg 08:00 + 2.5 mg 12:00"
            )
        self._allow_times(text)
        taken = [(time, mass) for time, mass in zip(TIMES_OF_DAY[len(masses)], masses, strict=True) if mass]
        return tuple(taken) or ((DAY, Mass(0)),)

    def _slot(self, number: str, unit: str, each: str | None) -> Mass:
        if each:
            return self._amount(each) * read_number(number)[0]
        if not unit and self.unit is None:
            read_number(number)
            raise AmountError(f"{quoted(number)} has no unit: write it after the last part, such as 5-0-2.5-5 mg")
        return self._amount(f"{number} {unit}".strip())

    def _refuse_readings(self, text: str) -> None:
        """Refuse what has two readings."""
        between = rf"({_NUMBER}(?: ?[^\W\d]+)?) ?(?: to | or | bis | oder | ou | o | à |(?<=[^\W\d])-) ?({_NUMBER}.*)"
        if match := re.fullmatch(between, text, re.IGNORECASE):
            first, last = _with_units([match[1], match[2]])
            raise AmountError(f"{quoted(text)} names two doses: write one, {first} or {last}")
        if match := re.fullmatch(r"(.*\S) ?(?:x|×|\*) ?([0-9]{1,2})", text, re.IGNORECASE):
            raise AmountError(
                f"{quoted(text)} is unclear, {match[2]} times a day or {match[2]} days or {match[2]} tablets: write "
                f"{match[1]} {match[2]} times a day, or {match[1]} x {match[2]}d"
            )
        match = re.fullmatch(rf"({_NUMBER}[^/]*[a-zµ]|{_WHOLE}(?= /)) ?/ ?({_NUMBER}.*)", text)
        if match and " of " not in match[1]:
            first, second = match.groups()
            first = " ".join(_with_units([first, second])[:1])
            raise AmountError(
                f"{quoted(text)} is unclear, on alternate days or morning and night: write {first} / {second} "
                f"alternate days, or {first} morning + {second} night"
            )

    def _refuse_quotient(self, text: str) -> None:
        """Refuse ``10/5 mg``: a quotient that a decimal would say is rather two doses."""
        match = re.fullmatch(rf"({_WHOLE})/({_WHOLE})(?: ?([^\d\W]+))?", text)
        if not match or int(match[1]) < int(match[2]) or not int(match[2]):
            return
        value = Fraction(int(match[1]), int(match[2]))
        if "/" not in plain(value):
            unit = f" {match[3]}" if match[3] else ""
            raise AmountError(
                f"{quoted(text)} is unclear, {written(value)}{unit} or two doses: write {written(value)}{unit}, or "
                f"{match[1]}{unit} morning + {match[2]}{unit} night"
            )

    def _amount(self, text: str) -> Mass:
        """Read one amount, of the drug or of a product."""
        text = re.sub(r"(?<=[^\W\d])\.$", "", self._without_brackets(trimmed(text)))
        text = _in_figures(text)
        if _says_none(text):
            return Mass(0)
        self._refuse_quotient(text)
        if match := re.fullmatch(rf"({_NUMBER}) ?(?:x|×|\*) ?({_NUMBER} ?[^\d\W]+.*)", text, re.IGNORECASE):
            return self._times_strength(text, match[1], match[2])
        match = re.fullmatch(rf"(.*\S)[- ](?:{_ONE_OF_THEM})", text.lower())
        if match and (one := _mass(match[1])):
            return one
        end = LIKE_A_NUMBER.match(text)
        number, symbol = (text[: end.end()].strip(), text[end.end() :].strip()) if end else ("", text)
        if number and (counted := self._counted(symbol)):
            what, strength = counted
            value, remarks = read_number(number)
            self.remarks.extend(remark.text for remark in remarks)
            return self._weighed(ProductAmount(value, Counted(what)), strength)
        if symbol and number and " " in symbol and symbol.split()[0].lower() in Mass.UNITS:
            unit, more = symbol.split(maxsplit=1)
            if re.match(_AS_REQUIRED, more.lower()):
                raise AmountError(f"{quoted(text)} is no dose of a plan: write what is taken, day by day")
            raise AmountError(f"{quoted(more)} is not understood after a dose: write {number} {unit}")
        mass, read = Mass.read(text, self.unit)
        self.remarks.extend(remark.text for remark in read)
        return mass

    def _counted(self, symbol: str) -> tuple[str, str] | None:
        """Split ``tablets of 5 mg`` into what is counted and the strength that is named; None for a mass."""
        words = synonyms().amounts
        if not symbol:
            return (words[self.unit], "") if self.unit and self.unit in words else None
        head, _, rest = symbol.partition(" ")
        what = words.get(head.lower().rstrip(".,"))
        if what is None:
            return None
        strength = re.sub(r"^(?:of|@|at|à|a|de|von|zu|da|van|med|om|x|×) ", "", rest.strip())
        return what, strength.strip()

    def _weighed(self, amount: ProductAmount, strength: str) -> Mass:
        if not amount.number:
            return Mass(0)
        if not strength:
            mass, name = self.weigh(amount)
            self.remarks.append(f"“{amount}” is read as {mass}: {name}")
            return mass
        known = _strength(amount, strength)
        if known is None:
            raise AmountError(f"{quoted(strength)} is not understood after {amount}: write the dose in mg")
        self.remarks.append(f"“{amount} of {strength}” is read as {known}")
        return known

    def _times_strength(self, text: str, number: str, each: str) -> Mass:
        """Read ``2 x 5 mg tablets``; without the word it is clear only where one time of day is meant."""
        head, _, word = each.rpartition(" ")
        counted = word.lower() in synonyms().amounts
        one = _mass(head if counted else each)
        if one is None:
            raise AmountError(f"{quoted(text)} is not understood: write the dose in mg, such as 10 mg")
        mass = one * read_number(number)[0]
        if not counted and self.at == DAY:
            raise AmountError(
                f"{quoted(text)} is unclear, {number} tablets at a time or {number} times a day: write {mass}, or "
                f"{each} {number} times a day"
            )
        self.remarks.append(f"{quoted(text)} is read as {mass}")
        return mass

    def _without_brackets(self, text: str) -> str:
        """Take off what stands in brackets, where it says nothing else: ``5 mg (1 tab)``, ``1 tab (5 mg)``."""
        match = re.fullmatch(r"([^()\[\]]*\S) ?[(\[]([^()\[\]]*)[)\]]", text)
        if not match:
            return text
        outer, inner = match[1].strip(), match[2].strip()
        total = re.fullmatch(r"(.*\S) (?:in all|in total|total|altogether)", inner)
        mass = _mass(total[1] if total else inner)
        number, _, word = _in_figures(outer).partition(" ")
        if mass is not None and word.lower().rstrip(".") in synonyms().amounts:
            count = read_number(number)[0]
            if count != 1 and not total:
                raise AmountError(
                    f"{quoted(text)} is unclear, {mass} in all or {mass} each: write {mass}, or {mass * count}"
                )
            self.findings.beside_dose(outer)
            return total[1] if total else inner
        if re.search(r"[0-9½¼¾⅓⅔⅛] ?(?:mg|mcg|µg|μg|g|microgram)", inner, re.IGNORECASE) and mass != _mass(outer):
            raise AmountError(f"{quoted(text)} names two doses: write the one that is taken")
        self.findings.beside_dose(f"({inner})")
        return outer


def trimmed(text: str) -> str:
    """Take off blanks and what joins a list; a point or a comma before a figure belongs to it: ``,5 mg``."""
    text = text.rstrip(" ,;:")
    begin = 0
    while text[begin : begin + 1] in (" ", ";", ":") or re.match(r",(?![0-9])", text[begin : begin + 2]):
        begin += 1
    return text[begin:]


def parts_of(text: str, between: str = r"[,;] ") -> Iterator[str]:
    """Yield the parts of a list; a comma between figures is a decimal one."""
    for part in re.split(between, text):
        if said := trimmed(part):
            yield said


OTHER = frozenset({-1})
"""The days of the week that are not named."""
_OTHER_WORDS = (
    "other days", "the other days", "all other days", "on other days", "on the other days", "on all other days",
    "rest", "the rest", "remaining days", "the remaining days", "rest of the week", "the rest of the week",
    "otherwise", "else", "übrige tage", "sonst", "an den übrigen tagen", "les autres jours", "autres jours",
    "otros días", "altri giorni", "gli altri giorni", "andere dagen", "overige dagen", "outros dias", "övriga dagar",
)  # fmt: skip
_NUMBER = r"[0-9½¼¾⅓⅔⅛⅜⅝⅞][0-9.,/½¼¾⅓⅔⅛⅜⅝⅞]{0,30}(?: [0-9]{1,3}/[0-9]{1,3})?"
_WHOLE = r"[0-9]{1,6}"
_SLOT = r"[0-9½¼¾⅓⅔⅛⅜⅝⅞][0-9.,/½¼¾⅓⅔⅛⅜⅝⅞]{0,30}"
_FRACTION_WORDS = (
    (r"one and a half|1 and a half|1 1/2", "1½"),
    (r"two and a half|2 and a half", "2½"),
    (r"three and a half", "3½"),
    (r"half an?|a half|one half|half|halbe|eine halbe|une? demi(?:e|-)?|media|mezza|halve|een halve|meia|en halv", "½"),
    (r"three quarters of an?|three quarters|three-quarters of an?|three-quarters", "¾"),
    (r"a quarter of an?|one quarter of an?|a quarter|one quarter|quarter of an?|quarter|viertel|eine viertel", "¼"),
    (r"a third of an?|one third of an?|a third|one third", "⅓"),
    (r"two thirds of an?|two thirds", "⅔"),
    (r"one|a|an|eine|une|un|una|een|uma|en", "1"),
    (r"two|zwei|deux|dos|due|twee|duas|två", "2"),
    (r"three|drei|trois|tres|tre|drie|três", "3"),
    (r"four|vier|quatre|cuatro|quattro|quatro|fyra", "4"),
)
_NUMBER_WORDS = {"five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10"}


_ONE_OF_THEM = "tablet|tab|capsule|cap|pill|tablette|comprimé|compressa|kapsel"
_AS_REQUIRED = r"prn\b|as (?:required|needed)|when (?:required|needed)|if needed|bei bedarf|si besoin|al bisogno"
_EVERY_OTHER_DAY = (
    r"(?:on )?(?:every|each) (?:other|second|2nd) day|(?:on )?alternate days|alternating days|jeden zweiten tag|"
    r"un jour sur deux|a días alternos|a giorni alterni|om de dag|em dias alternados|varannan dag"
)
_TAKES_TURNS = r" / |(?<=[a-zµ])/(?=[0-9½¼¾⅓⅔])| and | then | alternating with |, "
_IN_TURN = rf"{_EVERY_OTHER_DAY}|alternately|alternating|in turn|im wechsel|abwechselnd|en alternance"


def _tidy(text: str) -> str:
    """Put a text on one line with single blanks.

    Raises:
        AmountError: where it is too long for a dose.
    """
    if len(text) > LONGEST:
        raise AmountError(f"{quoted(text)} is too long for a dose: write it like 20 mg")
    text = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
    # "5 mg/day" is 5 mg a day
    return re.sub(
        r"(?i)(?<![a-zµμ])(mg|mcg|µg|μg|g|micrograms?)/(?=(?:day|d|tag|jour|j|dia|día|die|dag)\b)", r"\1 /", text
    )


def _says_none(text: str) -> bool:
    word = text.strip(" .").lower()
    return word in ("-", "–", "—", "−", "--", "0") or word in synonyms().none


def _in_turn(text: str) -> list[str] | None:
    """Return the days that are taken in turn, as they are written; None where none are."""
    low = text.lower()
    match = re.fullmatch(rf"(.*?\S),? (?:{_IN_TURN})", low) or re.fullmatch(
        r"(?:alternate|alternating)(?: between)? (.*\S)", low
    )
    if match:
        inner = text[match.start(1) : match.end(1)]
        parts = [
            part
            for part in re.split(r" / |(?<=[a-zµ])/(?=[0-9½¼¾⅓⅔])| and | then | alternating with |, ", inner)
            if part
        ]
        if len(parts) > 1:
            return _with_units(parts)
        quotient = re.fullmatch(rf"({_WHOLE})/({_WHOLE}) ?([^\d\W]+)", inner)
        if quotient and not re.search(r"(?:other|second|2nd) day$", low):
            first, second, unit = quotient.groups()
            raise AmountError(
                f"{quoted(text)} is unclear, {first} {unit} and {second} {unit} in turn or a part of one: write "
                f"{first} {unit} / {second} {unit} alternate days, or the dose as a decimal"
            )
        if re.search(rf"(?:{_EVERY_OTHER_DAY})$", low):
            return [inner, "0 mg"]
    if match := re.fullmatch(r"(.*?\S),? (?:on )?every (third|3rd|3|fourth|4th|4) days?", low):
        return [text[: match.end(1)], *["0 mg"] * ({"t": 2, "3": 2}.get(match[2][0], 3))]
    if match := re.fullmatch(r"(.*\S) alternating with (.*\S)", low):
        return _with_units([text[: match.end(1)], text[match.start(2) :]])
    return None


def _with_units(parts: list[str]) -> list[str]:
    """Give each part without a unit that of the last: ``5 / 4 mg``."""
    unit = re.search(r"[^\d\W].*$", parts[-1])
    return [part if re.search(r"[^\d\W]", part) or not unit else f"{part} {unit[0]}" for part in parts]


def _weekdays(part: str) -> tuple[str, frozenset[int]]:
    """Split off the days of the week that a part ends or begins with: `OTHER` for those that are not named."""
    low = part.lower()
    for words in sorted(_OTHER_WORDS, key=len, reverse=True):
        if low.endswith(f" {words}"):
            return part[: -len(words)].strip(), OTHER
        if low.startswith((f"{words} ", f"{words}:")):
            return part[len(words) :].strip(" :"), OTHER
    tokens = part.split()
    for reverse in (True, False):
        days: set[int] = set()
        kept = 0
        for count, token in enumerate(tokens[::-1] if reverse else tokens, start=1):
            named = _named_days(token.lower().strip(",.;:"))
            if named:
                days |= named
                kept = count
            elif token.lower().strip(",") not in ("on", "and", "&", "+", "am", "und", "et", "y", "e", "en", "och", "/"):
                break
        if days:
            if reverse:
                rest = tokens[: len(tokens) - kept]
                while rest and rest[-1].lower() in ("on", "am", "every", "each", "und", "and"):
                    rest.pop()
            else:
                rest = tokens[kept:]
            return " ".join(rest), frozenset(days)
    return part, frozenset()


def _named_days(word: str) -> set[int] | None:
    """Return the days of the week that a word names: ``Mon``, ``Mon-Fri``, ``weekends``, ``Mon/Wed/Fri``."""
    known = synonyms().weekdays
    if word in ("weekdays", "workdays", "werktags"):
        return set(range(5))
    if word in ("weekend", "weekends"):
        return {5, 6}
    if word in known:
        return {known[word]}
    span = re.fullmatch(r"([^\W\d_]+)[-–]([^\W\d_]+)", word)
    if span and span[1] in known and span[2] in known:
        first, last = known[span[1]], known[span[2]]
        return {day % 7 for day in range(first, last + 1 if last >= first else last + 8)}
    each = re.split(r"[/,+&]", word)
    if len(each) > 1 and all(part in known for part in each):
        return {known[part] for part in each}
    return None


def _time(part: str) -> tuple[str, str | None]:
    """Split off the time of day that a part ends or begins with."""
    tokens = part.split()
    for size in range(min(5, len(tokens) - 1), 0, -1):
        if time := time_named(" ".join(tokens[-size:])):
            return " ".join(tokens[:-size]), time
        if time := time_named(" ".join(tokens[:size])):
            return " ".join(tokens[size:]), time
    return part, None


def time_named(words: str) -> str | None:
    """Return the time of day or of the clock that words name; None where they name none."""
    low = words.lower().strip(" ,:;.@")
    if time := synonyms().times.get(low):
        return time
    if low != DAY and is_time(low):
        return low
    return None if re.fullmatch(r"[0-9]{1,2} ?h", low) else read_clock(low)


def _frequency(text: str) -> tuple[str, int | None]:
    """Split off how often a day: ``BD``, ``3 times a day``, ``x 3 daily``."""
    words = synonyms()
    tokens = text.split()
    for size in range(min(6, len(tokens) - 1), 0, -1):
        tail = " ".join(tokens[-size:]).lower().strip(" ,.;")
        if tail in words.frequency:
            return " ".join(tokens[:-size]).rstrip(" ,"), words.frequency[tail]
        match = re.fullmatch(r"(?:x|×)? ?([0-9]{1,2}) ?(\D.*)", tail)
        if match and (
            match[2] in words.times_a_day
            or (tail[0] in "x×" and match[2] in words.frequency and words.frequency[match[2]] == 1)
        ):
            return " ".join(tokens[:-size]).rstrip(" ,"), int(match[1])
        if re.fullmatch(r"q ?[0-9]{1,2} ?h|(?:every )?[0-9]{1,2}(?: hours|-hourly| hourly)", tail):
            raise AmountError(
                f"{quoted(text)} names hours, not times: write the times of the clock beside the doses, such as 5 mg "
                "06:00 + 5 mg 14:00 + 5 mg 22:00, or how often a day"
            )
    return text, None


def _times(text: str, number: int) -> tuple[str, ...]:
    if number in TIMES_OF_DAY:
        return TIMES_OF_DAY[number]
    if not 1 <= number <= MOST_TIMES:
        raise AmountError(f"{quoted(text)}: write from 1 to {MOST_TIMES} times a day")
    return times_without_name(number)


def _and_a_half(match: re.Match[str]) -> str:
    return f"{match[1]}½" if match[0].lower().endswith("half") else f"{match[1]} "


def _in_figures(text: str) -> str:
    """Put a number in words that a text begins with in figures: ``half a tablet`` is ``½ tablet``."""
    low = text.lower()
    if not low[:1].isalpha():
        return re.sub(r"(?i)^([0-9]+) and (?:a half\b|(?=[0-9]/[0-9]))", _and_a_half, text)
    for words, figures in _FRACTION_WORDS:
        if match := re.match(rf"(?:{words})(?= |$)", low):
            rest = text[match.end() :].strip()
            rest = re.sub(r"(?i)^(?:of )?an? ", "", rest) if figures in "½¼¾⅓⅔" else rest
            return f"{figures} {rest}".strip()
    first, _, rest = text.partition(" ")
    return f"{_NUMBER_WORDS[first.lower()]} {rest}" if first.lower() in _NUMBER_WORDS else text


def _is_amount(text: str) -> bool:
    return _mass(text) is not None


def _mass(text: str) -> Mass | None:
    try:
        return Mass.parse(text)
    except AmountError:
        return None


def _strength(amount: ProductAmount, strength: str) -> Mass | None:
    """Return the mass of an amount of what has the strength that is named."""
    try:
        if amount.of in (Counted.TABLET, Counted.CAPSULE):
            return Mass.parse(strength) * amount.number
        if amount.of is Counted.ML:
            return Concentration.parse(strength).mass(Volume(amount.number))
    except AmountError:
        return None
    return None


def is_time_or_day(part: str) -> bool:
    """Return whether a part of a dose names a time of day or days of the week, so that another may stand beside it."""
    return bool(_weekdays(part)[1]) or _time(part)[1] is not None
