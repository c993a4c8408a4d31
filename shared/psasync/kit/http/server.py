"""Runs an application under uvicorn, and stops it in order."""

import asyncio
import contextlib
import errno
import logging
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from psasync.kit.http.problems import Problem, bad_request
from psasync.kit.http.transport import TRANSPORT, Wire
from psasync.kit.logging import get_logger

log = get_logger(__name__)

PORT_TAKEN = 3
_DRAIN_SECONDS = 5
_LARGEST_HEAD = 65_536
_LARGEST_MESSAGE = 65_536  # that a WebSocket takes; it comes to far less
_SOCKET_PING_SECONDS = 20
_SOCKET_FAREWELL_SECONDS = 2
_LARGEST_UNSENT = 262_144  # that the kernel holds for a client of a stream; by itself it takes megabytes
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


async def serve(app: FastAPI, host: str, port: int, *, port_variable: str = "", handle_signals: bool = True) -> None:
    """Serve until SIGTERM or SIGINT, or until `app.state.stop()` is called.

    Then: no new connections, open streams are told (`app.state.stopping`), requests have 5 s to end, and the
    application's lifespan is left. A port that is taken is one line naming `port_variable`, and exit status 3.
    `app.state.port` is the port bound, for `port` 0. The proxies of `app.state.trusted_proxies` say where a request
    comes from; nobody else does.
    """
    listener = _listen(host, port, port_variable)
    app.state.port = listener.getsockname()[1]
    server = _Server(_config(app), app, handle_signals=handle_signals)
    app.state.stop = server.stop
    log.info("listening", host=host, port=app.state.port)
    await server.serve(sockets=[listener])
    if server.lifespan.should_exit:
        raise SystemExit(1)


def _config(app: FastAPI) -> uvicorn.Config:
    # It says at level INFO which address each WebSocket was opened with, parameters and all.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    proxies: frozenset[str] = getattr(app.state, "trusted_proxies", frozenset())
    return uvicorn.Config(
        app,
        http=_Protocol,
        ws=_SocketProtocol,
        ws_max_size=_LARGEST_MESSAGE,
        ws_ping_interval=_SOCKET_PING_SECONDS,
        ws_ping_timeout=_SOCKET_PING_SECONDS,
        ws_per_message_deflate=False,  # a compressor for each client costs more memory than all else of it
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
        timeout_keep_alive=30,
        # By default the server believes every client on this machine.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=sorted(proxies),
    )


def _last_words(problem: Problem) -> bytes:
    """The answer as it goes over the wire, after which the connection ends."""
    response = problem.response()
    status = HTTPStatus(response.status_code)
    lines = [b"HTTP/1.1 %d %s" % (status, status.phrase.encode()), b"connection: close"]
    lines += [name + b": " + value for name, value in response.raw_headers]
    return b"\r\n".join([*lines, b"", bytes(response.body)])


_NO_HTTP = _last_words(bad_request("What came is not valid HTTP/1.1.", code="no-http"))


def _listen(host: str, port: int, port_variable: str) -> socket.socket:
    """Bound before anything starts, so that a taken port costs nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # uvicorn listens later; until then a second process could bind the same port beside us.
        listener.listen(2048)
    except OSError as error:
        listener.close()
        print(_cannot_bind(error, host, port, port_variable), file=sys.stderr)  # noqa: T201
        raise SystemExit(PORT_TAKEN) from None
    listener.setblocking(False)  # noqa: FBT003 - the library's signature
    return listener


def _cannot_bind(error: OSError, host: str, port: int, port_variable: str) -> str:
    what = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
    remedy = f"; set {port_variable} to another port" if port_variable else ""
    return f"Port {host}:{port} {what}{remedy}."


class _Wired(asyncio.Protocol):
    """Tells the wire what the transport tells the protocol."""

    __slots__ = ()

    _wire: Wire

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._wire.gone()

    def eof_received(self) -> None:
        self._wire.ends()
        super().eof_received()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._wire.pause()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._wire.resume()


class _Protocol(_Wired, HttpToolsProtocol):
    """Bounds the head of a request, and hands the application the connection, to write to it and to cut it."""

    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wire = Wire(transport, self._release)

    def _release(self) -> None:
        """The application is done with the answer, and it goes on: what was needed to parse requests goes."""
        if self.cycle.disconnected:
            self.loop.call_soon(self._wire.gone)
            return
        self.cycle.disconnected = True  # for the application, which returns in the middle of its answer
        self.connections.discard(self)
        held = _Held(self._wire, self.connections)
        # It has what the server asks of one.
        self.connections.add(held)  # type: ignore[arg-type]
        self.transport.set_protocol(held)
        _hold_little(self.transport)
        # It refers to us, and the garbage collector is seldom asked.
        self.parser = None  # type: ignore[assignment]

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the library's signature
        """What is no HTTP never reaches the application, whose errors are all problems; this one is too."""
        self.transport.write(_NO_HTTP)
        self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_bytes = 0
        extensions: dict[str, Any] = {TRANSPORT: self._wire}
        self.scope["extensions"] = extensions

    def on_url(self, url: bytes) -> None:
        if self._fits(len(url)):
            super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._fits(len(name) + len(value)):
            super().on_header(name, value)

    def _fits(self, size: int) -> bool:
        self._head_bytes += size
        if self._head_bytes > _LARGEST_HEAD:
            self.transport.abort()
        return self._head_bytes <= _LARGEST_HEAD


class _Held(_Wired):
    """A connection whose answer is written without the application. What the client still sends is not read."""

    __slots__ = ("_connections", "_wire")

    def __init__(self, wire: Wire, connections: set[Any]) -> None:
        self._wire = wire
        self._connections = connections

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server stops: whoever holds the connection hears of it by `app.state.stopping`, and says goodbye."""


class _SocketProtocol(_Wired, WebSocketsSansIOProtocol):
    """Hands the application the connection, and leaves it time to say goodbye when the server stops."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._wire = Wire(self.transport)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            # The application's task is made and does not run yet.
            _hold_little(self.transport)
            self.scope["extensions"] = {**(self.scope["extensions"] or {}), TRANSPORT: self._wire}  # type: ignore[dict-item]

    def shutdown(self) -> None:
        self.loop.call_later(_SOCKET_FAREWELL_SECONDS, self._close)

    def _close(self) -> None:
        if not self.disconnected:
            super().shutdown()


def _hold_little(transport: asyncio.Transport) -> None:
    """A client that takes nothing is noticed by its full connection."""
    transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _LARGEST_UNSENT)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, app: FastAPI, *, handle_signals: bool) -> None:
        super().__init__(config)
        self._app = app
        self._handle_signals = handle_signals

    def stop(self) -> None:
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # uvicorn waits for connections before it leaves the lifespan: streams have to be told here.
        self._app.state.stopping.set()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Uvicorn raises the signal again once it has stopped; here an orderly stop is exit status 0."""
        if not self._handle_signals or threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in _SIGNALS:
                loop.remove_signal_handler(number)
