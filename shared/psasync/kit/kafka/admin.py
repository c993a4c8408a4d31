"""A short-lived admin client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from psasync.kit.kafka.clients import make_admin
from psasync.kit.kafka.connection import KafkaSettings, client_options, request_timeout_ms


@asynccontextmanager
async def connected_admin(settings: KafkaSettings) -> AsyncIterator[Any]:
    """Aiokafka's admin client. Raises aiokafka's KafkaConnectionError if no broker answers."""
    admin = make_admin(
        client_id="psasync-admin", request_timeout_ms=request_timeout_ms(settings), **client_options(settings)
    )
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()
