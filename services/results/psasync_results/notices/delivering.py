"""Delivers messages: claimed for a while, tried once, marked.

A process that dies between the try and the mark leaves an attempt of unknown outcome, and the message is tried again
when the claim has run out. So a message can arrive twice then, with the same Message-ID or webhook-id.
"""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

from psasync.kit.clock import Clock
from psasync.kit.logging import get_logger
from psasync_results.notices.domain.causes import Channel
from psasync_results.notices.domain.deliveries import Attempt, AttemptOutcome, DeliveryState, Message
from psasync_results.notices.domain.retrying import MOST_ATTEMPTS, next_attempt
from psasync_results.notices.metrics import DELIVERIES, ENDED, WAITING
from psasync_results.notices.store.messages import Claimed, Messages
from psasync_results.notices.ways import Way

log = get_logger(__name__)

POLL_SECONDS = 1.0
CLAIMED_FOR = timedelta(minutes=3)
"""Longer than any try takes: its time limit is a minute at most."""

MOST_COUNTED = 1000


class Delivering:
    """One channel. A receiver that is slow keeps the other channel from nothing."""

    def __init__(self, channel: Channel, way: Way, messages: Messages, clock: Clock, stopping: asyncio.Event) -> None:
        self._channel = channel
        self._way = way
        self._messages = messages
        self._clock = clock
        self._stopping = stopping

    async def run(self) -> None:
        """Until the process stops: the try at hand is finished then, as one that is cut off would be repeated."""
        while not self._stopping.is_set():
            if not await self.step():
                WAITING.labels(self._channel).set(await self._messages.waiting(self._channel, MOST_COUNTED))
                await self._rest()

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), POLL_SECONDS)

    async def step(self) -> bool:
        """Whether there was a message to deliver."""
        now = self._clock.now()
        claimed = await self._messages.claim(self._channel, now, now + CLAIMED_FOR)
        if claimed is None:
            return False
        why = await self._way.closed(claimed.message)
        if why is None:
            await self._try(claimed)
        elif await self._messages.hold(claimed, why, self._clock.now()):
            ENDED.labels(self._channel, DeliveryState.HELD).inc()
        return True

    async def _try(self, claimed: Claimed) -> None:
        message = claimed.message
        attempt = await self._attempt(message)
        now = self._clock.now()
        due = None
        if attempt.sent:
            state = DeliveryState.SENT
            await self._way.sent()
        elif (due := _again(message, attempt, self._clock)) is not None:
            state = DeliveryState.WAITING
        else:
            state = DeliveryState.FAILED
            await self._way.given_up(message, attempt)
        settled = await self._messages.settle(claimed, attempt, state, due, now)
        self._report(message, attempt, state, settled=settled)

    async def _attempt(self, message: Message) -> Attempt:
        if message.tries > MOST_ATTEMPTS:
            # Every try before ended with its process: it may be this message that ends them.
            return Attempt(AttemptOutcome.REFUSED, detail="given up: no attempt came to an end")
        return await self._way.send(message)

    def _report(self, message: Message, attempt: Attempt, state: DeliveryState, *, settled: bool) -> None:
        DELIVERIES.labels(self._channel, attempt.outcome).inc()
        if settled and state is not DeliveryState.WAITING:
            ENDED.labels(self._channel, state).inc()
        log.info(
            "notice tried",
            message=message.id,
            channel=self._channel,
            kind=message.kind,
            notices=message.total,
            attempt=message.tries,
            outcome=attempt.outcome,
            status=attempt.status,
            state=state,
            settled=settled,
        )


def _again(message: Message, attempt: Attempt, clock: Clock) -> datetime | None:
    """When the message is tried again, if it is."""
    if attempt.outcome is AttemptOutcome.REFUSED or message.redelivery:
        return None
    return next_attempt(message.tries, clock.now(), attempt.retry_after)
