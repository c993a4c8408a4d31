"""Which of Autotask's webhooks are believed."""

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.autotask.tickets.event import Teller
from psasync.psa.autotask.webhook.body import told
from psasync.psa.autotask.webhook.signature import HEADER, is_signed
from psasync.psa.port import Credentials, RawWebhook, WebhookDeactivated
from psasync.psa.toolkit.webhook_body import json_object
from psasync.psa.toolkit.webhook_proof import require_proof


class AutotaskVerifier:
    """A deactivation counts only signed, like everything else: one that is not shows in the registration."""

    async def verify(self, webhook: RawWebhook, credentials: Credentials) -> TicketChanged | WebhookDeactivated | None:
        require_proof(webhook, credentials, HEADER, is_signed)
        return told(json_object(webhook.body), Teller.of(credentials))

    async def aclose(self) -> None:
        """Nothing is held open."""
