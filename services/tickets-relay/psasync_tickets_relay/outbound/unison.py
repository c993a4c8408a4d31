"""Those who have caught up and want everything: one place in the log for all of them, and one loop that writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from psasync_tickets_relay.domain.cursor import Cursor
from psasync_tickets_relay.domain.window import Form

if TYPE_CHECKING:
    from psasync_tickets_relay.outbound.subscriber import Subscriber

SHARED_BYTES = 262_144
"""Whoever is no further behind gets what is written once for all; a connection takes about as much in one go."""

Write = Callable[[bytes], None]


class Unison:
    """Members are written the same bytes at the same time, in a form that is made once; nobody else's turn is between.

    A member that cannot take more has to leave, at the latest while it is written to: it goes on at the place where
    it left, by itself, and may come back once it has caught up again.
    """

    __slots__ = ("_alone", "_form", "_members", "_writes", "cursor", "told")

    def __init__(self, cursor: Cursor, form: Form, alone: set[Subscriber]) -> None:
        """`alone` are the tenant's subscribers that are no members."""
        self.cursor = cursor
        self.told = False  # events went out since this was passed on to the members
        self._form = form
        self._alone = alone
        self._members: dict[Subscriber, Write] = {}
        self._writes: tuple[Write, ...] | None = None

    def join(self, subscriber: Subscriber, write: Write) -> None:
        """It has taken everything so far, and takes what comes by `write`."""
        if not self._members:
            self.cursor.catch_up()
        self._alone.remove(subscriber)
        self._members[subscriber] = write
        self._writes = None

    def leave(self, subscriber: Subscriber) -> None:
        del self._members[subscriber]
        self._alone.add(subscriber)
        self._writes = None
        subscriber.told = subscriber.told or self.told

    def announce(self) -> None:
        """Write what is new. Where that is too much for one go, or something was missed, the members part."""
        if not self._members:
            return
        made = self.cursor.take_shared(self._form, SHARED_BYTES)
        if made is None:
            self.part()
            return
        if self._writes is None:
            self._writes = tuple(self._members.values())
        self.told = True
        for write in self._writes:
            try:
                write(made)
            except RuntimeError:  # its connection is closed, and is about to say so
                continue

    def part(self) -> None:
        """Everybody goes on alone."""
        for member in list(self._members):
            member.stand_alone()

    def pass_on_told(self) -> None:
        if self.told:
            self.told = False
            for member in self._members:
                member.told = True
