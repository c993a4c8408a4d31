"""Creating and changing records as a client does: the simulation as a destination."""
