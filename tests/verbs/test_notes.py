"""What is said with a plan: each note by its code and its words, where it must stand and where it must not."""

from __future__ import annotations

import datetime
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.errors import UsageError
from pillsplit.model.bottles import Use
from pillsplit.model.codes import Verdict
from pillsplit.model.device import DeviceNote, Devices, Dropper, Kind, Spoon, Syringe, Tolerance
from pillsplit.model.drug import Drug
from pillsplit.model.form import Form, Release
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Preferences, Split
from pillsplit.model.product import Liquid, Product
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.model.source import Evidence, Fact, Source
from pillsplit.verbs.bottles import opened
from pillsplit.verbs.notes import NotesOnProducts, notes_on_answer, notes_on_bottles
from pillsplit.verbs.plan import plan
from pillsplit.verbs.supply import supply
from tests.worlds import SOURCE, liquid, solid

UNSEEN = Source("to be confirmed: the label", Evidence.UNVERIFIED)
SEEN = Source("https://example.org", Evidence.LABEL)


def daily(*doses: str, days: int = 7, start: datetime.date | None = None) -> Schedule:
    steps = []
    for number, text in enumerate(doses, start=1):
        first = start and start + datetime.timedelta(days=(number - 1) * days)
        steps.append(Step(number, days, (Dose("drug", DAY, Mass(Fraction(text))),), start=first))
    return Schedule(tuple(steps))


def syringe(capacity: str = "1", mark: str = "0.1", **more: Any) -> Syringe:
    return Syringe(
        id="s",
        name="a syringe",
        source=SEEN,
        capacity=Volume(Fraction(capacity)),
        mark=Volume(Fraction(mark)),
        usual=True,
        **more,
    )


def said(
    schedule: Schedule, *products: Product, devices: tuple[Any, ...] = (), drug: Drug | None = None, **wishes: Any
) -> list[list[tuple[str, str]]]:
    """Return the notes of the doses of each step."""
    shelf = Shelf(None, products, () if drug is None else (drug,))
    made = plan(schedule, shelf, Preferences(**wishes), Measuring(Devices(devices)) if devices else None)
    return [[(note.code, note.text) for dose in step.doses for note in dose.notes] for step in made.steps]


def codes(notes: list[list[tuple[str, str]]]) -> list[list[str]]:
    return [[code for code, _ in step] for step in notes]


TENTH = Fraction(1, 10)
TEN = solid("ten", 10, 4, packs=(28,))
ONE = solid("one", 1, 2, packs=(28,))


@pytest.mark.parametrize(
    ("doses", "told"),
    [
        (
            ("10", "1"),
            [
                ("tenfold", "drug from 10 mg to 1 mg a day is exactly tenfold: is it a slip?"),
                ("large-fall", "drug falls from 10 mg to 1 mg a day in one step, by 90%"),
            ],
        ),
        (
            ("1", "10"),
            [
                ("dose-rises", "drug rises from 1 mg to 10 mg a day"),
                ("tenfold", "drug from 1 mg to 10 mg a day is exactly tenfold: is it a slip?"),
            ],
        ),
        (("11", "1"), [("large-fall", "drug falls from 11 mg to 1 mg a day in one step, by 90.91%")]),
        (("1", "11"), [("dose-rises", "drug rises from 1 mg to 11 mg a day")]),
        (("10", "4"), [("large-fall", "drug falls from 10 mg to 4 mg a day in one step, by 60%")]),
        (("10", "5"), []),
        (("5", "10"), [("dose-rises", "drug rises from 5 mg to 10 mg a day")]),
        (("4", "10"), [("dose-rises", "drug rises from 4 mg to 10 mg a day")]),
        (("10", "0"), []),
        (("10", "10"), []),
    ],
)
def test_how_a_dose_changes_is_told(doses: tuple[str, str], told: list[tuple[str, str]]) -> None:
    first, second = said(daily(*doses), TEN, ONE)
    assert first == []
    assert [note for note in second if note[0] in ("tenfold", "large-fall", "dose-rises")] == told


