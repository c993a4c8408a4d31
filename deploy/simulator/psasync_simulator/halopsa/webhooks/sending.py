"""Sending webhooks: each once, with the login that it was given."""

import base64
from typing import Any
from uuid import uuid4

import orjson

from psasync_simulator.clock import VirtualClock
from psasync_simulator.halopsa.account import Instance
from psasync_simulator.halopsa.rows import in_zone
from psasync_simulator.halopsa.webhooks.hooks import EVENTS, Payload
from psasync_simulator.webhooks.deliverer import Deliverer, Delivery, Message
from psasync_simulator.webhooks.news import Tampering, TicketAction, TicketNews

TAMPERINGS = frozenset({Tampering.SIGNATURE, Tampering.UNSIGNED})
_NAMES = dict(zip(TicketAction, EVENTS, strict=True))
_SMALL = ("id", "summary", "status_id")
_BASIC = 1


class Sender:
    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._deliverer = Deliverer()

    async def aclose(self) -> None:
        await self._deliverer.aclose()

    async def send(self, instance: Instance, news: TicketNews) -> list[Delivery]:
        """To all webhooks that the change fires, at once."""
        fired = [hook for hook in instance.hooks.all() if _fires(hook, news)]
        return await self._deliverer.deliver_all([self._message(instance, hook, news) for hook in fired])

    def _message(self, instance: Instance, hook: dict[str, Any], news: TicketNews) -> Message:
        name = str(uuid4())
        content = {
            "id": name,
            "notification_id": 12,
            "escmsg_id": 0,
            "event": _NAMES[news.action],
            "webhook_id": hook["id"],
            "object_id": news.ticket["id"],
            "timestamp": self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            **_told(instance, news),
        }
        headers = {"content-type": "application/json"}
        if hook["authentication_type"] == _BASIC and news.tampering is not Tampering.UNSIGNED:
            word = "wrong" if news.tampering is Tampering.SIGNATURE else hook["basic_password"]
            login = base64.b64encode(f"{hook['basic_username']}:{word}".encode()).decode()
            headers["authorization"] = f"Basic {login}"
        return Message(hook["id"], hook["url"], name, orjson.dumps(content), headers)


def _fires(hook: dict[str, Any], news: TicketNews) -> bool:
    return bool(hook["active"]) and any(event["name"] == _NAMES[news.action] for event in hook["events"])


def _told(instance: Instance, news: TicketNews) -> dict[str, Any]:
    ticket = in_zone(news.ticket, instance.spec.zone)
    match instance.payload:
        case Payload.FULL:
            return {"ticket": ticket, "actions": []}
        case Payload.SMALL:
            return {"ticket": {name: ticket[name] for name in _SMALL}}
        case _:
            return {}
