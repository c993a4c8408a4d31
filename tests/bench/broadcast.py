"""The least that can fan a topic out over SSE with Starlette: `python -m tests.bench.broadcast KAFKA TOPIC PORT`.

What the relay is measured against: no tenants, keys, filters, resume ids, heartbeats or bounds, and no look at the
event; one queue per client, and what waits in it is joined before it is sent. It encodes each event once.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

import uvicorn
from aiokafka import AIOKafkaConsumer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

HOST = "127.0.0.1"


class Broadcast:
    def __init__(self, bootstrap: str, topic: str) -> None:
        self._bootstrap = bootstrap
        self._topic = topic
        self._queues: set[asyncio.Queue[bytes]] = set()

    def app(self) -> Starlette:
        routes = [Route("/events", self.events), Route("/healthz", _healthy)]
        return Starlette(routes=routes, lifespan=self._lifespan)

    async def events(self, _request: Request) -> StreamingResponse:
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[bytes]:
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield b": welcome\n\n"
            while True:
                chunks = [await queue.get()]
                while not queue.empty():
                    chunks.append(queue.get_nowait())
                yield b"".join(chunks)
        finally:
            self._queues.discard(queue)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        consumer = AIOKafkaConsumer(self._topic, bootstrap_servers=self._bootstrap)  # no group: all partitions
        await consumer.start()
        await consumer.seek_to_end()
        reading = asyncio.create_task(self._read(consumer))
        try:
            yield
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            await consumer.stop()

    async def _read(self, consumer: AIOKafkaConsumer) -> None:
        while True:
            for records in (await consumer.getmany(timeout_ms=1000)).values():
                for record in records:
                    chunk = b"id: %d\nevent: ticket\ndata: %b\n\n" % (record.offset, record.value)
                    for queue in self._queues:
                        queue.put_nowait(chunk)


async def _healthy(_request: Request) -> Response:
    return Response("ok")


if __name__ == "__main__":
    kafka, name, listen = sys.argv[1:]
    app = Broadcast(kafka, name).app()
    uvicorn.run(app, host=HOST, port=int(listen), log_level="error", timeout_graceful_shutdown=1)
