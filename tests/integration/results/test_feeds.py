"""The live streams of a tenant and of the platform."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from psasync.contracts.vocabulary import Outcome
from psasync_results.api import feed_stream
from psasync_results.settings import ResultsSettings
from tests.integration.results.conftest import Replica
from tests.integration.results.service import ACME, OPERATOR, OTHER, PLATFORM, as_, running
from tests.unit.results.streams import PATIENT, Stream

Event = tuple[str, dict[str, Any], str]
"""Name, data and id."""


def run(id_: str, tenant: str = "acme") -> Stream:
    request = PATIENT.model_copy(update={"tenant": tenant, "sync": f"{tenant}-cw"})
    return Stream(id_, tenant=tenant, sync=f"{tenant}-cw", request=request).started()


class Listener:
    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self._events = _events(answer)
        self.last = ""

    async def next(self) -> tuple[str, dict[str, Any]]:
        name, data, self.last = await asyncio.wait_for(anext(self._events), 20)
        return name, data

    async def until(self, id_: str, status: str) -> list[str]:
        """The executions told of until this one has that status."""
        told = []
        while True:
            _, data = await self.next()
            told.append(data["id"])
            if (data["id"], data["status"]) == (id_, status):
                return told


@asynccontextmanager
async def listening(client: httpx.AsyncClient, path: str, key: str, last: str | None = None) -> AsyncIterator[Listener]:
    headers = {**as_(key), **({"Last-Event-ID": last} if last else {})}
    async with client.stream("GET", path, headers=headers) as answer:
        yield Listener(answer)


async def _events(answer: httpx.Response) -> AsyncIterator[Event]:
    found: dict[str, str] = {}
    async for line in answer.aiter_lines():
        name, _, value = line.partition(": ")
        if line:
            found[name] = value
        elif "data" in found:
            yield found["event"], json.loads(found["data"]), found.get("id", "")
            found = {}


async def test_snapshot_then_what_any_replica_folds(replica: Replica, settings: ResultsSettings) -> None:
    await replica.folding.apply(run("a").events)
    await replica.folding.apply(run("old").ended().events)
    await replica.folding.apply(run("x", "other").events)
    async with running(settings, kafka=False) as client:
        async with (
            listening(client, "/v1/tenants/acme/events", ACME) as acme,
            listening(client, "/v1/tenants/other/events", OTHER) as other,
            listening(client, "/v1/events", PLATFORM) as platform,
        ):
            for listener, expected in ((acme, {"a"}), (other, {"x"}), (platform, {"a", "x"})):
                name, data = await listener.next()
                assert (name, {each["id"] for each in data["executions"]}) == ("snapshot", expected)
                assert data["more"] is False
            await replica.folding.apply(run("a").record(Outcome.REJECTED).ended().events)
            await replica.folding.apply(run("b").events)
            for listener in (acme, platform):
                await listener.until("b", "in_progress")
            await replica.folding.apply(run("y", "other").events)
            assert set(await other.until("y", "in_progress")) <= {"x", "y"}  # what it knows, perhaps once more
            await platform.until("y", "in_progress")
        assert (await client.get("/v1/tenants/acme/events", headers=as_(OTHER))).status_code == 404
        assert (await client.get("/v1/events", headers=as_(OPERATOR))).status_code == 403
        assert (await client.get("/v1/events", headers=as_(ACME))).status_code == 403


async def test_a_client_that_comes_back_misses_no_change(replica: Replica, settings: ResultsSettings) -> None:
    path = "/v1/tenants/acme/events"
    await replica.folding.apply(run("a").events)
    async with running(settings, kafka=False) as one, running(settings, kafka=False) as two:
        async with listening(one, path, ACME) as listener:
            assert (await listener.next())[0] == "snapshot"
        await replica.folding.apply(run("a").record(Outcome.CREATED).ended().events)
        await replica.folding.apply(run("b").events)
        await replica.folding.apply(run("x", "other").events)
        async with listening(two, path, ACME, listener.last) as again:
            told = {}
            while told.keys() != {"a", "b"} or told["a"]["status"] != "finished":
                name, data = await again.next()
                assert name == "changed"
                told[data["id"]] = data
            assert told["a"]["totals"] == {"created": 1}
            assert told["a"]["revision"] > 1
        async with listening(one, path, ACME, again.last) as third:
            await replica.folding.apply(run("c").events)
            assert set(await third.until("c", "in_progress")) <= {"a", "b", "c"}


@pytest.mark.parametrize("last", ["no-id", "t0", "t99999999999999"])
async def test_an_id_that_says_nothing_is_answered_with_a_snapshot(
    replica: Replica, settings: ResultsSettings, last: str
) -> None:
    await replica.folding.apply(run("a").events)
    async with (
        running(settings, kafka=False) as client,
        listening(client, "/v1/tenants/acme/events", ACME, last) as listener,
    ):
        assert (await listener.next())[0] == "snapshot"


async def test_more_than_a_client_could_be_told(
    replica: Replica, settings: ResultsSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_stream, "MOST_MISSED", 2)
    monkeypatch.setattr(feed_stream, "MOST_IN_SNAPSHOT", 2)
    async with running(settings, kafka=False) as client:
        async with listening(client, "/v1/events", PLATFORM) as listener:
            assert (await listener.next())[1] == {"executions": [], "more": False}
            await replica.folding.apply(run("a").events)
            await listener.until("a", "in_progress")
            last = listener.last
        for id_ in ("b", "c"):
            await replica.folding.apply(run(id_).events)
        async with listening(client, "/v1/events", PLATFORM, last) as listener:
            name, data = await listener.next()
            assert (name, len(data["executions"]), data["more"]) == ("snapshot", 2, True)


async def test_a_key_holds_so_many_streams(settings: ResultsSettings, replica: Replica) -> None:
    few = settings.model_copy(update={"results_watchers_per_key": 1})
    async with running(few, kafka=False) as client, listening(client, "/v1/tenants/acme/events", ACME) as listener:
        await listener.next()
        refused = await client.get("/v1/tenants/acme/events", headers=as_(ACME))
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
        async with listening(client, "/v1/tenants/acme/events", PLATFORM) as another:
            assert (await another.next())[0] == "snapshot"


async def test_one_execution_goes_on_from_a_revision(replica: Replica, settings: ResultsSettings) -> None:
    await replica.folding.apply(run("a").events)
    path = "/v1/executions/a/events"
    async with running(settings, kafka=False) as client:
        async with listening(client, path, ACME) as listener:
            assert (await listener.next())[0] == "snapshot"
        async with listening(client, path, ACME, listener.last) as again:
            await replica.folding.apply(run("a").record(Outcome.CREATED).ended().events)
            name, data = await again.next()
            assert (name, data["status"]) == ("changed", "finished")
        async with listening(client, path, ACME, again.last) as third:
            assert (await third.next())[0] == "snapshot"  # of what has ended all is told
