"""Exact numbers and amounts: one door in, one door out."""
