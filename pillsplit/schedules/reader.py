"""Schedules from the content of a file or from inline text, with everything that is wrong in them.

A reader is a module with one function, ``rows``, that yields the rows of what it reads. Which one reads a file is
decided here alone, by the file's content.
"""

from __future__ import annotations

import datetime

from pillsplit.errors import InputError, Problem, UsageError
from pillsplit.model.schedule import Schedule
from pillsplit.schedules.headers import drug_test
from pillsplit.schedules.rows import Findings
from pillsplit.schedules.steps import Known, Reading, Resolve, WeighDrug, build

LARGEST = 1_000_000
"""Bytes; a schedule of ten years with a row a day is smaller."""
_WORKBOOK = b"PK\x03\x04"
_NO_TEXT = (
    (b"\xd0\xcf\x11\xe0", "is an old Excel or Word file: save it as .xlsx, or as CSV"),
    (b"%PDF", "is a PDF: write the schedule as CSV, or inline"),
    (b"\xff\xfe", "is UTF-16 text: save it as UTF-8, in Excel as “CSV UTF-8”"),
    (b"\xfe\xff", "is UTF-16 text: save it as UTF-8, in Excel as “CSV UTF-8”"),
)


def read_bytes(
    data: bytes,
    name: str,
    resolve: Resolve,
    drug: str | None = None,
    *,
    weigh: WeighDrug | None = None,
    start: datetime.date | None = None,
    sheet: str | None = None,
    known: Known | None = None,
) -> Schedule:
    """Read a file's content, CSV, JSON, FHIR or an Excel workbook, as a schedule.

    Args:
        data: The content.
        name: The file's name, which begins every problem.
        resolve: Turns a drug's name as written into the substance on the shelf.
        drug: The drug that is meant where the file names none.
        weigh: Gives the mass of tablets, drops and millilitres; where there is none, such a dose is refused.
        start: The date of day 1, where the file has none; weekdays are counted from it.
        sheet: Which sheet of a workbook; the first where none is named.
        known: What drugs are known by in a record of FHIR.

    Raises:
        InputError: every problem, each as ``name:line: what, and what to write instead``.
        UsageError: where no drug is named at all.
    """
    if len(data) > LARGEST:
        raise InputError([Problem(name, f"is larger than {LARGEST:,} bytes: give the schedule's CSV or JSON only")])
    reading = Reading(resolve, drug, weigh, start, known)
    if data.startswith(_WORKBOOK):
        from pillsplit.schedules import workbook  # with openpyxl: only what the schedule is written in is loaded

        problems: list[Problem] = []
        findings = Findings()
        is_drug = drug_test(resolve, drug)
        rows = list(workbook.rows(data, name, problems, findings, is_drug, sheet))
        return build(rows, name, problems, findings, reading)
    if sheet is not None:
        raise InputError([Problem(name, f"is no Excel workbook, and has no sheet {sheet!r}: name the file alone")])
    return _read_text(_decoded(data, name), name, reading)


def _decoded(data: bytes, name: str) -> str:
    for magic, what in _NO_TEXT:
        if data.startswith(magic):
            raise InputError([Problem(name, what)])
    if b"\0" in data:
        raise InputError([Problem(name, "is not a text file: give the schedule as CSV or JSON")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError([Problem(f"{name}:{line}", "is not UTF-8 text: save it as UTF-8")]) from None


def read_text(
    text: str,
    name: str,
    resolve: Resolve,
    drug: str | None = None,
    *,
    weigh: WeighDrug | None = None,
    start: datetime.date | None = None,
    known: Known | None = None,
) -> Schedule:
    """Read the text of a CSV, JSON or FHIR file as `read_bytes` does."""
    return _read_text(text, name, Reading(resolve, drug, weigh, start, known))


def _read_text(text: str, name: str, reading: Reading) -> Schedule:
    if not text.strip():
        raise InputError([Problem(name, "is empty: write a header and a row for each step")])
    if text.lstrip()[0] == "{" and '"resourceType"' in text:
        from pillsplit.schedules.fhir.reader import read_fhir  # only what the schedule is written in is loaded

        return read_fhir(text, name, reading)
    problems: list[Problem] = []
    findings = Findings()
    is_drug = drug_test(reading.resolve, reading.drug)
    if text.lstrip()[0] in "[{":
        from pillsplit.schedules import json_text

        rows = list(json_text.rows(text, name, problems, findings, is_drug))
    else:
        from pillsplit.schedules import delimited

        rows = list(delimited.rows(text, name, problems, findings, is_drug))
    return build(rows, name, problems, findings, reading)


def read_inline(
    text: str,
    resolve: Resolve,
    drug: str | None = None,
    *,
    weigh: WeighDrug | None = None,
    start: datetime.date | None = None,
) -> Schedule:
    """Read ``20 mg x 14d, 18 mg for 2 weeks`` as a schedule; the arguments are those of `read_bytes`.

    Raises:
        UsageError: with everything that is wrong in it.
    """
    from pillsplit.schedules import inline

    problems: list[Problem] = []
    findings = Findings()
    rows = list(inline.rows(text, problems, findings, drug_test(resolve, drug)))
    try:
        return build(rows, "", problems, findings, Reading(resolve, drug, weigh, start))
    except InputError as error:
        raise UsageError(str(error)) from None
