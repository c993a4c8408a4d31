"""From a webhook to an acknowledged event."""
