"""The audit trail: filters, pages, dates, what an entry tells, and which indexes serve it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from psasync.kit.mongo import connect
from psasync_scheduler.settings import SchedulerSettings
from psasync_scheduler.store.audit import NEWEST_FIRST, AuditQuery
from tests.integration.scheduler.service import SECRETS, Client, as_
from tests.support.waiting import until


async def entries(api: Client, count: int = 1, **query: Any) -> list[dict[str, Any]]:
    """What the trail holds, once there is enough of it."""

    async def enough() -> list[dict[str, Any]] | None:
        found = (await api.get("/v1/audit", params=query)).json()["items"]
        return found if len(found) >= count else None

    return await until(enough, what=f"{count} entries")


async def test_an_entry_says_who_did_what_when_from_where_and_what_it_was_before(api: Client):
    tenant = await api.tenant()
    connection = await api.connection(tenant)
    made = await api.new("/v1/keys", name="Ops team", role="admin", tenant=tenant)
    before = datetime.now(UTC)
    change = {"name": "New name", "secrets": {"private_key": "priv-S3cretOfTheTest-4"}}
    await api.patch(f"/v1/connections/{connection}", json=change, headers=as_(made["key"]))
    (entry,) = await entries(api, key_id=made["id"])
    at = datetime.fromisoformat(entry["at"])
    assert before - timedelta(milliseconds=1) <= at <= datetime.now(UTC)
    assert entry == {
        "id": entry["id"],
        "at": entry["at"],
        "tenant": tenant,
        "who": "Ops team",
        "key_id": made["id"],
        "address": "127.0.0.1",
        "action": "connection.changed",
        "subject": connection,
        "changes": {"name": {"before": "PSA", "after": "New name"}, "secrets.private_key": "replaced"},
    }
    (created,) = await entries(api, subject=connection, action="connection.created")
    assert created["changes"]["secrets"] == sorted(SECRETS)
    assert "S3cretOfTheTest" not in str(created) + str(entry)


async def test_each_filter_narrows_and_they_narrow_together(api: Client):
    acme, other = await api.tenant("Acme"), await api.tenant("Other")
    made = await api.new("/v1/keys", name="Acme's", role="admin", tenant=acme)
    for name in ("One", "Two"):
        await api.patch(f"/v1/tenants/{acme}", json={"name": name}, headers=as_(made["key"]))
    await entries(api, 5)

    async def actions(headers: dict[str, str] | None = None, **query: str) -> list[str]:
        answer = await api.get("/v1/audit", params=query, headers=headers)
        assert answer.status_code == 200, answer.text
        return [each["action"] for each in answer.json()["items"]]

    assert await actions(tenant=other) == ["tenant.created"]
    assert await actions(subject=acme) == ["tenant.changed", "tenant.changed", "tenant.created"]
    assert await actions(action="tenant.created") == ["tenant.created"] * 2
    assert await actions(who="Acme's") == await actions(key_id=made["id"]) == ["tenant.changed"] * 2
    assert await actions(tenant=acme, who="bootstrap", action="tenant.created") == ["tenant.created"]
    assert await actions(tenant=acme, who="nobody") == []
    theirs = dict(as_(made["key"]))
    assert set(await actions(theirs)) == {"tenant.created", "tenant.changed", "key.created"}
    assert await actions(theirs, subject=other) == [], "another tenant's is not there"


async def test_dates_are_half_open_and_pages_hold_each_entry_once(api: Client):
    tenant = await api.tenant()
    for number in range(6):
        await api.patch(f"/v1/tenants/{tenant}", json={"name": f"Name {number}"})
    all_ = await entries(api, 7, tenant=tenant)
    moments = [datetime.fromisoformat(each["at"]) for each in all_]
    assert moments == sorted(moments, reverse=True)

    since, until_ = moments[5], moments[1]
    query = {"tenant": tenant, "from": since.isoformat(), "to": until_.isoformat()}
    expected = [each["id"] for each, at in zip(all_, moments, strict=True) if since <= at < until_]
    assert 0 < len(expected) < 7
    paged, cursor = [], {}
    while True:
        page = (await api.get("/v1/audit", params={**query, **cursor, "limit": 2})).json()
        paged += [each["id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert paged == expected
    assert (await api.get("/v1/audit", params={"from": "2026-05-01T00:00:00"})).status_code == 422, "in which zone?"


async def test_every_list_uses_an_index(api: Client, settings: SchedulerSettings):
    await api.tenant()
    await entries(api)
    database = await connect(settings, "scheduler")
    scans = []
    for flags in product((False, True), repeat=6):
        names = ("subject", "key_id", "who", "action")
        equal = {name: "x" for name, flag in zip(names, flags, strict=False) if flag}
        query = AuditQuery({"tenant": "acme"} if flags[4] else {}, **equal, since=datetime(2026, 1, 1, tzinfo=UTC))
        filter_ = query.filter("0190" if flags[5] else None)
        plan = await database.collection("audit").explain(filter_, NEWEST_FIRST, hint=query.index)
        shown = str(plan["queryPlanner"]["winningPlan"])
        if "COLLSCAN" in shown or "IXSCAN" not in shown or query.index not in shown:
            scans.append((filter_, query.index, shown))
    await database.close()
    assert not scans, "\n".join(map(str, scans))


@pytest.mark.parametrize("role", ["viewer", "operator"])
async def test_only_admins_read_it(api: Client, role: str):
    tenant = await api.tenant()
    assert (await api.get("/v1/audit", headers=as_(await api.key(role, tenant)))).status_code == 403
