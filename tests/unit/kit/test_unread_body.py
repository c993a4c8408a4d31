"""An error reaches a client that is still sending, and a client that never stops costs a bounded amount."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from psasync.kit.http.middleware import unread_body
from psasync.kit.http.middleware.unread_body import MOST_BYTES, UnreadBodyMiddleware

CHUNK = 1_000_000


class Client:
    """Sends chunks when it is asked for them; the last one after `chunks`."""

    def __init__(self, chunks: int) -> None:
        self.left = chunks
        self.taken = 0
        self.answers: list[Message] = []

    async def receive(self) -> Message:
        self.left -= 1
        self.taken += CHUNK
        return {"type": "http.request", "body": b"x" * CHUNK, "more_body": self.left > 0}

    async def send(self, message: Message) -> None:
        self.answers.append(message)


def _refusing(status: int):
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})

    return UnreadBodyMiddleware(app)


def _scope(*headers: tuple[bytes, bytes]) -> Scope:
    return {"type": "http", "headers": list(headers)}


CHUNKED = (b"transfer-encoding", b"chunked")


async def test_a_refused_body_is_taken_before_the_answer():
    client = Client(chunks=5)
    await _refusing(413)(_scope(CHUNKED), client.receive, client.send)
    assert client.taken == 5 * CHUNK
    assert client.answers[0]["status"] == 413


async def test_a_body_without_end_is_taken_within_bounds():
    client = Client(chunks=10_000)
    await _refusing(413)(_scope(CHUNKED), client.receive, client.send)
    assert MOST_BYTES <= client.taken <= MOST_BYTES + 2 * CHUNK
    assert client.answers[0]["status"] == 413


async def test_a_client_that_stalls_is_answered_all_the_same(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unread_body, "MOST_SECONDS", 0.05)
    client = Client(chunks=1)

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    await _refusing(408)(_scope(CHUNKED), never, client.send)
    assert client.answers[0]["status"] == 408


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"content-length", b"0")],
        [(b"content-length", str(MOST_BYTES + 1).encode())],
        [(b"content-length", b"5"), (b"expect", b"100-continue")],
    ],
)
async def test_nothing_is_asked_for_that_is_not_on_its_way(headers):
    client = Client(chunks=5)
    await _refusing(413)(_scope(*headers), client.receive, client.send)
    assert client.taken == 0


async def test_a_good_answer_waits_for_nothing():
    client = Client(chunks=5)
    await _refusing(200)(_scope(CHUNKED), client.receive, client.send)
    assert client.taken == 0
