"""A simulated ConnectWise company whose webhooks come to a relay."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from tests.contract.psa.simulator import Simulator
from tests.contract.psa.systems.connectwise import CLIENT_ID, PRIVATE_KEY, PUBLIC_KEY, ConnectWiseHarness
from tests.integration.relay.scheduler import Scheduler


class Company:
    """All blocking calls go through a thread: the relay that they make the simulator call runs in this one."""

    def __init__(self, simulator: Simulator) -> None:
        self.harness = ConnectWiseHarness(simulator, size=20)
        self._api = httpx.AsyncClient(
            base_url=f"{self.harness.base_url}/v4_6_release/apis/3.0",
            auth=(f"{self.harness.account}+{PUBLIC_KEY}", PRIVATE_KEY),
            headers={"clientId": CLIENT_ID},
            trust_env=False,
        )

    def connect(self, scheduler: Scheduler, tenant: str, relay: str, **changes: Any) -> str:
        """The id of a connection to it."""
        keys = {"public_key": PUBLIC_KEY, "private_key": PRIVATE_KEY, "client_id": CLIENT_ID}
        settings = {"base_url": self.harness.base_url, "company": self.harness.account}
        given = {"calls_per_minute": 6_000, "settings": settings, **changes}
        scheduler.connect(tenant, relay=relay, keys=keys, **given)
        return f"c-{tenant}"

    def pause(self, scheduler: Scheduler, connection: str) -> None:
        """As a connection is that is being archived."""
        self._change(scheduler, connection, active=False)

    async def refuse(self, calls: int) -> None:
        """The next calls about callbacks, as one without the permission."""
        await asyncio.to_thread(self.harness.fault, "forbidden", path="callbacks", count=calls)

    def _change(self, scheduler: Scheduler, connection: str, **changes: Any) -> None:
        (token,) = [token for token, found in scheduler.hooks.items() if found.id == connection]
        scheduler.hooks[token] = scheduler.hooks[token].model_copy(update=changes)

    async def change(self, **what: Any) -> str:
        """Change a ticket, and wait until its callbacks are accepted or given up; its id."""
        answer = await asyncio.to_thread(self.harness.simulator.post, f"{self.harness.path}/tickets", what)
        return str(answer["id"])

    async def callbacks(self) -> list[dict[str, Any]]:
        return (await self._api.get("/system/callbacks")).raise_for_status().json()

    async def forget_callbacks(self) -> None:
        for entry in await self.callbacks():
            (await self._api.delete(f"/system/callbacks/{entry['id']}")).raise_for_status()

    async def ticket_lists(self) -> int:
        """How often its tickets were listed."""
        calls = await asyncio.to_thread(self.harness.calls)
        return sum(call["path"].endswith("/service/tickets") for call in calls)

    async def aclose(self) -> None:
        await self._api.aclose()
