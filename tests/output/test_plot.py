"""The staircase: exact in its words, whole in its coordinates, and told without colour."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.output.figures.blocks import in_blocks
from pillsplit.output.figures.staircase import HARDEST_LAST, LIQUID, NO_STEP, TABLETS, UNREACHABLE, Staircase, Tread
from pillsplit.output.figures.svg import as_svg, described
from tests.conftest import Run

SVG = "{http://www.w3.org/2000/svg}"
HARD = "20 mg x 14d, 13.3 mg x 14d, 4.75 mg x 14d, 0.01 mg x 14d"


def drawn(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def texts(picture: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in picture.iter(f"{SVG}text")]


def stairs(*treads: tuple[int, str, str | None, str]) -> Staircase:
    return Staircase(
        "diazepam",
        tuple(
            Tread(f"step {number}", days, Mass.parse(wanted), None if made is None else Mass.parse(made), kind)
            for number, (days, wanted, made, kind) in enumerate(treads, start=1)
        ),
    )


def test_plot_writes_an_svg_with_a_title_and_every_step_in_words(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "taper.svg"
    ran = run("plot", HARD, "--drug", "diazepam", "-o", str(file))
    assert (ran.code, ran.out) == (1, ""), "a dose that cannot be made ends in 1"
    picture = drawn(file.read_text(encoding="utf-8"))
    assert picture.get("role") == "img"
    assert picture.findtext(f"{SVG}title") == "diazepam, 4 steps, 56 days"
    assert picture.findtext(f"{SVG}desc") == (
        "diazepam, mg a day: days 1 to 14, step 1: 20 mg; days 15 to 28, step 2: 13.3 mg, with liquid; "
        "days 29 to 42, step 3: 4.75 mg, with liquid; days 43 to 56, step 4: 0.01 mg, cannot be made."
    )
    assert {"20", "13.3", "4.75", "0.01", "liquid", "cannot be made"} <= set(texts(picture))


def test_what_needs_liquid_is_hatched_what_cannot_be_made_is_crossed_and_tablets_are_plain() -> None:
    picture = drawn(
        as_svg("t", [stairs((7, "3 mg", "3 mg", TABLETS), (7, "2 mg", "2 mg", LIQUID), (7, "1 mg", None, UNREACHABLE))])
    )
    fills = [each.get("fill") for each in picture.iter(f"{SVG}rect") if each.find(f"{SVG}title") is not None]
    assert fills == ["#ddd", "url(#stairs-liquid)", "url(#stairs-unreachable)"]
    assert {each.get("id") for each in picture.iter(f"{SVG}pattern")} == {"stairs-liquid", "stairs-unreachable"}


def test_what_is_made_is_drawn_and_said_where_it_differs_and_nowhere_else() -> None:
    said = texts(drawn(as_svg("t", [stairs((7, "3.01 mg", "3 mg", LIQUID), (7, "2 mg", "2 mg", TABLETS))])))
    assert [text for text in said if text.startswith("made")] == ["made 3", "made differs (dotted)"]
    said = texts(drawn(as_svg("t", [stairs((7, "3 mg", "3 mg", TABLETS))])))
    assert not [text for text in said if text.startswith("made")]


def test_amounts_that_do_not_end_are_written_as_people_read_them() -> None:
    assert "3⅓" in texts(drawn(as_svg("t", [stairs((7, "10/3 mg", "10/3 mg", TABLETS))])))


def test_two_drugs_are_two_panels_of_one_picture(run: Run) -> None:
    picture = drawn(run("plot scotland-lorazepam --region uk").out)
    assert [text for text in texts(picture) if text.startswith("mg of")] == [
        "mg of lorazepam a day",
        "mg of diazepam a day",
    ]
    assert len(picture.findall(f"{SVG}title")) == 1


def test_a_name_that_looks_like_a_tag_or_holds_what_xml_forbids_stays_text(run: Run) -> None:
    name = "<script>alert(1)</script>"
    out = run("plot", "5 mg x 14d", "--tablet", "5 mg", "--drug", name).out
    assert "<script" not in out
    assert f"mg of {name} a day" in texts(drawn(out))
    ugly = as_svg("a\x00b\x1bc\ud800", [stairs((1, "1 mg", "1 mg", TABLETS))])
    assert drawn(ugly).findtext(f"{SVG}title") == "a\ufffdb\ufffdc\ufffd"
    ugly.encode("utf-8")


kinds = st.sampled_from(HARDEST_LAST)
masses = st.fractions(0, 80, max_denominator=48).map(Mass)


@st.composite
def any_stairs(draw: st.DrawFn) -> Staircase:
    treads = []
    for number in range(draw(st.integers(1, 12))):
        kind, wanted = draw(kinds), draw(masses)
        made = None if kind in (UNREACHABLE, NO_STEP) else draw(st.one_of(st.just(wanted), masses))
        wanted = Mass(0) if kind == NO_STEP else wanted
        treads.append(Tread(f"step {number + 1}", draw(st.integers(1, 400)), wanted, made, kind))
    return Staircase("diazepam", tuple(treads))


@settings(max_examples=50)
@given(any_stairs())
def test_treads_stand_side_by_side_over_the_whole_width_and_all_coordinates_are_whole(stairs: Staircase) -> None:
    text = as_svg("t", [stairs])
    assert not re.search(r'(?<![-\w])(?:x|y|width|height|cx|cy|r)="-?[0-9]*\.', text)
    picture = drawn(text)
    areas = [each for each in picture.iter(f"{SVG}rect") if each.find(f"{SVG}title") is not None]
    edges = [(int(each.attrib["x"]), int(each.attrib["x"]) + int(each.attrib["width"])) for each in areas]
    shown = [tread for tread in stairs.treads if tread.kind != NO_STEP]
    assert len(areas) == len(shown)
    at = 84
    for tread, before in zip(stairs.treads, [None, *stairs.treads], strict=False):
        if tread.kind == NO_STEP:
            at = -1
            continue
        left, right = edges.pop(0)
        assert at in (left, -1), f"a hole after {before}"
        assert left <= right <= 940
        at = right
    heights = {}
    for tread, each in zip(shown, areas, strict=True):
        bottom, height = int(each.attrib["y"]) + int(each.attrib["height"]), int(each.attrib["height"])
        assert (bottom, 0 <= height <= 234) == (310, True)
        if not tread.differs:
            heights[tread.wanted] = height
    assert [heights[mass] for mass in sorted(heights)] == sorted(heights.values()), "a higher dose is drawn higher"


@settings(max_examples=50)
@given(any_stairs())
def test_every_dose_is_in_the_words_of_the_picture(stairs: Staircase) -> None:
    said = described(stairs)
    for tread in stairs.treads:
        if tread.kind != NO_STEP:
            assert f"{tread.name}: {tread.wanted}" in said
            assert f"made {tread.made}" in said or not tread.differs


@settings(max_examples=50)
@given(any_stairs())
def test_blocks_fit_a_terminal_and_show_every_kind(stairs: Staircase) -> None:
    lines = in_blocks(stairs)
    assert max(map(len, lines)) <= 100
    axis = next(line for line in lines if "└" in line)
    has = {tread.kind for tread in stairs.treads}
    assert ("×" in axis) == (UNREACHABLE in has), "the hardest is seen, however short"
    assert ("L" in axis) <= (LIQUID in has)
    if all(tread.days * 40 > stairs.days for tread in stairs.treads):
        assert ("L" in axis) == (LIQUID in has)


def test_blocks_rise_with_the_dose_to_the_eighth_of_a_line() -> None:
    lines = in_blocks(stairs((10, "8 mg", "8 mg", TABLETS), (10, "1 mg", "1 mg", TABLETS)), 30)
    assert lines == (
        "mg of diazepam a day",
        "8 │██████████",
        "  │██████████",
        "  │██████████",
        "  │██████████",
        "  │██████████",
        "4 │██████████",
        "  │██████████",
        "  │██████████",
        "  │██████████▂▂▂▂▂▂▂▂▂▂",
        "  │████████████████████",
        "0 └────────────────────",
        "   day 1         day 20",
    )


@settings(max_examples=50)
@given(st.lists(st.fractions(0, 40, max_denominator=16), min_size=1, max_size=20))
def test_a_higher_dose_is_never_drawn_lower_in_blocks(doses: list[Fraction]) -> None:
    treads = tuple(Tread("step", 5, Mass(dose), Mass(dose), TABLETS) for dose in doses)
    lines = in_blocks(Staircase("diazepam", treads))
    width = next(len(line.partition("└")[2]) for line in lines if "└" in line)
    rows = [line.partition("│")[2].ljust(width) for line in lines if "│" in line]
    heights = [sum(" ▁▂▃▄▅▆▇█".index(row[column]) for row in rows) for column in range(width)]
    middles = [heights[(2 * number + 1) * width // (2 * len(doses))] for number in range(len(doses))]
    for dose, height in zip(doses, middles, strict=True):
        assert (height > 0) == (dose > 0)
        assert all(other <= height for less, other in zip(doses, middles, strict=True) if less < dose)


def test_plot_in_text_says_the_summary_too(run: Run) -> None:
    ran = run("plot", HARD, "--drug", "diazepam", "--format", "text")
    assert ran.out.startswith(
        "diazepam, 4 steps, 56 days; no region named, so for products in most countries\n\n"
        "mg of diazepam a day\n20 │██████████████\n"
    )
    assert ran.out.endswith("step 4 cannot be made, not even with it.\n")
    assert max(map(len, ran.out.splitlines())) <= 100


def test_check_draws_where_it_is_asked_to(run: Run) -> None:
    plain = run("check", HARD, "--drug", "diazepam").out
    assert "█" not in plain
    text = run("check", HARD, "--drug", "diazepam", "--plot").out
    assert "The dose over time\nmg of diazepam a day\n20 │██████████████\n" in text
    markdown = run("check", HARD, "--drug", "diazepam", "--plot", "--format", "markdown").out
    assert "## The dose over time\n\n```text\nmg of diazepam a day\n" in markdown
    html = run("check", HARD, "--drug", "diazepam", "--plot", "--format", "html").out
    assert '<desc id="stairs-desc">diazepam, mg a day: days 1 to 14, step 1: 20 mg;' in html


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_picture_in_rows_is_refused_in_one_line(run: Run, form: str) -> None:
    ran = run("check", HARD, "--drug", "diazepam", "--plot", "--format", form)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"pillsplit: --plot draws no {form}: leave one of the two out, or use `pillsplit plot`\n"


def test_a_file_that_cannot_be_written_is_told_in_one_line(run: Run, tmp_path: Path) -> None:
    ran = run("plot", HARD, "--drug", "diazepam", "-o", str(tmp_path))
    assert ran.code == 2
    assert ran.err.startswith("pillsplit: --output ")
    assert ran.err.count("\n") == 1


@settings(max_examples=50)
@given(any_stairs(), st.booleans())
def test_no_line_of_the_staircase_goes_through_a_dose(stairs: Staircase, low: bool) -> None:
    text = as_svg("t", [stairs], low=low)
    label = r'<rect x="(-?\d+)" y="(-?\d+)" width="(\d+)" height="(\d+)" fill="#fff"/><text'
    spots = [tuple(map(int, found)) for found in re.findall(label, text)]
    assert bool(spots) == any(tread.kind != NO_STEP for tread in stairs.treads)
    (path,) = re.findall(r'<path d="([^"]*)" fill="none" stroke="#000" stroke-width="3"/>', text)
    x = y = 0
    for command, numbers in re.findall(r"([MHV])([-\d ]+)", path):
        before = (x, y)
        values = [int(each) for each in numbers.split()]
        x, y = (values[0], values[1]) if command == "M" else (values[0], y) if command == "H" else (x, values[0])
        if command == "M":
            continue
        for left, top, width, height in spots:
            across = left < max(x, before[0]) and min(x, before[0]) < left + width
            down = top < max(y, before[1]) and min(y, before[1]) < top + height
            assert not (across and down and (x, y) != before), "a dose is struck through"
