import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_running_execution_stops_and_nothing_is_written_after(platform, company):
    syncing = await platform.connect(company(), 2000)
    await platform.fault(syncing.company, "slow", "contacts|sites", seconds=1, count=1000)
    execution = await platform.request(syncing)
    await platform.until(execution, lambda document: document["status"] == "in_progress")
    await platform.call("POST", "scheduler", f"/v1/executions/{execution}/cancel", json={"reason": "wrong tenant"})
    asked = await platform.until(execution, lambda document: document["cancel_requested"] is not None, 10)
    assert asked["cancel_requested"]["reason"] == "wrong tenant"
    document = await platform.ended(execution, 30)
    assert document["status"] == "canceled"
    assert document["canceled"]["reason"] == "wrong tenant"
    assert document["fetched"] == sum(document["totals"].values())
    written = await platform.platform_records(syncing, "company")
    assert len(written) == document["counts"].get("company", {}).get("created", 0)
    await platform.no_faults()
    again = await platform.run(syncing, 120)
    assert again["status"] == "finished_with_warnings"


async def test_what_has_ended_cannot_be_cancelled(platform, company):
    syncing = await platform.connect(company(), 50)
    document = await platform.run(syncing)
    answer = await platform.call(
        "POST", "scheduler", f"/v1/executions/{document['id']}/cancel", json={"reason": "late"}, expect=409
    )
    assert document["status"] in str(answer)
