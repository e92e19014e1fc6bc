"""What the data say since a plan needs it: usual devices, brands of one release, thirds, drops of any number."""

from __future__ import annotations

import datetime
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import evolve

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Problem, UsageError
from pillsplit.formulary.files import read_drug, read_region_file
from pillsplit.formulary.lint import check_folder
from pillsplit.formulary.loader import Formulary, devices_on_record
from pillsplit.model.device import Dropper, Spoon, Syringe
from pillsplit.model.form import Form, Release, Score
from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import Plan
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid, Solid
from pillsplit.model.schedule import Dose, Schedule, Step
from pillsplit.verbs.measuring import AtHand
from pillsplit.verbs.plan import plan

FORMULARY = Formulary()
TODAY = datetime.date(2026, 11, 22)


# Devices.


def test_the_usual_devices_are_three_syringes() -> None:
    usual = [each for each in devices_on_record().items if each.usual]
    assert [(str(each.capacity), str(each.mark)) for each in usual if isinstance(each, Syringe)] == [
        ("1 mL", "0.01 mL"),
        ("5 mL", "0.1 mL"),
        ("10 mL", "0.2 mL"),
    ]
    assert len(usual) == 3


def measured_with(liquid: Liquid, *have: str) -> list[str]:
    ways = AtHand(Measuring(have=have)).ways(liquid, Preferences())
    return [way.device.id for way in ways if way.device]


def liquid_of(region: str, drug: str, *, in_drops: bool = False) -> Liquid:
    shelf = FORMULARY.shelf(FORMULARY.region(region), [drug])
    return next(each for each in shelf.liquids(drug) if bool(each.drops_per_ml) is in_drops)


def test_where_nobody_says_what_is_at_hand_the_usual_syringes_or_its_own_dropper_measure_a_liquid() -> None:
    assert measured_with(liquid_of("uk", "diazepam")) == ["syringe-1ml", "syringe-5ml", "syringe-10ml"]
    drops = liquid_of("fr", "diazepam", in_drops=True)
    assert measured_with(drops) == ["dropper-30"]
    assert measured_with(drops, "1 mL") == ["syringe-1ml"], "its label is not on record as forbidding one"
    assert measured_with(evolve(drops, drops_only=True), "1 mL") == ["dropper-30"]


def test_a_spoon_measures_only_where_it_is_named() -> None:
    assert measured_with(liquid_of("uk", "diazepam"), "5 mL medicine spoon") == ["spoon-5ml"]
    with pytest.raises(UsageError, match="did you mean"):
        measured_with(liquid_of("uk", "diazepam"), "5 mL medicine spon")
    named = AtHand(Measuring(have=("5 mL medicine spoon",))).ways(liquid_of("uk", "diazepam"), Preferences())
    assert [type(way.device) for way in named] == [Spoon]


def test_the_dropper_of_a_product_has_the_drops_that_its_label_says() -> None:
    drops = evolve(liquid_of("fr", "diazepam", in_drops=True), drops_per_ml=Fraction(75, 2))
    (way,) = AtHand(Measuring()).ways(drops, Preferences())
    assert isinstance(way.device, Dropper)
    assert way.device.drops_per_ml is None, "no dropper of 37.5 drops is on record: that of the bottle counts them"
    assert way.least.ml * Fraction(75, 2) == 1


# Release.


@pytest.mark.parametrize(
    ("drug", "name", "release"),
    [
        ("alprazolam", "Xanax XR", Release.PROLONGED),
        ("alprazolam", "  xanax   xr ", Release.PROLONGED),
        ("alprazolam", "Xanax", None),
        ("alprazolam", "alprazolam", None),
        ("zolpidem", "Ambien CR", Release.PROLONGED),
        ("zolpidem", "Edluar", Release.SUBLINGUAL),
        ("zolpidem", "Intermezzo", Release.SUBLINGUAL),
        ("zolpidem", "Ambien", None),
    ],
)
def test_a_brand_of_one_release_says_so(drug: str, name: str, release: Release | None) -> None:
    assert FORMULARY.drug(drug).release_of(name) == release


@pytest.mark.hazard("H06")
def test_every_brand_of_one_release_is_a_name_of_its_drug() -> None:
    for name in FORMULARY.drug_names:
        drug = FORMULARY.drug(name)
        for brand, _ in drug.releases:
            assert brand in drug.names
            assert FORMULARY.drug_name(brand) == name


