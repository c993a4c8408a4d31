"""The credentials check says what is wrong, in a report."""

from psasync.contracts.vocabulary import Entity, ErrorKind


async def test_good_credentials(harness, adapter):
    report = await adapter.check()
    assert report.ok
    assert bool(report.system_version) == harness.tells_version
    assert set(report.readable) == set(adapter.capabilities.entities)
    assert all(report.readable.values())


async def test_refused_credentials_and_accounts(harness):
    for wrong, kind in (
        (harness.wrong_credentials(), ErrorKind.AUTHENTICATION),
        (harness.unknown_account(), harness.unknown_account_kind),
    ):
        adapter = harness.open(**wrong)
        report = await adapter.check()
        await adapter.aclose()
        assert (report.ok, report.error_kind) == (False, kind)
        assert report.message


async def test_a_role_that_may_not_read_contacts(harness, adapter):
    harness.fault("forbidden", Entity.CONTACT)
    report = await adapter.check()
    assert (report.ok, report.error_kind) == (False, ErrorKind.AUTHORIZATION)
    assert [entity for entity, allowed in report.readable.items() if not allowed] == [Entity.CONTACT]
    assert "contact" in report.message
