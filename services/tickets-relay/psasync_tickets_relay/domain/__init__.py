"""Rules without I/O: resume ids, filters, the window of recent events."""
