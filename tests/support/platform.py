"""The running platform, as its users reach it: HTTP, with one admin key. For end-to-end tests, chaos and benchmarks."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, Self

import httpx

from tests.support.cluster import Cluster
from tests.support.waiting import until

ENTITIES = ("company_status", "company", "company_site", "contact", "ticket_board", "ticket_status", "ticket_priority")
LIFTED = 1_000_000  # calls per minute: the budget is not what is waited for
CLIENT_ID = "00000000-0000-4000-8000-00000000e2e0"
_ENTITY_OF = {
    "companies": "company",
    "sites": "company_site",
    "contacts": "contact",
    "configurations": "asset",
    "company_statuses": "company_status",
    "boards": "ticket_board",
    "board_statuses": "ticket_status",
    "priorities": "ticket_priority",
}
UNAVAILABLE_TRIES = 20
TERMINAL = {"finished", "finished_with_warnings", "error", "canceled"}


@dataclass(frozen=True)
class Syncing:
    """A tenant with one connection and one sync, and the simulated company behind them."""

    tenant: str
    connection: str
    sync: str
    company: str
    webhook_url: str
    counts: dict[str, int] = field(default_factory=dict)
    refused: dict[str, list[int]] = field(default_factory=dict)

    @property
    def records(self) -> int:
        return sum(count for kind, count in self.counts.items() if kind != "tickets")


def _carried(counts: Mapping[str, int], entities: Sequence[str]) -> dict[str, int]:
    """The simulator's kinds that a sync of these entities reads, and its tickets."""
    return {kind: count for kind, count in counts.items() if kind == "tickets" or _ENTITY_OF.get(kind) in entities}


