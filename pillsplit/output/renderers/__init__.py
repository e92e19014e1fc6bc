"""One module a form of the answer, each with a `render` of a view."""
