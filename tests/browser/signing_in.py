"""Browser contexts that are signed in by a key, as a person would."""

from __future__ import annotations

from playwright.async_api import Browser, BrowserContext

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


async def signed_in(
    browser: Browser, origin: str, key: str, *, size: dict[str, int] = WIDE, theme: str = "light"
) -> BrowserContext:
    context = await browser.new_context(viewport=size, color_scheme=theme, locale="en-GB", timezone_id="Europe/Berlin")  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(origin + "/sign-in")
    await page.get_by_label("API key").fill(key)
    await page.get_by_role("button", name="Sign in with a key").click()
    await page.wait_for_url(origin + "/")
    await page.close()
    return context
