"""What happened at each connection's address: counts, times, reasons and sizes, never contents."""

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime

from psasync_tickets_relay import metrics
from psasync_tickets_relay.inbound.verdicts import Outcome

_MOST_REFUSALS = 500
_MOST_REASONS = 50


@dataclass(frozen=True, slots=True)
class Refusal:
    connection: str
    tenant: str
    reason: str
    at: datetime
    size: int  # bytes of the body, or what its length was said to be
    source: str  # the peer's address


@dataclass(slots=True)
class Tally:
    """What is new of one connection since the last time it was written down."""

    tenant: str
    outcomes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    deferred: Counter[str] = field(default_factory=Counter)
    last_event_at: datetime | None = None
    last_refused_at: datetime | None = None


@dataclass(slots=True)
class Notes:
    """A batch for the store. Of many refusals only the latest are listed; all are counted."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    refusals: deque[Refusal] = field(default_factory=lambda: deque(maxlen=_MOST_REFUSALS))

    def __bool__(self) -> bool:
        return bool(self.tallies)


class Health:
    """Collects in memory; `take` gives what has come together. What a crash takes with it are only counts."""

    def __init__(self) -> None:
        self._notes = Notes()

    def answered(self, connection: str, tenant: str, outcome: Outcome, at: datetime) -> None:
        metrics.WEBHOOKS.labels(outcome).inc()
        tally = self._tally(connection, tenant)
        tally.outcomes[outcome] += 1
        tally.last_event_at = at

    def refused(self, refusal: Refusal) -> None:
        metrics.WEBHOOKS.labels("refused").inc()
        metrics.REFUSED.labels(refusal.reason).inc()
        tally = self._tally(refusal.connection, refusal.tenant)
        _count(tally.refused, refusal.reason)
        tally.last_refused_at = refusal.at
        self._notes.refusals.append(refusal)

    def deferred(self, connection: str, tenant: str, reason: str) -> None:
        metrics.WEBHOOKS.labels("deferred").inc()
        _count(self._tally(connection, tenant).deferred, reason)

    def take(self) -> Notes:
        notes, self._notes = self._notes, Notes()
        return notes

    def give_back(self, notes: Notes) -> None:
        """They could not be written: they count with the next ones."""
        newer, self._notes = self._notes, notes
        for connection, tally in newer.tallies.items():
            kept = self._tally(connection, tally.tenant)
            kept.outcomes.update(tally.outcomes)
            kept.refused.update(tally.refused)
            kept.deferred.update(tally.deferred)
            kept.last_event_at = tally.last_event_at or kept.last_event_at
            kept.last_refused_at = tally.last_refused_at or kept.last_refused_at
        self._notes.refusals.extend(newer.refusals)

    def _tally(self, connection: str, tenant: str) -> Tally:
        return self._notes.tallies.setdefault(connection, Tally(tenant))


def _count(counter: Counter[str], reason: str) -> None:
    counter[reason if reason in counter or len(counter) < _MOST_REASONS else "other"] += 1
