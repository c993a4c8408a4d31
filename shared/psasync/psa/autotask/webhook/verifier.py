"""Which of Autotask's webhooks are believed."""

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.autotask.tickets.event import Teller
from psasync.psa.autotask.webhook.body import told
from psasync.psa.autotask.webhook.signature import HEADER, is_signed
from psasync.psa.live_tickets import WEBHOOK_SECRET
from psasync.psa.port import Credentials, RawWebhook, WebhookDeactivated, WebhookRefused
from psasync.psa.toolkit.webhook_body import json_object


class AutotaskVerifier:
    """A deactivation counts only signed, like everything else: one that is not shows in the registration."""

    async def verify(self, webhook: RawWebhook, credentials: Credentials) -> TicketChanged | WebhookDeactivated | None:
        secret = credentials.secrets.get(WEBHOOK_SECRET)
        if not secret:
            raise WebhookRefused("secret_missing")
        claimed = webhook.headers.get(HEADER, "").strip()
        if not claimed:
            raise WebhookRefused("signature_missing")
        if not is_signed(webhook.body, claimed, secret):
            raise WebhookRefused("signature_wrong")
        return told(json_object(webhook.body), Teller.of(credentials))

    async def aclose(self) -> None:
        """Nothing is held open."""
