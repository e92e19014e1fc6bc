"""The planning verbs: one question each, each a pure function from facts to a frozen answer. Floor 3."""
