"""Webhooks: registered over the API or by a person, sent once."""
