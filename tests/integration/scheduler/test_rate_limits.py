"""The scheduler as it is set up by default in production: keys have a limit, and guessing is slow."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.service import Client, as_, first_key, running


@pytest.fixture
async def limited(settings: SchedulerSettings) -> AsyncIterator[Client]:
    limits = {"http_requests_per_minute": 60, "http_request_burst": 8, "http_refusals_per_minute": 3}
    async with running(settings.model_copy(update=limits), await first_key(settings)) as client:
        yield client


async def test_a_key_that_asks_too_often_is_told_when_to_come_back(limited: Client):
    tenant = await limited.tenant()
    key = as_(await limited.key("viewer", tenant))
    answers = [await limited.get("/v1/tenants", headers=key) for _ in range(9)]
    assert {answer.status_code for answer in answers[:8]} == {200}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert answers[-1].json()["type"] == "urn:psasync:problem:rate-limited"
    assert answers[0].headers["ratelimit-policy"] == '"requests";q=8;w=8'
    assert (await limited.get("/v1/tenants")).status_code == 200, "another key's limit is its own"


async def test_guessing_keys_is_slow_and_hinders_nobody_who_is_known(limited: Client, settings: SchedulerSettings):
    assert (await limited.get("/v1/tenants")).status_code == 200
    guesses = [await limited.get("/v1/tenants", headers=as_(f"psk_{n:010}_guess")) for n in range(5)]
    assert [answer.status_code for answer in guesses] == [401, 401, 401, 429, 429]
    assert (await limited.get("/v1/tenants")).status_code == 200
    inside = as_(settings.internal_token.get_secret_value())
    answer = await limited.get("/internal/syncs/none", headers=inside)
    assert answer.status_code == 404, "siblings are outside of it"
    assert "ratelimit" not in answer.headers


def test_limits_are_on_by_default():
    defaults = SchedulerSettings.model_fields
    assert defaults["http_requests_per_minute"].default == 600
    assert defaults["http_refusals_per_minute"].default == 30
