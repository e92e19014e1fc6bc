"""The definitions, written slowly: what the package must answer, by looking at every possibility.

Nothing here shares code with the package: plain dataclasses and fractions go in, and come out.
"""
