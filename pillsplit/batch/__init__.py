"""A population's schedules in one run: the distinct doses are solved once, and a database does the rest."""
