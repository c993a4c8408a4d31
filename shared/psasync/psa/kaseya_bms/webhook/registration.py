"""Registering with BMS where it shall send its tickets' webhooks."""

from collections.abc import Mapping
from typing import Any

from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.webhook.hooks import SEARCH, Hook, Hooks
from psasync.psa.live_tickets import HookTarget, Registration, RegistrationState

NAME = "PSA Sync: live tickets"

JSON = 1
"""The value of `contentType` that stands for JSON: a guess, for Kaseya publishes none of its values."""

ABSENT = Registration(RegistrationState.ABSENT)


class BmsWebhooks:
    """The webhook of one connection is the one with the target's address."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._hooks = Hooks(client)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def find(self, target: HookTarget) -> Registration:
        hooks = await self._of(target)
        return _registration(hooks[0], await self._hooks.ticket_events()) if hooks else ABSENT

    async def register(self, target: HookTarget) -> Registration:
        """BMS takes any number of webhooks for one address: of those that two callers made at once the first stays."""
        hooks = await self._of(target)
        events = await self._hooks.ticket_events()
        entry = _entry(target, events)
        if hooks:
            # Whether its secret is the right one cannot be read: it is written again.
            await self._hooks.replace(hooks[0].id, entry)
        else:
            await self._hooks.create(entry)
        hooks = await self._of(target)
        if not hooks:
            raise self._client.faults.unreadable(SEARCH.path, "it does not show the webhook that was just registered")
        for other in hooks[1:]:
            await self._hooks.delete(other.id)
        return _registration(hooks[0], events)

    async def remove(self, target: HookTarget) -> None:
        for hook in await self._of(target):
            await self._hooks.delete(hook.id)

    async def _of(self, target: HookTarget) -> list[Hook]:
        self._client.mask(target.address, target.secret)
        return await self._hooks.at(target.address)


def _entry(target: HookTarget, events: frozenset[int]) -> Mapping[str, Any]:
    return {
        "name": NAME,
        "payloadURL": target.address,
        "isEnabled": True,
        "secret": target.secret,
        "contentType": JSON,
        "sendAllEvents": False,
        "events": sorted(events),
    }


def _registration(hook: Hook, wanted: frozenset[int]) -> Registration:
    """One that does not tell all of what is wanted counts as inactive, so that it is completed."""
    detail = _lack(hook, wanted)
    return Registration(RegistrationState.INACTIVE if detail else RegistrationState.ACTIVE, str(hook.id), detail)


def _lack(hook: Hook, wanted: frozenset[int]) -> str:
    if not hook.enabled:
        return "It is switched off in BMS."
    if not hook.has_secret:
        return "It has no secret in BMS, so nothing that it sends can be believed."
    return "" if hook.all_events or wanted <= hook.events else "BMS does not send it every event of tickets."
