"""The webhooks of an instance. Which events fire one is ticked by a person: their numbers are not published."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from psasync_simulator.data.mix import mix
from psasync_simulator.halopsa.errors import bad_request, not_found

EVENTS = ("New Ticket Logged", "Ticket Updated", "Ticket Deleted")

_GUID = 1004
_FIELDS = frozenset({
    "name", "url", "type", "method", "content_type", "authentication_type", "basic_username", "basic_password",
    "payload_type", "events", "batch_method", "auto_disable_attempts", "active",
})  # fmt: skip


class Payload(StrEnum):
    """How much of the ticket a webhook tells; set up in the instance."""

    FULL = "full"
    SMALL = "small"
    EVENT = "event"


class Hooks:
    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._made = 0
        self._entries: dict[str, dict[str, Any]] = {}

    def all(self) -> list[dict[str, Any]]:
        return list(self._entries.values())

    def get(self, identifier: str) -> dict[str, Any]:
        """Raises `Refused`."""
        if identifier not in self._entries:
            raise not_found("Webhook", identifier)
        return self._entries[identifier]

    def save(self, given: dict[str, Any]) -> dict[str, Any]:
        """A new one, or with an `id` the named fields of the one that has it. Raises `Refused`."""
        fields = {name: value for name, value in given.items() if name in _FIELDS}
        if "id" in given:
            self.get(given["id"]).update(fields)
            return self._entries[given["id"]]
        if not fields.get("name") or not fields.get("url"):
            raise bad_request("A webhook needs a name and a url")
        self._made += 1
        identifier = str(UUID(int=mix(self._seed, _GUID, self._made), version=4))
        self._entries[identifier] = {"active": True, "authentication_type": 0, "events": [], **fields, "id": identifier}
        return self._entries[identifier]

    def delete(self, identifier: str) -> None:
        self.get(identifier)
        del self._entries[identifier]

    def tick(self, events: list[str]) -> None:
        """As a person does: these events, and no others, fire every webhook."""
        for entry in self._entries.values():
            entry["events"] = [{"name": event} for event in events]
