"""What is taken on each day, piece by piece: exact, in the order of the day, left-over parts first."""

from __future__ import annotations

import datetime
from collections import Counter
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.formulary.own_products import read_liquid
from pillsplit.model.combination import Piece
from pillsplit.model.form import Form, Score
from pillsplit.model.preferences import Prefer, Preferences, Split
from pillsplit.model.product import Solid
from pillsplit.model.schedule import TIMES, Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.output.languages.language import language
from pillsplit.output.paper.cuts import cuts_of_tablets
from pillsplit.output.paper.person import person_pages
from pillsplit.output.paper.wishes import Wishes
from pillsplit.output.paper.words import Words
from pillsplit.request import dated
from pillsplit.verbs.calendar import LONGEST, Calendar, CalendarDose, Day, Moment, calendar
from pillsplit.verbs.plan import plan as planned
from tests.bridge import SOURCE
from tests.definitions.calendar import Person, added_up

START = datetime.date(2026, 12, 1)


PARTS = {"": 1, "whole": 1, "halves": 2, "thirds": 3, "quarters": 4}


def tablet(text: str) -> Solid:
    strength, _, divided = text.partition("/")
    mass = Mass.parse(strength)
    return Solid(f"diazepam-{strength}", "diazepam", text, Form.TABLET, mass, Score.UNKNOWN, PARTS[divided], SOURCE)


def shelf(*tablets: str, liquid: str = "") -> Shelf:
    products = [tablet(text) for text in tablets]
    return Shelf(None, (*products, *([read_liquid(liquid, "diazepam")] if liquid else ())))


def plan(*doses: tuple[int, str | dict[str, str]], start: datetime.date | None = None) -> Schedule:
    steps = []
    for number, (days, dose) in enumerate(doses, start=1):
        times = {"day": dose} if isinstance(dose, str) else dose
        made = tuple(Dose("diazepam", time, Mass.parse(text)) for time, text in times.items())
        steps.append(Step(number, days, made, start if number == 1 else None))
    return Schedule(tuple(steps))


def said_of(dose: CalendarDose, day: Day) -> list[str]:
    return list(Words(language("en")).lines(dose, Moment(day.number, day.date, dose.dose.time)))


def words(laid: Calendar, day: int) -> list[str]:
    return [line for dose in laid.days[day - 1].doses for line in said_of(dose, laid.days[day - 1])]


def how(laid: Calendar, day: int) -> str:
    return words(laid, day)[0].partition(". ")[2]


def test_a_half_is_cut_on_one_day_and_the_other_half_used_on_the_next() -> None:
    laid = calendar(planned(plan((3, "2.5 mg")), shelf("5 mg/halves")))
    assert words(laid, 1) == ["half a tablet of 5 mg. Cut a new tablet in half. Keep the rest for tomorrow."]
    assert words(laid, 2) == ["half a tablet of 5 mg. Use the half that you kept."]
    assert words(laid, 3) == [
        "half a tablet of 5 mg. Cut a new tablet in half. The rest is not needed: take it back to the pharmacy."
    ]
    assert [(product.strength, part) for product, part in laid.left] == [(Mass(5), Fraction(1, 2))]


def test_four_quarters_come_from_one_tablet_and_each_day_says_which_to_use() -> None:
    laid = calendar(planned(dated(plan((5, "0.5 mg")), START), shelf("2 mg/quarters")))
    assert [how(laid, day) for day in range(1, 6)] == [
        "Cut a new tablet in half, and one half in two. Keep the rest for tomorrow.",
        "Use the quarter that you kept.",
        "Cut the half that you kept in two. Keep the rest for tomorrow.",
        "Use the quarter that you kept.",
        "Cut a new tablet in half, and one half in two. The rest is not needed: take it back to the pharmacy.",
    ]


def test_three_thirds_come_from_one_tablet() -> None:
    laid = calendar(planned(plan((4, "1 mg")), shelf("3 mg/thirds")))
    assert [words(laid, day)[0] for day in range(1, 5)] == [
        "a third of a tablet of 3 mg. Cut a new tablet in three. Keep the rest for tomorrow.",
        "a third of a tablet of 3 mg. Use a third that you kept.",
        "a third of a tablet of 3 mg. Use a third that you kept.",
        (
            "a third of a tablet of 3 mg. Cut a new tablet in three. "
            "The rest is not needed: take it back to the pharmacy."
        ),
    ]


def test_an_eighth_is_cut_of_a_kept_quarter_else_of_a_kept_half_else_of_a_new_tablet() -> None:
    laid = calendar(planned(plan((5, "1 mg")), shelf("8 mg/quarters"), Preferences(split=Split.EIGHTHS)))
    assert [how(laid, day) for day in range(1, 6)] == [
        "Cut a new tablet in half, one half in two, and one quarter in two. Keep the rest for tomorrow.",
        "Use the eighth that you kept.",
        "Cut the quarter that you kept in two. Keep the rest for tomorrow.",
        "Use the eighth that you kept.",
        (
            "Cut the half that you kept in two, and one quarter in two. "
            "The rest is not needed: take it back to the pharmacy."
        ),
    ]
    row = cuts_of_tablets(laid)
    assert row.header[1:4] == ("Cut in half", "Halves cut in two", "Quarters cut in two")
    assert row.rows[0][1:4] == ("1", "2", "3")


