"""A web server on this machine that waits for one browser to come back."""

import http.server
import secrets
import threading
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

_PAGE = (
    b"<!doctype html><html lang=en><meta charset=utf-8><title>PSA Sync</title>"
    b"<h1>You can close this page</h1><p>Go back to the terminal: it says whether you are signed in.</p></html>"
)
_REQUEST_SECONDS = 10
_POLL_SECONDS = 0.05  # how soon it hears that it is to stop


class Loopback:
    """On a free port of 127.0.0.1, at an address that nobody can guess; only there a code is taken."""

    def __init__(self) -> None:
        self._path = f"/{secrets.token_urlsafe(16)}"
        self._came = threading.Event()
        self._code: str | None = None
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{self._path}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), name="loopback", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self, seconds: float) -> str | None:
        """The code; None if nobody came."""
        self._came.wait(seconds)
        return self._code

    def _take(self, target: str) -> bool:
        """Whether it is a browser that comes back with a code. The first one counts."""
        parts = urlsplit(target)
        codes = parse_qs(parts.query).get("code", [])
        if not secrets.compare_digest(parts.path.encode(), self._path.encode()) or len(codes) != 1:
            return False
        if not self._came.is_set():
            self._code = codes[0]
            self._came.set()
        return True

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        take = self._take

        class Handler(http.server.BaseHTTPRequestHandler):
            timeout = _REQUEST_SECONDS

            def do_GET(self) -> None:
                if not take(self.path):
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(_PAGE)))
                self.send_header("Cache-Control", "no-store")
                self.send_header("Referrer-Policy", "no-referrer")
                self.send_header("Content-Security-Policy", "default-src 'none'")
                self.end_headers()
                self.wfile.write(_PAGE)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server calls it
                """The address holds the code: nothing is logged."""

        return Handler
