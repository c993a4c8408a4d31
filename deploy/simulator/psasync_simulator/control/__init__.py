"""The control interface: datasets, changes, faults, clock and call counters of every system, as JSON over HTTP."""
