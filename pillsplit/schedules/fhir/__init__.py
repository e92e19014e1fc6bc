"""FHIR R4 and R4B: a taper as medication requests."""
