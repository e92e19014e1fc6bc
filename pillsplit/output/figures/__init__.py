"""Pictures: staircases and pieces."""