def test_a_dose_after_days_without_any_follows_the_one_before_them() -> None:
    notes = said(daily("10", "0", "1", "0", "1"), TEN, ONE)
    assert codes(notes) == [[], [], ["tenfold", "large-fall"], [], []]
    assert codes(said(daily("1", "0", "10"), TEN, ONE)) == [[], [], ["dose-rises", "tenfold"]]


def test_a_fall_that_vanishes_and_a_dose_that_rises_against_the_plan_are_told() -> None:
    notes = said(daily("10.05", "10", "9.95"), TEN)
    assert notes[1] == [
        ("no-fall", "drug falls from 10.05 mg to 10 mg, yet 10 mg is made in both: the cut from step 1 vanishes")
    ]
    assert [code for code, _ in notes[2]] == ["no-fall", "not-exact"]
    assert notes[2][-1] == ("not-exact", "10 mg is made, 0.05 mg (0.5%) more than 9.95 mg")


@pytest.mark.parametrize(
    ("strength", "told"),
    [
        ("5", "half a 5 mg tablet may be off by (0.38 mg)"),
        ("8", "half an 8 mg tablet may be off by (0.6 mg)"),
        ("11", "half an 11 mg tablet may be off by (0.83 mg)"),
        ("15", "half a 15 mg tablet may be off by (1.2 mg)"),
        ("18", "half an 18 mg tablet may be off by (1.4 mg)"),
        ("80", "half an 80 mg tablet may be off by (6 mg)"),
    ],
)
def test_a_step_within_what_a_cut_piece_may_be_off_by_is_told(strength: str, told: str) -> None:
    half = Fraction(strength) / 2
    doses = daily(str(half + 1), str(half + Fraction(3, 4)))
    notes = said(doses, solid("cut", Fraction(strength), 2), solid("one", 1, 4), max_pieces=3)
    assert [note for note in notes[1] if note[0] == "cut-below-variation"] == [
        ("cut-below-variation", f"the step of 0.25 mg is smaller than what {told}")
    ]
    assert not any("variation" in code for code in codes(said(daily("4", "3"), ONE))[1])


def test_a_step_as_large_as_what_a_cut_piece_may_be_off_by_is_not_told() -> None:
    eight, small = solid("cut", 8, 2), solid("small", Fraction(3, 10))
    assert "cut-below-variation" not in codes(said(daily("4.6", "4"), eight, small))[1]
    assert "cut-below-variation" in codes(said(daily("4.3", "4"), eight, small))[1]


def test_the_part_that_varies_most_is_called_by_its_size() -> None:
    for parts, words in ((3, "a third of a 9 mg tablet"), (4, "a quarter of a 12 mg tablet")):
        notes = said(daily("3.5", "3.25"), solid("cut", 3 * parts, parts), solid("one", 1, 4), max_pieces=3)[1]
        (text,) = [text for code, text in notes if code == "cut-below-variation"]
        assert words in text


@pytest.mark.parametrize(
    ("tablet", "told"),
    [
        (solid("t", 8, 2), []),
        (solid("t", 8, 1), [("beyond-label", "cutting Drug 8 mg tablets into halves goes beyond the label")]),
        (
            solid("t", 8, None),
            [
                (
                    "score-unknown",
                    "whether Drug 8 mg tablets may be divided is not on record: look at the tablet before cutting",
                )
            ],
        ),
        (solid("t", 8, 2, dividing="Press on the X."), [("label-on-dividing", "Drug 8 mg tablets: Press on the X")]),
        (
            solid("t", 8, 2, unverified=("score", "packs")),
            [("unverified", "Drug 8 mg tablets: its score was not seen in a document; check it")],
        ),
        (
            solid("t", 8, 2, unverified=("strength", "score", "parts")),
            [("unverified", "Drug 8 mg tablets: its strength, score and parts were not seen in a document; check it")],
        ),
        (
            evolve(solid("t", 8, 2), source=UNSEEN),
            [
                (
                    "unverified",
                    "Drug 8 mg tablets: not seen in a document; confirm with to be confirmed: the label",
                )
            ],
        ),
    ],
)
def test_what_a_cut_relies_on_is_told(tablet: Product, told: list[tuple[str, str]]) -> None:
    assert said(daily("4"), tablet, split=Split.HALVES) == [told]


