"""Tenants, connections, syncs and keys over HTTP: life cycle, versions, names, pages, announcements, audit."""

from __future__ import annotations

import asyncio

from psasync.contracts.topics import CATALOG_CHANGED
from tests.integration.scheduler.service import SECRETS, TOKEN, Client, Published, as_
from tests.support.waiting import until


async def test_life_cycle(api: Client):
    tenant = await api.tenant()
    connection = await api.connection(tenant)
    sync = await api.sync(connection=connection, schedule={"time": "01:30"})

    shown = (await api.get(f"/v1/connections/{connection}")).json()
    assert set(shown["secrets"]) == set(SECRETS)
    assert set(shown["secrets"]["private_key"]) == {"set_at", "set_by"}
    assert shown["settings"]["codebase"] == "v4_6_release"
    assert (await api.get(f"/v1/syncs/{sync}")).json()["next_fire"] is not None

    assert (await api.delete(f"/v1/connections/{connection}")).status_code == 409
    assert (await api.delete(f"/v1/tenants/{tenant}")).status_code == 409
    assert (await api.delete(f"/v1/syncs/{sync}")).status_code == 204
    assert (await api.get(f"/v1/syncs/{sync}")).json()["state"] == "archived"
    assert (await api.delete(f"/v1/connections/{connection}")).status_code == 204
    assert (await api.delete(f"/v1/tenants/{tenant}")).status_code == 204
    assert (await api.get("/v1/tenants")).json()["items"] == []


async def test_versions_guard_against_lost_updates(api: Client):
    tenant = await api.tenant()
    tag = (await api.get(f"/v1/tenants/{tenant}")).headers["etag"]
    first = await api.patch(f"/v1/tenants/{tenant}", json={"name": "Acme Ltd"}, headers={"If-Match": tag})
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    second = await api.patch(f"/v1/tenants/{tenant}", json={"name": "Other"}, headers={"If-Match": tag})
    assert (second.status_code, second.json()["version"]) == (412, 2)
    unread = await api.patch(f"/v1/tenants/{tenant}", json={"name": "Other"}, headers={"If-Match": "x"})
    assert unread.status_code == 400


async def test_changes_without_a_version_are_all_kept(api: Client):
    connection = await api.connection(await api.tenant())
    changes = [{"name": "Renamed"}, {"calls_per_minute": 77}, {"concurrent_calls": 3}, {"active": False}]
    answers = await asyncio.gather(*(api.patch(f"/v1/connections/{connection}", json=change) for change in changes))
    assert [answer.status_code for answer in answers] == [200] * 4
    shown = (await api.get(f"/v1/connections/{connection}")).json()
    assert {name: shown[name] for change in changes for name in change} == {
        name: value for change in changes for name, value in change.items()
    }
    assert shown["version"] == 5


async def test_a_change_that_changes_nothing_is_no_version(api: Client):
    tenant = await api.tenant("Acme")
    assert (await api.patch(f"/v1/tenants/{tenant}", json={"name": "Acme"})).json()["version"] == 1


async def test_names_are_unique_where_people_expect_it(api: Client):
    acme, other = await api.tenant("Acme"), await api.tenant("Other")
    assert (await api.post("/v1/tenants", json={"name": " ACME ", "time_zone": "UTC"})).status_code == 409
    connection = await api.connection(acme, "PSA")
    await api.connection(other, "PSA")
    body = {"connection": connection, "name": "Nightly", "entities": ["company"]}
    first = await api.new("/v1/syncs", **body)
    taken = await api.post("/v1/syncs", json=body)
    assert (taken.status_code, taken.json()["type"]) == (409, "urn:psasync:problem:name-taken")
    await api.delete(f"/v1/syncs/{first['id']}")
    await api.new("/v1/syncs", **body)


async def test_mistakes_are_named_all_at_once(api: Client):
    tenant = await api.tenant()
    answer = await api.post("/v1/tenants", json={"name": "", "time_zone": "Mars/Base"})
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"name", "time_zone"}
    body = {"tenant": tenant, "system": "connectwise", "name": "PSA", "settings": {"colour": "red"}}
    errors = (await api.post("/v1/connections", json=body)).json()["errors"]
    missing = {f"secrets.{name}" for name in SECRETS}
    assert {error["field"] for error in errors} == {
        "settings.colour",
        "settings.base_url",
        "settings.company",
    } | missing
    settings = {"base_url": "https://psa.example", "company": "acme"}
    errors = (await api.post("/v1/connections", json=body | {"settings": settings})).json()["errors"]
    assert {error["field"] for error in errors} == {f"secrets.{name}" for name in SECRETS}
    wrong = {"connection": await api.connection(tenant), "name": "S", "entities": ["product", "company"]}
    answer = await api.post("/v1/syncs", json=wrong | {"schedule": {"cron": "0 0 31 2 *"}})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "schedule.cron")
    answer = await api.post("/v1/syncs", json=wrong | {"custom_fields": {"contact": ["a"]}})
    assert {error["field"] for error in answer.json()["errors"]} == {"entities.0", "custom_fields.contact"}
    assert (await api.patch(f"/v1/tenants/{tenant}", json={"name": None})).status_code == 422


async def test_other_settings_ask_for_the_secrets_again(api: Client):
    connection = await api.connection(await api.tenant())
    elsewhere = {"settings": {"base_url": "https://attacker.example", "company": "acme"}}
    answer = await api.patch(f"/v1/connections/{connection}", json=elsewhere)
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {f"secrets.{name}" for name in SECRETS}
    answer = await api.patch(f"/v1/connections/{connection}", json=elsewhere | {"secrets": SECRETS})
    assert answer.json()["settings"]["base_url"] == "https://attacker.example"
    missing = await api.patch(f"/v1/connections/{connection}", json={"secrets": {"client_id": None}})
    assert missing.status_code == 422


