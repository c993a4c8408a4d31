"""The console before a real scheduler, and a browser without a screen."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import AsyncIterator

import httpx
import pytest

from psasync_console.app import build
from psasync_console.settings import ConsoleSettings
from psasync_local.ports import free_port
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.service import Client, first_key, running
from tests.support.form_browser import FormBrowser
from tests.support.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, identity_provider

HOST = "http://127.0.0.1:8100"


@pytest.fixture
async def provider() -> AsyncIterator[IdentityProvider]:
    async with identity_provider() as provider:
        provider.person["groups"] = ["helpdesk"]
        yield provider


@pytest.fixture
async def api(
    settings_env: dict[str, str], provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Client]:
    """The scheduler, spoken to by the first admin."""
    port = free_port()
    sign_in = {
        "PSASYNC_OIDC_ISSUER": provider.url,
        "PSASYNC_OIDC_CLIENT_ID": CLIENT_ID,
        "PSASYNC_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "PSASYNC_OIDC_ROLES": json.dumps({"helpdesk": "operator@platform", "north": "viewer@n", "south": "viewer@s"}),
        "PSASYNC_OIDC_PLAIN_HTTP_HOSTS": "127.0.0.1",
        "PSASYNC_SCHEDULER_PORT": str(port),
        "PSASYNC_PUBLIC_SCHEDULER_URL": f"http://127.0.0.1:{port}",
    }
    for name, value in {**settings_env, **sign_in}.items():
        monkeypatch.setenv(name, value)
    settings = SchedulerSettings()
    async with running(settings, await first_key(settings), port=port) as client:
        yield client


@pytest.fixture
def console_settings(api: Client) -> ConsoleSettings:
    return ConsoleSettings(
        console_url=HOST,
        console_port=8100,
        console_keyring=f"k1:{base64.b64encode(os.urandom(32)).decode()}",
        console_once_links=True,
        scheduler_url=str(api.base_url),
    )


@pytest.fixture
async def browser(console_settings: ConsoleSettings) -> AsyncIterator[FormBrowser]:
    app = await build(console_settings)
    inside = httpx.ASGITransport(app=app, client=("127.0.0.1", 50_000))
    async with FormBrowser(HOST, mounts={f"all://{HOST.removeprefix('http://')}": inside}) as client:
        yield client
    await app.state.platform.aclose()