def test_what_only_a_cut_relies_on_is_not_told_of_a_whole_tablet() -> None:
    unseen = solid("t", 8, 2, unverified=("score", "parts"), dividing="Press on the X.")
    assert said(daily("8"), unseen) == [[]]
    strength = solid("t", 8, None, unverified=("strength", "score"))
    assert said(daily("8"), strength) == [
        [("unverified", "Drug 8 mg tablets: its strength was not seen in a document; check it")]
    ]


def test_finer_parts_than_any_label_gives_are_told_by_their_name() -> None:
    for split, dose, word in (
        (Split.QUARTERS, "2", "quarters"),
        (Split.EIGHTHS, "1", "eighths"),
        (Split.THIRDS, "8/3", "thirds"),
    ):
        assert said(daily(dose), solid("t", 8, None), split=split)[0][1] == (
            "beyond-label",
            f"no label on record says that Drug 8 mg tablets come in {word}",
        )
    for split, dose, word in (
        (Split.QUARTERS, "2", "quarters"),
        (Split.EIGHTHS, "1", "eighths"),
        (Split.THIRDS, "8/3", "thirds"),
    ):
        assert said(daily(dose), solid("t", 8, 2), split=split)[0][0] == (
            "beyond-label",
            f"cutting Drug 8 mg tablets into {word} goes beyond the label",
        )


def test_a_product_that_was_last_seen_too_long_ago_is_told() -> None:
    old = Source("https://example.org", Evidence.LABEL, datetime.date(2020, 1, 2), stale=True)
    assert said(daily("8"), evolve(solid("t", 8), source=old)) == [
        [("stale", "Drug 8 mg tablets: last checked on 2020-01-02, more than two years ago; look it up again")]
    ]


def test_a_dose_above_the_plausible_maximum_is_told_and_the_maximum_itself_is_not() -> None:
    drug = Drug("drug", daily_maximum=Mass(20))
    assert said(daily("20", "21", days=1), TEN, ONE, drug=drug) == [
        [],
        [
            ("above-daily-maximum", "21 mg of drug a day is above the plausible 20 mg: is it a tenfold slip?"),
            ("dose-rises", "drug rises from 20 mg to 21 mg a day"),
        ],
    ]
    assert said(daily("21"), TEN, ONE, drug=Drug("drug")) == said(daily("21"), TEN, ONE) == [[]]


def test_more_pieces_than_usual_are_told() -> None:
    assert said(daily("3", "4"), ONE, max_pieces=3) == [
        [],
        [
            ("dose-rises", "drug rises from 3 mg to 4 mg a day"),
            ("many-pieces", "4 pieces for one dose, more than the usual 3 (`max_pieces`)"),
        ],
    ]


# Liquids


def measured(product: Any, *devices: Any, dose: str = "1", **wishes: Any) -> list[tuple[str, str]]:
    return said(daily(dose), product, devices=devices, **wishes)[0]


KNOWN = evolve(liquid("l", 1, Fraction(1, 10)), source=SEEN, name="Drug liquid", bottles=(Volume(100),), in_use_days=30)


