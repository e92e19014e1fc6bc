"""Devices: the data that ships, what is wrong in a file of it, how a person names one, and how far it may be off."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from pillsplit.amounts.quantity import Volume
from pillsplit.errors import Problem, UsageError
from pillsplit.formulary.devices import chosen, read_devices
from pillsplit.formulary.loader import Formulary, devices_on_record
from pillsplit.model.device import Device, Devices, Dropper, Kind, Spoon, Syringe
from pillsplit.model.source import Evidence
from tests.conftest import Run
from tests.worlds import liquid

FILE = Path(__file__).parent.parent.parent / "formulary" / "devices.toml"
SOURCED = 'source = "a test"\nevidence = "label"\nchecked = 2026-11-22\n'
SYRINGE = f"""\
[[device]]
id = "s"
name = "2 mL oral syringe"
kind = "oral syringe"
capacity = "2 mL"
mark = "0.1 mL"
{SOURCED}"""


def ml(text: str) -> Volume:
    return Volume.parse(f"{text} mL")


def syringe(name: str) -> Syringe:
    device = only(name)
    assert isinstance(device, Syringe)
    return device


def only(name: str) -> Device:
    (device,) = chosen(devices_on_record(), (name,)).items
    return device


def read(text: str) -> tuple[Devices, list[str]]:
    problems: list[Problem] = []
    devices = read_devices(tomllib.loads(text), "devices.toml", problems)
    return devices, [str(problem) for problem in problems]


def test_the_syringes_spoons_and_droppers_that_ship() -> None:
    sizes = [(str(each.capacity), str(each.mark)) for each in devices_on_record().items if isinstance(each, Syringe)]
    assert sizes == [
        ("1 mL", "0.01 mL"),
        ("2.5 mL", "0.1 mL"),
        ("3 mL", "0.1 mL"),
        ("5 mL", "0.1 mL"),
        ("5 mL", "0.2 mL"),
        ("10 mL", "0.2 mL"),
        ("20 mL", "1 mL"),
    ]
    spoons = [tuple(map(str, each.measures)) for each in devices_on_record().items if isinstance(each, Spoon)]
    assert spoons == [("1.25 mL", "2.5 mL", "5 mL"), ("5 mL",)]
    drops = [each.drops_per_ml for each in devices_on_record().items if isinstance(each, Dropper)]
    assert drops == [20, 25, 30, None]


def test_every_device_tolerance_and_note_that_ships_has_a_source_with_a_day() -> None:
    devices = devices_on_record()
    sources = [
        *(each.source for each in devices.items),
        *(each.source for each in devices.tolerances),
        *(each.fact.source for each in devices.notes),
    ]
    assert all(source.text and source.checked for source in sources)
    assert {source.evidence for source in sources} <= {Evidence.LABEL, Evidence.GUIDANCE, Evidence.UNVERIFIED}


def test_a_spoon_comes_with_products_that_there_are() -> None:
    formulary = Formulary()
    known = {
        product.id
        for name in formulary.region_names
        for product in formulary.shelf(formulary.region(name), formulary.drugs_in(name)).products
    }
    named = {each for device in devices_on_record().items if isinstance(device, Spoon) for each in device.supplied_with}
    assert named
    assert named <= known


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("1 mL", ("17", "9.5", "7", "5", "5")),
        ("2.5 mL", ("17", "9.5", "7", "5", "5")),
        ("3 mL", ("17", "9.5", "7", "5", "5")),
        ("5 mL", ("16", "8.5", "6", "4", "4")),
        ("10 mL", ("16", "8.5", "6", "4", "4")),
        ("20 mL", ("16", "8.5", "6", "4", "4")),
    ],
)
def test_the_error_of_a_syringe_at_10_20_30_50_and_100_percent(name: str, shares: tuple[str, ...]) -> None:
    device = syringe(name)
    fine = Syringe(  # every share of the capacity on a mark
        id="fine", name="", capacity=device.capacity, mark=Volume(Fraction(1, 1000)), source=device.source,
        tolerance=device.tolerance,
    )  # fmt: skip
    errors = []
    for tenths in (1, 2, 3, 5, 10):
        volume = device.capacity * Fraction(tenths, 10)
        error = fine.error(volume)
        assert error is not None
        errors.append(error.over(volume) * 100)
    assert errors == [Fraction(share) for share in shares]


def test_4_ml_in_a_10_ml_syringe_may_be_off_by_a_fifth_of_a_millilitre_less_a_tenth_of_that() -> None:
    assert syringe("10 mL").error(ml("4")) == ml("0.19")


def test_a_drop_may_be_off_by_26_percent_and_a_half_and_a_spoon_by_what_nobody_has_written() -> None:
    """Ten doses of drops may be off by 15 % together, and one of them by 10 % from their mean besides."""
    assert Fraction(115, 100) * Fraction(110, 100) - 1 == Fraction("0.265")
    assert only("dropper of 20 drops per mL").error(ml("0.05")) == ml("0.05") * Fraction("0.265")
    assert only("double-ended medicine spoon").error(ml("2.5")) is None


@pytest.mark.parametrize(
    ("name", "volume", "fills"),
    [
        ("1 mL", "0.75", ["0.75"]),
        ("10 mL", "10", ["10"]),
        ("10 mL", "10.2", ["3.4", "3.4", "3.4"]),
        ("10 mL", "12", ["6", "6"]),
        ("5 mL", "12.4", ["3.1"] * 4),
        ("20 mL", "42", ["14", "14", "14"]),
    ],
)
def test_more_than_one_fill_is_equal_fills_each_on_a_mark(name: str, volume: str, fills: list[str]) -> None:
    assert [str(fill) for fill in syringe(name).fills(ml(volume))] == [f"{fill} mL" for fill in fills]


def test_a_spoon_is_filled_with_the_largest_measure_that_goes_into_the_volume() -> None:
    spoon = only("double-ended medicine spoon")
    assert [str(fill) for fill in spoon.fills(ml("5"))] == ["5 mL"]
    assert [str(fill) for fill in spoon.fills(ml("3.75"))] == ["1.25 mL"] * 3


def test_a_syringe_measures_from_the_first_mark_at_a_tenth_of_its_capacity() -> None:
    water = liquid("l", 1, Fraction(1, 10))
    assert [str(span.least) for span in syringe("2.5 mL").spans(water, 1)] == ["0.3 mL"]
    assert [str(span.most) for span in syringe("2.5 mL").spans(water, 3)] == ["2.5 mL", "5 mL", "7.5 mL"]


def test_drops_only_is_drawn_into_nothing_but_a_dropper_of_its_own_drops() -> None:
    drops = liquid("l", 10, Fraction(1, 20), drops_per_ml=20, drops_only=True)
    served = [device.name for device in devices_on_record().items if list(device.spans(drops, 1))]
    assert served == ["dropper of 20 drops per mL", "dropper of the bottle"]


def test_a_liquid_that_is_not_counted_in_drops_has_no_dropper() -> None:
    water = liquid("l", 1, Fraction(1, 10))
    kinds = {device.kind for device in devices_on_record().items if list(device.spans(water, 1))}
    assert kinds == {Kind.SYRINGE}, "a spoon comes with certain products only"


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("1 mL", ["syringe-1ml"]),
        ("  1  ML Oral Syringe ", ["syringe-1ml"]),
        ("1 ml syringe", ["syringe-1ml"]),
        (
            "syringe",
            [f"syringe-{size}" for size in ("1ml", "2.5ml", "3ml", "5ml", "5ml-by-0.2ml-precision", "10ml", "20ml")],
        ),
        ("5 mL", ["syringe-5ml"]),
        ("5 ml syringe", ["syringe-5ml"]),
        ("precision 5 mL oral syringe", ["syringe-5ml-by-0.2ml-precision"]),
        ("syringe-20ml", ["syringe-20ml"]),
        ("dropper of 25 drops per mL", ["dropper-25"]),
        ("dropper", ["dropper-20", "dropper-25", "dropper-30", "dropper"]),
        ("5 mL by 0.2 mL", ["syringe-5ml-by-0.2ml"]),
        ("0,5 mL BY 0,01 ml", ["syringe-0.5ml-by-0.01ml"]),
    ],
)
def test_a_person_names_or_describes_a_device(name: str, ids: list[str]) -> None:
    assert [device.id for device in chosen(devices_on_record(), (name,)).items] == ids


def test_a_described_syringe_has_the_error_of_its_size() -> None:
    assert syringe("5 mL by 0.2 mL").error(ml("5")) == ml("0.2")
    assert syringe("4 mL by 0.2 mL").error(ml("4")) == ml("0.2")


def test_a_spoon_that_is_named_is_at_hand_for_any_liquid() -> None:
    spoon = only("5 mL medicine spoon")
    assert list(spoon.spans(liquid("l", 1, Fraction(1, 10)), 1))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("1 mL syrinje", "did you mean 1 ml syringe"),
        ("", "`device` '': the name is not known"),
        ("5 mL by 0.3 mL", "its marks do not end at its capacity"),
        ("5 mL by 0 mL", "its marks do not end at its capacity"),
        ("5 mL by", "is not known"),
        ("5 by 0.1 mL", "'5' has no unit"),
        ("5 mL by 1 mg", "unknown unit 'mg'"),
        ("x" * 500, "is not known"),
    ],
)
def test_a_device_that_there_is_not(name: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        chosen(devices_on_record(), (name,))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SYRINGE.replace('mark = "0.1 mL"', 'mark = "0.3 mL"'), "marks every 0.3 mL do not end at 2 mL"),
        (SYRINGE.replace('mark = "0.1 mL"', "mark = 0.1"), "mark: write the amount as a text"),
        (SYRINGE.replace('mark = "0.1 mL"\n', ""), "mark: is missing"),
        (SYRINGE.replace('capacity = "2 mL"', 'capacity = "2 mg"'), "capacity: '2 mg' has the unknown unit"),
        (SYRINGE.replace("oral syringe", "bucket"), "kind: 'bucket' is not known: write one of oral syringe, spoon"),
        (SYRINGE.replace('evidence = "label"\n', ""), "evidence: is missing"),
        (SYRINGE + SYRINGE, "device 2 (s): id: stands twice in this file"),
        (SYRINGE + 'colour = "purple"\n', "colour: is not a field that is known here"),
        (f'[[device]]\nid = "p"\nname = "p"\nkind = "spoon"\n{SOURCED}', "measures: write what it measures"),
        (f'[[device]]\nid = "d"\nname = "d"\nkind = "dropper"\ndrops_per_ml = 0\n{SOURCED}', "drops_per_ml: write"),
        (
            f'[[tolerance]]\nkind = "spoon"\ntext = "t"\nof_volume = "5"\n{SOURCED}',
            "of_volume: '5' is not a percentage",
        ),
        (
            f'[[tolerance]]\nkind = "spoon"\ntext = "t"\nof_volume = "5%"\nbelow_half_of_volume = "1%"\n{SOURCED}',
            "write both or neither",
        ),
        (f'[[note]]\nkind = "spoon"\ntext = "t"\n{SOURCED}', "note 1: code: is missing"),
        ("[device]\n", "device: write each as a table under its own [[device]]"),
        ('syringe = "1 mL"\n', "syringe: is not a field that is known here"),
    ],
)
def test_what_is_wrong_in_a_file_of_devices_is_told(text: str, told: str, run: Run, tmp_path: Path) -> None:
    _, problems = read(text)
    assert len(problems) >= 1
    assert any(told in problem for problem in problems), problems
    (tmp_path / "devices.toml").write_text(text, encoding="utf-8")
    done = run("formulary", "check", str(tmp_path))
    assert done.code == 3
    assert told in done.err


def test_what_is_right_of_a_file_is_read_beside_what_is_wrong() -> None:
    devices, problems = read(SYRINGE + SYRINGE.replace('"s"', '"t"').replace('"2 mL"', '"x"'))
    assert [device.id for device in devices.items] == ["s"]
    assert len(problems) == 1


def test_a_folder_of_ones_own_adds_a_device_and_overrides_another(tmp_path: Path, run: Run) -> None:
    own = SYRINGE + SYRINGE.replace('"s"', '"syringe-1ml"').replace("2 mL", "1 mL").replace("0.1 mL", "0.05 mL")
    tolerance = f'[[tolerance]]\nkind = "oral syringe"\ntext = "t"\nof_volume = "3%"\n{SOURCED}'
    (tmp_path / "devices.toml").write_text(own + tolerance, encoding="utf-8")
    devices = Formulary(tmp_path).devices()
    by_id = {device.id: device for device in devices.items}
    assert len(by_id) == len(devices_on_record().items) + 1
    assert by_id["s"].error(ml("2")) == ml("0.06"), "the tolerance of one's own goes before that on record"
    assert by_id["syringe-5ml"].error(ml("5")) == ml("0.2"), "which names the sizes it is for"
    plan = f'titrate "0.32 mg x 7" --drug diazepam --formulary {tmp_path} --device "1 mL"'
    done = run(plan + " --format json").json["steps"][0]["doses"][0]
    assert done["verdict"] == "unreachable", "0.32 mL lies between the marks of one's own syringe"


def test_a_broken_file_of_devices_stops_every_verb_alike(tmp_path: Path, run: Run) -> None:
    (tmp_path / "devices.toml").write_text("[[device]]\n", encoding="utf-8")
    for verb in ("titrate", "check", "plan"):
        done = run(f'{verb} "1 mg x 7" --drug diazepam --formulary {tmp_path}')
        assert done.code == 3
        assert "kind: is missing" in done.err


def test_the_file_that_ships_is_clean(run: Run) -> None:
    assert run("formulary", "check", str(FILE.parent)).code == 0
