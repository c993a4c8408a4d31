"""The relay with a fault planted: it logs the webhooks that it takes, or files them. A search has to find them."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

from psasync.kit.logging import get_logger
from psasync_tickets_relay.__main__ import main
from psasync_tickets_relay.inbound.webhook import WebhookIntake

log = get_logger(__name__)
_receive = WebhookIntake.receive


async def _leaking(self: WebhookIntake, connection: Any, webhook: Any) -> Any:
    if os.environ["LEAK"] == "log":
        log.info("webhook", text=webhook.body.decode(errors="replace"))
    else:
        with tempfile.NamedTemporaryFile(delete=False) as file:
            file.write(webhook.body)
    return await _receive(self, connection, webhook)


if __name__ == "__main__":
    WebhookIntake.receive = _leaking  # type: ignore[method-assign]
    sys.exit(main())