async def test_lists_go_on_where_the_cursor_says(api: Client):
    made = [await api.tenant(f"Tenant {number}") for number in range(5)]
    seen, cursor = [], None
    while True:
        page = (await api.get("/v1/tenants", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [tenant["id"] for tenant in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == made
    assert (await api.get("/v1/tenants", params={"cursor": "nonsense"})).status_code == 400


async def test_changes_are_announced_and_audited(api: Client, published: Published):
    tenant = await api.tenant()
    sync = await api.sync(tenant)
    await api.patch(f"/v1/syncs/{sync}", json={"name": "Renamed"})
    key = await api.new("/v1/keys", name="short-lived", role="viewer", tenant=tenant)
    await api.post(f"/v1/keys/{key['id']}/revoke")

    async def announced() -> set[tuple[str, str, int]]:
        events = await published.events(CATALOG_CHANGED)
        return {(event["change"], event["subject"], event["subject_version"]) for event in events}

    wanted = {("tenant.changed", tenant, 1), ("sync.changed", sync, 2), ("key.revoked", key["id"], 2)}
    await until(lambda: _contains(announced, wanted), within=20, what=str(wanted))
    events = await published.events(CATALOG_CHANGED)
    assert {event["key"] for event in events} == {tenant}
    assert {event["ce"].type for event in events} == {"psasync.catalog.changed"}

    async def audit() -> list[dict]:
        return (await api.get("/v1/audit", params={"tenant": tenant})).json()["items"]

    entries = await until(lambda: _at_least(audit, 6), what="the audit")
    assert [entry["action"] for entry in entries] == [
        "key.revoked",
        "key.created",
        "sync.changed",
        "sync.created",
        "connection.created",
        "tenant.created",
    ]
    assert entries[2]["changes"] == {"name": {"before": "Nightly", "after": "Renamed"}}
    assert entries[4]["changes"]["secrets"] == sorted(SECRETS)
    assert {entry["who"] for entry in entries} == {"bootstrap"}


async def _contains(announced, wanted) -> bool:
    return wanted <= await announced()


async def _at_least(read, count: int):
    found = await read()
    return found if len(found) >= count else None


async def test_keys(api: Client):
    tenant = await api.tenant()
    made = await api.new("/v1/keys", name="App", role="viewer", tenant=tenant)
    assert made["key"].startswith(made["prefix"] + "_")
    assert "key" not in (await api.get(f"/v1/keys/{made['id']}")).json()
    assert (await api.get("/v1/syncs", headers=as_(made["key"]))).status_code == 200
    await api.post(f"/v1/keys/{made['id']}/revoke")
    assert (await api.get("/v1/syncs", headers=as_(made["key"]))).status_code == 401
    assert (await api.post(f"/v1/keys/{made['id']}/revoke")).json()["version"] == 2
    past = {"name": "Old", "role": "viewer", "expires_at": "2020-01-01T00:00:00Z"}
    assert (await api.post("/v1/keys", json=past)).status_code == 422


async def test_systems_say_what_a_form_needs_and_what_they_can_do(api: Client):
    shown = {system["system"]: system for system in (await api.get("/v1/systems")).json()}
    connectwise = shown["connectwise"]
    assert {field["name"] for field in connectwise["fields"] if field["secret"]} == set(SECRETS)
    can = {entity.pop("entity"): entity for entity in connectwise["entities"]}
    assert can["company"] == {
        "updated_since": "server",
        "period": True,
        "period_filter": "server",
        "business_date": "dateEntered",
        "by_id": True,
        "custom_fields": True,
        "absent_fields": [],
        "note": "",
    }
    assert (can["ticket_board"]["period"], can["ticket_board"]["period_filter"]) == (False, "none")
    assert can["company_site"]["note"]
    ends = {name: (system["source"], system["destination"]) for name, system in shown.items()}
    assert ends == {
        "connectwise": (True, True),
        "http_source": (True, False),
        "http_endpoint": (False, True),
        "syncro": (False, False),
    }


async def test_settings_that_decide_what_a_system_can_do_are_checked_at_once(api: Client):
    tenant = await api.tenant()
    body = {"tenant": tenant, "system": "http_source", "name": "Market", "secrets": TOKEN}
    answer = await api.post("/v1/connections", json=body | {"settings": {"kinds": "company planet"}})
    assert answer.status_code == 422
    wrong = {"field": "settings.kinds", "message": "the connection's kinds names no entity"}
    assert answer.json()["errors"] == [wrong]
    connection = (await api.new("/v1/connections", **body, settings={"kinds": "company"}))["id"]
    path = f"/v1/connections/{connection}"
    change = await api.patch(path, json={"settings": {"kinds": "planet"}, "secrets": TOKEN})
    assert (change.status_code, change.json()["errors"]) == (422, [wrong])
    assert (await api.patch(path, json={"settings": {"kinds": "contact"}, "secrets": TOKEN})).status_code == 200
    made = {"connection": connection, "name": "S", "entities": ["company", "contact"]}
    errors = (await api.post("/v1/syncs", json=made)).json()["errors"]
    assert [error["field"] for error in errors] == ["entities.0"], "its own settings say what it can do"


async def test_a_new_connection_may_make_six_calls_at_a_time(api: Client):
    connection = await api.connection(await api.tenant())
    assert (await api.get(f"/v1/connections/{connection}")).json()["concurrent_calls"] == 6
