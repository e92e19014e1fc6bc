"""The one solver: whole numbers on the grid of the pieces, and the answer for one dose."""
