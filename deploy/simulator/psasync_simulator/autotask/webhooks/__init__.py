"""Ticket webhooks: sent in order, tried again, and switched off when they keep failing."""
