"""The sheet in eight languages: every sentence whole, numbers and units the same in all."""

from __future__ import annotations

import re
from collections import Counter
from gettext import GNUTranslations
from io import BytesIO
from itertools import product

import pytest

from pillsplit.errors import UsageError
from pillsplit.formulary import published
from pillsplit.formulary.leaflet import leaflet
from pillsplit.formulary.loader import Formulary
from pillsplit.output.languages import language as languages
from pillsplit.output.languages.language import ENGLISH, LANGUAGES, language
from pillsplit.output.paper.wishes import PAPERS
from tests.conftest import Run
from tests.output import catalogues
from tests.pages import Node, Reader

pytest.importorskip("babel")
OTHERS = tuple(code for code in LANGUAGES if code != ENGLISH)
SAME = {"drug", "decimal sign", "date", "month", "weekday", "catalogue", "list"}
"""What may be the same as in English: names, and how a date or a list is put together."""
ALSO_THE_SAME = {
    ("de", "Name"),
    ("de", "{mass} in {volume}"),
    ("it", "{mass} in {volume}"),
    ("nl", "{mass} in {volume}"),
    ("nl", ("Week {first}: {days}", "Weeks {first} to {last}: {days}")),
}


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_holds_every_sentence_translated_and_no_other(code: str) -> None:
    wanted = {message for message in catalogues.messages() if message[0] != "drug"}
    found = {(each.context, each.id): each.string for each in catalogues.read(code) if each.id}
    sentences = {(context, text): said for (context, text), said in found.items() if context != "drug"}
    assert set(sentences) == wanted, "run `python -m tests.output.catalogues`"
    for (context, text), said in sentences.items():
        said = said if isinstance(said, tuple) else (said,)
        assert all(said), f"{text!r} is not translated"
        if context not in SAME and (code, text) not in ALSO_THE_SAME:
            assert said[0] != (text[0] if isinstance(text, tuple) else text), f"{text!r} is not translated"
    # A drug that has just come in stands under the name that it was written by.
    assert sum(bool(said) for (context, _), said in found.items() if context == "drug") > 20


@pytest.mark.hazard("H14")
@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_fills_in_the_same_and_holds_the_same_numbers(code: str) -> None:
    for each in catalogues.read(code):
        if not each.id:
            continue
        texts = each.id if isinstance(each.id, tuple) else (each.id,)
        strings = each.string if isinstance(each.string, tuple) else (each.string,)
        for text, said in zip(texts, strings, strict=True):
            assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", said)), said
            assert re.findall(r"\d+", text) == re.findall(r"\d+", said), said


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_compiled_is_what_is_written(code: str) -> None:
    def entries(content: bytes) -> dict[str, str]:
        return {
            key if isinstance(key, str) else f"{key[0]}#{key[1]}": said
            for key, said in GNUTranslations(BytesIO(content))._catalog.items()  # type: ignore[attr-defined]
            if key
        }

    shipped = (catalogues.FOLDER / f"{code}.mo").read_bytes()
    assert entries(shipped) == entries(catalogues.compiled(catalogues.read(code)))


UNITS = re.compile(r"\d+(?:[.,]\d+)?[½¼¾⅓⅔⅛]? ?(?:mg|mL)\b|\d+(?:[.,]\d+)?[½¼¾⅓⅔⅛]")


def numbers(node: Node) -> Counter[str]:
    """Count every amount with its unit, as it is with a decimal point."""
    return Counter(each.replace(",", ".") for each in UNITS.findall(node.text))


def sheet(run: Run, *arguments: str) -> Node:
    out = run("report", *arguments, "--for", "person", "--draft", "--start", "2026-12-01").out
    return next(node for node in Reader(out).root.every("person"))


AT_ONCE = {("scotland-lorazepam", "uk"), ("us-label-clonazepam", "fr")}
IN_REGIONS = [
    pytest.param(*each, marks=[] if each in AT_ONCE else pytest.mark.slow)
    for each in product(published.names(), ("uk", "fr"))
]


