"""Which release of a drug a plan draws on, so that forms never stand in for each other unsaid (the contract's §4.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from attrs import evolve

from pillsplit.errors import Note, UsageError
from pillsplit.model.form import Release
from pillsplit.model.preferences import ANY_RELEASE, Preferences
from pillsplit.model.product import Product
from pillsplit.model.schedule import Schedule
from pillsplit.model.shelf import Shelf
from pillsplit.model.text import listed


class Drawn(NamedTuple):
    """The products that a plan draws on, those of another release that it leaves out, and what is said of that."""

    shelf: Shelf
    left_out: tuple[Product, ...]
    notes: tuple[Note, ...]


def of_one_release(schedule: Schedule, shelf: Shelf, preferences: Preferences) -> Drawn:
    """Return the products of one release of each drug, and what is left out for it.

    Raises:
        UsageError: where the rows of one drug name brands of different release.
    """
    if preferences.release == ANY_RELEASE:
        return Drawn(shelf, (), ())
    kept: set[str] = set()
    left_out: list[Product] = []
    notes: list[Note] = []
    for drug in schedule.drugs:
        products = [product for product in shelf.products if product.drug == drug]
        release, note = _release(schedule, shelf, drug, products, preferences)
        others = [product for product in products if product.release != release]
        kept.update(product.id for product in products if product.release == release)
        left_out += others
        if others:
            releases = listed(dict.fromkeys(str(product.release) for product in others))
            notes.append(
                Note(
                    "release-left-out",
                    f"{drug}: the plan draws on {release} release only{note}; {_counted(len(others))} of {releases} "
                    "release left out (`release`)",
                )
            )
    products_kept = tuple(product for product in shelf.products if product.id in kept)
    return Drawn(evolve(shelf, products=products_kept), tuple(left_out), tuple(notes))


def _counted(products: int) -> str:
    return "1 product" if products == 1 else f"{products} products"


def _release(
    schedule: Schedule, shelf: Shelf, drug: str, products: Iterable[Product], preferences: Preferences
) -> tuple[Release, str]:
    """Return the release of *drug*, and what to say of how it was found where nobody named it."""
    if named := _named(schedule, shelf, drug):
        return named, ", as the name says"
    if preferences.release is not None:
        return Release(preferences.release), ""
    here = Counter(product.release for product in products)
    if not here or Release.IMMEDIATE in here:
        return Release.IMMEDIATE, ""
    strengths = Counter({release: len({p.amount for p in products if p.release == release}) for release in here})
    release = min(here, key=lambda each: (-strengths[each], each.value))
    return release, ", since there is no immediate release here" if len(here) > 1 else ""


def _named(schedule: Schedule, shelf: Shelf, drug: str) -> Release | None:
    """Return the release that the schedule's own words name: that of a brand."""
    known = shelf.drug(drug)
    found = {
        name: release
        for named, name in schedule.names
        if named == drug and known and (release := known.release_of(name))
    }
    if len(set(found.values())) > 1:
        raise UsageError(f"{listed(found)} are of different release: write one schedule for each")
    return next(iter(found.values()), None)


def notes_on_mixing(drug: str, releases: Iterable[frozenset[Release]]) -> list[Note | None]:
    """Return for each step what to say where it takes *drug* in another release than the step before."""
    before: frozenset[Release] = frozenset()
    notes: list[Note | None] = []
    for here in releases:
        changed = here and before and here != before
        mixed = len(here) > 1 and here != before
        text = f"{drug}: {listed(sorted(here))} release here" + (
            f", {listed(sorted(before))} in the step before" if changed else ""
        )
        notes.append(Note("release-changes", text) if changed or mixed else None)
        before = here or before
    return notes
