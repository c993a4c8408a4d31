from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from psasync.kit.clock import RealClock
from psasync.kit.mongo import Database, apply_indexes, connect
from psasync_results.domain.announcing import Announcement
from psasync_results.folding import Folding
from psasync_results.settings import ResultsSettings
from psasync_results.store.cards import Cards
from psasync_results.store.daily import Daily
from psasync_results.store.executions import Executions, Stored
from psasync_results.store.indexes import indexes
from psasync_results.store.issues import Issues
from psasync_results.store.record_results import RecordResults
from psasync_results.store.untallied import Untallied
from psasync_results.tallying import Tallying


@pytest.fixture
def settings(settings_env: dict[str, str]) -> ResultsSettings:
    given = {name.removeprefix("PSASYNC_").lower(): value for name, value in settings_env.items()}
    return ResultsSettings.model_validate(given)


@pytest.fixture
async def database(settings: ResultsSettings) -> AsyncIterator[Database]:
    database = await connect(settings, "results")
    await apply_indexes(
        database,
        indexes(executions_kept=timedelta(days=30), records_kept=timedelta(days=30), logs_kept=timedelta(days=30)),
    )
    yield database
    await database.close()


@dataclass
class Replica:
    """One results process, without its servers around it."""

    database: Database
    announced: list[Announcement] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.executions = Executions(self.database)
        self.folding = Folding(
            self.executions, RecordResults(self.database), Issues(self.database), RealClock(), self._changed
        )

    def _changed(self, _stored: Stored, announced: list[Announcement]) -> None:
        self.announced.extend(announced)


@pytest.fixture
def replica(database: Database) -> Replica:
    return Replica(database)


def tallying(database: Database) -> Tallying:
    """What a replica does with ends, for which no day of the platform is too fresh."""
    parts = Untallied(database), Cards(database), Daily(database)
    return Tallying(*parts, RealClock(), platform_every=timedelta(seconds=-1))
