"""Callback registrations and what ConnectWise demands of them."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from psasync_simulator.connectwise.bodies import patched_fields
from psasync_simulator.connectwise.data.times import info
from psasync_simulator.connectwise.errors import Fieldwise, invalid
from psasync_simulator.data.rows import Row
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.refusal import Refused

TYPES = frozenset({
    "activity", "agreement", "company", "configuration", "contact", "expense", "invoice", "member",
    "opportunity", "productcatalog", "project", "purchaseorder", "schedule", "ticket", "time",
})  # fmt: skip
LEVELS = frozenset({"owner", "board", "status", "company", "priority"})
"""Of tickets; other types take any word."""
MAX_CALLBACKS = 200
MAX_DESCRIPTION = 100


class Callbacks:
    def __init__(self) -> None:
        self.revision = 0
        self._entries: dict[int, dict[str, Any]] = {}
        self._last = 500

    # as a list endpoint reads them

    def __len__(self) -> int:
        return len(self._entries)

    def alive(self, number: int) -> bool:
        return number in self._entries

    def parent(self, number: int) -> int:  # noqa: ARG002 - callbacks belong to nothing
        return 0

    def record(self, number: int) -> dict[str, Any]:
        return self._entries[number]

    def row(self, number: int) -> Row:
        return Row(number, Stamps(0, 0), self.record)

    def ids(self, *, after: int = 0, parent: int | None = None) -> Iterator[int]:  # noqa: ARG002
        return (number for number in self._entries if number > after)

    def touched_since(self, seconds: int) -> list[int] | None:  # noqa: ARG002 - few: all are looked at
        return None

    def nth(self, offset: int) -> int:
        ids = list(self._entries)
        return ids[offset] - 1 if offset < len(ids) else self._last

    # changing

    def create(self, given: Any, now: int) -> dict[str, Any]:
        """Raises `Refused` with ConnectWise's error body."""
        entry = self._checked(given, 0)
        if len(self._entries) >= MAX_CALLBACKS:
            raise invalid("CallbackEntry", [Fieldwise("InvalidObject", "Too many callback entries", "id")])
        self._last += 1
        return self._put(self._last, entry, now)

    def replace(self, number: int, given: Any, now: int) -> dict[str, Any]:
        return self._put(number, self._checked(given, number), now)

    def patch(self, number: int, operations: Any, now: int) -> dict[str, Any]:
        changed = {**self._entries[number], **patched_fields(operations, "CallbackEntry")}
        return self.replace(number, {name: value for name, value in changed.items() if value is not None}, now)

    def delete(self, number: int) -> None:
        del self._entries[number]
        self.revision += 1

    def for_ticket(self, ticket: dict[str, Any]) -> list[dict[str, Any]]:
        """The active entries that a change of this ticket fires."""
        return [entry for entry in self._entries.values() if _fires(entry, ticket)]

    def _put(self, number: int, entry: dict[str, Any], now: int) -> dict[str, Any]:
        self._entries[number] = {"id": number, **entry, "_info": info(Stamps(now, now))}
        self.revision += 1
        return self._entries[number]

    def _checked(self, given: Any, number: int) -> dict[str, Any]:
        if not isinstance(given, dict):
            raise invalid("CallbackEntry", [Fieldwise("InvalidObject", "The body must be an object", "")])
        errors = _missing(given) or _wrong(given)
        if errors:
            raise invalid("CallbackEntry", errors)
        entry = _normal(given)
        if any(_same(entry, other) for known, other in self._entries.items() if known != number):
            raise _exists()
        return entry


def _missing(given: dict[str, Any]) -> list[Fieldwise]:
    required = [name for name in ("url", "objectId", "type", "level") if given.get(name) in {None, ""}]
    return [Fieldwise("MissingRequiredField", f"The {name} field is required.", name) for name in required]


def _wrong(given: dict[str, Any]) -> list[Fieldwise]:
    errors = []
    if not _is_url(given["url"]):
        errors.append(Fieldwise("InvalidField", "The url is not a valid address", "url"))
    if not isinstance(given["objectId"], int):
        errors.append(Fieldwise("InvalidField", "The objectId must be a number", "objectId"))
    if str(given["type"]).lower() not in TYPES:
        errors.append(Fieldwise("InvalidField", "The type is not a known callback type", "type"))
    elif given["type"] == "ticket" and str(given["level"]).lower() not in LEVELS:
        errors.append(Fieldwise("InvalidField", "The level is not valid for this type", "level"))
    if len(str(given.get("description", ""))) > MAX_DESCRIPTION:
        errors.append(Fieldwise("InvalidField", "The description is longer than 100 characters", "description"))
    return errors


def _is_url(text: Any) -> bool:
    try:
        parts = urlsplit(str(text))
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _normal(given: dict[str, Any]) -> dict[str, Any]:
    level = str(given["level"]).lower()
    return {
        "description": given.get("description", ""),
        "url": given["url"],
        "objectId": given["objectId"] or 1 if level == "owner" else given["objectId"],
        "type": str(given["type"]).lower(),
        "level": level,
        "memberId": given.get("memberId"),
        "payloadVersion": given.get("payloadVersion", "3.0.0"),
        "inactiveFlag": bool(given.get("inactiveFlag", False)),
        "isSelfSuppressedFlag": bool(given.get("isSelfSuppressedFlag", False)),
    }


def _same(entry: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(entry[name] == other[name] for name in ("url", "type", "level", "objectId"))


def _exists() -> Refused:
    message = "A matching callback entry already exists."
    return invalid("CallbackEntry", [Fieldwise("ObjectExists", message, "url")])


def _fires(entry: dict[str, Any], ticket: dict[str, Any]) -> bool:
    if entry["inactiveFlag"] or entry["type"] != "ticket":
        return False
    if entry["level"] == "owner":
        return True
    reference = ticket.get(entry["level"])
    return isinstance(reference, dict) and reference.get("id") == entry["objectId"]