@pytest.mark.hazard("H14")
@pytest.mark.parametrize("layout", ["steps", "days"])
@pytest.mark.parametrize(("name", "region"), IN_REGIONS)
def test_numbers_and_units_are_the_same_in_every_language(run: Run, name: str, region: str, layout: str) -> None:
    shared = (name, "--region", region, "--layout", layout)
    english = numbers(sheet(run, *shared, "--language", "en"))
    assert english.total() > 10
    for code in OTHERS if layout == "steps" else ("de", "fr"):
        assert numbers(sheet(run, *shared, "--language", code)) == english, code


@pytest.mark.hazard("H14")
@pytest.mark.parametrize("code", OTHERS)
def test_no_english_is_left_on_a_sheet_in_another_language(run: Run, code: str) -> None:
    said = sheet(run, "solution-26-weeks", "--region", "uk", "--language", code).text
    left = re.findall(r"\b(?:the|you|your|take|tablet|tablets|day|days|night|from|with|of|step)\b", said, re.IGNORECASE)
    assert [each for each in left if (code, each.lower()) not in {("nl", "tablet"), ("nl", "of")}] == []


@pytest.mark.hazard("H14")
def test_the_foot_says_that_a_translation_awaits_its_review_and_english_does_not(run: Run) -> None:
    shared = ("report", "5 mg x 7d", "--drug", "diazepam", "--for", "person")
    english = run(*shared).out
    assert "review" not in english
    german = Reader(run(*shared, "--language", "de").out).text
    assert "Die Übersetzung wartet noch auf die Prüfung durch muttersprachliche Apotheker." in german


def test_a_catalogue_is_reviewed_once_its_reviewer_has_signed_it() -> None:
    assert not any(language(code).reviewed for code in OTHERS)
    signed = catalogues.read("de")
    signed.get(languages.UNREVIEWED, "catalogue").string = "A. Apotheker, 2027-01-01"
    assert languages.Language("de", GNUTranslations(BytesIO(catalogues.compiled(signed)))).reviewed


def test_every_region_has_a_language_and_a_paper_that_there_are() -> None:
    formulary = Formulary()
    regions = [formulary.region(name) for name in formulary.region_names]
    of = {each.name: each.language for each in regions if each.language}
    assert {"de": "de", "at": "de", "es": "es", "fr": "fr", "it": "it", "nl": "nl", "pt": "pt", "se": "sv"}.items() <= (
        of.items()
    )
    assert set(of.values()) <= set(LANGUAGES)
    assert {each.name: each.paper for each in regions if each.paper} == {"ca": "Letter", "us": "Letter"}
    assert {each.paper for each in regions if each.paper} <= set(PAPERS)


def test_the_region_chooses_language_and_paper_unless_they_are_named(run: Run) -> None:
    shared = ("report", "5 mg x 7d", "--drug", "diazepam", "--for", "person")
    assert "@page { size: Letter; }" in run(*shared, "--region", "us").out
    assert "@page { size: A4; }" in run(*shared, "--region", "us", "--paper", "a4").out
    assert '<html lang="fr">' in run(*shared, "--region", "fr").out
    assert '<html lang="en">' in run(*shared, "--region", "fr", "--language", "en").out
    assert '<html lang="en">' in run("report", *shared[1:4], "--region", "fr").out, "the other parts are in English"


def test_a_language_that_there_is_not_is_refused_in_one_line(run: Run) -> None:
    ran = run("report", "5 mg x 7d", "--drug", "diazepam", "--language", "da")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith("pillsplit: --language 'da': there is no sheet in it")
    assert "de (Deutsch)" in ran.err
    with pytest.raises(UsageError, match="there is no sheet"):
        language("xx")


def test_the_leaflet_says_six_things_each_with_a_source() -> None:
    assert [thing.code for thing in leaflet()] == ["do-not-stop", "hold", "missed", "drowsy", "help", "take-back"]
    for thing in leaflet():
        assert thing.source.text
        assert thing.source.checked
        assert thing.source.is_seen or thing.source.text.startswith("to be confirmed")
