"""The credentials check against the simulated PSA."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.integration.scheduler.service import TOKEN, Client
from tests.integration.scheduler.systems import Doors
from tests.support.waiting import until

KEYS = {
    "public_key": "demo-public-key",
    "private_key": "demo-private-key",
    "client_id": "0e1d3c5b-7a99-4f88-9d77-123456789abc",
}


@pytest.fixture
async def psa(free_port) -> AsyncIterator[str]:
    """The address of a running simulator."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "psasync_simulator", env=os.environ | {"PSASYNC_SIMULATOR_PORT": str(port)}
    )
    address = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient(base_url=address) as client:
            await until(lambda: _alive(client), within=60, what="the simulator")
        yield f"{address}/connectwise"
    finally:
        process.terminate()
        await process.wait()


async def _alive(client: httpx.AsyncClient) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return (await client.get("/healthz")).is_success
    return False


async def connect(api: Client, psa: str, **more) -> str:
    settings = {"base_url": psa, "company": "demo"}
    return await api.connection(await api.tenant(), settings=settings, **({"secrets": KEYS} | more))


async def test_good_credentials(api: Client, psa: str):
    report = (await api.post(f"/v1/connections/{await connect(api, psa)}/check")).json()
    assert report["ok"], report
    assert report["readable"]["company"] is True


async def test_bad_credentials_are_an_answer(api: Client, psa: str):
    connection = await connect(api, psa, secrets=KEYS | {"private_key": "not-the-key-77"})
    answer = await api.post(f"/v1/connections/{connection}/check")
    assert (answer.status_code, answer.json()["ok"]) == (200, False)
    assert answer.json()["error_kind"] == "authentication"
    assert "not-the-key-77" not in answer.text


async def test_nobody_there(api: Client, free_port):
    connection = await connect(api, f"http://127.0.0.1:{free_port()}")
    report = (await api.post(f"/v1/connections/{connection}/check")).json()
    assert (report["ok"], report["error_kind"]) == (False, "connectivity")


async def test_the_share_of_the_budget_holds(api: Client, psa: str):
    """20 calls a minute leave the scheduler one: the check says that it had no more."""
    connection = await connect(api, psa, calls_per_minute=20)
    report = (await api.post(f"/v1/connections/{connection}/check")).json()
    assert report["ok"] is False
    assert "share" in report["message"]


async def test_a_destination_is_checked_too(api: Client, doors: Doors):
    report = (await api.post(f"/v1/connections/{await api.shop(await api.tenant())}/check")).json()
    assert (report["ok"], report["message"]) == (True, "checked with [redacted]")
    assert [opened.closed for opened in doors.opened] == [True]


async def test_there_has_to_be_something_to_check(api: Client):
    connection = await api.connection(await api.tenant(), system="syncro", settings={}, secrets=TOKEN)
    answer = await api.post(f"/v1/connections/{connection}/check")
    assert answer.status_code == 200
    assert (answer.json()["ok"], answer.json()["error_kind"]) == (False, "configuration")
    assert "neither be read from nor written to" in answer.json()["message"]


async def test_permission_by_permission(api: Client, psa: str):
    async with httpx.AsyncClient(base_url=psa.removesuffix("/connectwise"), trust_env=False) as control:
        fault = {"account": "demo", "kind": "forbidden", "path": "/company/contacts", "count": 1}
        answer = await control.post("/_control/connectwise/faults", json=fault)
        assert answer.is_success, answer.text
    connection = await connect(api, psa)
    report = (await api.post(f"/v1/connections/{connection}/check")).json()
    assert (report["ok"], report["error_kind"], report["code"]) == (False, "authorization", "permission_missing")
    refused = [one for one in report["permissions"] if one["readable"] is False]
    assert [one["entity"] for one in refused] == ["contact"]
    assert "403" in refused[0]["reason"]
    assert "security role" in refused[0]["hint"]
    assert {one["entity"] for one in report["permissions"]} == set(report["readable"])
    assert report["server_time_zone"]
    assert report["discovered"]["codebase"]
    last = (await api.get(f"/v1/connections/{connection}")).json()["last_check"]
    assert (last["ok"], last["not_readable"], last["by"]) == (False, ["contact"], "bootstrap")


