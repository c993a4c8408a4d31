"""The console without any service behind it."""

from __future__ import annotations

import base64
import os
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI

from psasync.contracts.vocabulary import Role
from psasync_client.models.scheduler import SyncView
from psasync_console.app import build, drawing
from psasync_console.session.session import Session
from psasync_console.settings import ConsoleSettings
from psasync_console.web.templating import Templates

HOST = "http://127.0.0.1:8100"
NOBODY = "http://127.0.0.1:9"  # the discard port: every call is refused at once
SignedIn = Callable[..., Session]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> ConsoleSettings:
    keyring = f"k1:{base64.b64encode(os.urandom(32)).decode()}"
    for name in [name for name in os.environ if name.startswith("PSASYNC_")]:
        monkeypatch.delenv(name)
    return ConsoleSettings(
        console_keyring=keyring,
        scheduler_url=NOBODY,
        executor_url=NOBODY,
        results_url=NOBODY,
        relay_url=NOBODY,
        console_api_seconds=2,
    )


@pytest.fixture(scope="session")
def templates() -> Templates:
    return drawing()


@pytest.fixture
async def app(settings: ConsoleSettings, templates: Templates) -> FastAPI:
    return await build(settings, templates)


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Asks as a browser does."""
    transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 50_000))
    headers = {"accept": "text/html", "origin": HOST, "host": "127.0.0.1:8100"}
    async with httpx.AsyncClient(transport=transport, base_url=HOST, headers=headers) as client:
        yield client


@pytest.fixture
def sign_in(app: FastAPI, browser: httpx.AsyncClient) -> SignedIn:
    def signing(role: Role = Role.ADMIN, tenant: str | None = None) -> Session:
        ends = datetime.now(UTC) + timedelta(hours=1)
        session = Session(
            key="psk_0123456789_key-of-it", key_id="k", name="Ada", role=role, tenant=tenant, expires_at=ends
        )
        browser.cookies.set("psasync_session_8100", app.state.cookies.seal.close(session))
        return session

    return signing


@pytest.fixture
def sync_view() -> SyncView:
    """A sync `all` of companies and contacts, to the platform's own records."""
    return SyncView.model_validate(
        {
            "id": "s1",
            "tenant": "t1",
            "name": "all",
            "connection": "c1",
            "destination": "platform",
            "entities": ["company", "contact"],
            "state": "active",
            "active": True,
            "auto_pause": None,
            "auto_pause_after": 5,
            "created_at": "2026-11-25T10:00:00Z",
            "updated_at": "2026-11-25T10:00:00Z",
            "custom_fields": {},
            "deletion_guard_percent": 20,
            "full_pass_days": 7,
            "mapping": {},
            "next_fire": None,
            "notifications": {},
            "schedule": None,
            "version": 1,
        }
    )
