"""`doses` against the definition, its bar, and the command line."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.number import plain, read_number
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.model.codes import Verdict
from pillsplit.model.device import Devices
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Preferences
from pillsplit.output.figures.bar import GAP, SIGNS, bar
from pillsplit.verbs import doses as planning
from pillsplit.verbs.doses import doses
from tests import bridge
from tests.conftest import Run
from tests.definitions import dose as definition
from tests.definitions import fit as slowly
from tests.worlds import liquid, shelf, solid

HALVES = shelf(solid("p2", 2, 2), solid("p5", 5, 2), solid("p10", 10, 2))
OWN = '--drug diazepam --tablet "2 mg/halves" --tablet "5 mg/halves"'


class TestAgainstTheDefinition:
    @given(bridge.worlds(), st.fractions(min_value=Fraction(1, 4), max_value=12, max_denominator=4))
    @settings(max_examples=50)
    def test_every_dose_is_there_and_no_other(self, world: definition.World, most: Fraction) -> None:
        judge = slowly.Makeable(world, liquid=True, most=most)
        right = [dose for dose in judge.doses if dose]
        assume(len(right) < 150)
        liquids = [bridge.liquid(world.liquid)] if world.liquid else []
        devices = Devices(tuple(map(bridge.device, world.liquid.devices))) if world.liquid else None
        # The tolerances of the preferences are those of the drawn world: they make no difference.
        found = doses(
            shelf(*(bridge.solid(each) for each in world.tablets), *liquids, evolve(solid("other", 1), drug="other")),
            "drug",
            bridge.preferences(world.asked),
            Measuring(devices, max_fills=world.asked.max_fills, have=_named(world)),
            most=Mass(most),
        )
        assert [answer.dose.mg for answer in found.answers] == right
        for answer in found.answers:
            expected = definition.answer(judge.world, answer.dose.mg)
            assert answer.is_exact
            assert (answer.verdict, bridge.named(answer.combination)) == (
                expected.verdict,
                bridge.defined(expected.combination),
            )
        for gap, lower in zip(found.gaps, [Fraction(0), *right], strict=False):
            assert gap.lower.mg == lower
            assert gap.upper.mg * (1 - gap.cut) == lower
        alone = slowly.Makeable(world, liquid=False, most=most).doses
        of_tablets = [gap.lower.mg for gap in found.gaps_of_tablets]
        assert set(of_tablets) <= set(alone)
        assert all(answer.needs_liquid for answer in found.answers if answer.dose.mg not in alone)

    @settings(max_examples=40)
    @given(
        st.dictionaries(
            st.fractions(min_value=Fraction(1, 8), max_value=30, max_denominator=8),
            st.sampled_from(list(SIGNS)),
            min_size=1,
            max_size=40,
        ),
        st.fractions(min_value=30, max_value=40, max_denominator=3),
    )
    def test_the_bar_has_a_sign_for_every_dose_at_its_place(
        self, verdicts: dict[Fraction, Verdict], most: Fraction
    ) -> None:
        drawn = bar({Mass(dose): verdict for dose, verdict in verdicts.items()}, Mass(most))
        signs = "".join(row for _, _, row in drawn.rows).replace(" ", "")
        assert len(signs) <= 200
        assert (len(signs) - 1) * drawn.cell.mg < most <= len(signs) * drawn.cell.mg
        assert drawn.rows[0][0] == Mass(0)
        assert drawn.rows[-1][1] == Mass(most)
        for place, sign in enumerate(signs):
            here = {
                verdict
                for dose, verdict in verdicts.items()
                if place * drawn.cell.mg < dose <= (place + 1) * drawn.cell.mg
            }
            assert sign == next((SIGNS[verdict] for verdict in SIGNS if verdict in here), GAP)
            assert not drawn.single or len(here) <= 1


def _named(world: definition.World) -> tuple[str, ...]:
    """Name the devices, as a person does, where one of them is no usual one."""
    devices = world.liquid.devices if world.liquid else ()
    return tuple(each.id for each in devices) if any(isinstance(each, definition.Spoon) for each in devices) else ()


class TestWorkedExamples:
    def test_below_1_mg_the_next_makeable_dose_is_0(self) -> None:
        first, second, *_ = doses(HALVES, "drug").gaps
        assert (str(first.upper), str(first.lower), first.cut) == ("1 mg", "0 mg", Fraction(1))
        assert (str(second.upper), str(second.lower), second.cut) == ("2 mg", "1 mg", Fraction(1, 2))

    def test_without_an_end_it_looks_up_to_twice_the_largest_strength(self) -> None:
        assert str(doses(HALVES, "drug").most) == "20 mg"
        assert str(doses(shelf(liquid("l", 1, Fraction(1, 2))), "drug").most) == "10 mg"

    def test_the_bar_shows_where_nothing_can_be_made(self) -> None:
        found = doses(HALVES, "drug", most=Mass(6))
        drawn = bar({answer.dose: answer.verdict for answer in found.answers}, found.most)
        assert drawn.rows == ((Mass(0), Mass(6), "·H·WHHHWHW HW"),)

    def test_a_bar_too_fine_to_be_seen_shows_the_easiest_of_several_doses(self) -> None:
        drawn = bar(
            {
                Mass(Fraction(1, 1000)): Verdict.LIQUID,
                Mass(Fraction(1, 50)): Verdict.QUARTERS,
                Mass(1): Verdict.WHOLE,
            },
            Mass(1),
        )
        assert (str(drawn.cell), drawn.single) == ("0.005 mg", False)
        assert drawn.rows[0][2].startswith("L··Q·")

    def test_doses_of_more_pieces_than_usual_are_counted_in_a_note(self) -> None:
        ones = shelf(solid("t", 1))
        notes = {
            most: [note.text for note in doses(ones, "drug", Preferences(max_pieces=2), most=Mass(most)).notes]
            for most in (2, 3, 4)
        }
        assert notes == {
            2: [],
            3: ["1 dose takes more pieces than the usual 2 (`max_pieces`)"],
            4: ["2 doses take more pieces than the usual 2 (`max_pieces`)"],
        }

    def test_what_is_refused(self) -> None:
        with pytest.raises(UsageError, match="there is no product of drug here"):
            doses(shelf(), "drug")
        with pytest.raises(UsageError, match="doses up to 0 mg"):
            doses(HALVES, "drug", most=Mass(0))
        fine = shelf(liquid("l", 1, Fraction(1, 5000)))
        with pytest.raises(UsageError, match=r"50,000 doses up to 10 mg can be made: write a lower amount"):
            doses(fine, "drug")
        wide = Preferences(max_pieces=100)
        with pytest.raises(UsageError, match="allow fewer pieces, less volume or larger steps"):
            doses(shelf(solid("p", Fraction(1, 100), 4), *fine.products), "drug", wide, most=Mass(10))

    def test_the_most_doses_in_an_answer_are_more_than_anyone_reads(self) -> None:
        assert planning.MOST_DOSES >= 1000

    def test_of_several_liquids_the_one_that_asks_less_is_taken_and_each_alone(self) -> None:
        """0.5 mg is half a millilitre of the one or two of the other."""
        both = shelf(liquid("weak", Fraction(1, 4), Fraction(1)), liquid("strong", 1, Fraction(1, 2)))
        found = doses(both, "drug", most=Mass(1))
        taken = {str(each.dose): each.combination and each.combination.product_ids for each in found.answers}
        assert taken == {"0.25 mg": ("weak",), "0.5 mg": ("strong",), "0.75 mg": ("weak",), "1 mg": ("strong",)}
        found = doses(shelf(*both.products, solid("p", 1)), "drug", most=Mass(1))
        assert found.answers[-1].verdict == "whole"


class TestCommandLine:
    def test_the_page_has_the_bar_the_gaps_and_every_dose(self, run: Run) -> None:
        done = run(f'doses {OWN} --max "5 mg" --sources')
        assert (done.code, done.err) == (0, "")
        assert (
            done.out
            == """\
