"""What a style of paging does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Position = dict[str, Any]
"""Where a list is read on, in the words of its style: JSON only, small. Empty at the beginning."""


class PagingError(ValueError):
    """The answer does not fit the style. The text completes "the answer cannot be read: ..."."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What to ask for: parameters beside the fixed ones and the filters, or an address that has everything in it."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What came: as much of it as paging depends on."""

    content: Any
    link: str  # the `Link` header
    names: Sequence[str]  # one per row, the same whenever the row comes


@dataclass(frozen=True, slots=True)
class Turn:
    """How reading goes on after a page."""

    next: Position | None  # None: the list is at its end
    known: int = 0  # so many rows at the beginning were handed on before
    back: bool = False  # rows moved: what follows has partly been read before


class Pager(Protocol):
    """A style with its parameters. It calls nothing and remembers nothing."""

    def ask(self, position: Position, limit: int) -> Ask:
        """The next page, with about `limit` rows where the source lets us choose."""

    def turn(self, position: Position, limit: int, found: Found) -> Turn:
        """Raises `PagingError`."""
