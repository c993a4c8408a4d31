"""Generated from docs/openapi: `make docs` writes it anew."""

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import relay
from psasync_client.operation import Operation

_GET: Operation[relay.WebhookView] = Operation(
    "webhooks.get", "relay", "GET", "/v1/connections/{}/webhook", {200: relay.WebhookView}
)

_HEALTH: Operation[relay.WebhookHealth] = Operation(
    "webhooks.health", "relay", "GET", "/v1/connections/{}/webhook-health", {200: relay.WebhookHealth}
)

_REGISTER: Operation[relay.WebhookView] = Operation(
    "webhooks.register", "relay", "PUT", "/v1/connections/{}/webhook", {200: relay.WebhookView}
)

_REMOVE: Operation[relay.WebhookView] = Operation(
    "webhooks.remove", "relay", "DELETE", "/v1/connections/{}/webhook", {200: relay.WebhookView}
)

_TEST: Operation[relay.TrialView] = Operation(
    "webhooks.test", "relay", "POST", "/v1/connections/{}/webhook/test", {200: relay.TrialView}
)


class Webhooks(Group):
    """The operations `webhooks.*`."""

    def get(self, connection_id: str) -> relay.WebhookView:
        """How a connection's webhook stands at its PSA."""
        return self._send(_GET, connection_id)

    def health(self, connection_id: str) -> relay.WebhookHealth:
        """How a connection's webhooks are doing."""
        return self._send(_HEALTH, connection_id)

    def register(self, connection_id: str) -> relay.WebhookView:
        """Register a connection's webhook, or renew it.

        From now on the registration is looked after. What the PSA refuses is told in `waits`, and tried again.
        """
        return self._send(_REGISTER, connection_id)

    def remove(self, connection_id: str) -> relay.WebhookView:
        """Remove a connection's webhook from its PSA.

        Its tickets are no longer looked after. What the PSA refuses is told in `waits`, and tried again.
        """
        return self._send(_REMOVE, connection_id)

    def test(self, connection_id: str) -> relay.TrialView:
        """Try the way from a connection's public address to here.

        Calls the address as the PSA would, with a call that is no webhook: no consumer hears of it.
        """
        return self._send(_TEST, connection_id)


class AsyncWebhooks(AsyncGroup):
    """The operations `webhooks.*`."""

    async def get(self, connection_id: str) -> relay.WebhookView:
        """How a connection's webhook stands at its PSA."""
        return await self._send(_GET, connection_id)

    async def health(self, connection_id: str) -> relay.WebhookHealth:
        """How a connection's webhooks are doing."""
        return await self._send(_HEALTH, connection_id)

    async def register(self, connection_id: str) -> relay.WebhookView:
        """Register a connection's webhook, or renew it.

        From now on the registration is looked after. What the PSA refuses is told in `waits`, and tried again.
        """
        return await self._send(_REGISTER, connection_id)

    async def remove(self, connection_id: str) -> relay.WebhookView:
        """Remove a connection's webhook from its PSA.

        Its tickets are no longer looked after. What the PSA refuses is told in `waits`, and tried again.
        """
        return await self._send(_REMOVE, connection_id)

    async def test(self, connection_id: str) -> relay.TrialView:
        """Try the way from a connection's public address to here.

        Calls the address as the PSA would, with a call that is no webhook: no consumer hears of it.
        """
        return await self._send(_TEST, connection_id)
