"""What is done about issues besides folding them."""

from psasync.contracts.topics import CATALOG_CHANGED
from psasync.kit.catalog import CatalogClient
from psasync.kit.clock import Clock
from psasync.kit.kafka import Subscription
from psasync.kit.loops import Loops
from psasync.kit.mongo import Database
from psasync_results.api import issue_actions, issues
from psasync_results.handlers.catalog import CatalogHandler
from psasync_results.issue_care.closing import CatalogClosing
from psasync_results.issue_care.scheduler import Scheduler
from psasync_results.settings import ResultsSettings
from psasync_results.store.chosen_issues import ChosenIssues
from psasync_results.store.gone_issues import GoneIssues
from psasync_results.store.issue_groups import IssueGroups
from psasync_results.store.issue_pages import IssuePages
from psasync_results.store.issue_tenants import IssueTenants
from psasync_results.store.sync_changes import SyncChanges


class IssueParts:
    def __init__(self, settings: ResultsSettings, database: Database, catalog: CatalogClient, clock: Clock) -> None:
        self._scheduler = Scheduler(settings)
        self._closing = CatalogClosing(SyncChanges(database), GoneIssues(database), catalog, clock)
        self.subscription = Subscription(
            topic=CATALOG_CHANGED,
            group="results.sync-changes",
            handler=CatalogHandler(self._closing),
            writes_dead_letters=False,
        )
        self.routers = (
            issues.routes(IssuePages(database), IssueGroups(database), IssueTenants(database)),
            issue_actions.routes(ChosenIssues(database), self._scheduler, clock),
        )

    def add_to(self, loops: Loops) -> None:
        loops.add("catalog-closing", self._closing.run)

    async def aclose(self) -> None:
        await self._scheduler.aclose()
