"""Ticket webhooks: registering them as far as Halo publishes how, and believing only those with the right login."""
