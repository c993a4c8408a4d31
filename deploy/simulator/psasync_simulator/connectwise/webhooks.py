"""Sending ticket callbacks: signed, to every entry that the ticket fires, with retry."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import uuid4

import httpx
import orjson

from psasync_simulator.connectwise.company import Company

TIMEOUT_SECONDS = 10.0


class Tampering(StrEnum):
    """What is wrong with a callback that a receiver must refuse."""

    SIGNATURE = "signature"  # signed with another key
    BODY = "body"  # changed after signing
    UNSIGNED = "unsigned"
    KEY_HOST = "key_host"  # the key is to be fetched from a stranger


class TicketAction(StrEnum):
    ADDED = "added"
    UPDATED = "updated"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Delivery:
    callback: int
    url: str
    message_id: str
    statuses: list[int]  # of each attempt; 0: no answer

    @property
    def accepted(self) -> bool:
        return bool(self.statuses) and 200 <= self.statuses[-1] < 300


class Sender:
    def __init__(self, public_url: str, retry_seconds: Sequence[float]) -> None:
        self._public_url = public_url.rstrip("/")
        self._retry_seconds = tuple(retry_seconds)
        self._client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def send(
        self, company: Company, action: TicketAction, ticket: dict[str, Any], tampering: Tampering | None = None
    ) -> list[Delivery]:
        """Deliver to all matching callbacks at once; returns when each is accepted or given up."""
        entries = company.callbacks.for_ticket(ticket)
        jobs = [self._deliver(company, entry, action, ticket, tampering) for entry in entries]
        return list(await asyncio.gather(*jobs))

    async def _deliver(
        self,
        company: Company,
        entry: dict[str, Any],
        action: TicketAction,
        ticket: dict[str, Any],
        tampering: Tampering | None,
    ) -> Delivery:
        message_id = str(uuid4())
        content = self._content(company, entry, action, ticket, message_id)
        if tampering is Tampering.KEY_HOST:
            content["Metadata"]["key_url"] = "https://keys.elsewhere.invalid/system/callbackkey"
        body = orjson.dumps(content)
        headers = {"content-type": "application/json"}
        if tampering is not Tampering.UNSIGNED:
            signed = body + b" " if tampering is Tampering.SIGNATURE else body
            headers["x-content-signature"] = company.signing.sign(signed)
        if tampering is Tampering.BODY:
            body = body.replace(b'"Action":', b'"Action" :', 1)
        url = _addressed(entry["url"], ticket["id"], action)
        return Delivery(entry["id"], url, message_id, await self._attempts(url, body, headers))

    async def _attempts(self, url: str, body: bytes, headers: dict[str, str]) -> list[int]:
        statuses: list[int] = []
        for pause in (*self._retry_seconds, None):
            statuses.append(await self._post(url, body, headers))
            # What is refused for good is not sent again.
            if 200 <= statuses[-1] < 500 and statuses[-1] != 429:
                break
            if pause is not None:
                await asyncio.sleep(pause)
        return statuses

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        try:
            answer = await self._client.post(url, content=body, headers=headers)
        except httpx.HTTPError:
            return 0
        return answer.status_code

    def _content(
        self,
        company: Company,
        entry: dict[str, Any],
        action: TicketAction,
        ticket: dict[str, Any],
        message_id: str,
    ) -> dict[str, Any]:
        key_url = (
            f"{self._public_url}/connectwise/{company.codebase}//system/callbackkey/index.rails"
            f"?companyName={company.id}&id={company.signing.id}"
        )
        return {
            "Action": action,
            "CallbackObjectRecId": entry["id"],
            "CompanyId": company.id,
            "Entity": None if action is TicketAction.DELETED else orjson.dumps(ticket).decode(),
            "FromUrl": self._public_url.partition("://")[2],
            "ID": ticket["id"],
            "MemberId": "jsmith",
            "MessageId": message_id,
            "Metadata": {"key_url": key_url},
            "PartnerId": "0000000000000000000000a1",
            "ProductInstanceId": f"{company.layout.seed & 0xFFFFFF:024x}",
            "Type": "ticket",
        }


def _addressed(url: str, ticket: int, action: TicketAction) -> str:
    """The record id is appended to the URL as it stands: callers end theirs in `?recordId=`."""
    if url.endswith("="):
        return f"{url}{ticket}"
    return f"{url}{'&' if '?' in url else '?'}action={action}&id={ticket}"
