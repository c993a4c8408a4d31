"""The client against a scheduler's `/internal` made with the same factory, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import Response

from psasync.contracts.events.catalog import CatalogChange, CatalogChanged
from psasync.contracts.vocabulary import Role
from psasync.kit.catalog import CatalogClient, CatalogUnavailable
from psasync.kit.http import Principal, create_app, internal_only, not_found
from psasync.kit.settings import CommonSettings

CONNECTION = {
    "id": "c1", "tenant": "t1", "system": "connectwise", "name": "C", "version": 1,
    "settings": {}, "secrets": {"private_key": "v1.k.x"}, "calls_per_minute": 60, "concurrent_calls": 2,
}  # fmt: skip
SYNC = {
    "id": "s1", "tenant": "t1", "name": "S", "version": 1, "time_zone": "UTC", "active": True,
    "source": CONNECTION, "entities": ["company"],
}  # fmt: skip
TENANT = {"id": "t1", "name": "T", "version": 1, "time_zone": "UTC"}


class Scheduler:
    def __init__(self) -> None:
        self.calls: list[str] = []
        self.answer: Any = None  # instead of the right one
        self.delay = 0.0
        self.keys = {"good": {"active": True, "key_id": "k1", "name": "n", "role": "operator", "tenant": "t1"}}

    def app(self, settings: CommonSettings) -> FastAPI:
        router = APIRouter(prefix="/internal", dependencies=[Depends(internal_only)])

        @router.get("/{kind}/{name}")
        async def get(kind: str, name: str) -> Any:
            return await self._answer(
                kind, name, {"s1": SYNC, "t1": TENANT, "c1": CONNECTION, "hook token/1": CONNECTION}.get(name)
            )

        @router.post("/keys/introspect")
        async def introspect(question: dict[str, str]) -> Any:
            return await self._answer("keys", question["key"], self.keys.get(question["key"], {"active": False}))

        async def ready() -> dict[str, str]:
            return {}

        return create_app(
            service="scheduler", title="S", version="1", settings=settings, routers=[_slashes(router, get)], ready=ready
        )

    async def _answer(self, kind: str, name: str, found: Any) -> Any:
        self.calls.append(f"{kind}/{name}")
        await asyncio.sleep(self.delay)
        if self.answer is not None:
            return self.answer
        if found is None:
            raise not_found(kind)
        return found


def _slashes(router: APIRouter, get: Any) -> APIRouter:
    router.add_api_route("/{kind}/{name:path}", get, methods=["GET"])
    return router


@pytest.fixture
async def scheduler(settings: CommonSettings, running) -> AsyncIterator[Scheduler]:
    made = Scheduler()
    async with running(made.app(settings)) as made.url:
        yield made


@pytest.fixture
async def catalog(settings: CommonSettings, scheduler: Scheduler) -> AsyncIterator[CatalogClient]:
    client = CatalogClient(settings.model_copy(update={"scheduler_url": scheduler.url}))
    yield client
    await client.aclose()


def changed(change: CatalogChange, subject: str) -> CatalogChanged:
    return CatalogChanged(change=change, tenant="t1", subject=subject, subject_version=2, at=datetime.now(UTC))


async def test_resolves_syncs_tenants_connections_and_webhooks(catalog: CatalogClient) -> None:
    sync = await catalog.sync("s1")
    assert sync is not None
    assert sync.source.secrets == {"private_key": "v1.k.x"}
    connection = await catalog.connection("c1")
    assert connection is not None
    assert connection.tenant == "t1"
    assert await catalog.webhook("hook token/1") == connection
    tenant = await catalog.tenant("t1")
    assert tenant is not None
    assert tenant.name == "T"


async def test_what_there_is_not_is_none_and_remembered(catalog: CatalogClient, scheduler: Scheduler) -> None:
    for _ in range(5):
        assert await catalog.sync("nope") is None
        assert await catalog.webhook("nope") is None
    assert len(scheduler.calls) == 2


@pytest.mark.parametrize("odd", ["", ".", "..", "x" * 400])
async def test_what_can_be_no_name_is_not_asked_for(catalog: CatalogClient, scheduler: Scheduler, odd: str) -> None:
    assert await catalog.webhook(odd) is None
    assert scheduler.calls == []


async def test_authenticates_keys(catalog: CatalogClient, scheduler: Scheduler) -> None:
    assert await catalog.authenticate("good") == Principal("k1", "n", Role.OPERATOR, "t1")
    assert await catalog.authenticate("bad") is None
    await catalog.authenticate("good")
    assert scheduler.calls.count("keys/good") == 1


async def test_a_hundred_lookups_are_one_call(catalog: CatalogClient, scheduler: Scheduler) -> None:
    scheduler.delay = 0.05
    await asyncio.gather(*(catalog.sync("s1") for _ in range(100)))
    assert scheduler.calls == ["syncs/s1"]


@pytest.mark.parametrize(
    ("change", "subject", "asked_again"),
    [
        (CatalogChange.SYNC_CHANGED, "s1", {"syncs/s1"}),
        (CatalogChange.SYNC_CHANGED, "s2", set()),
        (CatalogChange.CONNECTION_CHANGED, "c1", {"syncs/s1", "connections/c1", "webhooks/c1"}),
        (CatalogChange.TENANT_CHANGED, "t1", {"tenants/t1", "syncs/s1", "connections/c1", "webhooks/c1"}),
        (CatalogChange.KEY_REVOKED, "k1", {"keys/good"}),
        (CatalogChange.KEY_REVOKED, "k2", set()),
    ],
)
async def test_a_change_drops_what_it_touches(
    catalog: CatalogClient, scheduler: Scheduler, change: CatalogChange, subject: str, asked_again: set[str]
) -> None:
    async def ask_all() -> None:
        await catalog.sync("s1")
        await catalog.tenant("t1")
        await catalog.connection("c1")
        await catalog.webhook("c1")
        await catalog.authenticate("good")

    await ask_all()
    scheduler.calls.clear()
    catalog.forget(changed(change, subject))
    await ask_all()
    assert set(scheduler.calls) == asked_again


@pytest.mark.parametrize(
    "answer", [Response(status_code=500), Response(b"nonsense"), Response(b'{"id": 1}'), Response(status_code=302)]
)
async def test_an_answer_that_is_none_is_unavailable(catalog: CatalogClient, scheduler: Scheduler, answer) -> None:
    scheduler.answer = answer
    with pytest.raises(CatalogUnavailable) as raised:
        await catalog.sync("s1")
    assert raised.value.status == 503
    assert "Retry-After" in raised.value.headers


async def test_another_service_token_is_unavailable_and_not_unknown(
    settings: CommonSettings, scheduler: Scheduler
) -> None:
    other = settings.model_copy(
        update={"scheduler_url": scheduler.url, "internal_token": type(settings.keyring)("x" * 40)}
    )
    client = CatalogClient(other)
    with pytest.raises(CatalogUnavailable, match="503"):
        await client.authenticate("good")
    await client.aclose()


async def test_nobody_there_is_unavailable(settings: CommonSettings, free_port) -> None:
    client = CatalogClient(settings.model_copy(update={"scheduler_url": f"http://127.0.0.1:{free_port()}"}))
    for ask in (client.sync, client.tenant, client.connection, client.webhook, client.authenticate):
        with pytest.raises(CatalogUnavailable):
            await ask("x")
    await client.aclose()
