"""The consumers of one tenant: those who are written to together, and those who read by themselves."""

from collections.abc import Iterator

from psasync_tickets_relay.domain.cursor import Cursor
from psasync_tickets_relay.domain.filters import TicketFilter
from psasync_tickets_relay.domain.window import Form, PartitionWindow
from psasync_tickets_relay.outbound.subscriber import Subscriber
from psasync_tickets_relay.outbound.unison import Unison


class Audience:
    def __init__(self, tenant: str) -> None:
        self.alone: set[Subscriber] = set()
        self._tenant = tenant
        self._all: set[Subscriber] = set()
        self._unisons: dict[tuple[PartitionWindow, Form], Unison] = {}

    def __iter__(self) -> Iterator[Subscriber]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def unison(self, window: PartitionWindow, form: Form) -> Unison:
        """The one for this form, to be given to the subscribers whom it is for."""
        key = window, form
        if key not in self._unisons:
            cursor = Cursor(window, self._tenant, window.position, TicketFilter())
            self._unisons[key] = Unison(cursor, form, self.alone)
        return self._unisons[key]

    def add(self, subscriber: Subscriber) -> None:
        self._all.add(subscriber)
        self.alone.add(subscriber)

    def remove(self, subscriber: Subscriber) -> None:
        subscriber.stand_alone()
        self.alone.remove(subscriber)
        self._all.remove(subscriber)
        subscriber.cursor.close()

    def close(self) -> None:
        """Nobody is left."""
        for unison in self._unisons.values():
            unison.cursor.close()

    def announce(self) -> None:
        """There is something new: write it to those who are together, and ring the others."""
        for unison in self._unisons.values():
            unison.announce()
        for subscriber in tuple(self.alone):
            subscriber.ring()

    def part(self) -> None:
        """From here on each of them is told by itself what it missed."""
        for unison in self._unisons.values():
            unison.part()

    def pass_on_told(self) -> None:
        for unison in self._unisons.values():
            unison.pass_on_told()
