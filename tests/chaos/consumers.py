"""Consumers of live tickets that always come back, and the verdict on what they were given."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Self

import httpx

from psasync.contracts.events.tickets import TicketChanged
from tests.chaos.relays import Published, Relays, client
from tests.support.waiting import until
from tests.unit.relay.frames import Frame, parse


@dataclass
class Consumer:
    """Holds a stream, and comes back with its last id, to any replica, however it was cut."""

    tenant: str
    boards: tuple[str, ...] = ()  # none: everything
    frames: list[Frame] = field(default_factory=list)
    comings: int = 0

    @contextlib.asynccontextmanager
    async def listening(self, relays: Relays, rng: random.Random) -> AsyncIterator[Self]:
        task = asyncio.create_task(self._stay(relays, relays.scheduler.key(self.tenant), rng))
        try:
            await until(lambda: self.frames or task.done(), 30, "the first id")
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @property
    def place(self) -> tuple[int, int]:
        """Partition and position of the last id."""
        return place(next(frame.id for frame in reversed(self.frames) if frame.id))

    def events(self, name: str) -> list[Frame]:
        return [frame for frame in self.frames if frame.event == name]

    def wants(self, event: TicketChanged) -> bool:
        board = event.board.id if event.board else None
        return event.tenant == self.tenant and (not self.boards or board in self.boards)

    async def _stay(self, relays: Relays, key: str, rng: random.Random) -> None:
        async with client(read=10) as http:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    await self._once(http, relays.url(rng), key)
                await asyncio.sleep(rng.uniform(0.05, 0.3))

    async def _once(self, http: httpx.AsyncClient, url: str, key: str) -> None:
        shown = next((frame.id for frame in reversed(self.frames) if frame.id), None)
        headers = {"authorization": f"Bearer {key}"} | ({"last-event-id": shown} if shown else {})
        path = f"{url}/v1/tenants/{self.tenant}/tickets/events"
        async with http.stream("GET", path, headers=headers, params={"board": list(self.boards)}) as response:
            if response.status_code != 200:
                return
            self.comings += 1
            rest = ""
            async for text in response.aiter_text():
                *blocks, rest = (rest + text).split("\n\n")
                self.frames += parse("\n\n".join(blocks))


def place(resume_id: str) -> tuple[int, int]:
    _, partition, position = resume_id.split(".")
    return int(partition, 16), int(position, 16)


def judge(consumer: Consumer, published: Sequence[Published]) -> int:
    """Each event of the topic came once and in order, or lies in a stretch that was told as a gap; how many do."""
    got = [place(frame.id) for frame in consumer.events("ticket")]
    assert got == sorted(set(got)), "an event came twice, or out of order"
    partition, start = place(consumer.frames[0].id)
    stretches = [_stretch(frame) for frame in consumer.events("gap")]
    wanted = [each for each in published if each.partition == partition and each.position > start]
    wanted = [each for each in wanted if consumer.wants(each.event)]
    assert set(got) <= {(each.partition, each.position) for each in wanted}, "it was given what is not its own"
    missing = [each for each in wanted if (each.partition, each.position) not in set(got)]
    told = [each for each in missing if any(low <= each.offset < high for low, high in stretches)]
    assert told == missing, f"{len(missing) - len(told)} are missing, and no gap tells of them"
    by_place = {(each.partition, each.position): each.event for each in wanted}
    for frame in consumer.events("ticket"):
        assert frame.json["ticket_id"] == by_place[place(frame.id)].ticket_id
    return len(missing)


def _stretch(gap: Frame) -> tuple[int, int]:
    return (place(gap.json["from"])[1] if gap.json["from"] else 0, place(gap.json["to"])[1])
