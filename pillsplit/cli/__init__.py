"""The command line: arguments in, one library call, a page out, an exit code."""
