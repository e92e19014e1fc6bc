"""What the nouns refuse, since it means nothing, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.model.answer import Answer
from pillsplit.model.bottles import Bottle, BottleInterval, BottlePlan, Use
from pillsplit.model.codes import VERDICTS, Verdict
from pillsplit.model.combination import EIGHTH, HALF, PARTS, QUARTER, THIRD, WHOLE, Combination, Cuts, Measured, Piece
from pillsplit.model.device import MOST_FILLS, Dropper, Spoon, Syringe
from pillsplit.model.form import Form, Release, Score
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import MOST_PIECES, Preferences, Split
from pillsplit.model.product import Liquid, Solid
from pillsplit.model.source import Evidence, Source
from pillsplit.model.way import Way, ways_of

SOURCE = Source("a test", Evidence.STATED)


def f(text: str) -> Fraction:
    return Fraction(text)


def ml(text: str) -> Volume:
    return Volume(Fraction(text))


def tablet(parts: int | None = 2, form: Form = Form.TABLET, identity: str = "t", **more: Any) -> Solid:
    fields: dict[str, Any] = {"drug": "drug", "strength": Mass(8), "score": Score.UNKNOWN, "source": SOURCE} | more
    return Solid(id=identity, name=f"Drug {identity}", form=form, parts=parts, **fields)


def liquid(concentration: str = "1", form: Form = Form.SOLUTION, **more: Any) -> Liquid:
    fields: dict[str, Any] = {"drug": "drug", "source": SOURCE} | more
    return Liquid(id="l", name="Drug liquid", form=form, concentration=Concentration(f(concentration)), **fields)


def syringe(capacity: str, mark: str, identity: str = "s") -> Syringe:
    return Syringe(id=identity, name=identity, source=SOURCE, capacity=ml(capacity), mark=ml(mark))


SPOON = Spoon(id="spoon", name="spoon", source=SOURCE, measures=(ml("1.25"), ml("2.5"), ml("5")))
DROPPER = Dropper(id="drops", name="drops", source=SOURCE, drops_per_ml=f("20"))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: tablet(5), "t: a label divides into 1, 2, 3 or 4 equal parts, not into 5"),
        (lambda: tablet(0), "t: a label divides into 1, 2, 3 or 4 equal parts, not into 0"),
        (lambda: tablet(-2), "not into -2"),
        (lambda: tablet(True), "not into True"),
        (lambda: tablet(strength=Mass(0)), "t: a strength of 0 mg holds nothing"),
        (lambda: tablet(strength=Mass(-1)), "holds nothing"),
        (lambda: tablet(form=Form.SOLUTION), "t: oral solution is measured, not counted"),
        (lambda: liquid(form=Form.CAPSULE), "l: capsule is counted, not measured"),
        (lambda: liquid("0"), "l: a concentration of 0 mg/mL holds nothing"),
        (lambda: liquid(drops_per_ml=0), "l: 0 drops per mL: there are more than none"),
        (lambda: liquid(step=ml("0")), "l: steps of 0 mL measure nothing"),
        (
            lambda: liquid(life_not_stated=True, in_use_days=28),
            "l: an opened life of 28 days is stated, or it is not",
        ),
        (lambda: liquid(bottles=(ml("100"), ml("0"))), "l: a bottle holds more than nothing"),
        (lambda: Piece(tablet(), f("1/5"), 1), "1/5 of Drug t is no piece: a half, third, quarter or eighth is"),
        (lambda: Piece(tablet(), f("2"), 1), "2 of Drug t is no piece"),
        (lambda: Piece(tablet(), f("2/3"), 1), "2/3 of Drug t is no piece"),
        (lambda: Piece(tablet(), WHOLE, 0), "0 pieces of Drug t: there is at least one"),
        (lambda: Piece(tablet(), WHOLE, -1), "-1 pieces of Drug t"),
        (lambda: Piece(tablet(1, Form.CAPSULE), HALF, 1), "Drug t: such a form, capsule, is never cut"),
        (lambda: Piece(tablet(1, Form.ODT), HALF, 1), "Drug t: such a form, orodispersible tablet, is never cut"),
        (
            lambda: Piece(tablet(2, Form.PROLONGED_RELEASE), HALF, 1),
            "such a form, prolonged-release tablet, is never cut",
        ),
        (lambda: Measured(liquid(), ml("0")), "0 mL of Drug liquid is nothing to measure"),
        (
            lambda: Combination((Piece(tablet(), HALF, 1), Piece(tablet(), HALF, 2))),
            "pieces of one size of one product stand twice: write how many there are",
        ),
        (
            lambda: Combination((Piece(tablet(), WHOLE, 1), Piece(tablet(drug="other", identity="o"), WHOLE, 1))),
            "a combination is of one drug",
        ),
        (
            lambda: Combination((Piece(tablet(), WHOLE, 1),), Measured(liquid(drug="other"), ml("1"))),
            "a combination is of one drug",
        ),
        (
            lambda: Combination((Piece(tablet(), HALF, 3),)).adding_up_to(Mass(8)),
            "a combination of 12 mg is not one of 8 mg",
        ),
        (lambda: Preferences(max_pieces=0), "`max_pieces` 0: write a number from 1 to 100"),
        (lambda: Preferences(max_pieces=MOST_PIECES + 1), "`max_pieces` 101: write a number from 1 to 100"),
        (lambda: Preferences(max_volume=ml("0")), "`max_volume` is nothing: write a volume above 0"),
        (lambda: Preferences(tolerance=f("1")), "`tolerance` is out of range: write a share from 0% to below 100%"),
        (lambda: Preferences(tolerance=f("-1/100")), "`tolerance` is out of range"),
        (lambda: Preferences(device_tolerance=f("1")), "`device_tolerance` is out of range"),
        (lambda: Preferences(tablets_within=f("2")), "`tablets_within` is out of range"),
        (lambda: Preferences(liquid_step=Mass(0)), "`liquid_step` is nothing: write an amount above 0"),
        (lambda: Preferences(split="sixths"), "'sixths' is not a valid Split"),
        (lambda: Preferences(release="slow"), "'slow' is not a valid Release"),
        (lambda: Measuring(max_fills=0), "`max_fills` 0: write a number from 1 to 10"),
        (lambda: Measuring(max_fills=MOST_FILLS + 1), "`max_fills` 11: write a number from 1 to 10"),
        (lambda: Measuring(interval=0), "`interval` of 0 days: write at least 1 day"),
        (lambda: Measuring(in_use_days=0), "`in_use_days` 0: write at least 1 day"),
    ],
)
def test_a_noun_refuses_what_it_cannot_mean(make: Callable[[], object], said: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        make()
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.hazard("H02")
@pytest.mark.parametrize(
    "make",
    [
        lambda: Mass(0.5),  # type: ignore[arg-type]
        lambda: Mass(True),
        lambda: liquid(drops_per_ml=37.5),
        lambda: liquid(drops_per_ml=True),
        lambda: Preferences(tolerance=0.01),  # type: ignore[arg-type]
        lambda: Preferences(tablets_within=0.025),  # type: ignore[arg-type]
    ],
)
def test_no_binary_float_and_no_truth_is_a_number(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="int or a Fraction, not"):
        make()


def test_a_piece_knows_its_mass_and_whether_it_is_a_guess() -> None:
    assert Piece(tablet(3), THIRD, 2).mass == Mass(f("16/3"))
    assert [Piece(tablet(parts), HALF, 1).is_guess for parts in (None, 1, 2, 3, 4)] == [True, True, False, False, False]
    assert [Piece(tablet(parts), EIGHTH, 1).is_guess for parts in (None, 1, 2, 3, 4)] == [True] * 5
    assert not any(Piece(tablet(parts), WHOLE, 1).is_guess for parts in (None, 1, 2, 3, 4))


def test_a_label_gives_the_parts_that_it_names_and_no_others() -> None:
    given = {parts: [part for part in PARTS if tablet(parts).label_gives(part)] for parts in (None, 1, 2, 3, 4)}
    assert given == {
        None: [WHOLE],
        1: [WHOLE],
        2: [WHOLE, HALF],
        3: [WHOLE, THIRD],
        4: [WHOLE, HALF, QUARTER],
    }
    assert [tablet(parts).is_known_divisible for parts in (None, 1, 2, 3, 4)] == [False, False, True, True, True]


@pytest.mark.hazard("H02")
def test_a_combination_adds_up_and_counts_its_cuts() -> None:
    pieces = (Piece(tablet(4), WHOLE, 2), Piece(tablet(4), QUARTER, 1), Piece(tablet(None, identity="u"), HALF, 1))
    made = Combination(pieces, Measured(liquid(), ml("0.3")))
    assert made.mass == Mass(f("22.3"))
    assert made.cuts == Cuts(eighths=0, quarters=1, thirds=0, halves=1, guesses=1)
    assert (made.count, made.finest, made.product_ids) == (4, QUARTER, ("l", "t", "u"))
    assert made.counts == {("t", WHOLE): 2, ("t", QUARTER): 1, ("u", HALF): 1}
    assert made.adding_up_to(Mass(f("22.3"))) is made
    assert (Combination().mass, Combination().finest, Combination().cuts) == (Mass(0), WHOLE, Cuts())


@pytest.mark.hazard("H01")
def test_forms_say_what_may_be_cut_and_what_stands_in_for_what() -> None:
    assert {form for form in Form if form.is_divisible} == {Form.TABLET, Form.FILM_COATED}
    assert {form.release for form in Form} == set(Release)
    prolonged = {form for form in Form if form.release is Release.PROLONGED}
    assert Form.PROLONGED_RELEASE in prolonged
    assert not any(form.is_divisible for form in prolonged)


@pytest.mark.parametrize(
    ("split", "parts"),
    [
        (Split.LABEL, [(1, 2), (1,), (1, 2), (1, 3), (1, 2, 4)]),
        (Split.WHOLE, [(1,)] * 5),
        (Split.HALVES, [(1, 2)] * 5),
        (Split.THIRDS, [(1, 3)] * 5),
        (Split.QUARTERS, [(1, 2, 4)] * 5),
        (Split.EIGHTHS, [(1, 2, 4, 8)] * 5),
    ],
)
def test_a_split_says_into_which_parts_a_tablet_comes(split: Split, parts: list[tuple[int, ...]]) -> None:
    asked = Preferences(split=split)
    assert [asked.denominators(tablet(each)) for each in (None, 1, 2, 3, 4)] == parts
    assert asked.denominators(tablet(1, Form.CAPSULE)) == (1,)


WHOLE_ONE = Combination((Piece(tablet(), WHOLE, 1),))
WITH_LIQUID = Combination((), Measured(liquid(), ml("8")))


@pytest.mark.parametrize(
    ("verdict", "options"),
    [
        (Verdict.UNREACHABLE, (WHOLE_ONE,)),
        (Verdict.WHOLE, ()),
        (Verdict.LIQUID, ()),
        (Verdict.LIQUID, (WHOLE_ONE,)),
        (Verdict.HALVES, (WITH_LIQUID,)),
    ],
)
def test_an_answer_does_not_contradict_itself(verdict: Verdict, options: tuple[Combination, ...]) -> None:
    with pytest.raises(ValueError, match="8 mg: "):
        Answer(Mass(8), verdict, needs_liquid=False, options=options)


def test_an_answer_says_how_near_it_is_and_takes_another_option() -> None:
    other = Combination((Piece(tablet(identity="o"), WHOLE, 1),))
    answer = Answer(Mass(f("7.9")), Verdict.WHOLE, needs_liquid=False, options=(WHOLE_ONE, other))
    assert (answer.difference, answer.is_made, answer.is_exact) == (Mass(f("0.1")), True, False)
    assert answer.taking(other).options == (other, WHOLE_ONE)
    assert answer.taking(WHOLE_ONE) is answer
    none = Answer(Mass(8), Verdict.UNREACHABLE, needs_liquid=True, options=())
    assert (none.combination, none.difference, none.is_made, none.is_exact) == (None, Mass(0), False, False)


def test_verdicts_stand_from_the_easiest_to_the_hardest() -> None:
    assert [str(each) for each in VERDICTS] == [
        "whole", "halves", "thirds", "quarters", "eighths", "liquid", "unreachable",
    ]  # fmt: skip
    assert [verdict.hardness for verdict in VERDICTS] == list(range(7))
    assert [Verdict.of_part(part) for part in PARTS] == list(VERDICTS[:5])


# Ways to measure.


def spans(way: Way) -> list[tuple[str, str, str]]:
    return [(str(span.step), str(span.least), str(span.most)) for span in way.spans]


def only_way(device: Syringe | Spoon | Dropper, **more: Any) -> Way:
    what = more.pop("liquid", liquid())
    (way,) = ways_of(what, (device,), **({"max_volume": ml("10")} | more))
    return way


def test_a_syringe_measures_from_a_tenth_of_its_capacity_in_equal_fills() -> None:
    assert spans(only_way(syringe("1", "0.01"))) == [("0.01 mL", "0.1 mL", "1 mL")]
    assert spans(only_way(syringe("2.5", "0.1"))) == [("0.1 mL", "0.3 mL", "2.5 mL")]
    way = only_way(syringe("5", "0.1"), max_fills=3)
    assert spans(way) == [
        ("0.1 mL", "0.5 mL", "5 mL"),
        ("0.2 mL", "1 mL", "10 mL"),
        ("0.3 mL", "1.5 mL", "9.9 mL"),
    ]
    assert (way.least, way.most) == (ml("0.5"), ml("10"))
    assert [way.fills(ml(each)) for each in ("5", "5.2", "9.9")] == [1, 2, 3]


def test_the_largest_volume_bounds_every_way() -> None:
    assert spans(only_way(syringe("10", "0.2"), max_volume=ml("3.3"))) == [("0.2 mL", "1 mL", "3.2 mL")]
    assert ways_of(liquid(), (syringe("10", "0.2"),), max_volume=ml("0.9")) == ()


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ("0.1", ("0.1 mL", "0.1 mL", "1 mL")),
        ("0.25", ("0.25 mL", "0.25 mL", "1 mL")),
        ("0.015", ("0.03 mL", "0.12 mL", "0.99 mL")),
        ("1/3", ("1 mL", "1 mL", "1 mL")),
    ],
)
def test_a_liquid_step_leaves_the_marks_that_hold_whole_steps(step: str, found: tuple[str, str, str]) -> None:
    assert spans(only_way(syringe("1", "0.01"), liquid_step=Mass(f(step)))) == [found]


def test_a_liquid_step_is_a_mass_and_a_step_of_the_liquid_holds_beside_it() -> None:
    weak = liquid("0.4")
    assert spans(only_way(syringe("1", "0.01"), liquid=weak, liquid_step=Mass(f("0.1")))) == [
        ("0.25 mL", "0.25 mL", "1 mL")
    ]
    stepwise = liquid(step=ml("0.1"))
    assert spans(only_way(syringe("1", "0.01"), liquid=stepwise, liquid_step=Mass(f("0.15")))) == [
        ("0.3 mL", "0.3 mL", "0.9 mL")
    ]


def test_a_liquid_with_steps_of_its_own_is_measured_by_them_where_no_device_is() -> None:
    (way,) = ways_of(liquid(step=ml("0.3")), (), max_volume=ml("10"))
    assert (way.device, spans(way), way.in_drops, way.error(ml("0.3"))) == (
        None,
        [("0.3 mL", "0.3 mL", "9.9 mL")],
        False,
        None,
    )
    assert way.fills(ml("0.6")) == 1
    assert ways_of(liquid(step=ml("11")), (), max_volume=ml("10")) == ()
    assert ways_of(liquid(), (), max_volume=ml("10")) == ()


def test_a_spoon_measures_each_of_its_ends_so_many_times() -> None:
    assert spans(only_way(SPOON)) == [
        ("1.25 mL", "1.25 mL", "1.25 mL"),
        ("2.5 mL", "2.5 mL", "2.5 mL"),
        ("5 mL", "5 mL", "5 mL"),
    ]
    assert spans(only_way(SPOON, max_fills=2))[-1] == ("5 mL", "5 mL", "10 mL")
    assert only_way(SPOON).error(ml("5")) is None


def test_a_dropper_counts_up_to_60_drops_however_often_it_may_be_filled() -> None:
    drops = liquid("10", drops_per_ml=20)
    way = only_way(DROPPER, liquid=drops, max_fills=3)
    assert spans(way) == [("0.05 mL", "0.05 mL", "3 mL")]
    assert way.in_drops
    assert (drops.drop, drops.drop_mass) == (ml("0.05"), Mass(f("0.5")))
    odd = liquid("10", drops_per_ml=f("37.5"))
    assert (odd.drop, odd.drop_mass) == (ml("2/75"), Mass(f("4/15")))
    assert Measured(odd, ml("0.08"), DROPPER).drops == 3
    assert Measured(odd, ml("0.08"), syringe("1", "0.01")).drops is None
    assert ways_of(liquid(), (DROPPER,), max_volume=ml("10")) == ()
    assert ways_of(odd, (DROPPER,), max_volume=ml("10")) == (), "its drops are others"


@pytest.mark.hazard("H07")
def test_drops_only_is_measured_with_nothing_else() -> None:
    drops = liquid("10", drops_per_ml=20, drops_only=True)
    ways = ways_of(drops, (syringe("1", "0.01"), SPOON, DROPPER), max_volume=ml("10"))
    assert [way.device for way in ways] == [DROPPER]
    assert ways_of(evolve(drops, drops_only=False), (SPOON,), max_volume=ml("10"))


def test_a_volume_that_no_fills_make_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"^3.05 mL is no sum of equal fills of a s marked every 0.1 mL$"):
        syringe("1", "0.1").times(ml("3.05"))
    with pytest.raises(ValueError, match="is no sum of equal fills"):
        syringe("1", "0.1").times(ml("1.1") * MOST_FILLS)


def test_a_spoon_is_filled_by_the_largest_measure_that_goes_into_the_volume() -> None:
    assert SPOON.step(liquid(), ml("5")) == ml("5")
    assert SPOON.fills(ml("5")) == (ml("5"),)
    assert SPOON.step(liquid(), ml("3.75")) == ml("1.25")


def test_nouns_are_told_apart_and_shown_by_their_fields() -> None:
    one = Use(1, 7, ml("2"))
    assert one == Use(1, 7, ml("2"))
    assert hash(one) == hash(Use(1, 7, ml("2")))
    assert one != Use(1, 8, ml("2"))
    assert one != (1, 7, ml("2"))
    assert repr(one) == f"Use(first=1, last=7, daily={ml('2')!r})"


def test_what_is_left_over_is_known_where_the_size_and_the_life_of_a_bottle_are() -> None:
    known = BottlePlan(
        liquid(), ml("100"), 30, (Bottle(1, 7, ml("14"), 30),), (BottleInterval(1, 7, ml("14"), 1, ml("0")),)
    )
    assert known.discarded == ml("86")
    assert evolve(known, size=None).discarded is evolve(known, life=None).discarded is None
    assert (known.is_least, evolve(known, size=None).is_least, evolve(known, life=None).is_least) == (False, True, True)
