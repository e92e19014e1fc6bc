"""The page: one private HTML file with the same Python behind it, and what builds it."""
