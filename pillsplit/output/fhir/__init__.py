"""Plans and schedules as FHIR R4: what record systems take in."""