def test_what_a_liquid_needs_is_told() -> None:
    drawn = evolve(KNOWN, step=None)
    unknown = ("error-unknown", "a syringe: how far it may be off is not on record")
    assert measured(drawn, syringe()) == [unknown]
    assert measured(evolve(drawn, form=Form.SUSPENSION), syringe()) == [
        ("shake", "shake the bottle before each dose"),
        unknown,
    ]
    assert measured(evolve(drawn, handling="Keep cool."), syringe()) == [
        ("handling", "Drug liquid: Keep cool"),
        unknown,
    ]
    shaken = evolve(drawn, form=Form.SUSPENSION, handling="Shake the bottle before each dose.")
    assert [code for code, _ in measured(shaken, syringe())] == ["shake", "error-unknown"]
    assert measured(evolve(drawn, avoid=("PVC", "rubber")), syringe())[0] == (
        "avoid-material",
        "Drug liquid must not touch PVC or rubber: ask the pharmacy for a device of another material",
    )
    assert measured(evolve(drawn, source=SOURCE), syringe())[0] == (
        "compounded",
        "Drug liquid: no product on record; the pharmacy that makes it says how it keeps",
    )
    assert measured(drawn, syringe(unverified=("mark",)))[0] == (
        "unverified",
        "a syringe: marks every 0.1 mL were not seen in a document; look at it",
    )


@pytest.mark.parametrize(("percent", "told"), [(10, []), (11, [("coarse", "11% of the dose")])])
def test_measuring_that_may_be_off_by_more_than_a_tenth_of_the_dose_is_coarse(
    percent: int, told: list[tuple[str, str]]
) -> None:
    error = Tolerance(kind=Kind.SYRINGE, text=f"{percent}%", of_volume=Fraction(percent, 100), source=SEEN)
    notes = measured(evolve(KNOWN, step=None), syringe(tolerance=error))
    assert [(code, text.rpartition(", ")[2]) for code, text in notes] == told


def test_a_field_of_a_liquid_that_was_not_seen_is_told_in_words() -> None:
    unseen = evolve(KNOWN, step=None, drops_per_ml=Fraction(20), form=Form.DROPS, unverified=("drops_per_ml",))
    named = Measuring(Devices((syringe(),)), have=("s",))
    (dose,) = plan(daily("1"), Shelf(None, (unseen,)), Preferences(), named).steps[0].doses
    told = [note.text for note in dose.notes if note.code == "unverified"]
    assert told == ["Drug liquid: its drops per mL were not seen in a document; check it"]


def test_a_change_that_is_smaller_than_what_measuring_may_be_off_by_is_told_and_one_as_large_is_not() -> None:
    error = Tolerance(kind=Kind.SYRINGE, text="10%", of_volume=Fraction(1, 10), source=SEEN)
    drawn = evolve(KNOWN, step=None)
    fine = syringe(mark="0.05", tolerance=error)
    notes = [
        [text for code, text in step if code == "cut-below-error"]
        for step in said(daily("1", "0.95", "0.85", "0.75"), drawn, devices=(fine,))
    ]
    assert notes == [
        [],
        [
            (
                "drug: this day's 0.95 mg and the 1 mg of step 1 differ by 0.05 mg, and measuring may be off by "
                "0.1 mg: they cannot be told apart"
            )
        ],
        [],
        [],
    ]
    edge = [[code for code, _ in step] for step in said(daily("1", "0.9"), drawn, devices=(fine,))]
    assert "cut-below-error" not in edge[1]


def test_other_drops_are_told_where_some_doses_are_counted_in_drops_and_some_are_drawn_up() -> None:
    dripped = evolve(KNOWN, step=None, drops_per_ml=Fraction(20), form=Form.DROPS)
    other = evolve(dripped, id="m", name="Other liquid", drops_per_ml=Fraction(25))
    dropper = Dropper(id="drops", name="a dropper", source=SEEN, drops_per_ml=Fraction(20))
    named = Measuring(Devices((syringe(), dropper)), have=("s", "drops"))
    made = plan(daily("1", "0.05"), Shelf(None, (dripped, other)), Preferences(), named)
    assert [dose.liquid and dose.liquid.drops for step in made.steps for dose in step.doses] == [None, 1]
    for step in made.steps:
        assert "other-drops" in {note.code for note in step.doses[0].notes}


