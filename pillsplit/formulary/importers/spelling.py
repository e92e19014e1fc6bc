"""How registers spell substances: in capitals, with accents, with the endings of their language."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_FOLDED = (
    ("kv", "qu"),
    ("ks", "x"),
    ("ss", "x"),
    ("k", "c"),
    ("ph", "f"),
    ("th", "t"),
    ("rh", "r"),
    ("ch", "c"),
    ("y", "i"),
)
"""Letters that languages write differently: oksazepam and oxazepam, morphine and morfina, methadone and metadona."""
_ENDINGS = "(?:e|a|o|i|um|ium|as)?"
_NO_OTHER = r"(?<!nor[- ])(?<!il[- ])(?<!oxi[- ])"
"""What may not stand before a drug: desmethyl-diazepam is another."""
_INTERNATIONAL = {
    "acide valproique": "valproic acid",
    "acido valproico": "valproic acid",
    "valproinsyre": "valproic acid",
    "divalproate de sodium": "valproate",
    "litio": "lithium",
    "ethyl loflazepate": "ethyl-loflazepate",
    "loflazepate d'ethyle": "ethyl-loflazepate",
    "loflazepato de etilo": "ethyl-loflazepate",
}
"""Names in another language whose international name no rule of letters gives."""
_OFTEN_TAPERED = """
amitriptyline aripiprazole atenolol baclofen betamethasone bisoprolol buprenorphine bupropion buspirone carbamazepine
carisoprodol citalopram clobazam clomipramine clonidine clozapine codeine cortisone desvenlafaxine dexamethasone
doxepin duloxetine escitalopram esomeprazole fentanyl fluoxetine flupentixol fluvoxamine gabapentin haloperidol
hydrocortisone hydromorphone hydroxyzine imipramine lacosamide lamotrigine lansoprazole levetiracetam levothyroxine
lithium lurasidone meprobamate methadone methylphenidate methylprednisolone metoprolol mirtazapine morphine
nortriptyline olanzapine omeprazole oxcarbazepine oxycodone pantoprazole paroxetine perphenazine phenobarbital
phenytoin prednisolone prednisone pregabalin primidone promethazine propranolol quetiapine rabeprazole reboxetine
risperidone sertraline tapentadol tiagabine topiramate tramadol trazodone trimipramine valproate venlafaxine
vortioxetine ziprasidone zonisamide
"""
"""International names of drugs that people taper and that may not be on record here, to be known in any spelling."""


def plain_letters(text: str) -> str:
    """Return *text* in lower case and without accents: ``DIAZÉPAM`` as ``diazepam``."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()


def international(name: str) -> str:
    """Return *name* as an international name is written: without accents, and in English where it is known to differ.

    >>> international("Clorazépate"), international("gabapentine")
    ('clorazepate', 'gabapentin')
    """
    plain = " ".join(plain_letters(name).split())
    return _INTERNATIONAL.get(plain) or _tapered().get(_without_ending(plain), plain)


@cache
def _tapered() -> dict[str, str]:
    """Return the drugs that are often tapered, each by its name without what languages write differently."""
    return {_without_ending(name): name for name in _OFTEN_TAPERED.split()}


def _without_ending(name: str) -> str:
    return re.sub(f"{_ENDINGS}$", "", _fold(name), count=1)


def is_named(drug: str, substance: str) -> bool:
    """Say whether *substance*, in any register's spelling, is *drug* or a salt of it, by its whole name.

    >>> is_named("clorazepate", "CLORAZÉPATE DIPOTASSIQUE"), is_named("diazepam", "NORDIAZEPAM")
    (True, False)
    """
    text = _fold(" ".join(plain_letters(substance).split()))
    return any(pattern.search(text) for pattern in _patterns(drug))


@cache
def _patterns(drug: str) -> tuple[re.Pattern[str], ...]:
    """Return what is looked for in a substance's name: the drug with any ending, and its names in other languages."""
    others = [other for other, name in _INTERNATIONAL.items() if name == drug]
    names = (plain_letters(drug), *others)
    return tuple(re.compile(rf"{_NO_OTHER}\b{re.escape(_stem(name))}{_ENDINGS}\b") for name in names)


def _stem(name: str) -> str:
    return _fold(name.removesuffix("e"))


def _fold(text: str) -> str:
    for pair, letter in _FOLDED:
        text = text.replace(pair, letter)
    return text
