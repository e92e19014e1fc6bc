"""The last step of every verb that gives an answer: remarks, the answer in its form, the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attrs import evolve

from pillsplit.cli.defaults import told
from pillsplit.cli.options import Request
from pillsplit.cli.terminal import style_for
from pillsplit.cli.write import remark, tell, tell_bytes
from pillsplit.model.plan import Plan
from pillsplit.output.formats import FORMATS
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
        form: A key of `FORMATS`.
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
    if form in ("csv", "xlsx"):
        remark(view.beside_records())
    content = FORMATS[form](view, style_for(output, sources=sources))
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
