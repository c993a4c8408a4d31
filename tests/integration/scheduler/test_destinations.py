"""Syncs with a destination outside the platform, a mapping and a guard."""

from __future__ import annotations

from typing import Any

from psasync.contracts.events.catalog import CatalogChanged
from psasync.contracts.internal import ResolvedSync
from psasync.contracts.topics import CATALOG_CHANGED
from psasync.kit.catalog import CatalogClient
from psasync.kit.keyring import Keyring
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.service import TOKEN, Client, Published, as_
from tests.integration.scheduler.systems import Doors
from tests.support.waiting import until

# A database would not take all of these as the name of a field.
WORDS = {"$set": "a", "": None, "a.b": True, "\x00": 7, "Ünï": "b"}
MAPPING: dict[str, Any] = {
    "company": {
        "rename": {"custom_fields.Tier.Level": "website", "website": "custom_fields.$ref"},
        "values": {"custom_fields.$ref": WORDS},
        "fixed": {"status": "Active"},
    },
}


async def mistakes(api: Client, **body: Any) -> dict[str, str]:
    answer = await api.post("/v1/syncs", json={"name": "S", "entities": ["company"]} | body)
    assert answer.status_code == 422, answer.text
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


async def resolved(api: Client, settings: SchedulerSettings, sync: str) -> ResolvedSync:
    inside = as_(settings.internal_token.get_secret_value())
    return ResolvedSync.model_validate((await api.get(f"/internal/syncs/{sync}", headers=inside)).json())


async def test_what_is_set_up_is_shown_and_resolved(api: Client, doors: Doors, settings: SchedulerSettings):
    tenant = await api.tenant()
    shop = await api.shop(tenant)
    chosen = {"mapping": MAPPING, "destination": shop, "deletion_guard_percent": 5}
    sync = await api.sync(tenant, entities=["company"], custom_fields={"company": ["Tier.Level"]}, **chosen)
    assert [opened.closed for opened in doors.opened] == [True], "asked what it takes, and let go"
    shown = (await api.get(f"/v1/syncs/{sync}")).json()
    assert {name: shown[name] for name in chosen} == chosen

    found = await resolved(api, settings, sync)
    assert found.model_dump(mode="json")["mapping"] == MAPPING
    assert (found.destination, found.deletion_guard_percent) == (shop, 5)
    assert found.destination_connection is not None
    assert found.destination_connection.system == "http_endpoint"
    envelope = found.destination_connection.secrets["token"]
    assert TOKEN["token"] not in envelope
    keyring = Keyring.from_secret(settings.keyring.get_secret_value())
    assert keyring.decrypt(envelope, tenant=tenant, connection=shop, field="token") == TOKEN["token"]


async def test_what_is_not_chosen_has_a_default(api: Client, settings: SchedulerSettings):
    sync = await api.sync()
    shown = (await api.get(f"/v1/syncs/{sync}")).json()
    assert (shown["destination"], shown["mapping"], shown["deletion_guard_percent"]) == ("platform", {}, 20)
    found = await resolved(api, settings, sync)
    assert (found.destination, found.destination_connection, found.active) == ("platform", None, True)


async def test_every_mistake_in_one_answer(api: Client):
    tenant = await api.tenant()
    found = await mistakes(
        api,
        connection=await api.connection(tenant),
        destination=await api.shop(tenant),
        entities=["asset", "company", "product", "ticket_board"],
        custom_fields={"ticket_board": ["A"], "contact": ["B"]},
        mapping={
            "company": {"rename": {"name": "status", "website": "website"}, "fixed": {"colour": 1, "status": 2}},
            "contact": {},
        },
    )
    assert found.keys() == {
        "entities.0",
        "entities.2",
        "entities.3",
        "custom_fields.ticket_board",
        "custom_fields.contact",
        "mapping.company.rename.name",
        "mapping.company.rename.website",
        "mapping.company.fixed.colour",
        "mapping.company.fixed.status",
        "mapping.contact",
    }


async def test_what_a_source_never_fills_cannot_be_renamed(api: Client):
    source = await api.connection(
        await api.tenant(), system="http_source", settings={"kinds": "company"}, secrets=TOKEN
    )
    mapping = {"company": {"rename": {"website": "custom_fields.Site"}}}
    assert await mistakes(api, connection=source, mapping=mapping) == {
        "mapping.company.rename.website": "Described has no such field"
    }


async def test_destinations_that_are_none(api: Client):
    acme, other = await api.tenant("Acme"), await api.tenant("Other")
    source = await api.connection(acme)
    archived = await api.shop(acme, "Old")
    await api.delete(f"/v1/connections/{archived}")
    for unknown in ("nothing", await api.shop(other), archived):
        assert await mistakes(api, connection=source, destination=unknown) == {
            "destination": "is no connection of this tenant"
        }
    stranger = as_(await api.key("admin", acme))
    body = {"connection": source, "destination": await api.shop(other, "Theirs"), "name": "S", "entities": ["company"]}
    answer = await api.post("/v1/syncs", json=body, headers=stranger)
    assert [error["message"] for error in answer.json()["errors"]] == ["is no connection of this tenant"]

    described = {"system": "http_source", "settings": {"kinds": "company"}, "secrets": TOKEN}
    unwritable = await api.connection(acme, "Market", **described)
    wrong = await api.connection(acme, "Wrong", system="http_endpoint", settings={"url": "wrong"}, secrets=TOKEN)
    told = {
        source: "is what the sync reads from",
        unwritable: "nothing can be written to Described",
        wrong: "cannot be used as it is: the connection's url is no address",
    }
    for destination, message in told.items():
        found = await mistakes(api, connection=source, destination=destination, mapping={"contact": {}})
        assert found == {"destination": message, "mapping.contact": "is no entity of this sync"}