def planned(drug: str, *names: str, amount: str = "3 mg", release: str | None = None) -> Plan:
    schedule = Schedule(
        (Step(1, 7, (Dose(drug, "night", Mass.parse(amount)),)),), names=tuple((drug, name) for name in names)
    )
    shelf = FORMULARY.shelf(FORMULARY.region("us"), [drug])
    return plan(schedule, shelf, Preferences(release=release))


def releases(made: Plan) -> set[Release]:
    return {product.release for product in made.shelf.products}


@pytest.mark.hazard("H06")
def test_a_plan_draws_on_one_release_that_of_the_name_then_that_asked_for_then_immediate() -> None:
    assert releases(planned("alprazolam", "Xanax XR")) == {Release.PROLONGED}
    assert releases(planned("alprazolam", "Xanax")) == {Release.IMMEDIATE}
    assert releases(planned("alprazolam")) == {Release.IMMEDIATE}
    assert releases(planned("alprazolam", release="prolonged")) == {Release.PROLONGED}
    assert releases(planned("alprazolam", "Xanax XR", release="immediate")) == {Release.PROLONGED}
    assert len(releases(planned("alprazolam", release="any"))) > 1


@pytest.mark.hazard("H06")
def test_what_is_left_out_for_its_release_is_said() -> None:
    made = planned("alprazolam", "Xanax XR")
    assert made.left_out
    assert {product.release for product in made.left_out} == {Release.IMMEDIATE}
    (note,) = (note for note in made.notes if note.code == "release-left-out")
    assert "draws on prolonged release only, as the name says" in note.text
    assert f"{len(made.left_out)} products of immediate release left out" in note.text
    assert not [note for note in planned("alprazolam", release="any").notes if note.code == "release-left-out"]


@pytest.mark.hazard("H06")
def test_names_of_different_release_are_refused() -> None:
    with pytest.raises(UsageError, match="are of different release: write one schedule for each") as caught:
        planned("zolpidem", "Ambien CR", "Edluar")
    assert "Ambien CR" in str(caught.value)


def test_a_brand_of_a_release_that_is_none_is_told() -> None:
    text = 'name = "x"\nchecked = 2026-11-22\n[releases]\n"X XR" = "slow"\n"X" = 3\n'
    problems: list[Problem] = []
    read_drug(tomllib.loads(text), "drugs/x.toml", problems)
    assert len(problems) == 2
    assert "'slow' is not known: write one of immediate, prolonged, gastro-resistant, sublingual" in str(problems[0])


# Products.

PRODUCT = """\
drug = "diazepam"

[[product]]
id = "x-diazepam-6mg"
name = "Diazepam 6 mg tablets"
form = "tablet"
strength = "6 mg"
score = "third"
parts = 3
source = "Label of Diazepam 6 mg tablets"
evidence = "label"
checked = 2026-11-22
"""
DROPS = """\
drug = "diazepam"

[[product]]
id = "x-diazepam-drops"
name = "Diazepam 10 mg/mL oral drops (Maker)"
maker = "Maker"
form = "oral drops"
concentration = "10 mg/mL"
drops_per_ml = "37.5"
source = "Label of Diazepam 10 mg/mL oral drops"
evidence = "label"
checked = 2026-11-22
"""


def read(text: str) -> tuple[list[Solid | Liquid], list[str]]:
    problems: list[Problem] = []
    found = read_region_file(tomllib.loads(text), "regions/x/diazepam.toml", problems)
    return list(found.products), [str(problem) for problem in problems]


def test_a_tablet_in_thirds_is_read_and_sound(tmp_path: Path) -> None:
    (product,), problems = read(PRODUCT)
    assert isinstance(product, Solid)
    assert (product.score, product.parts, problems) == (Score.THIRD, 3, [])
    assert product.label_gives(Fraction(1, 3))
    file = tmp_path / "regions" / "x" / "diazepam.toml"
    file.parent.mkdir(parents=True)
    file.write_text(PRODUCT, encoding="utf-8")
    assert check_folder(tmp_path, TODAY)[1] == []
    file.write_text(PRODUCT.replace("parts = 3", "parts = 4"), encoding="utf-8")
    (problem,) = check_folder(tmp_path, TODAY)[1]
    assert "parts: is 4, yet the score is third: look at the label again" in str(problem)


@pytest.mark.parametrize(("written", "drops"), [('"37.5"', "75/2"), ('"100/3"', "100/3"), ("20", "20"), ('"20"', "20")])
def test_drops_per_millilitre_are_exact(written: str, drops: str) -> None:
    (product,), problems = read(DROPS.replace('"37.5"', written))
    assert isinstance(product, Liquid)
    assert (product.drops_per_ml, problems) == (Fraction(drops), [])
    assert product.drop is not None
    assert product.drop.ml * Fraction(drops) == 1


