"""Requests through the running services: confirmations, double clicks, run again, retry, and many at once."""

import asyncio

import pytest
import pytest_asyncio

from tests.support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

# In Berlin the 29th of March 2026 has 23 hours, and the 25th of October 25.
AROUND_CHANGES = {
    "2026-03-28": ("2026-03-28T22:59:59Z",),
    "2026-03-29": ("2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z"),
    "2026-03-30": ("2026-03-29T22:00:00Z",),
    "2026-10-24": ("2026-10-24T21:59:59Z",),
    "2026-10-25": ("2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T22:59:59Z"),
    "2026-10-26": ("2026-10-25T23:00:00Z",),
}


def _path(syncing):
    return f"/v1/syncs/{syncing.sync}/executions"


def _days(*names):
    return [{"day": day, "records": len(AROUND_CHANGES[day])} for day in names]


@pytest.fixture
def ask(platform):
    async def post(syncing, expect=None, params=None, headers=None, **body):
        path, more = _path(syncing), {"params": params or {}, "headers": headers or {}}
        return await platform.call("POST", "scheduler", path, json=body, expect=expect, **more)

    return post


@pytest_asyncio.fixture(loop_scope="session")
async def dated(platform, company):
    """A sync that has imported companies entered around the clock changes, and contacts of another time."""
    syncing = await platform.connect(company(), 40, companies=5, entities=("company", "contact"))
    (known,) = (await platform.control("GET", syncing.company, "/records/companies"))["ids"][:1]
    for moments in AROUND_CHANGES.values():
        for moment in moments:
            entered = {"_info": {"dateEntered": moment, "lastUpdated": moment}}
            order = {"action": "add", "patch": entered}
            await platform.control("POST", syncing.company, "/records/companies", order)
    assert known
    document = await platform.run(syncing)
    assert document["status"] in {"finished", "finished_with_warnings"}
    return syncing


async def test_force_names_exactly_the_days_that_hold_imported_data(platform, dated, ask):
    one_day = {"mode": "force", "period": {"first": "2026-03-29", "last": "2026-03-29"}}
    found = await ask(dated, 409, **one_day)
    assert (found["days"], found["records"]) == (_days("2026-03-29"), 2)
    spring = {"mode": "force", "period": {"first": "2026-03-28", "last": "2026-03-30"}}
    assert (await ask(dated, 409, **spring))["days"] == _days("2026-03-28", "2026-03-29", "2026-03-30")
    autumn = {"mode": "force", "period": {"first": "2026-10-25", "last": "2026-10-26"}}
    assert (await ask(dated, 409, **autumn))["days"] == _days("2026-10-25", "2026-10-26")

    all_of_it = await ask(dated, 409, mode="force")
    contacts = await ask(dated, 409, mode="force", entities=["contact"])
    companies = await ask(dated, 409, mode="force", entities=["company"])
    assert all_of_it["records"] == contacts["records"] + companies["records"]
    named = {day["day"]: day["records"] for day in companies["days"]}
    assert {day: named[day] for day in AROUND_CHANGES} == {day: len(moments) for day, moments in AROUND_CHANGES.items()}
    assert AROUND_CHANGES.keys().isdisjoint(day["day"] for day in contacts["days"])
    assert await platform.call("POST", "scheduler", _path(dated), json={**one_day, "entities": ["contact"]})

    some = await platform.records((await _latest(platform, dated))["id"], entity="company", outcome="created")
    records = [{"entity": "company", "source_id": some[0]["source_id"]}]
    assert (await ask(dated, 409, mode="force", records=records))["records"] == 1
    unknown = [{"entity": "company", "source_id": "999999"}]
    assert (await ask(dated, mode="force", records=unknown))["warnings"] == []


async def test_the_days_are_the_tenants(platform, dated, ask):
    tenant = await platform.call("GET", "scheduler", f"/v1/tenants/{dated.tenant}")
    await platform.call("PATCH", "scheduler", f"/v1/tenants/{dated.tenant}", json={"time_zone": "Pacific/Auckland"})
    found = await ask(dated, 409, mode="force", period={"first": "2026-03-28", "last": "2026-03-30"})
    assert found["days"] == [{"day": "2026-03-29", "records": 2}, {"day": "2026-03-30", "records": 2}]
    await platform.call("PATCH", "scheduler", f"/v1/tenants/{dated.tenant}", json={"time_zone": tenant["time_zone"]})


