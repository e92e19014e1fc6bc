"""Files of data, as somebody may write them."""

TABLET = """\
drug = "diazepam"

[[product]]
id = "x-diazepam-5mg"
name = "Diazepam 5 mg tablets"
form = "tablet"
strength = "5 mg"
score = "half"
parts = 2
source = "Label of Diazepam 5 mg tablets"
evidence = "label"
checked = 2026-11-22
"""
"""The products of diazepam in a region: one tablet."""
