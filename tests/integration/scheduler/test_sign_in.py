"""People: in through the provider, out with a key, and everything that must not work."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from psasync.kit.catalog import CatalogClient
from psasync.kit.mongo import connect
from psasync.kit.rate import Buckets, Rate
from psasync_local.ports import free_port
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.people import (
    CONSOLE,
    RETURN_TO,
    Browser,
    Starter,
    code_in,
    sign_in_environment,
    signed_in,
)
from tests.integration.scheduler.service import Client, as_, first_key, running
from tests.support.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, identity_provider
from tests.support.waiting import until


@pytest.fixture
async def provider() -> AsyncIterator[IdentityProvider]:
    async with identity_provider() as provider:
        provider.person["groups"] = ["helpdesk", "choir"]
        yield provider


@pytest.fixture
def sign_in_env(provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in sign_in_environment(provider, free_port()).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
async def api(settings: SchedulerSettings, sign_in_env: None) -> AsyncIterator[Client]:
    settings = SchedulerSettings()
    async with running(settings, await first_key(settings), port=settings.scheduler_port) as client:
        yield client


@pytest.fixture
def starter(api: Client) -> Starter:
    return Starter(api)


async def audited(api: Client, action: str) -> list[dict[str, Any]]:
    async def found() -> list[dict[str, Any]]:
        entries = (await api.get("/v1/audit")).json()["items"]
        return [entry for entry in entries if entry["action"] == action]

    return await until(found, what=f"{action} in the audit")


async def test_a_person_gets_a_key_of_their_role(api: Client, starter: Starter, settings: SchedulerSettings):
    options = (await api.get("/v1/sign-in/options", headers={"Authorization": ""})).json()
    start = str(starter.address()).partition("?")[0]
    assert options == {"api_keys": True, "people": True, "provider": "127.0.0.1", "start": start}

    before = datetime.now(UTC)
    person = await signed_in(starter)
    assert (person["name"], person["role"], person["tenant"]) == ("ann@example.com", "operator", None)
    lives = datetime.fromisoformat(person["expires_at"]) - before
    assert timedelta(hours=8) <= lives < timedelta(hours=8, minutes=1)

    hers = as_(person["key"])
    assert (await api.get("/v1/syncs", headers=hers)).status_code == 200
    assert (await api.get("/v1/keys", headers=hers)).status_code == 403, "an operator is no admin"
    catalog = CatalogClient(settings.model_copy(update={"scheduler_url": str(api.base_url)}))
    try:
        known = await catalog.authenticate(person["key"])
    finally:
        await catalog.aclose()
    assert known is not None, "another service takes it as it takes any key"
    assert (known.key_id, known.name, known.role, known.tenant) == (person["key_id"], person["name"], "operator", None)


async def test_a_persons_key_is_listed_apart_and_in_the_audit(
    api: Client, starter: Starter, settings: SchedulerSettings
):
    person = await signed_in(starter)
    assert [key["name"] for key in (await api.get("/v1/keys")).json()["items"]] == ["bootstrap"]
    (key,) = (await api.get("/v1/keys", params={"kind": "person"})).json()["items"]
    assert (key["id"], key["kind"], key["state"]) == (person["key_id"], "person", "active")
    assert (await api.get(f"/v1/keys/{key['id']}")).json()["name"] == "ann@example.com"
    assert (await api.post(f"/v1/keys/{key['id']}/rotate")).json()["type"].endswith("persons-key")

    database = await connect(settings, "scheduler")
    stored = await database.collection("person_keys").find_one({"_id": key["id"]})
    await database.close()
    assert stored is not None
    assert stored["expire_at"] - stored["expires_at"] == timedelta(days=7), "then the server forgets it"

    (entry,) = await audited(api, "person.signed-in")
    assert (entry["who"], entry["key_id"], entry["address"]) == ("ann@example.com", key["id"], "127.0.0.1")
    assert entry["changes"]["subject"] == "p-1"

    assert (await api.post(f"/v1/keys/{key['id']}/revoke")).json()["state"] == "revoked"
    assert (await api.get("/v1/syncs", headers=as_(person["key"]))).status_code == 401


async def test_signing_out_ends_the_key_that_is_presented(api: Client, starter: Starter):
    person, other = await signed_in(starter), await signed_in(starter)
    assert (await api.post("/v1/sign-out", headers=as_(person["key"]))).status_code == 204
    assert (await api.get("/v1/syncs", headers=as_(person["key"]))).status_code == 401
    assert (await api.get("/v1/syncs", headers=as_(other["key"]))).status_code == 200
    assert (await audited(api, "person.signed-out"))[0]["who"] == "ann@example.com"
    refused = await api.post("/v1/sign-out")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:psasync:problem:not-signed-in")
    assert (await api.get("/v1/syncs")).status_code == 200, "an application's key stays as it is"


async def test_a_role_in_one_tenant(
    settings: SchedulerSettings, sign_in_env: None, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
):
    key = await first_key(settings)
    port = SchedulerSettings().scheduler_port
    async with running(SchedulerSettings(), key, port=port) as api:
        acme, other = await api.tenant("Acme"), await api.tenant("Other")
    roles = {"acme": f"viewer@{acme}", "acme-it": f"admin@{acme}", "other": f"viewer@{other}", "gone": "viewer@gone"}
    monkeypatch.setenv("PSASYNC_OIDC_ROLES", json.dumps(roles))
    async with running(SchedulerSettings(), key, port=port) as api:
        starter = Starter(api)
        provider.person["groups"] = ["acme", "acme-it"]
        person = await signed_in(starter)
        assert (person["role"], person["tenant"]) == ("admin", acme), "the highest of several"
        hers = as_(person["key"])
        assert [each["id"] for each in (await api.get("/v1/tenants", headers=hers)).json()["items"]] == [acme]
        assert (await api.get(f"/v1/tenants/{other}", headers=hers)).status_code == 404

        provider.person["groups"] = ["acme-it", "other"]
        assert (await refusal(starter))["type"].endswith("choose-scope"), "which of the two is not for us to say"
        assert (await signed_in(starter, scope=other))["tenant"] == other
        assert (await refusal(starter, scope="platform"))["type"].endswith("no-role")

        provider.person["groups"] = ["gone"]
        assert "is not there" in (await refusal(starter))["detail"]
        await api.delete(f"/v1/tenants/{acme}")
        assert (await api.get("/v1/syncs", headers=hers)).status_code == 401


async def refusal(starter: Starter, **more: str) -> dict[str, Any]:
    async with Browser() as browser:
        answer = await starter.exchange(code_in(await browser.back(starter.address(**more))))
    assert answer.status_code == 403, answer.text
    return answer.json()


async def test_nobody_without_a_role_gets_in(api: Client, starter: Starter, provider: IdentityProvider):
    provider.person["groups"] = ["choir"]
    problem = await refusal(starter)
    assert problem["type"] == "urn:psasync:problem:no-role"
    assert "'groups'" in problem["detail"]
    (entry,) = await audited(api, "person.refused")
    assert (entry["who"], entry["changes"]["reason"]) == ("ann@example.com", "no-role")
    assert (await api.get("/v1/keys", params={"kind": "person"})).json()["items"] == []


async def test_whom_the_provider_refuses(starter: Starter, provider: IdentityProvider):
    provider.denies = "access_denied"
    problem = await refusal(starter)
    assert problem["type"] == "urn:psasync:problem:sign-in-denied"
    assert "(access_denied)" in problem["detail"]
    provider.denies = "<script>"
    assert "script" not in (await refusal(starter))["detail"]


LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"claims": {"nonce": "of-another-sign-in"}},
    "no nonce": {"claims": {"nonce": None}},
    "another audience": {"claims": {"aud": "another-client"}},
    "another audience, issued to us": {"claims": {"aud": "another-client", "azp": CLIENT_ID}},
    "several audiences, issued to another": {"claims": {"aud": [CLIENT_ID, "another"], "azp": "another"}},
    "another issuer": {"claims": {"iss": "https://login.example.org"}},
    "expired": {"claims": {"exp": 1_700_000_000}},
    "never expires": {"claims": {"exp": None}},
    "issued in the future": {"claims": {"iat": 4_000_000_000}},
    "nobody": {"claims": {"sub": None}},
    "another token's hash": {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "not signed": {"algorithm": "none"},
    "signed with the client's secret": {"algorithm": "HS256"},
    "another signature": {"forges": True},
}


async def test_a_token_that_does_not_hold_lets_nobody_in(api: Client, starter: Starter, provider: IdentityProvider):
    honest = vars(provider).copy()
    async with Browser() as browser:
        for what, lie in LIES.items():
            vars(provider).update(lie)
            answer = await browser.back(starter.address())
            assert answer.status_code == 403, f"{what}: {answer.text}"
            assert answer.json()["type"] == "urn:psasync:problem:sign-in-refused", what
            assert "location" not in answer.headers, what
            vars(provider).update(honest)
    assert len(provider.tokens) == len(LIES), "each was told"
    assert (await signed_in(starter))["role"] == "operator", "and the truth is believed"


async def test_an_unknown_signer_is_looked_for_only_now_and_then(starter: Starter, provider: IdentityProvider):
    await signed_in(starter)
    assert provider.asked.count("/jwks") == 1
    provider.rotate(publish=False)
    async with Browser() as browser:
        for _ in range(3):
            assert (await browser.back(starter.address())).status_code == 403
    assert provider.asked.count("/jwks") == 1, "just asked: a flood of unknown key ids asks no more"


async def test_a_key_that_the_provider_has_changed_is_fetched(
    starter: Starter, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch, api: Client
):
    await signed_in(starter)
    monkeypatch.setattr(api.app.state.context.provider._keys, "_pause", 0.0)  # as if half a minute had passed
    provider.rotate()
    await signed_in(starter)
    assert provider.asked.count("/jwks") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1


async def test_a_client_with_its_secret_in_the_form(starter: Starter, provider: IdentityProvider):
    provider.auth_methods = ["client_secret_post"]
    assert (await signed_in(starter))["name"] == "ann@example.com"


DISCOVERY = "/.well-known/openid-configuration"
# In the order of the way, so that nothing is remembered yet of what is to be asked.
FAULTS: list[tuple[str, Any, int, str]] = [
    (DISCOVERY, (503, {}), 503, "does not answer"),
    (DISCOVERY, (404, {}), 502, "answers 404"),
    (DISCOVERY, (200, {"issuer": "x"}), 502, "authorization_endpoint"),
    (DISCOVERY, b"<html>", 502, "JSON"),
    (DISCOVERY, b" " * 600_000, 502, "more than"),
    ("/token", (401, {"error": "invalid_client"}), 502, "PSASYNC_OIDC_CLIENT_SECRET"),
    ("/token", (400, {"error": "invalid_grant"}), 403, "does not know the code"),
    ("/token", (200, {"access_token": "x"}), 502, "without an ID token"),
    ("/token", (500, {}), 503, "does not answer"),
    ("/jwks", (200, {"keys": [{"kty": "RSA"}]}), 502, "cannot be read"),
    ("/jwks", (200, {"keys": []}), 502, "cannot be read"),
    ("/jwks", (200, {"keys": 1}), 502, "cannot be read"),
]


async def tried(browser: Browser, starter: Starter) -> httpx.Response:
    """Where a sign-in ends that does not get on."""
    said = await browser.get(starter.address())
    if said.status_code == 303:
        said = await browser.get((await browser.get(said.headers["location"])).headers["location"])
    return said


async def test_a_provider_that_does_not_work(starter: Starter, provider: IdentityProvider):
    async with Browser() as browser:
        for path, answer, status, words in FAULTS:
            provider.answers = {path: answer}
            said = await tried(browser, starter)
            assert said.status_code == status, f"{path} {answer!r:.50}: {said.text}"
            assert words in said.json()["detail"]
    provider.answers = {}
    assert (await signed_in(starter))["role"] == "operator", "once it works, so does the sign-in"


async def test_no_endpoint_is_used_over_plain_http_unless_the_operator_says_so(
    starter: Starter, provider: IdentityProvider
):
    async with Browser() as browser:
        known = (await browser.get(provider.url + DISCOVERY)).json()
        for endpoint in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            provider.answers[DISCOVERY] = (200, known | {endpoint: "http://localhost:9/x"})
            said = await tried(browser, starter)
            assert said.status_code == 502, endpoint
            assert "https://" in said.json()["detail"]
    assert {*provider.asked} == {DISCOVERY}


async def test_another_issuer_than_the_operators(starter: Starter, provider: IdentityProvider):
    provider.issuer = "https://login.example.org"
    async with Browser() as browser:
        said = await browser.get(starter.address())
    assert (said.status_code, said.json()["type"]) == (502, "urn:psasync:problem:provider-fault")


async def test_a_state_is_for_once_for_ten_minutes_and_for_one_browser(
    api: Client, starter: Starter, settings: SchedulerSettings
):
    async with Browser() as browser, Browser() as other:
        callback = await browser.to_callback(starter.address())
        cookies = {cookie.name: cookie for cookie in browser.cookies.jar}
        (cookie,) = cookies.values()
        assert cookie.path == "/v1/sign-in"
        assert cookie.has_nonstandard_attr("HttpOnly")
        first, second = await asyncio.gather(browser.get(callback), browser.get(callback))
        assert sorted([first.status_code, second.status_code]) == [303, 400]
        assert (await browser.get(callback)).json()["type"].endswith("bad-state")
        forged = httpx.URL(callback).copy_set_param("state", "x" * 43)
        assert (await browser.get(forged)).status_code == 400

        callback = await browser.to_callback(starter.address())
        elsewhere = await other.get(callback)
        assert (elsewhere.status_code, elsewhere.json()["type"]) == (400, "urn:psasync:problem:other-browser")
        assert (await browser.get(callback)).status_code == 400, "used up, whoever tried"

        callback = await browser.to_callback(starter.address())
        await expire(settings, "sign_ins")
        assert (await browser.get(callback)).json()["type"].endswith("bad-state")

        callback = httpx.URL(await browser.to_callback(starter.address())).copy_set_param(
            "iss", "https://other.example"
        )
        assert (await browser.get(callback)).json()["type"].endswith("other-provider")


async def expire(settings: SchedulerSettings, collection: str) -> None:
    database = await connect(settings, "scheduler")
    try:
        changed = await database.collection(collection).update_many(
            {}, {"$set": {"expire_at": datetime.now(UTC) - timedelta(seconds=1)}}
        )
        assert changed.matched
    finally:
        await database.close()


async def test_a_code_is_for_once_for_a_minute_and_for_whoever_started(
    api: Client, starter: Starter, settings: SchedulerSettings
):
    async with Browser() as browser:
        code = code_in(await browser.back(starter.address()))
        tried = await asyncio.gather(*(starter.exchange(code) for _ in range(5)))
        assert sorted(answer.status_code for answer in tried) == [201, 400, 400, 400, 400]
        assert (await starter.exchange(code)).json()["type"] == "urn:psasync:problem:bad-sign-in-code"

        code = code_in(await browser.back(starter.address()))
        assert (await starter.exchange(code, "what-a-thief-makes-up-of-43-characters-here")).status_code == 400
        assert (await starter.exchange(code)).status_code == 400, "trying uses it up"

        code = code_in(await browser.back(starter.address()))
        await expire(settings, "sign_in_codes")
        assert (await starter.exchange(code)).status_code == 400
        assert (await starter.exchange("x" * 43)).status_code == 400


ELSEWHERE = [
    "https://evil.example/",
    "https://console.example.com/signed-in/..",
    "https://console.example.com/signed-in?next=https://evil.example",
    "https://console.example.com/signed-in#x",
    "https://console.example.com@evil.example/signed-in",
    "https://console.example.com.evil.example/signed-in",
    "//evil.example",
    "/signed-in",
    "javascript:alert(1)",
    "http://127.0.0.1/signed-in",
    "https://127.0.0.1:5001/",
    "http://127.0.0.1:5001@evil.example/",
    "http://127.0.0.1:5001\\@evil.example/",
    "http://127.0.0.1.evil.example:5001/",
    "http://localhost:5001/",
    "http://127.0.0.1:5001/\r\nSet-Cookie: a=b",
]


async def test_no_sign_in_ends_elsewhere(api: Client):
    async with Browser() as browser:
        for return_to in ELSEWHERE:
            answer = await browser.get(Starter(api, return_to).address())
            assert answer.status_code == 422, f"{return_to!r}: {answer.headers}"
            assert [error["field"] for error in answer.json()["errors"]] == ["return_to"]
            assert not answer.cookies


async def test_where_sign_ins_may_end(api: Client):
    for return_to in (CONSOLE, RETURN_TO, "http://[::1]:8100/back"):
        assert (await signed_in(Starter(api, return_to)))["role"] == "operator"
    async with Browser() as browser:
        answer = await browser.get(Starter(api).address(return_to="ftp://x", challenge="short"))
    assert [error["field"] for error in answer.json()["errors"]] == ["return_to", "challenge"], "all mistakes at once"


async def test_a_flood_of_starts_is_held(api: Client, starter: Starter):
    api.app.state.context.provider.starts = Buckets(Rate(per_minute=1, burst=3))
    async with Browser() as browser:
        answers = await asyncio.gather(*(browser.get(starter.address()) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [303] * 3 + [429] * 5
    assert {answer.headers.get("retry-after") for answer in answers} == {None, "1"}


async def test_the_last_admin_key_may_go_when_people_administer(api: Client):
    (key,) = (await api.get("/v1/keys")).json()["items"]
    assert (await api.post(f"/v1/keys/{key['id']}/revoke")).status_code == 200


async def test_no_secret_of_a_sign_in_stays_behind(
    api: Client,
    starter: Starter,
    provider: IdentityProvider,
    settings: SchedulerSettings,
    capfd: pytest.CaptureFixture[str],
):
    async with Browser() as browser:
        open_one = await browser.to_callback(starter.address())  # stays under way
        code = code_in(await browser.back(starter.address()))
        unused = code_in(await browser.back(starter.address()))
    person = (await starter.exchange(code)).json()
    await audited(api, "person.signed-in")
    database = await connect(settings, "scheduler")
    stored = []
    for name in ("keys", "person_keys", "sign_ins", "sign_in_codes", "audit"):
        stored += await database.collection(name).find_list({}, limit=1000)
    await database.close()
    assert len(stored) >= 5
    texts = {"documents": str(stored), "logs": "".join(capfd.readouterr())}
    state, provider_code = (httpx.URL(open_one).params[name] for name in ("state", "code"))
    secrets = {"key": person["key"], "code": code, "unused": unused, "state": state, "provider_code": provider_code}
    secrets |= {"client": CLIENT_SECRET, "verifier": starter.verifier, "token": provider.tokens[-1]}
    for place, text in texts.items():
        for what, secret in secrets.items():
            assert secret not in text, f"{what} in {place}"
