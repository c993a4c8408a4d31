"""Readiness, asked in each server's own protocol; an answer takes seconds at most: None = ready, or what is missing."""

from __future__ import annotations

import http.client
import socket
import struct
from collections.abc import Callable

import bson

Probe = Callable[[], str | None]

TIMEOUT_SECONDS = 2.0
_LARGEST_ANSWER = 1 << 20


def kafka(host: str, port: int) -> Probe:
    """Ready when the broker answers a Metadata request and knows of a live broker: itself."""

    def probe() -> str | None:
        body = struct.pack(">hhih", 3, 4, 1, -1) + struct.pack(">ib", 0, 0)
        answer = _exchange(host, port, struct.pack(">i", len(body)) + body, _sized_big_endian)
        if isinstance(answer, str):
            return answer
        (brokers,) = struct.unpack_from(">i", answer, 8)
        return None if brokers > 0 else "no live broker in the metadata yet"

    return probe


def mongo(host: str, port: int) -> Probe:
    """Ready when `hello` says that writes are taken."""

    def probe() -> str | None:
        document = bson.encode({"hello": 1, "$db": "admin"})
        payload = struct.pack("<iB", 0, 0) + document
        header = struct.pack("<iiii", 16 + len(payload), 1, 0, 2013)
        answer = _exchange(host, port, header + payload, _sized_little_endian)
        if isinstance(answer, str):
            return answer
        reply = bson.decode(answer[17:])
        return None if reply.get("isWritablePrimary") else "not a writable primary yet"

    return probe


def http_ready(host: str, port: int, path: str = "/readyz") -> Probe:
    """Ready when the path answers 200; otherwise the answer's first line says what is missing."""

    def probe() -> str | None:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            text = response.read(2000).decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            return f"no answer on {host}:{port} ({type(error).__name__})"
        finally:
            connection.close()
        return None if response.status == http.client.OK else f"{path} says {response.status} {text[:300]}"

    return probe


def _exchange(host: str, port: int, request: bytes, size_of: Callable[[bytes], int]) -> bytes | str:
    try:
        with socket.create_connection((host, port), TIMEOUT_SECONDS) as connection:
            connection.sendall(request)
            size = size_of(_read(connection, 4))
            return _read(connection, size)
    except (OSError, ValueError) as error:
        return f"no answer on {host}:{port} ({type(error).__name__})"


def _sized_big_endian(prefix: bytes) -> int:
    return _bounded(int.from_bytes(prefix, "big"))


def _sized_little_endian(prefix: bytes) -> int:
    return _bounded(int.from_bytes(prefix, "little") - 4)


def _bounded(size: int) -> int:
    if not 0 < size <= _LARGEST_ANSWER:
        raise ValueError("not the expected protocol")
    return size


def _read(connection: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            raise ConnectionResetError("closed early")
        parts += part
    return bytes(parts)