diazepam: which doses can be made

diazepam: 8 doses up to 5 mg can be made, 3 with whole tablets and 5 with halves. Below 1 mg the
next makeable dose is 0.

One sign for 0.5 mg: W whole, H halves, · none
Above  Up to  Doses
-----  -----  ----------
0 mg   5 mg   ·H·WHHHWHW

What can be made
- 1 mg
- 2 to 5 mg by 0.5 mg: 7 doses
- Below 1 mg the next dose is 0: a cut of 100%
- Below 2 mg the next dose is 1 mg: a cut of 50%
- Below 2.5 mg the next dose is 2 mg: a cut of 20%
- Below 3 mg the next dose is 2.5 mg: a cut of 16.67%

Every dose
Dose    How to take it                     Verdict  Next below  A cut of
------  ---------------------------------  -------  ----------  --------
5 mg    1 × 5 mg tablet                    whole    4.5 mg      10%
4.5 mg  ½ × 5 mg tablet + 1 × 2 mg tablet  halves   4 mg        11.11%
4 mg    2 × 2 mg tablet                    whole    3.5 mg      12.5%
3.5 mg  ½ × 5 mg tablet + ½ × 2 mg tablet  halves   3 mg        14.29%
3 mg    1 × 2 mg tablet + ½ × 2 mg tablet  halves   2.5 mg      16.67%
2.5 mg  ½ × 5 mg tablet                    halves   2 mg        20%
2 mg    1 × 2 mg tablet                    whole    1 mg        50%
1 mg    ½ × 2 mg tablet                    halves   0 mg        100%