def test_an_error_that_was_not_seen_in_a_document_is_told_with_where_to_look() -> None:
    error = Tolerance(kind=Kind.SYRINGE, text="5%", of_volume=Fraction(1, 20), source=UNSEEN)
    assert measured(evolve(KNOWN, step=None), syringe(tolerance=error)) == [
        ("unverified", "a syringe: how far it may be off was not seen in a document; confirm with the label")
    ]


@pytest.mark.parametrize(("drops", "same"), [(Fraction(20), "; 20 drops hold the same"), (Fraction("20.5"), "")])
def test_drops_that_are_drawn_up_are_told_with_their_number_where_it_is_whole(drops: Fraction, same: str) -> None:
    dripped = evolve(KNOWN, step=None, drops_per_ml=drops, form=Form.DROPS)
    named = Measuring(Devices((syringe(),)), have=("s",))
    (dose,) = plan(daily("1"), Shelf(None, (dripped,)), Preferences(), named).steps[0].doses
    assert [(note.code, note.text) for note in dose.notes][:1] == [
        (
            "drops-in-syringe",
            (
                "Drug liquid is made to be counted in drops, and whether its label allows a syringe is not on record: "
                f"ask the pharmacist how 1 mL is drawn from its bottle{same}"
            ),
        )
    ]


def test_what_is_said_of_one_answer_needs_nothing_to_be_known() -> None:
    unseen = solid("t", 8, 2, unverified=("strength",))
    (dose,) = plan(daily("8.05"), Shelf(None, (unseen,)), Preferences()).steps[0].doses
    assert [note.code for note in notes_on_answer(dose.answer)] == ["not-exact", "unverified"]
    known: NotesOnProducts = {}
    assert list(notes_on_answer(dose.answer, known)) == list(notes_on_answer(dose.answer, known)) == list(dose.notes)
    assert list(known) == [("t", 1)]


def test_what_is_not_on_record_of_a_bottle_is_told() -> None:
    def bottle(**more: Any) -> list[tuple[str, str]]:
        made = plan(daily("1"), Shelf(None, (evolve(KNOWN, **more),)), Preferences())
        assert [note for note in made.notes if note.code != "mixed"] == list(notes_on_bottles(made.bottles[0]))
        return [(note.code, note.text) for note in made.notes]

    life = "how long an opened bottle may be used"
    assert bottle() == []
    assert bottle(in_use_days=None) == [
        ("opened-life-unknown", f"Drug liquid: {life} is not on record: ask the pharmacy (`in_use_days` says it)")
    ]
    assert bottle(in_use_days=None, life_not_stated=True) == [
        (
            "opened-life-unknown",
            f"Drug liquid: {life} is not stated by its label: ask the pharmacy (`in_use_days` says it)",
        )
    ]
    assert bottle(bottles=()) == [("bottle-size-unknown", "Drug liquid: what a bottle holds is not on record")]
    assert bottle(unverified=("bottles",)) == [
        ("unverified", "Drug liquid: its bottle size was not seen in a document; check it")
    ]
    assert bottle(unverified=("in_use_days", "bottles")) == [
        ("unverified", "Drug liquid: its bottle size and opened life were not seen in a document; check them")
    ]


def test_the_devices_on_record_are_asked_where_none_are_named() -> None:
    drawn = evolve(KNOWN, step=None)
    on_record = said(daily("1"), drawn)[0]
    assert "enfit-low-dose" in {code for code, _ in on_record}
    assert "enfit-low-dose" not in {code for code, _ in measured(drawn, syringe())}
    spoon = Spoon(id="spoon", name="a spoon", source=SEEN, measures=(Volume(1),), usual=True)
    assert [code for code, _ in measured(drawn, spoon)] == ["error-unknown"]


# What is said with a supply


def told(schedule: Schedule, *products: Product, **more: Any) -> list[tuple[str, str]]:
    return [(note.code, note.text) for note in supply(schedule, Shelf(None, products), **more).notes]


