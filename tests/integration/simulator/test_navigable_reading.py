"""Lists that know only page numbers are read whole, as far as page numbers can."""

import pytest

from psasync.contracts.vocabulary import Entity
from tests.contract.psa.harness import read_all
from tests.contract.psa.systems.connectwise import ConnectWiseHarness


@pytest.mark.parametrize("size", [2000, 2001])
async def test_lists_without_forward_only_paging_are_read_whole(simulator, size):
    harness = ConnectWiseHarness(
        simulator, size=size, spec={"companies": 1, "without_forward_paging": ["contacts", "companies"]}
    )
    adapter = harness.open()
    found = [record.source_id for record in await read_all(adapter, Entity.CONTACT, limit=500)]
    await adapter.aclose()
    assert found == harness.source_ids(Entity.CONTACT)
