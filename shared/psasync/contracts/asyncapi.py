"""The AsyncAPI 3.0 document of the topics and the ticket socket, made from the contract models."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from psasync.contracts import asyncapi_sockets as sockets
from psasync.contracts.events import cancel, catalog, records, requested, status, tickets
from psasync.contracts.topics import (
    CANCEL_REQUESTED,
    CATALOG_CHANGED,
    EXECUTION_RECORDS,
    EXECUTION_STATUS,
    SYNC_REQUESTED,
    TICKETS,
    TopicSpec,
)

REF = "#/components/schemas/{model}"
SERVERS = {
    "kafka": {"host": "127.0.0.1:9092", "protocol": "kafka", "description": "The brokers, on one machine."},
    "relay": {"host": "127.0.0.1:8104", "protocol": "ws", "description": "Any replica of the tickets relay."},
}


@dataclass(frozen=True, slots=True)
class PublishedEvent:
    """One event type on its topic."""

    topic: TopicSpec
    name: str
    model: type[BaseModel]
    cloudevent: bool  # False: the compact form, its envelope inside the body
    public: bool = False  # other systems may publish it


EVENTS: tuple[PublishedEvent, ...] = (
    PublishedEvent(SYNC_REQUESTED, requested.TYPE, requested.SyncRequested, cloudevent=True, public=True),
    PublishedEvent(CANCEL_REQUESTED, cancel.TYPE, cancel.CancelRequested, cloudevent=True, public=True),
    PublishedEvent(EXECUTION_RECORDS, "execution.started", records.ExecutionStarted, cloudevent=False),
    PublishedEvent(EXECUTION_RECORDS, "record.result", records.RecordResult, cloudevent=False),
    PublishedEvent(EXECUTION_RECORDS, "execution.progress", records.ExecutionProgress, cloudevent=False),
    PublishedEvent(EXECUTION_RECORDS, "execution.log", records.ExecutionLog, cloudevent=False),
    PublishedEvent(EXECUTION_RECORDS, "execution.ended", records.ExecutionEnded, cloudevent=False),
    PublishedEvent(EXECUTION_STATUS, status.TYPE, status.StatusChanged, cloudevent=True),
    PublishedEvent(CATALOG_CHANGED, catalog.TYPE, catalog.CatalogChanged, cloudevent=True),
    PublishedEvent(TICKETS, tickets.TYPE, tickets.TicketChanged, cloudevent=True),
)


def schemas() -> dict[str, Any]:
    """JSON schemas of all event models and what they refer to, by model name."""
    _, document = models_json_schema(
        [(model, "validation") for model in (*(event.model for event in EVENTS), *sockets.MESSAGES.values())],
        ref_template=REF,
        by_alias=True,
    )
    definitions: dict[str, Any] = document["$defs"]
    return definitions


def document() -> dict[str, Any]:
    """The whole document, ready to be written as JSON."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "PSA Sync events",
            "version": "1.0.0",
            "description": (
                "Topic names carry a prefix, `psasync` by default. Whoever writes the public topics can act for "
                "every tenant: Kafka's access control is the boundary. Less trusted systems use HTTP."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": SERVERS,
        "channels": {
            **{spec.base: _channel(spec) for spec in dict.fromkeys(event.topic for event in EVENTS)},
            sockets.CHANNEL: sockets.channel("relay"),
        },
        "operations": {
            **{_operation_name(event): _operation(event) for event in EVENTS},
            f"send.{sockets.CHANNEL}": sockets.operation(),
        },
        "components": {
            "messages": {
                **{event.name: _message(event) for event in EVENTS},
                **{name: _described(name, model) for name, model in sockets.MESSAGES.items()},
            },
            "schemas": schemas(),
        },
    }


def _channel(spec: TopicSpec) -> dict[str, Any]:
    own = [event for event in EVENTS if event.topic is spec]
    return {
        "address": spec.name("psasync"),
        "servers": [{"$ref": "#/servers/kafka"}],
        "description": f"Keyed by {spec.key}.",
        "messages": {event.name: {"$ref": f"#/components/messages/{event.name}"} for event in own},
        "bindings": {
            "kafka": {
                "partitions": spec.partitions,
                "topicConfiguration": {"cleanup.policy": ["delete"], "retention.ms": spec.retention_ms},
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operation_name(event: PublishedEvent) -> str:
    return f"{'receive' if event.public else 'send'}.{event.name}"


def _operation(event: PublishedEvent) -> dict[str, Any]:
    channel = f"#/channels/{event.topic.base}"
    return {
        "action": "receive" if event.public else "send",
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{event.name}"}],
    }


def _message(event: PublishedEvent) -> dict[str, Any]:
    message = _described(event.name, event.model)
    message["bindings"] = {"kafka": {"key": {"type": "string", "description": event.topic.key}}}
    if event.cloudevent:
        message["headers"] = _cloudevent_headers(event.name)
    return message


def _described(name: str, model: type[BaseModel]) -> dict[str, Any]:
    return {
        "name": name,
        "summary": (model.__doc__ or "").strip().splitlines()[0] if model.__doc__ else name,
        "contentType": "application/json",
        "payload": {"$ref": REF.format(model=model.__name__)},
    }


def _cloudevent_headers(event_type: str) -> Mapping[str, Any]:
    return {
        "type": "object",
        "required": ["ce_specversion", "ce_id", "ce_source", "ce_type"],
        "properties": {
            "ce_specversion": {"type": "string", "const": "1.0"},
            "ce_id": {"type": "string"},
            "ce_source": {"type": "string"},
            "ce_type": {"type": "string", "const": event_type},
            "ce_time": {"type": "string", "format": "date-time"},
            "ce_traceparent": {"type": "string"},
            "content-type": {"type": "string", "const": "application/json"},
        },
    }
