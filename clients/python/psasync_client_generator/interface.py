"""What the services offer to the public: the part of their documents that a client is made of."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Schema = Mapping[str, Any]

PUBLIC = "/v1/"
SERVICES: Mapping[str, str] = {
    "scheduler": "scheduler",
    "executor": "executor",
    "results": "results",
    "relay": "tickets-relay",
}
"""The document of each service, by the name that the client has for it."""

EVENTS = "events"
_PUBLIC_EVENTS = ("SyncRequested", "CancelRequested", "StatusChanged", "TicketChanged")
"""What other systems may send and read over Kafka."""


@dataclass(frozen=True)
class Endpoint:
    service: str
    method: str
    path: str
    description: Mapping[str, Any]  # the operation, as OpenAPI has it

    @property
    def id(self) -> str:
        return str(self.description["operationId"])

    @property
    def group(self) -> str:
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        return self.id.partition(".")[2]


@dataclass(frozen=True)
class Interface:
    """One document. `roots`: what of it the client needs, with everything that it refers to."""

    module: str
    endpoints: tuple[Endpoint, ...]
    roots: tuple[Schema, ...]
    schemas: Mapping[str, Schema]


def interface(docs: Path) -> list[Interface]:
    found = [_service(name, json.loads((docs / f"openapi/{file}.json").read_text())) for name, file in SERVICES.items()]
    events = json.loads((docs / "asyncapi/asyncapi.json").read_text())["components"]["schemas"]
    roots = tuple({"$ref": f"#/components/schemas/{name}"} for name in _PUBLIC_EVENTS)
    return [*found, Interface(EVENTS, (), roots, events)]


def _service(name: str, document: Mapping[str, Any]) -> Interface:
    endpoints = tuple(
        Endpoint(name, method.upper(), path, operation)
        for path, methods in document["paths"].items()
        if path.startswith(PUBLIC)
        for method, operation in methods.items()
    )
    roots = tuple(root for endpoint in endpoints for root in _roots(endpoint.description))
    return Interface(name, endpoints, roots, document["components"]["schemas"])


def _roots(operation: Mapping[str, Any]) -> Iterator[Schema]:
    yield from operation.get("parameters", ())
    yield operation.get("requestBody", {})
    # Error answers are problems, which the client has its own class for.
    yield from (answer for status, answer in operation["responses"].items() if status < "400")
    yield from operation.get("x-events", {}).values()
