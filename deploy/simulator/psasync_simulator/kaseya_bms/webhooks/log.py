"""What was sent, and what receivers said."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from psasync_simulator.kaseya_bms.answers import not_found
from psasync_simulator.kaseya_bms.data.times import text
from psasync_simulator.webhooks.deliverer import Delivery, Message

KEPT = 1000


@dataclass(frozen=True, slots=True)
class Logged:
    id: int
    message: Message
    statuses: list[int]
    at: int  # seconds since 1970

    @property
    def webhook(self) -> int:
        return int(self.message.hook)

    @property
    def delivered(self) -> bool:
        return bool(self.statuses) and 200 <= self.statuses[-1] < 300

    def listed(self) -> dict[str, Any]:
        return {"id": self.id, "webhookId": self.webhook, "createdOn": text(self.at), "isDelivered": self.delivered}

    def whole(self) -> dict[str, Any]:
        return {
            **self.listed(),
            "requestHeader": dict(self.message.headers),
            "requestPayload": self.message.body.decode(),
            "responseStatus": self.statuses[-1] if self.statuses else 0,
        }


@dataclass(slots=True)
class DeliveryLog:
    """Of one company; the oldest entries are forgotten first."""

    _entries: OrderedDict[int, Logged] = field(default_factory=OrderedDict)
    _last: int = 0

    def add(self, message: Message, delivery: Delivery, now: int) -> None:
        self._last += 1
        self._entries[self._last] = Logged(self._last, message, delivery.statuses, now)
        while len(self._entries) > KEPT:
            self._entries.popitem(last=False)

    def of(self, webhook: int) -> list[Logged]:
        return [entry for entry in self._entries.values() if entry.webhook == webhook]

    def find(self, number: int) -> Logged:
        """Raises `Refused`."""
        found = self._entries.get(number)
        if found is None:
            raise not_found("Webhook log")
        return found
