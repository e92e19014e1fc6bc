"""A schedule on one line: ``20 mg x 14d, 18 mg for 2 weeks, 5-0-5 mg x 7d, (7.5 mg x 1d, 0 mg x 1d) x 7``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pillsplit.amounts.durations import UNITS, read_duration
from pillsplit.amounts.months import months_named
from pillsplit.amounts.number import AmountError
from pillsplit.errors import Problem, quoted
from pillsplit.schedules.dosing import is_time_or_day, trimmed
from pillsplit.schedules.headers import IsDrug
from pillsplit.schedules.numbering import read_numbered
from pillsplit.schedules.rows import Findings, Row
from pillsplit.schedules.steps import MOST_STEPS
from pillsplit.schedules.synonyms import synonyms

LONGEST = 20_000
"""Signs; a longer schedule belongs in a file."""
LONGEST_STEP = 400
"""Signs of one step."""
MOST_TIMES = 1000
"""How often a group may be repeated."""
_EXAMPLE = "write it like 20 mg x 14d"
_WORD = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen)"
_COUNT = rf"(?:[0-9]+|{_WORD})"
_DURATION = rf"(?:(?:[0-9]+(?: ?|-)|{_WORD}[ -]){UNITS}\.?|(?:a |one )?fortnight)"
_FOR = (
    r"(?:for|für|pendant|durante|per|gedurende|voor|por|i)"
    r"(?: the (?:first|next|following|last)| another| a further)?"
)
_PATTERNS = (
    rf"(?P<dose>.*\S),? ?(?:[x×*]|\b{_FOR} ) ?(?P<days>{_DURATION})",
    r"(?P<dose>.*\S),? ?[x×*] ?(?P<days>[0-9]+)",
    rf"(?P<dose>.*\S),? (?P<days>{_DURATION})",
    rf"(?:for )?(?P<days>{_DURATION}) ?(?: of | on | at | take |[:=@]) ?(?P<dose>\S.*)",
)
_NUMERIC = r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.] ?[0-9]{1,2}[-/.] ?[0-9]{4}"
_DAY_FIRST = r"(?:[^\W\d_]{3,9},? )?[0-9]{1,2}(?:st|nd|rd|th)?\.? (?:of )?[^\W\d_]{3,10}\.? [0-9]{4}"
_DATE = rf"(?:{_NUMERIC}|{_DAY_FIRST}|[^\W\d_]{{3,10}} [0-9]{{1,2}}(?:st|nd|rd|th)? [0-9]{{4}})"
_TO = r" ?(?:to|until|till|through|bis|au|al|hasta|tot|-|–) ?"
_START_END = rf"(?P<start>{_DATE})(?:{_TO}(?P<end>{_DATE}))?"
_DATED = (
    rf"(?P<dose>.*\S) (?:from|starting|starting on|ab|von|vom|du|dal|desde|vanaf|från) {_START_END}",
    rf"(?:(?:from|starting|on|ab|von|vom|du|le|dal|desde|vanaf|från) )?{_START_END} ?(?::|,| take)? (?P<dose>\S.*)",
    rf"(?P<dose>.*\S) (?:on|am|at|le|el|il|op) (?P<start>{_DATE})",
    rf"(?P<dose>.*\S) (?:until|till|to|bis|jusqu'au|hasta|fino al|tot|até|till) (?P<end>{_DATE})",
)
_TO_NUMBER = r"(?: ?(?:-|–|to|and|&|bis) ?(?:[^\W\d_]+ )?[0-9]{1,4})?"
_NUMBERED = rf"(?P<when>[^\W\d_]+ ?[0-9]{{1,4}}{_TO_NUMBER}) ?[:=,]? ?(?P<dose>\S.*)"
_DAYS_FIRST = r"(?P<days>[0-9]+ ?(?:[dw]|days?|weeks?)) (?P<dose>[0-9½¼¾].*)"
_GROUP = r"\((?P<inner>[^()]*)\) ?[x×*] ?(?P<times>[0-9]{1,5})(?P<unit> ?[^\W\d_]+)?(?= ?(?:$|[,;]| then ))"
_NAMED = r"([^\W\d_][^\d½¼¾⅓⅔.,]*?)[: ] *(?=[\d½¼¾⅓⅔.,])"
_AFTER = (
    r"((?:[0-9.,/½¼¾⅓⅔⅛ ]+) ?(?:mg|mcg|µg|g|micrograms?|tablets?|tabs?|drops?|ml)) (?:of )?([^\W\d_]{4,})(?: (.*))?"
)


def rows(text: str, problems: list[Problem], findings: Findings, is_drug: IsDrug) -> Iterator[Row]:
    """Yield a row for each step; what is wrong goes to *problems*, each with the number of its step."""
    if len(text) > LONGEST:
        problems.append(Problem("", f"the schedule is longer than {LONGEST:,} signs: put it in a file, and name that"))
        return
    yield from _Inline(problems, findings, is_drug).rows(_on_one_line(text))


def _on_one_line(text: str) -> str:
    """Put lines and blanks in order, and take the comma out of ``December 15, 2026``."""
    lines = [" ".join(line.split()) for line in text.replace("\u00a0", " ").splitlines()]
    text = "; ".join(trimmed(line) for line in lines if trimmed(line))
    return re.sub(
        r"\b([^\W\d_]{3,10}) ([0-9]{1,2}), ([0-9]{4})\b",
        lambda match: f"{match[1]} {match[2]} {match[3]}" if months_named(match[1]) else match[0],
        text,
    )


class _Inline:
    """Reads one line; a drug that is named holds until another is."""

    def __init__(self, problems: list[Problem], findings: Findings, is_drug: IsDrug) -> None:
        self._problems = problems
        self._findings = findings
        self._is_drug = is_drug
        self._drug = ""
        self._number = 0

    def rows(self, text: str) -> Iterator[Row]:
        """Yield the rows of a line, groups in brackets as often as they say."""
        position = 0
        for match in re.finditer(_GROUP, text):
            if not re.search(r"[x×*]|\bfor\b|[0-9] ?[dw]", match["inner"]):
                continue  # brackets that hold no steps explain a dose
            yield from self._plain(text[position : match.start()])
            yield from self._group(match)
            position = match.end()
        yield from self._plain(text[position:])

    def _group(self, match: re.Match[str]) -> Iterator[Row]:
        place = f"step {self._number + 1}"
        first = self._number
        once = list(self._plain(match["inner"]))
        times = self._times(match, once, place)
        yield from once
        size = self._number - first
        for turn in range(1, times):
            for row in once:
                number = int(row.text("step")) + turn * size
                yield Row(f"step {number}", {**row.cells, "step": (str(number), None)})
        self._number = first + size * max(times, 1)

    def _times(self, match: re.Match[str], once: Sequence[Row], place: str) -> int:
        """Return how often a group is taken: so many times, or as often as makes the duration."""
        times = int(match["times"])
        if (unit := (match["unit"] or "").strip().lower()) and unit not in ("times", "time", "mal", "fois", "veces"):
            try:
                days = read_duration(f"{match['times']}{unit}")
                steps = {row.text("step"): read_duration(row.text("days") or "0") for row in once}
            except AmountError as error:
                self._problems.append(Problem(place, str(error)))
                return 1
            if not steps:
                return 1  # what is wrong in it has been said
            times, left = divmod(days, sum(steps.values()))
            if left or not times:
                self._problems.append(
                    Problem(
                        place,
                        f"{quoted(match[0])}: {sum(steps.values())} days do not go into {days} days: write how often, "
                        f"such as x {max(times, 1)}",
                    )
                )
        most = min(MOST_TIMES, MOST_STEPS // max(1, len(once)))
        if not 1 <= times <= most:
            self._problems.append(Problem(place, f"{quoted(match[0])}: write from 1 to {most} times"))
            return 1
        return times

    def _plain(self, text: str) -> Iterator[Row]:
        """Yield the rows of a text without groups."""
        waiting: list[str] = []
        for segment in _segments(text):
            place = f"step {self._number + 1}"
            if len(segment) > LONGEST_STEP:
                self._wrong(place, f"{quoted(segment)} is too long for a step: {_EXAMPLE}")
                self._number += 1
                continue
            if glued := re.search(r"[x×*] ?[0-9]+(,[0-9])", segment):
                self._number += 1
                self._wrong(place, f"{quoted(segment)} is unclear: write a blank after the comma of {quoted(glued[0])}")
                continue
            if comma := re.search(r"[0-9]+,[0-9]+", segment):
                self._findings.remark(f"{comma[0]} is read as one number: a list needs a blank after each comma")
            cells = self._cells(segment)
            if cells is None and is_time_or_day(self._split_drug(segment)[1]):
                waiting.append(segment)
                continue
            self._number += 1
            if cells is None:
                self._wrong(place, f"{quoted(segment)} {_why_not(segment)}: {_EXAMPLE}")
                waiting = []
                continue
            dose = ", ".join([*waiting, cells.pop("dose")])
            waiting = []
            yield from self._drugs(place, dose, {name: (cell, None) for name, cell in cells.items()})
        if waiting:
            self._number += 1
            self._wrong(f"step {self._number}", f"{quoted(', '.join(waiting))} has no duration: {_EXAMPLE}")

    def _wrong(self, place: str, what: str) -> None:
        self._problems.append(Problem(place, what))

    def _cells(self, segment: str) -> dict[str, str] | None:
        """Read a segment as the cells of a row; None where it says no time."""
        if cells := self._date(segment):
            return self._dated(cells)
        if (match := re.fullmatch(_NUMBERED, segment, re.IGNORECASE)) and read_numbered(match["when"], ""):
            return {"period": match["when"], "dose": match["dose"]}
        if match := re.fullmatch(_DAYS_FIRST, segment, re.IGNORECASE):
            inner = match["dose"]
            if not re.search(rf"(?:[x×*]|\bfor\b) ?{_COUNT}|{_DURATION}$", inner, re.IGNORECASE):
                return {"dose": inner, "days": match["days"]}
        for pattern in _PATTERNS:
            if match := re.fullmatch(pattern, segment, re.IGNORECASE):
                cells = {"dose": match["dose"].rstrip(" ,:"), "days": match["days"].rstrip(".")}
                return cells | (self._date(cells["dose"]) or {})
        word = segment.lower().strip(" .")
        return {"dose": "stop"} if word in synonyms().none else None

    def _date(self, segment: str) -> dict[str, str] | None:
        """Split the dates off a segment; None where it names none."""
        for pattern in _DATED:
            if match := re.fullmatch(pattern, segment, re.IGNORECASE):
                return {name: cell for name, cell in match.groupdict().items() if cell}
        return None

    def _dated(self, cells: dict[str, str]) -> dict[str, str]:
        """Read what stands beside a date: a duration too, where there is one."""
        for pattern in _PATTERNS:
            if match := re.fullmatch(pattern, cells["dose"], re.IGNORECASE):
                return cells | {"dose": match["dose"], "days": match["days"]}
        return cells

    def _drugs(self, place: str, dose: str, cells: dict[str, tuple[str, str | None]]) -> Iterator[Row]:
        """Yield a row, or one for each drug where ``+`` joins doses of several."""
        cells = {"step": (str(self._number), None), **cells}
        parts = re.split(r" ?[+&] ?| and ", dose)
        if len(parts) > 1 and all(self._split_drug(part)[0] for part in parts):
            for part in parts:
                drug, said = self._split_drug(part)
                yield Row(place, cells | {"drug": (drug, None), "dose": (said, None)})
            return
        drug, said = self._split_drug(dose)
        self._drug = drug or self._drug
        if self._drug:
            cells |= {"drug": (self._drug, None)}
        yield Row(place, cells | {"dose": (said, None)})

    def _split_drug(self, dose: str) -> tuple[str, str]:
        """Split off the drug that a dose begins or ends with."""
        dose = re.sub(r"(?i)^(?:then |take |and |followed by |reduce to |step down to )+", "", dose)
        match = re.match(_NAMED, dose)
        if match and not _is_no_drug(match[1]):
            return match[1].strip(), dose[match.end() :]
        first, _, rest = dose.partition(" ")
        if rest and not match and self._is_drug(first.lower(), has_unit=False):
            return first, rest
        if (match := re.fullmatch(_AFTER, dose, re.IGNORECASE)) and self._is_drug(match[2].lower(), has_unit=False):
            return match[2], f"{match[1]} {match[3] or ''}".strip()
        return "", dose


def _segments(text: str) -> list[str]:
    """Return the steps of a list; a comma between figures is a decimal one."""
    parts = re.split(r"; ?|, |(?<=[^0-9 ]),|,(?![0-9 ])|,? (?:and )?then | ?(?:->|→|➜) ?", text)
    parts = [re.sub(r"(?i)^(?:and )?then ", "", trimmed(part).rstrip(" .")) for part in parts]
    return [part for part in parts if part]


_NO_DRUG = ("alternat", "every ", "on ", "other ", "the other ", "rest", "at ")
_JOINING = ("and", "on", "&", "weekdays", "weekends")


def _is_no_drug(words: str) -> bool:
    """Return whether words before a dose say when or how it is taken."""
    low = words.lower().strip(" :")
    known = synonyms()
    each = low.replace(",", " ").split()
    return (
        low in known.times
        or low.startswith(_NO_DRUG)
        or low in ("a", "an", "or", "up to", "kl", "kl.", "x", "q", "ca", "about", "max", "approx")
        or all(word in known.weekdays or "-" in word or word in _JOINING for word in each)
    )


def _why_not(segment: str) -> str:
    """Say why a segment is no step."""
    if re.search(rf"[0-9] ?(?:-|–|to|or) ?[0-9]+(?: ?|-){UNITS}$", segment, re.IGNORECASE):
        return "names a range of time, and one is meant"
    return (
        "has no duration" if re.search(r"(?i)[0-9½¼¾] ?(?:mg|mcg|g|µg|tab|drop|ml)", segment) else "is not understood"
    )
