"""What the platform says about its topics."""

from __future__ import annotations

from typing import Any

from psasync.contracts.topics import EXECUTION_STATUS, TICKETS
from psasync.kit.kafka.admin import connected_admin
from psasync.kit.kafka.clients import topic_settings
from psasync.kit.kafka.topics import Topics
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.service import Client, first_key, running
from tests.support.waiting import until


async def test_a_topic_that_differs_is_named_with_what_mends_it(api: Client, settings: SchedulerSettings):
    async with connected_admin(settings) as admin:
        await Topics(admin, [TICKETS], prefix=settings.topic_prefix, replication_factor=1).create_missing()
        changed = {**EXECUTION_STATUS.config(), "retention.ms": "1000"}
        await admin.alter_configs([topic_settings(EXECUTION_STATUS.name(settings.topic_prefix), changed)])
    difference = {
        "topic": EXECUTION_STATUS.name(settings.topic_prefix),
        "setting": "retention.ms",
        "wanted": str(EXECUTION_STATUS.retention_ms),
        "found": "1000",
        "repairable": True,
    }

    async def told() -> dict[str, Any] | None:
        answer = (await api.get("/v1/topics")).json()
        return answer if difference in answer["differences"] else None

    # Kafka says that a setting is changed before every broker shows it.
    answer = await until(told, what="the difference is told")
    assert "topics --repair" in answer["repair"]
    assert answer["ticket_contents_seconds"] > (TICKETS.retention_ms + (TICKETS.segment_ms or 0)) / 1000


async def test_without_a_broker_it_says_so(settings: SchedulerSettings, free_port):
    key = await first_key(settings)
    away = settings.model_copy(update={"kafka_bootstrap": f"127.0.0.1:{free_port()}"})
    async with running(away, key, kafka=False) as api:
        answer = await api.get("/v1/topics")
    assert answer.status_code == 503
    assert "Kafka does not answer" in answer.json()["detail"]
