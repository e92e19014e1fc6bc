"""An answer as a page of finished text, and its tables, made of columns.

A column says one thing of every row, in two ways: a plain value for machines and words for people. Cells and lines are
finished text; escaping belongs to the renderer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from attrs import field, frozen

from pillsplit.model.noun import Noun

Row = TypeVar("Row")


@frozen(eq=False, repr=False)
class Column(Noun, Generic[Row]):
    """One thing that is said of every row: for machines, for people, or for both.

    >>> dose = Column[int]("dose_mg", "Dose", plain=str, words=lambda mg: f"{mg} mg")
    >>> dose.plain(5), dose.words(5)
    ('5', '5 mg')
    """

    key: str = ""
    """Its name for machines; empty for a column that only people read."""
    heading: str = ""
    """Its name for people."""
    plain: Callable[[Row], str] | None = field(default=None, kw_only=True)
    """Its value for machines: exact amounts, no units, ISO dates."""
    words: Callable[[Row], str] | None = field(kw_only=True)
    """What people read, empty in a cell that has nothing to say; the plain value where there is but a heading."""
    tone: Callable[[Row], str] | None = field(default=None, kw_only=True)
    """The verdict whose sign and colour a terminal gives the cell; nothing for none."""

    @words.default
    def _words(self) -> Callable[[Row], str] | None:
        return self.plain if self.heading else None

    def __attrs_post_init__(self) -> None:
        if bool(self.key) != (self.plain is not None):
            raise ValueError(f"column {self.key or self.heading!r}: a key goes with a plain value, and none without")
        if self.words is None and (self.tone or self.plain is None):
            raise ValueError(f"column {self.key or self.heading!r} has no words for people")


@frozen(eq=False, repr=False)
class Records(Noun):
    """What a spreadsheet or a program reads: keys, and rows of plain values of the same length."""

    keys: tuple[str, ...] = ()
    """None where there is nothing to write at all."""
    rows: Iterable[Sequence[str]] = ()
    verbatim: bool = False
    """Whether it is read as a schedule again, and no text in it may be put in other words."""


@frozen(eq=False, repr=False)
class Table(Noun):
    """A header and rows of finished text, all of one length."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    heading: str = ""
    detail: bool = False
    """Whether only those who ask for details see it."""
    tones: tuple[tuple[str, ...], ...] = ()
    """The verdict that gives each cell its sign and colour; no row where there are none, else as many as `rows`."""

    @property
    def says_something(self) -> bool:
        """Whether there is anything in it to read."""
        return bool(self.rows)

    def without_empty(self) -> Table:
        """Return the table without the columns in which no row says anything."""
        kept = [index for index in range(len(self.header)) if any(row[index] for row in self.rows)]

        def of(row: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(row[index] for index in kept)

        tones = tuple(map(of, self.tones))
        return Table(of(self.header), tuple(map(of, self.rows)), self.heading, self.detail, tones)


@frozen(eq=False, repr=False)
class Lines(Noun):
    """A heading and sentences below it."""

    heading: str
    lines: tuple[str, ...]
    detail: bool = False
    """Whether only those who ask for details see them."""

    @property
    def says_something(self) -> bool:
        """Whether there is anything in it to read."""
        return bool(self.lines)


@frozen(eq=False, repr=False)
class Drawing(Noun):
    """A picture: in block characters where text is read, in SVG where HTML is; drawn when it is asked for."""

    heading: str
    lines: Callable[[int], Sequence[str]]
    """The picture in lines of at most so many characters."""
    svg: Callable[[], str]
    detail: bool = False
    """Whether only those who ask for details see it."""

    @property
    def says_something(self) -> bool:
        """Whether there is anything in it to see."""
        return True


Part = Table | Lines | Drawing


@frozen(eq=False, repr=False)
class Page(Noun):
    """What a person reads: a title, sentences of which the first is the answer, and tables, lists and pictures."""

    title: str
    lead: tuple[str, ...]
    parts: tuple[Part, ...]
    names_details: bool = True
    """Whether a last line names the details that are not shown; not where the page itself says how to see them."""

    def shown(self, *, details: bool) -> tuple[Part, ...]:
        """Return the parts that have something to say, those that are details only where these are asked for."""
        return tuple(part for part in self.parts if part.says_something and (details or not part.detail))

    @property
    def details(self) -> tuple[Part, ...]:
        """The parts that only those who ask for details see, where they have something to say."""
        return tuple(part for part in self.parts if part.says_something and part.detail)


def table_of(columns: Iterable[Column[Row]], rows: Iterable[Row], heading: str = "", *, detail: bool = False) -> Table:
    """Return what people read of *rows*: the columns that have words, without those in which no row says anything."""
    shown = [(column, column.words) for column in columns if column.words]
    kept = tuple(rows)
    cells = tuple(tuple(words(row) for _, words in shown) for row in kept)
    tones: tuple[tuple[str, ...], ...] = ()
    if any(column.tone for column, _ in shown):
        tones = tuple(tuple(column.tone(row) if column.tone else "" for column, _ in shown) for row in kept)
    return Table(tuple(column.heading for column, _ in shown), cells, heading, detail, tones).without_empty()


def records_of(columns: Iterable[Column[Row]], rows: Iterable[Row]) -> Records:
    """Return what machines read of *rows*: the columns that have plain values, all of them."""
    valued = [(column.key, column.plain) for column in columns if column.plain]
    return Records(tuple(key for key, _ in valued), (tuple(plain(row) for _, plain in valued) for row in rows))
