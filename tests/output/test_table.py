"""A column says one thing of every row, to machines and to people; a view makes only what is asked for."""

from __future__ import annotations

import csv
import io
import json

import pytest

from pillsplit.output.formats import FORMATS, TEXTS
from pillsplit.output.renderers.csv import as_csv
from pillsplit.output.schedule import schedule_records
from pillsplit.output.table import Column, Drawing, Lines, Page, Records, Table, records_of, table_of
from pillsplit.output.view import PLAIN, Style, View
from pillsplit.schedules.reader import read_inline

COLUMNS: tuple[Column[int], ...] = (
    Column("dose_mg", "Dose", plain=str, words=lambda mg: f"{mg} mg"),
    Column("days", plain=lambda _: "14"),
    Column(heading="Days", words=lambda _: "two weeks"),
    Column("verdict", "Verdict", plain=lambda mg: "whole" if mg > 1 else "halves", tone=lambda _: "whole"),
    Column("note", "Note", plain=lambda _: ""),
)


class TestColumn:
    def test_machines_read_every_plain_value_under_its_key(self) -> None:
        records = records_of(COLUMNS, [2, 1])
        assert records.keys == ("dose_mg", "days", "verdict", "note")
        assert list(records.rows) == [("2", "14", "whole", ""), ("1", "14", "halves", "")]

    def test_people_read_the_words_and_no_column_that_says_nothing(self) -> None:
        table = table_of(COLUMNS, [2, 1], "Doses")
        assert table.header == ("Dose", "Days", "Verdict")
        assert table.rows == (("2 mg", "two weeks", "whole"), ("1 mg", "two weeks", "halves"))
        assert (table.heading, table.detail) == ("Doses", False)

    def test_the_tone_of_a_cell_stays_with_it_when_columns_are_left_out(self) -> None:
        silent: Column[int] = Column(heading="Silent", words=lambda _: "")
        assert table_of((silent, *COLUMNS), [2]).tones == (("", "", "whole"),)
        assert table_of(COLUMNS[:1], [2]).tones == ()

    def test_a_heading_without_words_shows_the_plain_value(self) -> None:
        column: Column[int] = Column("dose_mg", "Dose", plain=str)
        assert column.words
        assert column.words(5) == "5"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"heading": "Dose"},
            {"key": "dose_mg"},
            {"plain": str},
            {"key": "verdict", "plain": str, "tone": str},
            {},
        ],
    )
    def test_a_column_without_a_value_for_its_name_is_refused(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ValueError, match="column"):
            Column(**wrong)  # type: ignore[arg-type]

    def test_rows_of_records_are_made_when_they_are_read(self) -> None:
        def fail(_: int) -> str:
            raise AssertionError

        assert records_of((Column("dose_mg", plain=fail),), [1]).keys == ("dose_mg",)


class TestPage:
    PAGE = Page(
        "Title",
        (),
        (Lines("Notes", ("one",)), Lines("Nothing", ()), Lines("Sources", ("a book",), detail=True), Table((), ())),
    )

    def test_what_says_nothing_is_never_shown_and_details_only_when_asked_for(self) -> None:
        assert [part.heading for part in self.PAGE.shown(details=False)] == ["Notes"]
        assert [part.heading for part in self.PAGE.shown(details=True)] == ["Notes", "Sources"]
        assert [part.heading for part in self.PAGE.details] == ["Sources"]


def view_that_counts(made: list[str]) -> View:
    def page() -> Page:
        made.append("page")
        return Page("A title", ("An answer.",), (Lines("Sources", ("a book",), detail=True),))

    def records() -> Records:
        made.append("records")
        return records_of(COLUMNS, [2])

    def document() -> dict[str, object]:
        made.append("document")
        return {"dose_mg": "2"}

    return View(page=page, records=records, document=document)


class TestView:
    @pytest.mark.parametrize(
        ("form", "needs"),
        [
            ("text", "page"),
            ("markdown", "page"),
            ("html", "page"),
            ("csv", "records"),
            ("json", "document"),
            ("xlsx", "records"),
        ],
    )
    def test_a_form_makes_only_what_it_needs(self, form: str, needs: str) -> None:
        made: list[str] = []
        assert FORMATS[form](view_that_counts(made), PLAIN)
        assert made == [needs]

    def test_there_is_a_renderer_for_each_form_and_text_is_the_usual_one(self) -> None:
        assert list(FORMATS) == ["text", "markdown", "csv", "json", "html", "xlsx"]

    def test_every_form_goes_through_the_wording(self) -> None:
        page = Page("Title", ("Ask for `sources`.",), ())
        view = View(
            page=lambda: page,
            records=lambda: Records(("note",), [("`sources`",)]),
            document=lambda: {"note": "`sources`"},
        )
        style = Style(wording=lambda text: text.replace("`sources`", "--sources"))
        assert all("--sources" in render(view, style) and "`" not in render(view, style) for render in TEXTS.values())
        assert json.loads(TEXTS["json"](view, style)) == {"note": "--sources"}

    def test_html_shows_the_details_unasked(self) -> None:
        made: list[str] = []
        assert "a book" in TEXTS["html"](view_that_counts(made), PLAIN)
        assert "a book" not in TEXTS["markdown"](view_that_counts(made), PLAIN)
        assert "a book" in TEXTS["markdown"](view_that_counts(made), Style(sources=True))


class TestCsv:
    def test_no_keys_are_no_text_at_all(self) -> None:
        assert as_csv(Records()) == ""

    def test_an_option_in_other_words_is_no_formula(self) -> None:
        text = as_csv(Records(("note",), [("`most` ends it",)]), lambda text: text.replace("`most`", "--max"))
        assert text == "note\n'--max ends it\n"

    def test_a_schedule_is_written_as_it_stands_so_that_it_reads_back(self) -> None:
        schedule = read_inline("20 mg x 14d", str, "diazepam")
        records = schedule_records(schedule)
        assert records.verbatim
        text = as_csv(Records(("note",), [("see `most`",)], verbatim=True), lambda _: "other words")
        assert list(csv.reader(io.StringIO(text))) == [["note"], ["see `most`"]]


def test_a_drawing_is_drawn_for_the_width_and_only_in_the_form_that_is_asked_for() -> None:
    def no_svg() -> str:
        raise AssertionError

    page = Page("Title", (), (Drawing("Staircase", lambda width: ("#" * width,), no_svg),))
    view = View(page=lambda: page, records=Records, document=dict)
    assert TEXTS["text"](view, Style(width=50)).splitlines()[-1] == "#" * 50
    assert "#" * 50 in TEXTS["markdown"](view, Style(width=50))