def test_what_is_not_on_record_of_packs_is_told() -> None:
    assert told(daily("10"), TEN) == []
    assert told(daily("11"), solid("ten", 10), solid("one", 1)) == [
        ("packs-unknown", "no pack size is on record for Drug 10 mg tablets and Drug 1 mg tablets")
    ]
    assert told(daily("10"), evolve(TEN, unverified=("packs", "score"))) == [
        ("packs-unverified", "the pack sizes of Drug 10 mg tablets were not seen in a document; check them")
    ]
    assert told(daily("10"), evolve(TEN, unverified=("score",))) == []


def test_whole_packs_that_come_to_more_apart_than_together_are_told() -> None:
    assert told(daily("10", days=14), TEN, interval=7) == [
        (
            "packs-apart",
            (
                "Drug 10 mg tablets: whole packs for each interval by itself come to 56, for all days as one order to "
                "28; what earlier packs leave over serves the later intervals"
            ),
        )
    ]


def test_what_a_volume_does_not_count_is_told() -> None:
    taken = (
        "volume-taken",
        "Drug liquid: the volume is what is taken; nothing is added for what stays in bottles and syringes",
    )
    in_house = (
        "bottle-in-house",
        "Drug liquid: what is in the house is counted by its volume; look when its bottle was opened",
    )
    assert told(daily("1"), KNOWN) == [taken]
    assert told(daily("1"), KNOWN, have={"l": 5}) == [taken, in_house]
    assert told(daily("1"), KNOWN, have={"l": 0}) == [taken]


@pytest.mark.parametrize("halves", range(0, 40, 3))
def test_a_bottle_is_opened_when_what_is_in_the_house_is_used_up(halves: int) -> None:
    have = Fraction(halves, 2)
    small = evolve(KNOWN, bottles=(Volume(5),), in_use_days=3)
    answer = supply(daily("1", "2", "0", "3", days=3), Shelf(None, (small,)), interval=1, have={"l": have})
    uses, left = [], have
    for day, daily_ in enumerate((1, 1, 1, 2, 2, 2, 0, 0, 0, 3, 3, 3), start=1):
        taken = max(daily_ - left, Fraction(0))
        left = max(left - daily_, Fraction(0))
        if taken:
            uses.append(Use(day, day, Volume(taken)))
    days = [bottle.opened for bottle in opened(uses, Volume(5), 3)]
    found = {each.number: each.portions[0].bottles for each in answer.intervals if each.portions}
    assert {day: bottles.count for day, bottles in found.items() if bottles and bottles.count} == dict(Counter(days))


def test_a_start_against_the_dates_of_the_schedule_is_refused_and_the_same_one_is_not() -> None:
    start = datetime.date(2026, 12, 1)
    dated = daily("10", "1", start=start)
    assert supply(dated, Shelf(None, (TEN, ONE)), start=start).start == start
    assert supply(dated, Shelf(None, (TEN, ONE))).date(8) == datetime.date(2026, 12, 8)
    with pytest.raises(UsageError) as refused:
        supply(dated, Shelf(None, (TEN, ONE)), start=datetime.date(2026, 12, 2))
    assert refused.value.field == "start"
    assert str(refused.value) == (
        "`start`: the schedule has dates of its own and starts on 2026-12-01: leave out the start 2026-12-02"
    )


def test_a_start_from_which_the_days_leave_the_calendar_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        supply(daily("10"), Shelf(None, (TEN,)), start=datetime.date(9999, 12, 30))
    assert refused.value.field == "start"
    assert str(refused.value) == "`start`: the days of the schedule leave the calendar: write another start"


# Releases


