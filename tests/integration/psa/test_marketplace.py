"""The simulated marketplace, in each of its ways of paging, with its limit and its filters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PsaError, ReadScope
from psasync_local.ports import free_port
from tests.contract.psa.harness import read_all
from tests.contract.psa.simulator import Simulator, running
from tests.contract.psa.systems.http_source import PAGING, HttpSourceHarness


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running(free_port(), system="http_source") as started:
        yield started


@pytest.mark.parametrize("style", PAGING)
async def test_every_style_gives_every_record_and_every_filter(simulator, style):
    harness = HttpSourceHarness(simulator, size=600, spec={"paging": style})
    adapter = harness.open()
    assert (await adapter.check()).ok
    for entity in adapter.capabilities.entities:
        found = await read_all(adapter, entity, limit=70)
        assert [record.source_id for record in found] == harness.source_ids(entity)
    begin = datetime(2025, 3, 30, tzinfo=UTC)
    period = (begin, begin + timedelta(days=90))
    within = [one.source_id for one in found if period[0] <= one.business_date < period[1]]
    assert within
    assert [one.source_id for one in await read_all(adapter, Entity.PRODUCT, period=period)] == within
    since = datetime.now(UTC) - timedelta(seconds=5)
    changed = harness.change(Entity.PRODUCT, "change", count=3)
    assert [one.source_id for one in await read_all(adapter, Entity.PRODUCT, since=since)] == changed
    await adapter.aclose()


async def test_its_limit_is_told_with_the_time_to_wait(simulator):
    harness = HttpSourceHarness(simulator, spec={"rate_limit_per_minute": 2})
    adapter = harness.open()
    for _ in range(2):
        await adapter.read_page(ReadScope(Entity.PRODUCT), None)
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(ReadScope(Entity.PRODUCT), None)
    await adapter.aclose()
    assert caught.value.code is IssueCode.SOURCE_THROTTLED
    assert 50 < caught.value.retry_after <= 60
    assert len(harness.calls()) == 3


async def test_a_page_is_no_larger_than_it_allows_and_the_check_says_so(simulator):
    harness = HttpSourceHarness(simulator, spec={"paging": "page_number", "max_page_size": 50})
    adapter = harness.open()
    report = await adapter.check()
    await adapter.aclose()
    assert not report.ok
    assert "contact: the source gives 50 rows at once: make that the `size` of its paging" in report.message


async def test_products_are_canonical(simulator):
    harness = HttpSourceHarness(simulator)
    adapter = harness.open()
    (first, *_) = await read_all(adapter, Entity.PRODUCT)
    await adapter.aclose()
    row = harness.record(Entity.PRODUCT, 1)
    assert (first.source_id, first.label) == ("1", row["name"])
    assert first.data == {
        "name": row["name"],
        "code": "SKU-000001",
        "description": row["description"],
        "unit_price": float(row["unit_price"]),
        "active": row["active"],
    }
