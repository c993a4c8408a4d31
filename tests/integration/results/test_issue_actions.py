"""What people do about issues, and how long it lasts."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from psasync.contracts.vocabulary import Entity, Outcome
from psasync.kit.http import Problem, conflict
from psasync.kit.mongo import Database
from psasync_results.settings import ResultsSettings
from psasync_results.store import chosen_issues, issue_tenants
from psasync_results.store.issue_tenants import IssueTenants
from tests.integration.results.conftest import Replica
from tests.integration.results.scheduling import scheduling
from tests.integration.results.service import ACME, OPERATOR, OTHER, PLATFORM, as_, running
from tests.integration.results.test_issues import HELD, LONG, issues_of
from tests.integration.results.test_lists import all_pages
from tests.unit.results.streams import Stream

ISSUES = "/v1/tenants/acme/issues"


async def broken(replica: Replica, fence: int = 1, *, hash_: str | None = "h1", ids: str = "7", **fields: Any) -> None:
    stream = Stream(f"run-{fence}", fence=fence, **fields).started()
    for source_id in ids.split():
        stream.record(Outcome.REJECTED, source_id=source_id, hash=hash_)
    await replica.folding.apply(stream.ended().events)


async def dismiss(client: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    answer = await client.post(f"{ISSUES}/dismiss", json=body or {"filter": {}}, headers=as_(OPERATOR))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def only(client: httpx.AsyncClient) -> dict[str, Any]:
    (issue,) = await all_pages(client, ISSUES)
    return issue


class TestDismissal:
    async def test_lasts_while_the_record_is_the_same(self, replica: Replica, settings: ResultsSettings) -> None:
        await broken(replica)
        async with running(settings, kafka=False) as client:
            issue = await only(client)
            assert await dismiss(client, ids=[issue["id"]], reason="known") == {"changed": 1, "more": False}
            assert await dismiss(client, ids=[issue["id"]]) == {"changed": 0, "more": False}
            for fence, hash_ in ((2, "h1"), (3, None)):
                await broken(replica, fence, hash_=hash_)
                issue = await only(client)
                assert (issue["state"], issue["count"], issue["last_execution"]) == ("dismissed", fence, f"run-{fence}")
                assert (issue["dismissal"]["by"], issue["dismissal"]["reason"]) == ("operator", "known")
            await broken(replica, 4, hash_="h2")
            issue = await only(client)
            assert (issue["state"], issue["dismissal"]["by"]) == ("open", "operator")

    async def test_a_new_one_replaces_an_old_one(self, replica: Replica, settings: ResultsSettings) -> None:
        await broken(replica)
        async with running(settings, kafka=False) as client:
            await dismiss(client, filter={}, reason="$field")
            revoked = await client.post(f"{ISSUES}/reopen", json={"filter": {}}, headers=as_(OPERATOR))
            assert revoked.json() == {"changed": 1, "more": False}
            issue = await only(client)
            assert (issue["state"], issue["dismissal"]["revoked_by"]) == ("open", "operator")
            assert issue["dismissal"]["reason"] == "$field"
            await dismiss(client)
            dismissal = (await only(client))["dismissal"]
            assert (dismissal["reason"], dismissal["revoked_by"]) == (None, None)

    @pytest.mark.parametrize(("outcome", "resolution"), [(Outcome.UPDATED, "resolved"), (Outcome.DELETED, "gone")])
    async def test_what_is_over_is_over(
        self, replica: Replica, settings: ResultsSettings, outcome: Outcome, resolution: str
    ) -> None:
        await broken(replica)
        async with running(settings, kafka=False) as client:
            await dismiss(client)
            healed = Stream("run-2", fence=2).started().record(outcome, source_id="7").ended()
            await replica.folding.apply(healed.events)
            issue = await only(client)
            assert (issue["state"], issue["resolution"], issue["closed_by"]) == ("resolved", resolution, "run-2")
            await broken(replica, 3)  # the same content again is a new case
            assert (await only(client))["state"] == "open"

    async def test_late_and_repeated_events_do_not_end_it(self, replica: Replica, settings: ResultsSettings) -> None:
        await broken(replica, 2)
        async with running(settings, kafka=False) as client:
            await dismiss(client)
            await broken(replica, 1, hash_="older")
            await broken(replica, 2)
            issue = await only(client)
            assert (issue["state"], issue["count"]) == ("dismissed", 1)

    async def test_what_looks_like_an_expression_is_text(self, replica: Replica, database: Database) -> None:
        await broken(replica, ids="$state", hash_="$$ROOT")
        (issue,) = (await issues_of(database)).values()
        assert (issue["source_id"], issue["hash"], issue["state"]) == ("$state", "$$ROOT", "open")

    async def test_all_of_a_filter_and_no_more(
        self, replica: Replica, settings: ResultsSettings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(chosen_issues, "_AT_ONCE", 3)
        await broken(replica, ids="1 2 3 4 5 6 7")
        await broken(replica, 2, ids="1 2", sync="acme-2")
        await replica.folding.apply(
            Stream("x", fence=3).started().record(Outcome.WARNING, Entity.CONTACT, "1", issues=LONG).ended().events
        )
        async with running(settings, kafka=False) as client:
            assert (await dismiss(client, filter={"sync": "acme-cw", "entity": "company"}))["changed"] == 7
            left = {(each["sync"], each["entity"]) for each in await all_pages(client, ISSUES, state="open")}
            assert left == {("acme-2", "company"), ("acme-cw", "contact")}
            monkeypatch.setattr(chosen_issues, "MOST_CHANGED", 2)
            first = await dismiss(client, filter={"sync": "acme-2"})
            assert first == {"changed": 2, "more": True}
            assert await dismiss(client, filter={"sync": "acme-2"}) == {"changed": 0, "more": False}

    async def test_only_operators_and_only_their_own(self, replica: Replica, settings: ResultsSettings) -> None:
        await broken(replica)
        async with running(settings, kafka=False) as client:
            id_ = (await only(client))["id"]
            for act in ("dismiss", "reopen", "retry"):
                body = {"ids": [id_]}
                assert (await client.post(f"{ISSUES}/{act}", json=body, headers=as_(ACME))).status_code == 403
                of_other = f"/v1/tenants/other/issues/{act}"
                assert (await client.post(of_other, json=body, headers=as_(OPERATOR))).status_code == 404
                for wrong in ({}, {"ids": []}, {"ids": [id_], "filter": {}}, {"filter": {"state": "open"}}):
                    answer = await client.post(f"{ISSUES}/{act}", json=wrong, headers=as_(OPERATOR))
                    assert answer.status_code == 422
            other = await client.post("/v1/tenants/other/issues/dismiss", json={"ids": [id_]}, headers=as_(PLATFORM))
            assert other.json() == {"changed": 0, "more": False}
            assert (await only(client))["state"] == "open"


async def test_groups_and_filters(replica: Replica, settings: ResultsSettings) -> None:
    await broken(replica, ids="1 2 3")
    stream = Stream("run-2", fence=2, sync="acme-2").started()
    stream.record(Outcome.WARNING, Entity.CONTACT, "5", issues=LONG).record(Outcome.REJECTED, source_id="6")
    await replica.folding.apply(stream.ended().events)
    async with running(settings, kafka=False) as client:
        groups = (await client.get(f"{ISSUES}/groups", headers=as_(ACME))).json()
        assert [(group["code"], group["count"], group["at_least"]) for group in groups] == [
            ("field_required", 4, False),
            ("field_too_long", 1, False),
        ]
        assert all(group["title"] and group["meaning"] and group["action"] for group in groups)
        assert groups[0]["last_seen_at"] >= groups[1]["last_seen_at"]
        of_sync = (await client.get(f"{ISSUES}/groups", params={"sync": "acme-cw"})).json()
        assert [(group["code"], group["count"]) for group in of_sync] == [("field_required", 3)]
        assert (await client.get(f"{ISSUES}/groups", params={"state": "dismissed"})).json() == []
        assert (await client.get(f"{ISSUES}/groups", headers=as_(OTHER))).status_code == 404

        async def ids(**params: Any) -> list[str]:
            return [issue["source_id"] for issue in await all_pages(client, ISSUES, limit=2, **params)]

        assert await ids(entity="contact") == ["5"]
        assert await ids(label="rEcOrD") == ["5", "1", "6", "2", "3"]  # Record 2 twice, Record 3 twice, Record 4
        assert await ids(label="record 3", state="open") == ["6", "2"]
        assert await ids(label="record", code="field_too_long") == ["5"]
        assert await ids(label="ecord") == []
        wrong = await client.get(ISSUES, params={"label": "a", "cursor": "eyJvcmRlciI6IjEifQ"})
        assert (wrong.status_code, wrong.json()["type"]) == (400, "urn:psasync:problem:bad-cursor")


async def test_tenants_with_open_issues(replica: Replica, settings: ResultsSettings) -> None:
    await broken(replica, ids="1 2 3")
    for number, tenant in enumerate(("birch", "cedar"), start=2):
        stream = Stream(f"run-{number}", fence=1, sync=f"{tenant}-cw", tenant=tenant).started()
        await replica.folding.apply(stream.record(Outcome.REJECTED, source_id="1").ended().events)
    async with running(settings, kafka=False) as client:
        found = await all_pages(client, "/v1/issues/tenants", limit=2)
        assert [(each["tenant"], each["count"], each["at_least"]) for each in found] == [
            ("acme", 3, False),
            ("birch", 1, False),
            ("cedar", 1, False),
        ]
        own = (await client.get("/v1/issues/tenants", headers=as_(ACME))).json()
        assert own == {"items": [{"tenant": "acme", "count": 3, "at_least": False}], "next_cursor": None}
        assert (await client.get("/v1/issues/tenants", headers=as_(OTHER))).json()["items"] == []
        everything = {"filter": {}}
        await client.post("/v1/tenants/birch/issues/dismiss", json=everything, headers=as_(PLATFORM))
        left = await all_pages(client, "/v1/issues/tenants")
        assert [each["tenant"] for each in left] == ["acme", "cedar"]


@pytest.mark.parametrize("with_card", ["", "acme dogwood", "aspen birch cedar yew zelkova", "zelkova"])
async def test_tenants_with_very_many_issues_are_passed_by(
    replica: Replica, database: Database, monkeypatch, with_card: str
) -> None:
    for tenant in with_card.split():
        await database.collection("cards").insert_one({"_id": tenant, "tenant": tenant, "sync": "s", "resolved": True})
    monkeypatch.setattr(issue_tenants, "_FEWEST", 1)
    monkeypatch.setattr(issue_tenants, "COUNTED", 2)
    monkeypatch.setattr(issue_tenants, "_READ_AT_ONCE", 4)
    for number, (tenant, issues) in enumerate([("acme", 5), ("birch", 1), ("cedar", 3), ("dogwood", 2), ("elm", 2)]):
        stream = Stream(f"run-{number}", fence=1, sync=f"{tenant}-cw", tenant=tenant).started()
        for source_id in range(issues):
            stream.record(Outcome.REJECTED, source_id=str(source_id))
        await replica.folding.apply(stream.ended().events)
    counted = [("acme", 2, True), ("birch", 1, False), ("cedar", 2, True), ("dogwood", 2, False), ("elm", 2, False)]
    store = IssueTenants(database)
    for limit in (1, 2, 5, 9):
        found, after = [], ""
        while after is not None:
            page, after = await store.page({}, after, limit)
            found += [(each.tenant, each.count, each.more) for each in page]
        assert found == counted, limit


class TestRetry:
    async def retry(self, client: httpx.AsyncClient, key: str | None = None, **body: Any) -> httpx.Response:
        headers = {**as_(OPERATOR), **({"Idempotency-Key": key} if key else {})}
        return await client.post(f"{ISSUES}/retry", json=body, headers=headers)

    async def test_one_request_per_sync_with_the_callers_key(self, replica: Replica, settings: ResultsSettings) -> None:
        await broken(replica, ids="1 2")
        more = Stream("run-2", fence=2, sync="acme-2").started().record(Outcome.REJECTED, source_id="9")
        more.record(Outcome.SKIPPED, source_id="*", issues=HELD, hash=None)
        await replica.folding.apply(more.ended().events)
        async with scheduling(settings) as scheduler:
            scheduler.refusals["acme-2"] = lambda: conflict("It is paused.", code="paused")
            at = settings.model_copy(update={"scheduler_url": scheduler.url})
            async with running(at, kafka=False) as client:
                answers = [(await self.retry(client, "click", filter={})).json() for _ in range(2)]
        assert [(each["sync"], each["outcome"], each["records"]) for each in answers[0]["items"]] == [
            ("acme-2", "refused", 1),
            ("acme-cw", "accepted", 2),
        ]
        refused, accepted = answers[0]["items"]
        assert (refused["status"], refused["problem"]["type"]) == (409, "urn:psasync:problem:paused")
        assert (accepted["execution_id"], answers[0]["left_out"], answers[0]["more"]) == ("run-of-acme-cw", 1, False)
        assert answers[1]["items"][1]["outcome"] == "joined"
        assert {each.bearer for each in scheduler.asked} == {OPERATOR}
        assert {each.key for each in scheduler.asked if each.sync == "acme-cw"} == {scheduler.asked[-1].key} != {None}
        of_cw = next(each for each in scheduler.asked if each.sync == "acme-cw")
        assert of_cw.records == [("company", "1"), ("company", "2")]

    async def test_by_id_and_of_no_other_tenant(self, replica: Replica, settings: ResultsSettings) -> None:
        await broken(replica, ids="1 2")
        await broken(replica, 2, tenant="other", sync="other-cw")
        async with scheduling(settings) as scheduler:
            at = settings.model_copy(update={"scheduler_url": scheduler.url})
            async with running(at, kafka=False) as client:
                ids = [issue["id"] for issue in await all_pages(client, ISSUES)]
                ids += [issue["id"] for issue in await all_pages(client, "/v1/tenants/other/issues")]
                await dismiss(client, ids=ids[:1])
                assert (await self.retry(client, ids=ids)).status_code == 200
                assert (await self.retry(client, ids=["nobody's"])).json()["items"] == []
        (asked,) = scheduler.asked
        assert (asked.sync, len(asked.records), asked.key) == ("acme-cw", 2, None)

    @pytest.mark.parametrize("down", ["away", "503"])
    async def test_a_scheduler_that_is_down_is_503(
        self, replica: Replica, settings: ResultsSettings, free_port: Any, down: str
    ) -> None:
        await broken(replica)
        async with scheduling(settings) as scheduler:
            scheduler.refusals["acme-cw"] = lambda: Problem(
                503, "Not now", code="unavailable", headers={"Retry-After": "9"}
            )
            url = scheduler.url if down == "503" else f"http://127.0.0.1:{free_port()}"
            async with running(settings.model_copy(update={"scheduler_url": url}), kafka=False) as client:
                answer = await self.retry(client, filter={})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "9" if down == "503" else "5")
        assert answer.json()["type"] == "urn:psasync:problem:scheduler-unavailable"
