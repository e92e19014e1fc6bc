"""Numbers at the edges of what is read and written: the last that is taken, and the first that is not."""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillsplit.amounts.number import (
    AmountError,
    at_most,
    in_parts,
    plain,
    read_number,
    read_percent,
    rounded_percent,
    significant,
    written,
)
from pillsplit.amounts.quantity import Concentration, Mass, Volume

SIGNS = {
    "½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅙": (1, 6), "⅚": (5, 6),
    "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip
SMALL = st.fractions(min_value=Fraction(1, 10**6), max_value=1000, max_denominator=10**6)


@pytest.mark.parametrize(("sign", "parts"), SIGNS.items())
def test_every_sign_of_a_part_means_it_and_is_written_for_it(sign: str, parts: tuple[int, int]) -> None:
    value = Fraction(*parts)
    assert read_number(sign) == (value, ())
    assert read_number(f"2 {sign}") == read_number(f"2{sign}") == (2 + value, ())
    assert in_parts(value) == sign
    assert in_parts(2 + value) == f"2{sign}"
    if value.denominator % 3 == 0:
        assert (written(value), written(2 + value), written(-value)) == (sign, f"2{sign}", f"-{sign}")


def test_small_figures_are_read_digit_by_digit() -> None:
    for number in range(1, 100):
        text = written(Fraction(number, 131))
        assert read_number(text) == (Fraction(number, 131), ())
    assert read_number("²⁰⁄₃₁₄₅₆₇₈₉") == (Fraction(20, 31456789), ())
    assert read_number("3 ¹⁄₇") == read_number("3¹⁄₇") == read_number("3 1/7") == (Fraction(22, 7), ())


TWELVE = "123456789012"


@pytest.mark.parametrize(
    "text",
    [
        TWELVE,
        f"000.{TWELVE}".replace("000", "0"),
        f"1/{TWELVE}",
        f"{TWELVE}/7",
        f"{TWELVE} 1/7",
        f"{TWELVE}½",
        "100000000000",
        "0.000000000000123",
        "0." + "0" * 57 + "1",
    ],
)
def test_twelve_digits_that_count_are_read(text: str) -> None:
    read_number(text)


MANY = "has more than 12 significant digits: write a rounded number"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{TWELVE}3", MANY),
        (f"0.{TWELVE}3", MANY),
        (f"1/{TWELVE}3", MANY),
        (f"{TWELVE}3/7", MANY),
        (f"{TWELVE}3 1/7", MANY),
        (f"{TWELVE}3½", MANY),
        ("0" * 61, "is too long for a number: write at most 12 digits"),
        ("-" + "0" * 60, "is too long for a number: write at most 12 digits"),
        ("-" + "0" * 59, "is negative: write an amount of 0 or more"),
        ("1 2/2", "is unclear: write a whole number and a part below one, such as 1 1/2"),
        ("1 3/2", "is unclear: write a whole number and a part below one, such as 1 1/2"),
        ("007", "begins with a zero too many: write 7 or 0.7"),
        ("00", "begins with a zero too many: write 0 or 0.0"),
        ("05.5", "begins with a zero too many: write 5.5"),
        ("00.5", "begins with a zero too many: write 0.5"),
        ("1,234", "is unclear, a thousand or a decimal: write 1234 or 1.234"),
        ("10,000", "is unclear, a thousand or a decimal: write 10000 or 10"),
        ("−1", "is negative: write an amount of 0 or more"),
        ("–1", "is negative: write an amount of 0 or more"),
        ("-1", "is negative: write an amount of 0 or more"),
        ("+", "has a sign: write the number without it"),
        ("+ 5", "has a sign: write 5 without it"),
        ("1e-3", "has an exponent: write the digits out, such as 1000 for 1e3"),
        ("1.5.5", "has more than one point or comma: write it without a separator for thousands"),
        ("1.5/3.5", "is not a number: write digits, such as 2.5 or 1/3"),
        ("X5", "is not a number: write digits, such as 2.5 or 1/3"),
        ("1_0", "has an underscore: write '10'"),
    ],
)
def test_the_first_that_is_not_read_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(AmountError) as error:
        read_number(text)
    assert str(error.value).endswith(f"' {said}" if len(text) <= 40 else f"…' {said}")