def test_three_quarters_are_a_half_and_a_quarter_of_one_tablet() -> None:
    laid = calendar(planned(plan((1, {"night": "1.5 mg"})), shelf("2 mg/quarters")))
    assert words(laid, 1) == [
        "half a tablet of 2 mg. Cut a new tablet in half. Keep the rest for the next piece.",
        (
            "a quarter of a tablet of 2 mg. Cut the half that you kept in two. "
            "The rest is not needed: take it back to the pharmacy."
        ),
    ]


def test_the_other_half_of_the_morning_is_used_at_night() -> None:
    laid = calendar(planned(plan((1, {"night": "2.5 mg", "morning": "2.5 mg"})), shelf("5 mg/halves")))
    assert laid.days[0].times == ("morning", "night")
    assert words(laid, 1) == [
        "half a tablet of 5 mg. Cut a new tablet in half. Keep the rest for later today.",
        "half a tablet of 5 mg. Use the half that you kept.",
    ]


def test_a_half_that_waits_is_kept_for_its_day() -> None:
    steps = ((1, "2.5 mg"), (3, "5 mg"), (1, "2.5 mg"))
    laid = calendar(planned(dated(plan(*steps), START), shelf("5 mg/halves")))
    assert words(laid, 1) == ["half a tablet of 5 mg. Cut a new tablet in half. Keep the rest for Sat 5 Dec."]
    undated = calendar(planned(plan(*steps), shelf("5 mg/halves")))
    assert how(undated, 1) == "Cut a new tablet in half. Keep the rest for day 5."


def test_a_count_stands_apart_from_the_strength() -> None:
    laid = calendar(planned(plan((1, "20 mg"), (1, "110 mg")), shelf("10 mg"), Preferences(max_pieces=11)))
    assert words(laid, 1) == ["2 tablets of 10 mg"]
    assert words(laid, 2) == ["11 tablets of 10 mg"]


def test_a_day_on_which_the_dose_changes_says_so_and_no_other_day_does() -> None:
    schedule = plan((2, "10 mg"), (2, "5 mg"), (2, "5 mg"), (2, {"morning": "2 mg", "night": "3 mg"}), (1, "0 mg"))
    pages = person_pages(calendar(planned(schedule, shelf("5 mg", "2 mg", "1 mg"))), Wishes(layout="days"))
    days = [day for sheet in pages.sheets for week in sheet.weeks for day in week]
    assert {day.number: day.changes for day in days if day.changes} == {
        3: ("New dose from today: diazepam, 5 mg a day (it was 10 mg).",),
        7: ("From today: other times, or other amounts at each time.",),
        9: ("From today no more diazepam (it was 5 mg a day).", "Last day of this plan: day 9."),
    }


def test_days_between_dated_steps_are_days_of_the_calendar_without_a_dose() -> None:
    steps = (
        Step(1, 2, (Dose("diazepam", "day", Mass(5)),), START),
        Step(2, 1, (Dose("diazepam", "day", Mass(5)),), START + datetime.timedelta(days=4)),
    )
    laid = calendar(planned(Schedule(steps), shelf("5 mg")))
    assert [(day.number, day.date and day.date.day, day.step is None) for day in laid.days] == [
        (1, 1, False),
        (2, 2, False),
        (3, 3, True),
        (4, 4, True),
        (5, 5, False),
    ]


def test_a_start_beside_the_schedule_s_own_dates_is_refused_unless_it_is_the_same() -> None:
    own = plan((2, "5 mg"), start=START)
    assert dated(own, START) == dated(own, None) == own
    with pytest.raises(UsageError, match="dates of its own"):
        dated(own, START + datetime.timedelta(days=1))


def test_a_plan_that_is_too_long_or_runs_out_of_dates_is_refused_in_a_sentence() -> None:
    with pytest.raises(UsageError, match=f"at most {LONGEST}"):
        calendar(planned(plan((LONGEST, "5 mg"), (1, "4 mg")), shelf("5 mg")))
    assert len(calendar(planned(plan((LONGEST, "5 mg")), shelf("5 mg"))).days) == LONGEST
    with pytest.raises(UsageError, match="9999"):
        dated(plan((14, "5 mg")), datetime.date(9999, 12, 25))


STRENGTHS = ("0.5 mg", "2 mg", "3 mg", "5 mg", "8 mg")
DIVIDED = ("whole", "halves", "thirds", "quarters")


