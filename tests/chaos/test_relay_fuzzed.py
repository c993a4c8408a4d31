"""What no webhook, however odd, and no filter does to a relay: break it."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter

import httpx
import pytest

from tests.chaos.relays import REPLICAS, Relays
from tests.integration.relay.scheduler import signed
from tests.support.sampling import WHOLE

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

FUZZED = 2_000 if WHOLE else 300
HARMLESS = {204, 400, 401, 404, 408, 413, 415, 429}
KEY_AWAY = {"key-not-given", "key-unreachable", "key-fetches-limited"}
"""Where the key's address was altered, nobody can say whether the webhook is genuine: that alone may be a 503."""


async def test_no_webhook_and_no_filter_breaks_it(relays: Relays, seed: int):
    rng = random.Random(f"{seed}/fuzz")
    tenant = f"fuzz{seed}"
    token, key = relays.scheduler.connect(tenant), relays.scheduler.key(tenant)
    good = relays.scheduler.callback(1)
    limits = httpx.Limits(max_connections=10)
    statuses: Counter[int] = Counter()
    async with httpx.AsyncClient(base_url=relays.url(rng), timeout=20, limits=limits) as http:
        for _ in range(FUZZED // 20):
            bodies = [fuzzed(good, rng) for _ in range(20)]
            posts = (http.post(f"/hooks/{token}", content=each, headers=signed(each)) for each in bodies)
            answers = await asyncio.gather(*posts)
            statuses.update(answer.status_code for answer in answers if not _waits_for_a_key(answer))
        assert set(statuses) <= HARMLESS, statuses
        queries = [fuzzed_query(rng) for _ in range(FUZZED // 4)]
        opened = Counter([await status(http, tenant, key, query) for query in queries])
        assert set(opened) <= {200, 422}, opened
        assert len(opened) == 2, "both kinds of filters were tried"
        assert (await http.post(f"/hooks/{token}", content=good, headers=signed(good))).status_code == 204
    print(f"seed {seed}: webhooks {dict(statuses)}, filters {dict(opened)}")
    assert len(statuses) > 1
    assert all(relays.cluster.alive(name) for name in REPLICAS)


def _waits_for_a_key(answer: httpx.Response) -> bool:
    return answer.status_code == 503 and answer.json()["type"].rpartition(":")[2] in KEY_AWAY


async def status(http: httpx.AsyncClient, tenant: str, key: str, query: str) -> int:
    url = f"/v1/tenants/{tenant}/tickets/events?{query}"
    async with http.stream("GET", url, headers={"authorization": f"Bearer {key}"}) as response:
        return response.status_code


def fuzzed(body: bytes, rng: random.Random) -> bytes:
    """A genuine body with something about it that is not."""
    match rng.randrange(6):
        case 0:
            return rng.randbytes(rng.randrange(2000))
        case 1:
            return body[: rng.randrange(len(body))]
        case 2:
            place = rng.randrange(len(body))
            return body[:place] + rng.randbytes(rng.randrange(1, 4)) + body[place + 1 :]
        case 3:
            return b"[" * rng.randrange(1, 100_000)
        case _:
            return json.dumps(_odd(json.loads(body), rng)).encode("utf-8", "surrogatepass")


def _odd(envelope: dict, rng: random.Random) -> dict:
    """A value of the envelope, or of the ticket in it, becomes another kind of value."""
    entity = json.loads(envelope["Entity"])
    inner = rng.random() < 0.7
    place = entity if inner else envelope
    place[rng.choice(list(place))] = rng.choice(ODD)
    if inner:
        envelope["Entity"] = json.dumps(entity) if rng.random() < 0.8 else entity
    return envelope


ODD = (
    None,
    True,
    -1,
    10**30,
    1e308,
    "",
    "\0",
    "\ud800",
    "x" * 5000,
    [],
    [[]],
    {},
    {"id": []},
    {"name": {}},
    "2026-13-45",
)


def fuzzed_query(rng: random.Random) -> str:
    names = ("board", "status", "priority", "company", "kind", "last_event_id", "token", "x")
    values = (
        "",
        "%00",
        "%ff%fe",
        "a" * 300,
        "updated",
        "created",
        "%F0%9F%92%A9",
        "1",
        "0.0.0",
        "..",
        "null",
        "[]",
        "%",
    )
    return "&".join(f"{rng.choice(names)}={rng.choice(values)}" for _ in range(rng.choice([1, 1, 2, 5, 60])))
