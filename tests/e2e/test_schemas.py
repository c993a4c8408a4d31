"""What the OpenAPI documents say holds: requests made from them, good ones and bad ones, never meet a server error.

Each operation is called on things that do not exist and, where it names one, on things that do. Seeded, so that a
failure comes again; all of a service in one test, because changes of one operation are what the next one finds.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import pytest_asyncio
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.platform import Platform
from tests.support.routes import ALL_ROUTES, ROUTES, Route
from tests.support.sampling import WHOLE

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

SEED = 20260301
BOUND_SECONDS = 150 if WHOLE else 30
"""After that each operation is still tried, with one example: a slow machine must not make this the longest test."""

LAST = [f"DELETE /v1/{what}" for what in ("syncs/{sync_id}", "connections/{connection_id}", "tenants/{tenant_id}")]
"""What is archived goes last, and what it belongs to after it."""

EXAMPLES = int(os.environ.get("PSASYNC_SCHEMA_EXAMPLES", "8" if WHOLE else "3"))
"""Of each operation, in each mode, on nothing and on real things."""

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
QUIET = settings(
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def things(platform: Platform) -> Mapping[str, str]:
    """Of a tenant that is there to be broken."""
    syncing = await platform.connect("schematic", 20)
    execution = (await platform.run(syncing))["id"]
    body = {"name": "to be broken", "role": "viewer", "tenant": syncing.tenant}
    key = await platform.call("POST", "scheduler", "/v1/keys", json=body)
    record = (await platform.platform_records(syncing, "company"))[0]
    return {
        "tenant": syncing.tenant,
        "tenant_id": syncing.tenant,
        "connection_id": syncing.connection,
        "sync": syncing.sync,
        "sync_id": syncing.sync,
        "execution": execution,
        "execution_id": execution,
        "key_id": key["id"],
        "entity": "company",
        "source_id": record["source_id"],
        "system": "connectwise",
        "token": "no-such-token",
        "notice": "no-such-notice",
    }


@pytest.mark.parametrize("service", ROUTES)
async def test_no_request_meets_a_server_error(service: str, platform: Platform, things: Mapping[str, str]):
    document = await platform.call("GET", service, "/openapi.json")
    caller = Caller(platform.cluster.url(service), platform.key, platform.cluster.environment["PSASYNC_INTERNAL_TOKEN"])
    failures = await asyncio.to_thread(lambda: list(tried(document, service, caller, things)))
    assert not failures, "\n\n".join(failures)
    assert caller.answers > 2 * len(document["paths"])


class Caller:
    """Sends what was made from a document, with the credential that its path needs."""

    def __init__(self, url: str, key: str, internal_token: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False
        self._key = key
        self._internal = internal_token
        self.answers = 0

    def send(self, case: schemathesis.Case, route: Route) -> None:
        """Raises what the answer has against the document."""
        bearer = self._internal if route.path.startswith("/internal") else self._key
        headers = {"Authorization": f"Bearer {bearer}"}
        response = case.call(base_url=self._url, session=self._session, headers=headers, timeout=30)
        self.answers += 1
        checks = [check for check in CHECKS if check is not not_a_server_error] if theirs(response) else CHECKS
        case.validate_response(response, checks=checks)


def theirs(response: requests.Response) -> bool:
    """A 503 that says the PSA cannot be asked: a changed connection has a budget or an address of its own."""
    return response.status_code == 503 and response.json()["type"].endswith(":psa-unavailable")


def tried(document: dict[str, Any], service: str, caller: Caller, things: Mapping[str, str]) -> Iterator[str]:
    """Each operation's failure, if it has one."""
    routes = {route.operation: route for each, route in ALL_ROUTES if each == service and not route.stream}
    operations = [result.ok() for result in schemathesis.openapi.from_dict(document).get_all_operations()]
    ends = time.monotonic() + BOUND_SECONDS
    operations.sort(key=lambda each: LAST.index(each.label) if each.label in LAST else -1)
    for operation in operations:
        route = routes.get(operation.label)
        if route is not None:
            for strategy in strategies(operation, route, things):
                examples = EXAMPLES if time.monotonic() < ends else 1
                try:
                    once(strategy, examples, caller, route)
                except Unsatisfiable:
                    continue  # there is nothing about such a request that could be wrong
                except (FailureGroup, AssertionError) as failure:
                    yield f"{operation.label}: {describe(failure)}"


def strategies(operation: Any, route: Route, things: Mapping[str, str]) -> Iterator[SearchStrategy[schemathesis.Case]]:
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        yield operation.as_strategy(generation_mode=mode)
        if route.parameters():
            real = {name: things[name] for name in route.parameters()}
            yield operation.as_strategy(generation_mode=mode, path_parameters=real)


def once(strategy: SearchStrategy[schemathesis.Case], examples: int, caller: Caller, route: Route) -> None:
    @seed(SEED)
    @settings(QUIET, max_examples=examples)
    @given(strategy)
    def called(case: schemathesis.Case) -> None:
        caller.send(case, route)

    called()


def describe(failure: BaseException) -> str:
    found = failure.exceptions if isinstance(failure, FailureGroup) else [failure]
    return json.dumps([str(each)[:1500] for each in found], indent=1, ensure_ascii=False)
