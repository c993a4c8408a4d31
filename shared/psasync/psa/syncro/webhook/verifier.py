"""Which webhooks of Syncro are believed: those that came to the connection's own address.

Syncro signs nothing and sends no secret. The address is unguessable and known to nobody but Syncro: that is the whole
proof, and whoever calls this has checked it already. What is left to refuse is a body that says nothing usable.
"""

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.port import Credentials, PsaError, RawWebhook, WebhookRefused
from psasync.psa.syncro.tickets.event import Teller
from psasync.psa.syncro.webhook.body import told
from psasync.psa.toolkit.webhook_body import json_object


class SyncroVerifier:
    async def verify(self, webhook: RawWebhook, credentials: Credentials) -> TicketChanged | None:
        try:
            teller = Teller.of(credentials)
        except PsaError:
            raise WebhookRefused("connection_invalid") from None
        return told(json_object(webhook.body), teller)

    async def aclose(self) -> None:
        """Nothing is held open."""
