"""The plan in the forms in which it leaves the page; each is what the command line writes of the same request."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from attrs import evolve

from pillsplit import __version__
from pillsplit.errors import UsageError
from pillsplit.model.text import listed
from pillsplit.output.formats import FORMATS
from pillsplit.output.view import PLAIN
from pillsplit.output.views.check import view
from pillsplit.page.asked import Asked, Wrong, WrongPageError, wrong_of
from pillsplit.page.labels import with_labels
from pillsplit.verbs.plan import plan

TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "fhir": "application/fhir+json",
    "html": "text/html",
    "svg": "image/svg+xml",
    "ics": "text/calendar",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The forms, each with its media type."""


class Download(NamedTuple):
    """A file to keep."""

    name: str
    type: str
    content: bytes


def download(asked: Asked, form: str, *, large_print: bool = False, code: str = "", draft: bool = False) -> Download:
    """Return the plan as a file of the *form*, a key of `TYPES`.

    Raises:
        WrongPageError: where this plan has no such form.
    """
    if form not in TYPES:
        raise WrongPageError([Wrong(f"choose one of {listed(TYPES)}", "form-of")])
    content: str | bytes
    if form == "ics":
        content = _ics(asked)
    elif form == "svg":
        content = _svg(asked)
    elif form == "fhir":
        content = _fhir(asked)
    elif form == "html":
        from pillsplit.page.readers import sheet

        content = sheet(asked, large_print=large_print, code=code, draft=draft)
    else:
        content = _of_check(asked, form)
    name = "-".join(("plan", *asked.schedule.drugs))
    ending = "fhir.json" if form == "fhir" else form
    return Download(f"{name}.{ending}", TYPES[form], content if isinstance(content, bytes) else content.encode())


def _of_check(asked: Asked, form: str) -> str | bytes:
    answer = plan(asked.schedule, asked.shelf, asked.request.preferences, asked.request.measuring)
    told = view(answer)
    document = told.document
    return FORMATS[form](
        evolve(told, document=lambda: document() | {"remarks": list(asked.remarks)}),
        evolve(PLAIN, wording=with_labels),
    )


def _fhir(asked: Asked) -> str:
    from pillsplit.output.fhir.requests import of_plan
    from pillsplit.output.renderers.fhir import as_fhir

    made = plan(asked.schedule, asked.shelf, asked.request.preferences, asked.request.measuring)
    try:
        return f"{as_fhir(of_plan(made))}\n"
    except UsageError as error:
        raise WrongPageError(wrong_of(error)) from None


def _svg(asked: Asked) -> str:
    from pillsplit.output.figures.plot import svg

    return with_labels(svg(plan(asked.schedule, asked.shelf, asked.request.preferences, asked.request.measuring)))


def _ics(asked: Asked) -> bytes:
    from pillsplit.formulary.loader import Formulary
    from pillsplit.output.ics import as_ics, events, name
    from pillsplit.output.languages.language import ENGLISH, language
    from pillsplit.output.paper.wishes import of_the_clock
    from pillsplit.output.paper.words import Words
    from pillsplit.verbs.calendar import calendar, refuse_too_long

    if asked.request.start is None and asked.schedule.steps[0].start is None:
        raise WrongPageError([Wrong("a calendar needs the first day: write it above", "start")])
    try:
        refuse_too_long(asked.schedule)
        laid = calendar(plan(asked.schedule, asked.shelf, asked.request.preferences, asked.request.measuring))
    except UsageError as error:
        raise WrongPageError(wrong_of(error)) from None
    now = datetime.datetime.combine(asked.request.today, datetime.time(), datetime.UTC)
    region = Formulary(*asked.request.formulary).region(asked.request.region)
    words = Words(language(region.language or ENGLISH))
    times = of_the_clock(time for day in laid.days for time in day.times)
    return as_ics(events(laid, times, words), name(words), __version__, now)
