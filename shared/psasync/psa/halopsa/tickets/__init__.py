"""Tickets as events: what webhooks and reading share, and reading them."""
