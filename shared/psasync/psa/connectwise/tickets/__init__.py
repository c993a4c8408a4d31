"""Tickets as events: what callbacks and reading share, and reading them."""
