"""Looks for secrets in whatever a running platform keeps and says: logs, topics, databases."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from bson import encode
from pymongo import MongoClient

_TIMEOUT_SECONDS = 30
_SHORTEST = 8


def forms(secret: str) -> set[bytes]:
    """The ways in which a secret can be written: as it is, in JSON, in an address, in base64 at any place, in hex."""
    raw = secret.encode()
    texts = {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}
    texts |= {quote(secret), quote(secret, safe=""), quote_plus(secret), raw.hex()}
    return {text.encode() for text in texts} | set(_in_base64(raw))


def found(secrets: Mapping[str, str], places: Iterable[tuple[str, bytes]]) -> list[str]:
    """Each secret's name with each place that holds it. Values are not repeated in the answer."""
    too_short = [name for name, value in secrets.items() if len(value) < _SHORTEST]
    assert not too_short, f"would be found by accident: {too_short}"
    wanted = {name: forms(value) for name, value in secrets.items()}
    return [
        f"{name} in {place}"
        for place, content in places
        for name, ways in wanted.items()
        if any(way in content for way in ways)
    ]


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """What does not depend on what stands before and after it, for each of the three ways to begin."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + raw)
        # A character that also holds bits of a neighbour is not the secret's own.
        sure = encoded[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
        yield sure
        yield sure.translate(bytes.maketrans(b"+/", b"-_"))


def logs(folder: Path, but: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Each process's log."""
    for path in sorted(folder.glob("*.log*")):
        if path.name.partition(".")[0] not in set(but):
            yield f"the log {path.name}", path.read_bytes()


def documents(uri: str, prefix: str) -> Iterator[tuple[str, bytes]]:
    """Each collection of the databases whose names begin so, as it is stored."""
    with MongoClient(uri, serverSelectionTimeoutMS=_TIMEOUT_SECONDS * 1000) as client:
        for database in sorted(name for name in client.list_database_names() if name.startswith(f"{prefix}_")):
            for collection in sorted(client[database].list_collection_names()):
                stored = [encode(document) for document in client[database][collection].find()]
                yield f"the collection {database}.{collection}", b"\n".join(stored)


async def events(bootstrap: str, prefix: str) -> list[tuple[str, bytes]]:
    """Each topic whose name begins so: keys, headers and values of all that it holds."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    async with asyncio.timeout(_TIMEOUT_SECONDS):
        await consumer.start()
        try:
            topics = await _topics(bootstrap, prefix)
            return [(f"the topic {name}", await _content(consumer, partitions)) for name, partitions in topics]
        finally:
            await consumer.stop()


async def _topics(bootstrap: str, prefix: str) -> list[tuple[str, list[TopicPartition]]]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        names = sorted(name for name in await admin.list_topics() if name.startswith(f"{prefix}."))
        described = await admin.describe_topics(names)
    finally:
        await admin.close()
    return [
        (each["topic"], [TopicPartition(each["topic"], part["partition"]) for part in each["partitions"]])
        for each in described
    ]


async def _content(consumer: AIOKafkaConsumer, partitions: list[TopicPartition]) -> bytes:
    consumer.assign(partitions)
    await consumer.seek_to_beginning(*partitions)
    ends = await consumer.end_offsets(partitions)
    parts: list[bytes] = []
    while any([await consumer.position(each) < ends[each] for each in partitions]):
        for records in (await consumer.getmany(timeout_ms=200)).values():
            for record in records:
                parts += [record.key or b"", record.value or b""]
                parts += [part for name, value in record.headers for part in (name.encode(), value)]
    return b"\n".join(parts)
