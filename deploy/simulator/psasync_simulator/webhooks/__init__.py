"""Telling receivers of changed tickets: what all simulated systems have in common."""
