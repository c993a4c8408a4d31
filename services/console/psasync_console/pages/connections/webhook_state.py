"""A connection's webhook, from the relay, which may be away while the rest of a page can be shown."""

from __future__ import annotations

from psasync_client import AsyncClient, ConnectionFailed, ProblemError, Timeout
from psasync_console.pages.connections.webhooks import Webhook, webhook_of
from psasync_console.web.platform import together


async def webhook_state(client: AsyncClient, connection: str) -> tuple[Webhook | None, str]:
    """With why there is none."""
    try:
        view, counts = await together(client.webhooks.get(connection), client.webhooks.health(connection))
    except (ConnectionFailed, Timeout):
        return None, "The tickets relay does not answer at the moment."
    except ProblemError as error:
        return None, error.detail or error.title
    return webhook_of(view, counts), ""
