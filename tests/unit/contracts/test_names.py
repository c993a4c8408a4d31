from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.execution_id import PlatformRecordIds, execution_id, platform_record_id, status_event_id

PARTS = st.fixed_dictionaries({k: st.text(max_size=20) for k in ("source", "event_id", "tenant", "sync")})


@given(PARTS, PARTS)
def test_an_execution_is_named_by_all_its_parts_and_nothing_else(one, other):
    assert (execution_id(**one) == execution_id(**other)) == (one == other)


def test_moving_a_border_between_parts_gives_another_name():
    assert platform_record_id(tenant="ab", sync="c", entity="e", source_id="1") != platform_record_id(
        tenant="a", sync="bc", entity="e", source_id="1"
    )


def test_names_are_pinned():
    """Names are stored and published: a change of the function would duplicate every execution."""
    assert execution_id(source="s", event_id="1", tenant="t", sync="y") == "7aaf5d44-cf95-5dbe-b09b-dca8436c0a9c"
    assert status_event_id("x", "finished") == "a1750259-fe19-56a4-ae3c-777abdb8d4e4"


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=8), st.lists(st.text(max_size=20), max_size=20))
def test_many_names_at_a_time_are_the_same_names(tenant, sync, entity, source_ids):
    many = PlatformRecordIds(tenant=tenant, sync=sync, entity=entity)
    for source_id in source_ids:
        one = platform_record_id(tenant=tenant, sync=sync, entity=entity, source_id=source_id)
        assert many.of(source_id) == one
