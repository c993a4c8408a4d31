from __future__ import annotations

import asyncio

import httpx
import pytest

from psasync.kit.http import create_app, health
from psasync.kit.http.health import Readiness
from psasync.kit.settings import CommonSettings


def client_for(settings: CommonSettings, ready) -> httpx.AsyncClient:
    app = create_app(service="x", title="X", version="1", settings=settings, routers=[], ready=ready)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.mark.parametrize(
    ("checks", "status"), [({}, 200), ({"a": "ok"}, 200), ({"a": "ok", "kafka": "no connection to x"}, 503)]
)
async def test_ready_is_the_sum_of_its_checks(settings: CommonSettings, checks: dict[str, str], status: int) -> None:
    async def ready() -> dict[str, str]:
        return checks

    async with client_for(settings, ready) as client:
        response = await client.get("/readyz")
    assert response.status_code == status
    assert response.json() == {"ready": status == 200, "checks": checks}


async def test_a_check_that_raises_is_not_ready(settings: CommonSettings) -> None:
    async def ready() -> dict[str, str]:
        raise ValueError("why")

    async with client_for(settings, ready) as client:
        response = await client.get("/readyz")
    assert response.status_code == 503
    assert "why" in response.text


async def test_alive_asks_nothing(settings: CommonSettings) -> None:
    async def ready() -> dict[str, str]:
        raise AssertionError("asked")

    async with client_for(settings, ready) as client:
        assert (await client.get("/healthz")).json() == {"status": "ok"}


async def test_many_probes_are_one_question() -> None:
    asked = 0

    async def ready() -> dict[str, str]:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.01)
        return {}

    readiness = Readiness(ready)
    await asyncio.gather(*(readiness.checks() for _ in range(50)))
    assert asked == 1


async def test_a_check_that_hangs_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_LIMIT_SECONDS", 0.02)

    async def ready() -> dict[str, str]:
        await asyncio.Event().wait()
        return {}

    assert "longer" in (await Readiness(ready).checks())["readiness"]


async def test_metrics_count_by_route_and_never_by_path(settings: CommonSettings) -> None:
    async def ready() -> dict[str, str]:
        return {}

    async with client_for(settings, ready) as client:
        await client.get("/hooks/very-secret-token")
        await client.request("BREW", "/healthz")
        text = (await client.get("/metrics")).text
    assert 'route="unmatched",service="x",status="404"' in text
    assert 'method="other"' in text
    assert "very-secret-token" not in text


async def test_a_start_is_seen_sooner_than_a_failure():
    """Who waits for `ok` is not told what was so a second ago."""
    states = iter(["starting", "ok", "away"])

    async def ready() -> dict[str, str]:
        return {"part": next(states)}

    readiness = Readiness(ready)
    assert await readiness.checks() == {"part": "starting"}
    async with asyncio.timeout(0.9):
        while await readiness.checks() != {"part": "ok"}:
            await asyncio.sleep(0.01)
    assert await readiness.checks() == {"part": "ok"}