async def test_a_preflight_foresees_what_the_request_meets(platform, dated, ask):
    body = {"mode": "force", "period": {"first": "2026-10-25", "last": "2026-10-25"}}
    before = await _history(platform, dated)
    weighed = await ask(dated, 200, {"preflight": True}, **body)
    assert (weighed["needs_confirmation"], weighed["blocked"]) == (True, [])
    assert weighed["imported"]["days"] == _days("2026-10-25")
    assert weighed["queue"]["position"] == 1
    assert weighed["plan"]["plan"][0]["reading"] == "period"
    assert weighed["plan"]["plan"][0]["from"] == "2026-10-24T22:00:00+00:00"
    assert weighed["plan"]["plan"][0]["to"] == "2026-10-25T23:00:00+00:00"
    default = await ask(dated, 200, {"preflight": True})
    assert (default["full_pass"], default["needs_confirmation"]) == ([], False)
    assert [row["id"] for row in await _history(platform, dated)] == [row["id"] for row in before]

    accepted = await ask(dated, 202, **body, confirmed=True)
    assert accepted["queue_position"] in {1, None}, "an estimate, and none where the executor is slow to answer"
    document = await platform.ended(accepted["execution_id"])
    assert document["settings"]["plan"] == weighed["plan"]["plan"]

    options = await platform.call("GET", "scheduler", f"/v1/syncs/{dated.sync}/run-options")
    assert (options["period"]["offered"], options["destination"]["knows_duplicates"]) == (True, True)
    assert options["last_default_run"]["status"] in {"finished", "finished_with_warnings"}


async def test_a_ticket_set_up_offers_only_the_default_run(platform, company, ask):
    syncing = await platform.connect(company(), 50, entities=("ticket_board", "ticket_priority"))
    options = await platform.call("GET", "scheduler", f"/v1/syncs/{syncing.sync}/run-options")
    assert [mode["mode"] for mode in options["modes"]] == ["missing"]
    assert options["period"]["reason"] == (
        "ConnectWise PSA keeps no date on ticket_board, ticket_priority that a period could go by."
    )
    await ask(syncing, 422, mode="force", confirmed=True)
    assert (await platform.run(syncing))["status"] == "finished"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def second(cluster):
    """Another scheduler."""
    url = await cluster.spawn("scheduler", name="scheduler-2")
    await cluster.wait_ready("scheduler-2")
    yield url
    await cluster.terminate("scheduler-2")


class TestDoubleClicks:
    @pytest.fixture
    def click(self, cluster, platform, second):
        """Twenty identical requests at once, over both schedulers; their answers."""

        async def at_once(syncing, **headers):
            bases = (cluster.url("scheduler"), second)
            bearer = {"Authorization": f"Bearer {platform.key}"}
            return await asyncio.gather(
                *(
                    platform.http.post(bases[n % 2] + _path(syncing), headers=bearer | headers, json={})
                    for n in range(20)
                )
            )

        return at_once

    async def test_with_a_key_one_execution_runs(self, platform, company, click):
        syncing = await platform.connect(company(), 50)
        answers = await click(syncing, **{"Idempotency-Key": "click"})
        (execution,) = {answer.json()["execution_id"] for answer in answers}
        await platform.ended(execution)
        assert [row["id"] for row in await _history(platform, syncing)] == [execution]

    async def test_without_a_key_one_waits_behind_what_runs(self, platform, company, click):
        syncing = await platform.connect(company(), 300)
        await platform.fault(syncing.company, "slow", "contacts|sites", seconds=1, count=1000)
        running = await platform.request(syncing)
        await platform.until(running, lambda document: document["status"] == "in_progress")
        answers = await click(syncing)
        assert {answer.status_code for answer in answers} == {202}
        named = {answer.json()["execution_id"] for answer in answers}
        assert running not in named
        await platform.no_faults()
        ends = [await platform.ended(execution) for execution in {running, *named}]
        ran = {document["id"] for document in ends if document["status"] != "canceled"}
        assert len(ran) == 2
        assert running in ran
        superseded = [document for document in ends if document["status"] == "canceled"]
        assert all(document["canceled"]["superseded_by"] in ran for document in superseded)

    async def test_one_that_waits_at_the_executor_is_named(self, platform, company, ask):
        syncing = await platform.connect(company(), 50)
        await platform.fault(syncing.company, "slow", "companies", seconds=2, count=10)
        running = await platform.request(syncing, entities=["company"])
        await platform.until(running, lambda document: document["status"] == "in_progress")
        first = await ask(syncing)
        await platform.until(first["execution_id"], lambda document: document["status"] == "queued")

        async def second():
            weighed = await ask(syncing, 200, {"preflight": True})
            return weighed if weighed["queue"]["alike"] else None

        weighed = await until(second, within=30, what="the first one waits at the executor")
        assert weighed["queue"]["of_sync"]["execution"] == running
        answer = await ask(syncing)
        assert (answer["execution_id"], answer["joined"]) == (first["execution_id"], True)
        await platform.no_faults()
        await platform.ended(first["execution_id"])
        assert len(await _history(platform, syncing)) == 2


