"""What the French register says in the words of a form: the form itself, and how a tablet may be divided."""

from __future__ import annotations

import re

from attrs import evolve

from pillsplit.formulary.importers.forms import form_of, known_as, without_endings
from pillsplit.formulary.importers.making import Division
from pillsplit.model.form import Form, Score

_FORMS = known_as(
    {
        "comprime": Form.TABLET,
        "comprime orodispersible": Form.ODT,
        "lyophilisat": Form.ODT,
        "lyophilisat oral": Form.ODT,
        "film orodispersible": Form.FILM,
        "comprime sublingual": Form.SUBLINGUAL,
        "comprime gingival": Form.BUCCAL,
        "comprime gingival muco-adhesif": Form.BUCCAL,
        "comprime muco-adhesif": Form.BUCCAL,
        "comprime dispersible": Form.SOLUBLE,
        "comprime dispersible et orodispersible": Form.ODT,
        "comprime orodispersible ou dispersible": Form.ODT,
        "comprime pour solution buvable": Form.SOLUBLE,
        "comprime pour suspension buvable": Form.SOLUBLE,
        "comprime dispersible pour solution buvable": Form.SOLUBLE,
        "comprime dispersible pour suspension buvable": Form.SOLUBLE,
        "comprime effervescent": Form.EFFERVESCENT,
        "comprime a croquer": Form.CHEWABLE,
        "comprime a macher": Form.CHEWABLE,
        "comprime a croquer ou dispersible": Form.CHEWABLE,
        "comprime dispersible ou a croquer": Form.CHEWABLE,
        "comprime a croquer ou a sucer": Form.CHEWABLE,
        "comprime a croquer a sucer ou dispersible": Form.CHEWABLE,
        "comprime enrobe": Form.SUGAR_COATED,
        "comprime drageifie": Form.SUGAR_COATED,
        "dragee": Form.SUGAR_COATED,
        "comprime a liberation prolongee": Form.PROLONGED_RELEASE,
        "comprime enrobe a liberation prolongee": Form.PROLONGED_RELEASE,
        "comprime a liberation modifiee": Form.PROLONGED_RELEASE,
        "comprime enrobe a liberation modifiee": Form.PROLONGED_RELEASE,
        "comprime gastro-resistant": Form.GASTRO_RESISTANT,
        "comprime enrobe gastro-resistant": Form.GASTRO_RESISTANT,
        "gelule": Form.CAPSULE,
        "capsule": Form.CAPSULE,
        "capsule molle": Form.CAPSULE,
        "granule en gelule": Form.CAPSULE,
        "microgranule en gelule": Form.CAPSULE,
        "poudre en gelule": Form.CAPSULE,
        "gelule a liberation prolongee": Form.PROLONGED_RELEASE_CAPSULE,
        "gelule a liberation modifiee": Form.PROLONGED_RELEASE_CAPSULE,
        "capsule a liberation prolongee": Form.PROLONGED_RELEASE_CAPSULE,
        "capsule molle a liberation prolongee": Form.PROLONGED_RELEASE_CAPSULE,
        "granule a liberation prolongee en gelule": Form.PROLONGED_RELEASE_CAPSULE,
        "microgranule a liberation prolongee en gelule": Form.PROLONGED_RELEASE_CAPSULE,
        "microgranule a liberation modifiee en gelule": Form.PROLONGED_RELEASE_CAPSULE,
        "gelule gastro-resistant": Form.GASTRO_RESISTANT_CAPSULE,
        "capsule gastro-resistant": Form.GASTRO_RESISTANT_CAPSULE,
        "capsule molle gastro-resistant": Form.GASTRO_RESISTANT_CAPSULE,
        "granule gastro-resistant en gelule": Form.GASTRO_RESISTANT_CAPSULE,
        "microgranule gastro-resistant en gelule": Form.GASTRO_RESISTANT_CAPSULE,
        "solution": Form.SOLUTION,
        "solution buvable": Form.SOLUTION,
        "solution buvable a diluer": Form.SOLUTION,
        "solution a diluer buvable": Form.SOLUTION,
        "solution buvable en ampoule": Form.SOLUTION,
        "solution buvable en sachet": Form.SOLUTION,
        "solution buvable en recipient unidose": Form.SOLUTION,
        "solution a diluer pour solution buvable": Form.SOLUTION,
        "liquide": Form.SOLUTION,
        "elixir": Form.SOLUTION,
        "sirop": Form.SOLUTION,
        "solution buvable en gouttes": Form.DROPS,
        "solution buvable gouttes": Form.DROPS,
        "solution en gouttes": Form.DROPS,
        "gouttes buvables": Form.DROPS,
        "suspension buvable": Form.SUSPENSION,
        "suspension buvable en gouttes": Form.SUSPENSION,
        "suspension buvable en sachet": Form.SUSPENSION,
    }
)
"""The dose forms by the register's words, without accents, as `words_of` reads them."""
_LAYERS = re.compile(r"\b(?:pellicule|osmotique|bicouche|multicouche)\b")
"""What a tablet is made of, beside which its form is what it would be without."""
_NO_MORE = re.compile(r" (?:et|ou)$")
"""What the register leaves behind where it says no second form."""
_DIVIDED = re.compile(r"\b(?:(?P<in>quadri|tri|bi)?|(?P<non>non ))secable\b(?: en (?P<parts>\w+)(?: parties?)?)?")
_FOUR, _THREE = ("quadri", "4", "quatre"), ("tri", "3", "trois")
_IN_FOUR = Division(Score.UNKNOWN, 4, "Registered as divisible in four (quadrisécable).")
_IN_THREE = Division(Score.THIRD, 3, "Registered as divisible in three (trisécable).")
_IN_TWO = Division(Score.HALF, 2, "Registered as divisible (sécable).")
_WHOLE = Division(Score.UNKNOWN, 1, "Registered as not divisible (non sécable).")
_PLAIN = Division(Score.UNKNOWN, 1, "Registered as a plain tablet, not as divisible (sécable).", ("parts",))


def form_in(words: str) -> Form:
    """Return the form that the register's *words* stand for.

    Raises:
        NotUnderstoodError: where they stand for none that is known here.
    """
    return form_of(words_of(words), _FORMS, words)


def words_of(form: str) -> str:
    """Return the words of a form without accents and bracketed endings, of its layers and of dividing.

    >>> words_of("comprimé(s) effervescent(e) sécable(s) ")
    'comprime effervescent'
    """
    plain = _DIVIDED.sub("", without_endings(form)).replace("gastroresistant", "gastro-resistant")
    return _NO_MORE.sub("", " ".join(_LAYERS.sub("", plain).split()))


def division_in(form: str, name: str) -> Division:
    """Return what a form says of dividing, or else its product's name, which a form may leave to it."""
    if match := _DIVIDED.search(without_endings(form)):
        return _divided(match)
    if match := _DIVIDED.search(without_endings(name)):
        said = _divided(match)
        return evolve(said, said=f"{said.said[:-1]} by its name only, not by its form.", unverified=("parts",))
    return _PLAIN


def _divided(match: re.Match[str]) -> Division:
    if match["non"]:
        return _WHOLE
    said = match["in"] or match["parts"]
    return _IN_FOUR if said in _FOUR else _IN_THREE if said in _THREE else _IN_TWO
