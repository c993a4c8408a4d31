"""What long answers need to know of the connection below them."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import Receive, Scope

from psasync.kit.http.problems import Problem

TRANSPORT: Final = "psasync.transport"
"""Extension of the ASGI scope: the connection's `Wire`, put there by `psasync.kit.http.server`."""


_LINGER_NOT = struct.pack("ii", 1, 0)  # `struct linger`: on, for no time


class Wire:
    """The connection itself, for answers that are written to many clients in one go, without a task that wakes up.

    What is written has to be framed as the protocol wants it. It is in order with what the application sends.
    """

    __slots__ = ("_ended", "_release", "_transport", "drained", "filled", "full", "lost")

    def __init__(self, transport: asyncio.Transport, release: Callable[[], None] | None = None) -> None:
        self._transport = transport
        self._release = release
        self._ended = False
        self.full = False  # it holds as much as it shall: write no more until `drained` is called
        self.filled: Callable[[], None] | None = None  # called within the write that fills it, and when the client ends
        self.drained: Callable[[], None] | None = None
        self.lost: Callable[[], None] | None = None  # called once when a held connection has ended

    def hold(self, lost: Callable[[], None]) -> None:
        """The HTTP answer that was begun goes on without the application, which returns: a client costs no task.

        It is ended by `end`, by `abort` or by the client; then, and once, `lost` is called.
        """
        if self._release is None:
            raise RuntimeError("only an HTTP answer can be held")
        self.lost = lost
        self._release()
        self._release = None

    def write(self, data: bytes) -> None:
        """Never waits; nothing happens once the connection is closing."""
        if not self.closing:
            self._transport.write(data)

    @property
    def writer(self) -> Callable[[bytes], None]:
        """`write`, for who writes to thousands in a row: without a look at `closing`, and not allowed after `lost`."""
        return self._transport.write

    @property
    def closing(self) -> bool:
        """Nothing that is written now gets to the client."""
        return self._transport.is_closing()

    def end(self) -> None:
        """Close once the client has taken what was written."""
        self._transport.close()

    def abort(self) -> None:
        self._transport.abort()

    def drop(self) -> None:
        """As `abort`, and the kernel does not go on sending what it still has."""
        if not self._ended:
            self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        self._transport.abort()

    # for the server

    def pause(self) -> None:
        self.full = True
        if self.filled is not None:
            self.filled()

    def ends(self) -> None:
        """The client sends nothing more; the transport closes once what was written has left."""
        if self.filled is not None:
            self.filled()

    def resume(self) -> None:
        self.full = False
        if self.drained is not None:
            self.drained()

    def gone(self) -> None:
        """The connection has ended; a repetition changes nothing."""
        self._ended = True
        lost, self.lost, self.drained, self.filled = self.lost, None, None, None
        if lost is not None:
            lost()


def wire_of(scope: Scope) -> Wire:
    """Raises KeyError where another server than ours runs the application."""
    wire: Wire = scope["extensions"][TRANSPORT]
    return wire


def abort(scope: Scope) -> None:
    """Cut the connection: closing it would wait for the client to take what it has not taken."""
    transport = scope.get("extensions", {}).get(TRANSPORT)
    if transport is not None:
        transport.abort()


async def abort_and_yield(scope: Scope) -> None:
    """As `abort`; the server has heard of it on return, and does not take the answer for an unfinished one."""
    abort(scope)
    await asyncio.sleep(0)


async def disconnected(receive: Receive) -> None:
    """Returns once the client of an HTTP request has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def refused(still_allowed: Callable[[], Awaitable[bool]], every: float) -> None:
    """Returns once the key is no longer allowed, or nobody can say whose it is; asks every so many seconds."""
    while True:
        await asyncio.sleep(every)
        try:
            if not await still_allowed():
                return
        except Problem:
            return
