"""Answers as finished text: words, tables, documents, and the renderers that dress them."""
