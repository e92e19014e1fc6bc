"""The last step of every verb that gives an answer: remarks, the answer in its form, the exit code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import evolve

from pillsplit.cli.defaults import told
from pillsplit.cli.options import Request
from pillsplit.cli.terminal import style_for
from pillsplit.cli.write import remark, tell, tell_bytes
from pillsplit.errors import UsageError
from pillsplit.model.plan import Plan
from pillsplit.output.document import Json
from pillsplit.output.formats import FORMATS, OF_SOME_VERBS
from pillsplit.output.view import View
from pillsplit.verbs.plan import plan


def run(
    view: View,
    form: str,
    output: Path | None,
    *,
    remarks: Sequence[str] | None = None,
    sources: bool = False,
    code: int = 0,
) -> int:
    """Write an answer and return the exit code.

    Args:
        view: The answer.
        form: A key of `FORMATS` or `OF_SOME_VERBS`.
        output: The file to write; standard output where it is None.
        remarks: What goes to standard error, and into a document; None where the verb has none to make.
        sources: Whether text and Markdown show the details.
        code: The exit code that the answer comes to.

    Raises:
        UsageError: where *output* cannot be written.
    """
    if remarks is None:
        remark(told())
    else:
        remark(remarks)
        document, said = view.document, list(remarks)
        view = evolve(view, document=lambda: document() | {"remarks": said})
    if form in ("csv", "xlsx", *OF_SOME_VERBS):
        remark(view.beside_records())
    if form in OF_SOME_VERBS and view.fhir is None:
        raise UsageError(f"is no form of this answer: write one of {', '.join(FORMATS)}", field="format", value=form)
    render = OF_SOME_VERBS.get(form) or FORMATS[form]
    content = render(view, style_for(output, sources=sources))
    if isinstance(content, bytes):
        tell_bytes(content, output, form)
    else:
        tell(content, output)
    return code


def planned(request: Request) -> Plan:
    """Return the plan that is asked for: the one that every verb tells from."""
    schedule, shelf = request.read()
    return plan(schedule, shelf, request.preferences, request.measuring)


def answer_with(request: Request, view: View, *, code: int) -> int:
    """Write the answer to *request* as it asks for it, and return the exit code."""
    return run(view, request.format, request.output, remarks=request.remarks, sources=request.sources, code=code)


def in_fhir(request: Request, view: View, made: Callable[[], Plan | None]) -> View:
    """Return *view* with the plan that is *made* as requests of FHIR, where these are asked for.

    Raises:
        UsageError: where a patient or a profile is named, and another form is asked for.
    """
    if not asks_for_fhir(request.format, request.patient, request.profile):
        return view
    from pillsplit.output.fhir.requests import of_plan  # few ask for it, and it costs

    def written() -> Json | None:
        answer = made()
        return of_plan(answer, request.patient, request.profile) if answer else None

    return evolve(view, fhir=written)


def asks_for_fhir(form: str | None, patient: str | None = None, profile: str | None = None) -> bool:
    """Return whether FHIR is asked for.

    Raises:
        UsageError: where a patient or a profile is named, and another form is asked for.
    """
    if form not in OF_SOME_VERBS:
        for name, value in (("patient", patient), ("profile", profile)):
            if value is not None:
                raise UsageError("is for `format` fhir: add that, or leave it out", field=name, value=value)
        return False
    return True
