"""Every route of every service, called with every kind of wrong key on a tenant's real things.

Nothing may be done, and nothing of the tenant may be told. That the same requests would have had something to do is
shown by its own keys here, and by the audit entries in `tests/integration/scheduler/test_audit_walk.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.support.platform import Platform
from tests.support.routes import ALL_ROUTES, Needs, Route, Scope

pytestmark = pytest.mark.asyncio(loop_scope="session")

TENANT_NAME = "Walkabout Networks"
NOBODYS = "psk_0000000000_nobodys"
ROLES = (Needs.VIEWER, Needs.OPERATOR, Needs.ADMIN)
PASSING = {"last_used_at", "age_seconds", "measured_at", "polled_at", "stretches"}
BY_KEY = tuple((service, route) for service, route in ALL_ROUTES if route.needs in ROLES)


@dataclass(frozen=True)
class Walk:
    """A tenant with one of everything, its keys, and an admin's key of another tenant."""

    platform: Platform
    things: Mapping[str, str]
    keys: Mapping[Needs, str]
    stranger: str

    async def call(self, service: str, route: Route, key: str | None, **query: str) -> httpx.Response:
        """A stream's answer comes without its body."""
        arguments = route.request(self.things)
        arguments["url"] = self.platform.cluster.url(service) + arguments["url"]
        arguments["params"] |= query
        headers = route.headers | ({} if key is None else {"Authorization": f"Bearer {key}"})
        async with self.platform.http.stream(**arguments, headers=headers) as response:
            if not (route.stream and response.is_success):
                await response.aread()
        return response

    def told(self, route: Route, answer: httpx.Response) -> list[str]:
        """What of the tenant stands in an answer, beyond what the request named itself."""
        if route.stream and answer.is_success:
            return []
        named = json.dumps(route.request(self.things), default=str) + str(answer.request.url)
        kept = [TENANT_NAME, *(value for value in self.things.values() if len(value) > 20 and value not in named)]
        return [each for each in kept if each in answer.text]

    async def state(self) -> dict[str, Any]:
        """All that the tenant's admin can read."""
        seen = {}
        for service, route in BY_KEY:
            if route.method == "GET" and not route.stream and route.scope in {Scope.OBJECT, Scope.LIST}:
                answer = await self.call(service, route, self.keys[Needs.ADMIN])
                assert answer.status_code == 200, f"{service} {route.operation}: {answer.text}"
                is_json = answer.headers["content-type"] == "application/json"
                seen[f"{service} {route.operation}"] = lasting(answer.json()) if is_json else answer.text
        return seen


def lasting(answer: Any) -> Any:
    """Without what time and use alone change."""
    if isinstance(answer, dict):
        return {name: lasting(value) for name, value in answer.items() if name not in PASSING}
    return [lasting(item) for item in answer] if isinstance(answer, list) else answer


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def walk(platform: Platform) -> Walk:
    syncing = await platform.connect("walkabout", 40)
    await platform.call("PATCH", "scheduler", f"/v1/tenants/{syncing.tenant}", json={"name": TENANT_NAME})
    execution = (await platform.run(syncing))["id"]
    company = (await platform.platform_records(syncing, "company"))[0]
    other = await platform.call("POST", "scheduler", "/v1/tenants", json={"name": "Stranger", "time_zone": "UTC"})

    async def key(role: str, tenant: str) -> dict[str, Any]:
        body = {"name": f"{role} of the walk", "role": role, "tenant": tenant}
        return await platform.call("POST", "scheduler", "/v1/keys", json=body)

    made = {role: await key(role, syncing.tenant) for role in ROLES}
    things = {
        "tenant": syncing.tenant,
        "tenant_id": syncing.tenant,
        "connection_id": syncing.connection,
        "sync": syncing.sync,
        "sync_id": syncing.sync,
        "execution": execution,
        "execution_id": execution,
        "key_id": made[Needs.VIEWER]["id"],
        "entity": "company",
        "system": "connectwise",
        "source_id": company["source_id"],
        "notice": "0f2c5e7a-7a61-5c1b-9d0c-4f3a8b6f2d17",  # nobody is told of anything here
        "token": syncing.webhook_url.rpartition("/")[2],
    }
    stranger = (await key("admin", other["id"]))["key"]
    return Walk(platform, things, {role: each["key"] for role, each in made.items()}, stranger)


