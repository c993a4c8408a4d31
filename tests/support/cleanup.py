"""Removes what a test left in the servers."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from aiokafka.admin import AIOKafkaAdminClient
from pymongo import MongoClient

TIMEOUT_SECONDS = 15


def drop_databases(uri: str, *prefixes: str) -> None:
    begins = tuple(f"{prefix}_" for prefix in prefixes)
    client: MongoClient = MongoClient(uri, serverSelectionTimeoutMS=TIMEOUT_SECONDS * 1000)
    with client:
        for name in client.list_database_names():
            if name.startswith(begins):
                client.drop_database(name)


def delete_topics(bootstrap: str, *prefixes: str) -> None:
    begins = tuple(f"{prefix}." for prefix in prefixes)
    # In a thread of its own: pytest-asyncio's loop belongs to the test.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(_delete_topics(bootstrap, begins))).result(TIMEOUT_SECONDS * 2)


async def _delete_topics(bootstrap: str, begins: tuple[str, ...]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    async with asyncio.timeout(TIMEOUT_SECONDS):
        await admin.start()
        try:
            mine = [name for name in await admin.list_topics() if name.startswith(begins)]
            if mine:
                await admin.delete_topics(mine)
        finally:
            await admin.close()
