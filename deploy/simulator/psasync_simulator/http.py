"""Just enough HTTP for a simulated system: a request read to its end, and an answer that can also break off.

The systems speak ASGI themselves: a framework's request and response objects cost more than the pages they serve.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import orjson

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_BODY = 1_048_576


class BodyTooLarge(Exception):  # noqa: N818 - a verdict on the caller, not a mistake here
    """The request's body is over the limit."""


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str  # below the system's mount point
    query_string: str
    headers: dict[str, str]  # lower-case names
    origin: str  # scheme, host and mount point, as the caller wrote them
    body: bytes = b""

    @property
    def query(self) -> dict[str, str]:
        """Parameters by lower-case name; the last one wins."""
        return {name.lower(): value for name, value in self.query_pairs}

    @property
    def query_pairs(self) -> list[tuple[str, str]]:
        """Parameters as they were written, repeated ones too."""
        return parse_qsl(self.query_string, keep_blank_values=True)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False  # break the connection off in the middle of the body


def json_answer(status: int, content: Any, **headers: str) -> Answer:
    return Answer(status, orjson.dumps(content), headers=headers)


async def read_request(scope: Scope, receive: Receive) -> Request:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    root = scope.get("root_path", "")
    body = b"" if scope["method"] in {"GET", "HEAD"} else await _read_body(receive)
    return Request(
        method=scope["method"],
        path=scope["path"].removeprefix(root),
        query_string=scope["query_string"].decode("latin-1"),
        headers=headers,
        origin=f"{scope['scheme']}://{headers.get('host', '')}{root}",
        body=body,
    )


async def _read_body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise BodyTooLarge
        if not message.get("more_body"):
            return bytes(body)


async def send_answer(answer: Answer, send: Send) -> None:
    headers = {"content-type": answer.content_type, "content-length": str(len(answer.body)), **answer.headers}
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        }
    )
    if answer.cut:
        # The server closes the connection of an application that stops in the middle of its answer.
        half = answer.body[: len(answer.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        return
    await send({"type": "http.response.body", "body": answer.body})
