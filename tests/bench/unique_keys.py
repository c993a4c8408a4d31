"""
A fault of the fast local server, and the way around it that benchmarks take.

SecantusDB's Rust server (0.5.3-beta.193 and .196) never gives a unique key free when an update takes it from its
document; only a delete does. A sync could then run once. Benchmarks run one execution at a time, so they can do
without the unique indexes of `jobs`; nothing else may.
"""

from __future__ import annotations

from pymongo import MongoClient
from pymongo.errors import DuplicateKeyError

from psasync.kit.settings import CommonSettings
from psasync_executor.store.indexes import INDEXES

TIMEOUT_MS = 10_000


def freed(settings: CommonSettings) -> bool:
    """Whether the server gives a unique key free when an update takes it away."""
    name = f"{settings.mongo_database_prefix}_bench_probe"
    with _client(settings) as client:
        probed = client[name]["keys"]
        try:
            probed.create_index("key", unique=True)
            probed.insert_one({"_id": 1, "key": "taken"})
            probed.update_one({"_id": 1}, {"$unset": {"key": ""}})
            probed.insert_one({"_id": 2, "key": "taken"})
        except DuplicateKeyError:
            return False
        finally:
            client.drop_database(name)
    return True


def drop_indexes_of_jobs(settings: CommonSettings) -> None:
    """To be called once the executor is ready, which makes them at its start."""
    with _client(settings) as client:
        jobs = client[f"{settings.mongo_database_prefix}_executor"]["jobs"]
        for index in INDEXES["jobs"]:
            if index.unique:
                jobs.drop_index(index.name)


def _client(settings: CommonSettings) -> MongoClient:
    return MongoClient(settings.mongo_uri.get_secret_value(), serverSelectionTimeoutMS=TIMEOUT_MS)
