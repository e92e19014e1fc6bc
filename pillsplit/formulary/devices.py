"""Devices from ``devices.toml`` and from what a person says to have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypedDict

from attrs import evolve

from pillsplit.amounts.number import AmountError, read_percent
from pillsplit.amounts.quantity import Volume
from pillsplit.errors import Problem, UsageError, did_you_mean
from pillsplit.formulary.fields import Fields, numbered, place
from pillsplit.formulary.sources import read_source
from pillsplit.model.device import Device, DeviceNote, Devices, Dropper, Kind, Spoon, Syringe, Tolerance
from pillsplit.model.source import Evidence, Fact, Source
from pillsplit.model.text import listed

FILE = "devices.toml"


def read_devices(
    table: Mapping[str, object], where: str, problems: list[Problem], known: Devices | None = None
) -> Devices:
    """Read a ``devices.toml``; what it holds goes before what is *known* already, entry by entry.

    Everything that is wrong is added to *problems*, and what is right is returned.
    """
    known = known or Devices()
    fields = Fields(table, where, problems)
    tolerances = [
        tolerance
        for number, entry in fields.tables("tolerance")
        if (tolerance := _tolerance(Fields(entry, place(where, f"tolerance {number}"), problems)))
    ]
    notes = [
        note
        for number, entry in fields.tables("note")
        if (note := _note(Fields(entry, place(where, f"note {number}"), problems)))
    ]
    items = {device.id: device for device in known.items}
    here: set[str] = set()
    for number, entry in fields.tables("device"):
        identity = entry.get("id")
        named = numbered("device", number, identity)
        device = _device(Fields(entry, place(where, named), problems))
        if device and device.id in here:
            problems.append(Problem(place(where, named), "id: stands twice in this file"))
        if device:
            here.add(device.id)
            items[device.id] = device
    fields.finish()
    codes = {note.fact.code for note in notes}
    return Devices(
        tuple(items.values()),
        (*tolerances, *known.tolerances),
        (*notes, *(note for note in known.notes if note.fact.code not in codes)),
    ).with_tolerances()


def chosen(devices: Devices, names: Iterable[str]) -> Devices:
    """Return the devices that a person says to have: by name, by id, or described as ``5 mL by 0.2 mL``.

    A spoon that is named is at hand for any liquid.

    Raises:
        UsageError: for a name that is not known, with the names that are.
    """
    found: dict[str, Device] = {}
    for name in names:
        for device in _called(devices, name):
            found[device.id] = evolve(device, supplied_with=()) if isinstance(device, Spoon) else device
    return evolve(devices, items=tuple(found.values()))


class _Common(TypedDict):
    """What every device has."""

    id: str
    name: str
    aliases: tuple[str, ...]
    unverified: tuple[str, ...]
    usual: bool
    source: Source


def _tolerance(fields: Fields) -> Tolerance | None:
    before = len(fields.problems)
    kind = fields.one_of("kind", Kind, required=True)
    from_capacity = fields.amount("from_capacity", Volume.parse)
    text = fields.text("text", required=True)
    of_volume = fields.amount("of_volume", read_percent, required=True)
    low_of_capacity = fields.amount("below_half_of_capacity", read_percent)
    low_of_volume = fields.amount("below_half_of_volume", read_percent)
    source = read_source(fields)
    fields.finish()
    if (low_of_capacity is None) != (low_of_volume is None):
        fields.wrong("below_half_of_capacity and below_half_of_volume: write both or neither")
    if not (kind and of_volume) or len(fields.problems) > before:
        return None
    return Tolerance(
        kind=kind,
        from_capacity=from_capacity,
        text=text,
        of_volume=of_volume,
        below_half_of_capacity=low_of_capacity,
        below_half_of_volume=low_of_volume,
        source=source,
    )


def _note(fields: Fields) -> DeviceNote | None:
    code = fields.text("code", required=True)
    kind = fields.one_of("kind", Kind, required=True)
    below = fields.amount("below", Volume.parse)
    text = fields.text("text", required=True)
    source = read_source(fields)
    fields.finish()
    return DeviceNote(kind, Fact(text, source, code), below) if kind else None


def _device(fields: Fields) -> Device | None:
    before = len(fields.problems)
    kind = fields.one_of("kind", Kind, required=True)
    common: _Common = {
        "id": fields.text("id", required=True),
        "name": fields.text("name", required=True),
        "aliases": tuple(alias.lower() for alias in fields.texts("aliases")),
        "unverified": fields.texts("unverified"),
        "usual": fields.flag("usual"),
        "source": read_source(fields),
    }
    device: Device | None = None
    match kind:
        case Kind.SYRINGE:
            device = _syringe(fields, common)
        case Kind.SPOON:
            device = _spoon(fields, common)
        case Kind.DROPPER:
            device = Dropper(**common, drops_per_ml=fields.number("drops_per_ml", most=1000))
    if kind:
        fields.finish()
    return device if len(fields.problems) == before else None


def _syringe(fields: Fields, common: _Common) -> Syringe | None:
    capacity = fields.amount("capacity", Volume.parse, required=True)
    mark = fields.amount("mark", Volume.parse, required=True)
    if not (capacity and mark):
        return None
    if capacity.over(mark).denominator != 1:
        fields.wrong(f"mark: marks every {mark} do not end at {capacity}: write the distance from mark to mark")
    return Syringe(**common, capacity=capacity, mark=mark)


def _spoon(fields: Fields, common: _Common) -> Spoon | None:
    measures = tuple(sorted(set(fields.amounts("measures", Volume.parse))))
    supplied_with = fields.texts("supplied_with")
    if not measures:
        fields.wrong('measures: write what it measures, such as measures = ["2.5 mL", "5 mL"]')
        return None
    return Spoon(**common, measures=measures, supplied_with=supplied_with)


def _called(devices: Devices, name: str) -> list[Device]:
    wanted = " ".join(name.lower().split())
    if found := [each for each in devices.items if wanted in _names(each)]:
        usual = [each for each in found if each.usual]
        return usual if usual and wanted in _sizes(usual[0]) else found
    if " by " in wanted:
        return [_described(devices, " ".join(name.split()))]
    known = [known for each in devices.items for known in _names(each)]
    raise UsageError(
        f"the name is not known{did_you_mean(wanted, known)}: write "
        f"{listed(each.name for each in devices.items)}, or a syringe by its capacity and marks: 5 mL by 0.2 mL",
        field="device",
        value=name,
    )


def _names(device: Device) -> tuple[str, ...]:
    """Return every name that is understood, in lower case; ``syringe`` means all of them."""
    return (device.id, device.name.lower(), *device.aliases, _kind(device), *_sizes(device))


def _sizes(device: Device) -> tuple[str, ...]:
    """Return what a syringe is called by its capacity alone; of several such the usual one is meant."""
    size = str(device.capacity).lower() if isinstance(device, Syringe) else ""
    return (size, f"{size} {_kind(device)}") if size else ()


def _kind(device: Device) -> str:
    return device.kind.rpartition(" ")[2]


def _described(devices: Devices, text: str) -> Syringe:
    capacity_text, mark_text = re.split(" by ", text, maxsplit=1, flags=re.IGNORECASE)
    try:
        capacity, mark = Volume.parse(capacity_text), Volume.parse(mark_text)
    except AmountError as error:
        raise UsageError(str(error), field="device", value=text) from None
    if not (capacity and mark) or capacity.over(mark).denominator != 1:
        raise UsageError(
            "its marks do not end at its capacity: write the capacity and the distance from mark to mark, such as "
            "5 mL by 0.2 mL",
            field="device",
            value=text,
        )
    number, step = (str(volume).replace(" ", "").lower() for volume in (capacity, mark))
    return Syringe(
        id=f"syringe-{number}-by-{step}",
        name=f"{capacity} oral syringe",
        capacity=capacity,
        mark=mark,
        tolerance=devices.tolerance(Kind.SYRINGE, capacity),
        source=Source("stated on the command line", Evidence.STATED),
    )
