"""What is old goes, by what its tenant has chosen, and what it takes until then can be seen."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from psasync.contracts.internal import ResolvedTenant
from psasync.contracts.vocabulary import Outcome
from psasync.kit.mongo import Database
from psasync_results.domain.keeping import Keeping, OwnKeeping
from psasync_results.retention import loop as keeping
from psasync_results.retention.loop import KeepingLoop
from psasync_results.retention.measuring import MeasuringLoop
from psasync_results.settings import ResultsSettings
from psasync_results.store import ageing as store
from psasync_results.store import known_tenants
from psasync_results.store.ageing import Ageing
from psasync_results.store.leases import Leases
from psasync_results.store.own_keeping import Chosen, OwnKeepings
from psasync_results.store.storage import Storage
from tests.integration.results.conftest import Replica
from tests.integration.results.scheduling import Scheduler, scheduling
from tests.integration.results.service import ACME, OPERATOR, OTHER, PLATFORM, as_, running
from tests.unit.results.streams import START_MS, Stream

ENDED = datetime.fromtimestamp(START_MS / 1000, UTC)
KEPT = Keeping(executions=200, records=60, logs=40, issues=100, daily=100)


class Clock:
    def __init__(self, days: float) -> None:
        self.at = ENDED + timedelta(days=days)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return time.monotonic()


def loop(database: Database, days: float) -> KeepingLoop:
    every = timedelta(hours=1)
    return KeepingLoop(
        Ageing(database), OwnKeepings(database), Leases(database), Clock(days), platform=KEPT, every=every
    )


async def sweep(database: Database, days: float) -> None:
    """As it is so many days after the executions ended: something has changed just now."""
    executions = database.collection("executions")
    await executions.update_many({}, {"$set": {"changed": ENDED}})
    await executions.update_one(
        {"_id": "lately"}, {"$set": {"tenant": "-", "changed": ENDED + timedelta(days=days)}}, upsert=True
    )
    await loop(database, days).sweep()
    await executions.delete_one({"_id": "lately"})


async def run(replica: Replica, id_: str, tenant: str = "acme", fence: int = 1) -> None:
    stream = Stream(id_, tenant=tenant, sync=f"{tenant}-cw", fence=fence).started().log().record(Outcome.REJECTED)
    for outcome in (Outcome.CREATED, Outcome.UNCHANGED, Outcome.UNCHANGED):
        stream.record(outcome)
    await replica.folding.apply(stream.ended().events)


async def left(database: Database, tenant: str = "acme") -> dict[str, int]:
    names = ("executions", "record_results", "record_buckets", "logs", "issues")
    return {name: await database.collection(name).count({"tenant": tenant}) for name in names}


ALL = {"executions": 1, "record_results": 2, "record_buckets": 1, "logs": 1, "issues": 1}


class TestAgeing:
    async def test_each_kind_has_its_time_and_each_tenant_may_have_its_own(
        self, replica: Replica, database: Database
    ) -> None:
        await run(replica, "a")
        await run(replica, "x", "patient")
        choice = OwnKeeping(records=300, executions=300, logs=300)
        await OwnKeepings(database).choose("patient", Chosen(choice, "ann", ENDED))
        without_logs = {**ALL, "logs": 0}
        without_records = {**without_logs, "record_results": 0, "record_buckets": 0}
        for days, expected in ((39, ALL), (41, without_logs), (61, without_records), (199, without_records)):
            await sweep(database, days)
            assert await left(database) == expected, days
            assert await left(database, "patient") == ALL
        await sweep(database, 201)
        assert await left(database) == {**without_records, "executions": 0}  # its issue is still open
        await sweep(database, 301)
        assert await left(database, "patient") == {**without_records, "executions": 0}

    async def test_records_go_with_their_execution_at_the_latest(self, replica: Replica, database: Database) -> None:
        await run(replica, "a")
        await OwnKeepings(database).choose("acme", Chosen(OwnKeeping(executions=30, records=300, logs=300)))
        await sweep(database, 31)
        assert await left(database) == dict.fromkeys(ALL, 0) | {"issues": 1}

    async def test_issues_that_are_over_and_old_days_go(self, replica: Replica, database: Database) -> None:
        await run(replica, "a")
        healed = Stream("b", fence=2).started().record(Outcome.UPDATED, source_id="s3")
        await replica.folding.apply(healed.record(Outcome.REJECTED, source_id="other").ended().events)
        days = [
            {"_id": str(n), "tenant": t, "day": f"2026-11-{n:02}"} for n, t in ((1, "acme"), (20, None), (30, None))
        ]
        await database.collection("daily").insert_many(days)
        await sweep(database, 99)
        assert (await left(database))["issues"] == 2
        await sweep(database, 101)
        (kept,) = await database.collection("issues").find_list({}, limit=5)
        assert kept["state"] == "open"
        assert [day["day"] for day in await database.collection("daily").find_list({}, limit=5)] == ["2026-11-30"]

    async def test_many_that_ended_in_one_moment_in_small_batches(
        self, replica: Replica, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(keeping, "_ENDED_AT_ONCE", 2)
        monkeypatch.setattr(keeping, "_SHORTEST_PAUSE", 0)
        monkeypatch.setattr(store, "_DELETED_AT_ONCE", 1)
        for number in range(7):
            await run(replica, f"e{number}", fence=number + 1)
        await sweep(database, 61)
        assert await left(database) == dict.fromkeys(ALL, 0) | {"executions": 7, "issues": 1}
        await sweep(database, 201)
        assert (await left(database))["executions"] == 0

    async def test_what_is_not_over_stays(self, replica: Replica, database: Database) -> None:
        await replica.folding.apply(Stream("a").started().log().record(Outcome.REJECTED).events)
        await sweep(database, 3_000)
        assert await left(database) == {**ALL, "record_results": 1, "record_buckets": 0}

    async def test_a_clock_that_is_wrong_deletes_nothing(self, replica: Replica, database: Database) -> None:
        await run(replica, "a")
        long_ago = {"$set": {"settled_at": ENDED - timedelta(days=1_000)}}
        await database.collection("executions").update_one({"_id": "a"}, long_ago)  # an executor's clock
        await loop(database, 5).sweep()
        assert await left(database) == ALL
        await loop(database, 3_000).sweep()  # years ahead of everything that has changed
        assert await left(database) == ALL

    async def test_every_tenant_is_found(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(known_tenants, "_CARDS_READ", 2)
        there = {"b", "t1", "t2", "t9"}
        cards = [{"_id": f"{tenant}/s{n}", "tenant": tenant} for tenant in there for n in range(3)]
        await database.collection("cards").insert_many(cards)  # some have nothing else
        executions = database.collection("executions")
        for added in ("a", "t0", "t2", "t3", "u0", "u1"):
            assert [each async for each in Ageing(database).tenants("executions")] == [None, *sorted(there)]
            there.add(added)
            documents = [
                {"_id": f"{added}:{n}:{tenant}", "tenant": tenant} for n in range(3) for tenant in (added, None)
            ]
            await executions.insert_many([{**each, "order": each["_id"]} for each in documents])
        assert [each async for each in Ageing(database).tenants("executions")] == [None, *sorted(there)]

    async def test_one_replica_at_a_time(self, database: Database) -> None:
        one, two, later = Leases(database), Leases(database), ENDED + timedelta(minutes=6)
        minutes = timedelta(minutes=5)
        assert [await each.take("x", ENDED, minutes) for each in (one, two, one)] == [True, False, True]
        assert [await each.take("x", later, minutes) for each in (two, one)] == [True, False]


class TestStorage:
    async def measured(self, database: Database, days: float = 1) -> dict[str, Any]:
        every = timedelta(hours=1)
        await MeasuringLoop(Storage(database), Ageing(database), Leases(database), Clock(days), every=every).sweep()
        found = await database.collection("storage").find_list({}, limit=5)
        return {each["tenant"]: each["kinds"] for each in found}

    async def test_what_is_there_is_counted_and_what_has_gone_is_not(
        self, replica: Replica, database: Database, settings: ResultsSettings
    ) -> None:
        await run(replica, "a")
        await run(replica, "b", fence=2)
        await run(replica, "x", "other")
        used = await self.measured(database)
        assert {kind: each["count"] for kind, each in used["acme"].items()} == {
            "executions": 2,
            "records": 8,
            "logs": 2,
            "issues": 1,
            "daily": 0,
        }
        assert all(used["acme"][kind]["size"] > 50 for kind in ("executions", "records", "logs", "issues"))
        async with running(settings, kafka=False) as client:
            items = (await client.get("/v1/storage")).json()["items"]
            assert {"acme", "other"} == {each["tenant"] for each in items}
            assert all(each["size"] == sum(kind["size"] for kind in each["kinds"].values()) for each in items)
            (own,) = (await client.get("/v1/storage", headers=as_(OTHER))).json()["items"]
            assert own["tenant"] == "other"
            foreign = await client.get("/v1/storage", params={"tenant": "acme"}, headers=as_(OTHER))
            assert foreign.status_code == 404
            first = (await client.get("/v1/storage", params={"limit": 1})).json()
            cursor = {"limit": 1, "cursor": first["next_cursor"]}
            assert (await client.get("/v1/storage", params=cursor)).json()["items"][0]["tenant"] == "other"
        await sweep(database, 61)
        used = await self.measured(database, 62)
        assert (used["acme"]["records"]["count"], used["acme"]["executions"]["count"]) == (0, 2)

    async def test_a_restart_measures_nobody_again(self, replica: Replica, database: Database) -> None:
        hour = 1 / 24
        await run(replica, "a")
        await self.measured(database)
        await run(replica, "b", fence=2)
        used = [(await self.measured(database, 1 + part * hour))["acme"] for part in (0.9, 1.1)]
        assert [each["executions"]["count"] for each in used] == [1, 2]


def asking(scheduler: Scheduler, settings: ResultsSettings) -> ResultsSettings:
    return settings.model_copy(update={"scheduler_url": scheduler.url})


async def test_a_tenants_choice(settings: ResultsSettings, database: Database) -> None:
    path = "/v1/tenants/acme/retention"
    async with scheduling(settings) as scheduler, running(asking(scheduler, settings), kafka=False) as client:
        acme = ResolvedTenant(id="acme", name="Acme", version=1, time_zone="UTC")
        scheduler.tenants["acme"] = acme.model_dump(mode="json")
        before = (await client.get(path, headers=as_(ACME))).json()
        assert before["kept"] == before["platform"] == settings.keeping.model_dump()
        for key, expected in ((ACME, 403), (OPERATOR, 403), (OTHER, 403), (PLATFORM, 200)):
            answer = await client.put(path, json={"records": 400}, headers=as_(key))
            assert answer.status_code == expected
        now = (await client.get(path, headers=as_(ACME))).json()
        assert (now["kept"]["records"], now["own"]["records"], now["changed_by"]) == (400, 400, "platform")
        assert now["kept"]["logs"] == before["kept"]["logs"]
        for wrong in ({"records": 3}, {"recrods": 60}, {"records": "soon"}):
            assert (await client.put(path, json=wrong)).status_code == 422
        assert (await client.get(path, headers=as_(OTHER))).status_code == 404
        assert (await client.put("/v1/tenants/nobody/retention", json={"records": 400})).status_code == 404
        await client.put(path, json={})
        assert (await client.get(path)).json()["kept"] == before["kept"]
