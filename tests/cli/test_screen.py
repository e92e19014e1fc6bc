"""How much of a screen an answer takes, and the sentence that it begins with."""

from __future__ import annotations

import pytest

from pillsplit.formulary import published
from tests.conftest import Run


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize(
    ("arguments", "most"),
    [
        ("check nice-cks --region uk", 40),
        ("check nice-cks --region us", 40),
        *((f"titrate {name} --region {region}", 45) for name in published.names() for region in ("uk", "us")),
        ("titrate nice-cks --region de", 45),
        ("titrate nice-cks --region fr", 50),
    ],
)
def test_an_answer_fits_the_screen(arguments: str, most: int, run: Run) -> None:
    assert len(run(arguments).out.splitlines()) <= most


@pytest.mark.parametrize("verb", ["check", "titrate"])
@pytest.mark.parametrize("region", ["uk", "us", "de", "fr"])
def test_no_line_is_longer_than_the_screen(verb: str, region: str, run: Run) -> None:
    for name in published.names():
        assert max(map(len, run(verb, name, "--region", region).out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            "nice-cks --region uk",
            (
                "Tablets of 2, 5 and 10 mg make 44 of 50 weeks, halves from week 33; weeks 45–50 take "
                "the 1 mg/mL liquid "
                "(at least 1 bottle), steps 23 and 25 cannot be made without it. "
                "Tablets alone make 23 of 25 steps exactly, no more within 10%."
            ),
        ),
        (
            "solution-26-weeks --region ca",
            (
                "Tablets of 2, 5 and 10 mg make 15 of 25 weeks, halves from week 4; "
                "steps 5, 9 and 11–13 need a liquid, and none is on record in Canada. "
                "Tablets alone make 8 of 13 steps exactly, 9 within 10%."
            ),
        ),
        (
            "solution-26-weeks --region fr",
            (
                "Tablets of 2, 5 and 10 mg make 7 of 25 weeks; weeks 4–5, 8–11 and 18–19 take the 10 mg/mL drops "
                "(at least 1 bottle), and cannot be made without them; steps 7, 9 and 11–13 cannot be "
                "made, not even with "
                "them; steps 3 and 5–6 are not made exactly (see below). "
                "Tablets alone make 4 of 13 steps exactly, 6 within 10%."
            ),
        ),
        (
            "scotland-lorazepam --region uk",
            (
                "Lorazepam: tablets of 1 mg make all its 4 weeks; none needs liquid. "
                "Diazepam: tablets of 2, 5 and 10 mg make all its 42 weeks, halves from week 19; none needs liquid."
            ),
        ),
        ('"5 mg x 14d" --drug diazepam', "Tablets of 5 mg make the only step; no liquid is needed."),
        ('"5 mg x 14d, 4 mg x 14d" --drug diazepam', "Tablets of 2 and 5 mg make all 4 weeks; none needs liquid."),
        ('"5 mg x 10d, 4 mg x 14d" --drug diazepam', "Tablets of 2 and 5 mg make all 2 steps; none needs liquid."),
        (
            '"1.62 mg x 14d" --drug clonazepam --region us',
            (
                "Tablets of 0.5 and 1 mg and orodispersible tablets of 0.125 mg make the only step; "
                "it is not made exactly "
                "(see below); no liquid is needed. Tablets alone come within 1%."
            ),
        ),
        (
            '"1.62 mg x 14d" --drug clonazepam --region us --tolerance 0%',
            "The only step needs a liquid, and none is on record in the United States. Tablets alone come within 1%.",
        ),
        (
            '"5 mg x 14d, 4.975 mg x 14d" --drug diazepam --region us --device "10 mL"',
            (
                "Tablets of 5 mg make all 4 weeks; step 2 is not made exactly (see below); none needs liquid. "
                "Tablets alone make 1 of 2 steps exactly, 2 within 1%."
            ),
        ),
        (
            '"5 mg x 7, 4.9 mg x 7" --drug diazepam --no-liquid',
            (
                "Tablets of 5 mg make 1 of 2 weeks; step 2 cannot be made of tablets alone, and liquids are left out "
                "(--no-liquid). Tablets alone make 1 of 2 steps exactly, 2 within 2.5%."
            ),
        ),
        (
            '"4.9 mg x 7, 0.01 mg x 7" --drug diazepam --liquid "1 mg/mL"',
            (
                "Week 1 takes the 1 mg/mL liquid, and cannot be made without it; step 2 cannot be "
                "made, not even with it. "
                "Tablets alone make none of 2 steps exactly, none within 10%."
            ),
        ),
        (
            '"0.01 mg x 7" --drug diazepam --liquid "1 mg/mL"',
            "The only step cannot be made, not even with a liquid. Tablets alone do not come within 10%.",
        ),
        (
            '"4.9 mg x 7" --drug diazepam --tablet "2 mg/halves"',
            "The only step needs a liquid, and none is named. Tablets alone come within 2.5%.",
        ),
        (
            (
                '"3.3 mg x 7, 2.8 mg x 7" --drug diazepam --tablet "5 mg/halves" --liquid "1 mg/mL by 0.1 mL" '
                '--max-volume "1 mL"'
            ),
            (
                "Weeks 1–2 take the 1 mg/mL liquid, with halves, and cannot be made without it. "
                "Tablets alone make none of 2 steps exactly, none within 10%."
            ),
        ),
        ('"0 mg x 7" --drug diazepam', "Nothing is to be taken; no liquid is needed."),
    ],
)
def test_the_first_sentence_says_what_is_made_and_with_what(arguments: str, said: str, run: Run) -> None:
    parts = run(f"check {arguments}").out.split("\n\n")
    assert " ".join(parts[1].split()) == said


def test_tablets_that_make_a_dose_are_not_said_to_miss_it(run: Run) -> None:
    """A dose given to the liquid to spare a cut has no neighbours: tablets alone make it."""
    rows = [line.split() for line in run("check us-label-clonazepam --region uk").out.splitlines()]
    assert ["3", "3", "morning", "0.25", "mg", "0.62", "mL", "0.248", "mg", "liquid"] in rows
