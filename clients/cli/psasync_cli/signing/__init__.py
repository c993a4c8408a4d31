"""Signing in as a person, through the browser."""
