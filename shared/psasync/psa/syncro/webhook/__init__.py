"""Live tickets: webhooks from Syncro, and how a person sets them up."""
