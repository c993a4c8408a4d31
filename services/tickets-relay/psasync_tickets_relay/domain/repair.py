"""Which changes nobody has heard of, and how far a connection's tickets are dealt with.

Times are the PSA's. Only a time and hashes are kept: nothing of a ticket.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from psasync.contracts.events.tickets import TicketChanged
from psasync_tickets_relay.domain.changes import change_key

_NEXT = timedelta(milliseconds=1)
"""The shortest time that the database tells apart."""


@dataclass(frozen=True, slots=True)
class Position:
    """Every change before `since` is dealt with, and of those from then on the `known` ones."""

    since: datetime
    known: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class RepairRules:
    grace: timedelta  # a change that is younger may still come as a webhook
    overlap: timedelta  # read again each time: a PSA may show a change later than its time says
    most_known: int = 5_000


@dataclass(frozen=True, slots=True)
class Step:
    """What a page of tickets comes to, before anything is done about it."""

    missed: list[TicketChanged]  # in the order of their changes
    dealt_with: list[tuple[datetime, bytes]]
    ended: bool  # what follows is too young


@dataclass(slots=True)
class Walk:
    """One reading of what has changed since a position, page by page, in the order of the changes."""

    position: Position
    rules: RepairRules
    now: datetime
    _dealt_with: dict[bytes, datetime] = field(default_factory=dict)

    def look(self, tickets: Sequence[TicketChanged], seen: Callable[[bytes], bool]) -> Step:
        """`seen`: whether a change has been published. Changes nothing: what is missed is to be published first."""
        step = Step([], [], ended=False)
        for ticket in tickets:
            at, key = ticket.occurred_at, change_key(ticket)
            if at is None or key is None or at < self.position.since or key in self._dealt_with:
                continue
            if at > self.now - self.rules.grace:
                return Step(step.missed, step.dealt_with, ended=True)
            step.dealt_with.append((at, key))
            if key not in self.position.known and not seen(key):
                step.missed.append(ticket)
        return step

    def advance(self, step: Step) -> None:
        """All that the page missed has been published."""
        self._dealt_with.update((key, at) for at, key in step.dealt_with)

    def reached(self) -> Position:
        """From where the next reading goes on, after one that left nothing but what is too young."""
        since = max(self.position.since, self._last - self.rules.overlap)
        recent = sorted((at, key) for key, at in self._dealt_with.items() if at >= since)
        if len(recent) > self.rules.most_known:
            # Less is read again, so that less has to be known.
            since = recent[-self.rules.most_known][0] + _NEXT
        return Position(since, frozenset(key for at, key in recent if at >= since))

    def interrupted(self) -> Position:
        """The same, after one that had to stop: what was read is not read again, as far as that can be."""
        last = self._last
        return self._further(last, frozenset(key for key, at in self._dealt_with.items() if at >= last))

    def cut_short(self) -> Position:
        """The same, after as many pages as one reading may have."""
        if self._last > self.position.since:
            return self.interrupted()
        # More changes at one moment than that: it would be read again for ever.
        return self._further(self.position.since + _NEXT, frozenset())

    def _further(self, since: datetime, keys: frozenset[bytes]) -> Position:
        """What was known may lie where this reading did not come to; a reading to the end sorts it out."""
        known = self.position.known | keys
        return Position(since, known if len(known) <= 2 * self.rules.most_known else keys)

    @property
    def _last(self) -> datetime:
        return max(self._dealt_with.values(), default=self.position.since)
