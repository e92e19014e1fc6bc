"""Amounts: what is read, what is refused and with which words, what is written."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pillsplit.amounts.number import (
    AmountError,
    in_parts,
    plain,
    read_number,
    read_percent,
    rounded,
    rounded_percent,
    written,
    written_percent,
)
from pillsplit.amounts.quantity import Concentration, Mass, Volume

READ = {
    "20 mg": "20",
    "0.5 mg": "0.5",
    "500 micrograms": "0.5",
    "500 mcg": "0.5",
    "500 µg": "0.5",
    "500 μg": "0.5",
    "1 g": "1000",
    "1/3 mg": "1/3",
    "1 1/2 mg": "1.5",
    "2.5mg": "2.5",
    "0,5 mg": "0.5",
    "0,125 mg": "0.125",
    "12,5 mg": "12.5",
    "1,2345 mg": "1.2345",
    "½ mg": "0.5",
    "1½ mg": "1.5",
    "3⅓ mg": "10/3",
    "3 ¹⁄₇ mg": "22/7",
    "0 mg": "0",
    "10\u00a0mg": "10",
    "  10 MG ": "10",
    "5 milligrams": "5",
    "0.000000000001 mg": "0.000000000001",
    "123456789012 mg": "123456789012",
}


@pytest.mark.hazard("H03")
@pytest.mark.parametrize(("text", "number"), READ.items())
def test_a_mass_is_read_exactly(text: str, number: str) -> None:
    mass, remarks = Mass.read(text)
    assert (plain(mass.mg), remarks) == (number, ())


REFUSED = {
    "20": "'20' has no unit: write 20 mg",
    "1,000 mg": "'1,000' is unclear, a thousand or a decimal: write 1000 or 1",
    "2,500 mg": "'2,500' is unclear, a thousand or a decimal: write 2500 or 2.5",
    "1,000,000 mg": "'1,000,000' has more than one point or comma: write it without a separator for thousands",
    "1.000,5 mg": "'1.000,5' has more than one point or comma: write it without a separator for thousands",
    "-5 mg": "'-5' is negative: write an amount of 0 or more",
    "−5 mg": "'−5' is negative: write an amount of 0 or more",
    "+5 mg": "'+5' has a sign: write 5 without it",
    "nan": "'nan' is not an amount: write a number with its unit, such as 2.5 mg",
    "inf mg": "'inf mg' is not an amount: write a number with its unit, such as 2.5 mg",
    "1e3": "'1e3' has an exponent: write the digits out, such as 1000 for 1e3",
    "1e3 mg": "'1e3 mg' has an exponent: write the digits out, such as 1000 for 1e3",
    "1E-3 mg": "'1E-3 mg' has an exponent: write the digits out, such as 1000 for 1e3",
    "1_0 mg": "'1_0 mg' has an underscore: write '10 mg'",
    "٣ mg": "'٣ mg' has digits other than 0 to 9: write it with the digits 0 to 9",
    "５ mg": "'５ mg' has digits other than 0 to 9: write it with the digits 0 to 9",
    "2² mg": "'2²' is not a number: write digits, such as 2.5 or 1/3",
    "1234567890123 mg": "'1234567890123' has more than 12 significant digits: write a rounded number",
    "1.234567890123 mg": "'1.234567890123' has more than 12 significant digits: write a rounded number",
    "1/1234567890123 mg": "'1/1234567890123' has more than 12 significant digits: write a rounded number",
    "5 mgg": "'5 mgg' has the unknown unit 'mgg': write the number with its unit, such as 2.5 mg",
    "5 mL": "'5 mL' has the unknown unit 'mL': write the number with its unit, such as 2.5 mg",
    "5 mg tablets": "'5 mg tablets' has the unknown unit 'mg tablets': write the number with its unit, such as 2.5 mg",
    "": "nothing is written: write a number with its unit, such as 2.5 mg",
    "mg": "'mg' is not an amount: write a number with its unit, such as 2.5 mg",
    "5. mg": "'5.' ends in a point: write 5",
    "5, mg": "'5,' ends in a comma: write 5",
    ". mg": "'.' is not a number: write digits, such as 2.5 or 1/3",
    "05 mg": "'05' begins with a zero too many: write 5 or 0.5",
    "1/0 mg": "'1/0' divides by zero: write a number, such as 1/3",
    "1 3/2 mg": "'1 3/2' is unclear: write a whole number and a part below one, such as 1 1/2",
    "1 5 mg": "'1 5' is not a number: write digits, such as 2.5 or 1/3",
    "x" * 60: f"'{'x' * 40}…' is not an amount: write a number with its unit, such as 2.5 mg",
}


@pytest.mark.hazard("H03")
@pytest.mark.parametrize(("text", "message"), REFUSED.items())
def test_what_is_no_clear_mass_is_refused_with_what_to_write_instead(text: str, message: str) -> None:
    with pytest.raises(AmountError) as error:
        Mass.parse(text)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("text", "code", "number"),
    [(".5 mg", "no-leading-zero", "0.5"), ("5.0 mg", "trailing-zero", "5"), ("0,500 mg", "trailing-zero", "0.5")],
)
def test_what_should_be_written_otherwise_is_read_with_a_remark(text: str, code: str, number: str) -> None:
    mass, remarks = Mass.read(text)
    assert plain(mass.mg) == number
    assert [remark.code for remark in remarks] == [code]
    assert number in remarks[0].text


@pytest.mark.hazard("H03")
def test_a_unit_from_a_header_counts_where_the_cell_has_none() -> None:
    assert Mass.parse("500", "micrograms") == Mass.parse("0.5 mg") == Mass.parse("0.5 mg", "micrograms")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 mg/mL", "1"),
        ("2 mg/5 mL", "0.4"),
        ("0.5mg/5ml", "0.1"),
        ("1/3 mg/mL", "1/3"),
        ("100 micrograms/mL", "0.1"),
        ("1 mg per mL", "1"),
        ("10 mg / 1 mL", "10"),
    ],
)
def test_a_concentration_is_read_exactly(text: str, number: str) -> None:
    assert plain(Concentration.parse(text).mg_per_ml) == number


@pytest.mark.parametrize("text", ["5 mg", "x", "1 mg/0 mL", "1 mg/mL/d", "mg/mL", "1 mL/mg", "", "1 mg/", "/"])
def test_what_is_no_concentration_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        Concentration.parse(text)


def test_a_percentage_needs_its_sign() -> None:
    assert read_percent("1%") == Fraction(1, 100)
    assert written_percent(Fraction(1, 200)) == "0.5%"
    with pytest.raises(AmountError, match=re.escape("write 1% or 0.01%")):
        read_percent("0.01")


@pytest.mark.hazard("H03")
@pytest.mark.parametrize(
    ("value", "for_people", "for_machines"),
    [
        (Fraction(133, 10), "13.3", "13.3"),
        (Fraction(1, 8), "0.125", "0.125"),
        (Fraction(5), "5", "5"),
        (Fraction(10, 3), "3⅓", "10/3"),
        (Fraction(1, 3), "⅓", "1/3"),
        (Fraction(-1, 3), "-⅓", "-1/3"),
        (Fraction(5, 7), "⁵⁄₇", "5/7"),
        (Fraction(0), "0", "0"),
        (Fraction(-1, 100), "-0.01", "-0.01"),
    ],
)
def test_numbers_are_written_without_loss_and_never_as_a_bare_quotient(
    value: Fraction, for_people: str, for_machines: str
) -> None:
    assert (written(value), plain(value)) == (for_people, for_machines)


@pytest.mark.hazard("H11")
def test_parts_of_tablets_are_written_as_signs() -> None:
    quarters = [Fraction(n, 4) for n in range(1, 7)]
    assert [in_parts(part) for part in quarters] == ["¼", "½", "¾", "1", "1¼", "1½"]


def test_a_rounded_number_is_rounded_to_nearest() -> None:
    assert [rounded(Fraction(n, 16), 2) for n in (1, 2, 3, 16)] == ["0.06", "0.12", "0.19", "1"]


def test_amounts_of_two_kinds_do_not_mix() -> None:
    with pytest.raises(TypeError):
        Mass(1) + Volume(1)  # type: ignore[operator]
    with pytest.raises(TypeError):
        Mass(1) < Volume(1)  # type: ignore[operator]  # noqa: B015
    assert Mass(1) != Volume(1)


@pytest.mark.parametrize("value", [0.5, "5", True, None])
def test_an_amount_is_made_of_exact_numbers_only(value: object) -> None:
    with pytest.raises(TypeError):
        Mass(value)  # type: ignore[arg-type]


FRACTIONS = st.fractions(min_value=0, max_value=999, max_denominator=600)
"""None needs more than the twelve digits that are read."""


@given(FRACTIONS)
def test_what_is_written_is_read_back(value: Fraction) -> None:
    for kind in (Mass, Volume):
        amount = kind(value)
        assert kind.read(str(amount)) == (amount, ())
    assert read_number(plain(value)) == (value, ())
    assert Concentration.parse(str(Concentration(value))) == Concentration(value)


@pytest.mark.hazard("H02")
@given(FRACTIONS, FRACTIONS, st.integers(0, 20))
def test_arithmetic_is_exact(a: Fraction, b: Fraction, times: int) -> None:
    assert Mass(a) + Mass(b) - Mass(b) == Mass(a)
    assert Mass(a) * times == sum((Mass(a) for _ in range(times)), start=Mass(0))
    if b:
        assert Concentration(b).mass(Concentration(b).volume(Mass(a))) == Mass(a)


@pytest.mark.hazard("H17")
@given(st.text(max_size=12))
@example("+0\x85²")
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    for read in (Mass.parse, Volume.parse, Concentration.parse, read_percent):
        said = ""
        try:
            read(text)
        except AmountError as error:
            said = str(error)
        assert len(said.splitlines()) <= 1


@given(
    st.one_of(
        st.fractions(0, 3, max_denominator=20_000),
        st.builds(lambda halves, places: Fraction(halves, 2 * 10**places), st.integers(0, 500), st.integers(2, 6)),
        st.integers(1, 10**7).map(lambda number: 1 - Fraction(1, number)),
    ),
    st.integers(0, 3),
)
def test_a_percentage_is_rounded_half_to_even_and_never_to_nothing_or_all(share: Fraction, places: int) -> None:
    said = rounded_percent(share, places)
    nearest = rounded(share * 100, places)
    if share and nearest == "0":
        assert said == f"below {plain(Fraction(1, 10**places))}%"
    elif share < 1 and nearest == "100":
        assert said == f"above {plain(100 - Fraction(1, 10**places))}%"
    else:
        assert said == f"{nearest}%"


UNITS: list[tuple[type[Mass] | type[Volume], dict[str, tuple[str, ...]]]] = [
    (
        Mass,
        {
            "1": ("mg", "milligram", "milligrams"),
            "1000": ("g", "gram", "grams"),
            "1/1000": ("mcg", "µg", "microgram", "micrograms"),
        },
    ),
    (Volume, {"1": ("ml", "millilitre", "millilitres", "milliliter", "milliliters"), "1000": ("l",)}),
]


@pytest.mark.hazard("H03")
def test_every_unit_that_is_read_has_the_factor_of_its_word() -> None:
    for kind, factors in UNITS:
        told = {word: Fraction(factor) for factor, words in factors.items() for word in words}
        assert dict(kind.UNITS) == told
