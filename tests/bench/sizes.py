"""What collections take in a database, as the server counts it."""

from __future__ import annotations

from pymongo import MongoClient

from tests.bench.figures import table

_LARGEST = 3


def of_collections(uri: str, database: str) -> list[str]:
    """A table of those that hold something: documents, megabytes of data and of indexes, and the largest indexes."""
    client: MongoClient = MongoClient(uri, serverSelectionTimeoutMS=10_000)
    with client:
        names = sorted(client[database].list_collection_names())
        stats = {name: client[database].command("collStats", name) for name in names}
    rows = [_row(name, found) for name, found in stats.items() if found["count"]]
    return table(("collection", "documents", "data MB", "indexes MB", "the largest indexes"), rows)


def _row(name: str, stats: dict) -> tuple[str, ...]:
    largest = sorted(stats["indexSizes"].items(), key=lambda each: -each[1])[:_LARGEST]
    return (
        name,
        f"{stats['count']:,}",
        _megabytes(stats["size"]),
        _megabytes(stats["totalIndexSize"]),
        ", ".join(f"{index} {_megabytes(size)}" for index, size in largest),
    )


def _megabytes(size: float) -> str:
    return f"{size / 1e6:,.1f}"
