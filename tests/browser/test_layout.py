"""What every page has: theme, switcher, menus, keyboard."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.signing_in import PHONE

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_theme_is_chosen_and_kept(open_page, made):
    watched = await open_page("/tenants", theme="dark")
    root, button = watched.page.locator("html"), watched.page.get_by_role("button", name="Light, dark or automatic")
    await expect(root).to_have_attribute("data-bs-theme", "dark")  # as the system
    await button.click()
    await expect(root).to_have_attribute("data-bs-theme", "light")
    await watched.go("/schedules")
    await expect(root).to_have_attribute("data-bs-theme", "light")
    await button.click()
    await expect(root).to_have_attribute("data-bs-theme", "dark")
    await button.click()
    await expect(root).to_have_attribute("data-theme-choice", "auto")


async def test_the_theme_is_there_before_anything_is_painted(open_page, made):
    watched = await open_page("/tenants", theme="dark")
    blocking = watched.page.locator('head script[src*="theme.js"]:not([defer]):not([async]):not([type])')
    assert await blocking.count() == 1
    before = await watched.page.evaluate(
        "[...document.head.children].findIndex(e => e.src?.includes('theme.js'))"
        " < [...document.head.children].findIndex(e => e.rel === 'stylesheet')"
    )
    assert before


async def test_tenants_are_switched_by_name(open_page, made):
    watched = await open_page("/schedules")
    page = watched.page
    await page.locator("summary", has_text="All tenants").click()
    await expect(page.locator(f'.console-switcher-list a[href="/tenants/{made.tenant}"]')).to_be_visible()
    await page.get_by_label("Find a tenant").fill("browserfail")
    await expect(page.locator(f'.console-switcher-list a[href="/tenants/{made.tenant}"]')).to_be_hidden()
    await expect(page.locator(f'.console-switcher-list a[href="/tenants/{made.failing.tenant}"]')).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_label("Find a tenant")).to_be_hidden()


async def test_a_filter_lives_in_the_address(open_page, made):
    watched = await open_page("/tenants")
    page = watched.page
    await page.get_by_label("Name").fill("browsergood")
    await expect(page).to_have_url(f"{watched.origin}/tenants?name=browsergood&state=")
    await expect(page.locator("#results tbody tr")).to_have_count(1)
    await page.reload()
    await expect(page.get_by_label("Name")).to_have_value("browsergood")
    await expect(page.locator("#results tbody tr")).to_have_count(1)


async def test_the_keyboard_goes_to_the_content_first(open_page, made):
    watched = await open_page("/tenants")
    await watched.page.keyboard.press("Tab")
    await expect(watched.page.get_by_text("Skip to the content")).to_be_focused()
    await watched.page.keyboard.press("Enter")
    await expect(watched.page.locator("main")).to_be_focused()


async def test_a_phone_opens_the_menu_by_a_button(open_page, made):
    watched = await open_page("/tenants", size=PHONE)
    link = watched.page.get_by_role("link", name="Schedules")
    await expect(link).to_be_hidden()
    await watched.page.get_by_role("button", name="Menu").click()
    await link.click()
    await expect(watched.page).to_have_url(f"{watched.origin}/schedules")


async def test_times_are_the_viewers(open_page, made):
    watched = await open_page("/administration/audit")
    shown = watched.page.locator("#results time[data-local]").first
    await expect(shown).to_contain_text("today")
    title = await shown.get_attribute("title")
    assert title is not None
    assert "CET" in title or "GMT+1" in title


@pytest.mark.parametrize(
    ("path", "status", "says"), [("/nowhere", 404, "Not Found"), ("/tenants?cursor=x", 400, "cursor")]
)
async def test_problems_are_pages_that_say_what_to_do(open_page, made, path, status, says):
    watched = await open_page("/tenants")
    watched.expect(str(status))
    answer = await watched.page.goto(watched.origin + path)
    assert answer is not None
    assert answer.status == status
    await expect(watched.page.get_by_text(says).first).to_be_visible()
    await expect(watched.page.get_by_role("link", name="To the start")).to_be_visible()
    assert await watched.accessibility() == []
