"""The credentials check says what is wrong, in a report."""

from psasync.contracts.vocabulary import Entity, ErrorKind

ONE_CHECK = 20
"""Calls that the scheduler keeps free for a check, whatever a PSA's limits."""


async def test_good_credentials(harness, adapter):
    report = await adapter.check()
    assert report.ok
    assert bool(report.system_version) == harness.tells_version
    assert set(report.readable) == set(adapter.capabilities.entities)
    assert all(report.readable.values())
    assert {probe.entity: probe.readable for probe in report.probes} == report.readable
    assert {(probe.reason, probe.hint) for probe in report.probes} == {("", "")}
    assert (report.code, report.hint, report.fields) == (None, "", ())
    assert len(harness.calls()) <= ONE_CHECK


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
        assert (bool(report.code), bool(report.hint), bool(report.fields)) == (True, True, True)


async def test_a_role_that_may_not_read_contacts(harness, adapter):
    harness.fault("forbidden", Entity.CONTACT)
    report = await adapter.check()
    assert (report.ok, report.error_kind) == (False, ErrorKind.AUTHORIZATION)
    assert [entity for entity, allowed in report.readable.items() if not allowed] == [Entity.CONTACT]
    assert "contact" in report.message
    (refused,) = [probe for probe in report.probes if not probe.readable]
    assert (refused.entity, refused.readable) == (Entity.CONTACT, False)
    assert refused.reason
    assert refused.hint


async def test_one_broken_list_hides_no_other(harness, adapter):
    harness.fault("error", Entity.CONTACT)
    report = await adapter.check()
    assert not report.ok
    tried = [probe for probe in report.probes if probe.readable]
    assert tried, "the lists before and behind it were looked at"


async def test_nobody_at_the_address(harness, free_port):
    adapter = harness.open(**harness.nobody_at(free_port()))
    report = await adapter.check()
    await adapter.aclose()
    assert (report.ok, report.error_kind) == (False, ErrorKind.CONNECTIVITY)
    assert "refused" in report.message
    assert report.fields
