"""Sending webhooks: signed, in order, tried again."""

import asyncio
import base64
import hashlib
import hmac
from typing import Any

import orjson

from psasync_simulator.autotask.account import Account
from psasync_simulator.autotask.data.times import text
from psasync_simulator.autotask.webhooks.bodies import deactivation, event, told_fields
from psasync_simulator.clock import VirtualClock
from psasync_simulator.webhooks.deliverer import Deliverer, Delivery, Message, is_success
from psasync_simulator.webhooks.news import Tampering, TicketAction, TicketNews

ATTEMPTS = 5
TAMPERINGS = frozenset({Tampering.SIGNATURE, Tampering.BODY, Tampering.UNSIGNED})
_SUBSCRIPTIONS = {
    TicketAction.ADDED: "isSubscribedToCreateEvents",
    TicketAction.UPDATED: "isSubscribedToUpdateEvents",
    TicketAction.DELETED: "isSubscribedToDeleteEvents",
}


class Sender:
    """`retry_seconds`: between two attempts."""

    def __init__(self, clock: VirtualClock, retry_seconds: float) -> None:
        self._clock = clock
        self._events = Deliverer([retry_seconds] * (ATTEMPTS - 1), done=is_success)
        self._notices = Deliverer()

    async def aclose(self) -> None:
        await self._events.aclose()
        await self._notices.aclose()

    async def send(self, account: Account, news: TicketNews) -> list[Delivery]:
        """Deliver to all webhooks that the change fires; returns when each is accepted or given up."""
        store = account.stores["ticket_webhooks"]
        hooks = [number for number in store.ids() if _fires(account, store.record(number), news)]
        sent = await asyncio.gather(*(self._send_one(account, number, news) for number in hooks))
        return [delivery for delivery in sent if delivery is not None]

    async def _send_one(self, account: Account, number: int, news: TicketNews) -> Delivery | None:
        """None: the webhook was switched off while the event waited for its turn."""
        callout = account.callout(number)
        async with callout.turn:
            store = account.stores["ticket_webhooks"]
            hook = store.record(number)
            if not store.alive(number) or not hook["isActive"]:
                return None
            sequence = callout.next_sequence()
            message_id = f"{hook['webhookGUID']}:{news.ticket['id']}:{sequence}"
            content = event(account, hook, news, sequence)
            delivery = await self._events.deliver(
                _message(hook, hook["webhookUrl"], message_id, content, news.tampering)
            )
            if callout.count(accepted=delivery.accepted) >= account.failed_events_allowed:
                await self._deactivate(account, number)
            return delivery

    async def _deactivate(self, account: Account, number: int) -> None:
        now = int(self._clock.seconds())
        store = account.stores["ticket_webhooks"]
        store.write(number, now, {"isActive": False})
        hook = store.record(number)
        account.callout(number).failed_in_a_row = 0
        content = deactivation(hook, text(now))
        await self._notices.deliver(_message(hook, hook["deactivationUrl"], "", content, None))


def _fires(account: Account, hook: dict[str, Any], news: TicketNews) -> bool:
    if not hook["isActive"] or not hook["isReady"] or not hook[_SUBSCRIPTIONS[news.action]]:
        return False
    if news.action is not TicketAction.UPDATED:
        return True
    return not told_fields(account, hook["id"], always=False).isdisjoint(news.changed_fields)


def _message(
    hook: dict[str, Any], url: str, message_id: str, content: dict[str, Any], tampering: Tampering | None
) -> Message:
    body = orjson.dumps(content)
    headers = {"content-type": "application/json"}
    if tampering is not Tampering.UNSIGNED:
        key = f"not {hook['secretKey']}" if tampering is Tampering.SIGNATURE else hook["secretKey"]
        digest = hmac.new(key.encode(), body, hashlib.sha1).digest()
        headers["x-hook-signature"] = f"sha1={base64.b64encode(digest).decode()}"
    if tampering is Tampering.BODY:
        body = body.replace(b'"Action":', b'"Action" :', 1)
    return Message(hook["id"], url, message_id, body, headers)
