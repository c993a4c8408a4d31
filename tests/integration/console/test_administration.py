"""Keys, the audit trail and the keyring, by their pages."""

from __future__ import annotations

import re

import pytest

from tests.integration.console.conftest import HOST
from tests.integration.scheduler.service import Client, as_
from tests.support.form_browser import FormBrowser

KEYS = "/administration/keys"


@pytest.fixture
async def admin(browser: FormBrowser, api: Client) -> FormBrowser:
    await browser.sign_in(api.headers["authorization"].partition(" ")[2])
    return browser


async def listed(api: Client, name: str) -> dict:
    return next(key for key in (await api.get("/v1/keys")).json()["items"] if key["name"] == name)


async def test_a_key_is_made_shown_once_rotated_and_revoked(admin: FormBrowser, api: Client):
    tenant = await api.tenant("Acme")
    page = await admin.get(HOST + KEYS)
    made = await admin.form(page, KEYS, name="Billing", role="operator", tenant=tenant, days="30")
    (text,) = re.findall(r"psk_[0-9a-f]{10}_[\w-]+", made.text)
    who = (await api.get("/v1/whoami", headers=as_(text))).json()
    assert (who["name"], who["role"], who["tenant"]) == ("Billing", "operator", tenant)
    assert text not in (await admin.get(HOST + KEYS)).text

    key = await listed(api, "Billing")
    rotated = await admin.form(page, f"{KEYS}/{key['id']}/rotate", hours="24")
    (successor,) = re.findall(r"psk_[0-9a-f]{10}_[\w-]+", rotated.text)
    assert successor != text
    assert (await api.get("/v1/whoami", headers=as_(text))).status_code == 200, "for a day both open"

    answer = await admin.form(page, f"{KEYS}/{key['id']}/revoke")
    assert "Billing is revoked" in answer.text, "the page that follows says so"
    assert "Billing is revoked" not in (await admin.get(HOST + KEYS)).text, "once"
    assert (await api.get("/v1/whoami", headers=as_(text))).status_code == 401


async def test_mistakes_stand_at_their_fields(admin: FormBrowser):
    page = await admin.get(HOST + KEYS)
    answer = await admin.form(page, KEYS, name="", role="operator", tenant="", days="30")
    assert answer.status_code == 422
    assert re.search(r'id="field-name"[^>]*aria-invalid="true"', answer.text)


async def test_a_key_is_for_a_tenant_by_its_name(admin: FormBrowser, api: Client):
    tenant = await api.tenant("Acme Networks")
    await api.tenant("Acme Nets")
    page = await admin.get(HOST + KEYS)
    answer = await admin.form(page, KEYS, name="Billing", role="viewer", tenant="acme net", days="30")
    assert answer.status_code == 422
    assert re.search(r'id="field-tenant"[^>]*aria-invalid="true"', answer.text), "two are called like it"
    await admin.form(page, KEYS, name="Billing", role="viewer", tenant="acme networks", days="30")
    assert (await listed(api, "Billing"))["tenant"] == tenant
    offered = await admin.get(HOST + "/tenants/names", params={"tenant": "acme net"})
    assert re.findall(r'value="([^"]+)"', offered.text) == ["Acme Nets", "Acme Networks"]


async def test_the_last_admin_key_stays_and_says_why(admin: FormBrowser, api: Client):
    key = await listed(api, "bootstrap")
    answer = await admin.form(await admin.get(HOST + KEYS), f"{KEYS}/{key['id']}/revoke")
    assert answer.status_code in {303, 409, 200}
    if answer.status_code == 409:
        assert "bootstrap-key --replace" in answer.text


async def test_the_audit_trail_is_filtered_by_the_address(admin: FormBrowser, api: Client):
    await api.tenant("Acme")
    await api.key("viewer")
    page = await admin.get(HOST + "/administration/audit", params={"action": "key.created"})
    assert "key.created" in page.text
    assert "tenant.created" not in page.text
    assert 'value="key.created"' in page.text
    page = await admin.get(HOST + "/administration/audit", params={"to": "2020-01-01"})
    assert "Nothing like this was done" in page.text
    part = await admin.get(HOST + "/administration/audit", headers={"hx-request": "true"})
    assert "<html" not in part.text


async def test_secrets_are_sealed_anew(admin: FormBrowser, api: Client):
    await api.connection(await api.tenant("Acme"))
    page = await admin.get(HOST + "/administration/encryption")
    assert "Nothing was sealed anew yet" in page.text
    page = await admin.form(page, "/administration/encryption/rotate")
    assert "The secrets are being sealed anew" in page.text


async def test_a_sync_is_paused_and_resumed(admin: FormBrowser, api: Client):
    sync = await api.sync(schedule={"time": "02:30", "spread_minutes": 0})
    opened = await admin.get(HOST + f"/schedules/syncs/{sync}")
    assert opened.text.count("<li>") == 5, "the next five firings"
    assert "Europe/Berlin" in opened.text
    page = await admin.form(opened, f"/schedules/syncs/{sync}/pause", reason="The client moves")
    assert "Nightly is paused" in page.text
    assert "Paused by bootstrap" in page.text
    assert "The client moves" in page.text
    page = await admin.form(page, f"/schedules/syncs/{sync}/resume")
    assert "Nightly runs by its schedule again" in page.text
    assert "No sync is paused" in page.text
