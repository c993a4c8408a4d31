"""Scheduler processes under simulated time, that are killed, frozen and asked over HTTP all the while."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
from pymongo import AsyncMongoClient

from psasync.contracts.topics import TopicSpec
from tests.chaos.simulated import SimulatedTime
from tests.integration.scheduler.service import SECRETS, Published
from tests.support.cluster import Cluster
from tests.support.waiting import until

QUICK = {
    "PSASYNC_SCHEDULE_POLL_SECONDS": "0.5",
    "PSASYNC_OUTBOX_POLL_SECONDS": "1",
    "PSASYNC_CLAIM_SECONDS": "1",  # of real time, hours of these tests' own
}
PROBE = "PSASYNC_SCHEDULER_PROBE"
ANSWER_SECONDS = 4


@dataclass(frozen=True)
class Answered:
    """An answer, and the simulated moments between which it took effect."""

    status: int
    body: Any
    before: datetime
    after: datetime


class Replicas:
    """Any number of schedulers on the servers that the cluster's environment names."""

    def __init__(self, cluster: Cluster, key: str, time: SimulatedTime) -> None:
        self.cluster = cluster
        self.time = time
        self.names: list[str] = []
        self._frozen: set[str] = set()
        self._http = httpx.AsyncClient(
            timeout=ANSWER_SECONDS, headers={"Authorization": f"Bearer {key}"}, trust_env=False
        )
        self._urls: dict[str, str] = {}
        self._mongo: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
            cluster.environment["PSASYNC_MONGO_URI"], tz_aware=True, timeoutMS=10_000
        )
        self.database = self._mongo[f"{cluster.environment['PSASYNC_MONGO_DATABASE_PREFIX']}_scheduler"]

    async def close(self) -> None:
        await self._http.aclose()
        await self._mongo.close()

    # processes

    async def spawn(self, count: int, **environment: str) -> None:
        for number in range(len(self.names), len(self.names) + count):
            name = f"scheduler-{number}"
            self._urls[name] = await self.cluster.spawn(
                "scheduler", QUICK | self.time.environment() | environment, name
            )
            self.names.append(name)

    async def answering(self) -> None:
        """At least one of them; one that has a point to die at may never come to it."""
        await self.call("GET", "/v1/tenants")

    async def restart(self, name: str, *, ahead: timedelta = timedelta(), probe: str = "") -> None:
        """By `kill -9`, whatever state it is in; with the present clock."""
        self._frozen.discard(name)
        await self.cluster.restart(name, self.time.environment(ahead) | {PROBE: probe})

    async def kill(self, *names: str) -> None:
        for name in names:
            self._frozen.discard(name)
            await self.cluster.kill(name)

    def freeze(self, name: str) -> None:
        if self.cluster.alive(name):
            self.cluster.signal(name, signal.SIGSTOP)
            self._frozen.add(name)

    def wake(self, name: str) -> None:
        if self.cluster.alive(name):
            self.cluster.signal(name, signal.SIGCONT)
        self._frozen.discard(name)

    @property
    def dead(self) -> list[str]:
        return [name for name in self.names if not self.cluster.alive(name)]

    # their interface

    async def call(self, method: str, path: str, body: Any = None, *, within: float = 60, **headers: str) -> Answered:
        """Asks one after another until one answers for good: an edit may have been carried out more than once."""
        before, deadline = self.time.now(), time.monotonic() + within
        while time.monotonic() < deadline:
            for name in self.names:
                if name in self._frozen or not self.cluster.alive(name):
                    continue
                with contextlib.suppress(httpx.TransportError):
                    answer = await self._http.request(method, self._urls[name] + path, json=body, headers=headers)
                    if answer.status_code < 500:
                        found = answer.json() if answer.content else None
                        return Answered(answer.status_code, found, before, self.time.now())
            await asyncio.sleep(0.1)
        raise AssertionError(f"nobody answers {method} {path} within {within} s")

    async def made(self, path: str, body: dict[str, Any]) -> tuple[str, Answered]:
        """Makes something with a name that nothing else has; its id."""
        answer = await self.call("POST", path, body)
        if answer.status == 409:  # an earlier try made it, and its answer was lost
            found = await self.database[path.rpartition("/")[2]].find_one({"name": body["name"]}, {"_id": 1})
            assert found is not None, answer
            return found["_id"], answer
        assert answer.status == 201, answer
        return answer.body["id"], answer

    async def connection(self, zone: str, name: str) -> str:
        """A tenant in the zone, with a connection to a PSA that nobody will ask."""
        tenant, _ = await self.made("/v1/tenants", {"name": name, "time_zone": zone})
        settings = {"base_url": "http://127.0.0.1:9", "company": "acme"}
        body = {"tenant": tenant, "system": "connectwise", "name": name, "settings": settings, "secrets": SECRETS}
        return (await self.made("/v1/connections", body))[0]

    # what they leave behind

    async def documents(self, collection: str, **query: Any) -> list[dict[str, Any]]:
        return await self.database[collection].find(query).to_list(None)

    async def published(self, spec: TopicSpec) -> list[Any]:
        """Raw records, each partition's in the order in which they were written."""
        environment = self.cluster.environment
        records = await Published(environment["PSASYNC_KAFKA_BOOTSTRAP"], environment["PSASYNC_TOPIC_PREFIX"]).raw(spec)
        return sorted(records, key=lambda record: (record.partition, record.offset))

    async def settled(self, moment: datetime, within: float = 90) -> None:
        """Waits until nothing that was due at the moment is left to be decided, sent or announced."""

        async def nothing_left() -> bool:
            waiting: Sequence[tuple[str, dict[str, Any]]] = (
                ("syncs", {"scheduled": True, "next_fire": {"$lte": moment}}),
                ("requests", {"state": "pending"}),
                ("cancels", {"state": "pending"}),
                ("occurrences", {"due": True}),
            )
            for collection, query in waiting:
                if await self.database[collection].find_one(query, {"_id": 1}) is not None:
                    return False
            return True

        await until(nothing_left, within, "everything due is treated")
