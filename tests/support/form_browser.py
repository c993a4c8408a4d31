"""A browser without a screen and without scripts."""

from __future__ import annotations

import re
from typing import Any

import httpx


class FormBrowser(httpx.AsyncClient):
    """Of the console at `origin`: follows where it is led, keeps cookies, and sends forms as a page's own."""

    def __init__(self, origin: str, **options: Any) -> None:
        super().__init__(headers={"accept": "text/html"}, follow_redirects=True, timeout=20, **options)
        self.origin = origin

    async def form(self, page: httpx.Response, path: str, **fields: str) -> httpx.Response:
        token = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert token, "the page has a form"
        return await self.post(self.origin + path, data={"csrf": token[1], **fields}, headers={"Origin": self.origin})

    async def sign_in(self, key: str) -> httpx.Response:
        return await self.form(await self.get(self.origin + "/sign-in"), "/sign-in", key=key)
