"""One plan, and one module a verb that tells from it."""
