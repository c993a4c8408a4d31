"""Looks after each connection's webhook: its registration, tickets that came in part, changes that did not come."""
