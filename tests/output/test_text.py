"""Text for a terminal: as wide as it is, its columns narrowed in good order, signs and colours where they are shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillsplit.output.renderers.text import as_text
from pillsplit.output.table import Lines, Page, Table
from pillsplit.output.view import Style

CODE = re.compile(r"\033\[[0-9;]*m")
ANSWER = "Tablets make 44 of 50 weeks, 0.5 mg and all. Weeks 45–50 take the liquid."
VERDICTS = ("whole", "halves", "thirds", "quarters", "eighths", "liquid", "unreachable")
TABLE = Table(
    ("Step", "How to take it", "Verdict"),
    tuple((str(number), "1 × 10 mg tablet", verdict) for number, verdict in enumerate(VERDICTS, start=1)),
    tones=tuple(("", "", verdict) for verdict in VERDICTS),
)
PAGE = Page("A plan", (ANSWER,), (TABLE, Lines("Products used", ("Diazepam 2 mg tablets",), detail=True)))
TERMINAL = Style(signs=True, colour=True)


class TestColour:
    def test_without_it_no_escape_code_and_no_sign_is_written(self) -> None:
        text = as_text(PAGE)
        assert "\033" not in text
        assert "✓" not in text

    def test_the_first_sentence_of_the_answer_is_bold_and_nothing_else_of_it(self) -> None:
        assert "\033[1mTablets make 44 of 50 weeks, 0.5 mg and all.\033[0m Weeks 45" in as_text(PAGE, TERMINAL)

    def test_a_bold_sentence_is_bold_on_each_of_its_lines_by_itself(self) -> None:
        page = Page("A plan", (ANSWER,), ())
        lines = as_text(page, Style(width=30, colour=True)).splitlines()[2:]
        assert lines == [
            "\033[1mTablets make 44 of 50 weeks,\033[0m",
            "\033[1m0.5 mg and all.\033[0m Weeks 45–50",
            "take the liquid.",
        ]

    def test_each_verdict_has_its_own_sign_beside_its_word_and_a_colour(self) -> None:
        text = as_text(PAGE, TERMINAL)
        cells = re.findall(r"\033\[([0-9;]+)m(.) (\w+)\033\[0m", text)
        assert [word for _, _, word in cells] == list(VERDICTS)
        assert len({sign for _, sign, _ in cells}) == len(VERDICTS)
        assert [code for code, _, _ in cells][-1] == "1;31"

    def test_signs_stand_without_colour_too(self) -> None:
        text = as_text(PAGE, Style(signs=True))
        assert "\033" not in text
        assert "✓ whole" in text
        assert "✗ unreachable" in text

    def test_codes_take_no_room(self) -> None:
        assert CODE.sub("", as_text(PAGE, TERMINAL)) == as_text(PAGE, Style(signs=True))

    def test_a_table_without_verdicts_has_no_signs(self) -> None:
        page = Page("A plan", (), (Table(("Step",), (("whole",),)),))
        assert as_text(page, TERMINAL) == as_text(page)


class TestDetails:
    def test_what_is_left_out_is_named_with_what_shows_it(self) -> None:
        text = as_text(PAGE)
        assert "Diazepam 2 mg" not in text
        assert text.endswith("\nWith `sources` also: products used.\n")

    def test_asked_for_they_stand_in_their_place(self) -> None:
        text = as_text(PAGE, Style(sources=True))
        assert text.endswith("\nProducts used\n- Diazepam 2 mg tablets\n")
        assert "sources" not in text

    def test_a_page_without_details_says_nothing_of_them(self) -> None:
        assert "sources" not in as_text(Page("A plan", (), (Lines("Notes", ("one",)),)))


WORDS = st.lists(st.text("abc½", min_size=1, max_size=9), min_size=1, max_size=6).map(" ".join)
TABLES = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.tuples(*[WORDS] * columns), min_size=2, max_size=5).map(
        lambda rows: Table(rows[0], tuple(rows[1:]))
    )
)


class TestWidth:
    @given(TABLES, st.integers(42, 120))
    def test_a_table_fits_wherever_its_words_do_and_loses_none(self, table: Table, width: int) -> None:
        lines = as_text(Page("T", (), (table,)), Style(width=width)).splitlines()[2:]
        assert max(map(len, lines)) <= width
        words = sorted(word for row in (table.header, *table.rows) for cell in row for word in cell.split())
        assert sorted(word for line in lines for word in line.split() if set(word) != {"-"}) == words

    @given(TABLES)
    def test_nothing_is_broken_where_there_is_room(self, table: Table) -> None:
        lines = as_text(Page("T", (), (table,)), Style(width=1000)).splitlines()[2:]
        assert len(lines) == 2 + len(table.rows)

    def test_an_amount_is_never_parted_from_its_unit(self) -> None:
        cell = "10 × 2.5 mg tablet + 1 × 10 mg tablet + 3.3 mL of 1 mg per mL solution"
        lines = as_text(Page("T", (), (Table(("Take", "Other"), ((cell, "x" * 30),)),)), Style(width=50)).splitlines()
        assert not any(re.match(r"\s*(mg|mL|×)", line) for line in lines)
        assert any(line.startswith("+ 1 × 10 mg") for line in lines)

    def test_a_word_is_broken_behind_a_hyphen_only_where_the_page_is_too_narrow_for_it(self) -> None:
        identity = "uk-diazepam-suspension-1mg-per-ml"
        table = Table(("Product", "What"), ((identity, "unknown"),))
        assert identity in as_text(Page("T", (), (table,)), Style(width=42))
        lines = as_text(Page("T", (), (table,)), Style(width=40)).splitlines()
        assert max(map(len, lines)) <= 40
        assert [line.split()[0] for line in lines[4:]] == ["uk-diazepam-suspension-1mg-per-", "ml"]

    def test_headings_and_sentences_are_wrapped_at_the_width(self) -> None:
        page = Page("word " * 30, ("word " * 30,), (Lines("word " * 30, ("word " * 30,)),))
        assert max(map(len, as_text(page, Style(width=41)).splitlines())) <= 41


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_list_is_indented_under_its_bullet(width: int) -> None:
    lines = as_text(Page("T", (), (Lines("Notes", ("word " * 60,)),)), Style(width=width)).splitlines()[3:]
    assert lines[0].startswith("- word")
    assert all(line.startswith("  word") for line in lines[1:])
