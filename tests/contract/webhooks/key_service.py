"""A service that gives out signing keys by company, on a real socket, and that can lead callers elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.support.thread_server import QuietHandler, served


@dataclass
class KeyService:
    url: str
    keys: dict[str, str] = field(default_factory=dict)  # by company
    redirects: dict[str, str] = field(default_factory=dict)  # by company: where to
    asked: list[str] = field(default_factory=list)  # paths with their queries

    def key_of(self, company: str) -> str:
        return self.keys.setdefault(company, f"signing-key-of-{company}")

    def address(self, company: str) -> str:
        return f"{self.url}/v2025_1//system/callbackkey/index.rails?companyName={company}&id=1"


@contextmanager
def serving_keys() -> Iterator[KeyService]:
    service: KeyService

    class Handler(QuietHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            service.asked.append(self.path)
            company = parse_qs(urlsplit(self.path).query).get("companyName", [""])[0]
            body = json.dumps({"signing_key": service.key_of(company)}).encode()
            elsewhere = service.redirects.get(company)
            self.send_response(302 if elsewhere else 200)
            if elsewhere:
                self.send_header("location", elsewhere)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with served(Handler) as url:
        service = KeyService(url)
        yield service
