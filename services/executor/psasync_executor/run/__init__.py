"""How a job is run: from the claim to its last acknowledged event."""