Basis
- Made from the products named, divided as their labels say, at most 6 pieces a dose, at most 10 mL
  of one liquid exactly; fewest cuts first. Cuts are rounded to 0.01%.

Products used
- diazepam 2 mg tablets, divided in halves [diazepam-tablet-2mg-halves]: score unknown; in halves;
  stated on the command line
- diazepam 5 mg tablets, divided in halves [diazepam-tablet-5mg-halves]: score unknown; in halves;
  stated on the command line
"""
        )

    def test_doses_with_a_liquid_in_a_row_are_told_together(self, run: Run) -> None:
        done = run(f'doses {OWN} --liquid "1 mg/mL by 0.1 mL" --max "2 mg"')
        assert "One sign for 0.1 mg: W whole, H halves, L liquid, · none" in done.out
        assert "LLLLLLLLLH LLLLLLLLLW" in done.out
        assert "0.1 mg to 0.9 mg  9 doses with a liquid  liquid   0.1 mg less  11.11% to 100%" in done.out
        assert "With tablets alone\n- 1 mg and 2 mg\n- Below 1 mg the next dose is 0: a cut of 100%" in done.out
        assert "With a liquid too\n- 0.1 to 2 mg by 0.1 mg: 20 doses" in done.out

    @pytest.mark.parametrize("region", ["uk", "generic", "us"])
    def test_the_page_has_at_most_40_lines_of_80_characters(
        self, run: Run, region: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "80")
        lines = run(f'doses --drug diazepam --region {region} --max "20 mg"').out.splitlines()
        assert len(lines) <= 40
        assert max(map(len, lines)) <= 80
        assert "- 2 to 20 mg by 0.5 mg: 37 doses" in lines

    def test_a_drug_without_a_liquid_is_given_one_where_a_step_of_it_is_named(self, run: Run) -> None:
        done = run('doses --drug lorazepam --region generic --liquid-step "0.1 mg" --max "0.4 mg"')
        assert "there is no liquid of lorazepam here: one of 1 mg/mL is assumed" in done.err
        assert "- 0.1 to 0.4 mg by 0.1 mg: 4 doses" in done.out

    def test_thirds_and_eighths_have_signs_of_their_own(self, run: Run) -> None:
        done = run('doses --tablet "3 mg/thirds" --max "3 mg"')
        assert "One sign for 1 mg: W whole, T thirds, · none" in done.out
        assert "TTW" in done.out
        done = run('doses --tablet "4 mg/quarters" --split eighths --max "4 mg"')
        assert "EQEHEQEW" in done.out

    def test_a_brand_that_names_a_release_is_answered_from_it(self, run: Run) -> None:
        done = run('doses --drug "Xanax XR" --region us --format json')
        forms = {product["form"] for product in done.json["shelf"]["products"]}
        assert forms == {"prolonged-release tablet"}
        assert "prolonged-release tablet" not in run("doses --drug alprazolam --region us --format csv").out

    def test_every_line_fits_the_page(self, run: Run) -> None:
        for region, drug in (("uk", "diazepam"), ("us", "clonazepam"), ("fr", "diazepam"), ("de", "diazepam")):
            done = run(f"doses --drug {drug} --region {region} --split quarters --max '4 mg'")
            assert max(len(line) for line in done.out.splitlines() if "://" not in line) <= 100

    def test_csv_has_a_row_for_each_dose(self, run: Run) -> None:
        done = run(f'doses {OWN} --max "2 mg" --format csv')
        assert list(csv.reader(io.StringIO(done.out))) == [
            ["drug", "dose_mg", "verdict", "take", "next_below_mg", "gap_mg", "cut_percent"],
            ["diazepam", "1", "halves", "½ × 2 mg tablet", "0", "1", "100"],
            ["diazepam", "2", "whole", "1 × 2 mg tablet", "1", "1", "50"],
        ]

    def test_json_holds_the_doses_and_the_gaps_exactly(self, run: Run) -> None:
        done = run(f'doses {OWN} --max "3 mg" --format json')
        (entry,) = done.json["drugs"]
        assert done.json["command"] == "doses"
        assert [dose["dose_mg"] for dose in entry["doses"]] == ["1", "2", "2.5", "3"]
        assert entry["gaps"][-1] == {"from_mg": "3", "to_mg": "2.5", "gap_mg": "0.5", "cut_percent": "50/3"}
        assert entry["summary"] == {
            "doses": 4,
            "whole": 1,
            "halves": 3,
            "thirds": 0,
            "quarters": 0,
            "eighths": 0,
            "liquid": 0,
        }
        assert entry["doses"][0]["items"] == [
            {"product": "diazepam-tablet-2mg-halves", "part": "1/2", "count": 1, "mg": "1"}
        ]

    def test_a_schedule_says_which_drugs_and_how_far(self, run: Run) -> None:
        done = run("doses scotland-lorazepam --region uk --format json")
        assert [(entry["drug"], entry["max_mg"]) for entry in done.json["drugs"]] == [
            ("lorazepam", "1"),
            ("diazepam", "10"),
        ]
        text = run("doses scotland-lorazepam --region uk --no-liquid").out
        assert "Looked at up to the highest dose of the schedule; --max sets another end." in text
        assert "lorazepam: One sign for 0.25 mg: W whole, H halves, · none" in text

    def test_markdown_escapes_nothing_away(self, run: Run) -> None:
        done = run(f'doses {OWN} --max "3 mg" --format markdown')
        assert "| 0 mg | 3 mg | ·H·WHH |" in done.out

    def test_where_nothing_can_be_made_it_ends_in_1(self, run: Run) -> None:
        done = run(f'doses {OWN} --max "0.5 mg"')
        assert done.code == 1
        assert "diazepam: no dose up to 0.5 mg can be made." in done.out
        assert "Every dose" not in done.out

    def test_a_shelf_of_ones_own_needs_no_name(self, run: Run) -> None:
        assert run('doses --tablet "diazepam 5 mg"').code == 0
        assert "drug not named: 2 doses up to 10 mg" in run('doses --tablet "5 mg"').out

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ("", "of which drug? Name one (--drug)"),
            ("--drug diazpam", "did you mean diazepam"),
            ("--drug zopiclone --region generic", "zopiclone is not on record for most countries"),
            ('--drug diazepam --max "0 mg"', "doses up to 0 mg: write an amount above 0"),
            ("--drug diazepam --max 20", "write 20 mg"),
            ('--tablet "diazepam 5 mg" --tablet "clonazepam 2 mg"', "of which drug, diazepam or clonazepam?"),
            ('--drug lorazepam --tablet "diazepam 5 mg"', "of which drug, lorazepam or diazepam?"),
            ("--drug diazepam --region generic --use generic-diazepam-3mg", "is not on this shelf"),
            ("--drug clonazepam --without generic-clonazepam-0.5mg --without generic-clonazepam-2mg", "no product of"),
        ],
    )
    def test_what_cannot_be_answered_is_refused(self, run: Run, arguments: str, said: str) -> None:
        done = run(f"doses {arguments}")
        assert (done.code, done.out) == (2, "")
        assert said in done.err


def test_amounts_of_the_gaps_are_read_back_as_they_are_written() -> None:
    for gap in doses(HALVES, "drug").gaps:
        assert read_number(plain(gap.cut * 100))[0] == gap.cut * 100
