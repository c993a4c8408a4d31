"""The records of the simulated marketplace."""
