"""Tickets as events: as a webhook tells them, and as they are read."""
