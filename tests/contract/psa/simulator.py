"""The simulator as a real process, and its control interface."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.support.waiting import until_sync


class Simulator:
    """Blocking calls: the control interface answers at once and tests use it between steps."""

    def __init__(self, url: str, system: str, http: httpx.Client | None = None) -> None:
        self.url = url
        self.system = system
        self.http = http or httpx.Client(base_url=url, timeout=30, trust_env=False)

    def of(self, system: str) -> Simulator:
        """The same process, to be asked about another of its systems."""
        return Simulator(self.url, system, self.http)

    def account(self, name: str, **spec: Any) -> dict[str, Any]:
        """Make an account, or put a fresh one in the place of the old; its summary."""
        return self.put(f"accounts/{name}", spec)

    def put(self, path: str, content: Any) -> Any:
        return self._done("PUT", path, content)

    def post(self, path: str, content: Any = None) -> Any:
        return self._done("POST", path, content)

    def patch(self, path: str, content: Any) -> Any:
        return self._done("PATCH", path, content)

    def get(self, path: str, **query: Any) -> Any:
        return self._done("GET", path, None, query)

    def delete(self, path: str) -> None:
        self._done("DELETE", path, None)

    def fault(self, account: str, kind: str, **more: Any) -> None:
        self.post("faults", {"account": account, "kind": kind, **more})

    def calls(self, account: str) -> list[dict[str, Any]]:
        return self.get("calls", log=True, account=account)["log"]

    def _done(self, method: str, path: str, content: Any, query: dict[str, Any] | None = None) -> Any:
        answer = self.http.request(method, f"/_control/{self.system}/{path}", json=content, params=query)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


@contextmanager
def running(port: int, *, system: str = "connectwise", **settings: str) -> Iterator[Simulator]:
    url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "PSASYNC_SIMULATOR_PORT": str(port), **settings}
    process = subprocess.Popen([sys.executable, "-m", "psasync_simulator"], env=environment)
    simulator = Simulator(url, system)
    try:
        until_sync(lambda: process.poll() is not None or _alive(url), within=30, what="the simulator")
        assert process.poll() is None, f"the simulator ended with {process.returncode}"
        yield simulator
    finally:
        simulator.http.close()
        process.terminate()
        process.wait(timeout=20)


def _alive(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", timeout=2, trust_env=False).is_success
    except httpx.TransportError:
        return False
