"""What a key learns about itself."""

from __future__ import annotations

from tests.integration.scheduler.service import Client, as_


async def test_every_key_learns_whose_it_is_and_what_it_may_do(api: Client):
    tenant = await api.tenant()
    made = await api.new("/v1/keys", name="Viewer", role="viewer", tenant=tenant, expires_at="2099-01-01T00:00:00Z")
    answer = (await api.get("/v1/whoami", headers=as_(made["key"]))).json()
    assert answer == {
        "key_id": made["id"],
        "name": "Viewer",
        "prefix": made["prefix"],
        "role": "viewer",
        "tenant": tenant,
        "kind": "application",
        "expires_at": "2099-01-01T00:00:00Z",
    }
    assert (await api.get("/v1/whoami")).json()["tenant"] is None


async def test_a_key_that_opens_nothing_learns_nothing(api: Client):
    made = await api.new("/v1/keys", name="Gone", role="viewer")
    await api.post(f"/v1/keys/{made['id']}/revoke")
    assert (await api.get("/v1/whoami", headers=as_(made["key"]))).status_code == 401
