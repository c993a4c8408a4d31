"""A further system is one folder and one entry: the services take it as it is.

The folder is `tidewater/` beside this file, the PSA is a small server on a real socket, the rest is the real services.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.vocabulary import Entity
from psasync.kit.keyring import Keyring
from psasync.kit.mongo import Database, connect
from psasync.psa.budgets import Budgets
from psasync.psa.capability_table import capability_page
from psasync.psa.port import PeriodFilter, ReadScope
from psasync.psa.registry import SYSTEMS
from psasync_executor.sources import RegisteredSources
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.psa import tidewater
from tests.integration.scheduler.service import Client, first_key, running
from tests.support.tiny_http import Asked, Said, TinyServer, tiny_server

TOKEN = "tide-T0ken-77"
REGISTERED = {tidewater.SYSTEM: tidewater.ENTRY}
CLIENTS = [{"id": number, "title": f"Client {number}"} for number in range(1, 8)]
PEOPLE = [
    {"id": 10 + number, "name": f"Person {number}", "client": number, "since": "2026-03-01T00:00:00+00:00"}
    for number in range(1, 4)
]


def answer(asked: Asked) -> Said:
    if asked.headers.get("authorization") != f"Bearer {TOKEN}":
        return Said(status=401)
    rows = {"/clients": CLIENTS, "/people": PEOPLE}[asked.path]
    size = int(asked.query["size"])
    start = (int(asked.query["page"]) - 1) * size
    return Said({"rows": rows[start : start + size], "total": len(rows)})


@pytest.fixture
async def desk() -> AsyncIterator[TinyServer]:
    async with tiny_server(answer) as server:
        yield server


@pytest.fixture
def settings(settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> SchedulerSettings:
    for name, value in settings_env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PSASYNC_PSA_PLAIN_HTTP_HOSTS", "127.0.0.1")
    return SchedulerSettings()


@pytest.fixture
async def database(settings: SchedulerSettings) -> AsyncIterator[Database]:
    database = await connect(settings, "executor")
    yield database
    await database.close()


@pytest.fixture
async def api(settings: SchedulerSettings) -> AsyncIterator[Client]:
    async with running(settings, await first_key(settings), adapters=REGISTERED) as client:
        yield client


async def test_the_executor_reads_it(desk, settings, database):
    keyring = Keyring.from_secret(settings.keyring.get_secret_value())
    sources = RegisteredSources(REGISTERED, keyring, Budgets(database, part=0.8), settings.psa_plain_http_hosts)
    context = {"tenant": "acme", "connection": "desk"}
    connection = ResolvedConnection(
        id="desk",
        tenant="acme",
        system=tidewater.SYSTEM,
        name="Desk",
        version=1,
        settings={"base_url": desk.url},
        secrets={"token": keyring.encrypt(TOKEN, field="token", **context)},
        calls_per_minute=6000,
        concurrent_calls=4,
    )
    able = sources.abilities(connection)
    assert list(able) == [Entity.COMPANY, Entity.CONTACT]
    assert able[Entity.CONTACT].period is PeriodFilter.HERE
    adapter = sources.open(connection)
    assert (await adapter.check()).ok
    records, cursor, pages = [], None, 0
    while pages == 0 or cursor is not None:
        page = await adapter.read_page(ReadScope(Entity.COMPANY), cursor, limit=3)
        records += page.records
        cursor, pages = page.next, pages + 1
    await adapter.aclose()
    assert pages == 3
    assert [(record.source_id, record.label) for record in records] == [
        (str(row["id"]), row["title"]) for row in CLIENTS
    ]
    assert records[0].data == {"name": "Client 1"}


async def test_the_scheduler_offers_checks_and_syncs_it(desk, api):
    (offered,) = (await api.get("/v1/systems")).json()
    assert (offered["system"], offered["title"]) == (tidewater.SYSTEM, "Tidewater Desk")
    assert [entity["entity"] for entity in offered["entities"]] == ["company", "contact"]
    tenant = await api.tenant()
    made = {"system": tidewater.SYSTEM, "settings": {"base_url": desk.url}}
    right = await api.connection(tenant, **made, secrets={"token": TOKEN})
    report = (await api.post(f"/v1/connections/{right}/check")).json()
    assert report["ok"], report
    wrong = await api.connection(tenant, "Other", **made, secrets={"token": "no-such-token"})
    report = (await api.post(f"/v1/connections/{wrong}/check")).json()
    assert (report["ok"], report["error_kind"]) == (False, "authentication")
    assert await api.sync(connection=right, entities=["company", "contact"])


def test_it_shows_in_the_capability_table_beside_the_others():
    without = capability_page(SYSTEMS)
    page = capability_page({**SYSTEMS, **REGISTERED})
    row = (
        "| `company` | full pass | none | no | no | `status`, `status_id`, `website` | Tidewater calls them clients. |"
    )
    assert "## Tidewater Desk" in page
    assert row in page
    assert row not in without
    assert "| `contact` | full pass | `since`, here | no | no | none |  |" in page
