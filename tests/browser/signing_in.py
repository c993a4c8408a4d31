"""Browser contexts that are signed in by a key, as a person would."""

from __future__ import annotations

from collections.abc import MutableMapping

from playwright.async_api import Browser, BrowserContext, StorageState, ViewportSize

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

States = MutableMapping[str, StorageState]
"""By key: who was signed in once stays so in the contexts that follow."""


async def signed_in(
    browser: Browser,
    origin: str,
    key: str,
    *,
    size: ViewportSize = WIDE,
    theme: str = "light",
    states: States | None = None,
) -> BrowserContext:
    known = None if states is None else states.get(key)
    context = await browser.new_context(
        viewport=size,
        color_scheme="dark" if theme == "dark" else "light",
        locale="en-GB",
        timezone_id="Europe/Berlin",
        storage_state=known,
    )
    if known is not None:
        return context
    page = await context.new_page()
    await page.goto(origin + "/sign-in")
    await page.get_by_label("API key").fill(key)
    await page.get_by_role("button", name="Sign in with a key").click()
    await page.wait_for_url(origin + "/")
    await page.close()
    if states is not None:
        states[key] = await context.storage_state()
    return context