def wrong_keys(walk: Walk, route: Route) -> Iterator[tuple[str, str | None, int, dict[str, str]]]:
    """What is shown, and what has to come of it."""
    if route.needs is Needs.INTERNAL:
        for what, key in (("no key", None), ("garbage", NOBODYS), ("an admin's key", walk.platform.key)):
            yield what, key, 401, {}
        return
    internal = walk.platform.cluster.environment["PSASYNC_INTERNAL_TOKEN"]
    for what, key in (("no key", None), ("garbage", NOBODYS), ("the internal credential", internal)):
        yield what, key, 401, {}
    for role in route.needs.lower:
        yield f"a {role}'s key", walk.keys[role], 403, {}
    if route.scope is Scope.OBJECT:
        yield "another tenant's key", walk.stranger, 404, {}
    if route.scope is Scope.PLATFORM:
        yield "a tenant's key", walk.keys[Needs.ADMIN], 403, {}
    if route.scope in {Scope.LIST, Scope.ITEMS}:
        yield "another tenant's key", walk.stranger, 200, {}


async def test_a_wrong_key_gets_nothing_and_is_told_nothing(walk: Walk):
    before = await walk.state()
    failures = []
    for service, route in ALL_ROUTES:
        if route.needs in {Needs.NOTHING, Needs.WEBHOOK_ADDRESS}:
            continue
        for what, key, expected, query in wrong_keys(walk, route):
            answer = await walk.call(service, route, key, **query)
            told = walk.told(route, answer)
            problem = answer.headers["content-type"] == "application/problem+json"
            if answer.status_code != expected or told or problem != (expected >= 400):
                failures.append(f"{service} {route.operation} with {what}: {answer.status_code}, {told}")
    assert not failures, "\n".join(failures)
    assert await walk.state() == before


async def test_a_list_of_another_tenant_is_none(walk: Walk):
    lists = [(service, route) for service, route in BY_KEY if route.scope is Scope.LIST]
    asked = []
    for service, route in lists:
        document = await walk.platform.call("GET", service, "/openapi.json")
        parameters = document["paths"][route.path]["get"]["parameters"]
        if any(each["name"] == "tenant" for each in parameters):
            answer = await walk.call(service, route, walk.stranger, tenant=walk.things["tenant"])
            assert answer.status_code == 404, f"{service} {route.operation}: {answer.text}"
            assert not walk.told(route, answer)
            asked.append(route.operation)
    assert len(asked) > 3


async def test_the_right_key_of_the_right_tenant_is_let_in(walk: Walk):
    """Else the refusals would prove nothing: each request that only reads succeeds with the lowest role it needs."""
    failures = []
    for service, route in BY_KEY:
        if route.method == "GET":
            of_platform = route.scope is Scope.PLATFORM
            answer = await walk.call(service, route, walk.platform.key if of_platform else walk.keys[route.needs])
            if answer.status_code != 200:
                failures.append(f"{service} {route.operation}: {answer.status_code} {answer.text}")
    assert not failures, "\n".join(failures)


async def test_what_is_open_tells_nothing_of_a_tenant(walk: Walk):
    for service, route in ALL_ROUTES:
        if route.needs is Needs.NOTHING and route.method == "GET":
            answer = await walk.call(service, route, None)
            assert answer.status_code == route.answers, f"{service} {route.operation}"
            assert not walk.told(route, answer), f"{service} {route.operation}"


async def test_a_webhook_needs_its_address_and_no_key_replaces_it(walk: Walk):
    relay = walk.platform.cluster.url("tickets-relay")
    for key in (None, walk.platform.key, walk.keys[Needs.ADMIN]):
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        answer = await walk.platform.http.post(f"{relay}/hooks/no-such-address", json={}, headers=headers)
        assert answer.status_code == 404
        unsigned = await walk.platform.http.post(f"{relay}/hooks/{walk.things['token']}", json={}, headers=headers)
        assert unsigned.status_code == 401
        assert TENANT_NAME not in answer.text + unsigned.text
