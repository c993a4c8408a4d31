"""What a service's composition root puts together: parts that start in order, stop in order and report."""

import asyncio
import contextlib
import gc
import resource
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Protocol

import uvloop
from fastapi import FastAPI

from psasync.kit.clock import RealClock
from psasync.kit.http.server import serve
from psasync.kit.logging import configure, get_logger
from psasync.kit.loops import Loops
from psasync.kit.mongo import Database, Index, IndexLoop, MongoError
from psasync.kit.settings import PREFIX, HttpSettings

log = get_logger(__name__)

_GRACE_SECONDS = 5.0


class Kafka(Protocol):
    """What this module needs of `psasync.kit.kafka.KafkaRuntime`."""

    async def start(self) -> None: ...

    async def stop(self, grace: float) -> None: ...

    def ready(self) -> tuple[bool, str]: ...


class Closable(Protocol):
    async def aclose(self) -> None: ...


class Parts:
    """The parts of one service. Give `lifespan` and `ready` to `create_app`.

    The service starts whether or not Kafka and MongoDB are there: loops and consumers begin as soon as the indexes
    stand, because the guarantees stand on unique ones, and readiness says what is missing until then. With
    `kafka_first` Kafka does not wait for the database.

    At the stop HTTP has drained already; then loops, Kafka, `closing` in their order and the database follow.
    """

    def __init__(
        self,
        *,
        loops: Loops,
        kafka: Kafka | None = None,
        database: Database | None = None,
        indexes: Mapping[str, Sequence[Index]] | None = None,
        closing: Sequence[Closable] = (),
        kafka_first: bool = False,
        grace: float = _GRACE_SECONDS,
    ) -> None:
        self._loops = loops
        self._kafka = kafka
        self._database = database
        self._closing = closing
        self._kafka_first = kafka_first
        self._grace = grace
        self._indexes = IndexLoop(database, indexes or {}, RealClock()) if database else None
        self._opening: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        self._opening = asyncio.create_task(self._open(), name="opening")
        try:
            yield
        finally:
            await self._stop()

    async def ready(self) -> dict[str, str]:
        checks: dict[str, str] = {}
        if self._opening is not None and self._opening.done() and not self._opening.cancelled():
            failure = self._opening.exception()
            checks["start"] = "ok" if failure is None else f"{type(failure).__name__}: {failure}"
        if self._database is not None and self._indexes is not None:
            checks["mongodb"] = await _ping(self._database)
            checks["indexes"] = self._indexes.state
        if self._kafka is not None:
            well, text = self._kafka.ready()
            checks["kafka"] = "ok" if well else text or "not connected"
        checks |= {f"loop {name}": state.check for name, state in self._loops.state().items()}
        return checks

    async def _open(self) -> None:
        try:
            if self._kafka is not None and self._kafka_first:
                await self._kafka.start()
            if self._indexes is not None:
                await self._indexes.run()
            if self._kafka is not None and not self._kafka_first:
                await self._kafka.start()
            await self._loops.start()
        except Exception:
            log.exception("the service does not start")
            raise

    async def _stop(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        await self._finish("loops", self._loops.stop(self._grace))
        if self._kafka is not None:
            await self._finish("kafka", self._kafka.stop(self._grace))
        for part in self._closing:
            await self._finish(type(part).__name__, part.aclose())
        if self._database is not None:
            await self._finish("mongodb", self._database.close())

    async def _finish(self, name: str, stopping: Awaitable[None]) -> None:
        """One part that does not stop keeps no other from stopping."""
        try:
            async with asyncio.timeout(self._grace * 3):
                await stopping
        except Exception:  # the others still have to stop
            log.exception("part did not stop cleanly", part=name)


def run(
    service: str, settings: HttpSettings, build: Callable[[], Awaitable[FastAPI]], *, port: int, port_name: str
) -> None:
    """Run a service until it is told to stop: `run("executor", settings, build, port=..., port_name="executor_port")`.

    `port_name` is the setting that a taken port's message names.
    """
    configure(service, settings)
    leave_no_core()

    async def main() -> None:
        spare_the_collector()
        await serve(await build(), settings.http_host, port, port_variable=PREFIX + port_name.upper())

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())


def leave_no_core() -> None:
    """No core dump of this process or its children: it would hold keys, and the contents that pass through.

    One byte is too little for a file, and at one byte Linux starts no program either that a core would be piped to,
    which it does at zero.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))


def spare_the_collector() -> None:
    """To be called once everything is loaded, by `run` and by whoever measures what runs under it.

    A page of a thousand decoded rows makes the collector walk the whole heap many times, and finds nothing. What is
    loaded by now stays for good, and young objects are looked at a hundred times less often.
    """
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


async def _ping(database: Database) -> str:
    try:
        await database.ping()
    except MongoError as error:
        return f"does not answer: {error!s:.200}"
    return "ok"
