"""A call to a connection's own public address, as a PSA would make it, that is no webhook."""

import asyncio
import hmac
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx

from psasync.contracts.internal import ResolvedConnection
from psasync.kit.keyring import Keyring, KeyringError
from psasync.psa.live_tickets import HookTarget

HEADER = "x-psasync-trial"
_FIELD = "webhook_trial"
_LIFETIME_SECONDS = 60.0
_CALL_SECONDS = 10.0
_KAFKA_SECONDS = 3.0
_MAX_ANSWER = 4_096


@dataclass(frozen=True, slots=True)
class Trial:
    """Milliseconds; None where it did not come to that."""

    arrived: bool
    detail: str
    whole_ms: float
    lookup_ms: float | None = None  # whose address it is
    kafka_ms: float | None = None

    @property
    def way_ms(self) -> float | None:
        """There and back."""
        if not self.arrived:
            return None
        return max(0.0, self.whole_ms - (self.lookup_ms or 0) - (self.kafka_ms or 0))


class Trials:
    """`ask` and `answer` may happen in different replicas: what the call shows is sealed under the common keyring.

    `kafka` asks Kafka something about the topic.
    """

    def __init__(self, keyring: Keyring, kafka: Callable[[], Awaitable[object]]) -> None:
        self._keyring = keyring
        self._kafka = kafka

    async def ask(self, connection: ResolvedConnection, target: HookTarget) -> Trial:
        """Raises nothing of what stands in the way."""
        nonce = secrets.token_urlsafe(16)
        content = json.dumps({"nonce": nonce, "until": time.time() + _LIFETIME_SECONDS})
        sealed = self._keyring.encrypt(content, tenant=connection.tenant, connection=connection.id, field=_FIELD)
        began = time.perf_counter()
        try:
            async with asyncio.timeout(_CALL_SECONDS):
                status, body = await _post(target.address, sealed)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as fault:
            return Trial(arrived=False, detail=_unreached(fault), whole_ms=_since(began))
        whole = _since(began)
        told = _told(body)
        if not hmac.compare_digest(str(told.get("nonce")), nonce):
            return Trial(arrived=False, detail=_strange(status), whole_ms=whole)
        detail = "" if told["kafka_ms"] is not None else "The call arrived, but Kafka does not answer the relay."
        return Trial(
            arrived=True, detail=detail, whole_ms=whole, lookup_ms=told["lookup_ms"], kafka_ms=told["kafka_ms"]
        )

    async def answer(self, connection: ResolvedConnection, shown: str, lookup_ms: float) -> dict[str, Any] | None:
        """What to answer to a call with this header; None: it is no trial of this connection."""
        try:
            opened = self._keyring.decrypt(shown, tenant=connection.tenant, connection=connection.id, field=_FIELD)
        except KeyringError:
            return None
        content = json.loads(opened)
        if time.time() > content["until"]:
            return None
        return {"nonce": content["nonce"], "lookup_ms": lookup_ms, "kafka_ms": await self._asked_kafka()}

    async def _asked_kafka(self) -> float | None:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(_KAFKA_SECONDS):
                await self._kafka()
        except Exception:  # noqa: BLE001 - whatever the client says, it is no answer
            return None
        return _since(began)


async def _post(address: str, sealed: str) -> tuple[int, bytes]:
    headers = {HEADER: sealed, "content-type": "application/json"}
    async with (
        httpx.AsyncClient(timeout=_CALL_SECONDS, follow_redirects=False, trust_env=False) as http,
        http.stream("POST", address, content=b"{}", headers=headers) as response,
    ):
        body = b""
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > _MAX_ANSWER:
                break
        return response.status_code, body


def _told(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _unreached(fault: Exception) -> str:
    return (
        f"Nothing answered at the public address ({type(fault).__name__}). "
        "Check PSASYNC_PUBLIC_RELAY_URL, the name, the certificate and the proxy before the relay."
    )


def _strange(status: int) -> str:
    return (
        f"Something answered with {status}, and it was not the relay at this connection's address. "
        "Check PSASYNC_PUBLIC_RELAY_URL and where the proxy before the relay sends /hooks/."
    )


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