def test_a_release_that_is_left_out_or_changes_is_told() -> None:
    slow = solid("slow", 10, form=Form.PROLONGED_RELEASE)
    made = plan(daily("10"), Shelf(None, (slow, ONE)), Preferences(max_pieces=10))
    assert [(note.code, note.text) for note in made.notes] == [
        (
            "release-left-out",
            "drug: the plan draws on immediate release only; 1 product of prolonged release left out (`release`)",
        )
    ]
    mixed = said(daily("10", "1", "11"), slow, ONE, release="any")
    changes = [[text for code, text in step if code == "release-changes"] for step in mixed]
    assert changes == [
        [],
        [
            "drug: immediate release here, prolonged release in the step before".replace(
                "prolonged release in", "prolonged in"
            )
        ],
        ["drug: immediate and prolonged release here, immediate in the step before"],
    ]


def test_where_there_is_no_immediate_release_the_one_of_most_strengths_is_drawn_on() -> None:
    prolonged = [solid(f"p{mg}", mg, form=Form.PROLONGED_RELEASE) for mg in (10, 5)]
    delayed = solid("d", 10, form=Form.GASTRO_RESISTANT)
    made = plan(daily("10"), Shelf(None, (delayed, *prolonged)), Preferences())
    assert [note.text for note in made.notes] == [
        (
            "drug: the plan draws on prolonged release only, since there is no immediate release here; 1 product of "
            f"{delayed.release} release left out (`release`)"
        )
    ]


def test_a_plan_names_the_steps_that_count_under_a_verdict() -> None:
    made = plan(daily("10", "1", "0.3", "10"), Shelf(None, (TEN,)), Preferences())
    assert (made.numbers(Verdict.WHOLE), made.numbers(Verdict.UNREACHABLE)) == ([1, 4], [2, 3])
    assert made.numbers(Verdict.WHOLE, Verdict.UNREACHABLE) == [1, 2, 3, 4]
    assert made.numbers() == []


def test_the_release_that_is_asked_for_is_drawn_on() -> None:
    both = Shelf(None, (solid("slow", 10, form=Form.PROLONGED_RELEASE), solid("ten", 10)))
    for release, drawn in (("prolonged", "slow"), ("immediate", "ten"), (None, "ten")):
        made = plan(daily("10"), both, Preferences(release=release))
        assert [product.id for product in made.products_used] == [drawn]


def test_a_brand_that_says_its_release_is_drawn_on_and_two_of_different_release_are_refused() -> None:
    drug = Drug("drug", releases=(("brand sr", Release.PROLONGED), ("brand ir", Release.IMMEDIATE)))
    both = Shelf(None, (solid("slow", 10, form=Form.PROLONGED_RELEASE), solid("ten", 10)), (drug,))
    made = plan(evolve(daily("10"), names=(("drug", "Brand SR"), ("drug", "Brand"))), both, Preferences())
    assert [product.id for product in made.products_used] == ["slow"]
    assert [note.text for note in made.notes] == [
        (
            "drug: the plan draws on prolonged release only, as the name says; 1 product of immediate release left out "
            "(`release`)"
        )
    ]
    with pytest.raises(
        UsageError, match=r"^Brand SR and Brand IR are of different release: write one schedule for each$"
    ):
        plan(evolve(daily("10"), names=(("drug", "Brand SR"), ("drug", "Brand IR"))), both, Preferences())


def test_days_without_a_step_are_told_with_their_number() -> None:
    first = daily("10", "9", "8", start=datetime.date(2026, 3, 1)).steps
    later = [
        evolve(step, start=step.start + datetime.timedelta(days=more))
        for step, more in zip(first, (0, 1, 3), strict=True)
        if step.start
    ]
    assert said(Schedule(tuple(later)), TEN, ONE, max_pieces=10) == [
        [],
        [("date-gap", "1 day without a step before 2026-03-09")],
        [("date-gap", "2 days without a step before 2026-03-18")],
    ]


def test_what_is_remarked_on_a_kind_of_device_is_told_where_it_fills_less() -> None:
    remarked = DeviceNote(Kind.SYRINGE, Fact("hold it level", SEEN, code="level"), below=Volume(2))
    at_hand = Devices((syringe("5", "1"),), notes=(remarked,))
    made = plan(daily("2", "1"), Shelf(None, (evolve(KNOWN, step=None),)), Preferences(), Measuring(at_hand))
    told = [[note.text for note in dose.notes if note.code == "level"] for step in made.steps for dose in step.doses]
    assert told == [[], ["hold it level"]]


