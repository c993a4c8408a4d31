"""Setting syncs up: all mistakes in one answer, and the notification choices."""

from __future__ import annotations

from typing import Any

from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.service import Client, as_

WRONG: dict[str, Any] = {
    "name": "",
    "entities": ["product", "company", "planet"],
    "custom_fields": {"contact": ["a"], "company_status": ["b"]},
    "mapping": {"company": {"fixed": {"colour": "red"}}},
    "schedule": {"cron": "0 0 31 2 *"},
    "notifications": {"recipients": ["nobody"]},
}
MISTAKES = {
    "name",
    "entities.0",
    "entities.2",
    "custom_fields.contact",
    "custom_fields.company_status",
    "mapping.company.fixed.colour",
    "schedule.cron",
    "notifications.recipients.0",
}


def fields(answer: Any) -> set[str]:
    assert answer.status_code == 422, answer.text
    errors = answer.json()["errors"]
    assert len(errors) == len({error["field"] for error in errors}), errors
    return {error["field"] for error in errors}


async def test_one_answer_names_every_mistake(api: Client):
    tenant = await api.tenant()
    connection = await api.connection(tenant)
    assert fields(await api.post("/v1/syncs", json=WRONG | {"connection": connection})) == MISTAKES
    assert fields(await api.post("/v1/syncs", json=WRONG)) == {"connection", "entities.2", *MISTAKES} - {
        "entities.0",  # what the connection cannot read is not known
        "custom_fields.company_status",
        "custom_fields.contact",
        "mapping.company.fixed.colour",
    }
    other = as_(await api.key("admin", await api.tenant("Other")))
    foreign = await api.post("/v1/syncs", json=WRONG | {"connection": connection}, headers=other)
    assert "connection" in fields(foreign)
    assert "custom_fields.company_status" not in fields(foreign), "nothing is said of another tenant's connection"
    assert (await api.post("/v1/syncs", json=["x"])).status_code == 422


async def test_a_change_names_every_mistake_as_well(api: Client):
    sync = await api.sync()
    path = f"/v1/syncs/{sync}"
    assert fields(await api.patch(path, json=WRONG)) == MISTAKES
    wrong = {"name": None, "custom_fields": {"product": ["a"]}}
    assert fields(await api.patch(path, json=wrong)) == {"name", "custom_fields.product"}
    assert (await api.get(path)).json()["version"] == 1
    other = as_(await api.key("admin", await api.tenant("Other")))
    assert (await api.patch(path, json=WRONG, headers=other)).status_code == 404


async def test_notification_choices(api: Client, settings: SchedulerSettings):
    choices = {"recipients": ["it@example.com"], "digest": True}
    tenant = (await api.new("/v1/tenants", name="Acme", time_zone="UTC", notifications=choices))["id"]
    shown = (await api.get(f"/v1/tenants/{tenant}")).json()["notifications"]
    assert (shown["recipients"], shown["digest"], shown["failure"]) == (["it@example.com"], True, True)
    sync = await api.sync(tenant, notifications={"failure": False})
    inside = as_(settings.internal_token.get_secret_value())

    async def told() -> dict[str, Any]:
        return (await api.get(f"/internal/syncs/{sync}", headers=inside)).json()["notifications"]

    assert await told() == shown | {"failure": False}
    await api.patch(f"/v1/syncs/{sync}", json={"notifications": {"recipients": ["ops@example.com"]}})
    assert await told() == shown | {"recipients": ["ops@example.com"]}
    await api.patch(f"/v1/tenants/{tenant}", json={"notifications": {"webhook": True}})
    assert (await told())["webhook"] is True
    same = await api.patch(f"/v1/tenants/{tenant}", json={"notifications": {"webhook": True}})
    assert same.json()["version"] == 2, "what changes nothing is no version"

    resolved = (await api.get(f"/internal/tenants/{tenant}", headers=inside)).json()
    assert (resolved["name"], resolved["time_zone"], resolved["active"]) == ("Acme", "UTC", True)
    assert resolved["notifications"]["webhook"] is True
    assert (await api.get(f"/internal/tenants/{tenant}")).status_code == 401
    assert (await api.get("/internal/tenants/nobody", headers=inside)).status_code == 404
