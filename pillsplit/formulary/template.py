"""A file of data to be filled in: what each field means stands beside it."""

from __future__ import annotations

import datetime

from pillsplit.formulary.fields import FILL_IN
from pillsplit.formulary.files import NOT_STATED
from pillsplit.model.code import ProductCodeSystem
from pillsplit.model.form import Form, Score
from pillsplit.model.product import Excipient
from pillsplit.model.sought import Thing
from pillsplit.model.source import Evidence

_SOLIDS = " | ".join(form for form in Form if not form.is_liquid)
_LIQUIDS = " | ".join(form for form in Form if form.is_liquid)
_EXCIPIENTS = " | ".join(each.replace(" ", "_") for each in Excipient)
_SYSTEMS = tuple(map(str, ProductCodeSystem))
_THINGS = tuple(map(str, Thing))
_EVIDENCE = " | ".join(kind for kind in Evidence if kind is not Evidence.STATED)


def region_file_template(region: str, drug: str, today: datetime.date) -> str:
    """Return a ``regions/<region>/<drug>.toml`` to be filled in: one tablet and one liquid."""
    return f"""\
# What a pharmacy in this region can hand over of {drug}: one [[product]] for each thing.
# Write over every "{FILL_IN}", take the # from what you know, delete what does not apply, then run
# `pillsplit formulary check DIR`: it says what is still to be filled in. Nothing is guessed: unknown stays out.
# Amounts are text with their unit: "2 mg", "500 micrograms", "2 mg/5 mL".
# A product whose id is already on record takes its place.

drug = "{drug}"

# Products on record that are not to be drawn on, by their ids.
# removed = ["{FILL_IN}"]
# Or none of them: what stands here is all there is of {drug} in this region.
# replace = true

# Not marketed is a fact too.
# [[absent]]
# text = "{FILL_IN}"          # such as: No oral liquid is marketed.
# source = "{FILL_IN}"
# evidence = "register"
# checked = {today}

# A tablet or capsule. Where makers differ in score, write one product for each.
[[product]]
id = "{FILL_IN}"              # a-z, 0-9, point and hyphen: {region}-{drug.replace(" ", "-")}-2mg
name = "{FILL_IN}"            # with the strength, and the maker in brackets: {drug.capitalize()} 2 mg tablets (Maker)
# maker = "{FILL_IN}"         # where score and parts belong to one maker or brand
form = "tablet"        # {_SOLIDS}
strength = "{FILL_IN}"        # in one tablet: 2 mg
score = "unknown"      # what is pressed into it: {" | ".join(Score)}; none where it is never cut
parts = "unknown"      # into how many equal parts the label allows: 1 | 2 | 3 | 4 | "unknown"; 1 where it is never cut
# dividing = "{FILL_IN}"      # what the label says of dividing, in one short sentence of your own
# packs = [28]         # tablets in a pack
# unverified = ["{FILL_IN}"]  # fields above that were not seen in a document
# as_of = "{FILL_IN}"         # the date of the document itself: 2025, 2025-03 or 2025-03-31
source = "{FILL_IN}"          # the document's URL, or its title and publisher
evidence = "label"     # {_EVIDENCE}
# primary = true       # where it is the regulator's, the maker's or the label itself, and not a copy of it
checked = {today}   # the day on which you looked

# What record systems know it by; with a source, evidence and checked of its own where they are not the product's.
# [[product.code]]
# system = "{_SYSTEMS[0]}"       # {" | ".join(_SYSTEMS)}
# code = "{FILL_IN}"

# A liquid.
[[product]]
id = "{FILL_IN}"              # {region}-{drug.replace(" ", "-")}-solution-1mg-per-ml
name = "{FILL_IN}"            # {drug.capitalize()} 5 mg/5 mL oral solution
# maker = "{FILL_IN}"         # has to stand where drops_per_ml stands: other bottles drip differently
form = "oral solution" # {_LIQUIDS}
concentration = "{FILL_IN}"   # 5 mg/5 mL
# for a liquid counted in drops:
# drops_per_ml = 20      # or, where it is not a whole number, as text: "37.5"
# drops_only = true    # where the label says to measure it in drops and in nothing else
# bottles = ["100 mL"]
# in_use_days = 90     # how long an opened bottle may be used; "{NOT_STATED}" where the whole label says nothing of it
# excipients = {{ ethanol = "400 mg/mL", sorbitol = "{NOT_STATED}" }}  # {_EXCIPIENTS}
# avoid = ["{FILL_IN}"]       # materials that it must not touch
# handling = "{FILL_IN}"      # what the label says of measuring and keeping it
# unverified = ["{FILL_IN}"]
# as_of = "{FILL_IN}"
source = "{FILL_IN}"
evidence = "label"
checked = {today}

# What was looked for and not found is worth saying: nobody looks there again, and everybody knows where to look next.
# [[sought]]
# what = "{_THINGS[0]}"    # {" | ".join(_THINGS)}
# products = ["{FILL_IN}"]    # ids; leave it out where it is of every product that lacks it
# where = ["{FILL_IN}"]       # the documents that you looked in
# found = "{FILL_IN}"         # what they say instead, in one sentence of your own
# checked = {today}
"""


def region_template(title: str, today: datetime.date) -> str:
    """Return a ``region.toml`` for a region that is not on record yet."""
    return f"""\
# The region itself: what it is called, and what binds those who prescribe and dispense there.

name = "{title}"
aliases = []           # other names, in lower case: ISO codes, English and own-language names
checked = {today}

# [[note]]             # told with an answer, never enforced
# code = "{FILL_IN}"          # short and stable: xx-30-days
# text = "{FILL_IN}"
# drugs = ["{FILL_IN}"]       # leave out where it is of every drug
# source = "{FILL_IN}"
# evidence = "guidance"
"""
