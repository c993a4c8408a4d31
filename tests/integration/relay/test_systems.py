"""Every system whose webhooks are believed, through a real relay: what it sends is published, and nothing else."""

from __future__ import annotations

import json

from psasync.kit.keyring import Keyring
from psasync.psa.port import Credentials, RawWebhook
from tests.contract.webhooks.conftest import HARNESSES, VERIFYING
from tests.contract.webhooks.harness import Webhooks
from tests.contract.webhooks.key_service import serving_keys
from tests.integration.relay.scheduler import Scheduler
from tests.integration.relay.webhooks import send


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
