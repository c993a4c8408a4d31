"""Answers whose contents are spoiled: never a crash, always records, unreadable records or a PSA's error."""

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PsaError, ReadScope
from tests.contract.psa.harness import read_all

SPOILED = ["nulls", "wrong_types", "huge", "unicode", "empty_body"]


@pytest.mark.parametrize("fault", SPOILED)
async def test_a_spoiled_answer_has_an_outcome_and_reading_goes_on_after_it(harness, adapter, fault):
    harness.fault(fault, Entity.CONTACT, count=1)
    came = await _page_or_error(adapter)
    if isinstance(came, PsaError):
        assert not came.permanent, came
        assert len(came.message) < 1000
    else:
        assert len(came.records) + len(came.unreadable) == 50
    found = [record.source_id for record in await read_all(adapter, Entity.CONTACT)]
    assert sorted(found) == sorted(harness.source_ids(Entity.CONTACT))


@pytest.mark.parametrize("fault", SPOILED)
async def test_the_check_gives_a_report_whatever_it_is_answered(harness, adapter, fault):
    harness.fault(fault, count=50)
    report = await adapter.check()
    assert isinstance(report.ok, bool)
    assert report.ok or report.message


async def _page_or_error(adapter):
    try:
        return await adapter.read_page(ReadScope(Entity.CONTACT), None, limit=50)
    except PsaError as error:
        return error
