"""One module a verb: what its answer says."""
