"""The events of every topic, one module per topic."""
