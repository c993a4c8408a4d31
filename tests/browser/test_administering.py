"""Keys and schedules, by hand."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_key_is_made_rotated_and_revoked(open_page, platform, made):
    watched = await open_page("/administration/keys")
    page = watched.page
    await page.get_by_label("Name").fill("Billing by hand")
    await page.get_by_label("Role").select_option("operator")
    await page.get_by_role("button", name="Make the key").click()
    secret = page.locator("[data-copies] code")
    await expect(secret).to_contain_text("psk_")
    assert await watched.accessibility() == []
    await page.get_by_role("link", name="Done").click()

    line = page.locator("tr", has_text="Billing by hand")
    await line.get_by_role("button", name="Rotate").click()
    dialog = page.get_by_role("dialog")
    assert await watched.accessibility() == []
    await dialog.get_by_label("The old one ends after").select_option("72")
    await dialog.get_by_role("button", name="Rotate").click()
    await expect(secret).to_contain_text("psk_")
    await expect(dialog).to_be_hidden()
    await page.get_by_role("link", name="Done").click()

    await expect(line).to_have_count(2)
    fresh = line.filter(has_not_text="rotated")
    await fresh.get_by_role("button", name="Revoke").click()
    await page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await fresh.get_by_role("button", name="Revoke").click()
    await page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    await expect(page.locator("#toasts")).to_contain_text("Billing by hand is revoked")
    await expect(line).to_have_count(1)


async def test_a_mistake_stays_at_its_field(open_page, made):
    watched = await open_page("/administration/keys")
    watched.expect("422")
    await watched.page.get_by_label("Name").fill("x" * 300)
    await watched.page.get_by_role("button", name="Make the key").click()
    field = watched.page.get_by_label("Name")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_have_value("x" * 300)


async def test_a_refusal_is_a_message_and_the_page_stays(open_page, platform, made):
    body = {"connection": made.connection, "name": "Gone meanwhile", "entities": ["company"]}
    body |= {"schedule": {"time": "02:30", "spread_minutes": 0}}
    sync = await platform.call("POST", "scheduler", "/v1/syncs", json=body)
    watched = await open_page("/schedules")
    watched.expect("409")
    line = watched.page.locator("details", has_text="Gone meanwhile")
    await line.locator("summary").click()
    await line.get_by_role("button", name="Pause").click()
    await platform.call("DELETE", "scheduler", f"/v1/syncs/{sync['id']}")
    await watched.page.get_by_role("dialog").get_by_role("button", name="Pause").click()
    await expect(watched.page.locator("#toasts")).to_contain_text("The sync is archived")
    await expect(watched.page.get_by_role("dialog")).to_be_visible()


async def test_a_sync_is_paused_with_a_reason_and_resumed(open_page, made):
    watched = await open_page("/schedules")
    page = watched.page
    line = page.locator("details", has_text="browserfailing").first
    await line.locator("summary").click()
    await expect(line.locator("ol li")).to_have_count(5)
    await line.get_by_role("button", name="Pause").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Why").fill("The client moves")
    await dialog.get_by_role("button", name="Pause").click()
    await expect(page.locator("#toasts")).to_contain_text("is paused")
    held = page.locator("section", has_text="Held back")
    await expect(held).to_contain_text("The client moves")
    await held.get_by_role("button", name="Resume").first.click()
    await expect(held).to_contain_text("No sync is paused")


async def test_what_is_kept_is_chosen_per_tenant(open_page, made):
    watched = await open_page(f"/administration/storage/{made.tenant}")
    watched.expect("422")
    page = watched.page
    await page.get_by_label("Log lines").fill("soon")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_label("Log lines")).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("Log lines").fill("30")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#toasts")).to_contain_text("Saved")
    await watched.go(f"/administration/storage/{made.tenant}")
    await expect(page.get_by_label("Log lines")).to_have_value("30")


async def test_a_viewer_is_refused_what_is_hidden(open_page, platform, made):
    key = await platform.call("POST", "scheduler", "/v1/keys", json={"name": "only looks", "role": "viewer"})
    watched = await open_page("/schedules", key=key["key"])
    watched.expect("403")
    await expect(watched.page.get_by_role("link", name="Administration")).to_have_count(0)
    await watched.go("/administration/keys")
    await expect(watched.page.get_by_text("This needs the role admin")).to_be_visible()


async def test_a_tenants_own_people_see_their_tenant_only(open_page, platform, made):
    body = {"name": "of one tenant", "role": "admin", "tenant": made.tenant}
    key = await platform.call("POST", "scheduler", "/v1/keys", json=body)
    watched = await open_page("/", key=key["key"])
    await expect(watched.page.get_by_role("link", name="My tenant")).to_be_visible()
    await expect(watched.page.locator(".console-switcher")).to_have_count(0)
    await watched.go("/schedules")
    await expect(watched.page.get_by_text("browserfailing")).to_have_count(0)
