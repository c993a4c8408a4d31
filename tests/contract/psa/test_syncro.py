"""What is Syncro's own: one limit for all accounts, flags and texts as set-up, properties."""

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PsaError, ReadScope
from psasync.psa.syncro.limits import EGRESS
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.harness import read_all
from tests.contract.psa.systems.syncro import SyncroHarness


@pytest.fixture
def syncro(simulator):
    """Accounts with datasets of their own."""
    return lambda **more: SyncroHarness(simulator, **more)


class RememberingBudget(CountingBudget):
    def __init__(self):
        super().__init__()
        self.throttled_limits = []

    async def throttled(self, retry_after, limit=None):
        await super().throttled(retry_after, limit)
        self.throttled_limits.append(limit)


async def test_every_call_takes_from_the_limit_that_all_connections_share(syncro):
    harness, budget = syncro(), RememberingBudget()
    adapter = harness.open(budget)
    await adapter.check()
    await adapter.declare()
    for entity in adapter.capabilities.entities:
        await read_all(adapter, entity)
    harness.fault("throttle", seconds=0)
    with pytest.raises(PsaError):
        await adapter.read_page(ReadScope(Entity.CONTACT), None)
    await adapter.aclose()
    assert budget.limits == {EGRESS}
    assert (budget.throttles, budget.throttled_limits) == ([60], [EGRESS])


async def test_one_account_is_refused_for_the_calls_of_another(syncro):
    limited = {"rate_limit_per_minute": 6}
    first, second, lifted = syncro(spec=limited), syncro(spec=limited), syncro()
    adapters = [harness.open() for harness in (first, second, lifted)]
    for _ in range(6):
        await adapters[0].read_page(ReadScope(Entity.TICKET_STATUS), None)
    with pytest.raises(PsaError) as caught:
        await adapters[1].read_page(ReadScope(Entity.TICKET_STATUS), None)
    assert (caught.value.code, caught.value.retry_after) == (IssueCode.SOURCE_THROTTLED, 60)
    await adapters[2].read_page(ReadScope(Entity.TICKET_STATUS), None)
    for adapter in adapters:
        await adapter.aclose()


async def test_disabled_customers_are_read_with_their_status(syncro):
    harness = syncro(size=2000)
    adapter = harness.open()
    read = {record.source_id: record.data["status_id"] for record in await read_all(adapter, Entity.COMPANY)}
    one = next(number for number, status in read.items() if status == "disabled")
    [again] = await read_all(adapter, Entity.COMPANY, ids=(one,))
    await adapter.aclose()
    assert set(read.values()) == {"enabled", "disabled"}
    assert again.data["status_id"] == "disabled"


async def test_customers_are_read_again_in_few_calls(syncro):
    harness = syncro(size=2000)
    adapter = harness.open()
    ids = harness.source_ids(Entity.COMPANY)
    found = await read_all(adapter, Entity.COMPANY, ids=tuple(ids))
    await adapter.aclose()
    assert [record.source_id for record in found] == ids
    assert len(harness.calls()) == len(ids) // 25


async def test_problem_types_stand_for_boards_where_that_is_chosen(syncro):
    harness = syncro()
    for boards, expected in (("ticket_types", "1"), ("problem_types", "Virus")):
        adapter = harness.open(settings={"boards": boards})
        assert (await read_all(adapter, Entity.TICKET_BOARD))[0].source_id == expected
        await adapter.aclose()


async def test_priorities_come_in_their_order_without_the_choice_of_none(syncro):
    adapter = syncro().open()
    found = [record.data for record in await read_all(adapter, Entity.TICKET_PRIORITY)]
    await adapter.aclose()
    assert found == [
        {"name": "0 Urgent", "sort_order": 0},
        {"name": "1 High", "sort_order": 1},
        {"name": "2 Normal", "sort_order": 2},
        {"name": "3 Low", "sort_order": 3},
    ]


async def test_settings_that_lack_a_list_are_an_unreadable_answer(syncro):
    harness = syncro()
    adapter = harness.open()
    harness.fault("bad_rows")
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(ReadScope(Entity.TICKET_BOARD), None)
    await adapter.aclose()
    assert (caught.value.code, caught.value.permanent) == (IssueCode.SOURCE_ANSWER_INVALID, False)


async def test_properties_hold_what_the_connection_says(syncro):
    harness = syncro()
    adapter = harness.open(settings={"website_property": "Website", "os_property": "Model"})
    [company] = await read_all(adapter, Entity.COMPANY, ids=("1",))
    assets = await read_all(adapter, Entity.ASSET)
    await adapter.aclose()
    assert company.data["website"].startswith("https://www.")
    models = {harness.record(Entity.ASSET, int(one.source_id))["properties"]["Model"] for one in assets}
    assert {one.data["os_type"] for one in assets} == models


async def test_the_check_tells_the_time_zone_and_what_a_user_may_not_read(syncro):
    harness = syncro()
    adapter = harness.open()
    assert (await adapter.check()).server_time_zone == "America/Los_Angeles"
    harness.simulator.fault(harness.account, "forbidden", path="/settings$", count=2)
    report = await adapter.check()
    await adapter.aclose()
    refused = {entity for entity, allowed in report.readable.items() if not allowed}
    assert refused == {Entity.TICKET_BOARD, Entity.TICKET_PRIORITY, Entity.TICKET_STATUS}


async def test_custom_fields_are_declared_once_with_their_options(syncro):
    harness = syncro()
    adapter = harness.open()
    declared = (await adapter.declare()).custom_fields
    fields = {field.name: field for field in declared[Entity.COMPANY]}
    assert fields["Tier"].options == ("Gold", "Silver", "Bronze")
    assert [field.name for field in declared[Entity.ASSET]].count("OS") == 1
    assert Entity.CONTACT not in declared
    harness.simulator.post(f"{harness.path}/records/customer_fields", {"action": "delete", "ids": [1]})
    declared = (await adapter.declare()).custom_fields
    await adapter.aclose()
    assert [field.name for field in declared[Entity.COMPANY]] == ["Website"]


@pytest.mark.parametrize("fault", ["nulls", "wrong_types", "empty_body", "unicode", "bad_rows"])
async def test_a_spoiled_declaration_is_an_error_or_declares_less(syncro, fault):
    harness = syncro()
    adapter = harness.open()
    harness.fault(fault)
    came = await _declaration_or_error(adapter)
    if isinstance(came, PsaError):
        assert not came.permanent
    else:
        assert all(field.name for fields in came.custom_fields.values() for field in fields)
    assert (await adapter.declare()).custom_fields[Entity.COMPANY]
    await adapter.aclose()


async def _declaration_or_error(adapter):
    try:
        return await adapter.declare()
    except PsaError as error:
        return error
