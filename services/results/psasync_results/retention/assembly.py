"""What keeps results from growing for ever, and says what they take."""

from datetime import timedelta

from psasync.kit.catalog import CatalogClient
from psasync.kit.clock import Clock
from psasync.kit.loops import Loops
from psasync.kit.mongo import Database
from psasync_results.api import keeping, storage
from psasync_results.retention.loop import KeepingLoop
from psasync_results.retention.measuring import MeasuringLoop
from psasync_results.settings import ResultsSettings
from psasync_results.store.ageing import Ageing
from psasync_results.store.leases import Leases
from psasync_results.store.own_keeping import OwnKeepings
from psasync_results.store.storage import Storage


class RetentionParts:
    def __init__(self, settings: ResultsSettings, database: Database, catalog: CatalogClient, clock: Clock) -> None:
        ageing, leases, own, used = Ageing(database), Leases(database), OwnKeepings(database), Storage(database)
        every = timedelta(seconds=settings.results_retention_sweep_seconds)
        self._deleting = KeepingLoop(ageing, own, leases, clock, platform=settings.keeping, every=every)
        every = timedelta(seconds=settings.results_storage_sweep_seconds)
        self._measuring = MeasuringLoop(used, ageing, leases, clock, every=every)
        self.routers = (keeping.routes(own, settings.keeping, catalog, clock), storage.routes(used))

    def add_to(self, loops: Loops) -> None:
        loops.add("retention", self._deleting.run)
        loops.add("storage", self._measuring.run)
