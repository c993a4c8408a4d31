"""Which webhooks of BMS are believed."""

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.kaseya_bms.tickets.event import Teller
from psasync.psa.kaseya_bms.webhook.body import told
from psasync.psa.kaseya_bms.webhook.signature import HEADER, is_signed
from psasync.psa.port import Credentials, RawWebhook
from psasync.psa.toolkit.webhook_body import json_object
from psasync.psa.toolkit.webhook_proof import require_proof


class BmsVerifier:
    async def verify(self, webhook: RawWebhook, credentials: Credentials) -> TicketChanged | None:
        require_proof(webhook, credentials, HEADER, is_signed)
        return told(json_object(webhook.body), Teller.of(credentials))

    async def aclose(self) -> None:
        """Nothing is held open."""
