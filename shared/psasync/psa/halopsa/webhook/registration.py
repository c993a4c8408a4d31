"""Registering with Halo where it shall send ticket webhooks, as far as its API is published.

Address, login and form are set here. Which events fire a webhook goes by numbers that nobody has published: a person
ticks them in Halo, and until then the registration counts as inactive.
"""

from typing import Any

from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.endpoints import WEBHOOKS
from psasync.psa.halopsa.webhook.hooks import Hook, Hooks
from psasync.psa.halopsa.webhook.login import USER_NAME
from psasync.psa.live_tickets import HookTarget, Registration, RegistrationState

NAME = "PSA Sync: live tickets"

ABSENT = Registration(RegistrationState.ABSENT)
OFF = "It is switched off in Halo."
WITHOUT_EVENTS = "It is in Halo, and no event fires it yet: open it there and add the events of tickets."


class HaloPsaWebhooks:
    """The webhook of one connection is the one with the target's address."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._hooks = Hooks(client)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def find(self, target: HookTarget) -> Registration:
        hooks = await self._of(target)
        return _registration(hooks[0]) if hooks else ABSENT

    async def register(self, target: HookTarget) -> Registration:
        """Halo takes any number of webhooks for one address: of those that two callers made at once the first stays."""
        hooks = await self._of(target)
        # Whether its password is the right one cannot be read: it is written again.
        await self._hooks.save({"id": hooks[0].id, **_entry(target)} if hooks else _entry(target))
        hooks = await self._of(target)
        if not hooks:
            raise self._client.faults.unreadable(WEBHOOKS.path, "it does not show the webhook that was just registered")
        for other in hooks[1:]:
            await self._hooks.delete(other)
        return _registration(hooks[0])

    async def remove(self, target: HookTarget) -> None:
        for hook in await self._of(target):
            await self._hooks.delete(hook)

    async def _of(self, target: HookTarget) -> list[Hook]:
        self._client.mask(target.address, target.secret)
        return await self._hooks.at(target.address)


def _entry(target: HookTarget) -> dict[str, Any]:
    """The numbers are those of one other client: a standard webhook, by POST, with Basic authentication, unbatched."""
    return {
        "name": NAME,
        "url": target.address,
        "type": 0,
        "method": 0,
        "content_type": "application/json",
        "authentication_type": 1,
        "basic_username": USER_NAME,
        "basic_password": target.secret,
        "batch_method": 0,
        "active": True,
    }


def _registration(hook: Hook) -> Registration:
    detail = OFF if not hook.active else WITHOUT_EVENTS if hook.has_events is False else ""
    return Registration(RegistrationState.INACTIVE if detail else RegistrationState.ACTIVE, hook.id, detail)
