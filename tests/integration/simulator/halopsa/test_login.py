"""Logging in to the simulated HaloPSA, and its limit."""

import httpx
import pytest


def test_an_instance_names_its_login(instance):
    found = httpx.get(f"{instance.base_url}/{instance.account}/api/authinfo", trust_env=False).json()
    assert found["auth_url"] == f"{instance.base_url}/{instance.account}/auth"
    assert found["tenant_id"] == instance.account


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "wrong"}, "invalid_client"),
        ({"scope": "admin"}, "invalid_scope"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_refused_logins_have_oauths_shape(instance, log_in, changed, error):
    answer = log_in(instance, **changed)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_token_ends_by_the_simulated_clock(instance, open_api):
    api = open_api(instance)
    assert api.get("/Team").status_code == 200
    clock = httpx.Client(base_url=f"{instance.simulator.url}/_control", trust_env=False)
    clock.put("/clock", json={"advance_seconds": 3601}).raise_for_status()
    try:
        answer = api.get("/Team")
    finally:
        clock.put("/clock", json={}).raise_for_status()
        clock.close()
    assert (answer.status_code, answer.content) == (401, b"")


def test_nothing_is_told_without_a_token_and_nothing_without_an_instance(instance):
    assert httpx.get(f"{instance.base_url}/{instance.account}/api/Client", trust_env=False).status_code == 401
    assert httpx.get(f"{instance.base_url}/nobody/api/authinfo", trust_env=False).status_code == 404


@pytest.mark.parametrize("names_retry_after", [False, True])
def test_the_limit_counts_logins_and_answers_in_plain_text(make, open_api, names_retry_after):
    limited = make(calls_per_5_minutes=3, names_retry_after=names_retry_after)
    api = open_api(limited)  # the first call
    assert [api.get("/Team").status_code for _ in range(3)] == [200, 200, 429]
    refused = httpx.get(f"{limited.base_url}/{limited.account}/api/authinfo", trust_env=False)
    assert refused.status_code == 429
    assert refused.text == "Rate Limit Reached - 3 Requests per rolling 5 minute window"
    assert ("retry-after" in refused.headers) == names_retry_after
