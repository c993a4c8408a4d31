"""HTTP over a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import httpx
import pytest

from psasync.contracts.vocabulary import Entity, Role
from psasync.kit.http import Principal, create_app
from psasync_executor.api.internal import internal_router
from psasync_executor.api.records import records_router
from psasync_executor.store.indexes import IMPORTED_DAYS, INDEXES
from psasync_executor.store.ledger import Imported


class Keys:
    """Everybody's key is the name of a tenant; `platform` sees all."""

    async def authenticate(self, bearer: str) -> Principal | None:
        if bearer == "nobody":
            return None
        return Principal(bearer, bearer, Role.VIEWER, None if bearer == "platform" else bearer)


async def _ready() -> dict[str, str]:
    return {}


@pytest.fixture
async def client(lab) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(
        service="executor",
        title="executor",
        version="0",
        settings=lab.settings,
        routers=[
            records_router(lab.stores.records, lab.stores.record_lists),
            internal_router(lab.stores.overview, lab.stores.ledger, lab.catalog),
        ],
        ready=_ready,
        authenticator=Keys(),
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://executor") as client:
        yield client


@pytest.fixture
def ask(client) -> Callable:
    async def get(path: str, key: str = "acme", **params) -> httpx.Response:
        return await client.get(path, params=params, headers={"Authorization": f"Bearer {key}"})

    return get


@pytest.fixture
def internal(ask, settings) -> Callable:
    async def get(path: str, **params) -> httpx.Response:
        return await ask(path, settings.internal_token.get_secret_value(), **params)

    return get


@pytest.fixture
async def imported(lab) -> None:
    lab.catalog.add("second")
    for number in range(7):
        moment = datetime(2026, 1, 1 + number % 3, 23, 30, tzinfo=UTC)
        lab.psa.put(Entity.COMPANY, f"c/{number}", name=f"company {number}", date=moment)
    lab.node()
    await lab.run()
    await lab.run("second")


class TestRecords:
    async def all_pages(self, ask, **params) -> list[dict]:
        items, cursor = [], None
        while True:
            answer = await ask(
                "/v1/tenants/acme/records/company", limit=3, **params, **({"cursor": cursor} if cursor else {})
            )
            assert answer.status_code == 200, answer.text
            items += answer.json()["items"]
            cursor = answer.json()["next_cursor"]
            if cursor is None:
                return items

    async def test_pages_show_every_record_once(self, ask, imported):
        items = await self.all_pages(ask)
        assert len({item["id"] for item in items}) == len(items) == 14
        assert [item["sync"] for item in items] == ["nightly"] * 7 + ["second"] * 7
        assert len(await self.all_pages(ask, sync="second")) == 7

    async def test_one_record(self, ask, imported):
        answer = await ask("/v1/tenants/acme/records/company/c%2F3", sync="nightly")
        assert answer.json()["data"] == {"name": "company 3"}
        assert (await ask("/v1/tenants/acme/records/company/nothing", sync="nightly")).status_code == 404
        assert (await ask("/v1/tenants/acme/records/company/c%2F3", "other", sync="nightly")).status_code == 404

    async def test_nobody_sees_another_tenants_records(self, ask, imported):
        assert (await ask("/v1/tenants/acme/records/company", "other")).status_code == 404
        assert (await ask("/v1/tenants/acme/records/company", "nobody")).status_code == 401
        assert (await ask("/v1/tenants/other/records/company", "platform")).json()["items"] == []
        assert len((await ask("/v1/tenants/acme/records/company", "platform")).json()["items"]) == 14

    @pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 501}, {"cursor": "nonsense"}])
    async def test_bad_questions(self, ask, params):
        assert (await ask("/v1/tenants/acme/records/company", **params)).status_code in {400, 422}

    async def test_the_list_is_served_by_its_index(self, lab, imported):
        plan = await lab.database.collection("records").explain(
            {"tenant": "acme", "entity": "company", "sync": "nightly", "_id": {"$gt": ""}}
        )
        assert "IXSCAN" in str(plan)


class TestInternal:
    async def test_jobs(self, lab, internal, ask):
        first = await lab.request()
        second = await lab.request(dry_run=True)
        assert (await internal(f"/internal/jobs/{first}")).json()["queue_position"] == 1
        assert (await internal(f"/internal/jobs/{second}")).json()["queue_position"] == 2
        await lab.cancel("early")
        assert (await internal("/internal/jobs/early")).status_code == 404
        assert (await ask(f"/internal/jobs/{first}")).status_code == 401
        lab.node()
        await lab.finished(first)
        assert (await internal(f"/internal/jobs/{first}")).json()["state"] == "closed"

    async def test_imported_days_are_the_tenants(self, internal, imported):
        path = "/internal/syncs/nightly/imported-days"
        answer = (await internal(path, time_zone="Europe/Berlin")).json()
        assert answer == {
            "days": [
                {"day": "2026-01-02", "records": 3},
                {"day": "2026-01-03", "records": 2},
                {"day": "2026-01-04", "records": 2},
            ],
            "records": 7,
        }
        one = await internal(path, time_zone="Europe/Berlin", first="2026-01-03", last="2026-01-03")
        assert one.json()["records"] == 2
        assert (await internal(path)).json() == answer  # the tenant's zone by default
        assert (await internal("/internal/syncs/unknown/imported-days")).status_code == 404
        none = await internal(path, time_zone="Europe/Berlin", entity="contact")
        assert none.json() == {"days": [], "records": 0}

    async def test_imported_days_are_counted_from_the_index_alone(self, lab, imported):
        asked = Imported("nightly", list(Entity), (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)))
        (index,) = [index for index in INDEXES["ledger"] if index.name == IMPORTED_DAYS]
        plan = await lab.database.collection("ledger").explain(asked.filter(), hint=asked.index)
        assert IMPORTED_DAYS in str(plan["queryPlanner"]["winningPlan"]), plan["queryPlanner"]["winningPlan"]
        # With `date` being all that is grouped by, nothing outside the index is read.
        assert set(asked.filter()) | {"date"} == {field for field, _ in index.keys}

    @pytest.mark.parametrize("params", [{"time_zone": "Mars"}, {"time_zone": "UTC", "first": "2026-01-01"}])
    async def test_bad_questions(self, internal, params):
        assert (await internal("/internal/syncs/nightly/imported-days", **params)).status_code == 422
