from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler import siblings
from tests.integration.scheduler.service import Client, Published, first_key, running
from tests.integration.scheduler.systems import Doors


@pytest.fixture
def settings(settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> SchedulerSettings:
    for name, value in settings_env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PSASYNC_OUTBOX_POLL_SECONDS", "1")
    for name in ("PSASYNC_EXECUTOR_URL", "PSASYNC_RELAY_URL"):
        monkeypatch.setenv(name, settings_env["PSASYNC_RESULTS_URL"])  # one stand-in for all
    return SchedulerSettings()


@pytest.fixture
def doors() -> Doors:
    """What the service opens of the test's own systems."""
    return Doors()


@pytest.fixture
async def api(settings: SchedulerSettings, doors: Doors) -> AsyncIterator[Client]:
    """The service with everything it needs, spoken to by the first admin."""
    async with running(settings, await first_key(settings), doors=doors) as client:
        yield client


@pytest.fixture
def published(kafka_bootstrap: str, topic_prefix: str) -> Published:
    return Published(kafka_bootstrap, topic_prefix)


@pytest.fixture
async def beside(settings: SchedulerSettings) -> AsyncIterator[siblings.Siblings]:
    """What answers at the addresses of executor, results and relay."""
    port = int(settings.results_url.rpartition(":")[2])
    async with siblings.running(port) as answering:
        yield answering
