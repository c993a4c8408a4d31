"""Servers that bring an event, posted over HTTP, to many SSE clients."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from psasync.kit.http.server import serve
from psasync.psa.connectwise.webhook.ticket import ticket_changed
from psasync.psa.port import Credentials
from psasync_local import probes
from psasync_local.ports import HOST, free_port
from psasync_local.process import Command
from tests.bench.lab import Lab
from tests.bench.live import nchan
from tests.bench.live.posting import Post
from tests.bench.peer_venvs import Peer
from tests.integration.relay.scheduler import Scheduler, signed
from tests.support.waiting import until

TENANT = "bench"
RELAY = "tickets-relay"
SERVER_CORE = 0
UNLIMITED = {
    "PSASYNC_WEBHOOK_PER_MINUTE": "100000000",
    "PSASYNC_WEBHOOK_BURST": "100000000",
    "PSASYNC_STREAMS_PER_KEY": "20000",
    "PSASYNC_TICKETS_RETENTION_SECONDS": "600",
    "PSASYNC_LOG_LEVEL": "WARNING",
}
SSE_STARLETTE = Peer(
    "sse-starlette",
    "3.7.0",
    needs=("starlette==1.10.0", "uvicorn==0.54.0", "uvloop==0.23.0", "httptools==0.9.0"),
    script="live/peer_sse.py",
)


@dataclass(frozen=True)
class Contestant:
    """A server that runs. `event` makes a number's request; each event is another one, all of the same size."""

    name: str
    port: int
    path: str  # of its stream
    bearer: str
    pid: int
    event: Callable[[int], bytes]

    def cpu_seconds(self) -> float:
        times = psutil.Process(self.pid).cpu_times()
        return times.user + times.system

    def memory(self) -> int:
        """Bytes of resident memory."""
        resident: int = psutil.Process(self.pid).memory_info().rss
        return resident


Opened = Callable[[Lab], AbstractAsyncContextManager[Contestant]]


@contextlib.asynccontextmanager
async def relay(lab: Lab) -> AsyncIterator[Contestant]:
    """One replica; a webhook is verified and acknowledged by Kafka before it goes out."""
    async with relay_with(lab, UNLIMITED) as contestant:
        yield contestant


@contextlib.asynccontextmanager
async def relay_with(lab: Lab, environment: dict[str, str]) -> AsyncIterator[Contestant]:
    scheduler = Scheduler(lab.settings)
    async with _served(scheduler):
        token, key = scheduler.connect(TENANT), scheduler.key(TENANT)
        given = {"PSASYNC_SCHEDULER_URL": scheduler.url, **environment}
        async with lab.services(RELAY, environment=given):
            port = int(lab.cluster.url(RELAY).rpartition(":")[2])

            def event(number: int) -> bytes:
                body = callback(scheduler, number)
                return Post(f"/hooks/{token}", body, signed(body)).encoded()

            path = f"/v1/tenants/{TENANT}/tickets/events"
            yield Contestant(RELAY, port, path, key, lab.cluster.pid(RELAY), event)


@contextlib.asynccontextmanager
async def sse_starlette(lab: Lab) -> AsyncIterator[Contestant]:
    """What one writes in an afternoon: a queue per client and `EventSourceResponse`."""
    port = free_port()
    script = Path(__file__).with_name("peer_sse.py")
    argv = (str(SSE_STARLETTE.python), str(script), str(port))
    async with _spawned(lab, Command(str(SSE_STARLETTE), argv, dict(os.environ), _healthy(port))) as pid:
        yield Contestant(str(SSE_STARLETTE), port, "/events", "", pid, plain_event)


@contextlib.asynccontextmanager
async def nchan_server(lab: Lab) -> AsyncIterator[Contestant]:
    port = free_port()
    folder = lab.cluster.run.root / "nchan"
    argv = nchan.command(folder, port)
    async with _spawned(lab, Command("nchan", argv, dict(os.environ), _healthy(port))) as pid:
        yield Contestant(f"nchan {nchan.VERSION}", port, "/events", "", pid, plain_event)


def plain_event(number: int) -> bytes:
    """The bytes that the relay sends, already made."""
    return Post("/publish", ticket_json(number), {"Content-Type": "application/json"}).encoded()


def callback(scheduler: Scheduler, number: int) -> bytes:
    return scheduler.callback(
        number, summary="The printer on the second floor prints every other page", message=f"m-{number}"
    )


def ticket_json(number: int) -> bytes:
    envelope = json.loads(callback(Scheduler(None), number))  # type: ignore[arg-type]  - answers nobody
    event = ticket_changed(envelope, Credentials("c-bench", TENANT, {}, {}), datetime.now(UTC))
    assert event is not None
    return event.model_dump_json().encode()


@contextlib.asynccontextmanager
async def _served(scheduler: Scheduler) -> AsyncIterator[None]:
    app = scheduler.app()
    task = asyncio.create_task(serve(app, HOST, 0, handle_signals=False))
    await until(lambda: task.done() or hasattr(app.state, "stop"), 10, "the catalog listens")
    scheduler.url = f"http://{HOST}:{app.state.port}"
    try:
        yield
    finally:
        app.state.stop()
        await task


@contextlib.asynccontextmanager
async def _spawned(lab: Lab, command: Command) -> AsyncIterator[int]:
    await lab.cluster.spawn_command(command)
    try:
        await lab.cluster.wait_ready(command.name)
        yield lab.cluster.pid(command.name)
    finally:
        if lab.cluster.alive(command.name):
            await lab.cluster.terminate(command.name)


def _healthy(port: int) -> probes.Probe:
    return probes.http_ready(HOST, port, "/healthz")
