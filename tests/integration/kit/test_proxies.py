"""Whose word is taken for where a request comes from."""

from __future__ import annotations

import httpx
import pytest
from fastapi import APIRouter, Request

from psasync.kit.http import create_app
from psasync.kit.http.address import client_address


def application(settings, proxies: frozenset[str]):
    router = APIRouter()

    @router.get("/from")
    async def where(request: Request) -> str:
        return client_address(request)

    async def ready() -> dict[str, str]:
        return {}

    given = settings.model_copy(update={"http_trusted_proxies": proxies})
    return create_app(service="x", title="X", version="1", settings=given, routers=[router], ready=ready)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (frozenset(), "203.0.113.9", "127.0.0.1"),
        ({"192.0.2.1/32"}, "203.0.113.9", "127.0.0.1"),
        ({"127.0.0.1/32"}, "203.0.113.9", "203.0.113.9"),
        ({"127.0.0.1/32"}, "203.0.113.66, 203.0.113.9", "203.0.113.9"),  # the first is what the client wrote
        ({"127.0.0.1/32", "203.0.113.0/24"}, "198.51.100.4, 203.0.113.9", "198.51.100.4"),
        ({"127.0.0.1/32"}, "admin", ""),
    ],
    ids=["nobody", "another", "the proxy", "a forged hop", "two proxies", "no address"],
)
async def test_only_a_trusted_proxy_is_believed(settings, running, monkeypatch, proxies, forwarded, seen) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")  # the server's own switch does not open it
    async with running(application(settings, frozenset(proxies))) as url, httpx.AsyncClient(base_url=url) as client:
        answer = await client.get("/from", headers={"X-Forwarded-For": forwarded})
    assert answer.json() == seen
