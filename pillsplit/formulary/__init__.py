"""The data: regional products with their sources, read, checked and looked up."""
