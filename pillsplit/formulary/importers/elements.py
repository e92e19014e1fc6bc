"""XML files of any size, an element at a time, with no entity expanded and no document type believed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from pillsplit.errors import InputError, Problem, UsageError
from pillsplit.formulary.importers.findings import Findings

LARGEST_ELEMENT = 8_000_000
"""Bytes between the ends of two elements that are asked for; no section of a label is near it."""
MOST_ELEMENTS = 10_000_000
"""Elements of one file of a register; the largest of the dm+d has a third of it."""
_DEEPEST = 200
"""Levels of elements in one another; a label has about thirty."""


class _TooLargeError(Exception):
    """An element that would fill the memory."""


class _Metered:
    """A file that counts what was read since an element was last let go."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.held = 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.held += len(data)
        if self.held > LARGEST_ELEMENT:
            raise _TooLargeError(f"has an element larger than {LARGEST_ELEMENT:,} bytes")
        return data


def elements(
    path: Path, depth: int, findings: Findings, most: int = MOST_ELEMENTS
) -> Iterator[tuple[tuple[str, ...], Element]]:
    """Yield each element *depth* levels below the root, or less deep, as it ends, with the names of those around it.

    Names come without their namespace. What was yielded is let go on the next step, so memory holds one element.
    Where the file stops being XML this is noted, and what came before it counts; so it is where it has more than
    *most* elements.
    """
    try:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import iterparse
    except ImportError:
        raise UsageError("XML is read with defusedxml: install it with `pip install 'pillsplit[import]'`") from None
    around: list[Element] = []
    begun = 0
    try:
        with path.open("rb") as file:
            metered = _Metered(file)
            for event, element in iterparse(metered, events=("start", "end"), forbid_dtd=True):
                if event == "start":
                    element.tag = element.tag.rpartition("}")[2]
                    around.append(element)
                    begun += 1
                    if begun > most:
                        raise _TooLargeError(f"has more than {most:,} elements")
                    if len(around) > _DEEPEST:
                        raise _TooLargeError(f"has more than {_DEEPEST} elements in one another")
                    continue
                around.pop()
                if len(around) <= depth:
                    yield tuple(each.tag for each in around), element
                    metered.held = 0
                    element.clear()
                    if around:
                        around[-1].clear()
    except ParseError as error:
        line, column = error.position
        findings.wrong(f"{path.name}:{line}", f"is no XML from column {column + 1} on: what follows was not read")
    except DefusedXmlException:
        findings.wrong(path.name, "declares a document type or entities, which no such file does: it was not read")
    except (LookupError, ValueError):  # of the encoding that its first line names, as Python's own codecs say it
        findings.wrong(path.name, "is in an encoding that is not known here: save it as UTF-8")
    except _TooLargeError as error:
        findings.wrong(path.name, f"{error}: what follows was not read")
    except OSError as error:
        raise InputError([Problem(str(path), f"cannot be read ({error.strerror}): check its permissions")]) from None


def text_of(element: Element, *names: str) -> str:
    """Return the text of the first element that is found under *names*, in one line; empty where there is none."""
    for name in names:
        found = element.find(name)
        if found is not None and found.text:
            return " ".join(found.text.split())
    return ""
