from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from psasync.contracts.vocabulary import System
from psasync.psa.port import WebhookVerifier
from psasync.psa.registry import SYSTEMS
from tests.contract.webhooks.harness import Webhooks
from tests.contract.webhooks.key_service import KeyService, serving_keys
from tests.contract.webhooks.systems.autotask import AutotaskWebhooks
from tests.contract.webhooks.systems.connectwise import ConnectWiseWebhooks
from tests.contract.webhooks.systems.halopsa import HaloPsaWebhooks
from tests.contract.webhooks.systems.kaseya_bms import KaseyaBmsWebhooks
from tests.contract.webhooks.systems.syncro import SyncroWebhooks

HARNESSES: dict[System, type[Webhooks]] = {
    harness.system: harness
    for harness in (ConnectWiseWebhooks, AutotaskWebhooks, HaloPsaWebhooks, SyncroWebhooks, KaseyaBmsWebhooks)
}

VERIFYING = [system for system, entry in SYSTEMS.items() if entry.verifier]
"""Every one of them must have a harness: a system whose webhooks are believed is one that this suite has tried."""


@pytest.fixture(scope="session")
def keys() -> Iterator[KeyService]:
    with serving_keys() as service:
        yield service


@pytest.fixture(scope="session", params=VERIFYING)
def webhooks(request: pytest.FixtureRequest, keys: KeyService) -> Webhooks:
    return HARNESSES[request.param](keys)


@pytest.fixture
async def verifier(webhooks: Webhooks) -> AsyncIterator[WebhookVerifier]:
    opened = webhooks.verifier()
    yield opened
    await opened.aclose()
