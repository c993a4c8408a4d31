"""What can go wrong on one machine, in words for the person at the terminal."""

from __future__ import annotations


class LocalError(Exception):
    """Ends a command with its message as one clear line and exit code 1."""
