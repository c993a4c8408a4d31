"""The overview lives: what begins and ends is shown without loading the page again."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

WITHIN = 15_000  # milliseconds


async def test_a_run_that_fails_appears_by_itself(open_page, platform, made):
    watched = await open_page("/")
    loaded = await watched.page.evaluate("performance.timeOrigin")
    failed = watched.page.locator("section", has_text="Failed in the last 24 hours")
    await expect(watched.page.locator("#now")).to_be_visible()
    execution = await platform.run(made.failing, mode="missing")
    await expect(failed.locator(f'a[href="/executions/{execution["id"]}"]')).to_be_visible(timeout=WITHIN)
    assert await watched.page.evaluate("performance.timeOrigin") == loaded


async def test_charts_are_drawn_and_can_be_read_as_tables(open_page, platform, made):
    async def counted():
        return (await platform.call("GET", "results", "/v1/statistics"))["days"]

    await until(counted, 120, "the platform's day is counted")
    watched = await open_page("/")
    figure = watched.page.locator("figure", has_text="Runs per day")
    await expect(figure.locator("canvas")).to_be_visible(timeout=WITHIN)
    await figure.locator("summary").click()
    await expect(figure.locator("tbody tr").last).to_be_visible()
    assert await figure.locator("tbody tr").count() >= 30


async def test_a_browser_that_is_offline_says_so(open_page, made):
    watched = await open_page("/")
    banner = watched.page.locator("#offline")
    await expect(banner).to_be_hidden()
    watched.expect("ERR_INTERNET_DISCONNECTED", "net::", "htmx:sendError", "htmx:afterRequest")
    await watched.page.context.set_offline(True)
    await expect(banner).to_be_visible(timeout=WITHIN)
    await watched.page.context.set_offline(False)
    await expect(banner).to_be_hidden(timeout=WITHIN)


async def test_failing_systems_say_which_connection(open_page, made):
    watched = await open_page("/")
    fault = watched.page.locator(f'a[href="/connections/{made.failing.connection}"]')
    await expect(fault).to_be_visible(timeout=WITHIN)
