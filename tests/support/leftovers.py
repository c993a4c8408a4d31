"""What tests leave in the servers: removed for several at once, since each removal costs as much as a short test."""

from __future__ import annotations

from collections.abc import Callable, Sequence

_AT_ONCE = 16
"""Tests. Servers become slower with what is left in them."""


class Leftovers:
    """`remove` takes the prefixes of names."""

    def __init__(self, remove: Callable[[Sequence[str]], None]) -> None:
        self._remove = remove
        self._prefixes: list[str] = []

    def add(self, prefix: str) -> None:
        self._prefixes.append(prefix)
        if len(self._prefixes) >= _AT_ONCE:
            self.clear()

    def clear(self) -> None:
        prefixes, self._prefixes = self._prefixes, []
        if prefixes:
            self._remove(prefixes)
