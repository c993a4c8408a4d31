"""An execution's failures held against the run before, and its facets."""

from __future__ import annotations

from typing import Any

from psasync.contracts.vocabulary import Entity, Outcome
from psasync_results.settings import ResultsSettings
from tests.integration.results.conftest import Replica, tallying
from tests.integration.results.service import OTHER, as_, running
from tests.integration.results.test_lists import all_pages
from tests.integration.results.test_tallying import DRY, NOW, ended_later, run
from tests.unit.results.streams import PATIENT, Stream


def failing(execution: str, fence: int, fates: dict[str, Outcome], **of: Any) -> Stream:
    stream = Stream(execution, fence=fence, **of).started()
    for source_id, outcome in fates.items():
        stream.record(outcome, source_id=source_id)
    return stream.ended()


async def two_runs(replica: Replica) -> None:
    """Between the two runs lies a dry one, and a contact bears the id of a company."""
    refused = {f"still-{number}": Outcome.REJECTED for number in range(3)}
    first = failing("a-first", 1, refused | {"healed": Outcome.FAILED, "gone": Outcome.REJECTED})
    dry = failing("b-dry", 2, {"healed": Outcome.FAILED, "new": Outcome.FAILED}, request=DRY)
    second = Stream("c-second", fence=3).started().record(Outcome.REJECTED, Entity.CONTACT, "healed")
    for source_id in refused:
        second.record(Outcome.FAILED, source_id=source_id)
    second.record(Outcome.UPDATED, source_id="healed").record(Outcome.REJECTED, source_id="new")
    for stream in (second.ended(), dry, first):
        await replica.folding.apply(stream.events)


async def test_new_healed_and_still(replica: Replica, settings: ResultsSettings) -> None:
    await two_runs(replica)
    async with running(settings, kafka=False) as client:

        async def found(change: str, **params: Any) -> list[tuple[str, str]]:
            path = "/v1/executions/c-second/comparison"
            items = await all_pages(client, path, change=change, **params)
            return [(item["entity"], item["source_id"]) for item in items]

        for limit in (1, 2, 100):
            assert await found("new", limit=limit) == [("contact", "healed"), ("company", "new")]
            assert await found("still", limit=limit) == [("company", f"still-{number}") for number in range(3)]
            assert await found("healed", limit=limit) == [("company", "healed")]
            assert await found("untouched", limit=limit) == [("company", "gone")]
        assert await found("new", **{"with": "b-dry"}) == [("contact", "healed")] + [
            ("company", f"still-{number}") for number in range(3)
        ]
        still = (await client.get("/v1/executions/c-second/comparison", params={"change": "still"})).json()
        assert (still["execution"], still["previous"]) == ("c-second", "a-first")
        assert still["items"][0]["before"]["issues"][0]["code"] == "field_required"
        first = (await client.get("/v1/executions/a-first/comparison")).json()
        assert (first["previous"], first["items"]) == (None, [])


async def test_only_runs_of_the_same_sync_are_compared(replica: Replica, settings: ResultsSettings) -> None:
    await two_runs(replica)
    await replica.folding.apply(failing("sibling", 1, {"new": Outcome.FAILED}, sync="acme-2").events)
    await replica.folding.apply(failing("foreign", 1, {"new": Outcome.FAILED}, tenant="other").events)
    async with running(settings, kafka=False) as client:
        path = "/v1/executions/c-second/comparison"
        for other in ("sibling", "foreign", "nobody"):
            assert (await client.get(path, params={"with": other})).status_code == 404
        theirs = await client.get("/v1/executions/foreign/comparison", params={"with": "a-first"}, headers=as_(OTHER))
        assert theirs.status_code == 404
        for route in ("comparison", "facets"):
            assert (await client.get(f"/v1/executions/a-first/{route}", headers=as_(OTHER))).status_code == 404


async def test_facets_are_what_a_count_of_the_records_says(replica: Replica, settings: ResultsSettings) -> None:
    await two_runs(replica)
    async with running(settings, kafka=False) as client:
        facets = (await client.get("/v1/executions/c-second/facets")).json()
        assert facets["outcomes"]
        for each in facets["outcomes"] + facets["codes"]:
            wanted = {name: value for name, value in each.items() if name != "count"}
            assert len(await all_pages(client, "/v1/executions/c-second/records", **wanted)) == each["count"]
        coded = {(each["entity"], each["outcome"], each["code"]): each["count"] for each in facets["codes"]}
        assert coded == {("company", "rejected", "field_required"): 1, ("contact", "rejected", "field_required"): 1}


async def test_a_running_execution_says_how_fast_it_goes(replica: Replica, settings: ResultsSettings) -> None:
    before = run("before", 1)
    for entity in (Entity.COMPANY, Entity.CONTACT):
        for _ in range(40):
            before.record(Outcome.CREATED, entity)
    await replica.folding.apply(ended_later(before, -NOW).events)
    await tallying(replica.database).sweep(NOW)
    now = run("now", 2, request=PATIENT).record(Outcome.CREATED).record(Outcome.CREATED).progress()
    await replica.folding.apply(now.events)
    async with running(settings, kafka=False) as client:
        pace = (await client.get("/v1/executions/now")).json()["pace"]
        assert (pace["treated"], pace["expected"]) == (2, {"company": 40, "contact": 40})
        assert pace["overall"] > 0
        assert pace["estimated_end"] is not None
        ended = (await client.get("/v1/executions/before")).json()["pace"]
        assert (ended["treated"], ended["expected"], ended["estimated_end"]) == (80, {}, None)
