"""Halo's webhooks, as its API shows and takes them."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.endpoints import WEBHOOKS
from psasync.psa.halopsa.errors import RecordGone
from psasync.psa.halopsa.reading.pages import read_rows


class Hook(NamedTuple):
    id: str
    url: str
    active: bool
    has_events: bool | None  # None: Halo does not say


class Hooks:
    """All raise `PsaError` or `BudgetExhausted`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def at(self, url: str) -> list[Hook]:
        """Those with this address, in an order that does not change. The list may leave out which events fire them."""
        try:
            rows = (await read_rows(self._client, WEBHOOKS, {})).rows
        except RecordGone:
            raise self._client.faults.unreadable(WEBHOOKS.path, "it says that the list is not there") from None
        found = sorted(hook for hook in map(_hook, rows) if hook and hook.url == url)
        return [await self._whole(hook) for hook in found]

    async def save(self, entry: Mapping[str, Any]) -> None:
        """A new one, or with an `id` what is changed of the one that has it."""
        try:
            await self._client.send("POST", WEBHOOKS.path, [entry])
        except RecordGone:
            raise self._client.faults.unreadable(WEBHOOKS.path, "it says that there are no webhooks") from None

    async def delete(self, hook: Hook) -> None:
        """One that is gone already is no error."""
        try:
            await self._client.send("DELETE", f"{WEBHOOKS.path}/{hook.id}")
        except RecordGone:
            return

    async def _whole(self, hook: Hook) -> Hook:
        if hook.has_events is not None:
            return hook
        try:
            content = (await self._client.get(f"{WEBHOOKS.path}/{hook.id}", {"includedetails": "true"})).content
        except RecordGone:
            return hook
        return _hook(content) or hook


def _hook(row: Any) -> Hook | None:
    """None for a row without an id: nothing else may become a part of an address."""
    match row:
        case {"id": str() as identifier, "url": str() as url} if _is_guid(identifier):
            events = row.get("events")
            active = row.get("active", True) is True and row.get("disabled", False) is False
            return Hook(identifier, url, active, bool(events) if isinstance(events, list) else None)
    return None


def _is_guid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
