"""A day with every kind of secret, at the most talkative log level; then each is searched for wherever it can stay."""

from __future__ import annotations

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from psasync_simulator.connectwise.signing import SigningKey
from tests.contract.psa.conftest import HARNESSES
from tests.contract.psa.harness import Harness
from tests.contract.psa.simulator import Simulator
from tests.e2e.conftest import QUICK
from tests.support import cleanup, secret_search
from tests.support.cluster import Cluster
from tests.support.environment import service_environment
from tests.support.platform import Platform, Syncing
from tests.support.tiny_http import Asked, Said, tiny_server

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

SIZE = 20
SEED = 4711
BEARER_TOKEN = "b3arer-token-of-the-endpoint"
SIGNING_SECRET = "whsec_" + base64.b64encode(b"the endpoint signs with this...!").decode()


@dataclass
class Used:
    """Every secret that was shown to the platform, by what it is."""

    by_name: dict[str, str] = field(default_factory=dict)

    def note(self, name: str, value: str) -> str:
        self.by_name[name] = value
        return value

    def note_all(self, whose: str, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            self.note(f"{whose}'s {name}", value)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def platform(
    kafka_bootstrap: str, mongo_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Platform]:
    """One of its own: what is searched is all that it has ever kept."""
    prefix = f"sec{secrets.token_hex(4)}"
    environment = service_environment(kafka_bootstrap, mongo_uri, prefix, prefix) | QUICK
    root: Path = tmp_path_factory.mktemp("secrets")
    async with Cluster(root, environment | {"PSASYNC_LOG_LEVEL": "DEBUG"}) as cluster:
        await cluster.spawn_all()
        async with Platform(cluster) as reached:
            yield reached
    await asyncio.to_thread(cleanup.delete_topics, kafka_bootstrap, prefix)
    await asyncio.to_thread(cleanup.drop_databases, mongo_uri, prefix)


async def test_no_secret_is_kept_in_plain_text(platform: Platform, kafka_bootstrap: str, mongo_uri: str):
    used, environment = Used(), platform.cluster.environment
    used.note("the internal token", environment["PSASYNC_INTERNAL_TOKEN"])
    used.note("the keyring's key", environment["PSASYNC_KEYRING"].partition(":")[2])
    used.note("the first key", platform.key)
    stories = [of_a_system(platform, used, name) for name in HARNESSES]
    told = await asyncio.gather(*stories, of_a_ticket_and_a_cancel(platform, used), of_an_endpoint(platform, used))
    told += [await of_keys(platform, used), await of_mistakes(platform, used)]

    prefix = environment["PSASYNC_TOPIC_PREFIX"]
    places = [
        ("an answer", "\n".join(text for texts in told for text in texts).encode()),
        *secret_search.logs(platform.cluster.run.logs, but=("simulator",)),
        *await secret_search.events(kafka_bootstrap, prefix),
        *await asyncio.to_thread(lambda: list(secret_search.documents(mongo_uri, prefix))),
    ]
    assert secret_search.found(used.by_name, places) == []

    # The search has looked where things are: what is no secret is found there.
    marks = {"the tenant": (await platform.call("GET", "scheduler", "/v1/tenants"))["items"][0]["id"]}
    there = {place.split()[1] for place in (found.partition(" in ")[2] for found in secret_search.found(marks, places))}
    assert there >= {"topic", "collection", "log", "answer"}
    assert {"scheduler.log", "executor.log", "results.log", "tickets-relay.log"} <= {
        name.split()[-1] for name, content in places if content
    }
    assert len(used.by_name) > 25


async def of_a_system(platform: Platform, used: Used, name: str) -> list[str]:
    """Right and wrong credentials of one system: checked, run, and exchanged."""
    account: Harness = HARNESSES[name](Simulator(platform.cluster.url("simulator"), name), size=SIZE)
    right = account.credentials()
    wrong = {key: str(uuid4()) for key in account.secret_fields}  # a form that every system takes
    used.note_all(name, {key: right.secrets[key] for key in account.secret_fields})
    used.note_all(f"{name} (wrong)", wrong)
    entities = ["company", "contact"]

    syncing = await platform.connect_to(name, account.account, right.settings, right.secrets, entities)
    told = await _look(platform, syncing)
    broken = await platform.connect_to(name, f"{account.account} wrong", right.settings, wrong, entities)
    told += await _look(platform, broken)
    assert "authentication" in told[-1] or "configuration" in told[-1]
    mended = {"secrets": dict(right.secrets)}
    told.append(await _text(platform, "PATCH", f"/v1/connections/{broken.connection}", mended))
    return told


async def _look(platform: Platform, syncing: Syncing) -> list[str]:
    """Every answer about a connection: its view, a check, a run, and what is said of the run."""
    told = [
        await _text(platform, "GET", f"/v1/connections/{syncing.connection}"),
        await _text(platform, "POST", f"/v1/connections/{syncing.connection}/check"),
    ]
    execution = await platform.run(syncing, 150)
    log = await platform.call("GET", "results", f"/v1/executions/{execution['id']}/log")
    return [*told, str(log), str(execution)]


async def _text(platform: Platform, method: str, path: str, body: Any = None) -> str:
    """Without the webhook's address, which is told to admins."""
    answer = await platform.call(method, "scheduler", path, json=body)
    if isinstance(answer, dict):
        answer.pop("webhook_url", None)
    return str(answer)


async def of_a_ticket_and_a_cancel(platform: Platform, used: Used) -> list[str]:
    """Signed, forged and misdirected webhooks, and a run that is stopped."""
    syncing = await platform.connect("secretive", SIZE, seed=SEED)
    used.note("the webhook's address", syncing.webhook_url.rpartition("/")[2])
    used.note("ConnectWise's signing key", SigningKey(SEED).text)
    await platform.register_callback(syncing)
    for tampering in (None, "signature", "body"):
        order = {"action": "added", "fields": {"summary": "No dial tone"}, "tampering": tampering}
        sent = await platform.control("POST", syncing.company, "/tickets", order)
        assert sent["deliveries"][0]["accepted"] == (tampering is None)
    guess = used.note("a guessed address", f"guess-{secrets.token_urlsafe(20)}")
    answer = await platform.http.post(f"{platform.cluster.url('tickets-relay')}/hooks/{guess}", json={})
    assert answer.status_code == 404

    await platform.fault(syncing.company, "slow", "contacts|sites", seconds=1, count=1000)
    execution = await platform.request(syncing)
    await platform.until(execution, lambda document: document["status"] == "in_progress")
    await platform.call("POST", "scheduler", f"/v1/executions/{execution}/cancel", json={"reason": "not meant"})
    document = await platform.ended(execution)
    await platform.no_faults()
    return [answer.text, str(document)]


async def of_an_endpoint(platform: Platform, used: Used) -> list[str]:
    """A destination that repeats in its refusal whatever it was shown."""
    used.note_all("the endpoint", {"bearer token": BEARER_TOKEN, "signing secret": SIGNING_SECRET})

    def refuse(asked: Asked) -> Said:
        return Said({"detail": f"no: {asked.headers.get('authorization')} {SIGNING_SECRET}"}, status=403)

    async with tiny_server(refuse) as endpoint:
        source = await platform.connect("endpointed", SIZE)
        keys = {"signing_secret": SIGNING_SECRET, "bearer_token": BEARER_TOKEN}
        target = await platform.connection(source.tenant, "http_endpoint", {"url": f"{endpoint.url}/records"}, keys)
        syncing = await platform.another_sync(source, destination=target["id"], entities=["company", "contact"])
        told = await _look(platform, syncing)
        told.append(await _text(platform, "POST", f"/v1/connections/{target['id']}/check"))
        assert endpoint.asked
        assert any("bearer" in asked.headers.get("authorization", "").lower() for asked in endpoint.asked)
    return told


async def of_keys(platform: Platform, used: Used) -> list[str]:
    """Keys of each role, used everywhere, refused, revoked and used again."""
    tenant = (await platform.call("POST", "scheduler", "/v1/tenants", json={"name": "Keys", "time_zone": "UTC"}))["id"]
    told = []
    for role in ("viewer", "operator", "admin"):
        body = {"name": f"a {role}", "role": role, "tenant": tenant}
        made = await platform.call("POST", "scheduler", "/v1/keys", json=body)
        key = used.note(f"the {role}'s key", made["key"])
        told += [await _say(platform, key, path) for path in ("/v1/tenants", "/v1/audit", "/v1/executions", "/v1/keys")]
        await platform.call("POST", "scheduler", f"/v1/keys/{made['id']}/revoke")
        told.append(await _say(platform, key, "/v1/tenants"))
    stranger = used.note("nobody's key", f"psk_0123456789_{secrets.token_urlsafe(32)}")
    told += [await _say(platform, stranger, path) for path in ("/v1/tenants", "/v1/executions", "/internal/syncs/x")]
    return told


async def _say(platform: Platform, key: str, path: str) -> str:
    """What each service answers."""
    answers = [
        await platform.http.get(platform.cluster.url(service) + path, headers={"Authorization": f"Bearer {key}"})
        for service in ("scheduler", "executor", "results", "tickets-relay")
    ]
    return "\n".join(answer.text for answer in answers)


async def of_mistakes(platform: Platform, used: Used) -> list[str]:
    """Secrets where they do not belong: in bodies that are refused, and in addresses."""
    scheduler, headers = platform.cluster.url("scheduler"), {"Authorization": f"Bearer {platform.key}"}
    stray = [used.note(f"a stray secret ({n})", f"str@y {secrets.token_hex(16)}") for n in range(4)]
    base = {"tenant": "none", "system": "connectwise", "name": "wrong"}
    answers: list[httpx.Response] = [
        await platform.http.post(f"{scheduler}/v1/connections", json=base | {"secrets": stray[0]}, headers=headers),
        await platform.http.post(
            f"{scheduler}/v1/connections", json=base | {"secrets": {"private_key": [stray[1]]}}, headers=headers
        ),
        await platform.http.post(
            f"{scheduler}/v1/connections", content=f'{{"secrets": {{"private_key": "{stray[2]}"', headers=headers
        ),
        await platform.http.get(f"{scheduler}/v1/nowhere/{stray[3]}", params={"token": stray[3]}, headers=headers),
    ]
    assert all(400 <= answer.status_code < 500 for answer in answers)
    return [answer.text for answer in answers]
