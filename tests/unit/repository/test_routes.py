"""The authorisation table and the services know the same routes, and the documents ask for what the table says."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from docs.generate import PLACEHOLDERS, SERVICES
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from tests.support.routes import ALL_ROUTES, ROUTES, Needs, Route, Scope

SECURITY = {
    Needs.NOTHING: None,
    Needs.WEBHOOK_ADDRESS: None,
    Needs.INTERNAL: [{"ServiceToken": []}],
    Needs.VIEWER: [{"ApiKey": []}],
    Needs.OPERATOR: [{"ApiKey": []}],
    Needs.ADMIN: [{"ApiKey": []}],
}
UNDOCUMENTED = {"GET /metrics", "GET /openapi.json", "WEBSOCKET /v1/tenants/{tenant}/tickets/socket"}


@pytest.fixture(scope="module")
def applications() -> dict[str, FastAPI]:
    return {name: asyncio.run(build(settings(**PLACEHOLDERS))) for name, (build, settings) in SERVICES.items()}


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_stands_in_the_table_once(service, applications):
    contexts = iter_route_contexts(applications[service].routes)
    present = {f"{method} {plain(each.path)}" for each in contexts for method in each.methods or {"WEBSOCKET"}}
    present -= {operation for operation in present if operation.startswith("HEAD ")}
    listed = Counter(route.operation for route in ROUTES[service])
    assert present - listed.keys() == set(), "give these a line in tests/support/routes.py"
    assert listed.keys() - present == set(), "these are not there (any more)"
    assert max(listed.values()) == 1


@pytest.mark.parametrize(("service", "route"), ALL_ROUTES, ids=lambda each: getattr(each, "operation", each))
def test_the_document_asks_for_what_the_table_says(service, route: Route, applications):
    operation = applications[service].openapi()["paths"].get(route.path, {}).get(route.method.lower())
    if route.operation in UNDOCUMENTED:
        assert operation is None
        return
    assert operation is not None
    assert operation.get("security") == SECURITY[route.needs]


@pytest.mark.parametrize(("service", "route"), ALL_ROUTES, ids=lambda each: getattr(each, "operation", each))
def test_a_row_makes_sense(service, route: Route):
    if not route.needs.lower and route.needs is not Needs.VIEWER:
        assert route.scope is Scope.NONE, "only keys have a tenant"
    if "tenant" in route.parameters():
        assert route.scope is Scope.OBJECT
    assert route.path.startswith("/internal") == (route.needs is Needs.INTERNAL)
    assert route.path.startswith("/v1") or route.needs not in {Needs.VIEWER, Needs.OPERATOR, Needs.ADMIN}


def plain(path: str) -> str:
    """Without the kinds of its parameters, as the documents show it."""
    return path.replace(":path}", "}")