@pytest.mark.parametrize(
    ("evening", "told"),
    [
        ("3.2", ["made-rises: drug is to fall, yet 12 mg is made after 8 mg in step 1", "volume-rises"]),
        ("3.8", ["made-rises: drug is to stay, yet 12 mg is made after 8 mg in step 1"]),
    ],
)
def test_a_day_for_which_more_is_made_is_told_with_what_it_is_to_do(evening: str, told: list[str]) -> None:
    """Only 4 mL and 8 mL of 1 mg/mL are measured: 10 mg are made as 8 mg, 6.2 mg as 8 mg, 3.2 mg and 3.8 mg as 4 mg."""
    days = [("10", "0"), ("6.2", evening)]
    steps = [
        Step(number, 7, tuple(Dose("drug", time, Mass(Fraction(mg))) for time, mg in zip("ab", day, strict=True)))
        for number, day in enumerate(days, start=1)
    ]
    coarse = evolve(KNOWN, step=Volume(4))
    _, second = said(Schedule(tuple(steps)), coarse, tolerance=Fraction(3, 10), max_volume=Volume(8))
    notes = {code: text for code, text in second if code in ("made-rises", "volume-rises", "no-fall")}
    assert [f"{code}: {text}" if code == "made-rises" else code for code, text in notes.items()] == told


def test_a_step_that_is_smaller_than_what_a_part_may_be_off_by_is_told_with_both() -> None:
    _, second = said(daily("2.5", "2.35"), solid("half", 5, 2), solid("whole", Fraction("2.35")))
    assert (
        "cut-below-variation",
        "the step of 0.15 mg is smaller than what half a 5 mg tablet may be off by (0.38 mg)",
    ) in second


def test_a_change_that_vanishes_is_not_told_as_a_small_one() -> None:
    error = Tolerance(kind=Kind.SYRINGE, text="10%", of_volume=Fraction(1, 10), source=SEEN)
    _, second = said(daily("1", "0.97"), evolve(KNOWN, step=None), devices=(syringe(tolerance=error),), tolerance=TENTH)
    assert [code for code, _ in second if code in ("no-fall", "cut-below-error", "cut-below-variation")] == ["no-fall"]


@pytest.mark.parametrize(
    ("product", "told"),
    [
        (evolve(KNOWN, step=None), "1.5 mL after 1 mL"),
        (
            evolve(KNOWN, step=None, form=Form.DROPS, drops_per_ml=Fraction(20), drops_only=True),
            "30 drops after 20 drops",
        ),
    ],
)
def test_more_liquid_for_less_of_the_drug_is_told_in_what_is_measured(product: Liquid, told: str) -> None:
    dropper = Dropper(id="d", name="a dropper", source=SEEN, drops_per_ml=Fraction(20))
    devices = (syringe("5", "0.5"), dropper)
    _, second = said(daily("11", "1.5"), product, solid("ten", 10), devices=devices)
    notes = dict(second)
    assert notes["volume-rises"] == f"more liquid and fewer tablets: {told} in step 1, for less drug"


@pytest.mark.parametrize(("other", "told"), [("2", ["dose-rises"]), ("1", [])])
def test_a_rise_is_told_unless_another_drug_falls_for_it(other: str, told: list[str]) -> None:
    steps = [
        Step(number, 7, (Dose("drug", DAY, Mass(mg)), Dose("other", DAY, Mass(Fraction(than)))))
        for number, mg, than in ((1, 1, "2"), (2, 2, other))
    ]
    _, second = said(Schedule(tuple(steps)), ONE, evolve(ONE, id="other", drug="other"))
    assert [code for code, _ in second if code == "dose-rises"] == told
