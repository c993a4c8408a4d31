"""Sending webhooks: signed where they have a secret, once, and again only when somebody asks for it.

Kaseya publishes no payload: this one is made up.
"""

import asyncio
from uuid import uuid4

import orjson

from psasync_simulator.clock import VirtualClock
from psasync_simulator.kaseya_bms.account import BmsAccount
from psasync_simulator.kaseya_bms.webhooks.log import Logged
from psasync_simulator.kaseya_bms.webhooks.registrations import EVENTS, Webhook
from psasync_simulator.kaseya_bms.webhooks.signing import HEADER, sign
from psasync_simulator.webhooks.deliverer import Deliverer, Delivery, Message
from psasync_simulator.webhooks.news import Tampering, TicketNews

TAMPERINGS = frozenset({Tampering.SIGNATURE, Tampering.BODY, Tampering.UNSIGNED})


class Sender:
    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._deliverer = Deliverer()
        self._under_way: set[asyncio.Task[None]] = set()

    async def aclose(self) -> None:
        await asyncio.gather(*self._under_way)
        await self._deliverer.aclose()

    async def send(self, account: BmsAccount, news: TicketNews) -> list[Delivery]:
        """To all that want it, at once; returns when each is delivered or given up."""
        messages = [_message(account, hook, news) for hook in account.webhooks if hook.wants(news.action)]
        deliveries = await self._deliverer.deliver_all(messages)
        for message, delivery in zip(messages, deliveries, strict=True):
            account.deliveries.add(message, delivery, int(self._clock.seconds()))
        return deliveries

    def redeliver(self, account: BmsAccount, logged: Logged) -> None:
        """Does not wait for it. What was sent is sent again as it was."""
        task = asyncio.get_running_loop().create_task(self._again(account, logged.message))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _again(self, account: BmsAccount, message: Message) -> None:
        delivery = await self._deliverer.deliver(message)
        account.deliveries.add(message, delivery, int(self._clock.seconds()))


def _message(account: BmsAccount, hook: Webhook, news: TicketNews) -> Message:
    name = next(name for name, action in EVENTS.values() if action is news.action)
    body = orjson.dumps({"event": name, "ticket": news.ticket})
    headers = {"content-type": "application/json"}
    if hook.secret and news.tampering is not Tampering.UNSIGNED:
        signed = body + b" " if news.tampering is Tampering.SIGNATURE else body
        headers[HEADER] = sign(signed, hook.secret, account.spec.signature)
    if news.tampering is Tampering.BODY:
        body = body.replace(b'"event":', b'"event" :', 1)
    return Message(hook.id, hook.url, str(uuid4()), body, headers)
