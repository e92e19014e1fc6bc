"""What the page calls: texts in, texts out. A call gets a JSON object and gives one back, whatever happens.

Where something on the page is wrong the answer is ``{"wrong": [{"text", "field", "row", "column"}, …]}``; anything
else is what the call says. Nothing is remembered between two calls.
"""

from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Callable, Mapping
from typing import Any

from pillsplit.errors import PillsplitError
from pillsplit.formulary import published
from pillsplit.model.source import STALE_AFTER
from pillsplit.page import answering, saved
from pillsplit.page.about import about, dated, is_old, products_of
from pillsplit.page.asked import Asked, Given, WrongPageError, read, read_content, request_of, wrong_of
from pillsplit.page.changes import changes
from pillsplit.page.rows import rows_of, times_in
from pillsplit.verbs.plan import plan

Said = dict[str, Any]
_OLD = f"Some of these data were checked more than {STALE_AFTER} years ago: look them up again before you rely on them."


def answered(call: str, given: str) -> str:
    """Answer the *call* of the page, a key of `CALLS`, whose JSON object is *given*, with a JSON object."""
    try:
        said = CALLS[call](json.loads(given))
    except WrongPageError as error:
        said = {"wrong": [each._asdict() for each in error.wrong]}
    except PillsplitError as error:
        said = {"wrong": [each._asdict() for each in wrong_of(error)]}
    return json.dumps(said, ensure_ascii=False)


def start(given: Given) -> Said:
    """Return what fills the page's lists."""
    return about(given.get("formulary") or ())


def answer(given: Given) -> Said:
    """Answer the page: the sentence, the parts below it, what changed, and what the next answer is compared with."""
    asked = read(given)
    made = plan(asked.schedule, asked.shelf, asked.request.preferences, asked.request.measuring)
    digest = answering.digest(made)
    day = dated(made.shelf.products)
    return {
        "practical": made.practical,
        "verdict": answering.verdict(made),
        "brief": answering.brief(made),
        "title": f"{asked.schedule.title or 'Your plan'}",
        "parts": answering.answer(made, narrow=bool(given.get("narrow"))),
        "changed": changes(given.get("before") or (), digest),
        "digest": digest,
        "remarks": list(asked.remarks),
        "data": day and day.isoformat(),
        "old": _OLD if is_old(made.shelf.products) else "",
    }


def products(given: Given) -> Said:
    """Return the products that may be ticked: all of the country's, whatever is ticked now."""
    asked = read({**given, "without": (), "use": (), "tablet": (), "liquid": ()})
    return {"products": products_of(asked.shelf.products)}


def example(given: Given) -> Said:
    """Return the published schedule of that ``name`` as rows, with its title, its source and its country."""
    known = published.published(str(given["name"]))
    asked = read_content({**given, "drug": "", "region": known.region}, published.content(known.name))
    return _shown(asked) | {
        "title": known.title,
        "source": known.source,
        "assumed": known.assumed,
        "region": known.region,
        "drug": asked.schedule.drugs[0] if len(asked.schedule.drugs) == 1 else "",
    }


def reading(given: Given) -> Said:
    """Read what was pasted (``text``) or opened (``content`` in base64): a schedule, or a plan that was saved."""
    content = base64.b64decode(given["content"]) if given.get("content") else str(given.get("text") or "").encode()
    document = _document(content)
    choices: Said = {}
    if document is not None:
        choices = saved.choices_of(document, "the plan")
    asked = read_content({**given, "without": (), "use": (), **choices}, content)
    own = asked.schedule.drugs[0] if len(asked.schedule.drugs) == 1 else ""
    shown = _shown(asked) | {"drug": own, "choices": choices, "is_plan": document is not None}
    if document is not None:
        shown |= saved.shown_of(document)
        shown["saved"] = str(document.get("saved") or "")
        shown["saved_data"] = str(document.get("data") or "")
    return shown


def _document(content: bytes) -> Mapping[str, Any] | None:
    """Return the saved plan that *content* is; None where it is anything else, which the readers then judge."""
    if not content.lstrip().startswith(b"{"):
        return None
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return document if saved.is_saved(document) else None


def _shown(asked: Asked) -> Said:
    rows = rows_of(asked.schedule)
    first = asked.schedule.steps[0].start
    return {
        "rows": rows,
        "times": times_in(rows),
        "start": first.isoformat() if first else "",
        "remarks": list(asked.remarks),
        "steps": len(asked.schedule.steps),
    }


def by_rule(given: Given) -> Said:
    """Return the rows that a rule writes."""
    from pillsplit.page.by_rule import written

    return written(given)


def prescriber(given: Given) -> Said:
    """Return what the prescriber reads."""
    from pillsplit.page.readers import prescriber

    return {"html": prescriber(read(given))}


def pharmacist(given: Given) -> Said:
    """Return what the pharmacist reads."""
    from pillsplit.page.readers import pharmacist

    return {"html": pharmacist(read(given))}


def sheet(given: Given) -> Said:
    """Return the person's sheet, a file of its own."""
    from pillsplit.page.labels import with_labels
    from pillsplit.page.readers import sheet

    return {"file": with_labels(sheet(read(given), **_wishes(given)))}


def _wishes(given: Given) -> dict[str, Any]:
    """Return how the sheet is wished."""
    return {
        "large_print": bool(given.get("large_print")),
        "code": str(given.get("language") or ""),
        "draft": bool(given.get("draft")),
    }


def what_if(given: Given) -> Said:
    """Return two plans side by side."""
    from pillsplit.page.what_if import side_by_side

    return {"html": side_by_side(given, str(given.get("what") or ""))}


def save(given: Given) -> Said:
    """Return the plan as a file, with every choice: what "Open" reads, and the command line."""
    request = request_of(given)
    today = request.today.isoformat()
    try:
        day = dated(read(given).shelf.products)
    except WrongPageError:  # what is not right yet is worth keeping too
        day = None
    return {"name": f"plan-{today}.json", "text": saved.as_file(given, today, day.isoformat() if day else "")}


def download(given: Given) -> Said:
    """Return the plan as a file in the form that ``form`` names, in base64."""
    from pillsplit.page.downloads import download

    file = download(read(given), str(given.get("form")), **_wishes(given))
    return {"name": file.name, "type": file.type, "content": base64.b64encode(file.content).decode()}


def command(given: Given) -> Said:
    """Run the command line with ``arguments``, as it stands beside the page: what is tested natively holds here."""
    import contextlib
    import io
    import os
    from importlib import import_module

    main = import_module("pillsplit.cli.main").main  # it stands above; only tests and the curious come here
    os.environ["PILLSPLIT_TODAY"] = str(given.get("today") or datetime.date.today())
    os.environ["COLUMNS"] = str(given.get("columns") or 80)
    out, err = io.BytesIO(), io.BytesIO()
    with (
        contextlib.redirect_stdout(io.TextIOWrapper(out, "utf-8", write_through=True)),
        contextlib.redirect_stderr(io.TextIOWrapper(err, "utf-8", write_through=True)),
    ):
        code = main([str(each) for each in given.get("arguments") or ()])
        return {"code": code, "out": out.getvalue().decode(), "err": err.getvalue().decode()}


CALLS: Mapping[str, Callable[[Given], Said]] = {
    "about": start,
    "answer": answer,
    "products": products,
    "example": example,
    "read": reading,
    "by_rule": by_rule,
    "prescriber": prescriber,
    "pharmacist": pharmacist,
    "sheet": sheet,
    "what_if": what_if,
    "save": save,
    "download": download,
    "command": command,
}
"""What the page may call."""
