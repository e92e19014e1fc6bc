"""The verbs of the data."""
