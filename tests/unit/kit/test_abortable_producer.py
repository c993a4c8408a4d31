"""Work that needs a producer ends with it, and with whoever waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiokafka.errors import ProducerClosed

from psasync.kit.kafka.abortable import AbortableProducer


class Work:
    """Something under way that takes its time to end when it is cancelled."""

    def __init__(self) -> None:
        self.began, self.ending, self.may_end = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def __call__(self) -> None:
        self.began.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.ending.set()
            await self.may_end.wait()


@pytest.fixture
async def producer() -> AsyncIterator[AbortableProducer]:
    """It is not connected: nothing here asks a broker."""
    made = AbortableProducer(request_timeout_ms=1_000, bootstrap_servers="127.0.0.1:1")
    yield made
    await made.dispose()


@pytest.fixture
async def work() -> Work:
    return Work()


async def test_a_given_up_producer_ends_what_needs_it(producer: AbortableProducer, work: Work):
    waiting = asyncio.create_task(producer.run(work()))
    await work.began.wait()
    producer.give_up()
    await work.ending.wait()
    assert not waiting.done()
    work.may_end.set()
    with pytest.raises(ProducerClosed):
        await waiting


async def test_whoever_is_cancelled_while_that_ends_hears_of_it(producer: AbortableProducer, work: Work):
    """Else a caller's time could pass unheard, and it would wait for as long as no broker answers."""
    waiting = asyncio.create_task(producer.run(work()))
    await work.began.wait()
    producer.give_up()
    await work.ending.wait()
    waiting.cancel()
    work.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
