"""Sealing secrets under another key, and dropping the old one."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import SecretStr

from psasync.contracts.topics import CATALOG_CHANGED
from psasync.kit.http.server import serve
from psasync.kit.keyring import Keyring, KeyringError, key_of
from psasync.kit.mongo import connect
from psasync_scheduler.actions.rekeying import LEASE, Rekeying
from psasync_scheduler.app import build
from psasync_scheduler.domain.rotation import envelopes_of
from psasync_scheduler.keyring_command import _CALLER
from psasync_scheduler.store.stores import Stores
from tests.integration.scheduler.service import SECRETS, first_key, running
from tests.integration.scheduler.systems import Doors, systems
from tests.integration.scheduler.test_process import command
from tests.support.waiting import until


def _key(kid: str) -> str:
    return f"{kid}:{base64.b64encode(kid.ljust(32, '-').encode()).decode()}"


OLD, NEW = _key("old"), _key("new")


@pytest.fixture
async def stores(settings):
    database = await connect(settings, "scheduler")
    yield Stores.of(database)
    await database.close()


def under(settings, *keys: str):
    return settings.model_copy(update={"keyring": SecretStr(",".join(keys))})


def ring(*keys: str) -> Keyring:
    return Keyring.from_secret(",".join(keys))


async def kids(stores: Stores) -> set[str]:
    documents = await stores.envelopes.page(None, 500)
    return {key_of(sealed.text) for document in documents for sealed in envelopes_of(document)}


async def opened(stores: Stores, connection: str, keyring: Keyring) -> dict[str, str]:
    found = await stores.connections.get(connection)
    assert found is not None
    return {
        name: keyring.decrypt(secret.envelope, tenant=found.tenant, connection=found.id, field=name)
        for name, secret in found.secrets.items()
    }


async def test_rotate_drop_the_old_key_and_go_on(settings, stores, published):
    key = await first_key(settings)
    async with running(under(settings, OLD), key) as api:
        tenant = await api.tenant()
        connections = [await api.connection(tenant, f"PSA {number}") for number in range(3)]
        archived = await api.connection(tenant, "Gone")
        assert (await api.delete(f"/v1/connections/{archived}")).status_code == 204
        before = (await api.get(f"/v1/connections/{connections[0]}")).json()
    async with running(under(settings, NEW, OLD), key) as api:
        status = (await api.get("/v1/keyring")).json()
        assert [(one["id"], one["primary"], one["envelopes"], one["droppable"]) for one in status["keys"]] == [
            ("new", True, 0, False),
            ("old", False, 16, False),  # three secrets, a webhook's token and secret each; the archived one: the token
        ]
        assert (await api.post("/v1/keyring/rotate")).status_code == 202

        async def done() -> bool:
            rotation = (await api.get("/v1/keyring")).json()["rotation"]
            return rotation["state"] == "done"

        await until(done, what="the rotation has ended")
        status = (await api.get("/v1/keyring")).json()
        assert status["keys"][1] == {"id": "old", "primary": False, "held": True, "envelopes": 0, "droppable": True}
        assert (status["rotation"]["connections"], status["rotation"]["left"]) == (4, 0)
        assert status["rotation"]["started_by"] == "bootstrap"
        assert (await api.get(f"/v1/connections/{connections[0]}")).json() == before, "people see no change"

        async def announced() -> bool:
            told = [event["subject"] for event in await published.events(CATALOG_CHANGED)]
            return all(told.count(connection) == 2 for connection in connections)

        await until(announced, what="other services have been told to read again")
        actions = [entry["action"] for entry in (await api.get("/v1/audit")).json()["items"]]
        assert {"keyring.rotation_started", "keyring.rotated"} <= set(actions)
    async with running(under(settings, NEW), key) as api:
        assert (await api.get(f"/v1/connections/{connections[0]}")).json() == before
    assert await opened(stores, connections[0], ring(NEW)) == SECRETS


async def test_a_rotation_that_dies_goes_on_where_it_was(settings, stores):
    async with running(under(settings, OLD), await first_key(settings)) as api:
        tenant = await api.tenant()
        for number in range(10):
            await api.connection(tenant, f"PSA {number}")
    keyring = ring(NEW, OLD)
    killed = Rekeying(stores, keyring, page=2)
    await killed.start(_CALLER)
    work = asyncio.create_task(killed.work())

    async def on_its_way() -> bool:
        rotation = await stores.rotations.get()
        return rotation is not None and rotation.position is not None

    await until(on_its_way, what="the rotation is in the middle")
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
    left = await stores.rotations.get()
    assert left is not None
    if left.running and left.walk == 1:
        assert await kids(stores) == {"new", "old"}
    other = Rekeying(stores, keyring, page=2)
    if left.running:
        assert await other.work() is None, "its lease still stands"
    later = Rekeying(stores, keyring, page=2, now=lambda: datetime.now(UTC) + LEASE + timedelta(seconds=1))
    ended = await later.work() or await stores.rotations.get()
    assert ended is not None
    assert (ended.running, ended.left) == (False, 0)
    assert await kids(stores) == {"new"}


async def test_edits_and_two_workers_at_the_same_time_lose_nothing(settings, stores):
    """Old replicas go on sealing with the old key until they are gone; then one more rotation finds the rest."""
    key = await first_key(settings)
    async with running(under(settings, OLD), key) as old, running(under(settings, NEW, OLD), key) as new:
        tenant = await new.tenant()
        connections = [await old.connection(tenant, f"PSA {number}") for number in range(6)]
        written: dict[str, str] = {}
        stop = asyncio.Event()

        async def edit(api, connection: str) -> None:
            number = 0
            while not stop.is_set():
                number += 1
                value = f"private-{connection}-{number}"
                answer = await api.patch(f"/v1/connections/{connection}", json={"secrets": {"private_key": value}})
                assert answer.status_code in {200, 503}, answer.text
                if answer.status_code == 200:
                    written[connection] = value

        edits = [asyncio.create_task(edit(new, connection)) for connection in connections]
        workers = [Rekeying(stores, ring(NEW, OLD), page=2) for _ in range(2)]
        for _ in range(3):
            await workers[0].start(_CALLER)
            await asyncio.gather(*(worker.work() for worker in workers))
        stop.set()
        await asyncio.gather(*edits)
    await workers[0].start(_CALLER)
    rotation = await workers[0].work()
    assert rotation is not None
    assert rotation.left == 0
    assert await kids(stores) == {"new"}
    for connection in connections:
        assert await opened(stores, connection, ring(NEW)) == SECRETS | {"private_key": written[connection]}


async def test_an_edit_over_a_rotation_keeps_no_old_envelope(settings, stores):
    """The edit has read the old envelopes when the rotation writes new ones: it must read again."""
    key = await first_key(settings)
    async with running(under(settings, OLD), key) as old:
        connection = await old.connection(await old.tenant())
        context = old.app.state.context
        change = context.stores.connections.change
        rotated = []

        async def slow(*arguments, **named):
            if not rotated:
                rotated.append(True)
                rekeying = Rekeying(stores, ring(NEW, OLD))
                await rekeying.start(_CALLER)
                await rekeying.work()
            return await change(*arguments, **named)

        context.keyring._ciphers.update(ring(NEW)._ciphers)  # it could open them, and seals with the old key
        context.stores.connections.change = slow
        answer = await old.patch(f"/v1/connections/{connection}", json={"secrets": {"private_key": "private-new"}})
        assert answer.status_code == 200
    found = await stores.connections.get(connection)
    assert found is not None
    assert {name: key_of(secret.envelope) for name, secret in found.secrets.items()} == {
        "public_key": "new",
        "client_id": "new",
        "private_key": "old",
    }


async def test_a_key_that_was_dropped_too_early_is_named(settings, stores):
    key = await first_key(settings)
    async with running(under(settings, OLD), key) as api:
        connection = await api.connection(await api.tenant())
    app = await build(under(settings, NEW), adapters=systems(Doors()))
    server = asyncio.create_task(serve(app, "127.0.0.1", 0, handle_signals=False))
    try:
        await until(lambda: getattr(app.state, "port", None), what="the port is bound")
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{app.state.port}", headers=headers, trust_env=False, timeout=30
        ) as api:

            async def named() -> bool:
                return "'old'" in (await api.get("/readyz")).json()["checks"]["keyring"]

            await until(named, within=60, what="readiness names the key")
            assert (await api.get("/readyz")).status_code == 503
            shown = await api.get(f"/v1/connections/{connection}")
            assert (shown.status_code, shown.json()["webhook_url"]) == (200, None)
            report = (await api.post(f"/v1/connections/{connection}/check")).json()
            assert (report["ok"], report["error_kind"]) == (False, "configuration")
            assert "'old'" in report["message"]
            await api.post("/v1/keyring/rotate")

            async def done() -> bool:
                return (await api.get("/v1/keyring")).json()["rotation"]["state"] == "done"

            await until(done, what="the rotation has ended")
            status = (await api.get("/v1/keyring")).json()
            assert (status["rotation"]["left"], status["keys"][1]["held"]) == (5, False)
            assert "'old'" in status["rotation"]["problem"]
    finally:
        app.state.stop()
        await asyncio.wait_for(server, 30)
    assert await opened(stores, connection, ring(OLD)) == SECRETS, "nothing was lost"
    with pytest.raises(KeyringError):
        await opened(stores, connection, ring(NEW))


async def test_only_the_platforms_admins_see_the_keyring(api):
    tenant = await api.tenant()
    for role, of in (("operator", None), ("admin", tenant)):
        headers = {"Authorization": f"Bearer {await api.key(role, of)}"}
        assert (await api.get("/v1/keyring", headers=headers)).status_code == 403
        assert (await api.post("/v1/keyring/rotate", headers=headers)).status_code == 403


async def test_the_commands(settings, stores):
    async with running(under(settings, OLD), await first_key(settings)) as api:
        await api.connection(await api.tenant())
    both = {"PSASYNC_KEYRING": f"{NEW},{OLD}"}
    code, out, _ = await command("keyring", "status", **both)
    assert (code, out.splitlines()) == (0, ["new: 0 stored secrets, primary", "old: 5 stored secrets"])
    code, _, err = await command("keyring", "status", PSASYNC_KEYRING=NEW)
    assert code == 1
    assert "'old'" in err
    code, out, _ = await command("keyring", "rotate", **both)
    assert code == 0, out
    assert out.splitlines() == [
        "The secrets of 1 connections were sealed anew under 'new'.",
        "new: 5 stored secrets, primary",
        "old: 0 stored secrets, can be dropped",
    ]
    assert await kids(stores) == {"new"}
