"""A webhook that proves itself by a header made with the connection's secret."""

from collections.abc import Callable

from psasync.psa.live_tickets import WEBHOOK_SECRET
from psasync.psa.port import Credentials, RawWebhook, WebhookRefused


def require_proof(
    webhook: RawWebhook, credentials: Credentials, header: str, is_right: Callable[[bytes, str, str], bool]
) -> None:
    """`is_right` takes the body, what the header claims and the secret. Raises `WebhookRefused`."""
    secret = credentials.secrets.get(WEBHOOK_SECRET)
    if not secret:
        raise WebhookRefused("secret_missing")
    claimed = webhook.headers.get(header, "").strip()
    if not claimed:
        raise WebhookRefused("signature_missing")
    if not is_right(webhook.body, claimed, secret):
        raise WebhookRefused("signature_wrong")
