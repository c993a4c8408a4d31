"""Ticket callbacks: signed, to every entry that the ticket fires."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import orjson

from psasync_simulator.connectwise.company import Company
from psasync_simulator.webhooks.deliverer import Deliverer, Delivery, Message
from psasync_simulator.webhooks.news import Tampering, TicketAction, TicketNews

TAMPERINGS = frozenset(Tampering)


class Sender:
    def __init__(self, public_url: str, retry_seconds: Sequence[float]) -> None:
        self._public_url = public_url.rstrip("/")
        self._deliverer = Deliverer(retry_seconds)

    async def aclose(self) -> None:
        await self._deliverer.aclose()

    async def send(self, company: Company, news: TicketNews) -> list[Delivery]:
        """Deliver to all matching callbacks at once; returns when each is accepted or given up."""
        entries = company.callbacks.for_ticket(news.ticket)
        return await self._deliverer.deliver_all([self._message(company, entry, news) for entry in entries])

    def _message(self, company: Company, entry: dict[str, Any], news: TicketNews) -> Message:
        message_id = str(uuid4())
        content = self._content(company, entry, news, message_id)
        if news.tampering is Tampering.KEY_HOST:
            content["Metadata"]["key_url"] = "https://keys.elsewhere.invalid/system/callbackkey"
        body = orjson.dumps(content)
        headers = {"content-type": "application/json"}
        if news.tampering is not Tampering.UNSIGNED:
            signed = body + b" " if news.tampering is Tampering.SIGNATURE else body
            headers["x-content-signature"] = company.signing.sign(signed)
        if news.tampering is Tampering.BODY:
            body = body.replace(b'"Action":', b'"Action" :', 1)
        url = _addressed(entry["url"], news.ticket["id"], news.action)
        return Message(entry["id"], url, message_id, body, headers)

    def _content(self, company: Company, entry: dict[str, Any], news: TicketNews, message_id: str) -> dict[str, Any]:
        key_url = (
            f"{self._public_url}/connectwise/{company.codebase}//system/callbackkey/index.rails"
            f"?companyName={company.id}&id={company.signing.id}"
        )
        return {
            "Action": news.action,
            "CallbackObjectRecId": entry["id"],
            "CompanyId": company.id,
            "Entity": None if news.action is TicketAction.DELETED else orjson.dumps(news.ticket).decode(),
            "FromUrl": self._public_url.partition("://")[2],
            "ID": news.ticket["id"],
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
