"""Ticket webhooks: registering them, and believing only those that were signed with the connection's secret."""