def test_drops_without_a_maker_are_refused() -> None:
    products, problems = read(DROPS.replace('maker = "Maker"\n', ""))
    assert products == []
    (problem,) = problems
    assert problem.endswith(
        "(x-diazepam-drops): maker: is missing: drops belong to one maker's bottle, and other bottles drip differently"
    )


def with_field(line: str) -> tuple[list[Solid | Liquid], list[str]]:
    return read(DROPS.replace('evidence = "label"\n', f'evidence = "label"\n{line}\n'))


def test_an_opened_life_is_days_or_not_stated_or_not_on_record() -> None:
    lives = {}
    for line in ("", "in_use_days = 90", 'in_use_days = "not stated"'):
        (product,), problems = with_field(line)
        assert isinstance(product, Liquid)
        assert problems == []
        lives[line] = product.in_use_days, product.life_not_stated
    assert list(lives.values()) == [(None, False), (90, False), (None, True)]
    products, problems = with_field('in_use_days = "unknown"')
    assert products == []
    assert "in_use_days: write a whole number from 1 to 3650" in problems[0]
    (product,), _ = with_field("in_use_days = 90")
    assert isinstance(product, Liquid)
    with pytest.raises(ValueError, match="an opened life of 90 days is stated, or it is not"):
        evolve(product, life_not_stated=True)


def test_what_a_liquid_holds_besides_its_drug_is_an_amount_in_a_millilitre_or_not_stated() -> None:
    (product,), problems = with_field(
        'excipients = { ethanol = "400 mg/mL", propylene_glycol = "0.1 g/mL", sorbitol = "not stated" }'
    )
    assert isinstance(product, Liquid)
    assert problems == []
    assert [(str(each.excipient), each.per_ml and str(each.per_ml)) for each in product.excipients] == [
        ("ethanol", "400 mg/mL"),
        ("propylene glycol", "100 mg/mL"),
        ("sorbitol", None),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('excipients = { etanol = "400 mg/mL" }', "etanol: is not a field that is known here (did you mean ethanol?)"),
        ("excipients = { ethanol = 400 }", "ethanol: write the amount as a text with its unit, in quotes"),
        ('excipients = { ethanol = "0 mg/mL" }', "is nothing"),
        ('excipients = "ethanol"', "excipients: write it as a table under [excipients]"),
        ('primary = "yes"', "primary: write true or false"),
    ],
)
def test_what_is_no_such_field_is_told(line: str, said: str) -> None:
    products, problems = with_field(line)
    assert products == []
    assert said in problems[0]


def test_a_primary_document_is_marked_so() -> None:
    for line, primary in (("primary = true", True), ("primary = false", False), ("", False)):
        (product,), problems = with_field(line)
        assert (product.source.primary, problems) == (primary, [])


@pytest.mark.parametrize("form", [form for form in Form if not form.is_liquid and not form.is_divisible])
def test_a_form_that_is_never_cut_may_keep_what_its_label_says_of_a_score(form: Form, tmp_path: Path) -> None:
    file = tmp_path / "regions" / "x" / "diazepam.toml"
    file.parent.mkdir(parents=True)
    text = PRODUCT.replace('form = "tablet"', f'form = "{form}"').replace("parts = 3", "parts = 1")
    for score, dividing, told in (
        ("none", "", None),
        ("unknown", "Registered as divisible.", None),
        ("unknown", "", 'write "none", or under dividing'),
        ("half", "Registered as divisible.", 'write "none", or "unknown" with what its label says'),
    ):
        said = f'dividing = "{dividing}"\n' if dividing else ""
        file.write_text(text.replace('score = "third"\n', f'score = "{score}"\n{said}'), encoding="utf-8")
        found = [str(problem) for problem in check_folder(tmp_path, TODAY)[1]]
        assert len(found) == (told is not None), (score, dividing, found)
        assert told is None or told in found[0]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("37.5", "drops_per_ml: write a whole number, or one as text in quotes"),
        ("true", "drops_per_ml: write a whole number, or one as text in quotes"),
        ('"many"', "drops_per_ml: "),
        ("0", "drops_per_ml: write a number above 0, up to 1000"),
        ('"1001"', "drops_per_ml: write a number above 0, up to 1000"),
    ],
)
def test_drops_that_are_no_number_are_told(written: str, said: str) -> None:
    products, problems = read(DROPS.replace('"37.5"', written))
    assert products == []
    assert len(problems) == 1
    assert said in problems[0]
