"""Who may do what over HTTP: every route of every service, one line each.

A unit test holds the table against the routes that the services have; an end-to-end test calls each of them with every
kind of wrong key; another finds the audit entry of each change. A new route is a new line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter
from typing import Any


class Needs(StrEnum):
    """What a caller has to show."""

    NOTHING = "nothing"
    WEBHOOK_ADDRESS = "webhook address"
    INTERNAL = "internal credential"
    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    @property
    def lower(self) -> tuple[Needs, ...]:
        """Roles that are not enough."""
        roles = (Needs.VIEWER, Needs.OPERATOR, Needs.ADMIN)
        return roles[: roles.index(self)] if self in roles else ()


class Scope(StrEnum):
    """What of it a tenant's key reaches."""

    NONE = "the same for everyone"
    OBJECT = "a thing of one tenant: for another tenant's key there is none"
    LIST = "what the key's tenant has; asked for another tenant there is none"
    PLATFORM = "only for keys of the whole platform"


@dataclass(frozen=True)
class Route:
    """`body` and `query` are valid ones; in them and in the path `{name}` stands for a thing of the test's tenant."""

    operation: str
    needs: Needs
    scope: Scope = Scope.NONE
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    stream: bool = False
    audited: bool = True  # counts for operations that are not safe: leaves an audit entry

    @property
    def method(self) -> str:
        return self.operation.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.operation.partition(" ")[2]

    @property
    def changes(self) -> bool:
        """A change or a manual act, which leaves an entry in the audit trail."""
        return self.method != "GET" and self.audited and self.needs not in {Needs.INTERNAL, Needs.WEBHOOK_ADDRESS}

    def parameters(self) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(self.path) if name}

    def request(self, things: Mapping[str, str]) -> dict[str, Any]:
        """The arguments of `httpx.AsyncClient.request` but for the host."""
        return {
            "method": self.method,
            "url": self.path.format_map(things),
            "params": _filled(self.query, things),
            "json": _filled(self.body, things),
        }


def _filled(value: Any, things: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {name: _filled(item, things) for name, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, things) for item in value]
    return value.format_map(things) if isinstance(value, str) else value


_OPEN, _INTERNAL = Needs.NOTHING, Needs.INTERNAL
_VIEWER, _OPERATOR, _ADMIN = Needs.VIEWER, Needs.OPERATOR, Needs.ADMIN
_OBJECT, _LIST, _PLATFORM = Scope.OBJECT, Scope.LIST, Scope.PLATFORM

_EVERYWHERE = (
    Route("GET /healthz", _OPEN),
    Route("GET /readyz", _OPEN),
    Route("GET /metrics", _OPEN),
    Route("GET /openapi.json", _OPEN),
)
_CONNECTION = {"tenant": "{tenant}", "name": "Another", "system": "http_endpoint", "secrets": {"token": "T0ken-of-it"}}
_SYNC = {"connection": "{connection_id}", "name": "Another", "entities": ["company"]}

