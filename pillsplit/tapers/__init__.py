"""Schedules written by a rule: tapers, and the exchange of one drug for another."""