def test_three_decimals_after_a_comma_are_read_where_nothing_but_zeros_is_before_it() -> None:
    assert read_number("0,125")[0] == read_number(",125")[0] == Fraction(1, 8)


def test_a_remark_says_how_the_number_is_read() -> None:
    _, (first, second) = read_number(".50")
    assert first == ("no-leading-zero", "'.50' is read as 0.5: write the zero before it")
    assert second == ("trailing-zero", "'.50' is read as 0.5: write it without trailing zeros")


@given(SMALL, st.integers(0, 4))
def test_a_bound_is_never_below_what_it_bounds_and_less_than_one_place_above(value: Fraction, places: int) -> None:
    said = read_number(at_most(value, places).removeprefix("."))[0]
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", plain(value)):
        assert at_most(value, places) == plain(value)
    else:
        assert said == Fraction(ceil(value * 10**places), 10**places)
        assert value < said < value + Fraction(1, 10**places)


@given(SMALL, st.integers(1, 4))
def test_a_number_of_so_many_digits_is_the_next_above(value: Fraction, digits: int) -> None:
    said = significant(value, digits)
    exact = read_number(said)[0]
    figures = said.replace(".", "").lstrip("0")
    assert exact >= value
    if "." in said:
        assert len(figures) <= digits or figures == "1".ljust(digits + 1, "0")
        place = Fraction(1, 10 ** len(said.split(".")[1]))
        assert exact - place < value
    if value < 10 ** (digits - 1):
        smallest = 0
        while value * 10**smallest < 10 ** (digits - 1):
            smallest += 1
        assert exact == Fraction(ceil(value * 10**smallest), 10**smallest)
    else:
        assert exact == ceil(value)


def test_two_digits_are_what_a_bound_has_by_itself() -> None:
    assert [significant(Fraction(*each)) for each in ((1, 1), (10, 1), (99, 10), (1, 3), (1, 30), (101, 10))] == [
        "1", "10", "9.9", "0.34", "0.034", "11"
    ]  # fmt: skip


def test_a_number_without_an_end_is_written_as_a_quotient_and_any_other_with_its_places() -> None:
    for denominator in range(1, 200):
        rest = denominator
        for prime in (2, 5):
            while rest % prime == 0:
                rest //= prime
        said = plain(Fraction(1, denominator))
        assert ("/" in said) == (rest != 1)
        assert Fraction(said) == Fraction(1, denominator)
        assert "/" in said or not said.endswith("0")


def test_a_part_without_a_sign_is_written_as_a_number() -> None:
    assert [in_parts(Fraction(*each)) for each in ((1, 5), (7, 5), (8, 7), (5, 1))] == ["0.2", "1.4", "1 ¹⁄₇", "5"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.5", "'0.5' is not a percentage: write 50% or 0.5%"),
        ("1", "'1' is not a percentage: write 1%"),
        ("0", "'0' is not a percentage: write 0%"),
        ("5", "'5' is not a percentage: write 5%"),
        ("half", "'half' is not a percentage: write a share, such as 10%"),
        ("1/3", "'1/3' is not a percentage: write a share, such as 10%"),
    ],
)
def test_a_number_without_its_percent_sign_is_refused_with_what_may_be_meant(text: str, said: str) -> None:
    with pytest.raises(AmountError) as error:
        read_percent(text)
    assert str(error.value) == said


def test_a_percentage_may_have_a_space_before_its_sign() -> None:
    assert read_percent(" 0.5 % ") == Fraction(1, 200)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Fraction(0), "0%"),
        (Fraction(1), "100%"),
        (Fraction(2), "200%"),
        (Fraction(1, 20_000), "below 0.01%"),  # half of the last place goes to the even 0
        (Fraction(1, 19_999), "0.01%"),
        (Fraction(3, 20_000), "0.02%"),
        (1 - Fraction(1, 20_000), "above 99.99%"),
        (1 + Fraction(1, 20_000), "100%"),
        (Fraction(1, 3), "33.33%"),
    ],
)
def test_a_percentage_has_two_places_by_itself(share: Fraction, said: str) -> None:
    assert rounded_percent(share) == said


