"""Writes down what the intake has counted, now and then."""

import asyncio
from contextlib import suppress

from psasync.kit.logging import get_logger
from psasync.kit.mongo import MongoError
from psasync_tickets_relay.inbound.health import Health
from psasync_tickets_relay.store.webhook_health import WebhookHealthStore

log = get_logger(__name__)


class HealthRecorder:
    """A loop of the process that drains: what has been counted is written once more at the stop."""

    def __init__(self, health: Health, store: WebhookHealthStore, *, every: float, stopping: asyncio.Event) -> None:
        self._health = health
        self._store = store
        self._every = every
        self._stopping = stopping

    async def run(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._every):
                    await self._stopping.wait()
            await self._flush()

    async def _flush(self) -> None:
        notes = self._health.take()
        if not notes:
            return
        try:
            await self._store.add(notes)
        except MongoError as fault:
            self._health.give_back(notes)
            log.warning("webhook health not written", connections=len(notes.tallies), fault=type(fault).__name__)
