"""Every operation that changes something, or starts or stops a run, leaves one entry for each change it makes."""

from __future__ import annotations

import pytest

from psasync.kit.mongo import connect
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.service import SECRETS, Client, as_
from tests.support.routes import SCHEDULER, Route
from tests.support.waiting import until

CHANGING = [route for route in SCHEDULER if route.changes]
PAUSED = ("/v1/tenants/{tenant_id}", "/v1/connections/{connection_id}", "/v1/syncs/{sync_id}")
BEFORE = {f"POST {path}/resume": f"{path}/pause" for path in PAUSED}
"""What makes a change of what would change nothing."""
ACTIONS = {
    "DELETE /v1/tenants/{tenant_id}": {"tenant.archiving", "tenant.archived"},
    "DELETE /v1/connections/{connection_id}": {"connection.archiving", "connection.archived"},
    "POST /v1/keys/{key_id}/rotate": {"key.created", "key.rotated"},
}
"""Of operations that make more than one change."""


async def things_for(api: Client, route: Route) -> dict[str, str]:
    """Only what the request names: a tenant with a connection cannot be archived."""
    named = route.path + str(route.body)
    things = {"tenant": await api.tenant("Walked")}
    things["tenant_id"] = things["tenant"]
    if any(f"{{{name}}}" in named for name in ("connection_id", "sync_id", "sync", "execution_id")):
        things["connection_id"] = await api.connection(things["tenant"])
    if any(f"{{{name}}}" in named for name in ("sync_id", "sync", "execution_id")):
        things["sync_id"] = things["sync"] = await api.sync(connection=things["connection_id"])
    if "{execution_id}" in named:
        run = await api.post(f"/v1/syncs/{things['sync_id']}/executions")
        things["execution_id"] = run.json()["execution_id"]
    if "{key_id}" in named:
        key = await api.new("/v1/keys", name="A key", role="viewer", tenant=things["tenant"])
        things["key_id"] = key["id"]
    return things


async def all_settled(settings: SchedulerSettings) -> bool:
    """Whether no change waits for its entry any more."""
    database = await connect(settings, "scheduler")
    waiting = [
        await database.collection(name).count(filter_)
        for name, filter_ in (
            *((name, {"due": True}) for name in ("tenants", "connections", "syncs", "keys")),
            *((name, {"state": "pending"}) for name in ("requests", "cancels")),
        )
    ]
    await database.close()
    return not any(waiting)


@pytest.mark.parametrize("route", CHANGING, ids=lambda route: route.operation)
async def test_it_leaves_an_entry_for_each_change(api: Client, settings: SchedulerSettings, beside, route: Route):
    things = await things_for(api, route)
    if route.operation in BEFORE:
        assert (await api.post(BEFORE[route.operation].format_map(things))).is_success
    actor = await api.new("/v1/keys", name="The actor", role="admin")
    answer = await api.request(**route.request(things), headers=as_(actor["key"]))
    assert answer.is_success, answer.text
    await until(lambda: all_settled(settings), within=30, what="every change has its entry")

    entries = (await api.get("/v1/audit", params={"key_id": actor["id"]})).json()["items"]
    actions = ACTIONS.get(route.operation)
    if actions is None:
        assert len(entries) == 1
    else:
        assert sorted(entry["action"] for entry in entries) == sorted(actions)
    made = answer.json() if answer.content else {}
    subjects = {things[name] for name in route.parameters()} | {made.get("id"), made.get("execution_id")}
    for entry in entries:
        assert (entry["who"], entry["address"]) == ("The actor", "127.0.0.1")
        assert entry["subject"] in subjects
        assert entry["tenant"] in {things["tenant"], entry["subject"]}
        assert not [secret for secret in SECRETS.values() if secret in str(entry)]


async def test_what_is_refused_or_changes_nothing_leaves_none(api: Client, settings: SchedulerSettings):
    tenant = await api.tenant()
    sync = await api.sync(tenant)
    actor = await api.new("/v1/keys", name="The actor", role="admin")
    requests = [
        ("PATCH", f"/v1/tenants/{tenant}", {"name": "Acme"}, 200),  # as it is
        ("POST", f"/v1/syncs/{sync}/resume", None, 200),
        ("PATCH", f"/v1/syncs/{sync}", {"entities": []}, 422),
        ("DELETE", f"/v1/tenants/{tenant}", None, 409),
        ("DELETE", "/v1/tenants/none", None, 404),
    ]
    for method, path, body, status in requests:
        answer = await api.request(method, path, json=body, headers=as_(actor["key"]))
        assert answer.status_code == status, f"{method} {path}: {answer.text}"
    await until(lambda: all_settled(settings), within=30, what="every change has its entry")
    assert (await api.get("/v1/audit", params={"key_id": actor["id"]})).json()["items"] == []


def test_there_are_changes_to_walk():
    assert len(CHANGING) > 12
