"""A page that is put together from the lists of several parents."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psasync.psa.connectwise.reading.rows import Position, Rows
from psasync.psa.port import BudgetExhausted, Cursor, PsaError

Answer = Rows | PsaError | BudgetExhausted


@dataclass(frozen=True, slots=True)
class Inside:
    """One parent's list is read up to here, and goes on."""

    parent: int
    position: Position


@dataclass(slots=True)
class Gathering:
    """Grows batch by batch. `done`: every parent up to this id is read to its end."""

    limit: int
    done: int = 0
    inside: Inside | None = None
    rows: list[Any] = field(default_factory=list)
    asked_at: datetime | None = None  # the earliest of all calls
    failed: PsaError | BudgetExhausted | None = None
    _full: bool = False
    _moved: bool = False
    _largest_batch: int = 0

    @classmethod
    def at(cls, cursor: Cursor | None, limit: int) -> "Gathering":
        if not cursor:
            return cls(limit)
        match cursor.get("inside"):
            case {"parent": parent, "after": after, "keyset": keyset}:
                return cls(limit, cursor["done"], Inside(parent, Position(after, keyset)))
            case _:
                return cls(limit, cursor["done"])

    @property
    def cursor(self) -> Cursor:
        if self.inside is None:
            return {"done": self.done}
        position = self.inside.position
        return {
            "done": self.done,
            "inside": {"parent": self.inside.parent, "after": position.after, "keyset": position.keyset},
        }

    @property
    def wants_more(self) -> bool:
        """Another batch is asked for only if it will most likely fit: what does not fit is asked for twice."""
        stopped = self._full or self.failed is not None
        return not stopped and len(self.rows) + self._largest_batch <= self.limit

    @property
    def fruitless(self) -> bool:
        return self.failed is not None and not self._moved

    def start_of(self, parent: int) -> Position:
        return self.inside.position if self.inside and self.inside.parent == parent else Position()

    def saw(self, asked_at: datetime | None) -> None:
        if asked_at and (self.asked_at is None or asked_at < self.asked_at):
            self.asked_at = asked_at

    def take(self, parents: Sequence[int], answers: Sequence[Answer]) -> None:
        """Add the answers in the parents' order, up to the first that failed or does not fit."""
        before = len(self.rows)
        for parent, answer in zip(parents, answers, strict=True):
            if not isinstance(answer, Rows):
                self.failed = answer
            elif len(self.rows) + len(answer.rows) > self.limit:
                self._full = True
            else:
                self._add(parent, answer)
            if self._full or self.failed:
                return
        self._largest_batch = max(self._largest_batch, len(self.rows) - before)

    def pass_to(self, parent: int) -> None:
        """Every parent up to this one is read."""
        self._moved = self._moved or parent > self.done
        self.done = max(self.done, parent)
        self.inside = None

    def _add(self, parent: int, answer: Rows) -> None:
        self.rows += answer.rows
        self.saw(answer.asked_at)
        if answer.next is None:
            self.pass_to(parent)
        else:
            self.inside = Inside(parent, answer.next)
            self._moved = self._full = True
