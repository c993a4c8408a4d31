"""Asking for a run, and following it."""
