"""What a run comes to when nobody kills anything: the measure for all that follows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.support.platform import ENTITIES, Platform, Syncing

RECORDS = 120
CHANGED = {"contacts": 9, "companies": 2}


@dataclass(frozen=True)
class Story:
    """Everything that two runs of a sync left behind, without what differs from tenant to tenant."""

    statuses: tuple[str, ...]
    counts: tuple[dict[str, Any], ...]
    records: tuple[Counter[tuple[Any, ...]], ...]
    destination: dict[str, Any]


class Undisturbed:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._known: dict[int, Story] = {}

    async def story(self, seed: int) -> Story:
        """The same dataset and the same changes, on a tenant that nothing happens to."""
        if seed not in self._known:
            syncing = await self._platform.connect(f"calm{seed}", RECORDS, seed=seed)
            first = await self._platform.run(syncing)
            await change(self._platform, syncing, seed)
            second = await self._platform.run(syncing)
            self._known[seed] = await told(self._platform, syncing, first, second)
        return self._known[seed]


async def change(platform: Platform, syncing: Syncing, seed: int) -> None:
    """What people do in the PSA between the two runs."""
    for kind, count in CHANGED.items():
        patch = {"website": "https://changed.example"} if kind == "companies" else {"title": "Changed"}
        order = {"action": "change", "count": count, "seed": seed, "patch": patch}
        await platform.control("POST", syncing.company, f"/records/{kind}", order)


async def told(platform: Platform, syncing: Syncing, *documents: dict[str, Any]) -> Story:
    """Read back what the runs left; checks on the way that no record is lost or doubled within a run."""
    for document in documents:
        assert document["fetched"] == sum(n for k, n in document["totals"].items() if k != "deleted"), document
        assert document["differences"] == [], document
    rows = [await platform.records(document["id"]) for document in documents]
    for run in rows:
        named = Counter((row["entity"], row["source_id"]) for row in run)
        assert not [name for name, times in named.items() if times > 1], "a record is reported twice"
        assert [row["seq"] for row in run] == sorted(row["seq"] for row in run)
    destination = {
        f"{entity}/{record['source_id']}": record["data"]
        for entity in ENTITIES
        for record in await platform.platform_records(syncing, entity)
    }
    return Story(
        tuple(document["status"] for document in documents),
        tuple(document["counts"] for document in documents),
        tuple(Counter(map(_essence, run)) for run in rows),
        destination,
    )


def _essence(row: dict[str, Any]) -> tuple[Any, ...]:
    codes = tuple(issue["code"] for issue in row["issues"])
    return row["entity"], row["source_id"], row["outcome"], row["hash"], codes
