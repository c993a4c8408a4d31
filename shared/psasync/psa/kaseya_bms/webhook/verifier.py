"""Which webhooks of BMS are believed."""

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.kaseya_bms.tickets.event import Teller
from psasync.psa.kaseya_bms.webhook.body import told
from psasync.psa.kaseya_bms.webhook.signature import HEADER, is_signed
from psasync.psa.live_tickets import WEBHOOK_SECRET
from psasync.psa.port import Credentials, RawWebhook, WebhookRefused
from psasync.psa.toolkit.webhook_body import json_object


class BmsVerifier:
    async def verify(self, webhook: RawWebhook, credentials: Credentials) -> TicketChanged | None:
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
