"""The records of a simulated company's BMS."""
