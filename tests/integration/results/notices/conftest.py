from __future__ import annotations

from collections.abc import Callable

import pytest

from psasync.kit.mongo import Database, apply_indexes
from psasync_results.settings import ResultsSettings
from psasync_results.store.indexes import indexes_of
from tests.integration.results.notices.scene import Catalog, HandClock, Scene


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def catalog() -> Catalog:
    catalog = Catalog()
    catalog.has("acme", "acme-cw")
    return catalog


@pytest.fixture
async def scene_of(
    database: Database, settings: ResultsSettings, catalog: Catalog, clock: HandClock
) -> Callable[[], Scene]:
    """Makes replicas on one database."""
    await apply_indexes(database, indexes_of(settings))
    return lambda: Scene(database, settings, catalog, clock)


@pytest.fixture
def scene(scene_of: Callable[[], Scene]) -> Scene:
    return scene_of()
