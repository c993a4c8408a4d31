"""Passes changes on to whoever watches, each to everybody at once and without a question to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol, TypeVar

from psasync_results.live.change import Change
from psasync_results.live.recent import Recent
from psasync_results.live.watchers import ExecutionWatcher, FeedWatcher
from psasync_results.store.executions import Stored

K = TypeVar("K")
W = TypeVar("W")


class _Watcher(Protocol):
    def tell(self, change: Change) -> None: ...


class Hub:
    """`position`: where the reading of changes has come to; None while nobody watches."""

    def __init__(self) -> None:
        self.position: datetime | None = None
        self._executions: dict[str, set[ExecutionWatcher]] = {}
        self._tenants: dict[str | None, set[FeedWatcher]] = {}  # None: all of them
        self._told = Recent()

    @property
    def watched(self) -> bool:
        return bool(self._executions or self._tenants)

    @contextmanager
    def watch(self, execution: str) -> Iterator[ExecutionWatcher]:
        with _kept(self._executions, execution, ExecutionWatcher()) as watcher:
            yield watcher

    @contextmanager
    def follow(self, tenant: str | None) -> Iterator[FeedWatcher]:
        """All executions of the tenant; None: of all tenants."""
        with _kept(self._tenants, tenant, FeedWatcher()) as watcher:
            yield watcher

    def wants(self, execution: str, tenant: str | None, revision: int) -> bool:
        """Whether anybody here watches it and has not been told of this revision."""
        watched = None in self._tenants or tenant in self._tenants or execution in self._executions
        return watched and self._told.is_new(execution, revision)

    def tell(self, stored: Stored) -> None:
        """Whoever tells of it: this process that has folded it, or the reader that has found it."""
        state = stored.state
        if not self.watched or state.status is None or not self.wants(state.id, state.tenant, stored.revision):
            return
        self._told.add(state.id, stored.revision)
        change = Change(stored, self.position)
        for watcher in self._watchers(state.id, state.tenant):
            watcher.tell(change)

    def rest(self) -> None:
        """Nobody watches: what was told is of no use any more."""
        self.position = None
        self._told.clear()

    def _watchers(self, execution: str, tenant: str | None) -> Iterator[_Watcher]:
        yield from self._executions.get(execution, ())
        yield from self._tenants.get(None, ())
        if tenant is not None:
            yield from self._tenants.get(tenant, ())


@contextmanager
def _kept(watchers: dict[K, set[W]], key: K, watcher: W) -> Iterator[W]:
    watchers.setdefault(key, set()).add(watcher)
    try:
        yield watcher
    finally:
        watchers[key].discard(watcher)
        if not watchers[key]:
            del watchers[key]
