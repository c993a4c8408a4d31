from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from psasync.contracts.topics import EXECUTION_RECORDS
from psasync.kit.kafka import EventProducer
from psasync.kit.kafka.admin import connected_admin
from psasync.kit.kafka.topics import Topics
from psasync.kit.mongo import Database, apply_indexes, connect
from psasync_executor.settings import ExecutorSettings
from psasync_executor.store.indexes import INDEXES

from .fake_psa import FakePsa
from .lab import FakeCatalog, Lab


@pytest.fixture
def settings(settings_env: dict[str, str]) -> ExecutorSettings:
    given = {name.removeprefix("PSASYNC_").lower(): value for name, value in settings_env.items()}
    quick = {
        "executor_lease_seconds": 2,
        "executor_sweep_seconds": 0.2,
        "executor_page_size": 20,
        "executor_overlap_seconds": 0,
        "executor_retry_first_seconds": 0.05,
    }
    return ExecutorSettings.model_validate({**given, **quick})


@pytest.fixture
async def database(settings: ExecutorSettings) -> AsyncIterator[Database]:
    database = await connect(settings, "executor")
    await apply_indexes(database, INDEXES)
    yield database
    await database.close()


@pytest.fixture
async def lab(settings: ExecutorSettings, database: Database) -> AsyncIterator[Lab]:
    async with connected_admin(settings) as admin:
        topics = Topics(admin, [EXECUTION_RECORDS], prefix=settings.topic_prefix, replication_factor=1)
        await topics.provision()
    lab = Lab(settings, database, EventProducer(settings, client_id="test"), FakePsa(), FakeCatalog())
    lab.catalog.add("nightly")
    yield lab
    await lab.close()