SCHEDULER = (
    Route("POST /v1/tenants", _ADMIN, _PLATFORM, {"name": "Another tenant", "time_zone": "UTC"}),
    Route("GET /v1/tenants", _VIEWER, _LIST),
    Route("GET /v1/tenants/{tenant_id}", _VIEWER, _OBJECT),
    Route("PATCH /v1/tenants/{tenant_id}", _ADMIN, _OBJECT, {"name": "Renamed tenant"}),
    Route("DELETE /v1/tenants/{tenant_id}", _ADMIN, _OBJECT),
    Route("POST /v1/connections", _ADMIN, _OBJECT, _CONNECTION),
    Route("GET /v1/connections", _VIEWER, _LIST),
    Route("GET /v1/connections/{connection_id}", _VIEWER, _OBJECT),
    Route("PATCH /v1/connections/{connection_id}", _ADMIN, _OBJECT, {"name": "Renamed"}),
    Route("DELETE /v1/connections/{connection_id}", _ADMIN, _OBJECT),
    Route("POST /v1/connections/{connection_id}/check", _OPERATOR, _OBJECT, audited=False),  # changes nothing
    Route("POST /v1/syncs", _ADMIN, _OBJECT, _SYNC),
    Route("GET /v1/syncs", _VIEWER, _LIST),
    Route("GET /v1/syncs/{sync_id}", _VIEWER, _OBJECT),
    Route("PATCH /v1/syncs/{sync_id}", _ADMIN, _OBJECT, {"name": "Renamed"}),
    Route("DELETE /v1/syncs/{sync_id}", _ADMIN, _OBJECT),
    Route("POST /v1/syncs/{sync_id}/pause", _OPERATOR, _OBJECT),
    Route("POST /v1/syncs/{sync_id}/resume", _OPERATOR, _OBJECT),
    Route("GET /v1/syncs/{sync_id}/schedule", _VIEWER, _OBJECT),
    Route("POST /v1/syncs/{sync_id}/executions", _OPERATOR, _OBJECT, {"mode": "missing"}),
    Route("POST /v1/executions/{execution_id}/cancel", _OPERATOR, _OBJECT, {"reason": "not meant"}),
    Route("POST /v1/keys", _ADMIN, _OBJECT, {"tenant": "{tenant}", "name": "Another", "role": "viewer"}),
    Route("GET /v1/keys", _ADMIN, _LIST),
    Route("GET /v1/keys/{key_id}", _ADMIN, _OBJECT),
    Route("POST /v1/keys/{key_id}/revoke", _ADMIN, _OBJECT),
    Route("GET /v1/systems", _VIEWER),
    Route("GET /v1/audit", _ADMIN, _LIST),
    Route("GET /internal/syncs/{sync_id}", _INTERNAL),
    Route("GET /internal/connections/{connection_id}", _INTERNAL),
    Route("GET /internal/webhooks/{token}", _INTERNAL),
    Route("POST /internal/keys/introspect", _INTERNAL, body={"key": "psk_0000000000_nobodys"}),
)
EXECUTOR = (
    Route("GET /v1/tenants/{tenant}/records/{entity}", _VIEWER, _OBJECT),
    Route("GET /v1/tenants/{tenant}/records/{entity}/{source_id}", _VIEWER, _OBJECT, query={"sync": "{sync}"}),
    Route("GET /internal/jobs/{execution}", _INTERNAL),
    Route("GET /internal/syncs/{sync}/imported-days", _INTERNAL),
)
RESULTS = (
    Route("GET /v1/executions", _VIEWER, _LIST),
    Route("GET /v1/executions/{execution}", _VIEWER, _OBJECT),
    Route("GET /v1/executions/{execution}/records", _VIEWER, _OBJECT),
    Route("GET /v1/executions/{execution}/log", _VIEWER, _OBJECT),
    Route("GET /v1/executions/{execution}/events", _VIEWER, _OBJECT, stream=True),
    Route(
        "GET /v1/syncs/{sync}/record-history",
        _VIEWER,
        _OBJECT,
        query={"entity": "company", "source_id": "{source_id}"},
    ),
    Route("GET /v1/issue-codes", _VIEWER),
    Route("GET /v1/tenants/{tenant}/issues", _VIEWER, _OBJECT),
)
TICKETS_RELAY = (
    Route("POST /hooks/{token}", Needs.WEBHOOK_ADDRESS),
    Route("GET /v1/tenants/{tenant}/tickets/events", _VIEWER, _OBJECT, stream=True),
    Route("GET /v1/connections/{connection_id}/webhook-health", _VIEWER, _OBJECT),
)
ROUTES: Mapping[str, tuple[Route, ...]] = {
    "scheduler": _EVERYWHERE + SCHEDULER,
    "executor": _EVERYWHERE + EXECUTOR,
    "results": _EVERYWHERE + RESULTS,
    "tickets-relay": _EVERYWHERE + TICKETS_RELAY,
}
ALL_ROUTES = tuple((service, route) for service, routes in ROUTES.items() for route in routes)
