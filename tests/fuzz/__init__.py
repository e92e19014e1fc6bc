"""Every reader and every option, given what nobody would write: `python -m tests.fuzz --help`."""
