"""Which of Halo's webhooks are believed."""

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.halopsa.connection import zone_of
from psasync.psa.halopsa.tickets.event import Teller
from psasync.psa.halopsa.webhook.body import decoded, told
from psasync.psa.halopsa.webhook.login import HEADER, is_login
from psasync.psa.port import Credentials, PsaError, RawWebhook, WebhookRefused
from psasync.psa.toolkit.webhook_proof import require_proof


class HaloPsaVerifier:
    async def verify(self, webhook: RawWebhook, credentials: Credentials) -> TicketChanged | None:
        require_proof(webhook, credentials, HEADER, lambda _body, claimed, secret: is_login(claimed, secret))
        try:
            teller = Teller.of(credentials, zone_of(credentials.settings))
        except PsaError:
            raise WebhookRefused("connection_invalid") from None
        content = decoded(webhook.body)
        return None if content is None else told(content, teller)

    async def aclose(self) -> None:
        """Nothing is held open."""
