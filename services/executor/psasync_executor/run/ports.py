"""Everything that a run works with."""

from dataclasses import dataclass
from datetime import timedelta

from psasync.kit.clock import Clock
from psasync_executor.domain.ceilings import Ceilings
from psasync_executor.domain.retry import RetryPolicy
from psasync_executor.probe import Probe
from psasync_executor.run.destinations.port import Destinations
from psasync_executor.run.prepare import Preparation
from psasync_executor.run.publisher import Publisher
from psasync_executor.run.settle import Settler
from psasync_executor.sources import Sources
from psasync_executor.store.jobs import Jobs
from psasync_executor.store.ledger import Ledger
from psasync_executor.store.seen import SeenPages


@dataclass(frozen=True, slots=True)
class Limits:
    """The settings of runs."""

    lease_seconds: float
    page_size: int
    overlap: timedelta  # subtracted from the source's time when a cursor moves
    retry: RetryPolicy
    ceilings: Ceilings
    max_attempts: int  # failed executors before a run is given up: one that kills its executor must end


@dataclass(frozen=True, slots=True)
class Ports:
    jobs: Jobs
    ledger: Ledger
    seen: SeenPages
    preparation: Preparation
    sources: Sources
    destinations: Destinations
    settler: Settler
    publisher: Publisher
    probe: Probe
    clock: Clock
    limits: Limits
    executor: str  # the name that people read