@pytest.mark.parametrize("space", ["\u00a0", "\u202f"])
def test_spaces_that_do_not_break_are_spaces(space: str) -> None:
    assert read_number(f"{space}1{space}1/2{space}") == (Fraction(3, 2), ())
    assert Mass.read(f"{space}1{space}1/2{space}mg{space}") == (Mass(Fraction(3, 2)), ())


def test_a_wrong_number_before_a_sign_of_another_alphabet_is_named_by_itself() -> None:
    with pytest.raises(AmountError, match=r"^'1.2.3' has more than one point"):
        Mass.read("1.2.3 µg")


@given(st.fractions(max_denominator=50), st.fractions(max_denominator=50))
def test_amounts_compare_as_their_numbers_do(one: Fraction, other: Fraction) -> None:
    a, b = Mass(one), Mass(other)
    assert (a < b, a <= b, a > b, a >= b, a == b) == (
        one < other, one <= other, one > other, one >= other, one == other
    )  # fmt: skip
    assert (a <= Mass(one), a >= Mass(one), a < Mass(one), a > Mass(one)) == (True, True, False, False)
    assert (hash(a) == hash(b)) >= (a == b)
    assert bool(a) == bool(one)
    assert (a + b, a - b) == (Mass(one + other), Mass(one - other))


def test_amounts_of_two_kinds_do_not_compare() -> None:
    for compare in ("__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__add__", "__sub__"):
        assert getattr(Mass(1), compare)(Volume(1)) is NotImplemented
    assert Mass(1).__mul__("2") is NotImplemented  # type: ignore[operator]


def test_a_number_of_another_exact_kind_is_taken_as_its_value() -> None:
    class Count(int):
        pass

    class Share(Fraction):
        pass

    assert Mass(Count(2)).mg == 2
    assert Mass(Share(1, 2)).mg == Fraction(1, 2)
    assert (Mass(3) * Count(2), Mass(3) * Share(1, 2)) == (Mass(6), Mass(Fraction(3, 2)))
    assert Count(2) * Mass(3) == Mass(6)


@pytest.mark.parametrize(("value", "kind"), [(0.5, "float"), ("5", "str"), (True, "bool"), (None, "NoneType")])
def test_what_is_no_exact_number_is_refused_by_its_kind(value: object, kind: str) -> None:
    with pytest.raises(TypeError) as error:
        Mass(value)  # type: ignore[arg-type]
    assert str(error.value) == f"an amount is made from an int or a Fraction, not from {kind}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5", "'5' is not a concentration: write it like 1 mg/mL or 2 mg/5 mL"),
        ("1 mg/0 mL", "'1 mg/0 mL' divides by zero: write it like 1 mg/mL or 2 mg/5 mL"),
        ("1 mg/5", "'5' has no unit: write 5 mL"),
        ("1 mg/x", "'1 x' has the unknown unit 'x': write the number with its unit, such as 2.5 mL"),
    ],
)
def test_what_is_no_concentration_is_refused_with_what_to_write_instead(text: str, said: str) -> None:
    with pytest.raises(AmountError) as error:
        Concentration.parse(text)
    assert str(error.value) == said


def test_a_concentration_is_told_what_to_remark_on_and_in_which_unit_its_number_is() -> None:
    concentration, remarks = Concentration.read(".5 mg/.5 mL")
    assert concentration == Concentration(1)
    assert [remark.code for remark in remarks] == ["no-leading-zero"] * 2
    assert Concentration.read("2", "mg/5 mL") == (Concentration(Fraction(2, 5)), ())
    assert Concentration.parse("2", "mg/mL") == Concentration(2)
    assert str(Concentration(Fraction(1, 3))) == "⅓ mg/mL"
    assert Concentration(2).mass(Volume(3)) == Mass(6)
    assert Concentration(2).volume(Mass(3)) == Volume(Fraction(3, 2))
