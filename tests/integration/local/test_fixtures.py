"""The shared fixtures give real servers, and prefixes that are cleaned up."""

from __future__ import annotations

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import AsyncMongoClient

from tests.support import cleanup
from tests.support.waiting import until


async def test_topics_of_a_prefix_are_deleted_and_no_others(kafka_bootstrap: str, topic_prefix: str) -> None:
    other = f"{topic_prefix}x.two"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()

    async def only_the_other_is_left() -> bool:
        return [name for name in await admin.list_topics() if name.startswith(topic_prefix)] == [other]

    try:
        await admin.create_topics([NewTopic(f"{topic_prefix}.one", 2, 1), NewTopic(other, 1, 1)])
        cleanup.delete_topics(kafka_bootstrap, topic_prefix)
        await until(only_the_other_is_left)  # a deleted topic leaves the metadata a moment after the answer
        await admin.delete_topics([other])
    finally:
        await admin.close()


async def test_databases_of_a_prefix_are_dropped(mongo_uri: str, database_prefix: str) -> None:
    async with AsyncMongoClient(mongo_uri) as client:
        await client[f"{database_prefix}_results"]["things"].insert_one({"_id": 1})
        assert f"{database_prefix}_results" in await client.list_database_names()
        cleanup.drop_databases(mongo_uri, database_prefix)
        assert f"{database_prefix}_results" not in await client.list_database_names()


def test_environment_is_complete(settings_env: dict[str, str], kafka_bootstrap: str) -> None:
    assert settings_env["PSASYNC_KAFKA_BOOTSTRAP"] == kafka_bootstrap
    assert settings_env["PSASYNC_SCHEDULER_URL"].endswith(":" + settings_env["PSASYNC_SCHEDULER_PORT"])
    assert len(settings_env["PSASYNC_INTERNAL_TOKEN"]) >= 32