async def test_a_psa_as_a_destination(api: Client):
    tenant = await api.tenant()
    source, target = await api.connection(tenant), await api.connection(tenant, "Their PSA")
    found = await mistakes(api, connection=source, destination=target, entities=["company", "ticket_board"])
    assert found == {"entities.1": "ConnectWise PSA takes no ticket_board"}
    sync = await api.sync(connection=source, destination=target, entities=["company", "contact"])
    assert (await api.get(f"/v1/syncs/{sync}")).json()["destination"] == target


async def test_a_source_has_to_be_one(api: Client):
    found = await mistakes(api, connection=await api.shop(await api.tenant()), custom_fields={"contact": []})
    assert found == {
        "connection": "nothing can be read from Shop",
        "custom_fields.contact": "is no entity of this sync",
    }


async def test_a_change_is_judged_by_what_it_leads_to(api: Client):
    tenant = await api.tenant()
    shop = await api.shop(tenant)
    sync = await api.sync(tenant, custom_fields={"company": ["Tier"]}, mapping={"company": {"fixed": {"status": "x"}}})
    path = f"/v1/syncs/{sync}"

    async def fields(**change: Any) -> set[str]:
        answer = await api.patch(path, json=change)
        assert answer.status_code == 422, answer.text
        return {error["field"] for error in answer.json()["errors"]}

    assert await fields(destination=shop) == {"destination"}, "what is imported belongs to its destination"
    assert await fields(entities=["contact"]) == {"custom_fields.company", "mapping.company"}
    assert await fields(mapping={"company": {"renames": {}}}) == {"mapping.company"}
    assert await fields(deletion_guard_percent=101) == {"deletion_guard_percent"}
    moved = {"company": {"rename": {"custom_fields.Tier": "website"}}}
    assert (await api.patch(path, json={"mapping": moved})).status_code == 200
    assert await fields(custom_fields={}) == {"mapping.company.rename.custom_fields.Tier"}
    change = {"entities": ["company", "contact"], "deletion_guard_percent": 0}
    changed = (await api.patch(path, json=change)).json()
    assert (changed["version"], changed["deletion_guard_percent"]) == (3, 0)
    assert changed["mapping"]["company"]["rename"] == moved["company"]["rename"]
    same = {"mapping": {"company": {"fixed": {}, **moved["company"]}}}
    assert (await api.patch(path, json=same)).json()["version"] == 3, "the same mapping is no change"


async def test_a_sync_can_be_paused_whatever_has_become_of_its_destination(api: Client):
    tenant = await api.tenant()
    shop = await api.shop(tenant)
    sync = await api.sync(tenant, destination=shop, entities=["company"])
    wrong = {"settings": {"url": "wrong"}, "secrets": TOKEN}
    assert (await api.patch(f"/v1/connections/{shop}", json=wrong)).status_code == 200
    assert (await api.post(f"/v1/syncs/{sync}/pause")).json()["active"] is False
    answer = await api.patch(f"/v1/syncs/{sync}", json={"entities": ["contact"]})
    assert [error["field"] for error in answer.json()["errors"]] == ["destination"]


async def test_a_destination_is_in_use_like_a_source(api: Client, settings: SchedulerSettings):
    tenant = await api.tenant()
    shop = await api.shop(tenant)
    sync = await api.sync(tenant, destination=shop, entities=["company"])
    assert (await resolved(api, settings, sync)).active
    await api.patch(f"/v1/connections/{shop}", json={"active": False})
    assert not (await resolved(api, settings, sync)).active
    refused = await api.delete(f"/v1/connections/{shop}")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:psasync:problem:in-use")
    await api.delete(f"/v1/syncs/{sync}")
    assert (await api.delete(f"/v1/connections/{shop}")).status_code == 204
    after = await resolved(api, settings, sync)
    assert after.destination_connection is not None
    assert (after.active, dict(after.destination_connection.secrets)) == (False, {})


async def test_a_change_of_the_destination_drops_what_siblings_remember(
    api: Client, settings: SchedulerSettings, published: Published
):
    tenant = await api.tenant()
    shop = await api.shop(tenant)
    sync = await api.sync(tenant, destination=shop, entities=["company"])
    catalog = CatalogClient(settings.model_copy(update={"scheduler_url": str(api.base_url)}))
    try:
        before = await catalog.sync(sync)
        assert before is not None
        assert before.active
        await api.patch(f"/v1/connections/{shop}", json={"active": False})

        async def announced() -> list[dict[str, Any]]:
            events = await published.events(CATALOG_CHANGED)
            return [event for event in events if (event["subject"], event["subject_version"]) == (shop, 2)]

        (event,) = await until(announced, within=20, what="the change in Kafka")
        known = await catalog.sync(sync)
        assert known is before, "it is remembered until the change is told"
        catalog.forget(
            CatalogChanged.model_validate({name: event[name] for name in event if name not in {"ce", "key"}})
        )
        after = await catalog.sync(sync)
        assert after is not None
        assert not after.active
    finally:
        await catalog.aclose()


async def test_mappings_are_audited(api: Client):
    tenant = await api.tenant()
    sync = await api.sync(tenant, entities=["company"])
    await api.patch(f"/v1/syncs/{sync}", json={"mapping": {"company": {"fixed": {"custom_fields.a.b": WORDS["$set"]}}}})

    async def change() -> dict[str, Any] | None:
        entries = (await api.get("/v1/audit", params={"tenant": tenant})).json()["items"]
        return next((entry for entry in entries if entry["action"] == "sync.changed"), None)

    entry = await until(change, what="the audit")
    assert entry["changes"]["mapping"]["before"] == {}
    assert '"custom_fields.a.b":"a"' in entry["changes"]["mapping"]["after"]["company"]
