"""The nouns: products, devices, schedules, combinations, preferences, plans."""
