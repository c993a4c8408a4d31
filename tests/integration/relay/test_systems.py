"""Every system whose webhooks are believed, through a real relay: what it sends is published, and nothing else."""

from __future__ import annotations

import json
import random
from typing import Any

import httpx

from psasync.kit.keyring import Keyring
from psasync.psa.port import Credentials, RawWebhook
from tests.contract.webhooks.conftest import HARNESSES, VERIFYING
from tests.contract.webhooks.harness import Webhooks
from tests.contract.webhooks.key_service import serving_keys
from tests.integration.relay.scheduler import Scheduler
from tests.integration.relay.webhooks import send

DEEP = b"[" * 400 + b"]" * 400
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 1e300, "", "x" * 20_000, "\x00", "../../admin", "4" * 300, [], {}, [[]], {"id": {}},
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-11-20", "https://[broken", "deleted", "ticket",
)  # fmt: skip
"""What stands in the place of any value of a webhook."""


def hostile_body(webhooks: Webhooks, credentials: Credentials, chance: random.Random) -> bytes:
    """A webhook in which one value, at any depth, is another; or which holds what no encoder follows; or any bytes."""
    content = webhooks.content(credentials)
    place: Any = content
    while True:
        name = chance.choice(sorted(place))
        if not isinstance(place[name], dict) or not place[name] or chance.random() < 0.3:
            break
        place = place[name]
    if chance.random() < 0.1:
        place[name] = 987_654_321_987
        return webhooks.assembled(content).replace(b"987654321987", DEEP)
    place[name] = chance.choice(ODD)
    body = webhooks.assembled(content)
    return body if chance.random() < 0.9 else body[: chance.randrange(len(body))]


def connect(scheduler: Scheduler, webhooks: Webhooks, credentials: Credentials) -> str:
    """The connection as the scheduler resolves it; gives its webhook token."""
    keyring = Keyring.from_secret(scheduler.settings.keyring.get_secret_value())
    tenant, name = credentials.tenant, credentials.connection
    sealed = {
        field: keyring.encrypt(text, tenant=tenant, connection=name, field=field)
        for field, text in credentials.secrets.items()
    }
    return scheduler.connect(
        tenant, id=name, system=webhooks.system, settings=dict(credentials.settings), secrets=sealed
    )


async def test_each_system_reaches_the_topic_and_its_forgeries_do_not(relay, scheduler: Scheduler, published):
    expected = set()
    with serving_keys() as keys:
        async with relay() as url:
            for system in VERIFYING:
                webhooks = HARNESSES[system](keys)
                own = webhooks.credentials(f"{system}-own".replace("_", "-"))
                other = webhooks.credentials(f"{system}-other".replace("_", "-"))
                token, _ = connect(scheduler, webhooks, own), connect(scheduler, webhooks, other)

                async def status(webhook: RawWebhook, token: str = token) -> int:
                    return (await send(url, token, webhook.body, dict(webhook.headers))).status_code

                good = webhooks.good(own, 4711)
                assert [await status(good), await status(good)] == [204, 204], system
                assert await status(good, "hook-nobody") == 404
                if webhooks.header:
                    assert await status(webhooks.good(other, 4712)) == 401, system
                    assert await status(webhooks.sent(good.body, own, key="another key")) == 401, system
                expected.add((own.tenant, own.connection, str(system), "4711"))
    events = [json.loads(record.value) for record in await published()]
    told = [(event["tenant"], event["connection"], event["system"], event["ticket_id"]) for event in events]
    assert sorted(told) == sorted(expected)


async def test_hostile_webhooks_break_nothing(relay, scheduler: Scheduler):
    """Rightly proved, for whoever holds a key may send anything. No 5xx, and who comes after them is heard."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    with serving_keys() as keys:
        async with (
            relay(webhook_per_minute=1_000_000, webhook_burst=100_000) as url,
            httpx.AsyncClient(base_url=url, timeout=20) as http,
        ):
            for system in VERIFYING:
                webhooks = HARNESSES[system](keys)
                credentials = webhooks.credentials(f"{system}-own".replace("_", "-"))
                hook = f"/hooks/{connect(scheduler, webhooks, credentials)}"

                async def status(webhook: RawWebhook, hook: str = hook) -> int:
                    return (await http.post(hook, content=webhook.body, headers=dict(webhook.headers))).status_code

                for _ in range(60):
                    body = hostile_body(webhooks, credentials, chance)
                    assert await status(webhooks.sent(body, credentials)) in {204, 401}, (system, body[:2000])
                assert await status(webhooks.good(credentials, 4711)) == 204
