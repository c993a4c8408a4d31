"""Cuts what is too long for one call."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

ItemT = TypeVar("ItemT")


def parts(items: Sequence[ItemT], size: int) -> Iterator[Sequence[ItemT]]:
    """In order, each of `size` items but the last; none of an empty sequence."""
    return (items[at : at + size] for at in range(0, len(items), size))
