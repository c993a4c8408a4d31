"""A real HTTP server that receives callbacks and keeps what came, byte for byte."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from psasync.psa.port import RawWebhook


class Receiver:
    def __init__(self, url: str) -> None:
        self.url = url
        self.webhooks: list[RawWebhook] = []
        self.paths: list[str] = []
        self.statuses: list[int] = []  # answers to the next requests; 204 when used up


@contextmanager
def receiving() -> Iterator[Receiver]:
    received: Receiver

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            received.webhooks.append(RawWebhook(body, headers, {}))
            received.paths.append(self.path)
            self.send_response(received.statuses.pop(0) if received.statuses else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    received = Receiver(f"http://127.0.0.1:{server.server_address[1]}/hooks/token")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
