"""Destinations outside the platform, as tests see them: a receiver of signed requests, and a simulated PSA."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.vocabulary import System
from psasync.kit.keyring import Keyring

from .lab import TENANT, Lab

SECRET = "whsec_" + base64.b64encode(b"a key of thirty-two bytes, tests").decode()
OTHER_SECRET = "whsec_" + base64.b64encode(bytes(32)).decode()
NAME = "the CRM"

Scope = dict[str, Any]


def connection_to(lab: Lab, system: System, settings: dict[str, str], secrets: dict[str, str]) -> ResolvedConnection:
    keyring = Keyring.from_secret(lab.settings.keyring.get_secret_value())
    place = {"tenant": TENANT, "connection": "destination"}
    return ResolvedConnection(
        id="destination",
        tenant=TENANT,
        system=system,
        name=NAME,
        version=1,
        settings=settings,
        secrets={name: keyring.encrypt(secret, field=name, **place) for name, secret in secrets.items()},
        calls_per_minute=60_000,
        concurrent_calls=5,
    )


def outside_sync(lab: Lab, sync: str, connection: ResolvedConnection, **changes: Any) -> None:
    lab.catalog.add(sync, destination=connection.id, destination_connection=connection, **changes)


@dataclass
class Received:
    message: str
    body: dict[str, Any]
    status: int

    @property
    def ids(self) -> list[str]:
        return [record["id"] for record in self.body["records"]]


@dataclass
class Receiver:
    """An ASGI application that believes nothing without its signature, and answers as it is told."""

    requests: list[Received] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], tuple[int, Any]] = lambda _body: (200, None)
    before: Callable[[], Awaitable[None]] | None = None  # of each answer

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            event = await receive()
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        status, content = self._answer(headers, body)
        if self.before is not None:
            await self.before()
        sent = b"" if content is None else json.dumps(content).encode()
        start = {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]}
        await send(start)
        await send({"type": "http.response.body", "body": sent})

    def _answer(self, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        if not verified(headers, body):
            return 401, {"detail": "who are you?"}
        message = json.loads(body)
        if message["type"] != "records":
            return 200, None
        status, content = self.answer(message)
        self.requests.append(Received(headers["webhook-id"], message, status))
        return status, content

    @property
    def taken(self) -> list[Received]:
        return [request for request in self.requests if request.status < 300]

    @property
    def applied(self) -> dict[tuple[str, str], list[str]]:
        """The keys of each record, as often as a receiver that compares with the last one would apply them."""
        keys: dict[tuple[str, str], list[str]] = {}
        for request in self.taken:
            for record in request.body["records"]:
                known = keys.setdefault((request.body["entity"], record["id"]), [])
                if known[-1:] != [record["key"]]:
                    known.append(record["key"])
        return keys


def verified(headers: dict[str, str], body: bytes) -> bool:
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return headers["webhook-signature"] == f"v1,{wanted}" and headers["idempotency-key"] == headers["webhook-id"]
