"""A schedule from FHIR: the medication requests of a document, or everything that is wrong with them.

Read are R4 and R4B as JSON: a MedicationRequest, or a Bundle that holds some. Free text is never read as a dose.
"""

from __future__ import annotations

from collections.abc import Iterator

from pillsplit.errors import InputError, Problem
from pillsplit.model.schedule import Schedule
from pillsplit.schedules.fhir.contradictions import on_dispensing, on_text
from pillsplit.schedules.fhir.course import steps_of
from pillsplit.schedules.fhir.dosage import Dosage, dosage_of
from pillsplit.schedules.fhir.element import Element
from pillsplit.schedules.fhir.medication import Medicine, medicine_of, refuse_modifiers, remarks_on
from pillsplit.schedules.fhir.resources import Document, read_document
from pillsplit.schedules.steps import MOST_DRUGS, Reading


def read_fhir(text: str, name: str, asked: Reading) -> Schedule:
    """Read the JSON of a FHIR document as a schedule.

    Args:
        text: The document.
        name: The file's name, which begins every problem.
        asked: What the reader has to know beside it.

    Raises:
        InputError: every problem, each with its place in the document.
    """
    problems: list[Problem] = []
    remarks: dict[str, None] = {}

    def remark(said: str) -> None:
        remarks[said] = None

    document = read_document(text, name, problems, remarks)
    dosages: list[Dosage] = []
    medicines: dict[str, Medicine] = {}
    for number, request in enumerate(document.requests if document else ()):
        assert document
        found = list(_dosages(request, number, document, asked, medicines, remarks))
        dosages += found
        for said in on_dispensing(request, found):
            remark(_in_document(said, name))
    _refuse_two_under_one_name(medicines, problems)
    drugs = {each.drug for each in medicines.values()}
    if len(drugs) > MOST_DRUGS:
        problems.append(Problem(name, f"is of {len(drugs)} drugs, and at most {MOST_DRUGS} are read: give fewer"))
    steps = [] if problems else steps_of(dosages, asked.start, problems, remark)
    if problems:
        raise InputError(dict.fromkeys(problems))
    names = dict.fromkeys((each.drug, each.name) for each in medicines.values() if each.name)
    return Schedule(
        tuple(steps), title=name, names=tuple(names), remarks=tuple(_in_document(each, name) for each in remarks)
    )


def _dosages(
    request: Element,
    number: int,
    document: Document,
    asked: Reading,
    medicines: dict[str, Medicine],
    remarks: dict[str, None],
) -> Iterator[Dosage]:
    def remark(said: str) -> None:
        remarks[said] = None

    refuse_modifiers(request)
    if request.flag("doNotPerform"):
        request.wrong("says that the drug is not to be taken: take the request out", "doNotPerform")
    medicine = medicine_of(request, document, asked)
    if medicine:
        medicines[request.path] = medicine
        for said in remarks_on(medicine):
            remarks[f"{request.path}: {said}"] = None
    elements = request.elements("dosageInstruction")
    if not elements and request.value.get("dosageInstruction") in (None, []):
        request.wrong("is missing: write one for each step", "dosageInstruction")
    for element in elements:
        dosage = dosage_of(element, number, medicine, asked.weigh, remark)
        if dosage:
            remarks.update(dict.fromkeys(on_text(dosage)))
            yield dosage


def _refuse_two_under_one_name(medicines: dict[str, Medicine], problems: list[Problem]) -> None:
    """Refuse that one drug that was named by whoever asks stands for several that are not known."""
    unknown = {each.text.lower(): place for place, each in medicines.items() if not each.is_known}
    if len(unknown) > 1:
        place = list(unknown.values())[1]
        problems.append(
            Problem(place, "is another medicine than the first, and neither is known by code or name: give one alone")
        )


def _in_document(said: str, name: str) -> str:
    """Leave the file's name out of what is said of one document."""
    return said.replace(f"{name}: ", "")
