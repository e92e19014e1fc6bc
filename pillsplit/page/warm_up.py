"""Call everything once that the page may call, so that what is loaded on the way is known."""

from __future__ import annotations

import base64
import json

from pillsplit.page.about import tools
from pillsplit.page.bridge import answered

TODAY = "2026-11-28"


def warm_up() -> None:
    """Call everything; what cannot be called is a fault of the build."""
    given: dict[str, object] = {"today": TODAY}
    _call("about", given)
    for name in ("nice-cks", "us-label-clonazepam"):
        shown = _call("example", given | {"name": name})
        page = given | {key: shown[key] for key in ("rows", "region", "drug", "title", "source")}
        page |= {"start": "2026-12-01"}
        first = _call("answer", page)
        _call("answer", page | {"before": first["digest"], "no_liquid": True, "narrow": True})
        for call in ("products", "prescriber", "pharmacist", "sheet", "save"):
            _call(call, page)
        _call("sheet", page | {"language": "de", "large_print": True})
        for what in ("liquid", "near"):
            _call("what_if", page | {"what": what})
        for form in ("csv", "json", "svg", "html", "fhir", *tools()):
            _call("download", page | {"form": form})
        _call("read", {**given, "text": _call("save", page)["text"]})
    _call("by_rule", given | {"drug": "diazepam", "from_": "20 mg", "cut": "10%", "every": "2w"})
    _call("read", given | {"content": base64.b64encode(b"drug,dose_mg,days\ndiazepam,13.3,14\n").decode()})
    answered("answer", json.dumps(given | {"rows": [{"dose": "1,000", "length": "1 month"}], "max_pieces": "x"}))
    answered("read", json.dumps(given | {"text": "20 mg x"}))


def _call(call: str, given: dict[str, object]) -> dict[str, object]:
    said: dict[str, object] = json.loads(answered(call, json.dumps(given)))
    if "wrong" in said:
        raise AssertionError(f"{call}: {said['wrong']}")
    return said
