"""Webhooks that are sent to a relay, and what it says became of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from tests.integration.relay.scheduler import signed
from tests.support.waiting import until


async def send(
    url: str, token: str, body: bytes, headers: dict[str, str] | None = None, query: str = ""
) -> httpx.Response:
    async with httpx.AsyncClient(base_url=url, timeout=20) as http:
        return await http.post(
            f"/hooks/{token}{query}", content=body, headers=signed(body) if headers is None else headers
        )


async def health_of(url: str, connection: str, key: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The connection's webhook health, as soon as this holds for it."""
    async with httpx.AsyncClient(base_url=url, headers={"authorization": f"Bearer {key}"}) as http:

        async def asked():
            answer = await http.get(f"/v1/connections/{connection}/webhook-health")
            assert answer.status_code == 200, answer.text
            return answer.json() if holds(answer.json()) else None

        return await until(asked, 15, "webhook health")
