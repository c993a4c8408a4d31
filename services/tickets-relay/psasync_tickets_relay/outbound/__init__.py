"""From the topic to the live consumers."""
