"""One source record across executions."""

from __future__ import annotations

from typing import Any

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.vocabulary import Entity, Outcome, Trigger
from psasync_results.settings import ResultsSettings
from psasync_results.store.record_history import SourceRecord, history_filter
from tests.integration.results.conftest import Replica
from tests.integration.results.service import ACME, OTHER, as_, running
from tests.integration.results.test_lists import all_pages
from tests.unit.results.streams import SYNC, TENANT, Stream

PATH = f"/v1/syncs/{SYNC}/record-history"
DRY = SyncRequested(tenant=TENANT, sync=SYNC, trigger=Trigger.MANUAL, requested_by="ann", dry_run=True)


async def three_runs(replica: Replica) -> None:
    """Refused, tried in a dry run, and written; a contact with the same id is another record."""
    runs = [
        Stream("run-1", fence=1).started().record(Outcome.REJECTED, source_id="a/7"),
        Stream("run-2", fence=2, request=DRY).started().record(Outcome.CREATED, source_id="a/7"),
        Stream("run-3", fence=3)
        .started()
        .record(Outcome.CREATED, source_id="a/7")
        .record(Outcome.CREATED, Entity.CONTACT, "a/7"),
        Stream("run-4", fence=4).started().record(Outcome.UNCHANGED, source_id="a/7"),
    ]
    for number in (2, 0, 3, 1):  # in no order
        await replica.folding.apply(runs[number].ended().events)


async def test_a_record_execution_by_execution(replica: Replica, settings: ResultsSettings) -> None:
    await three_runs(replica)
    async with running(settings, kafka=False) as client:

        async def outcomes(**params: Any) -> list[tuple[str, str, bool]]:
            items = await all_pages(client, PATH, source_id="a/7", **params)
            return [(item["execution"], item["outcome"], item["dry_run"]) for item in items]

        told = [("run-3", "created", False), ("run-2", "created", True), ("run-1", "rejected", False)]
        assert await outcomes(entity="company") == told
        assert await outcomes(entity="company", limit=1) == told
        assert await outcomes(entity="contact") == [("run-3", "created", False)]
        refused = (await client.get(PATH, params={"entity": "company", "source_id": "a/7"})).json()["items"][-1]
        assert refused["issues"][0]["code"] == "field_required"


async def test_nobody_else_sees_it(replica: Replica, settings: ResultsSettings) -> None:
    await three_runs(replica)
    wanted = {"entity": "company", "source_id": "a/7"}
    async with running(settings, kafka=False) as client:
        assert (await client.get(PATH, params=wanted, headers=as_(ACME))).status_code == 200
        assert (await client.get(PATH, params=wanted, headers=as_(OTHER))).status_code == 404
        assert (await client.get(PATH, params=wanted | {"source_id": "a/8"})).status_code == 404
        assert (await client.get(PATH, params={"entity": "company"})).status_code == 422
        assert (await client.get(PATH, params=wanted | {"cursor": "!!"})).status_code == 400


async def test_an_index_finds_it(replica: Replica) -> None:
    await three_runs(replica)
    records = replica.database.collection("record_results")
    wanted = history_filter(SourceRecord(SYNC, "company", "a/7"), 4)
    plan = str(await records.explain(wanted, (("fence", -1),), hint="of_record"))
    assert "of_record" in plan, plan
    assert "COLLSCAN" not in plan, plan
