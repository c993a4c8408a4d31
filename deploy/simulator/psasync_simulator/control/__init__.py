"""The control interface: datasets, changes, faults, tickets, clock and call counters, as JSON over HTTP."""
