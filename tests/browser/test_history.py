"""The history: filters that stay, rows that update themselves, one action on many."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.signing_in import PHONE

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROWS = ".run-history tbody tr"


async def test_filters_outlive_a_reload_and_the_back_button(open_page, made):
    watched = await open_page(f"/history?tenant={made.tenant}")
    page = watched.page
    await page.get_by_label("Outcome").select_option("failure")
    await expect(page).to_have_url(f"{watched.origin}/history?tenant={made.tenant}&outcome=failure")
    await page.get_by_label("Started").select_option("manual")
    await expect(page).to_have_url(f"{watched.origin}/history?tenant={made.tenant}&outcome=failure&trigger=manual")
    await page.reload()
    await expect(page.get_by_label("Outcome")).to_have_value("failure")
    await expect(page.get_by_label("Started")).to_have_value("manual")
    await page.go_back()
    await expect(page.get_by_label("Started")).to_have_value("")
    await expect(page.get_by_label("Outcome")).to_have_value("failure")
    await expect(page.locator(ROWS).first).to_be_visible()


async def test_another_tenant_brings_its_own_syncs(open_page, platform, made):
    watched = await open_page(f"/history?tenant={made.tenant}&sync={made.sync}")
    page = watched.page
    failing = await platform.call("GET", "scheduler", f"/v1/tenants/{made.failing.tenant}")
    box = page.get_by_label("Tenant", exact=True)
    await box.fill(failing["name"].partition(" ")[0])
    await expect(page.locator("#field-tenant-names option").first).to_have_attribute("value", failing["name"])
    await box.press("Enter")
    await expect(page).to_have_url(f"{watched.origin}/history?tenant={made.failing.tenant}")
    await expect(page.get_by_label("Sync")).to_have_value("")
    await expect(page.locator(ROWS)).to_have_count(1)
    await expect(page.locator(ROWS)).to_contain_text("ERROR")


async def test_a_new_run_shows_up_by_itself_and_what_is_ticked_stays(open_page, platform, made):
    watched = await open_page(f"/history?tenant={made.failing.tenant}")
    page = watched.page
    box = page.get_by_label("Choose run").first
    name = await box.get_attribute("id")
    await box.check()
    execution = await platform.request(made.failing, mode="missing", dry_run=True)
    await expect(page.locator(f"#run-{execution}")).to_contain_text("ERROR", timeout=30_000)
    await expect(page.locator(f"#{name}")).to_be_checked()


async def test_a_click_is_not_lost_when_news_come_between_press_and_release(open_page, platform, made):
    watched = await open_page(f"/history?tenant={made.failing.tenant}")
    page = watched.page
    box = page.get_by_label("Choose run").first
    name = await box.get_attribute("id")
    await box.hover()
    await page.mouse.down()
    async with page.expect_response(lambda answer: "/history" in answer.url):
        execution = await platform.request(made.failing, mode="missing", dry_run=True)
    await page.mouse.up()
    await expect(page.locator(f"#{name}")).to_be_checked()
    await expect(page.locator(f"#run-{execution}")).to_contain_text("ERROR", timeout=30_000)


async def test_each_of_many_tells_what_became_of_it(open_page, platform, made):
    """One has failures to try again; the other left none."""
    other = await platform.run(made.failing, mode="missing", dry_run=True)
    watched = await open_page("/history")
    page = watched.page
    await page.locator(f"#choose-{made.execution}").check()
    await page.locator(f"#choose-{other['id']}").check()
    await page.get_by_role("button", name="Retry failed").click()
    await expect(page.get_by_text("1 of 2 done.")).to_be_visible()
    row = page.locator("tbody tr").filter(has_text=made.execution[:8])
    await expect(row).to_contain_text("Is tried again")
    led_to = await row.get_by_role("link").last.get_attribute("href")
    assert led_to is not None
    await platform.ended(led_to.removeprefix("/executions/").partition("?")[0])
    assert await watched.accessibility() == []


async def test_all_that_the_filter_finds_are_canceled_or_say_why_not(open_page, made):
    watched = await open_page(f"/history?tenant={made.failing.tenant}&status=error")
    page = watched.page
    await page.get_by_label("All that the filter finds").check()
    await page.get_by_role("button", name="Cancel").click()
    await expect(page.get_by_text("0 of")).to_be_visible()
    await expect(page.locator("tbody tr").first).to_contain_text("ended")


async def test_the_file_holds_what_the_filter_finds(open_page, made):
    watched = await open_page(f"/history?tenant={made.failing.tenant}")
    async with watched.page.expect_download() as coming:
        await watched.page.get_by_role("link", name="CSV").click()
    path = await (await coming.value).path()
    lines = path.read_text().splitlines()
    assert lines[0].lstrip("\ufeff").startswith("id,tenant,sync,status")
    assert any(made.failed in line for line in lines)
    assert all(made.failing.tenant in line for line in lines[1:])


async def test_a_viewer_sees_no_actions(open_page, platform, made):
    key = await platform.call("POST", "scheduler", "/v1/keys", json={"name": "looks", "role": "viewer"})
    watched = await open_page("/history", key=key["key"])
    await expect(watched.page.locator(ROWS).first).to_be_visible()
    await expect(watched.page.get_by_role("button", name="Run again")).to_have_count(0)
    await watched.go(f"/executions/{made.execution}")
    await expect(watched.page.get_by_role("button", name="Retry failed")).to_have_count(0)
    watched.expect("403")
    await watched.go(f"/syncs/{made.sync}/run")
    await expect(watched.page.get_by_text("This needs the role operator")).to_be_visible()


async def test_a_phone_shows_the_runs_first_and_the_filter_when_asked_for_it(open_page, made):
    watched = await open_page(f"/history?tenant={made.tenant}", size=PHONE)
    page = watched.page
    outcome, button = page.get_by_label("Outcome"), page.get_by_role("button", name="Filter")
    await expect(page.locator(ROWS).first).to_be_in_viewport()
    await expect(outcome).to_be_hidden()
    await button.click()
    await expect(button).to_have_attribute("aria-expanded", "true")
    await outcome.select_option("failure")
    await expect(page).to_have_url(f"{watched.origin}/history?tenant={made.tenant}&outcome=failure")
    await page.reload()
    await expect(outcome).to_have_value("failure")
    await expect(outcome).to_be_visible()  # what narrows the list is not hidden
    assert await watched.accessibility() == []
