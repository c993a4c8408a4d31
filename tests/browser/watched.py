"""A browser page that notices what goes wrong in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import ConsoleMessage, Page, Request, Response

from psasync_console.assets.building import BUILT, FOR_TESTS

AXE = BUILT / FOR_TESTS / "axe.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass
class Watched:
    """`faults` collects: errors in the console (a policy that was broken is one), scripts that failed, requests that
    failed or left the machine, answers of 500 and more.
    """

    page: Page
    origin: str
    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self._add(f"script: {error}"))
        self.page.on("request", self._request)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    async def go(self, path: str) -> None:
        """Opens a page of the console, until it is drawn. Live streams stay open, so that the network is never idle."""
        await self.page.goto(self.origin + path, wait_until="load")
        await self.page.evaluate("document.fonts.ready")

    def expect(self, *texts: str) -> None:
        """Faults that hold one of these texts are what the test is about."""
        self.expected += texts

    def check(self) -> None:
        left = [fault for fault in self.faults if not any(text in fault for text in self.expected)]
        assert not left, "the page has faults:\n  " + "\n  ".join(left)

    async def accessibility(self, *, without: Sequence[str] = ()) -> list[str]:
        """What breaks WCAG 2.2 AA, as far as it can be found by a program: a line each."""
        # Evaluated, not added as an element: the page's policy lets no foreign script in, and axe needs none.
        if await self.page.evaluate("typeof axe === 'undefined'"):
            await self.page.evaluate(AXE.read_text())
        options = {"runOnly": {"type": "tag", "values": RULES}, "rules": {name: {"enabled": False} for name in without}}
        found: dict[str, Any] = await self.page.evaluate("options => axe.run(document, options)", options)
        return [
            f"{violation['id']}: {node['html'][:160]} ({node['failureSummary'].splitlines()[-1].strip()})"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    async def overflows(self) -> bool:
        """Whether the page is wider than its window, which a phone's owner notices first."""
        wide: bool = await self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        return wide

    def _add(self, fault: str) -> None:
        self.faults.append(fault)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._add(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self._add(f"a request to elsewhere: {request.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left ends its stream.
        if request.failure != "net::ERR_ABORTED":
            self._add(f"request failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self._add(f"answer {response.status}: {response.url}")
