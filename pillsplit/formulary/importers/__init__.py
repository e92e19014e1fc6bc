"""Products from the public files of medicines registers, one module a source."""
