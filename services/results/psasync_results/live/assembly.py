"""Live streams: of one execution, of a tenant, of the platform."""

from psasync.kit.clock import Clock
from psasync.kit.loops import Loops
from psasync.kit.mongo import Database
from psasync_results.api import events, feeds
from psasync_results.live.hub import Hub
from psasync_results.live.places import Places
from psasync_results.live.reader import Reader
from psasync_results.settings import ResultsSettings
from psasync_results.store.cards import Cards
from psasync_results.store.changes import Changes
from psasync_results.store.executions import Executions


class LiveParts:
    def __init__(
        self, settings: ResultsSettings, database: Database, executions: Executions, cards: Cards, clock: Clock
    ) -> None:
        changes, hub = Changes(database), Hub()
        self._reader = Reader(changes, hub)
        places = Places(total=settings.results_watchers, per_key=settings.results_watchers_per_key)
        self.tell = hub.tell
        self.routers = (
            events.routes(executions, cards, hub, self._reader, places, clock),
            feeds.routes(changes, hub, self._reader, places),
        )

    def add_to(self, loops: Loops) -> None:
        loops.add("live", self._reader.run)
