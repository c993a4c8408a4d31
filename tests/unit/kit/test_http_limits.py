"""What a caller meets who asks too often, or who guesses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends

from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, create_app, guess_limited, internal_only, requires
from psasync.kit.settings import CommonSettings

BURST, REFUSALS = 3, 2
RateLimits = dict[str, str | None]


class Keys:
    def __init__(self) -> None:
        self.good = {"key-1", "key-2"}
        self.asked: list[str] = []

    async def authenticate(self, bearer: str) -> Principal | None:
        self.asked.append(bearer)
        return Principal(bearer, bearer, Role.VIEWER, "t1") if bearer in self.good else None


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def limited(settings: CommonSettings) -> CommonSettings:
    limits = {"http_requests_per_minute": 6, "http_request_burst": BURST, "http_refusals_per_minute": REFUSALS}
    return settings.model_copy(update=limits)


@pytest.fixture
async def client(limited: CommonSettings, keys: Keys) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(limited, keys) as made:
        yield made


def serving(settings: CommonSettings, keys: Keys, address: str = "192.0.2.1") -> httpx.AsyncClient:
    router = APIRouter()

    @router.get("/view", dependencies=[Depends(requires(Role.VIEWER))])
    async def view() -> dict[str, str]:
        return {}

    @router.get("/operate")
    async def operate(who: Annotated[Principal, Depends(requires(Role.OPERATOR))]) -> dict[str, str]:
        return {"name": who.name}

    @router.get("/internal", dependencies=[Depends(internal_only)])
    async def internal() -> dict[str, str]:
        return {}

    @router.post("/sign-in", dependencies=[Depends(guess_limited)])
    async def sign_in() -> dict[str, str]:
        return {}

    async def ready() -> dict[str, str]:
        return {}

    app = create_app(
        service="x", title="X", version="1", settings=settings, routers=[router], ready=ready, authenticator=keys
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, client=(address, 1)), base_url="http://test")


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def told(answer: httpx.Response) -> tuple[str | None, str | None]:
    return answer.headers.get("ratelimit-policy"), answer.headers.get("ratelimit")


class TestRequests:
    async def test_each_answer_says_what_is_left_and_then_there_is_nothing(self, client: httpx.AsyncClient) -> None:
        answers = [await client.get("/view", headers=bearer("key-1")) for _ in range(BURST + 1)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        policy = '"requests";q=3;w=30'
        expected = [(policy, f'"requests";r={left};t=10') for left in (2, 1, 0, 0)]
        assert [told(answer) for answer in answers] == expected
        refused = answers[-1]
        assert refused.headers["retry-after"] == "10"
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["type"] == "urn:psasync:problem:rate-limited"
        assert "10 s" in refused.json()["detail"]

    async def test_a_key_has_its_own_limit(self, client: httpx.AsyncClient) -> None:
        for _ in range(BURST + 1):
            await client.get("/view", headers=bearer("key-1"))
        assert (await client.get("/view", headers=bearer("key-2"))).status_code == 200

    async def test_refusals_for_the_role_count_and_say_so(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/operate", headers=bearer("key-1"))
        assert (answer.status_code, told(answer)[1]) == (403, '"requests";r=2;t=10')

    async def test_probes_metrics_and_siblings_are_outside(
        self, client: httpx.AsyncClient, limited: CommonSettings
    ) -> None:
        inside = bearer(limited.internal_token.get_secret_value())
        for path in ("/healthz", "/readyz", "/metrics", "/openapi.json", "/internal"):
            for _ in range(BURST + REFUSALS + 1):
                answer = await client.get(path, headers=inside)
                assert (answer.status_code, told(answer)) == (200, (None, None))

    async def test_zero_lifts_it(self, limited: CommonSettings, keys: Keys) -> None:
        off = {"http_requests_per_minute": 0, "http_refusals_per_minute": 0}
        async with serving(limited.model_copy(update=off), keys) as client:
            for key, status in (("key-1", 200), ("guess", 401)):
                for _ in range(50):
                    answer = await client.get("/view", headers=bearer(key))
                    assert (answer.status_code, told(answer)) == (status, (None, None))

    async def test_the_metric_counts_them(self, client: httpx.AsyncClient) -> None:
        for _ in range(BURST + 1):
            await client.get("/view", headers=bearer("key-2"))
        assert 'psasync_http_limited_total{limit="requests"}' in (await client.get("/metrics")).text


class TestGuesses:
    async def test_after_some_refusals_keys_are_not_even_looked_up(self, client: httpx.AsyncClient, keys: Keys) -> None:
        answers = [await client.get("/view", headers=bearer(f"guess-{n}")) for n in range(5)]
        assert [answer.status_code for answer in answers] == [401, 401, 429, 429, 429]
        assert keys.asked == ["guess-0", "guess-1"]
        assert told(answers[1]) == ('"refusals";q=2;w=60', '"refusals";r=0;t=30')
        assert answers[2].headers["retry-after"] == "30"

    async def test_a_key_that_was_good_before_is_not_kept_out(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/view", headers=bearer("key-1"))).status_code == 200
        for n in range(5):
            await client.get("/view", headers=bearer(f"guess-{n}"))
        assert (await client.get("/view", headers=bearer("key-1"))).status_code == 200
        assert (await client.get("/view", headers=bearer("key-2"))).status_code == 429, "not seen before: a guess"

    async def test_a_revoked_key_is_a_guess_from_then_on(self, client: httpx.AsyncClient, keys: Keys) -> None:
        await client.get("/view", headers=bearer("key-1"))
        keys.good.clear()
        answers = [await client.get("/view", headers=bearer("key-1")) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [401, 401, 429]

    async def test_a_sign_in_is_a_guess(self, client: httpx.AsyncClient) -> None:
        assert [(await client.post("/sign-in")).status_code for _ in range(3)] == [200, 200, 429]

    @pytest.mark.parametrize(
        ("address", "status"), [("2001:db8:1:2::9", 429), ("2001:db8:1:3::1", 401), ("192.0.2.1", 401)]
    )
    async def test_another_client_is_another_matter(
        self, limited: CommonSettings, keys: Keys, address: str, status: int
    ) -> None:
        """Of IPv6 a client has a whole network."""
        async with serving(limited, keys, "2001:db8:1:2::1") as first:
            for n in range(3):
                await first.get("/view", headers=bearer(f"guess-{n}"))
            first._transport.client = (address, 1)  # type: ignore[attr-defined]
            assert (await first.get("/view", headers=bearer("guess"))).status_code == status
