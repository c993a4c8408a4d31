"""From a refused record to an issue that closes itself."""

from __future__ import annotations

import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.signing_in import PHONE

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def refused(platform):
    """A tenant with refused records, that nobody else changes."""
    syncing = await platform.connect("issuespage", 120)
    await platform.run(syncing)
    return syncing


async def test_a_corrected_record_is_retried_and_its_issue_closes_itself(open_page, platform, refused):
    watched = await open_page(f"/tenants/{refused.tenant}/issues")
    page = watched.page
    fold = page.locator("details", has_text="A required field is empty")
    await expect(fold).to_have_attribute("open", "")
    rows = fold.locator("tbody tr")
    count = await rows.count()
    assert count > 1
    # Somebody fills in the name of the company, in the PSA.
    (company, *_) = refused.refused["companies"]
    patch = {"action": "change", "ids": [company], "patch": {"name": "Corrected Ltd"}}
    await platform.control("POST", refused.company, "/records/companies", patch)
    await rows.filter(has_text=f"Companies {company}").get_by_role("button", name="Retry").click()
    await expect(page.get_by_text("1 record tried again")).to_be_visible()
    # Nobody loads the page again.
    await expect(page.get_by_text("1 record came through")).to_be_visible(timeout=30_000)
    await expect(page.get_by_text("closed since you opened this page")).to_be_visible(timeout=30_000)
    await expect(rows).to_have_count(count - 1)
    await page.get_by_role("link", name="Closed").click()
    await expect(page.locator("tbody tr", has_text="The record came through").first).to_be_visible()


async def test_dismissed_with_a_reason_and_opened_again(open_page, refused):
    watched = await open_page(f"/tenants/{refused.tenant}/issues?code=field_required", size=PHONE)
    page = watched.page
    row = page.locator("tbody tr").first
    record = (await row.locator("a").first.inner_text()).strip()
    await row.get_by_role("checkbox").check()
    await page.get_by_label("Why they are dismissed").fill("A test account")
    await page.get_by_role("button", name="Dismiss those ticked").click()
    await expect(page.get_by_text("1 issue dismissed")).to_be_visible()
    await page.get_by_role("link", name="Dismissed").click()
    row = page.locator("tbody tr", has_text=record)
    await expect(row).to_contain_text("Dismissed by bootstrap: A test account")
    await row.get_by_role("checkbox").check()
    await page.get_by_role("button", name="Open again those ticked").click()
    await expect(page.get_by_text("1 issue open again")).to_be_visible()


async def test_filters_live_in_the_address(open_page, refused):
    watched = await open_page(f"/tenants/{refused.tenant}/issues")
    page = watched.page
    await page.get_by_label("Kind of record").select_option("contact")
    await expect(page).to_have_url(re.compile("entity=contact"))
    await expect(page.locator("tbody tr").first).to_contain_text("Contacts")
    count = await page.locator("tbody tr").count()
    await page.reload()
    await expect(page.get_by_label("Kind of record")).to_have_value("contact")
    await expect(page.locator("tbody tr")).to_have_count(count)
    await page.get_by_label("Record", exact=True).fill("no such record")
    await expect(page.get_by_text("No issue is like this")).to_be_visible()


async def test_nothing_ticked_changes_nothing(open_page, refused):
    watched = await open_page(f"/tenants/{refused.tenant}/issues")
    await watched.page.get_by_role("button", name="Dismiss those ticked").click()
    await expect(watched.page.get_by_text("Tick at least one record first")).to_be_visible()


async def test_ticks_and_folds_outlive_the_news(open_page, platform):
    refused = await platform.connect("issuesticked", 120)  # nobody corrects a record: all are refused again
    await platform.run(refused)
    watched = await open_page(f"/tenants/{refused.tenant}/issues")
    page = watched.page
    await page.locator("details", has_text="The record that it belongs to is missing").locator("summary").click()
    first = page.locator('details[data-code="parent_missing"] tbody input[type=checkbox]').first
    box = page.locator(f"#{await first.get_attribute('id')}")  # what is seen at once may be listed in another order
    await box.check()
    async with page.expect_response(lambda answer: "/issues/now" in answer.url):
        await platform.run(refused)
    await expect(box).to_be_checked()


async def test_the_platforms_people_see_who_has_issues(open_page, platform, refused):
    watched = await open_page("/issues")
    tenant = await platform.call("GET", "scheduler", f"/v1/tenants/{refused.tenant}")
    await watched.page.get_by_role("link", name=tenant["name"]).click()
    await expect(watched.page).to_have_url(f"{watched.origin}/tenants/{refused.tenant}/issues")


async def test_a_viewer_reads_and_changes_nothing(open_page, platform, refused):
    made = await platform.call(
        "POST", "scheduler", "/v1/keys", json={"name": "Viewer", "role": "viewer", "tenant": refused.tenant}
    )
    watched = await open_page("/issues", key=made["key"])
    await expect(watched.page).to_have_url(f"{watched.origin}/tenants/{refused.tenant}/issues")
    await expect(watched.page.locator("tbody tr").first).to_be_visible()
    assert await watched.page.get_by_role("button", name="Retry").count() == 0
    assert await watched.page.get_by_role("checkbox").count() == 0
