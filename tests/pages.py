"""What a calendar page says, read back from its HTML without the code that wrote it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any

from attrs import define, field

VOID = {"meta", "rect", "circle", "path", "use", "br", "link", "img"}


@define
class Box:
    """One box of one day: the time, the doses written in it, the lines of words, and whether it can be ticked."""

    doses: list[str] = field(factory=list)
    lines: list[str] = field(factory=list)
    tick: bool = False

    @property
    def time(self) -> str:
        """The time of day, as its first words name it."""
        name = self.doses[0].split()[0]
        return "day" if name == "Today" else name.lower()


@define
class Day:
    """One day: its number, its date, its banners and its boxes."""

    number: int
    date: str = ""
    changes: list[str] = field(factory=list)
    boxes: list[Box] = field(factory=list)


class Reader(HTMLParser):
    """Reads the days of a calendar, and everything else as tags and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.days: list[Day] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.headings: list[str] = []
        self.said: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        kind = own.get("class") or ""
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if kind == "day":
            self.days.append(Day(int(own["data-day"] or "")))
        elif kind == "box":
            self.days[-1].boxes.append(Box())
        elif kind == "tick":
            self.days[-1].boxes[-1].tick = True
        elif kind == "change":
            self.days[-1].changes.append("")
        elif kind == "dose":
            self.days[-1].boxes[-1].doses.append("")
        elif tag == "p" and self._open[-1][1] == "box":
            self.days[-1].boxes[-1].lines.append("")
        elif tag == "time":
            self.days[-1].date = own["datetime"] or ""
        elif tag in ("h1", "h2", "h3"):
            self.headings.append("")
        if tag not in VOID:
            self._open.append((tag, kind))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        opened, _ = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data: str) -> None:
        if any(tag == "style" for tag, _ in self._open):
            return
        self.said.append(data)
        for tag, kind in reversed(self._open):
            if tag == "svg":
                return
            if kind == "change":
                self.days[-1].changes[-1] += data
            elif kind == "dose":
                self.days[-1].boxes[-1].doses[-1] += data
            elif (tag, kind) == ("p", "") and any(kind == "box" for _, kind in self._open):
                self.days[-1].boxes[-1].lines[-1] += data
            elif tag in ("h1", "h2", "h3"):
                self.headings[-1] += data
            else:
                continue
            return

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())


Wanted = tuple[int, str, list[tuple[str, str, str, bool]]]


def wanted(document: Any, start: datetime.date | None) -> Iterator[Wanted]:
    """Yield for each day of a JSON answer its number, its date, and (time, drug, dose, made?) in the day's order."""
    order = ["day", "morning", "midday", "evening", "night"]
    number = 1
    for step in document["steps"]:
        doses = sorted(step["doses"], key=lambda dose: order.index(dose["time"]))
        for _ in range(step["days"]):
            date = (start + datetime.timedelta(days=number - 1)).isoformat() if start else ""
            yield (
                number,
                date,
                [(dose["time"], dose["drug"], written(dose["dose_mg"]), dose["made_mg"] is not None) for dose in doses],
            )
            number += 1


def written(mg: str) -> str:
    """Write a plain amount as people read it, for those that end."""
    value = Fraction(mg)
    assert "/" not in mg, "write such an amount out in the test"
    return f"{mg if value else 0} mg"


def assert_every_dose_is_on_its_day(document: Any, page: Reader, start: datetime.date | None) -> None:
    """Compare a JSON answer with the days of a calendar page, dose by dose."""
    several = len({dose["drug"] for step in document["steps"] for dose in step["doses"]}) > 1
    days = list(wanted(document, start))
    assert [(day.number, day.date) for day in page.days] == [(number, date) for number, date, _ in days]
    for (_, _, doses), day in zip(days, page.days, strict=True):
        times = list(dict.fromkeys(time for time, _, _, _ in doses))
        assert [box.time for box in day.boxes] == times
        for box in day.boxes:
            here = [(drug, dose, made) for time, drug, dose, made in doses if time == box.time]
            name = "Today" if box.time == "day" else box.time.capitalize()
            said = [" ".join(dose.split()) for dose in box.doses]
            expected = [f"{drug} {dose}" if several else dose for drug, dose, _ in here]
            said = [dose.split(" this makes")[0].split("this makes")[0] for dose in said]
            assert said == [f"{name} {expected[0]}", *expected[1:]]
            assert box.tick == any(made and dose != "0 mg" for _, dose, made in here)
            assert sum("cannot be made" in line for line in box.lines) == sum(not made for _, _, made in here)
            assert all(re.search(r"\w", line) for line in box.lines)
