"""What the actions work with, and for whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from psasync.contracts.vocabulary import System
from psasync.kit.clock import Clock
from psasync.kit.http import Principal
from psasync.kit.keyring import Keyring
from psasync.kit.probe import Probe
from psasync.psa.entry import SystemEntry
from psasync_scheduler.actions.oidc.provider import Provider
from psasync_scheduler.actions.siblings import Siblings
from psasync_scheduler.domain.audit import Actor
from psasync_scheduler.loops.waking import Wakeups
from psasync_scheduler.settings import SchedulerSettings
from psasync_scheduler.store.stores import Stores

Systems = Mapping[System, SystemEntry]


@dataclass(frozen=True, slots=True)
class Context:
    """The ports of the actions. `clock` may be scaled and is for schedules alone; stamps are real time."""

    stores: Stores
    keyring: Keyring
    systems: Systems
    settings: SchedulerSettings
    siblings: Siblings
    clock: Clock
    wakeups: Wakeups
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    provider: Provider | None = None  # who knows people; None: keys only
    probe: Probe = field(default_factory=Probe)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, from where, and with what in hand."""

    principal: Principal
    address: str = ""
    bearer: str = ""
    traceparent: str | None = None

    @property
    def actor(self) -> Actor:
        return Actor(self.principal.key_id, self.principal.name, self.address)

    def sees(self, tenant: str) -> bool:
        return self.principal.sees(tenant)
