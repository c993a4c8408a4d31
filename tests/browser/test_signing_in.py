"""In by a key or by a link, out again, and nothing in between for who is not signed in."""

from __future__ import annotations

import asyncio
import json
import os
import sys

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_page_asks_to_sign_in_and_is_shown_afterwards(stranger, platform):
    await stranger.go("/tenants?name=browser")
    await expect(stranger.page).to_have_url(f"{stranger.origin}/sign-in?back_to=/tenants%3Fname%3Dbrowser")
    await stranger.page.get_by_label("API key").fill(platform.key)
    await stranger.page.get_by_role("button", name="Sign in with a key").click()
    await expect(stranger.page).to_have_url(f"{stranger.origin}/tenants?name=browser")


async def test_a_wrong_key_is_told(stranger):
    stranger.expect("422")
    await stranger.go("/sign-in")
    await stranger.page.get_by_label("API key").fill("psk_0000000000_wrong")
    await stranger.page.get_by_role("button", name="Sign in with a key").click()
    await expect(stranger.page.get_by_role("alert").first).to_contain_text("unknown, has expired, or was revoked")


async def test_no_script_can_read_the_session(open_page, made):
    watched = await open_page("/")
    kept = await watched.page.evaluate(
        "({cookies: document.cookie, local: {...localStorage}, session: {...sessionStorage}})"
    )
    assert "psk_" not in json.dumps(kept)
    assert "session" not in kept["cookies"]


async def test_signing_out_ends_the_session(open_page, made):
    watched = await open_page("/")
    await watched.page.locator("summary", has_text="bootstrap").click()
    await watched.page.get_by_role("button", name="Sign out").click()
    await expect(watched.page).to_have_url(f"{watched.origin}/sign-in")
    await watched.go("/tenants")
    await expect(watched.page).to_have_url(f"{watched.origin}/sign-in?back_to=/tenants")


async def test_a_link_signs_in_once(stranger, platform):
    link = await _link(platform)
    await stranger.page.goto(link)
    await expect(stranger.page).to_have_url(stranger.origin + "/")
    stranger.expect("403")
    # Away from the page first: parts of it that were still on their way would be answered "sign in",
    # and its going there would cut off the visit to the link.
    await stranger.page.goto("about:blank")
    await stranger.page.context.clear_cookies()
    await stranger.page.goto(link)
    await expect(stranger.page.get_by_text("This link was used before")).to_be_visible()


async def _link(platform) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "psasync_console.once_link"),
        env={**os.environ, **platform.cluster.environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(platform.key.encode()), 60)
    assert process.returncode == 0, err.decode()
    return out.decode().strip()