async def test_the_host_is_what_is_wrong(api: Client, free_port):
    refused = f"http://127.0.0.1:{free_port()}"
    report = (await api.post(f"/v1/connections/{await connect(api, refused)}/check")).json()
    assert "refused" in report["message"]
    assert (report["code"], report["hint"] != "") == ("source_unreachable", True)
    assert "settings.base_url" in report["fields"]


async def test_a_connection_is_tried_before_it_is_stored(api: Client, psa: str):
    tenant = await api.tenant()
    body = {"tenant": tenant, "system": "connectwise", "settings": {"base_url": psa, "company": "demo"}}
    good = await api.post("/v1/connections/check", json=body | {"secrets": KEYS})
    assert (good.status_code, good.json()["ok"]) == (200, True), good.text
    bad = await api.post("/v1/connections/check", json=body | {"secrets": KEYS | {"private_key": "not-the-key-78"}})
    assert (bad.json()["ok"], bad.json()["code"]) == (False, "credentials_refused")
    assert "secrets.private_key" in bad.json()["fields"]
    assert "not-the-key-78" not in bad.text
    assert (await api.get("/v1/connections")).json()["items"] == []
    actions = [entry["action"] for entry in (await api.get("/v1/audit")).json()["items"]]
    assert actions.count("connection.tried") == 2
    incomplete = await api.post("/v1/connections/check", json=body | {"settings": {}})
    assert incomplete.status_code == 422
    named = {error["field"] for error in incomplete.json()["errors"]}
    assert {"settings.base_url", "settings.company", "secrets.private_key"} <= named


async def test_what_would_be_changed_is_tried(api: Client, psa: str, free_port):
    connection = await connect(api, psa)
    path = f"/v1/connections/{connection}/check"
    keys = {"secrets": {"private_key": "not-the-key-79"}}
    assert (await api.post(path, json=keys)).json()["ok"] is False
    assert (await api.post(path)).json()["ok"] is True
    elsewhere = {"settings": {"base_url": f"http://127.0.0.1:{free_port()}", "company": "demo"}}
    refused = await api.post(path, json=elsewhere)
    assert refused.status_code == 422, "stored secrets do not go to an address that they were not entered for"
    assert {error["field"] for error in refused.json()["errors"]} == {f"secrets.{name}" for name in KEYS}
    operator = {"Authorization": f"Bearer {await api.key('operator')}"}
    assert (await api.post(path, json=keys, headers=operator)).status_code == 403
    assert (await api.post(path, headers=operator)).json()["ok"] is True


async def test_a_check_is_no_change_and_a_change_makes_it_void(api: Client, psa: str):
    connection = await connect(api, psa)
    before = (await api.get(f"/v1/connections/{connection}")).headers["etag"]
    await api.post(f"/v1/connections/{connection}/check")
    after = await api.get(f"/v1/connections/{connection}")
    assert after.headers["etag"] == before
    assert after.json()["last_check"]["ok"] is True
    renamed = await api.patch(f"/v1/connections/{connection}", json={"name": "Another"}, headers={"If-Match": before})
    assert renamed.json()["last_check"]["ok"] is True
    changed = await api.patch(f"/v1/connections/{connection}", json={"secrets": {"private_key": "another-key-80"}})
    assert changed.json()["last_check"] is None


async def test_forms_are_told(api: Client):
    listed = {one["system"]: one for one in (await api.get("/v1/systems")).json()}
    one = (await api.get("/v1/systems/connectwise")).json()
    assert listed["connectwise"] == one
    assert one["form"]["order"][0] == "settings.base_url"
    assert one["form"]["settings"]["properties"]["base_url"]["title"] == "Address"
    assert one["form"]["secrets"]["properties"]["private_key"]["writeOnly"] is True
    assert (await api.get("/v1/systems/autotask")).status_code == 404
