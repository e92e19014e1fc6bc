"""The resources of a FHIR document: which requests there are, and what their references name."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation

from pillsplit.errors import Problem, quoted, shown
from pillsplit.schedules.fhir.element import Element

REQUEST, BUNDLE, MEDICATION = "MedicationRequest", "Bundle", "Medication"
MOST_RESOURCES = 5_000
"""Entries of a bundle that are read."""
_LEFT_OUT = ("cancelled", "stopped", "entered-in-error")
_READ = ("active", "on-hold", "completed", "draft", "unknown")


class Document:
    """A FHIR document: its requests, and every resource that a reference may name."""

    def __init__(self, root: Element, remarks: dict[str, None]) -> None:
        self._root = root
        self._all: list[tuple[Element, str]] = []
        self._by_reference: dict[str, Element] = {}
        self._of_request: dict[str, dict[str, Element]] = {}
        self._bases: dict[str, str] = {}
        self.requests: list[Element] = []
        """The requests that are to be read."""
        self._find()
        for resource, url in self._all:
            self._keep(resource, url)
        for resource in [each for each, _ in self._all if each.value.get("resourceType") == REQUEST]:
            if self._is_read(resource, remarks):
                self.requests.append(resource)

    def _find(self) -> None:
        if self._root.value.get("resourceType") == BUNDLE:
            for entry in self._root.elements("entry")[:MOST_RESOURCES]:
                inner = entry.element("resource")
                if inner:
                    self._all.append((_named(inner), entry.text("fullUrl")))
            if len(self._root.elements("entry")) > MOST_RESOURCES:
                self._root.wrong(f"has more than {MOST_RESOURCES:,} entries: give the requests only", "entry")
        else:
            self._all.append((_named(self._root), ""))

    def _keep(self, resource: Element, url: str) -> None:
        kind, identity = resource.value.get("resourceType"), resource.value.get("id")
        if isinstance(kind, str) and isinstance(identity, str):
            self._by_reference.setdefault(f"{kind}/{identity}", resource)
        if url:
            self._by_reference.setdefault(url, resource)
            base, _, _ = url.rpartition(f"/{kind}/")
            self._bases[resource.path] = base
        self._of_request[resource.path] = {
            f"#{each.value.get('id')}": each
            for each in resource.elements("contained")
            if isinstance(each.value.get("id"), str)
        }

    def _is_read(self, request: Element, remarks: dict[str, None]) -> bool:
        status = request.text("status")
        if status in _LEFT_OUT:
            remarks[f"{request.path} is {status}, and left out"] = None
            return False
        if status not in _READ:
            said = f"{quoted(status)} is not a status of R4" if status else "is missing"
            request.wrong(f"{said}: write one of {', '.join(_READ)}", "status")
        elif status in ("on-hold", "completed", "unknown"):
            said = {"on-hold": "on hold", "unknown": "of unknown status"}.get(status, status)
            remarks[f"{request.path} is {said}, and read all the same"] = None
        return True

    def resolved(self, request: Element, reference: Element) -> Element | None:
        """Return the resource that *reference*, somewhere in *request*, names; told where it is not in the document."""
        text = reference.text("reference")
        if not text:
            return None
        base = self._bases.get(request.path)
        found = self._of_request.get(request.path, {}).get(text) or self._by_reference.get(text)
        if found is None and base:
            found = self._by_reference.get(f"{base}/{text}")
        if found is None:
            reference.wrong(
                f"{quoted(text)} is not in this document, and nothing is looked up elsewhere: give the request with "
                "what it refers to, in a Bundle or contained",
                "reference",
            )
        return found


def _named(resource: Element) -> Element:
    """Give a resource the path that people know it by: ``MedicationRequest/x``."""
    kind, identity = resource.value.get("resourceType"), resource.value.get("id")
    if isinstance(kind, str) and isinstance(identity, str):
        return Element(resource.value, f"{_file_of(resource.path)}{shown(kind)}/{shown(identity)}", resource.problems)
    return resource


def _file_of(path: str) -> str:
    file, colon, _ = path.rpartition(": ")
    return file + colon


def read_document(text: str, name: str, problems: list[Problem], remarks: dict[str, None]) -> Document | None:
    """Read a JSON text as a FHIR document; None, with the problem noted, where it is none."""

    def wrong(what: str) -> None:
        problems.append(Problem(name, what))

    try:
        value = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_constant)
    except json.JSONDecodeError as error:
        problems.append(Problem(f"{name}:{error.lineno}", f"is not JSON ({error.msg}): write it as FHIR's JSON"))
        return None
    except RecursionError:
        wrong("is nested too deeply: give the requests only")
        return None
    except (InvalidOperation, ValueError):
        wrong("holds a number that is none of FHIR's: write a decimal, such as 2.5")
        return None
    if not isinstance(value, dict) or value.get("resourceType") not in (REQUEST, BUNDLE):
        kind = value.get("resourceType") if isinstance(value, dict) else None
        said = f"is a {shown(kind)}" if isinstance(kind, str) else "has no resourceType"
        wrong(f"{said}: give a {REQUEST}, or a {BUNDLE} of them")
        return None
    before = len(problems)
    document = Document(Element(value, f"{name}: {value['resourceType']}", problems), remarks)
    if not document.requests and len(problems) == before:
        wrong(f"holds no {REQUEST} to read: give one that is draft, active, on hold or completed")
    return document


def _constant(text: str) -> Decimal:
    raise ValueError(text)
