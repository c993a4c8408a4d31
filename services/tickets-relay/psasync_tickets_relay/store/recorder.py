"""Writes down what has come together in memory, now and then."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from psasync.kit.logging import get_logger
from psasync.kit.mongo import MongoError
from psasync_tickets_relay.inbound.health import Health
from psasync_tickets_relay.store.webhook_health import WebhookHealthStore

log = get_logger(__name__)


class Recorder:
    """A loop of the process that drains: what has come together is written once more at the stop."""

    def __init__(self, *flushes: Callable[[], Awaitable[None]], every: float, stopping: asyncio.Event) -> None:
        self._flushes = flushes
        self._every = every
        self._stopping = stopping

    async def run(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._every):
                    await self._stopping.wait()
            for flush in self._flushes:
                await flush()


async def write_health(health: Health, store: WebhookHealthStore) -> None:
    notes = health.take()
    if not notes:
        return
    try:
        await store.add(notes)
    except MongoError as fault:
        health.give_back(notes)
        log.warning("webhook health not written", connections=len(notes.tallies), fault=type(fault).__name__)