@st.composite
def laid_out(draw: st.DrawFn) -> Calendar:
    """Shelves of tablets that can be cut, and plans of doses that are mostly made of them."""
    chosen = draw(st.lists(st.sampled_from(STRENGTHS), min_size=1, max_size=3, unique=True))
    tablets = [f"{strength}/{draw(st.sampled_from(DIVIDED))}" for strength in chosen]
    products = shelf(*tablets, liquid=draw(st.sampled_from(("", "1 mg/mL"))))
    steps = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        times = draw(st.one_of(st.just(["day"]), st.lists(st.sampled_from(TIMES), min_size=1, max_size=4, unique=True)))
        mass = st.integers(0, 60).map(lambda each: Mass(Fraction(each, 8))) | st.integers(0, 30).map(Mass)
        doses = tuple(Dose("diazepam", time, draw(mass)) for time in times)
        steps.append(Step(number, draw(st.integers(1, 9)), doses))
    prefer = draw(st.sampled_from(list(Prefer)))
    split = draw(st.sampled_from((Split.LABEL, Split.LABEL, Split.EIGHTHS, Split.THIRDS)))
    return calendar(planned(Schedule(tuple(steps)), products, Preferences(prefer=prefer, split=split)))


@settings(max_examples=50)
@given(laid_out())
def test_a_person_who_does_what_is_said_never_misses_a_part_and_begins_no_tablet_too_many(laid: Calendar) -> None:
    person, used = Person(), Counter[str]()
    for day in laid.days:
        for dose in day.doses:
            for take in dose.takes:
                person.do((take.product.id, take.part, take.cut, take.keeps))
                used[take.product.id] += take.part  # type: ignore[assignment]  # a Counter of fractions counts too
                assert person.opened[take.product.id] == ceil(used[take.product.id])
    assert person.left() == sorted((product.id, part) for product, part in laid.left)


@settings(max_examples=50)
@given(laid_out())
def test_the_printed_words_of_each_dose_add_up_to_what_is_made(laid: Calendar) -> None:
    for day in laid.days:
        for dose in day.doses:
            made = dose.answer.combination
            assert added_up(said_of(dose, day)) == (made.mass.mg if made else 0)
            assert bool(made is None) == (dose.answer.verdict == "unreachable")


@settings(max_examples=50)
@given(laid_out())
def test_what_is_kept_for_a_day_is_used_on_that_day_as_kept_since_the_first(laid: Calendar) -> None:
    waiting: dict[tuple[str, int, str], tuple[int, str]] = {}
    for day in laid.days:
        for dose in day.doses:
            for take in dose.takes:
                if take.since:
                    waiting.pop((take.product.id, day.number, dose.dose.time), None)
                    assert take.since.day <= day.number
                    assert take.cut != 1
                if take.keeps_for:
                    waiting[take.product.id, take.keeps_for.day, take.keeps_for.time] = (day.number, dose.dose.time)
                    assert take.keeps
    assert not waiting, "something was kept for a day on which nothing kept is used"


@pytest.mark.hazard("H02")
@settings(max_examples=50)
@given(laid_out())
def test_every_day_holds_the_pieces_of_the_answer_and_nothing_else(laid: Calendar) -> None:
    assert len(laid.days) == laid.plan.schedule.days
    for day in laid.days:
        assert day.step
        assert sorted(dose.dose.time for dose in day.doses) == sorted(d.dose.time for d in day.step.doses)
        for dose in day.doses:
            items = dose.answer.combination.items if dose.answer.combination else ()
            wanted = Counter({(i.product.id, i.part): i.count for i in items if isinstance(i, Piece)})
            assert Counter((take.product.id, take.part) for take in dose.takes) == wanted


@pytest.mark.slow
def test_the_strategy_reaches_the_hard_cases() -> None:
    seen = set[str]()

    @settings(max_examples=400, database=None, derandomize=True)
    @given(laid_out())
    def look(laid: Calendar) -> None:
        takes = [take for day in laid.days for dose in day.doses for take in dose.takes]
        seen.update(
            name
            for name, found in {
                "a quarter from a new tablet": any(t.part == Fraction(1, 4) and t.cut == 1 for t in takes),
                "a quarter from a kept half": any(t.cut == Fraction(1, 2) for t in takes),
                "a kept half": any(t.part == Fraction(1, 2) and t.since and not t.cut for t in takes),
                "a kept quarter": any(t.part == Fraction(1, 4) and t.since and not t.cut for t in takes),
                "kept over more than a day": any(
                    t.since and day.number - t.since.day > 1 for day in laid.days for d in day.doses for t in d.takes
                ),
                "a third from a new tablet": any(t.part == Fraction(1, 3) and t.cut == 1 for t in takes),
                "a kept third": any(t.part == Fraction(1, 3) and t.since for t in takes),
                "an eighth from a new tablet": any(t.part == Fraction(1, 8) and t.cut == 1 for t in takes),
                "an eighth from a kept half": any(t.part * 4 == t.cut for t in takes if t.part < Fraction(1, 4)),
                "an eighth from a kept quarter": any(t.cut == Fraction(1, 4) for t in takes),
                "a kept eighth": any(t.part == Fraction(1, 8) and t.since and not t.cut for t in takes),
                "liquid": any(dose.liquid for day in laid.days for dose in day.doses),
                "unreachable": any(dose.answer.combination is None for day in laid.days for dose in day.doses),
                "nothing to take": any(not dose.dose.mass for day in laid.days for dose in day.doses),
                "left over": bool(laid.left),
            }.items()
            if found
        )

    look()
    assert len(seen) == 15, f"reached only {sorted(seen)}"
