"""A Chromium of this machine, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
# No sandbox of its own in a container; and nothing of the browser's may leave the machine.
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
MISSING = (
    "There is no Chromium, so no page was tested: as root on Debian `make browser` installs it; else name one by "
    "PSASYNC_CHROMIUM."
)


def found() -> str | None:
    return os.environ.get("PSASYNC_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


@asynccontextmanager
async def running() -> AsyncIterator[Browser]:
    """Raises RuntimeError without a Chromium."""
    path = found()
    if path is None:
        raise RuntimeError(MISSING)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()
