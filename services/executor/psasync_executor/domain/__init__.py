"""The rules of a run: pure functions and values, without I/O."""
