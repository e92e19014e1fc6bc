"""Schedules as people write them, read with everything that is wrong in them."""
