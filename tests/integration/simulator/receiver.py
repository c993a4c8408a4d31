"""A real HTTP server that receives callbacks and keeps what came, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from psasync.psa.port import RawWebhook
from tests.support.thread_server import QuietHandler, served


class Receiver:
    def __init__(self, url: str) -> None:
        self.url = url
        self.webhooks: list[RawWebhook] = []
        self.paths: list[str] = []
        self.statuses: list[int] = []  # answers to the next requests; 204 when used up


@contextmanager
def receiving() -> Iterator[Receiver]:
    received: Receiver

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            received.webhooks.append(RawWebhook(body, headers, {}))
            received.paths.append(self.path)
            self.send_response(received.statuses.pop(0) if received.statuses else 204)
            self.end_headers()

    with served(Handler) as url:
        received = Receiver(f"{url}/hooks/token")
        yield received
