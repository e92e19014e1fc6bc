"""What a person's sheet says, read back from its HTML without the code that wrote it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any

from attrs import define, field

VOID = {"meta", "rect", "circle", "path", "use", "br", "link", "img", "hr", "input"}


@define
class Node:
    """One element, with what stands in it."""

    tag: str
    attributes: dict[str, str] = field(factory=dict)
    children: list[Node | str] = field(factory=list)

    @property
    def kinds(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def every(self, kind: str = "", tag: str = "") -> Iterator[Node]:
        """Yield every element below with a class and a tag."""
        for child in self.children:
            if isinstance(child, Node):
                if (not kind or kind in child.kinds) and (not tag or tag == child.tag):
                    yield child
                yield from child.every(kind, tag)

    @property
    def text(self) -> str:
        said = "".join(child if isinstance(child, str) else child._all for child in self.children)
        return " ".join(said.split())

    @property
    def _all(self) -> str:
        if self.tag in ("style", "svg"):
            return ""
        inner = "".join(child if isinstance(child, str) else child._all for child in self.children)
        return inner if self.tag in ("i", "b", "span", "text") else f" {inner} "


@define
class Box:
    """One time of day on one day: its name, each drug with its dose, the lines of words, and whether it is ticked."""

    time: str
    name: str = ""
    doses: list[tuple[str, str]] = field(factory=list)
    lines: list[str] = field(factory=list)
    tick: bool = False
    pictures: int = 0


@define
class Day:
    """One day: its number, its date, what changes on it, what is new on it, and its boxes."""

    number: int
    date: str
    changes: list[str] = field(factory=list)
    boxes: list[Box] = field(factory=list)


class Reader(HTMLParser):
    """Reads a page into elements, and the days of a sheet out of them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = Node("root")
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.said: list[str] = []
        self._open = [self.root]
        self.feed(text)
        self.close()
        assert len(self._open) == 1, f"<{self._open[-1].tag}> is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            opened = self._open.pop()
            assert opened.tag == tag, f"</{tag}> closes <{opened.tag}>"

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
        if not any(node.tag == "style" for node in self._open):
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())

    @property
    def headings(self) -> list[str]:
        return [node.text for node in self.root.every() if node.tag in ("h1", "h2", "h3", "h4")]

    def lines(self, kind: str) -> list[str]:
        """Return the texts of all elements of a class."""
        return [node.text for node in self.root.every(kind)]

    @property
    def days(self) -> list[Day]:
        """Every day of the sheet, from boxes of steps or boxes of days; a step may go on in another box."""
        found: dict[int, Day] = {}
        for day in (
            *(day for step in self.root.every("step") for day in _of_step(step)),
            *map(_of_day, self._day_boxes),
        ):
            if day.number in found:
                found[day.number].boxes += day.boxes
            found.setdefault(day.number, day)
        return list(found.values())

    @property
    def _day_boxes(self) -> Iterator[Node]:
        return (node for node in self.root.every("day") if "data-day" in node.attributes)


def _of_step(step: Node) -> Iterator[Day]:
    boxes = [_box(node) for node in step.every("box")]
    changes = [node.text for node in step.every("change")]
    ticks = {
        (cell.attributes["data-day"], cell.attributes["data-time"]): len(list(cell.every("tick")))
        for cell in step.every(tag="td")
        if "data-time" in cell.attributes
    }
    assert set(ticks.values()) <= {1}
    for cell in step.every(tag="td"):
        if "data-day" in cell.attributes and "data-time" not in cell.attributes:
            number = cell.attributes["data-day"]
            date = next((node.attributes["datetime"] for node in cell.every(tag="time")), "")
            assert cell.text == (str(int(date[8:])) if date else number)
            here = [
                Box(each.time, each.name, each.doses, each.lines, (number, each.time) in ticks, each.pictures)
                for each in boxes
            ]
            yield Day(int(number), date, changes, here)
            changes = []


def _of_day(node: Node) -> Day:
    date = next((each.attributes["datetime"] for each in node.every(tag="time")), "")
    boxes = [_box(each) for each in node.every("box")]
    changes = [each.text for each in node.every("change")]
    return Day(int(node.attributes["data-day"]), date, changes, boxes)


def _box(node: Node) -> Box:
    doses = list(node.every("dose"))
    names = [each.text for dose in doses for each in dose.every("time")]
    return Box(
        node.attributes["data-time"],
        names[0] if names else "",
        [(bold[0].text, bold[1].text) for bold in (list(dose.every(tag="b")) for dose in doses)],
        [". ".join(part.text for part in each.children if isinstance(part, Node)) for each in node.every("words")],
        any(True for _ in node.every("tick")),
        len(list(node.every(tag="use"))),
    )


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
    """Compare a JSON answer with the days of a sheet in English, dose by dose."""
    days = list(wanted(document, start))
    read = page.days
    assert [(day.number, day.date) for day in read] == [(number, date) for number, date, _ in days]
    for (_, _, doses), day in zip(days, read, strict=True):
        times = list(dict.fromkeys(time for time, _, _, _ in doses))
        assert [box.time for box in day.boxes] == times
        for box in day.boxes:
            here = [(drug, dose, made) for time, drug, dose, made in doses if time == box.time]
            assert box.name == ("Night" if box.time == "day" else box.time.capitalize())
            assert box.doses == [(drug, dose) for drug, dose, _ in here]
            assert box.tick == any(made and dose != "0 mg" for _, dose, made in here)
            assert sum("cannot be made" in line for line in box.lines) == sum(not made for _, _, made in here)
            assert all(re.search(r"\w", line) for line in box.lines)
