"""The platform's HTTP interfaces, as far as the story needs them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from psasync_local import services
from psasync_local.errors import LocalError
from psasync_local.stack import Stack

TIME_LIMIT_SECONDS = 30
STREAM_SILENCE_SECONDS = 30  # streams send a heartbeat more often


@dataclass(frozen=True, slots=True)
class StreamEvent:
    name: str
    data: dict[str, Any]


class Api:
    """One bearer's view of the platform. Raises LocalError with the problem's own words."""

    def __init__(self, stack: Stack, key: str) -> None:
        self._headers = {"Authorization": f"Bearer {key}"}
        self._client = httpx.Client(timeout=TIME_LIMIT_SECONDS)
        self.scheduler = stack.url(services.SCHEDULER)
        self.executor = stack.url(services.EXECUTOR)
        self.results = stack.url(services.RESULTS)
        self.relay = stack.url(services.RELAY)

    def close(self) -> None:
        self._client.close()

    def get(self, url: str, **query: Any) -> Any:
        return self._answer("GET", url, params=query)

    def post(self, url: str, body: dict[str, Any] | None = None) -> Any:
        return self._answer("POST", url, json=body or {})

    def events(self, url: str, opened: Callable[[], None] = lambda: None) -> Iterator[StreamEvent]:
        """A server-sent event stream, until it ends; `opened` is called once it has been granted."""
        limits = httpx.Timeout(TIME_LIMIT_SECONDS, read=STREAM_SILENCE_SECONDS)
        with self._client.stream("GET", url, headers=self._headers, timeout=limits) as response:
            if response.is_error:
                response.read()
                raise LocalError(f"GET {url}: {_problem(response)}")
            opened()
            yield from _events(response.iter_lines())

    def _answer(self, method: str, url: str, **options: Any) -> Any:
        response = self._client.request(method, url, headers=self._headers, **options)
        if response.is_error:
            raise LocalError(f"{method} {url}: {_problem(response)}")
        return response.json() if response.content else None


def _problem(response: httpx.Response) -> str:
    try:
        problem = response.json()
        return f"{response.status_code} {problem['title']}: {problem.get('detail', '')} {problem.get('errors', '')}"
    except (ValueError, KeyError, TypeError):
        return f"{response.status_code} {response.text[:300]}"


def _events(lines: Iterator[str]) -> Iterator[StreamEvent]:
    name, data = "message", list[str]()
    for line in lines:
        if not line:
            if data:
                yield StreamEvent(name, json.loads("\n".join(data)))
            name, data = "message", list[str]()
        elif line.startswith("event:"):
            name = line.removeprefix("event:").strip()
        elif line.startswith("data:"):
            data.append(line.removeprefix("data:").strip())
