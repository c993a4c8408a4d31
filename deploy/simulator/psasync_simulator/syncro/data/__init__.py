"""The records of the simulated Syncro."""
