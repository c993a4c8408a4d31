"""A small HTTP server on a real socket, for tests that need answers of their own making."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    path: str
    query: dict[str, str]
    headers: dict[str, str]  # lower-case names
    method: str = "GET"
    body: bytes = b""
    target: str = ""  # path and query as they came


@dataclass(frozen=True)
class Said:
    content: Any = None  # as JSON, unless `body` is given
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    keep_open: bool = False  # says nothing more, and waits until the client leaves

    @property
    def raw(self) -> bytes:
        body = json.dumps(self.content).encode() if self.body is None else self.body
        headers = {
            "content-type": "application/json",
            "date": "Wed, 25 Nov 2026 10:00:00 GMT",
            "content-length": str(len(body)),
            "connection": "close",
            **self.headers,
        }
        lines = [f"HTTP/1.1 {self.status} Said", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        return "\r\n".join(lines).encode() + body


@dataclass
class TinyServer:
    """`answer` may be replaced while it runs; `asked` holds every call in order."""

    answer: Callable[[Asked], Said]
    url: str = ""
    asked: list[Asked] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, address, _ = head[0].split()
            target = urlsplit(address)
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            query = dict(parse_qsl(target.query, keep_blank_values=True))
            asked = Asked(target.path, query, headers, method, body, address)
            self.asked.append(asked)
            said = self.answer(asked)
            writer.write(said.raw)
            await writer.drain()
            if said.keep_open:
                await reader.read()
        writer.close()


@contextlib.asynccontextmanager
async def tiny_server(answer: Callable[[Asked], Said]) -> AsyncIterator[TinyServer]:
    tiny = TinyServer(answer)
    server = await asyncio.start_server(tiny.serve, "127.0.0.1", 0)
    tiny.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield tiny
