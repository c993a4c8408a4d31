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

WEBSOCKET = "WEBSOCKET"
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


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
    ITEMS = "many things, each with an answer of its own: another tenant's are not there"
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
    answers: int = 200  # to a caller who needs no key
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

    @property
    def headers(self) -> dict[str, str]:
        """That a request needs beside its key."""
        return dict(HANDSHAKE) if self.method == WEBSOCKET else {}

    def parameters(self) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(self.path) if name}

    def request(self, things: Mapping[str, str]) -> dict[str, Any]:
        """The arguments of `httpx.AsyncClient.request` but for the host."""
        return {
            "method": "GET" if self.method == WEBSOCKET else self.method,
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
_OBJECT, _LIST, _ITEMS, _PLATFORM = Scope.OBJECT, Scope.LIST, Scope.ITEMS, Scope.PLATFORM

_EVERYWHERE = (
    Route("GET /healthz", _OPEN),
    Route("GET /readyz", _OPEN),
    Route("GET /metrics", _OPEN),
    Route("GET /openapi.json", _OPEN),
)
_CONNECTION = {"tenant": "{tenant}", "name": "Another", "system": "http_endpoint", "secrets": {"token": "T0ken-of-it"}}
_TRIAL = {name: value for name, value in _CONNECTION.items() if name != "name"}
_SYNC = {"connection": "{connection_id}", "name": "Another", "entities": ["company"]}
_SAME_SYNC = {
    "system": "connectwise",
    "template": {"name": "The same for many", "entities": ["company"]},
    "items": [{"tenant": "{tenant}"}],
}
_ISSUES = {"filter": {"sync": "{sync}"}}
_SIGN_IN = {"return_to": "http://127.0.0.1:9/", "challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}

SCHEDULER = (
    Route("POST /v1/tenants", _ADMIN, _PLATFORM, {"name": "Another tenant", "time_zone": "UTC"}),
    Route("GET /v1/tenants", _VIEWER, _LIST),
    Route("GET /v1/tenants/{tenant_id}", _VIEWER, _OBJECT),
    Route("PATCH /v1/tenants/{tenant_id}", _ADMIN, _OBJECT, {"name": "Renamed tenant"}),
    Route("DELETE /v1/tenants/{tenant_id}", _ADMIN, _OBJECT),
    Route("GET /v1/tenants/{tenant_id}/dependents", _VIEWER, _OBJECT),
    Route("POST /v1/tenants/{tenant_id}/pause", _OPERATOR, _OBJECT),
    Route("POST /v1/tenants/{tenant_id}/resume", _OPERATOR, _OBJECT),
    Route("POST /v1/connections", _ADMIN, _OBJECT, _CONNECTION),
    Route("GET /v1/connections", _VIEWER, _LIST),
    Route("GET /v1/connections/{connection_id}", _VIEWER, _OBJECT),
    Route("PATCH /v1/connections/{connection_id}", _ADMIN, _OBJECT, {"name": "Renamed"}),
    Route("DELETE /v1/connections/{connection_id}", _ADMIN, _OBJECT),
    Route("GET /v1/connections/{connection_id}/dependents", _VIEWER, _OBJECT),
    Route("GET /v1/connections/{connection_id}/declaration", _VIEWER, _OBJECT),
    # Its entry is made once a PSA has answered.
    Route("POST /v1/connections/{connection_id}/samples", _OPERATOR, _OBJECT, {"entity": "company"}, audited=False),
    Route("POST /v1/connections/{connection_id}/pause", _OPERATOR, _OBJECT),
    Route("POST /v1/connections/{connection_id}/resume", _OPERATOR, _OBJECT),
    Route("POST /v1/connections/{connection_id}/check", _OPERATOR, _OBJECT),
    Route("POST /v1/connections/check", _ADMIN, _OBJECT, _TRIAL, audited=False),  # of nothing that could be named
    # Each execution that it asks for leaves an entry of its own, as those of a bulk do.
    Route("POST /v1/connections/{connection_id}/resync-settings", _OPERATOR, _OBJECT, audited=False),
    Route("POST /v1/syncs/{sync_id}/resync-settings", _OPERATOR, _OBJECT, audited=False),
    Route("POST /v1/syncs", _ADMIN, _OBJECT, _SYNC),
    Route("GET /v1/syncs", _VIEWER, _LIST),
    Route("GET /v1/syncs/{sync_id}", _VIEWER, _OBJECT),
    Route("PATCH /v1/syncs/{sync_id}", _ADMIN, _OBJECT, {"name": "Renamed"}),
    Route("DELETE /v1/syncs/{sync_id}", _ADMIN, _OBJECT),
    Route("POST /v1/syncs/{sync_id}/pause", _OPERATOR, _OBJECT),
    Route("POST /v1/syncs/{sync_id}/resume", _OPERATOR, _OBJECT),
    Route("GET /v1/syncs/{sync_id}/dependents", _VIEWER, _OBJECT),
    Route("GET /v1/syncs/{sync_id}/schedule", _VIEWER, _OBJECT),
    Route("GET /v1/syncs/{sync_id}/run-options", _VIEWER, _OBJECT),
    Route("POST /v1/bulk/syncs", _ADMIN, _ITEMS, _SAME_SYNC, audited=False),
    Route("POST /v1/bulk/syncs/change", _OPERATOR, _ITEMS, {"ids": ["{sync_id}"], "act": "pause"}, audited=False),
    Route("POST /v1/bulk/executions", _OPERATOR, _ITEMS, {"syncs": ["{sync_id}"]}, audited=False),
    Route(
        "POST /v1/schedules/preview",
        _VIEWER,
        _OBJECT,
        {"schedule": {"time": "01:30"}, "sync": "{sync_id}"},
        audited=False,  # changes nothing
    ),
    Route("GET /v1/schedules/upcoming", _VIEWER, _LIST),
    Route("GET /v1/occurrences", _VIEWER, _LIST),
    Route("POST /v1/syncs/{sync_id}/executions", _OPERATOR, _OBJECT, {"mode": "missing"}),
    Route("POST /v1/executions/{execution_id}/cancel", _OPERATOR, _OBJECT, {"reason": "not meant"}),
    # What they ask for is audited like any request; they need an execution that results knows.
    Route("POST /v1/executions/{execution_id}/again", _OPERATOR, _OBJECT, {"confirmed": False}, audited=False),
    Route("POST /v1/executions/{execution_id}/retry", _OPERATOR, _OBJECT, audited=False),
    Route("POST /v1/keys", _ADMIN, _OBJECT, {"tenant": "{tenant}", "name": "Another", "role": "viewer"}),
    Route("GET /v1/keys", _ADMIN, _LIST),
    Route("GET /v1/keys/{key_id}", _ADMIN, _OBJECT),
    Route("GET /v1/whoami", _VIEWER),
    Route("GET /v1/topics", _ADMIN, _PLATFORM),
    Route("POST /v1/keys/{key_id}/revoke", _ADMIN, _OBJECT),
    Route("POST /v1/keys/{key_id}/rotate", _ADMIN, _OBJECT, {"overlap_hours": 1}),
    Route("GET /v1/keyring", _ADMIN, _PLATFORM),
    Route("POST /v1/keyring/rotate", _ADMIN, _PLATFORM, audited=False),  # audited as the platform's, without a subject
    Route("GET /v1/sign-in/options", _OPEN),
    Route("GET /v1/sign-in", _OPEN, query=_SIGN_IN, answers=404),  # no provider is configured
    Route("GET /v1/sign-in/callback", _OPEN, query={"state": "none"}, answers=404),
    Route("POST /v1/sign-in/exchange", _OPEN, body={"code": "none", "verifier": "none"}, audited=False),
    Route("POST /v1/sign-out", _VIEWER, audited=False),  # of a person's own key
    Route("GET /v1/systems", _VIEWER),
    Route("GET /v1/systems/{system}", _VIEWER),
    Route("GET /v1/audit", _ADMIN, _LIST),
    Route("GET /internal/tenants/{tenant_id}", _INTERNAL),
    Route("GET /internal/syncs/{sync_id}", _INTERNAL),
    Route("GET /internal/connections/{connection_id}", _INTERNAL),
    Route(
        "POST /internal/connections/{connection_id}/webhook-renewals", _INTERNAL, body={"at": "2026-11-20T09:00:00Z"}
    ),
    Route(
        "POST /internal/connections/{connection_id}/webhook-wishes",
        _INTERNAL,
        body={"wanted": True, "key_id": "k", "by": "ann"},
    ),
    Route("GET /internal/webhooks/{token}", _INTERNAL),
    Route("POST /internal/keys/introspect", _INTERNAL, body={"key": "psk_0000000000_nobodys"}),
)
EXECUTOR = (
    Route("GET /v1/tenants/{tenant}/records/{entity}", _VIEWER, _OBJECT),
    Route("GET /v1/tenants/{tenant}/records/{entity}/{source_id}", _VIEWER, _OBJECT, query={"sync": "{sync}"}),
    Route("GET /internal/jobs/{execution}", _INTERNAL),
    Route("GET /internal/jobs/{execution}/request", _INTERNAL),
    Route("POST /internal/foresight", _INTERNAL, body={}),
    Route("POST /internal/queue", _INTERNAL, body={}),
    Route("GET /internal/syncs/{sync}/imported-days", _INTERNAL),
)
RESULTS = (
    Route("GET /v1/executions", _VIEWER, _LIST),
    Route("GET /v1/executions/export", _VIEWER, _LIST),
    Route("GET /v1/executions/{execution}", _VIEWER, _OBJECT),
    Route("GET /v1/executions/{execution}/records", _VIEWER, _OBJECT),
    Route("GET /v1/executions/{execution}/records/export", _VIEWER, _OBJECT),
    Route("GET /v1/executions/{execution}/facets", _VIEWER, _OBJECT),
    Route("GET /v1/executions/{execution}/comparison", _VIEWER, _OBJECT),
    Route("GET /v1/executions/{execution}/log", _VIEWER, _OBJECT),
    Route("GET /v1/executions/{execution}/events", _VIEWER, _OBJECT, stream=True),
    Route("GET /v1/tenants/{tenant}/events", _VIEWER, _OBJECT, stream=True),
    Route("GET /v1/events", _OPERATOR, _PLATFORM, stream=True),
    Route(
        "GET /v1/syncs/{sync}/record-history",
        _VIEWER,
        _OBJECT,
        query={"entity": "company", "source_id": "{source_id}"},
    ),
    # Who chose it is kept with it.
    Route("GET /v1/tenants/{tenant}/retention", _VIEWER, _OBJECT),
    Route("PUT /v1/tenants/{tenant}/retention", _ADMIN, _OBJECT, {"records": 60}, audited=False),
    Route("GET /v1/storage", _VIEWER, _LIST),
    Route("GET /v1/issue-codes", _VIEWER),
    Route("GET /v1/tenants/{tenant}/issues", _VIEWER, _OBJECT),
    Route("GET /v1/tenants/{tenant}/cards", _VIEWER, _OBJECT),
    Route("GET /v1/statistics", _VIEWER, _LIST),
    Route("GET /v1/tenants/{tenant}/issues/groups", _VIEWER, _OBJECT),
    Route("GET /v1/issues/tenants", _VIEWER, _LIST),
    # Who did it is kept with the issues; what a retry asks for is audited like any request.
    Route("POST /v1/tenants/{tenant}/issues/dismiss", _OPERATOR, _OBJECT, _ISSUES, audited=False),
    Route("POST /v1/tenants/{tenant}/issues/reopen", _OPERATOR, _OBJECT, _ISSUES, audited=False),
    Route("POST /v1/tenants/{tenant}/issues/retry", _OPERATOR, _OBJECT, _ISSUES, audited=False),
    Route("GET /v1/notices", _VIEWER, _LIST),
    Route("POST /v1/notices/{notice}/redeliveries", _OPERATOR, _OBJECT, audited=False),  # the notice itself lists them
    Route("POST /v1/notices/tests", _ADMIN, body={"recipients": ["it@example.com"]}, audited=False),  # changes nothing
)
TICKETS_RELAY = (
    Route("POST /hooks/{token}", Needs.WEBHOOK_ADDRESS),
    Route("GET /v1/tenants/{tenant}/tickets/events", _VIEWER, _OBJECT, stream=True),
    Route("WEBSOCKET /v1/tenants/{tenant}/tickets/socket", _VIEWER, _OBJECT, stream=True, audited=False),
    Route("POST /v1/tenants/{tenant}/tickets/stream-tokens", _VIEWER, _OBJECT, audited=False),
    Route("GET /v1/streams", _OPERATOR, _LIST),
    Route("GET /v1/connections/{connection_id}/webhook-health", _VIEWER, _OBJECT),
    Route("GET /v1/connections/{connection_id}/webhook", _VIEWER, _OBJECT),
    # Who asked for it is kept with the registration.
    Route("PUT /v1/connections/{connection_id}/webhook", _OPERATOR, _OBJECT),
    Route("DELETE /v1/connections/{connection_id}/webhook", _ADMIN, _OBJECT),
    Route("POST /internal/connections/{connection_id}/webhook-removal", _INTERNAL),
    Route("POST /v1/connections/{connection_id}/webhook/test", _OPERATOR, _OBJECT, audited=False),  # changes nothing
)
ROUTES: Mapping[str, tuple[Route, ...]] = {
    "scheduler": _EVERYWHERE + SCHEDULER,
    "executor": _EVERYWHERE + EXECUTOR,
    "results": _EVERYWHERE + RESULTS,
    "tickets-relay": _EVERYWHERE + TICKETS_RELAY,
}
ALL_ROUTES = tuple((service, route) for service, routes in ROUTES.items() for route in routes)
