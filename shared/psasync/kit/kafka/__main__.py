"""Commands about Kafka: `python -m psasync.kit.kafka topics --check|--repair`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from aiokafka.errors import KafkaError

from psasync.contracts.topics import ALL_TOPICS
from psasync.kit.kafka.admin import connected_admin
from psasync.kit.kafka.connection import KafkaSettings
from psasync.kit.kafka.topics import REPAIR_COMMAND, Topics
from psasync.kit.settings import CommonSettings, load

CONNECT_SECONDS = 60


def main(arguments: Sequence[str] | None = None, settings: KafkaSettings | None = None) -> int:
    """0: as specified; 1: something differs; 2: Kafka does not answer."""
    parser = argparse.ArgumentParser(prog="python -m psasync.kit.kafka", description="Kafka of this installation")
    topics = parser.add_subparsers(required=True).add_parser("topics", help="compare topics with their specification")
    choice = topics.add_mutually_exclusive_group(required=True)
    choice.add_argument("--check", dest="repair", action="store_false", help="say what differs, change nothing")
    choice.add_argument("--repair", dest="repair", action="store_true", help="create what is missing, correct the rest")
    options = parser.parse_args(arguments)
    return asyncio.run(_topics(settings or load(CommonSettings), repair=options.repair))


async def _topics(settings: KafkaSettings, *, repair: bool) -> int:
    try:
        async with asyncio.timeout(CONNECT_SECONDS), connected_admin(settings) as admin:
            topics = Topics.of(admin, ALL_TOPICS, settings)
            left = await (topics.repair() if repair else topics.check())
    except (KafkaError, TimeoutError) as fault:
        print(f"Kafka at {settings.kafka_bootstrap}: {type(fault).__name__} {fault}".strip())
        return 2
    for drift in left:
        print(drift)
    if not left:
        print("All topics are as specified.")
    elif not repair and any(drift.repairable for drift in left):
        print(f"Repair with: {REPAIR_COMMAND}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
