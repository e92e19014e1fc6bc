"""Dose forms by the words of a register, whatever their accents, endings, hyphens and brackets."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from pillsplit.errors import quoted
from pillsplit.formulary.importers.making import NotUnderstoodError
from pillsplit.formulary.importers.spelling import plain_letters
from pillsplit.model.form import Form
from pillsplit.model.text import with_article

_LONGEST = 120
"""Signs of a form that is told in full; registers have none so long."""


def known_as(words: Mapping[str, Form]) -> dict[str, Form]:
    """Return a register's table of forms, to be asked with `form_of`."""
    return {_key(each): form for each, form in words.items()}


def form_of(words: str, forms: Mapping[str, Form], spelled: str = "") -> Form:
    """Return the form that a register's *words* stand for; *spelled* is how it writes them, where that differs.

    Raises:
        NotUnderstoodError: where they stand for none that is known here.
    """
    form = forms.get(_key(words)) if len(words) <= _LONGEST else None
    if form is None:
        raise NotUnderstoodError(f"the form {quoted(spelled or words, _LONGEST)} is not known here")
    return form


def by_route(form: Form, routes: Collection[str]) -> Form:
    """Return the form that *routes*, in lower case and English, make of a tablet: one for the mouth is not swallowed.

    Raises:
        NotUnderstoodError: for another form that is not swallowed.
    """
    if "oral" in routes:
        return form
    taken = Form.BUCCAL if "sublingual" not in routes else Form.SUBLINGUAL
    if form in (Form.TABLET, Form.FILM_COATED, taken):
        return taken
    if form in (Form.ODT, Form.FILM):  # several registers call a wafer or film for under the tongue so
        return form
    raise NotUnderstoodError(f"{with_article(form)} that is not swallowed is not known here")


def without_endings(words: str) -> str:
    """Return words in plain letters without the endings that registers put in brackets: ``sécable(s)``."""
    return re.sub(r"\((?:s|e|es)\)", "", plain_letters(words))


def _key(words: str) -> str:
    """Return what is left of a form's words without what registers write now so, now otherwise.

    >>> _key("Gélules gastro-résistantes") == _key("gelule gastro résistant(e)")
    True
    """
    plain = without_endings(words)
    return " ".join(re.sub(r"(?<=[a-z]{3})[aeos]+$", "", word) for word in re.split(r"[\s,()/-]+", plain) if word)
