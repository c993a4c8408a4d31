"""Provisioning, and the command that repairs."""

import asyncio
from dataclasses import replace

import pytest

from psasync.contracts.topics import ALL_TOPICS, DAY_MS, TICKETS
from psasync.kit.kafka import __main__ as command
from psasync.kit.kafka.admin import connected_admin
from psasync.kit.kafka.clients import topic_settings
from psasync.kit.kafka.topics import Topics
from tests.support.kafka_kit import SINGLE, THINGS, KafkaTestSettings, running
from tests.support.waiting import until


async def with_topics(settings, specs, call):
    async with connected_admin(settings) as admin:
        return await call(Topics(admin, specs, prefix=settings.topic_prefix, replication_factor=1))


async def test_topics_are_created_with_their_settings_and_their_dead_letter_topics(settings):
    created = await with_topics(settings, ALL_TOPICS, Topics.create_missing)
    assert TICKETS.name(settings.topic_prefix) in created
    assert TICKETS.dlq(settings.topic_prefix) not in created
    assert await with_topics(settings, ALL_TOPICS, Topics.check) == []
    assert await with_topics(settings, ALL_TOPICS, Topics.create_missing) == []


async def test_services_that_start_together_all_succeed(settings):
    await asyncio.gather(*(with_topics(settings, ALL_TOPICS, Topics.provision) for _ in range(4)))
    assert await with_topics(settings, ALL_TOPICS, Topics.check) == []


async def test_a_start_warns_of_drift_and_changes_nothing(settings, capsys, caplog):
    await with_topics(settings, [SINGLE], Topics.create_missing)
    drifted = replace(SINGLE, retention_ms=5 * DAY_MS)
    async with running(settings, topics=(drifted,)):
        pass
    told = capsys.readouterr().out + caplog.text  # wherever the log goes in this process
    assert "kafka.topic.drift" in told
    assert "python -m psasync.kit.kafka topics --repair" in told
    assert await with_topics(settings, [SINGLE], Topics.check) == []


async def test_repair_corrects_settings_and_adds_partitions_and_keeps_what_others_set(settings):
    await with_topics(settings, [SINGLE], Topics.create_missing)
    async with connected_admin(settings) as admin:
        name = SINGLE.name(settings.topic_prefix)
        await admin.alter_configs(
            [topic_settings(name, {**SINGLE.config(), "min.insync.replicas": "1", "retention.ms": "1000"})]
        )
    wanted = replace(SINGLE, partitions=3)

    async def drifted():
        found = {drift.setting for drift in await with_topics(settings, [wanted], Topics.check)}
        return found == {"partitions", "retention.ms"}

    await until(drifted)  # what one broker call has changed, the next may not know of yet
    assert await with_topics(settings, [wanted], Topics.repair) == []
    async with connected_admin(settings) as admin:
        found = await Topics(admin, [wanted], prefix=settings.topic_prefix, replication_factor=1)._find()
    assert found[name].overrides["min.insync.replicas"] == "1"
    assert found[name].partitions == 3


async def test_too_many_partitions_stay_and_are_told(settings):
    await with_topics(settings, [THINGS], Topics.create_missing)
    fewer = replace(THINGS, partitions=1)
    (left,) = await with_topics(settings, [fewer], Topics.repair)
    assert not left.repairable
    assert left.setting == "partitions"


def run(settings, choice: str) -> int:
    return command.main(["topics", choice], settings)


def test_the_command_checks_and_repairs(settings, capsys):
    assert run(settings, "--check") == 1
    assert "is missing" in (told := capsys.readouterr().out)
    assert "--repair" in told
    assert run(settings, "--repair") == 0
    assert run(settings, "--check") == 0
    assert "as specified" in capsys.readouterr().out


def test_the_command_says_that_kafka_is_away(free_port, capsys):
    settings = KafkaTestSettings(f"127.0.0.1:{free_port()}", "nobody")
    assert run(settings, "--check") == 2
    assert settings.kafka_bootstrap in capsys.readouterr().out


def test_the_command_needs_to_be_told_what_to_do(settings):
    with pytest.raises(SystemExit):
        command.main(["topics"], settings)
