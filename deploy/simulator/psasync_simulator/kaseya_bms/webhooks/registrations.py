"""The webhooks of one company."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from psasync_simulator.kaseya_bms.answers import invalid, not_found
from psasync_simulator.kaseya_bms.data.times import text
from psasync_simulator.webhooks.news import TicketAction

EVENTS = {
    101: ("Ticket Created", TicketAction.ADDED),
    102: ("Ticket Updated", TicketAction.UPDATED),
    103: ("Ticket Deleted", TicketAction.DELETED),
}
CATEGORY = {"categoryName": "Ticket", "categoryId": 1}
MAX_WEBHOOKS = 200


@dataclass(frozen=True, slots=True)
class Webhook:
    id: int
    name: str
    url: str
    enabled: bool
    secret: str  # empty: nothing is signed
    content_type: int
    all_events: bool
    events: tuple[int, ...]
    created: int  # seconds since 1970
    modified: int

    def wants(self, action: TicketAction) -> bool:
        return self.enabled and any(
            told is action and (self.all_events or event in self.events) for event, (_, told) in EVENTS.items()
        )

    def listed(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "createdOn": text(self.created),
            "modifiedOn": text(self.modified),
            "payloadUrl": self.url,
            "name": self.name,
            "isEnabled": self.enabled,
        }

    def whole(self) -> dict[str, Any]:
        """The secret is never told."""
        return {
            **self.listed(),
            "contentType": self.content_type,
            "sendAllEvents": self.all_events,
            "events": list(self.events),
            "hasSecret": bool(self.secret),
        }


class Registrations:
    def __init__(self) -> None:
        self._webhooks: dict[int, Webhook] = {}
        self._last = 0

    def __iter__(self) -> Iterator[Webhook]:
        return iter(list(self._webhooks.values()))

    def find(self, number: int) -> Webhook:
        """Raises `Refused`."""
        found = self._webhooks.get(number)
        if found is None:
            raise not_found("Webhook")
        return found

    def create(self, given: Mapping[str, Any], now: int) -> Webhook:
        """A second one for the same address is as good as the first. Raises `Refused`."""
        if len(self._webhooks) >= MAX_WEBHOOKS:
            raise invalid("The number of webhooks")
        webhook = _checked(given, self._last + 1, now)
        self._last = webhook.id
        self._webhooks[webhook.id] = webhook
        return webhook

    def replace(self, number: int, given: Mapping[str, Any], now: int) -> Webhook:
        """Raises `Refused`."""
        before = self.find(number)
        self._webhooks[number] = replace(_checked(given, number, now), created=before.created)
        return self._webhooks[number]

    def switch(self, number: int, *, enabled: bool) -> None:
        self._webhooks[number] = replace(self.find(number), enabled=enabled)

    def delete(self, number: int) -> None:
        """Raises `Refused`."""
        self.find(number)
        del self._webhooks[number]


def _checked(given: Mapping[str, Any], number: int, now: int) -> Webhook:
    """`given` by lower-case name."""
    url, events = str(given.get("payloadurl") or ""), given.get("events") or []
    if urlsplit(url).scheme not in {"http", "https"}:
        raise invalid(f"PayloadURL {url}")
    if not isinstance(events, list) or not set(events) <= set(EVENTS):
        raise invalid("Events")
    return Webhook(
        id=number,
        name=str(given.get("name") or ""),
        url=url,
        enabled=given.get("isenabled") is True,
        secret=str(given.get("secret") or ""),
        content_type=int(given.get("contenttype") or 0),
        all_events=given.get("sendallevents") is True,
        events=tuple(events),
        created=now,
        modified=now,
    )