class Platform:
    """`async with Platform(cluster) as platform:` on a cluster whose services run."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.http = httpx.AsyncClient(timeout=30)
        self.key = ""

    async def __aenter__(self) -> Self:
        self.key = await self._bootstrap()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    # the platform's interfaces

    async def call(self, method: str, service: str, path: str, *, expect: int | None = None, **options: Any) -> Any:
        """The answer; a 503, which a busy machine gives now and then, is asked again as any client would."""
        headers = {"Authorization": f"Bearer {self.key}", **options.pop("headers", {})}
        url = self.cluster.url(service) + path
        for pause in (*[1] * UNAVAILABLE_TRIES, 0):
            response = await self.http.request(method, url, headers=headers, **options)
            if response.status_code != HTTPStatus.SERVICE_UNAVAILABLE or expect == HTTPStatus.SERVICE_UNAVAILABLE:
                break
            await asyncio.sleep(pause)
        if expect is None:
            assert response.is_success, f"{method} {path}: {response.status_code} {response.text[:500]}"
        else:
            assert response.status_code == expect, f"{method} {path}: {response.status_code} {response.text[:500]}"
        return response.json() if response.content else None

    async def connect(
        self,
        company: str,
        records: int,
        *,
        seed: int = 1,
        entities: tuple[str, ...] = ENTITIES,
        companies: int | None = None,
        **sync: Any,
    ) -> Syncing:
        """
        Make the simulated company, connect it as a tenant, and set a sync up.

        `companies`: how many of the records are companies, in place of the simulator's usual share.
        """
        made = await self.control(
            "PUT", company, "", {"size": records, "seed": seed, "companies": companies, "rate_limit_per_minute": 0}
        )
        syncing = await self.connect_to(
            "connectwise",
            company,
            {"base_url": self.psa, "company": company, "codebase": "v4_6_release"},
            {"public_key": "demo-public-key", "private_key": "demo-private-key", "client_id": CLIENT_ID},
            entities,
            **sync,
        )
        return replace(syncing, counts=_carried(made["counts"], entities), refused=made["refused"])

    async def connect_to(
        self,
        system: str,
        account: str,
        settings: Mapping[str, str],
        secrets: Mapping[str, str],
        entities: Sequence[str],
        **sync: Any,
    ) -> Syncing:
        """A tenant, a connection to an account that the simulator has, and a sync."""
        name = {"name": f"{account} {time.time_ns()}", "time_zone": "Europe/Berlin"}
        tenant = await self.call("POST", "scheduler", "/v1/tenants", json=name)
        connection = await self.connection(tenant["id"], system, settings, secrets)
        body = {"connection": connection["id"], "name": "all", "entities": list(entities), **sync}
        made = await self.call("POST", "scheduler", "/v1/syncs", json=body)
        return Syncing(tenant["id"], connection["id"], made["id"], account, connection["webhook_url"])

    async def another_sync(self, syncing: Syncing, **sync: Any) -> Syncing:
        """Of the same connection, in place of the first."""
        body = {"connection": syncing.connection, "name": f"another {time.time_ns()}", **sync}
        made = await self.call("POST", "scheduler", "/v1/syncs", json=body)
        return replace(syncing, sync=made["id"])

    async def connection(
        self, tenant: str, system: str, settings: Mapping[str, str], secrets: Mapping[str, str]
    ) -> dict[str, Any]:
        body = {
            "tenant": tenant,
            "system": system,
            "name": f"{system} {time.time_ns()}",
            "settings": dict(settings),
            "secrets": dict(secrets),
            "calls_per_minute": LIFTED,
        }
        made: dict[str, Any] = await self.call("POST", "scheduler", "/v1/connections", json=body)
        return made

    async def request(self, syncing: Syncing, **body: Any) -> str:
        """Ask for an execution; its id."""
        accepted = await self.call("POST", "scheduler", f"/v1/syncs/{syncing.sync}/executions", json=body)
        execution: str = accepted["execution_id"]
        return execution

    async def execution(self, execution: str) -> dict[str, Any] | None:
        """Its document; None while results does not know it, or is not there."""
        try:
            response = await self.http.get(
                f"{self.cluster.url('results')}/v1/executions/{execution}",
                headers={"Authorization": f"Bearer {self.key}"},
            )
        except httpx.HTTPError:
            return None
        if response.status_code in {404, 503}:
            return None
        assert response.is_success, response.text[:500]
        document: dict[str, Any] = response.json()
        return document

    async def ended(self, execution: str, within: float = 90) -> dict[str, Any]:
        return await self.until(execution, lambda document: document["status"] in TERMINAL, within)

    async def until(
        self, execution: str, reached: Callable[[dict[str, Any]], bool], within: float = 60
    ) -> dict[str, Any]:
        """Its document once `reached` holds."""
        last: dict[str, Any] | None = None

        async def look() -> dict[str, Any] | None:
            nonlocal last
            last = await self.execution(execution) or last
            return last if last is not None and reached(last) else None

        try:
            return await until(look, within, f"execution {execution}")
        except AssertionError as late:
            raise AssertionError(f"{late}; the document seen last: {last}") from None

    async def run(self, syncing: Syncing, within: float = 90, **body: Any) -> dict[str, Any]:
        """Ask for an execution and wait for its end."""
        return await self.ended(await self.request(syncing, **body), within)

    async def records(self, execution: str, **query: Any) -> list[dict[str, Any]]:
        """All record results of an execution, in the order of their seqs."""
        return [item async for item in self._pages("results", f"/v1/executions/{execution}/records", query)]

    async def platform_records(self, syncing: Syncing, entity: str) -> list[dict[str, Any]]:
        """What the destination holds."""
        return [item async for item in self._pages("executor", f"/v1/tenants/{syncing.tenant}/records/{entity}", {})]

    async def _pages(self, service: str, path: str, query: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        cursor: str | None = None
        while True:
            parameters = {**query, "limit": 200, **({"cursor": cursor} if cursor else {})}
            page = await self.call("GET", service, path, params=parameters)
            for item in page["items"]:
                yield item
            cursor = page["next_cursor"]
            if cursor is None:
                return

    # the simulated PSA

    @property
    def psa(self) -> str:
        return self.cluster.url("simulator") + "/connectwise"

    async def control(self, method: str, company: str, path: str, body: Any = None) -> Any:
        url = f"{self.cluster.url('simulator')}/_control/connectwise/accounts/{company}{path}"
        response = await self.http.request(method, url, json=body)
        assert response.is_success, f"{method} {url}: {response.status_code} {response.text[:500]}"
        return response.json() if response.content else None

    async def fault(self, company: str, kind: str, path: str = ".", **order: Any) -> None:
        """Let calls of this company whose path matches go wrong."""
        url = f"{self.cluster.url('simulator')}/_control/connectwise/faults"
        response = await self.http.post(url, json={"kind": kind, "path": path, "account": company, **order})
        assert response.status_code == 201, response.text

    async def no_faults(self) -> None:
        """All is well again."""
        response = await self.http.delete(f"{self.cluster.url('simulator')}/_control/connectwise/faults")
        assert response.status_code == 204, response.text

    async def register_callback(self, syncing: Syncing) -> None:
        body = {"url": syncing.webhook_url, "objectId": 0, "type": "ticket", "level": "owner"}
        response = await self._callbacks("POST", syncing, json=body)
        assert response.status_code == 201, response.text

    async def callback_addresses(self, syncing: Syncing) -> list[str]:
        """Of the webhooks that the PSA has."""
        return [entry["url"] for entry in (await self._callbacks("GET", syncing)).raise_for_status().json()]

    async def _callbacks(self, method: str, syncing: Syncing, **options: Any) -> httpx.Response:
        return await self.http.request(
            method,
            f"{self.psa}/v4_6_release/apis/3.0/system/callbacks",
            auth=httpx.BasicAuth(f"{syncing.company}+demo-public-key", "demo-private-key"),
            headers={"clientId": CLIENT_ID},
            **options,
        )

    async def _bootstrap(self) -> str:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "psasync_scheduler",
            "bootstrap-key",
            "--replace",
            env={**os.environ, **self.cluster.environment},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 60)
        found = re.search(r"\bpsk_\S+", out.decode())
        assert found, err.decode()
        return found.group()
