"""A hundred calls of the command line: verbs, countries, ways to write a schedule, and mistakes."""

from __future__ import annotations

import shlex

_SHELVES = (
    "--region uk",
    "--region us",
    "--region fr --no-liquid",
    "--region de --split quarters",
    '--tablet "5 mg/halves" --tablet "2 mg/quarters" --liquid "1 mg/mL"',
)
_DOSES = ('"13.3 mg x 14d, 12 mg x 2w, 0.7 mg x 14d"', '"10/3 mg x 1d, 500 micrograms x 2w"')
_VERBS = ("plan", "check", "choose", "supply", "titrate")
_PUBLISHED = ("nice-cks", "solution-26-weeks", "scotland-lorazepam", "us-label-clonazepam")
CALLS = tuple(
    tuple(shlex.split(call))
    for call in (
        *(f"{verb} {_DOSES[0]} --drug diazepam {shelf}" for verb in _VERBS for shelf in _SHELVES),
        *(
            f"{verb} {name} --region uk --format {form}"
            for verb in _VERBS[1:]
            for name in _PUBLISHED
            for form in ("json",)
        ),
        *(
            f"check {name} --region us --format {form}"
            for name in _PUBLISHED
            for form in ("text", "csv", "markdown", "html")
        ),
        *(f"report {name} --region uk --start 2026-12-01" for name in _PUBLISHED),
        *(f"plot {name} --region us --format {form}" for name in _PUBLISHED[:2] for form in ("svg", "text")),
        *(f"check {_DOSES[1]} --drug clonazepam {shelf} --format json" for shelf in _SHELVES),
        *(f"taper {rule} --drug diazepam --from '20 mg'" for rule in ("peart", "cks", "scotland", "asam-2025")),
        "taper --rules",
        "taper --drug diazepam --from '20 mg' --cut 10% --every 14d --stop-below '0.5 mg'",
        "crossover --from clonazepam --dose '1.5 mg' --to diazepam --every 7d --equivalents ashton",
        "doses --drug clonazepam --tablet '0.5 mg/halves' --max '2 mg'",
        "fit '13.3 mg x 14d, 11.7 mg x 14d' --drug diazepam --region uk --format csv",
        "fit '13.3 mg x 14d, 11.7 mg x 14d' --drug diazepam --region us --with-liquid",
        "formulary list",
        "formulary show fr clonazepam",
        "formulary gaps nl",
        "formulary schedules",
        "--help",
        "check --help",
        "check",
        "chek nice-cks",
        "check nowhere.csv",
        "check '20 mg x 1 month' --drug diazepam",
        "check '1,000 mg x 14d' --drug diazepam",
        "check '20 mg x 14d' --drug paracetamol",
        "check '20 mg x 14d' --drug diazepam --region atlantis",
        "check '20 mg x 14d' --drug diazepam --max-pieces 0",
    )
)
"""Each as the words of a command."""