class TestOnceMore:
    async def test_retry_tries_only_what_was_left(self, platform, company):
        syncing = await platform.connect(company(), 300)
        first = await platform.run(syncing)
        left = sum(first["totals"].get(name, 0) for name in ("rejected", "failed", "skipped"))
        assert left > 0
        for kind, ids in syncing.refused.items():
            corrected = {"name": "Corrected", "firstName": "Cora", "lastName": "Corrected"}
            order = {"action": "change", "ids": ids, "patch": corrected}
            await platform.control("POST", syncing.company, f"/records/{kind}", order)
        accepted = await platform.call("POST", "scheduler", f"/v1/executions/{first['id']}/retry", expect=202)
        again = await platform.ended(accepted["execution_id"])
        assert (again["fetched"], again["totals"]) == (left, {"created": left})
        assert again["request"]["retry_of"] == first["id"]
        refused = await platform.call("POST", "scheduler", f"/v1/executions/{again['id']}/retry", expect=409)
        assert refused["type"].endswith("nothing-failed")

    async def test_again_takes_the_settings_of_what_began_elsewhere(self, platform, company, cluster):
        syncing = await platform.connect(company(), 50, entities=("company", "contact"))
        first = await platform.run(syncing, mode="force", entities=["company"])
        path = f"/v1/executions/{first['id']}/again"
        refused = await platform.call("POST", "scheduler", path, expect=409)
        assert refused["records"] == first["totals"]["created"]
        accepted = await platform.call("POST", "scheduler", path, json={"confirmed": True})
        again = await platform.ended(accepted["execution_id"])
        assert (again["mode"], again["request"]["entities"]) == ("force", ["company"])
        assert again["totals"]["updated"] == first["totals"]["created"]

    async def test_a_running_one_is_not_retried(self, platform, company):
        syncing = await platform.connect(company(), 300)
        await platform.fault(syncing.company, "slow", "contacts|sites", seconds=1, count=1000)
        running = await platform.request(syncing)
        await platform.until(running, lambda document: document["status"] == "in_progress")
        refused = await platform.call("POST", "scheduler", f"/v1/executions/{running}/retry", expect=409)
        assert refused["status_of_execution"] == "in_progress"
        await platform.call("POST", "scheduler", f"/v1/executions/{running}/cancel", json={"reason": "enough"})
        await platform.no_faults()
        await platform.ended(running)


async def test_a_bulk_runs_each_sync_once(platform, company):
    syncs = [await platform.connect(company(), 50, entities=("company",)) for _ in range(3)]
    await platform.call("POST", "scheduler", f"/v1/syncs/{syncs[2].sync}/pause")
    body = {"select": {"system": "connectwise", "tenants": [each.tenant for each in syncs]}}
    headers = {"Idempotency-Key": "all of them"}
    answers = [
        await platform.call("POST", "scheduler", "/v1/bulk/executions", json=body, headers=headers) for _ in range(2)
    ]
    assert answers[0]["outcomes"] == {"accepted": 2, "paused": 1}
    ids = [[item["execution_id"] for item in answer["items"]] for answer in answers]
    assert ids[0] == ids[1]
    for execution in filter(None, ids[0]):
        assert (await platform.ended(execution))["status"] in {"finished", "finished_with_warnings"}
    for each in syncs[:2]:
        assert len(await _history(platform, each)) == 1


async def _history(platform, syncing):
    return (await platform.call("GET", "results", "/v1/executions", params={"sync": syncing.sync}))["items"]


async def _latest(platform, syncing):
    rows = await _history(platform, syncing)
    return next(row for row in rows if row["default_run"])
