"""A platform with API keys only."""

from __future__ import annotations

from tests.integration.scheduler.people import Browser, Starter
from tests.integration.scheduler.service import Client


async def test_it_says_that_there_is_no_sign_in(api: Client):
    options = await api.get("/v1/sign-in/options", headers={"Authorization": ""})
    assert options.json() == {"api_keys": True, "people": False, "provider": None, "start": None}
    starter = Starter(api)
    async with Browser() as browser:
        answers = [
            await browser.get(starter.address()),
            await browser.get(api.base_url.copy_with(path="/v1/sign-in/callback"), params={"state": "x"}),
            await starter.exchange("x"),
        ]
    for answer in answers:
        assert answer.status_code == 404
        assert answer.json()["type"] == "urn:psasync:problem:sign-in-not-configured"
        assert "docs/sign-in.md" in answer.json()["detail"]
    assert (await api.post("/v1/sign-out")).status_code == 409
    assert (await api.post("/v1/sign-out", headers={"Authorization": ""})).status_code == 401
